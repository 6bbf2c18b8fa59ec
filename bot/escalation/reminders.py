"""When the bot comes back by itself, and about what: worked out from the case as it is now.

The plan is made anew after each change of the case and once more before a reminder goes out, so
that none is about what the person has just said.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import groupby

from bot.escalation.case import Case, Event, EventKind, Stage, stage
from bot.escalation.deadlines import DAY, Window
from bot.escalation.own_words import STORY
from bot.escalation.reporting import is_urgent
from bot.escalation.timing import NO_TERM_AFTER, StepClock, Timing, papers_until

MORNING = time(9)
EVENING = time(21)
HOUR = time(10)
LATE_HOUR = time(19)
"""When a reminder comes if nothing holds it up; never between EVENING and MORNING."""

MOST = 3
"""How many reminders may follow one sending, and as many may come before it."""

SOON = timedelta(hours=2)
"""Whoever was here so lately is not reminded in the evening of what they have just read."""

FACTS = ("happened", "sum", "operations", "operation", STORY)
"""What a letter is begun with that was told and not asked."""

UNFINISHED_AFTER = timedelta(days=3)
QUIET_AFTER = timedelta(days=182)
LONG_WINDOW = timedelta(days=60)


class ReminderKind(StrEnum):
    """What a reminder is about."""

    PROMISE = "promise"
    LAST_DAY = "last_day"
    OVERDUE = "overdue"
    NO_TERM = "no_term"
    CLOSES_MONTH = "closes_month"
    CLOSES_WEEK = "closes_week"
    CLOSES_SOON = "closes_soon"
    UNFINISHED = "unfinished"
    AGAIN = "again"
    QUIET = "quiet"
    PAPERS = "papers"
    REPORT_EVENING = "report_evening"
    REPORT_MORNING = "report_morning"


ASKED_FOR = frozenset({ReminderKind.AGAIN, ReminderKind.QUIET})
"""Not counted among the MOST: the person put it off until then, or it is a question."""

CLOSING = frozenset({ReminderKind.CLOSES_MONTH, ReminderKind.CLOSES_WEEK, ReminderKind.CLOSES_SOON})
UNCOUNTED = ASKED_FOR | CLOSING
"""Beside the MOST: whoever loses a right is told, however much was said of an answer."""

_SETS_DATE = frozenset({EventKind.SENT, EventKind.REGISTERED, EventKind.EXTENDED})


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What identifies a reminder within its case.

    `event` is the position, among the case's events, of the one that set the date: a deadline that
    moves gets another key, so it is announced again, and one that stays never is. For what is
    ASKED_FOR it is the day's ordinal: no event sets that day.
    """

    step: str
    kind: ReminderKind
    event: int


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder to come. `at` is an aware instant; `on` the day it speaks of."""

    key: Key
    at: datetime
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderContext:
    """What the plan has to know besides the case.

    `changed_at` is the person's last act on the case, `answered_at` the last answer to a letter's
    question since the last event. `put_off_until` is the day up to which the person wants quiet.
    `wanted` is False when nothing may be sent at all. `sent` are the reminders that went out.
    """

    zone: tzinfo
    changed_at: datetime
    answered_at: datetime | None = None
    put_off_until: date | None = None
    wanted: bool = True
    sent: Collection[Key] = field(default_factory=frozenset)


def plan(case: Case, timing: Timing, context: ReminderContext, now: datetime) -> tuple[Due, ...]:
    """The reminders still to be sent, in order. One whose instant has passed is to be sent at once.

    Of several for one step whose instants have passed, only the latest is sent. Nothing is planned
    for an instant before the person's last act: they have seen the case since.
    """
    if case.closed or not context.wanted:
        return ()
    acted_at = _acted_at(case, context)
    dues = [due for due in _all(case, timing, context) if due.at > acted_at]
    if context.put_off_until is not None:
        dues = list(_put_off(dues, case, context.put_off_until, context))
    dues.sort(key=lambda due: (due.key.step, due.at))
    kept: list[Due] = []
    for step, theirs in groupby(dues, key=lambda due: due.key.step):
        few = _few(list(theirs), sent_in_round(case, step, context))
        kept += _latest_of_late(few, now)
    return tuple(sorted(kept, key=lambda due: due.at))


def in_daytime(at: datetime, zone: tzinfo) -> datetime:
    """The instant itself by day, the next MORNING by night, where the person lives."""
    local = at.astimezone(zone)
    if MORNING <= local.time() < EVENING:
        return at
    day = local.date() if local.time() < MORNING else local.date() + DAY
    return datetime.combine(day, MORNING, zone)


def sent_in_round(case: Case, step: str, context: ReminderContext) -> set[Key]:
    """What went out at this step since something was last sent there."""
    since = _last(case, step, {EventKind.SENT})
    return {key for key in context.sent if key.step == step and key.event >= since}


def _all(case: Case, timing: Timing, context: ReminderContext) -> Iterator[Due]:
    """Everything there could be, what matters more after what matters less."""
    zone, last = context.zone, len(case.events) - 1
    on = _day(_acted_at(case, context) + QUIET_AFTER, zone)
    yield _due(case.step, ReminderKind.QUIET, on.toordinal(), on, zone)
    if is_urgent(case):
        yield from _untold(case, context)
    begun_at = _begun_at(case, context)
    if begun_at is not None and _may_send(case, timing):
        on = _day(begun_at + UNFINISHED_AFTER, zone)
        yield _due(case.step, ReminderKind.UNFINISHED, last, on, zone)
    for step in dict.fromkeys(event.step for event in case.events):
        stands = stage(replace(case, step=step))
        if stands is Stage.WAITING:
            yield from _waiting(case, step, timing.clock(case, step), zone)
        elif stands is Stage.QUESTIONS and (until := papers_until(case, step)) is not None:
            asked = _last(case, step, {EventKind.PAPERS_DUE})
            yield Due(Key(step, ReminderKind.PAPERS, asked), _at(until - DAY, zone), until)
    yield from _closing(case, timing, zone)


def _untold(case: Case, context: ReminderContext) -> Iterator[Due]:
    """The wallet or bank was not told yet: in the evening of the same day and on the next morning,
    for the law gives until the end of the day after the notice (161-ФЗ ст. 9 ч. 11)."""
    zone, last, acted_at = context.zone, len(case.events) - 1, _acted_at(case, context)
    on = _day(acted_at, zone)
    evening = datetime.combine(on, LATE_HOUR, zone)
    if evening - acted_at >= SOON:
        yield Due(Key(case.step, ReminderKind.REPORT_EVENING, last), evening, on)
    yield _due(case.step, ReminderKind.REPORT_MORNING, last, on + DAY, zone)


def _begun_at(case: Case, context: ReminderContext) -> datetime | None:
    """When a letter was begun that did not go out: by an answer, or by a story that told what it
    asks; None where nothing was."""
    if context.answered_at is not None:
        return context.answered_at
    told = any(case.answers.get(one) for one in FACTS)
    return _acted_at(case, context) if told else None


def _acted_at(case: Case, context: ReminderContext) -> datetime:
    return max(context.changed_at, case.events[-1].recorded_at)


def _waiting(case: Case, step: str, clock: StepClock, zone: tzinfo) -> Iterator[Due]:
    """The company's promise, the law's last day, and the day after: each labelled as such."""
    sent = _last(case, step, {EventKind.SENT})
    dated = _last(case, step, _SETS_DATE)
    if clock.promise:
        yield _due(step, ReminderKind.PROMISE, sent, clock.promise.last_day, zone)
    if clock.law:
        yield _due(step, ReminderKind.LAST_DAY, dated, clock.law.last_day, zone)
        yield _due(step, ReminderKind.OVERDUE, dated, clock.law.overdue_from, zone)
    elif not clock.promise:
        on = case.events[sent].happened_on + NO_TERM_AFTER
        yield _due(step, ReminderKind.NO_TERM, sent, on, zone)


def _closing(case: Case, timing: Timing, zone: tzinfo) -> Iterator[Due]:
    """Windows of the person's own, at the current step and those ahead; each window once."""
    route = timing.path.route(case.place, case.problem).steps
    ahead = route[route.index(case.step) :] if case.step in route else (case.step, *route)
    told: set[str] = set()
    for step in ahead:
        term = timing.path.steps[step].window
        if term is None or term in told or _has(case, step, EventKind.SENT):
            continue
        window = timing.window(case, step)
        if window is not None:
            told.add(term)
            for kind, on in _before(window):
                yield Due(Key(step, kind, 0), _at(on, zone), window.last_day)


def _before(window: Window) -> Iterator[tuple[ReminderKind, date]]:
    """The eve of a window's end; of a long one's, a month and a week ahead too."""
    if window.last_day - window.start_on >= LONG_WINDOW:
        yield ReminderKind.CLOSES_MONTH, window.last_day - timedelta(days=30)
        yield ReminderKind.CLOSES_WEEK, window.last_day - timedelta(days=7)
    # If the last day is a Sunday, the post is last open on Friday: that is the day to say so.
    yield ReminderKind.CLOSES_SOON, min(window.last_day - DAY, window.last_working_day)


def _put_off(dues: list[Due], case: Case, until: date, context: ReminderContext) -> Iterator[Due]:
    """Everything earlier waits for that day, on which a reminder comes in any case."""
    at = _at(until, context.zone)
    yield Due(Key(case.step, ReminderKind.AGAIN, until.toordinal()), at, until)
    for due in dues:
        yield due if due.at >= at else replace(due, at=at)


def _few(dues: list[Due], sent: Collection[Key]) -> list[Due]:
    """At most MOST, counting those that went out already; the later ones matter more."""
    left = [due for due in dues if due.key not in sent]
    counted = [due for due in left if due.key.kind not in UNCOUNTED]
    room = max(0, MOST - sum(key.kind not in UNCOUNTED for key in sent))
    dropped = {due.key for due in counted[: max(0, len(counted) - room)]}
    return [due for due in left if due.key not in dropped]


def _latest_of_late(dues: list[Due], now: datetime) -> list[Due]:
    late = [due for due in dues if due.at <= now]
    return [*late[-1:], *dues[len(late) :]]


def _may_send(case: Case, timing: Timing) -> bool:
    return stage(case) is Stage.TODO and timing.path.steps[case.step].waits


def _has(case: Case, step: str, kind: EventKind) -> bool:
    return any(event.step == step and event.kind is kind for event in case.events)


def _last(case: Case, step: str, kinds: Collection[EventKind]) -> int:
    """The position of the latest of these events at the step; 0, the opening, for none."""

    def fits(event: Event) -> bool:
        return event.step == step and event.kind in kinds

    return max((n for n, event in enumerate(case.events) if fits(event)), default=0)


def _due(step: str, kind: ReminderKind, event: int, on: date, zone: tzinfo) -> Due:
    return Due(Key(step, kind, event), _at(on, zone), on)


def _day(at: datetime, zone: tzinfo) -> date:
    return at.astimezone(zone).date()


def _at(on: date, zone: tzinfo) -> datetime:
    return datetime.combine(on, HOUR, zone)
