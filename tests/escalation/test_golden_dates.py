"""The golden dates of docs/dates.md, counted by the bot's own terms and calendars.

A row that fails is a question for the sources: the table was worked out by hand.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from bot.content.calendar import load_calendars
from bot.content.terms import load_terms
from bot.escalation.deadlines import WorkCalendar, closing_window, deadline, extended
from bot.escalation.facts import Confidence, Standing
from bot.escalation.terms import Role, Start, Term, TermKind, Unit

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "dates.md").read_text(encoding="utf-8")
CALENDARS = load_calendars(ROOT / "data")
TERMS = load_terms(ROOT / "data")
EVENTS = {
    "registered": Start.REGISTERED,
    "sent": Start.SENT,
    "received": Start.RECEIVED,
    "received and registered": Start.RECEIVED,
}
"""What a row calls day zero, where the bot may count a term from another event than it names."""


@dataclass(frozen=True)
class Golden:
    """One row: its number, what is counted from which day, and the last day worked out by hand."""

    number: int
    counted: str
    start: date
    event: str
    last_day: date


def _day(text: str) -> date:
    return date(*(int(part) for part in reversed(text.split("."))))


def _rows() -> list[Golden]:
    cell = r" ([^|]+?) \|"
    found = re.findall(
        rf"^\| (\d{{1,3}}) \|{cell} `([^`]+)` \|{cell}{cell}{cell}$", TABLE, re.MULTILINE
    )
    rows = []
    for number, _, counted, zero, last, _ in found:
        day, _, event = zero.partition(", ")
        rows.append(
            Golden(int(number), counted, _day(day.split()[0]), event, _day(last.split()[0]))
        )
    return rows


ROWS = _rows()


def _unnamed(days: int) -> Term:
    """A term of the criminal procedure that has no id: it moves from a day off (УПК ст. 128)."""
    return Term(
        id="unnamed",
        value=days,
        unit=Unit.CALENDAR_DAYS,
        kind=TermKind.LAW,
        role=Role.REPLY,
        starts=Start.RECEIVED,
        rule="",
        roll=True,
        source="ст. 124, 128, 144 УПК",
        checked_on=date(2026, 11, 26),
        review_by=date(2027, 11, 26),
        confidence=Confidence.SURE,
        standing=Standing.CONFIRMED,
    )


def _term(name: str) -> Term:
    days = re.fullmatch(r"(\d+) days", name)
    return _unnamed(int(days[1])) if days else TERMS[name]


def _last_day(counted: str, start: date, event: str, calendar: WorkCalendar) -> date:
    """The last day of `counted` as the bot has it: one term, a chain, or the later of two."""
    if counted.startswith("later of "):
        both = counted.removeprefix("later of ").split(" and ")
        return max(_last_day(one, start, event, calendar) for one in both)
    first, *rest = (_term(name) for name in counted.split(" + "))
    if first.role is Role.WINDOW:
        return closing_window(first, start, calendar, EVENTS.get(event)).last_day
    due = deadline(first, start, calendar, EVENTS.get(event))
    for term in rest:
        if term.role is Role.EXTENSION:
            due = extended(due, term, calendar)
        elif term.role is Role.WINDOW:
            return closing_window(term, due.last_day, calendar, Start.DUE).last_day
        else:
            due = deadline(term, due.last_day, calendar, Start.DUE)
    return due.last_day


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.number}-{row.counted}")
def test_the_bot_counts_as_a_lawyer_does(row: Golden) -> None:
    country, _, counted = row.counted.rpartition(": ")
    calendar = CALENDARS.of(country or "RU")
    assert _last_day(counted, row.start, row.event, calendar) == row.last_day


def test_every_row_is_read() -> None:
    assert [row.number for row in ROWS] == list(range(1, len(ROWS) + 1))
    assert len(ROWS) >= 70
    assert len(re.findall(r"^\| \d{1,3} \|", TABLE, re.MULTILINE)) == len(ROWS)


def test_every_term_of_the_law_has_a_row() -> None:
    """A term that the table does not know is a date nobody has checked."""
    counted = {name for row in ROWS for name in re.findall(r"\w+", row.counted)}
    by_law = {term.id for term in TERMS.values() if term.kind is TermKind.LAW}
    assert by_law <= counted
