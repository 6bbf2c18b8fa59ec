"""One day, or a day and a time, as the answer to a question; otherwise the reason there is none."""

from datetime import date

from bot.answers.days import DayFound, Days
from bot.answers.unreadable import Unreadable
from bot.escalation.values import Moment

EARLIEST = date(1990, 1, 1)
"""Nothing that a case is about happened before this day."""


def read_moment(text: str, days: Days, *, today: date) -> Moment:
    """The one day in the text, not after `today`, with its time if one is given.

    Raises Unreadable: see `read_day`; impossible_time.
    """
    found = days.find(text, today=today)
    on = _only(text, days, found)
    _must_have_been(on, today)
    rest = _without(text, found)
    times = {one.at for one in days.clocks(rest)}
    if None in times:
        raise Unreadable("impossible_time")
    return Moment(on, times.pop() if len(times) == 1 else None)


def read_day(text: str, days: Days, *, today: date) -> Moment:
    """The one day in the text, not after `today`; without a year it is the latest such day.

    Raises Unreadable: date_unclear, several_dates, impossible_date, date_in_future,
    date_too_long_ago.
    """
    on = _only(text, days, days.find(text, today=today))
    _must_have_been(on, today)
    return Moment(on)


def read_future_day(text: str, days: Days, *, today: date) -> Moment:
    """The one day in the text, not before `today`; without a year it is the next such day.

    Raises Unreadable: date_unclear, several_dates, impossible_date, date_in_past.
    """
    on = _only(text, days, days.find(text, today=today, ahead=True))
    if on < today:
        raise Unreadable("date_in_past", on=on)
    return Moment(on)


def read_birth_date(text: str, days: Days, *, today: date) -> Moment:
    """The birth date of a person aged fourteen (the age of the first passport) or over.

    Raises Unreadable: date_unclear, several_dates, impossible_date, date_in_future,
    birth_date_too_recent (facts: `years`).
    """
    on = _only(text, days, days.find(text, today=today, last_year=today.year))
    years = today.year - on.year - ((today.month, today.day) < (on.month, on.day))
    if on > today:
        raise Unreadable("date_in_future", on=on)
    if years > 120:
        raise Unreadable("date_too_long_ago", on=on)
    if years < 14:
        raise Unreadable("birth_date_too_recent", years=14)
    return Moment(on)


def _only(text: str, days: Days, found: list[DayFound]) -> date:
    if days.is_choice(text):
        raise Unreadable("several_dates")
    if not found:
        raise Unreadable("date_unclear")
    named = {one.on for one in days.happened(text, found)}
    if None in named:
        raise Unreadable("impossible_date")
    if len(named) > 1:
        raise Unreadable("several_dates")
    on = named.pop()
    assert on is not None  # None was refused above
    return on


def _must_have_been(on: date, today: date) -> None:
    if on > today:
        raise Unreadable("date_in_future", on=on)
    if on < EARLIEST:
        raise Unreadable("date_too_long_ago", on=on)


def _without(text: str, found: list[DayFound]) -> str:
    """The text with the days blanked out, so that what is left can only hold a time."""
    for one in found:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text
