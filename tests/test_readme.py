"""README, .env.example and the image say what the code does."""

import argparse
import re
import shlex
import tomllib

import pytest

from bot.__main__ import COMMANDS, main
from bot.settings import Settings
from tests.test_docs import EVERYWHERE, README, ROOT

SETTINGS = {f"BOT_{name.upper()}" for name in Settings.model_fields}


def fenced(text: str, kind: str = "sh") -> list[str]:
    """The blocks of a document that are of this kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_the_top_holds_the_two_commands() -> None:
    assert [block.strip() for block in fenced(README)[:2]] == [
        "pip install uv && uv run python -m bot sandbox",
        "pip install uv && uv run pytest",
    ]


def test_readme_is_read_at_one_sitting() -> None:
    assert len(README.splitlines()) <= 200


class TestCommands:
    @staticmethod
    def told(text: str) -> list[list[str]]:
        """The arguments of every `python -m bot …` that the text tells the reader to run."""
        found = re.findall(r"python -m bot((?: +(?:[\w/-]|[.:@](?=\w))+)*)", text)
        return [shlex.split(arguments) for arguments in dict.fromkeys(found)]

    @pytest.mark.parametrize("arguments", told(EVERYWHERE), ids=" ".join)
    def test_each_is_one_the_process_takes(
        self, arguments: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ran: list[str] = []

        def note(given: argparse.Namespace) -> int:
            ran.append(given.command or "run")
            return 0

        for command in COMMANDS:
            monkeypatch.setitem(COMMANDS, command, note)
        assert main(arguments) == 0
        assert ran == [arguments[0] if arguments else "run"]

    def test_each_of_the_process_is_in_readme(self) -> None:
        told = {arguments[0] for arguments in self.told(README) if arguments}
        assert told | {"run"} == set(COMMANDS)

    def test_every_module_that_is_run_exists(self) -> None:
        for module in re.findall(r"python -m ([\w.]+)", EVERYWHERE):
            path = ROOT / module.replace(".", "/")
            assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), module

    def test_every_test_that_is_run_exists(self) -> None:
        named = re.findall(r"uv run pytest ((?:tests/[\w/.]+ ?)+)", EVERYWHERE)
        assert named
        assert [
            path for paths in named for path in paths.split() if not (ROOT / path).exists()
        ] == []


class TestSettings:
    def test_every_one_is_in_readme_and_no_other(self) -> None:
        assert set(re.findall(r"^\| `(BOT_\w+)`", README, re.MULTILINE)) == SETTINGS

    def test_no_document_names_one_that_is_not(self) -> None:
        assert set(re.findall(r"\bBOT_[A-Z_]+", EVERYWHERE)) <= SETTINGS

    def test_every_one_is_in_the_example_with_a_comment_and_no_other(self) -> None:
        blocks = (ROOT / ".env.example").read_text(encoding="utf-8").split("\n\n")[1:]
        lines = [block.strip().splitlines() for block in blocks]
        named = {setting.removeprefix("# ").partition("=")[0] for *_, setting in lines}
        assert named == SETTINGS
        for *comment, _ in lines:
            assert comment
            assert all(line.startswith("# ") for line in comment)

    def test_the_example_gives_the_defaults(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in SETTINGS:
            monkeypatch.delenv(name, raising=False)
        text = (ROOT / ".env.example").read_text(encoding="utf-8")
        given = dict(re.findall(r"^(?:# )?BOT_(\w+)=(.+)$", text, re.MULTILINE))
        assert given
        for name, value in given.items():
            field = Settings.model_fields[name.lower()]
            assert str(field.default).rstrip("/") == value, name


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
