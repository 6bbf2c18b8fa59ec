"""The check of data/ and templates/, checked: each guard is broken once and must say so.

That the whole of it finds nothing is tried once, with a new step (test_a_new_step.py).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.checks.check import check_dates, findings, rendered
from bot.checks.finding import Finding
from bot.checks.leftovers import check_leftovers
from bot.checks.letters import check_draft, check_letters
from bot.checks.notices import check_notices
from bot.checks.path import check_path
from bot.checks.recheck import facts_told, list_facts, tables_told
from bot.checks.screens import check_cards, check_screens
from bot.checks.spelling import check_spelling
from bot.content.aging import to_recheck
from bot.content.agreement import check_agreement
from bot.content.content import ROOT, Content, load_content
from bot.content.wording import load_word_lists
from bot.records import BadData
from tests.conftest import copy_of_content

pytestmark = pytest.mark.exhaustive

TODAY = date(2026, 11, 24)

Check = Callable[[Content, Path], Iterator[Finding] | list[Finding]]


def screens(content: Content, root: Path) -> list[Finding]:
    return rendered(content, TODAY, [check_screens])


def cards(content: Content, root: Path) -> list[Finding]:
    return rendered(content, TODAY, [check_cards])


def letters(content: Content, root: Path) -> Iterator[Finding]:
    return check_letters(content, TODAY)


def path(content: Content, root: Path) -> Iterator[Finding]:
    return check_path(content, TODAY)


def notices(content: Content) -> list[Finding]:
    return list(check_notices(content, TODAY))


def spelling(content: Content, root: Path) -> Iterator[Finding]:
    return check_spelling(content, root)


def leftovers(content: Content, root: Path) -> Iterator[Finding]:
    return check_leftovers(content, root)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of data/ and templates/ to break."""
    return copy_of_content(tmp_path)


def rewrite(file: Path, pattern: str, new: str) -> None:
    """Replace the first match; a pattern that matches nothing would break nothing."""
    text, times = re.subn(
        pattern, new, file.read_text(encoding="utf-8"), count=1, flags=re.DOTALL | re.MULTILINE
    )
    assert times == 1, f"{file.name} has nothing like {pattern!r}"
    file.write_text(text, encoding="utf-8")


HELP = "templates/screens/help.html.j2"
SUPPORT = "templates/screens/steps/support.html.j2"
LETTER = "templates/drafts/support.txt.j2"
LABELS = "templates/labels.toml"
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
    "a likely fact as sure": (screens, HELP, r"\Z", "{{ known.asv_no_fee }}", "asv_no_fee"),
    "an unverified one too": (screens, HELP, r"\Z", "{{ known.paid_out }}", "paid_out"),
    "a contact of nobody": (screens, HELP, r"\Z", '{{ contact("x").name }}', "no contact x"),
    "a missing label": (screens, HELP, r"\Z", '{{ label("steps", "x") }}', "steps.x: missing"),
    "a broken card": (cards, SUPPORT, "{% block do %}", r"\g<0><b>", "card.html.j2: "),
    "a broken letter": (letters, LETTER, "{% block title %}", r"\g<0>{{ f.x.y }}", "has no"),
    "a claim that is reckoned otherwise": (
        letters,
        "templates/macros/letters.txt.j2",
        r"c\.price\.amount",
        "c.price_sum",
        "no attribute 'price_sum'",
    ),
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
    "a screen without ё": (spelling, HELP, r"\Z", "Ваш кошелек", "кошелек: is spelt with ё"),
    "a label without ё": (spelling, LABELS, "платёжка|Платёж", "Платеж", "платеж: is spelt with ё"),
    "a letter without ё": (spelling, LETTER, r"\Z", "Все равно", "все: is spelt with ё"),
    "a contact without ё": (spelling, "data/contacts.toml", "счёта", "счета", "счета: is spelt"),
    "a word spelt otherwise elsewhere": (
        spelling,
        HELP,
        r"\Z",
        "дремлет и дрёма дрема",
        "дрема: is",
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
    found: list[str] = []
    for finding in check(load_content(root), root):
        found.append(str(finding))
        if reason in found[-1]:
            return  # the rest of what the broken guard brings takes a while
    pytest.fail("\n".join(found))


DISAGREEING: dict[str, tuple[str, str, str, str]] = {
    "a way through without words": (LABELS, "^over_limit = ", "under_limit = ", "ways.over_limit"),
    "a step without a name": (LABELS, r"(\[steps\]\s.*?)^court = ", r"\1palace = ", "steps.court"),
    "a letter to nobody": (
        LABELS,
        r"(\[addressees\]\s.*?)^court = ",
        r"\1x = ",
        "addressees.court",
    ),
    "an addressee of no letter": (
        LABELS,
        r"^\[addressees\]",
        '[addressees]\nx = "x"',
        "addressees.x",
    ),
    "a paper without a name": (LABELS, r"(\[papers\]\s)receipt = ", r"\1x = ", "papers.receipt"),
    "a question nobody asks": (
        "data/questions.toml",
        r"\Z",
        '\n[shoe_size]\nkind = "number"\nblank = "размер"\n',
        "questions.toml: shoe_size: no letter asks it",
    ),
    "a place without a firm": (
        "data/providers.toml",
        r"^\[providers\.shop\]",
        "[providers.stall]",
        "providers.shop",
    ),
    "a pattern that is none": (
        "data/lint.toml",
        r"^\[profanity\]",
        "[profanity]\nopen = '('",
        "lint.toml: profanity.open: ",
    ),
    "relevance to no problem": (
        "data/drafts.toml",
        r'(\[relevance\.fee_sum\]\nproblems = \[)"fee"',
        r'\1"fees"',
        "relevance.fee_sum: no problem fees",
    ),
    "a story of no place": ("data/stories.toml", "^shop = ", "shops = ", "no place or firm shops"),
    "a country without money": ("data/wording.toml", "^KZ = ", "QZ = ", "no currency of KZ"),
    "a month too few": ("data/wording.toml", r', \["дек"\]', "", "wording.toml: days.months"),
}


@pytest.mark.parametrize("what", DISAGREEING)
def test_files_that_disagree_stop_the_start(root: Path, what: str) -> None:
    file, pattern, new, reason = DISAGREEING[what]
    rewrite(root / file, pattern, new)
    with pytest.raises(BadData) as refused:
        load_content(root)
    assert reason in str(refused.value)


def test_a_problem_that_only_the_model_knows_stops_the_start() -> None:
    lists = load_word_lists(ROOT / "data")
    weights = replace(lists.problems, problems=("refund", "refunds"))
    with pytest.raises(BadData, match=r"problems\.json: problems: no problem refunds"):
        check_agreement(load_content(ROOT), replace(lists, problems=weights))


def test_a_step_without_words_stops_the_start(root: Path) -> None:
    (root / SUPPORT).unlink()
    with pytest.raises(BadData, match=f"path.toml: support: no {SUPPORT}"):
        load_content(root)


WRONG_WORDS: dict[str, tuple[str, str, str]] = {
    "a refusal that names what it is not given": ("errors/case_closed", "{{ limit }}", "'limit'"),
    "an explanation that does": ("unreadable/empty", "{{ length }}", "'length'"),
    "a note to the owner that does": ("owner/unread_update", "{{ case_id }}", "'case_id'"),
    "an alert that does": ("alerts/no_dates", "{{ case.id }}", "'case'"),
    "an alert past its wall": ("alerts/no_dates", "ы" * 200, "Telegram takes 200"),
    "an alert with markup": ("alerts/no_dates", "<b>!</b>", "an alert shows as it is"),
}


@pytest.mark.parametrize("what", WRONG_WORDS)
def test_a_notice_is_tried_with_what_the_code_gives_it(root: Path, what: str) -> None:
    name, added, reason = WRONG_WORDS[what]
    rewrite(root / f"templates/screens/{name}.html.j2", r"\Z", added)
    found = notices(load_content(root))
    assert [finding.file for finding in found] == [f"templates/screens/{name}.html.j2"]
    assert reason in found[0].reason
    assert not found[0].warning


def test_every_notice_has_its_words(root: Path) -> None:
    (root / "templates/screens/errors/step_locked.html.j2").unlink()
    assert [f.file for f in notices(load_content(root))] == [
        "templates/screens/errors/step_locked.html.j2"
    ]


def test_an_answer_that_is_asked_and_nowhere_said_is_found(root: Path) -> None:
    rewrite(root / "data/drafts.toml", r'^questions = \["provider_name"\]', 'questions = ["sum"]')
    content = load_content(root)
    draft = content.letters.drafts["social"]
    found = [str(finding) for finding in check_draft(draft, content, TODAY)]
    assert found == ["drafts.toml: social.questions: no letter says sum"]


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
        listed = [fact.id for fact in to_recheck(content.dated, TODAY)]
        assert {"limitation_end", "asv_phone", "chat", "price", "2025_06_09"} <= set(listed)
        told = [head.split()[1] for head, _ in facts_told(content, TODAY)]
        assert told == [f"{id_}:" for id_ in listed]
        assert list_facts() == 0
        assert "facts to check again" in capsys.readouterr().out

    def test_a_fact_to_check_again_is_listed_with_the_sentences_that_say_it(
        self, content: Content
    ) -> None:
        said = {head.split()[1]: uses for head, uses in facts_told(content, TODAY)}
        assert any(
            use.startswith("templates/faq/hurry.html.j2:") for use in said["limitation_end:"]
        )
        assert any("{{ known.reply_law.rule }}" in use for use in said["reply_law:"])
        assert any("screens/verdict.html.j2" in use for use in said["asv_site:"])
        assert not any("sources([" in use for uses in said.values() for use in uses)

    def test_tables_that_end_in_the_past_are_listed_with_what_depends_on_them(
        self, content: Content, capsys: pytest.CaptureFixture[str]
    ) -> None:
        until = content.court.rates.known_until
        assert "key_rates" not in "".join(head for head, _ in tables_told(content, until))
        after = dict(tables_told(content, until + timedelta(days=1)))
        (rates,) = [uses for head, uses in after.items() if "key_rates" in head]
        assert any(use.startswith("templates/screens/court_figures.html.j2:") for use in rates)
        assert any(use.startswith("templates/macros/letters.txt.j2:") for use in rates)

        ended = dict(tables_told(content, date(2028, 1, 1)))
        (russia,) = [uses for head, uses in ended.items() if "calendar.toml, RU" in head]
        assert any("approximate" in use for use in russia)
        list_facts()
        assert "tables end in the past" in capsys.readouterr().out
