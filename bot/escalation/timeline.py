"""The case over time: what happened when, how long it took, and the dates still ahead."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.escalation.case import Case, Event, EventKind, Stage, stage
from bot.escalation.deadlines import Deadline, Window, days_late
from bot.escalation.routing import passed_by
from bot.escalation.terms import Start
from bot.escalation.timing import Timing, first_sent


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the chronology.

    `event` is None for the last line of a case that is waiting: how long it has waited today.
    `waited_days` and `late_days` are calendar days from the sending and past the law's last day as
    it stood then; both are None where nothing was being waited for, the latter also while the day
    of registration is not known.
    """

    on: date
    step: str
    event: Event | None = None
    again: bool = False
    waited_days: int | None = None
    late_days: int | None = None

    @property
    def until(self) -> date | None:
        """The day to which a term was extended, if one was named."""
        named = self.event.note.get("until") if self.event else None
        return date.fromisoformat(named) if named else None


class DateKind(StrEnum):
    """Whose date it is: promised by the company, set by the law, or the end of a window."""

    PROMISE = "promise"
    LAW = "law"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class CaseDate:
    """A date ahead of a case; `key` stays the same however often the date moves."""

    kind: DateKind
    step: str
    until: Deadline | Window

    @property
    def key(self) -> str:
        """For a window it is the term's: several steps may share one."""
        name = self.until.term.id if self.kind is DateKind.WINDOW else self.step
        return f"{name}-{self.kind}"


def timeline(case: Case, timing: Timing, today: date) -> tuple[Entry, ...]:
    """What happened, by the day of happening; then, for each step that waits, how long it has.

    Of events on one day, the one recorded first comes first.
    """
    entries = [_entry(case, at, timing) for at in range(len(case.events))]
    waiting = [
        Entry(today, step, None, False, *_waited(case, step, timing, today))
        for step in _steps(case)
        if _waits(case, step)
    ]
    return (*sorted(entries, key=lambda entry: entry.on), *waiting)


def case_dates(case: Case, timing: Timing, today: date) -> tuple[CaseDate, ...]:
    """The dates that still matter, the earliest first; none for a closed case.

    Promises and terms of the steps that wait, past their day too; windows that are open and of
    which a step is still to be taken.
    """
    if case.closed:
        return ()
    found: list[CaseDate] = []
    for step in _steps(case):
        clock = timing.clock(case, step)
        if _waits(case, step):
            if clock.promise:
                found.append(CaseDate(DateKind.PROMISE, step, clock.promise))
            if clock.law:
                found.append(CaseDate(DateKind.LAW, step, clock.law))
    for step, window in open_windows(case, timing, today):
        found.append(CaseDate(DateKind.WINDOW, step, window))
    return tuple(sorted(found, key=lambda one: one.until.last_day))


def open_windows(case: Case, timing: Timing, today: date) -> Iterator[tuple[str, Window]]:
    """The windows that are open, each with the first step of it that is still to be taken and is
    for the case, in the route's order."""
    route = timing.path.route(case.place, case.problem)
    seen = set()
    for step in (*route.steps, *route.also):
        window = timing.window(case, step)
        if window is None or window.term.id in seen or _is_taken(case, step):
            continue
        if passed_by(case, timing.path.steps[step], timing):
            continue  # a door that is not for the case closes for nobody
        if window.is_open(today):
            seen.add(window.term.id)
            yield step, window


def _is_taken(case: Case, step: str) -> bool:
    """Whether the person did at this step what its window leaves time for."""
    done = (EventKind.SENT, EventKind.CHECKED)
    return any(event.step == step and event.kind in done for event in case.events)


def _steps(case: Case) -> list[str]:
    """The steps at which something happened, in order."""
    return list(dict.fromkeys(event.step for event in case.events))


def _waits(case: Case, step: str) -> bool:
    return stage(replace(case, step=step)) is Stage.WAITING


def _entry(case: Case, at: int, timing: Timing) -> Entry:
    event, before = case.events[at], case.events[:at]
    on, step = event.happened_on, event.step
    again = any(other.kind is event.kind and other.step == step for other in before)
    if event.kind is not EventKind.REPLIED:
        return Entry(on, step, event, again)
    then = replace(case, events=before)
    return Entry(on, step, event, again, *_waited(then, step, timing, on))


def _waited(case: Case, step: str, timing: Timing, on: date) -> tuple[int | None, int | None]:
    sent = first_sent(case, step)
    if sent is None:
        return None, None
    law = timing.surely(case, step)
    known = law is not None and law.started_by is Start.REGISTERED
    return max(0, (on - sent.happened_on).days), days_late(law, on) if law and known else None
