"""Every file of data/ is read into records: a key that is renamed or too many stops the start."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.checks.check import findings
from bot.content.content import ROOT, load_content
from bot.records import BadData
from tests.conftest import copy_of_content

TODAY = date(2026, 11, 24)
FILES = sorted(file.name for file in (ROOT / "data").iterdir())
WORDS = {
    ("calendar.toml", "names"),
    ("lint.toml", "profanity"),
    ("shield.toml", "brands"),
    ("shield.toml", "old_hosts"),
    ("shield.toml", "short_numbers"),
    ("wording.toml", "numbers"),
}
"""The tables whose keys are words themselves: any other word is as good."""

LINE = re.compile(r"^\[+(?P<table>[\w.]+)\]+$|^(?P<key>\w+) = ", re.MULTILINE)


def keys() -> Iterator[tuple[str, str, int]]:
    """The first key of each kind of table in each file: the file, the key and where it stands."""
    for file in FILES:
        table, seen = "", set()
        for line in LINE.finditer((ROOT / "data" / file).read_text(encoding="utf-8")):
            if line["table"]:
                table = line["table"].split(".")[0]
            elif table not in seen and (file, table) not in WORDS:
                seen.add(table)
                yield file, line["key"], line.start()


KEYS = list(keys())


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of data/ and templates/; each test mends what it has broken."""
    return copy_of_content(tmp_path_factory.mktemp("root"))


def found(root: Path, file: str, text: str) -> list[str]:
    """What the check says when the file holds this text instead of its own."""
    broken = root / "data" / file
    whole = broken.read_text(encoding="utf-8")
    broken.write_text(text, encoding="utf-8")
    try:
        return [str(finding) for finding in findings(root, TODAY)]
    finally:
        broken.write_text(whole, encoding="utf-8")


def test_every_file_is_tried() -> None:
    assert {file for file, *_ in KEYS} == set(FILES)
    assert len(KEYS) > 2 * len(FILES)


@pytest.mark.exhaustive
@pytest.mark.parametrize(("file", "key", "at"), KEYS, ids=lambda one: str(one))
def test_a_renamed_key_is_named_with_its_file(root: Path, file: str, key: str, at: int) -> None:
    text = (ROOT / "data" / file).read_text(encoding="utf-8")
    (finding,) = found(root, file, f"{text[:at]}other_{text[at:]}")
    assert file in finding
    assert key in finding


@pytest.mark.exhaustive
@pytest.mark.parametrize("file", FILES)
def test_a_surplus_key_is_named_with_its_file(root: Path, file: str) -> None:
    text = (ROOT / "data" / file).read_text(encoding="utf-8")
    (finding,) = found(root, file, f"surplus = 1\n{text}")
    assert finding.startswith(f"{file}: ")
    assert "surplus" in finding


@pytest.mark.exhaustive
@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_named(root: Path, file: str) -> None:
    there = root / "data" / file
    there.rename(there.with_suffix(".away"))
    try:
        assert [str(finding) for finding in findings(root, TODAY)] == [
            f"{file}: (file): No such file or directory"
        ]
    finally:
        there.with_suffix(".away").rename(there)


LABELS = ROOT / "templates" / "labels.toml"
GROUPS = re.findall(r"^\[(\w+)\]$", LABELS.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.exhaustive
@pytest.mark.parametrize("group", GROUPS)
def test_a_renamed_group_of_labels_stops_the_start(root: Path, group: str) -> None:
    labels = root / "templates" / LABELS.name
    whole = labels.read_text(encoding="utf-8")
    labels.write_text(whole.replace(f"[{group}]\n", f"[{group}x]\n"), encoding="utf-8")
    try:
        with pytest.raises(BadData, match=rf"labels\.toml: .*{group}"):
            load_content(root)
    finally:
        labels.write_text(whole, encoding="utf-8")
