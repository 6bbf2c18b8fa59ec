"""data/terms.toml and data/court.toml: what is in them, and how a mistake is reported."""

import shutil
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path

import pytest

from bot.content.court import load_court
from bot.content.terms import load_terms
from bot.escalation.facts import NO_SOURCE, Confidence, Fact, Standing
from bot.escalation.terms import Role, Start, TermKind, Unit
from bot.records import BadData

DATA = Path(__file__).parents[2] / "data"
TERMS = load_terms(DATA)
LAW = load_court(DATA)
FACTS: list[Fact] = [*TERMS.values(), *LAW.rules.values(), *LAW.rates.rates]

EXPECTED = {
    "promise_accept": (24, Unit.HOURS),
    "promise_reply": (3, Unit.WORKING_DAYS),
    "reply_law": (15, Unit.WORKING_DAYS),
    "reply_extension": (10, Unit.WORKING_DAYS),
    "dispute_161": (30, Unit.CALENDAR_DAYS),
    "dispute_161_cross_border": (60, Unit.CALENDAR_DAYS),
    "report_next_day": (1, Unit.CALENDAR_DAYS),
    "cbr_forward": (7, Unit.WORKING_DAYS),
    "cbr_review": (30, Unit.CALENDAR_DAYS),
    "state_reply": (30, Unit.CALENDAR_DAYS),
    "state_extension": (30, Unit.CALENDAR_DAYS),
    "police_decision": (3, Unit.CALENDAR_DAYS),
    "liquidator_review": (30, Unit.WORKING_DAYS),
    "liquidator_objection": (10, Unit.WORKING_DAYS),
    "ombudsman_window": (3, Unit.YEARS),
    "ombudsman_review": (15, Unit.WORKING_DAYS),
    "limitation": (3, Unit.YEARS),
    "appeal_month": (1, Unit.MONTHS),
    "consumer_demand": (10, Unit.CALENDAR_DAYS),
    "terminal_kz": (30, Unit.CALENDAR_DAYS),
    "mediator_am_reply": (10, Unit.WORKING_DAYS),
    "mediator_am_window": (6, Unit.MONTHS),
}


@pytest.mark.parametrize("id_", EXPECTED)
def test_the_terms_that_the_path_counts_on(id_: str) -> None:
    assert (TERMS[id_].length, TERMS[id_].unit) == EXPECTED[id_]


def test_a_promise_of_the_article_is_never_taken_for_the_law() -> None:
    for id_ in ("promise_accept", "promise_reply"):
        assert TERMS[id_].kind is TermKind.PROMISE
        assert TERMS[id_].standing is Standing.ARTICLE_ONLY
    for term in TERMS.values():
        assert (term.standing is Standing.ARTICLE_ONLY) <= (term.kind is TermKind.PROMISE)


def test_extensions_start_where_a_term_ends_and_windows_do_not_roll() -> None:
    for term in TERMS.values():
        if term.role is Role.EXTENSION:
            assert term.starts is Start.DUE, term.id
        if term.role is Role.WINDOW:
            assert not term.roll, term.id


def test_what_has_no_source_is_neither_sure_nor_confirmed() -> None:
    for fact in FACTS:
        if fact.source == NO_SOURCE:
            assert fact.confidence is not Confidence.SURE, fact.id
            assert fact.standing is not Standing.CONFIRMED, fact.id
        assert fact.checked_on < fact.review_by, fact.id
        assert fact.source_date is None or fact.source_date <= fact.checked_on, fact.id


def test_the_rounding_of_the_duty_is_only_likely() -> None:
    assert LAW.rules[LAW.duty.rounding_rule].confidence is Confidence.LIKELY


def test_no_figure_of_the_court_is_a_float() -> None:
    def figures(thing: object) -> list[object]:
        if is_dataclass(thing):
            return [f for field in fields(thing) for f in figures(getattr(thing, field.name))]
        if isinstance(thing, dict):
            return [figure for value in thing.values() for figure in figures(value)]
        if isinstance(thing, tuple):
            return [figure for value in thing for figure in figures(value)]
        return [thing]

    found = figures(LAW)
    assert sum(isinstance(figure, int) for figure in found) > 30
    assert not any(isinstance(figure, float) for figure in found)


def test_rates_are_named_for_their_first_day() -> None:
    for rate in LAW.rates.rates:
        assert rate.from_on == date(*map(int, rate.id.split("_")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the two files to spoil."""
    for name in ("terms.toml", "court.toml"):
        shutil.copy(DATA / name, tmp_path / name)
    return tmp_path


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("value = 24", "value = 24\nnonsense = 1", "promise_accept.nonsense"),
        ("value = 24\n", "", "promise_accept.value"),
        ('unit = "hours"', 'unit = "fortnights"', "promise_accept.unit"),
        ('starts = "sent"', 'starts = "soon"', "promise_accept.starts"),
        ("value = 24", "value = 0", "promise_accept"),
        ("review_by = 2027-05-23", "review_by = 2027-05-23\nfoo = 1", "foo"),
    ],
)
def test_a_bad_term_is_named(folder: Path, old: str, new: str, key: str) -> None:
    spoil(folder, "terms.toml", old, new)
    with pytest.raises(BadData) as refused:
        load_terms(folder)
    assert (refused.value.file, refused.value.key) == ("terms.toml", key)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("checked_on", "foo = 1\nchecked_on", "foo"),
        ("cap = 900_000", "cap = 900_000.0", "duty.cap"),
        ("cap = 900_000", "cap = 900_000\nfoo = 1", "duty.foo"),
        ("over = 300_000", "over = 300_001", "duty.brackets.2.base"),
        ("over = 300_000", "over = 90_000", "duty.brackets.2.over"),
        ("over = 300_000", "over = 100_000", "duty.brackets.2.over"),
        ("over = 0", "over = 1", "duty.brackets.0.over"),
        ("share = 300\n", "", "duty.brackets.1.share"),
        ('rule = "consumer_exemption"', 'rule = "hearsay"', "rule"),
        ('exceptions = ["fine_consumer_fault"', 'exceptions = ["hearsay"', "exceptions"),
        ('counted = ["principal"', 'counted = ["pride"', "price.counted.0"),
        ("known_until = 2026-10-02", "known_until = 2026-07-26", "rates.known_until"),
        (
            "from_on = 2024-07-29",
            "from_on = 2023-07-29",
            "key_rates.2024_07_29.from_on",
        ),
        ("[exemption]", "[exemptions]", "exemption"),
    ],
)
def test_a_bad_figure_of_the_court_is_named(folder: Path, old: str, new: str, key: str) -> None:
    spoil(folder, "court.toml", old, new)
    with pytest.raises(BadData) as refused:
        load_court(folder)
    assert (refused.value.file, refused.value.key) == ("court.toml", key)
