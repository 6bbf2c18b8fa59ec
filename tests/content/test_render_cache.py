"""Templates compiled by an earlier start: used when right and ours, and never otherwise."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import Environment, FileSystemBytecodeCache

from bot.content import render
from bot.content.render import Words, compiled_before


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    (tmp_path / "screens").mkdir()
    (tmp_path / "screens" / "one.html.j2").write_text("Всего {{ 5 | doubled }}")
    (tmp_path / "labels.toml").write_text("")
    return tmp_path


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the templates that Jinja compiles from now on."""
    names = []
    ordinary = Environment.compile

    def compile_and_note(self: Environment, source: str, *given: str, **named: bool) -> object:
        names.append(given[0])
        return ordinary(self, source, *given, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Environment, "compile", compile_and_note)
    return names


def say(templates: Path, factor: int = 2) -> str:
    """What a fresh start says of the one template."""
    words = Words(templates, filters={"doubled": lambda number: number * factor}, names={})
    assert words.compile_all() == 1
    return words.screen("one")


def test_a_template_is_compiled_at_the_first_start_only(
    templates: Path, compiled: list[str]
) -> None:
    assert say(templates) == say(templates) == "Всего 10"
    assert compiled == ["screens/one.html.j2"]


def test_a_changed_template_is_compiled_anew(templates: Path, compiled: list[str]) -> None:
    say(templates)
    (templates / "screens" / "one.html.j2").write_text("Итого {{ 5 | doubled }}")
    assert say(templates) == "Итого 10"
    assert len(compiled) == 2


def test_changed_code_compiles_all_anew(
    templates: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Jinja works out a filter of a constant when it compiles."""
    say(templates)
    monkeypatch.setattr(render, "_made_by", lambda: "other code")
    assert say(templates, factor=3) == "Всего 15"
    assert len(compiled) == 2


def test_a_folder_others_may_write_to_is_left_alone(templates: Path, compiled: list[str]) -> None:
    folder = templates / "__pycache__"
    folder.mkdir()
    folder.chmod(0o777)
    say(templates)
    say(templates)
    assert len(compiled) == 2
    assert not list(folder.iterdir())


def test_a_link_is_not_followed(templates: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    (templates / "__pycache__").symlink_to(tmp_path_factory.mktemp("elsewhere"))
    assert compiled_before(templates) is None
    assert say(templates) == "Всего 10"


def test_a_folder_of_somebody_else_is_left_alone(
    templates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = os.getuid() + 1
    folder = templates / "__pycache__"
    folder.mkdir(mode=0o755)
    theirs = SimpleNamespace(st_uid=stranger, st_mode=folder.lstat().st_mode)
    monkeypatch.setattr(Path, "lstat", lambda self: theirs)
    assert compiled_before(templates) is None


def test_nothing_is_kept_where_nobody_can_tell_who_may_write(
    templates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "getuid")
    assert compiled_before(templates) is None


def test_a_folder_that_cannot_be_made_costs_time_only(templates: Path, compiled: list[str]) -> None:
    (templates / "__pycache__").write_text("a file is in the way")
    assert say(templates) == say(templates) == "Всего 10"
    assert len(compiled) == 2


def test_a_full_disk_costs_time_only(
    templates: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: FileSystemBytecodeCache, bucket: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemBytecodeCache, "dump_bytecode", full)
    assert say(templates) == say(templates) == "Всего 10"
    assert len(compiled) == 2


@pytest.mark.parametrize("left", [0, 20, 40, 90, 200])
def test_a_file_cut_short_is_compiled_anew(templates: Path, compiled: list[str], left: int) -> None:
    say(templates)
    for file in (templates / "__pycache__").iterdir():
        file.write_bytes(file.read_bytes()[:left])
    assert say(templates) == "Всего 10"
    assert len(compiled) == 2
