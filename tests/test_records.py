"""Files that cannot be read are refused with their name, whatever is in them."""

import shutil
from pathlib import Path

import pytest

from bot.content.content import ROOT, load_content
from bot.content.terms import load_terms
from bot.records import BIGGEST, BadData, read_toml


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"[a]\nb = [1, {10**21}]", f"x.toml: a.b.1: a number past {BIGGEST}"),
        (f"c = -{10**13}", f"x.toml: c: a number past {BIGGEST}"),
        ("d = " + "1" * 5000, "x.toml: (file): "),
        ("e = ", "x.toml: (file): "),
    ],
)
def test_what_cannot_be_read_is_named(text: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadData) as refused:
        read_toml(file)
    assert str(refused.value).startswith(told)


@pytest.mark.parametrize("value", [10**21, 10**9, 0])
def test_a_term_that_no_calendar_holds_is_refused(value: int, tmp_path: Path) -> None:
    text = (ROOT / "data" / "terms.toml").read_text(encoding="utf-8")
    (tmp_path / "terms.toml").write_text(text.replace("value = 30", f"value = {value}", 1), "utf-8")
    with pytest.raises(BadData, match=r"^terms\.toml: \S+: "):
        load_terms(tmp_path)


def test_a_template_in_another_encoding_is_refused(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copytree(
        ROOT / "templates", tmp_path / "templates", ignore=shutil.ignore_patterns("__pycache__")
    )
    file = tmp_path / "templates" / "screens" / "help.html.j2"
    file.write_bytes("помощь".encode("cp1251"))
    with pytest.raises(BadData, match=r"^templates/screens/help\.html\.j2: \(file\): "):
        load_content(tmp_path)
