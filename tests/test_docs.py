"""The documents, the justfile and the hooks say what the code does."""

import re
import shlex
import shutil
import sys
import tomllib
from pathlib import Path

import pytest

from bot.checks.check import write_routes
from bot.content.content import Content
from bot.content.diagram import diagrams, with_diagrams
from bot.escalation.facts import Confidence, Fact, Standing
from bot.records import BadData
from tests.test_rooms import FILES, room_of

ROOT = Path(__file__).resolve().parents[1]
DOCS = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
}
"""The text of every document by its path."""

README = DOCS["README.md"]
CONTRIBUTING = DOCS["CONTRIBUTING.md"]
ROUTES = DOCS["docs/routes.md"]
JUSTFILE = (ROOT / "justfile").read_text(encoding="utf-8")
HOOKS = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")


def recipes() -> dict[str, list[str]]:
    """The commands of each recipe of the justfile that is not private, by its name."""
    found = re.findall(r"^([a-z]\w*):\n((?:    .+\n)+)", JUSTFILE, re.MULTILINE)
    return {name: [line.strip() for line in lines.splitlines()] for name, lines in found}


def hooks() -> list[str]:
    """The commands of the hooks."""
    return re.findall(r"^ +entry: (.+)$", HOOKS, re.MULTILINE)


DAILY = [*(line for lines in recipes().values() for line in lines), *hooks()]
EVERYWHERE = "\n".join([*DOCS.values(), *DAILY])
"""Whatever a reader may be asked to run, know or open."""


class TestDailyCommands:
    @pytest.mark.parametrize("command", DAILY)
    def test_each_begins_with_a_program_of_the_project(self, command: str) -> None:
        command = re.sub(r" --with \S+", "", command)  # a package that only this command needs
        words = [word for word in shlex.split(command) if word != "--locked"]
        assert words[:2] == ["uv", "run"]
        assert shutil.which(words[2], path=Path(sys.executable).parent), words[2]

    def test_contributing_lists_the_recipes_and_no_other(self) -> None:
        assert re.findall(r"^\| `just (\w+)`", CONTRIBUTING, re.MULTILINE) == list(recipes())

    def test_the_quick_loop_leaves_out_markers_that_exist(self) -> None:
        quick = 'uv run pytest -q -m "not process and not browser"'
        assert recipes()["quick"] == [quick]
        assert quick in CONTRIBUTING
        pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        markers = pyproject["tool"]["pytest"]["ini_options"]["markers"]
        assert {"process", "browser"} <= {marker.partition(":")[0] for marker in markers}

    def test_hooks_look_at_style_and_content(self) -> None:
        assert [command.removeprefix("uv run --locked ") for command in hooks()] == [
            "ruff check --force-exclude",
            "ruff format --force-exclude",
            "python -m bot check",
        ]


NEW_FILE = re.compile(r"^A new file `([^`]+)`", re.MULTILINE)
"""How a recipe names a file that is not there yet."""


class TestPaths:
    @pytest.mark.parametrize("document", DOCS)
    def test_every_path_it_names_exists(self, document: str) -> None:
        text = DOCS[document]
        new = set(NEW_FILE.findall(text))
        named = re.findall(r"`((?:bot|data|templates|tests|docs)/[\w./-]*)`", text)
        assert [path for path in named if path not in new and not (ROOT / path).exists()] == []

    @pytest.mark.parametrize("document", DOCS)
    def test_a_file_that_a_recipe_calls_new_is_not_there(self, document: str) -> None:
        assert [path for path in NEW_FILE.findall(DOCS[document]) if (ROOT / path).exists()] == []

    @pytest.mark.parametrize("document", DOCS)
    def test_every_link_leads_somewhere(self, document: str) -> None:
        folder = (ROOT / document).parent
        for link in re.findall(r"\]\((?!https?:)([^)]+)\)", DOCS[document]):
            path, _, heading = link.partition("#")
            target = (folder / path).resolve() if path else ROOT / document
            assert target.exists(), link
            if heading:
                titles = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
                assert heading in {title.lower().replace(" ", "-") for title in titles}, link

    def test_every_document_and_picture_is_linked_from_another(self) -> None:
        linked = {
            (ROOT / document).parent.joinpath(link.partition("#")[0]).resolve()
            for document, text in DOCS.items()
            for link in re.findall(r"\]\((?!https?:)([^)]+)\)", text)
        }
        files = {path for path in (ROOT / "docs").rglob("*") if path.is_file()}
        assert files - linked == set()


def section(title: str, text: str) -> str:
    """The text under a heading, up to the next heading of any level."""
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None, f"there is no section {title!r}"
    return found[1]


def test_every_room_is_on_the_map_and_no_other() -> None:
    told = re.findall(r"^  (\w+)(?:\.py|/) ", section("The rooms", CONTRIBUTING), re.MULTILINE)
    assert sorted(told) == sorted({room_of(file) for file in FILES} - {"__init__"})


def test_every_word_of_the_glossary_stands_where_it_says() -> None:
    glossary = section("Glossary", CONTRIBUTING)
    rows = re.findall(r"^\|([^|\n]+)\|([^|\n]+)\|([^|\n]+)\|$", glossary, re.MULTILINE)
    assert len(rows) > 2
    for _, words, places in rows[2:]:
        paths = [ROOT / path for path in re.findall(r"`([\w./]+)`", places)]
        files = [file for path in paths for file in ([path] if path.is_file() else path.glob("*"))]
        text = "\n".join(file.read_text(encoding="utf-8") for file in files if file.is_file())
        code: list[str] = re.findall(r"`(\w+)`", words)
        in_code = any(path.suffix == ".py" or path.is_dir() for path in paths)
        missing = [word for word in code if in_code and not re.search(rf"\b{word}\b", text)]
        assert missing == [], f"{missing} not in {places}"


def test_every_doubt_about_the_law_is_an_open_point(content: Content) -> None:
    """What the article says is shown as the article's word, and is not for a lawyer."""
    records: dict[str, Fact] = {
        f"{shelf}.{fact.id}": fact
        for shelf, facts in (
            ("facts", content.facts.facts),
            ("terms", content.timing.terms),
            ("rules", content.court.rules),
        )
        for fact in facts.values()
    }
    doubtful = {
        name: str(fact.confidence)
        for name, fact in records.items()
        if fact.confidence is not Confidence.SURE
        and fact.standing not in {Standing.ARTICLE_ONLY, Standing.CONTRADICTED}
    }
    rows = re.findall(
        r"^\| (`(?:facts|terms|rules)\..+?) \| (\w+) \|", DOCS["docs/law.md"], re.MULTILINE
    )
    told = {name: said for names, said in rows for name in re.findall(r"`([\w.]+)`", names)}
    assert told == doubtful


class TestDiagrams:
    def test_each_route_is_shown_as_the_data_has_it(self, content: Content) -> None:
        """`python -m bot check --write-routes` draws them anew."""
        assert with_diagrams(ROUTES, content.path, content.words) == ROUTES
        shown = re.findall(r"<!-- diagram:(\w+) -->", ROUTES)
        assert sorted(shown) == sorted(route.id for route in content.path.routes)

    def test_the_command_draws_them_anew(self, tmp_path: Path) -> None:
        file = tmp_path / "routes.md"
        file.write_text(ROUTES.replace("flowchart TD", "flowchart LR"), encoding="utf-8")
        assert write_routes(file) == 0
        assert file.read_text(encoding="utf-8") == ROUTES

    def test_a_picture_has_every_step_of_its_route(self, content: Content) -> None:
        for route in content.path.routes:
            drawn = diagrams(content.path, content.words)[route.id]
            for step in (*route.steps, *route.also):
                assert f'{step}["{content.words.label("steps", step)}' in drawn

    def test_an_old_picture_is_replaced(self, content: Content) -> None:
        old = "<!-- diagram:shop -->\n```mermaid\nold\n```\n<!-- /diagram -->"
        new = with_diagrams(f"before\n{old}\nafter", content.path, content.words)
        assert "old" not in new
        assert new.startswith("before\n<!-- diagram:shop -->\n```mermaid\nflowchart TD")
        assert new.endswith("```\n<!-- /diagram -->\nafter")

    def test_a_picture_of_no_route_is_refused(self, content: Content) -> None:
        with pytest.raises(BadData, match="diagram:nowhere"):
            with_diagrams(
                "<!-- diagram:nowhere -->\n<!-- /diagram -->", content.path, content.words
            )
