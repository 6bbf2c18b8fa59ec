"""The last day, to the day, and what explains it."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.calendar import CountryCalendar, load_calendars
from bot.content.terms import load_terms
from bot.escalation.deadlines import (
    DAY,
    Cause,
    SkippedSpan,
    closing_window,
    days_late,
    deadline,
    extended,
    registered,
)
from bot.escalation.facts import Confidence, Standing
from bot.escalation.terms import Role, Start, Term, TermKind, Unit

DATA = Path(__file__).parents[2] / "data"
RUSSIA = load_calendars(DATA).of("RU")
TERMS = load_terms(DATA)
REPLY = TERMS["reply_law"]

any_day = st.dates(date(2018, 1, 1), date(2030, 12, 31))
any_length = st.integers(1, 60)


def term(value: int, unit: Unit, *, roll: bool = False) -> Term:
    return Term(
        id="made_up",
        value=value,
        unit=unit,
        kind=TermKind.LAW,
        role=Role.REPLY,
        starts=Start.REGISTERED,
        rule="",
        roll=roll,
        source="a test",
        checked_on=date(2026, 1, 1),
        review_by=date(2026, 1, 1),
        confidence=Confidence.SURE,
        standing=Standing.CONFIRMED,
    )


@pytest.mark.parametrize(
    ("start", "last"),
    [
        ("2025-12-25", "2026-01-27"),
        ("2025-12-30", "2026-01-30"),
        ("2026-04-20", "2026-05-13"),
        ("2026-12-21", "2027-01-20"),
    ],
)
def test_fifteen_working_days_of_the_bank(start: str, last: str) -> None:
    due = deadline(REPLY, date.fromisoformat(start), RUSSIA)
    assert due.last_day == date.fromisoformat(last)
    assert due.overdue_from == due.last_day + DAY
    assert due.started_by is Start.REGISTERED
    assert not due.approximate


def test_a_working_saturday_counts() -> None:
    # 20 February 2027 works for 22 February, which rests with the holiday on the 23rd.
    due = deadline(term(2, Unit.WORKING_DAYS), date(2027, 2, 18), RUSSIA)
    assert due.last_day == date(2027, 2, 20)
    assert deadline(term(3, Unit.WORKING_DAYS), date(2027, 2, 18), RUSSIA).last_day == date(
        2027, 2, 24
    )


@given(start=any_day, length=any_length)
def test_working_days_end_on_a_working_day_and_count_back(start: date, length: int) -> None:
    due = deadline(term(length, Unit.WORKING_DAYS), start, RUSSIA)
    counted = [start + n * DAY for n in range(1, (due.last_day - start).days + 1)]
    assert RUSSIA.is_working(due.last_day)
    assert sum(map(RUSSIA.is_working, counted)) == length
    assert sum(span.days for span in due.skipped) == len(counted) - length


@given(start=any_day, length=any_length, unit=st.sampled_from(Unit), roll=st.booleans())
def test_a_later_start_never_ends_earlier(start: date, length: int, unit: Unit, roll: bool) -> None:
    made = term(length, unit, roll=roll)
    assert deadline(made, start, RUSSIA).last_day <= deadline(made, start + DAY, RUSSIA).last_day


@given(start=any_day, length=any_length, unit=st.sampled_from(Unit), roll=st.booleans())
def test_a_longer_term_never_ends_earlier(start: date, length: int, unit: Unit, roll: bool) -> None:
    shorter = deadline(term(length, unit, roll=roll), start, RUSSIA).last_day
    longer = deadline(term(length + 1, unit, roll=roll), start, RUSSIA).last_day
    assert start < shorter <= longer
    if unit is Unit.WORKING_DAYS:
        assert shorter < longer


@given(start=any_day, length=any_length, unit=st.sampled_from(Unit))
def test_a_term_that_rolls_ends_on_a_working_day(start: date, length: int, unit: Unit) -> None:
    fixed = deadline(term(length, unit), start, RUSSIA)
    rolled = deadline(term(length, unit, roll=True), start, RUSSIA)
    assert RUSSIA.is_working(rolled.last_day)
    if unit is not Unit.WORKING_DAYS and not RUSSIA.is_working(fixed.last_day):
        assert rolled.rolled_from == fixed.last_day
        assert sum(span.days for span in rolled.skipped) == (rolled.last_day - fixed.last_day).days
    else:
        assert rolled.last_day == fixed.last_day
        assert rolled.rolled_from is None


def test_skipped_days_are_told_by_name_and_weekends_summed_up() -> None:
    due = deadline(REPLY, date(2025, 12, 25), RUSSIA)
    assert SkippedSpan(date(2026, 1, 1), date(2026, 1, 8), "новогодние каникулы") in due.holidays
    assert due.weekend_days == 8
    spring = deadline(REPLY, date(2026, 4, 20), RUSSIA)
    assert [(span.from_on, span.to_on) for span in spring.holidays] == [
        (date(2026, 5, 1), date(2026, 5, 1)),
        (date(2026, 5, 9), date(2026, 5, 9)),
        (date(2026, 5, 11), date(2026, 5, 11)),
    ]
    assert spring.holidays[1].name == "День Победы"
    assert spring.weekend_days == 5


@pytest.mark.parametrize(
    ("value", "unit", "start", "last"),
    [
        (30, Unit.CALENDAR_DAYS, date(2026, 11, 24), date(2026, 12, 24)),
        (24, Unit.HOURS, date(2026, 11, 24), date(2026, 11, 25)),
        (25, Unit.HOURS, date(2026, 11, 24), date(2026, 11, 26)),
        (1, Unit.MONTHS, date(2026, 1, 31), date(2026, 2, 28)),
        (6, Unit.MONTHS, date(2026, 8, 31), date(2027, 2, 28)),
        (12, Unit.MONTHS, date(2026, 12, 31), date(2027, 12, 31)),
        (3, Unit.YEARS, date(2024, 2, 29), date(2027, 2, 28)),
        (3, Unit.YEARS, date(2024, 2, 21), date(2027, 2, 21)),
    ],
)
def test_calendar_terms(value: int, unit: Unit, start: date, last: date) -> None:
    due = deadline(term(value, unit), start, RUSSIA)
    assert due.last_day == last
    assert due.skipped == ()


def test_the_day_of_sending_stands_in_until_the_number_is_known() -> None:
    sent = deadline(REPLY, date(2026, 4, 17), RUSSIA, Start.SENT)
    assert sent.started_by is Start.SENT
    known = registered(sent, date(2026, 4, 20), RUSSIA)
    assert known.started_by is Start.REGISTERED
    assert (known.start_on, known.last_day) == (date(2026, 4, 20), date(2026, 5, 13))
    (shift,) = known.moved_by
    assert (shift.cause, shift.was, shift.now) == (
        Cause.REGISTERED,
        sent.last_day,
        known.last_day,
    )


def test_a_registration_that_changes_no_date_moves_nothing() -> None:
    sent = deadline(REPLY, date(2026, 4, 20), RUSSIA, Start.SENT)
    assert registered(sent, date(2026, 4, 20), RUSSIA).moved_by == ()


def test_an_extension_by_a_term_is_counted_from_the_first_end() -> None:
    first = deadline(REPLY, date(2026, 4, 20), RUSSIA)
    more = extended(first, TERMS["reply_extension"], RUSSIA)
    assert more.last_day == deadline(term(25, Unit.WORKING_DAYS), first.start_on, RUSSIA).last_day
    assert more.weekend_days > first.weekend_days
    assert more.moved_by[0].term is TERMS["reply_extension"]
    assert more.moved_by[0].was == first.last_day


def test_an_extension_of_a_rolled_term_is_counted_from_its_end_before_the_roll() -> None:
    month = term(30, Unit.CALENDAR_DAYS, roll=True)
    first = deadline(month, date(2026, 4, 2), RUSSIA)
    assert (first.rolled_from, first.last_day) == (date(2026, 5, 2), date(2026, 5, 4))
    more = extended(first, month, RUSSIA)
    assert more.last_day == date(2026, 6, 1)
    assert more.rolled_from is None
    assert more.skipped == ()


def test_an_extension_that_ends_on_a_day_off_says_so() -> None:
    month = term(30, Unit.CALENDAR_DAYS, roll=True)
    first = deadline(month, date(2026, 3, 3), RUSSIA)
    assert (first.rolled_from, first.last_day) == (None, date(2026, 4, 2))
    more = extended(first, month, RUSSIA)
    assert (more.rolled_from, more.last_day) == (date(2026, 5, 2), date(2026, 5, 4))
    named = extended(more, date(2026, 5, 6), RUSSIA)
    assert named.rolled_from is None


def test_an_extension_to_a_named_day_is_that_day() -> None:
    first = deadline(REPLY, date(2026, 4, 20), RUSSIA)
    more = extended(first, date(2026, 6, 6), RUSSIA, Cause.REPEATED)
    assert more.last_day == date(2026, 6, 6)
    assert [(s.cause, s.term) for s in more.moved_by] == [(Cause.REPEATED, None)]
    with pytest.raises(ValueError, match="after the current last day"):
        extended(more, date(2026, 6, 6), RUSSIA)


def test_a_late_registration_keeps_the_extensions() -> None:
    sent = deadline(REPLY, date(2026, 4, 13), RUSSIA, Start.SENT)
    by_term = extended(sent, TERMS["reply_extension"], RUSSIA)
    known = registered(by_term, date(2026, 4, 20), RUSSIA)
    assert (
        known.last_day == deadline(term(25, Unit.WORKING_DAYS), date(2026, 4, 20), RUSSIA).last_day
    )
    assert [s.cause for s in known.moved_by] == [Cause.EXTENDED, Cause.REGISTERED]
    to_a_day = extended(sent, date(2026, 7, 1), RUSSIA)
    assert registered(to_a_day, date(2026, 4, 20), RUSSIA).last_day == date(2026, 7, 1)
    outrun = registered(extended(sent, date(2026, 5, 7), RUSSIA), date(2026, 4, 20), RUSSIA)
    assert outrun.last_day == date(2026, 5, 13)
    same = registered(extended(sent, date(2026, 5, 13), RUSSIA), date(2026, 4, 20), RUSSIA)
    assert (same.last_day, same.moved_by) == (date(2026, 5, 13), ())


def test_a_registration_far_later_outruns_the_extension_but_not_its_length() -> None:
    sent = deadline(REPLY, date(2026, 4, 13), RUSSIA, Start.SENT)
    more = extended(sent, TERMS["reply_extension"], RUSSIA, Cause.FORWARDED)
    known = registered(more, date(2026, 8, 3), RUSSIA)
    assert known.shift(Cause.FORWARDED)
    assert known.started_by is Start.REGISTERED
    twenty_five = term(25, Unit.WORKING_DAYS)
    assert known.last_day == deadline(twenty_five, date(2026, 8, 3), RUSSIA).last_day


def test_a_registration_that_is_corrected_is_kept_as_history() -> None:
    sent = deadline(REPLY, date(2026, 4, 13), RUSSIA, Start.SENT)
    once = registered(sent, date(2026, 4, 20), RUSSIA)
    twice = registered(once, date(2026, 4, 21), RUSSIA)
    assert twice.last_day == deadline(REPLY, date(2026, 4, 21), RUSSIA).last_day
    assert [(s.cause, s.was, s.now) for s in twice.moved_by] == [
        (Cause.REGISTERED, sent.last_day, once.last_day),
        (Cause.REGISTERED, once.last_day, twice.last_day),
    ]


def test_the_last_official_day_is_still_official() -> None:
    weekends_only = CountryCalendar("XX", official_until=date(2026, 11, 24))  # a Tuesday
    one = term(1, Unit.WORKING_DAYS)
    assert not deadline(one, date(2026, 11, 23), weekends_only).approximate
    assert deadline(one, date(2026, 11, 24), weekends_only).approximate


def test_beyond_the_official_calendar_the_date_is_approximate() -> None:
    assert RUSSIA.official_until == date(2027, 12, 31)
    edge = date(2027, 12, 30)
    assert not deadline(term(1, Unit.WORKING_DAYS), edge - DAY, RUSSIA).approximate
    assert deadline(term(1, Unit.WORKING_DAYS), edge, RUSSIA).approximate
    assert deadline(term(30, Unit.CALENDAR_DAYS, roll=True), edge, RUSSIA).approximate
    assert not deadline(term(30, Unit.CALENDAR_DAYS), edge, RUSSIA).approximate
    guessed = deadline(REPLY, edge, RUSSIA)
    assert not extended(guessed, date(2028, 3, 1), RUSSIA).approximate
    assert extended(guessed, REPLY, RUSSIA).approximate
    sure = deadline(term(1, Unit.WORKING_DAYS), edge - DAY, RUSSIA)
    assert extended(sure, REPLY, RUSSIA).approximate
    assert extended(guessed, term(1, Unit.CALENDAR_DAYS), RUSSIA).approximate


@given(today=any_day, start=any_day)
def test_days_are_late_from_the_day_after_the_last_one(today: date, start: date) -> None:
    due = deadline(REPLY, start, RUSSIA)
    late = days_late(due, today)
    assert (late > 0) == (today >= due.overdue_from)
    assert late == max(0, (today - due.last_day).days)


def test_the_three_years_since_the_licence_are_counted_carefully() -> None:
    window = closing_window(TERMS["limitation"], date(2024, 2, 21), RUSSIA)
    # A Sunday; the Saturday before it is a working one.
    assert window.last_day == date(2027, 2, 21)
    assert window.last_working_day == date(2027, 2, 20)
    assert window.is_open(date(2027, 2, 21))
    assert not window.is_open(date(2027, 2, 22))
    assert window.started_by is Start.LEARNED


def test_the_next_day_report_is_the_next_day_whatever_day_it_is() -> None:
    window = closing_window(TERMS["report_next_day"], date(2026, 12, 31), RUSSIA)
    assert window.last_day == date(2027, 1, 1)
    assert window.last_working_day == date(2026, 12, 31)


def test_a_window_by_working_days_knows_its_calendar_and_its_start() -> None:
    ten = term(10, Unit.WORKING_DAYS)
    window = closing_window(ten, date(2026, 4, 20), RUSSIA, Start.DECIDED)
    assert (window.started_by, window.last_day) == (Start.DECIDED, date(2026, 5, 5))
    assert not window.approximate
    assert closing_window(ten, date(2027, 12, 30), RUSSIA).approximate


@given(start=any_day, id_=st.sampled_from([t for t in TERMS if TERMS[t].role is Role.WINDOW]))
def test_a_window_is_never_longer_than_the_law_allows(start: date, id_: str) -> None:
    window = closing_window(TERMS[id_], start, RUSSIA)
    assert start <= window.last_working_day <= window.last_day
    assert window.last_day == deadline(TERMS[id_], start, RUSSIA).last_day
    assert window.last_day - window.last_working_day < timedelta(days=14)


def test_the_days_off_on_the_way_are_told_by_their_names_and_side_by_side() -> None:
    due = deadline(REPLY, date(2026, 4, 27), RUSSIA)
    assert due.last_day == date(2026, 5, 20)
    assert [(span.from_on.day, span.to_on.day, span.name) for span in due.skipped] == [
        (1, 1, "Праздник Весны и Труда"),
        (2, 3, None),
        (9, 9, "День Победы"),
        (10, 10, None),
        (11, 11, "День Победы (выходной)"),
        (16, 17, None),
    ]
    assert [span.from_on.day for span in due.holidays] == [1, 9, 11]
    assert due.weekend_days == 5


def test_the_latest_move_of_its_cause_is_told_and_none_where_there_was_none() -> None:
    due = deadline(REPLY, date(2026, 4, 20), RUSSIA)
    assert due.shift(Cause.EXTENDED) is None
    first, last = date(2026, 6, 1), date(2026, 7, 1)
    moved = extended(extended(due, first, RUSSIA), last, RUSSIA)
    assert moved.approximate is False
    found = moved.shift(Cause.EXTENDED, Cause.REPEATED)
    assert found is not None
    assert (found.was, found.now) == (first, last)
    assert moved.shift(Cause.REGISTERED) is None


def test_a_term_that_was_counted_from_the_sending_is_counted_from_the_registration() -> None:
    sent = deadline(TERMS["ombudsman_claim"], date(2026, 4, 20), RUSSIA)
    assert sent.started_by is Start.SENT
    known = registered(sent, date(2026, 4, 22), RUSSIA)
    assert (known.started_by, known.start_on) == (Start.REGISTERED, date(2026, 4, 22))
