"""The clock: from a term and a day to the last day, with everything needed to explain it.

Day zero is the day of the event that starts the term; counting begins the next day (ГК ст. 191).
"Overdue" begins the day after the last day. Nothing here is stored: it is worked out on reading.
"""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from bot.escalation.terms import Start, Term, Unit

DAY = timedelta(days=1)


class WorkCalendar(Protocol):
    """Which days a country works."""

    @property
    def official_until(self) -> date:
        """The last day that an official calendar covers; later days are a guess."""

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day, transfers and working Saturdays included."""

    def name_of(self, day: date) -> str | None:
        """Why the day is off: the holiday's name in Russian; None for an ordinary weekend."""

    def __hash__(self) -> int:
        """A calendar does not change, so what was counted with it is cached."""


@dataclass(frozen=True, slots=True)
class SkippedSpan:
    """Days off that did not count, both ends included. `name` is None for a plain weekend."""

    from_on: date
    to_on: date
    name: str | None

    @property
    def days(self) -> int:
        """How many days the span holds."""
        return (self.to_on - self.from_on).days + 1


class Cause(StrEnum):
    """What moved a deadline."""

    REGISTERED = "registered"
    EXTENDED = "extended"
    REPEATED = "repeated"
    FORWARDED = "forwarded"


@dataclass(frozen=True, slots=True)
class Shift:
    """One move of the last day. `term` is the length it was extended by, None for a named day."""

    cause: Cause
    was: date
    now: date
    term: Term | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The last day on which the other side is still in time, and why it is that day.

    `rolled_from` is the day off on which the term would have ended; `approximate` is true
    when days were counted beyond the last official calendar.
    """

    term: Term
    start_on: date
    started_by: Start
    last_day: date
    approximate: bool = False
    skipped: tuple[SkippedSpan, ...] = ()
    rolled_from: date | None = None
    moved_by: tuple[Shift, ...] = ()

    @property
    def overdue_from(self) -> date:
        """The first day on which the other side is late."""
        return self.last_day + DAY

    @property
    def holidays(self) -> tuple[SkippedSpan, ...]:
        """The skipped days that have a name, in order."""
        return tuple(span for span in self.skipped if span.name is not None)

    @property
    def weekend_days(self) -> int:
        """How many skipped days were plain weekend."""
        return sum(span.days for span in self.skipped if span.name is None)

    def shift(self, *causes: Cause) -> Shift | None:
        """The latest move with one of these causes; None when no such cause moved it."""
        return next((one for one in reversed(self.moved_by) if one.cause in causes), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A time in which the person may act. `last_day` is the careful reading of the law's limit.

    `last_working_day` is the last day, not after it, on which offices and the post are open.
    """

    term: Term
    start_on: date
    started_by: Start
    last_day: date
    last_working_day: date
    approximate: bool = False

    def is_open(self, today: date) -> bool:
        """Whether the person can still act."""
        return today <= self.last_day


@lru_cache(maxsize=4_000)  # the same few terms and days at every look at every case
def deadline(
    term: Term, start_on: date, calendar: WorkCalendar, started_by: Start | None = None
) -> Deadline:
    """Count `term` from day zero `start_on`.

    `started_by` says what that day was when it was not what the term names (the day of sending,
    say, while the registration number is unknown). Hours are counted in whole days, rounded up.
    """
    rolled_from = None
    if term.unit is Unit.WORKING_DAYS:
        last_day = _nth_working_day(start_on, term.length, calendar)
        skipped_from = start_on + DAY
    else:
        last_day = skipped_from = _calendar_end(term, start_on)
        if term.roll and not calendar.is_working(last_day):
            rolled_from, last_day = last_day, _nth_working_day(last_day, 1, calendar)
    return Deadline(
        term=term,
        start_on=start_on,
        started_by=started_by or term.starts,
        last_day=last_day,
        approximate=_asks_calendar(term) and last_day > calendar.official_until,
        skipped=_days_off(skipped_from, last_day, calendar),
        rolled_from=rolled_from,
    )


def extended(
    before: Deadline, by: Term | date, calendar: WorkCalendar, cause: Cause = Cause.EXTENDED
) -> Deadline:
    """The deadline after it was extended: to a day that was named, or by a further term.

    A further term is counted from the end of the first one (before that rolled over a day off).
    Raises ValueError when the named day is not after the current last day.
    """
    if isinstance(by, date):
        if by <= before.last_day:
            raise ValueError("an extension must end after the current last day")
        after = replace(before, last_day=by, rolled_from=None, approximate=False)
    else:
        more = deadline(by, before.rolled_from or before.last_day, calendar)
        kept = before.skipped if before.rolled_from is None else ()
        after = replace(
            before,
            last_day=more.last_day,
            skipped=kept + more.skipped,
            rolled_from=more.rolled_from,
            approximate=before.approximate or more.approximate,
        )
    shift = Shift(cause, before.last_day, after.last_day, by if isinstance(by, Term) else None)
    return replace(after, moved_by=(*before.moved_by, shift))


def registered(before: Deadline, on: date, calendar: WorkCalendar) -> Deadline:
    """The deadline once the day of registration is known: the count starts anew from it.

    Earlier extensions stay: those by a term are counted again from the new end, those to a named
    day hold as long as they end later. Earlier registrations are kept as history.
    """
    after = deadline(before.term, on, calendar, Start.REGISTERED)
    for shift in before.moved_by:
        if shift.cause is Cause.REGISTERED:
            after = replace(after, moved_by=(*after.moved_by, shift))
        elif shift.term is not None or shift.now > after.last_day:
            after = extended(after, shift.term or shift.now, calendar, shift.cause)
    if after.last_day == before.last_day:
        return after
    shift = Shift(Cause.REGISTERED, before.last_day, after.last_day)
    return replace(after, moved_by=(*after.moved_by, shift))


def closing_window(
    term: Term, start_on: date, calendar: WorkCalendar, started_by: Start | None = None
) -> Window:
    """The window that `term` leaves to the person, counted from day zero `start_on`."""
    end = deadline(term, start_on, calendar, started_by)
    working = end.last_day
    while working > start_on and not calendar.is_working(working):
        working -= DAY
    return Window(
        term=term,
        start_on=start_on,
        started_by=end.started_by,
        last_day=end.last_day,
        last_working_day=working,
        approximate=end.approximate,
    )


def days_late(until: Deadline | Window, today: date) -> int:
    """Days past the last day: 0 while there is time."""
    return max(0, (today - until.last_day).days)


def _asks_calendar(term: Term) -> bool:
    return term.unit is Unit.WORKING_DAYS or term.roll


def _nth_working_day(start_on: date, count: int, calendar: WorkCalendar) -> date:
    day = start_on
    while count:
        day += DAY
        count -= calendar.is_working(day)
    return day


def _calendar_end(term: Term, start_on: date) -> date:
    """ГК ст. 192: the same number of the month, or its last day where there is no such number."""
    match term.unit:
        case Unit.YEARS | Unit.MONTHS:
            ahead = term.length * (12 if term.unit is Unit.YEARS else 1)
            years, month = divmod(start_on.month - 1 + ahead, 12)
            year, month = start_on.year + years, month + 1
            return date(year, month, min(start_on.day, monthrange(year, month)[1]))
        case Unit.HOURS:
            return start_on + timedelta(days=-(-term.length // 24))
        case _:
            return start_on + timedelta(days=term.length)


def _days_off(first: date, last: date, calendar: WorkCalendar) -> tuple[SkippedSpan, ...]:
    """The days off in [first, last), neighbours with the same name joined."""
    spans: list[SkippedSpan] = []
    for day in (first + n * DAY for n in range((last - first).days)):
        if calendar.is_working(day):
            continue
        name = calendar.name_of(day)
        if spans and spans[-1].to_on == day - DAY and spans[-1].name == name:
            spans[-1] = replace(spans[-1], to_on=day)
        else:
            spans.append(SkippedSpan(day, day, name))
    return tuple(spans)
