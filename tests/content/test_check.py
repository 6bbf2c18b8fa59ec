"""The check of data/ and templates/, checked: each guard is broken once and must say so."""

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.checks.check import findings, list_facts, rendered
from bot.checks.dates import check_dates, to_recheck
from bot.checks.finding import Finding
from bot.checks.leftovers import check_leftovers
from bot.checks.letters import check_letters
from bot.checks.path import check_path
from bot.content.content import ROOT, Content, load_content

pytestmark = pytest.mark.exhaustive

TODAY = date(2026, 11, 24)

Check = Callable[[Content, Path], Iterator[Finding] | list[Finding]]


def screens(content: Content, root: Path) -> list[Finding]:
    return rendered(content, TODAY)


def letters(content: Content, root: Path) -> Iterator[Finding]:
    return check_letters(content, TODAY)


def path(content: Content, root: Path) -> Iterator[Finding]:
    return check_path(content, TODAY)


def leftovers(content: Content, root: Path) -> Iterator[Finding]:
    return check_leftovers(content, root)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of data/ and templates/ to break."""
    for folder in ("data", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def rewrite(file: Path, pattern: str, new: str) -> None:
    """Replace the first match; a pattern that matches nothing would break nothing."""
    text, times = re.subn(
        pattern, new, file.read_text(encoding="utf-8"), count=1, flags=re.DOTALL | re.MULTILINE
    )
    assert times == 1, f"{file.name} has nothing like {pattern!r}"
    file.write_text(text, encoding="utf-8")


def test_what_is_in_the_repository_has_no_errors() -> None:
    assert [str(f) for f in findings(ROOT, TODAY) if not f.warning] == []


HELP = "templates/screens/help.html.j2"
SUPPORT = "templates/screens/steps/support.html.j2"
LETTER = "templates/drafts/support.txt.j2"
TERM = """
[terms.of_nobody]
value = 3
unit = "months"
kind = "law"
role = "reply"
starts = "sent"
rule = "a rule that no step counts by"
source = "general knowledge"
confidence = "likely"
standing = "unconfirmed"
"""

BROKEN: dict[str, tuple[Check, str, str, str, str]] = {
    "markup left open": (screens, HELP, r"\Z", "<b>open", "parse entities"),
    "a tag Telegram lacks": (screens, HELP, r"\Z", "<center>x</center>", "parse entities"),
    "a text past the wall": (screens, HELP, r"\Z", "ы" * 5000, "Telegram takes 4096"),
    "a wall met by emoji": (screens, HELP, r"\Z", "😀" * 2048, "Telegram takes 4096"),
    "a screen of nothing": (screens, HELP, r"\A.*\Z", "{# #}", "says nothing"),
    "a likely fact as sure": (screens, HELP, r"\Z", "{{ known.dispute_days }}", "dispute_days"),
    "an unverified one too": (screens, HELP, r"\Z", "{{ known.paid_out }}", "paid_out"),
    "a contact of nobody": (screens, HELP, r"\Z", '{{ contact("x").name }}', "no contact x"),
    "a missing label": (screens, HELP, r"\Z", '{{ label("steps", "x") }}', "steps.x: missing"),
    "a broken card": (screens, SUPPORT, "{% block do %}", r"\g<0><b>", "card.html.j2: "),
    "a broken letter": (letters, LETTER, "{% block title %}", r"\g<0>{{ f.x.y }}", "has no"),
    "None in a letter": (letters, LETTER, "{% block title %}", r"\g<0>{{ none }}", "says None"),
    "a letter too long": (letters, "data/drafts.toml", r"^limit = \d+", "limit = 9", "allows 9"),
    "only a dead contact": (
        path,
        "data/path.toml",
        r"(\[steps\.court\]\s.*?contacts = \[).*?\](\nqiwi_contacts = \[).*?\]",
        r'\1"qiwi_facebook"]\2]',
        "qiwi_facebook comes first and is closed",
    ),
    "the article's contact before a confirmed one": (
        path,
        "data/providers.toml",
        r"(\[providers\.other_wallet\]\s.*?^contacts = \[)",
        r'\1"qiwi_chat", ',
        "qiwi_chat comes first and is article_only",
    ),
    "nobody to write to": (
        path,
        "data/path.toml",
        r"(\[steps\.regulator\]\s.*?contacts = \[).*?\]",
        r"\1]",
        "nobody to send the letter to",
    ),
    "a way through without words": (
        path,
        "templates/labels.toml",
        "^over_limit = ",
        "under_limit = ",
        "step court needs it",
    ),
    "a step without a name": (
        path,
        "templates/labels.toml",
        r"(\[steps\]\s.*?)^court = ",
        r"\1palace = ",
        "step court needs it",
    ),
    "a button of nobody": (
        leftovers,
        "templates/labels.toml",
        r"^\[buttons\]",
        '[buttons]\nidle_button = "x"',
        "buttons.idle_button: is never used",
    ),
    "a term of nobody": (leftovers, "data/terms.toml", r"\Z", TERM, "of_nobody: is never used"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_guard_is_found(root: Path, what: str) -> None:
    check, file, pattern, new, reason = BROKEN[what]
    rewrite(root / file, pattern, new)
    found = [str(finding) for finding in check(load_content(root), root)]
    assert any(reason in finding for finding in found), found


def test_a_step_without_words_is_found(root: Path) -> None:
    (root / SUPPORT).unlink()
    found = [str(finding) for finding in check_path(load_content(root), TODAY)]
    assert f"{SUPPORT}: (file): step support has no words" in found


def test_a_template_that_nothing_shows_is_found(root: Path) -> None:
    (root / "templates/screens/forgotten.html.j2").write_text("Nobody reads this.")
    found = [str(finding) for finding in leftovers(load_content(root), root)]
    assert "templates/screens/forgotten.html.j2: (file): is never used" in found


def test_a_fact_that_no_sample_has_is_a_warning(root: Path) -> None:
    rewrite(root / HELP, r"\Z", "{{ news_of_the_day }}")
    found = [finding for finding in screens(load_content(root), root) if "news" in finding.reason]
    assert found
    assert all(finding.warning for finding in found)


def test_unusable_data_is_one_line_with_file_key_and_reason(root: Path) -> None:
    rewrite(root / "data/path.toml", r"^\[steps\.support\]", "[steps.support]\nfroo = 1")
    assert [str(f) for f in findings(root, TODAY)] == ["path.toml: support.froo: unknown key"]


class TestDates:
    LATER = date(2027, 8, 1)

    def test_a_fact_past_its_review_is_a_warning(self, content: Content) -> None:
        found = [f for f in check_dates(content, self.LATER, strict=False) if "again" in f.reason]
        assert found
        assert all(finding.warning for finding in found)

    def test_and_an_error_when_strict(self, content: Content) -> None:
        found = [f for f in check_dates(content, self.LATER, strict=True) if "again" in f.reason]
        assert found
        assert not any(finding.warning for finding in found)

    def test_a_calendar_that_ends_within_120_days_is_a_warning(self, content: Content) -> None:
        found = list(check_dates(content, date(2027, 12, 1), strict=True))
        assert any(f.file == "calendar.toml" and f.key == "RU" and f.warning for f in found)

    def test_facts_to_check_again_come_oldest_first(
        self, content: Content, capsys: pytest.CaptureFixture[str]
    ) -> None:
        listed = [fact.id for fact in content.facts.facts_to_recheck(TODAY)]
        assert [line.split()[1] for line in to_recheck(content, TODAY)] == [f"{i}:" for i in listed]
        assert list_facts() == 0
        assert "facts to check again" in capsys.readouterr().out
