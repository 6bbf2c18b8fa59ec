"""README, .env.example and the image say what the code does."""

import argparse
import re
import shlex
import tomllib
from pathlib import Path

import pytest

from bot.__main__ import COMMANDS, main
from bot.content.content import Content
from bot.content.diagram import diagrams, with_diagrams
from bot.content.errors import BadData
from bot.settings import Settings
from tests.test_rooms import FILES, room_of

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCED = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
SETTINGS = {f"BOT_{name.upper()}" for name in Settings.model_fields}


def section(title: str) -> str:
    """The text under a heading, up to the next heading of any level."""
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#|\Z)", README, re.MULTILINE | re.DOTALL)
    assert found is not None, f"README has no section {title!r}"
    return found[1]


def test_the_top_holds_the_two_commands() -> None:
    assert [block.strip() for block in FENCED[:2]] == [
        "pip install uv && uv run python -m bot sandbox",
        "pip install uv && uv run pytest",
    ]


def commands() -> list[list[str]]:
    """The arguments of every `python -m bot …` that README tells the reader to run."""
    told = re.findall(r"python -m bot((?: +[\w-]+)*)", README)
    return [shlex.split(arguments) for arguments in dict.fromkeys(told)]


@pytest.mark.parametrize("arguments", commands(), ids=" ".join)
def test_each_command_is_one_the_process_takes(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    def note(given: argparse.Namespace) -> int:
        ran.append(given.command or "run")
        return 0

    for command in COMMANDS:
        monkeypatch.setitem(COMMANDS, command, note)
    assert main(arguments) == 0
    assert ran == [arguments[0] if arguments else "run"]


def test_each_command_of_the_process_is_in_readme() -> None:
    assert {arguments[0] for arguments in commands() if arguments} | {"run"} == set(COMMANDS)


def test_every_module_that_readme_runs_exists() -> None:
    for module in re.findall(r"python -m ([\w.]+)", README):
        path = ROOT / module.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), module


def test_every_setting_is_in_readme_and_no_other() -> None:
    assert set(re.findall(r"^\| `(BOT_\w+)`", README, re.MULTILINE)) == SETTINGS


def test_every_setting_is_in_the_example_with_a_comment_and_no_other() -> None:
    blocks = (ROOT / ".env.example").read_text(encoding="utf-8").split("\n\n")[1:]
    lines = [block.strip().splitlines() for block in blocks]
    assert {setting.partition("=")[0] for *_, setting in lines} == SETTINGS
    for *comment, _ in lines:
        assert comment
        assert all(line.startswith("# ") for line in comment)


def test_the_example_gives_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    given = dict(re.findall(r"^BOT_(\w+)=(.+)$", text, re.MULTILINE))
    assert given
    for name, value in given.items():
        field = Settings.model_fields[name.lower()]
        assert str(field.default).rstrip("/") == value, name


def test_every_room_is_on_the_map_and_no_other() -> None:
    told = re.findall(r"^  (\w+)(?:\.py|/) ", section("The rooms"), re.MULTILINE)
    assert sorted(told) == sorted({room_of(file) for file in FILES} - {"__init__"})


def test_every_path_that_readme_names_exists() -> None:
    named = re.findall(r"`((?:bot|data|templates|tests|docs)/[\w./-]*)`", README)
    named += re.findall(r"\]\((?!https?:|#)([^)#]+)\)", README)
    assert named
    missing = [path for path in named if not (ROOT / path).exists()]
    assert missing == []


def test_every_word_of_the_glossary_stands_where_it_says() -> None:
    rows = re.findall(r"^\|([^|\n]+)\|([^|\n]+)\|([^|\n]+)\|$", section("Glossary"), re.MULTILINE)
    assert len(rows) > 2
    for _, words, places in rows[2:]:
        paths = [ROOT / path for path in re.findall(r"`([\w./]+)`", places)]
        files = [file for path in paths for file in ([path] if path.is_file() else path.glob("*"))]
        text = "\n".join(file.read_text(encoding="utf-8") for file in files if file.is_file())
        code: list[str] = re.findall(r"`(\w+)`", words)
        in_code = any(path.suffix == ".py" or path.is_dir() for path in paths)
        missing = [word for word in code if in_code and not re.search(rf"\b{word}\b", text)]
        assert missing == [], f"{missing} not in {places}"


class TestDiagrams:
    def test_readme_shows_each_route_as_the_data_has_it(self, content: Content) -> None:
        """`python -m bot check --write-readme` draws them anew."""
        assert with_diagrams(README, content.path, content.words) == README
        shown = re.findall(r"<!-- diagram:(\w+) -->", README)
        assert sorted(shown) == sorted(route.id for route in content.path.routes)

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


class TestImage:
    DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")

    def test_its_commands_are_the_processs_own(self) -> None:
        told = re.findall(r'CMD \["python", "-m", "bot", "(\w+)"\]', self.DOCKERFILE)
        assert told == ["health", "run"]

    def test_it_runs_locked_without_the_development_group_and_without_rights(self) -> None:
        assert "uv sync --locked --no-dev" in self.DOCKERFILE
        assert re.search(r"^USER [1-9]\d*$", self.DOCKERFILE, re.MULTILINE)
        assert re.search(r"^VOLUME /data$", self.DOCKERFILE, re.MULTILINE)
        assert "BOT_DATABASE=/data/" in self.DOCKERFILE

    def test_secrets_and_databases_stay_out_of_it(self) -> None:
        lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        kept = {line for line in lines if line.startswith("!")}
        assert "*" in lines
        locked = {"!pyproject.toml", "!uv.lock", "!sandbox/pyproject.toml"}
        assert kept == {*locked, "!bot", "!data", "!templates"}

    def test_no_tool_of_the_developer_is_in_it(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        shipped = " ".join(project["project"]["dependencies"])
        assert "tdjson" not in shipped
        assert "telegram-sandbox" not in shipped
