# The commands of every day: `just` lists them. Each works as written, with or without just.

_default:
    @just --list --unsorted

# every test
test:
    uv run pytest

# the tests that need neither a process of their own nor a browser
quick:
    uv run pytest -q -m "not process and not browser"

# lint, types, and everything in data/ and templates/
check:
    uv run ruff check .
    uv run ruff format --check .
    uv run mypy bot tests
    uv run python -m bot check

# the golden letters, written anew: read each one aloud before you commit it
golden:
    uv run python -m tests.documents.golden

# the model by which a story's problem is told, trained anew on tests/answers/training/stories
train:
    uv run --with scikit-learn==1.9.1 python -m tests.answers.training

# the pictures of the docs, taken anew
pictures:
    uv run python -m tests.e2e.pictures

# docs/routes.md, drawn anew
routes:
    uv run python -m bot check --write-routes

# the bot on a local chat page, without a token and without a network
sandbox:
    uv run python -m bot sandbox

# speed and memory beside a bare aiogram bot
bench:
    uv run python -m tests.benchmarks
