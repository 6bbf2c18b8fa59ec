"""Which term runs for a case at a step, worked out from its events."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.escalation.case import Case, Event, EventKind, Reply, last
from bot.escalation.deadlines import (
    Cause,
    Deadline,
    Shift,
    Window,
    WorkCalendar,
    closing_window,
    days_late,
    deadline,
    extended,
    registered,
)
from bot.escalation.path import Path, Step
from bot.escalation.terms import Start, Term
from bot.escalation.values import Moment

CalendarOf = Callable[[str], WorkCalendar]
"""Gives the calendar of a country by its ISO 3166 code."""


# A case may have two hundred events, gone through at every press: a plain name costs less to look
# up than a member of an enumeration.
_SENT, _REPLIED = EventKind.SENT, EventKind.REPLIED

_DECISIONS = frozenset({Reply.REFUSED, Reply.PARTIAL})
_NO_DECISION = frozenset({Reply.SILENT, Reply.QUESTIONS, Reply.WAIT})


@dataclass(frozen=True, slots=True)
class StepClock:
    """What runs at a step: the company's promise, the law's term, the person's own window, and the
    term that the law sets for a dispute about this kind of operation."""

    promise: Deadline | None = None
    law: Deadline | None = None
    window: Window | None = None
    dispute: Deadline | None = None


@dataclass(frozen=True)
class Timing:
    """The terms, the calendars and the path: what a date is worked out from."""

    path: Path
    terms: Mapping[str, Term]
    calendar_of: CalendarOf

    def clock(self, case: Case, step_id: str) -> StepClock:
        """What runs for this case at this step; a term without its starting event is None."""
        step = self.path.steps[step_id]
        calendar = self.calendar_of(self.path.places[case.place].country)
        sent = first_sent(case, step_id)
        promise = law = None
        if sent is not None:
            if step.promise and self.path.places[case.place].qiwi:
                promise = deadline(self.terms[step.promise], sent.happened_on, calendar, Start.SENT)
            law = self._law(case, step, sent, calendar)
        return StepClock(
            promise,
            law,
            self._window(case, step, calendar),
            self._dispute(case, step, sent, calendar),
        )

    def is_overdue(self, case: Case, step_id: str, today: date) -> bool:
        """Whether the law's term at this step has passed without leaving time.

        A letter that was only sent again gets a date of its own, but does not undo that the first
        one was left without a reply.
        """
        law = self.clock(case, step_id).law
        if law is None:
            return False
        missed = (shift.was for shift in law.moved_by if shift.cause is Cause.REPEATED)
        return days_late(law, today) > 0 or any(today > day for day in missed)

    def _dispute(
        self, case: Case, step: Step, sent: Event | None, calendar: WorkCalendar
    ) -> Deadline | None:
        term_id = step.disputes.get(case.problem)
        if sent is None or term_id is None:
            return None
        return deadline(self.terms[term_id], sent.happened_on, calendar, Start.SENT)

    def _law(self, case: Case, step: Step, sent: Event, calendar: WorkCalendar) -> Deadline | None:
        term_id = step.law_at(case.place)
        if term_id is None:
            return None
        due = deadline(self.terms[term_id], sent.happened_on, calendar, Start.SENT)
        if step.then:
            due = extended(due, self.terms[step.then], calendar, Cause.FORWARDED)
        asked = False
        for event in _since(case, sent):
            if event.step != step.id:
                continue
            if event.kind is _SENT:
                # Counted again from the same day or an earlier one, it would end no later.
                if event.happened_on > due.start_on:
                    cause = Cause.DOCUMENTS if asked else Cause.REPEATED
                    due = _sent_again(due, event.happened_on, calendar, cause)
                asked = False
            elif event.kind is _REPLIED:
                asked = event.note.get("reply") == Reply.QUESTIONS
            elif event.kind is not EventKind.ACKNOWLEDGED:
                due = self._moved(due, event, step, calendar)
        return due

    def _moved(self, due: Deadline, event: Event, step: Step, calendar: WorkCalendar) -> Deadline:
        match event.kind:
            case EventKind.REGISTERED:
                return registered(due, event.happened_on, calendar)
            case EventKind.EXTENDED if event.note.get("until"):
                until = date.fromisoformat(event.note["until"])
                return extended(due, until, calendar) if until > due.last_day else due
            case EventKind.EXTENDED if step.extension:
                return extended(due, self.terms[step.extension], calendar)
            case _:
                return due

    def _window(self, case: Case, step: Step, calendar: WorkCalendar) -> Window | None:
        decided = _decided_on(case, step.after) if step.decided_window and step.after else None
        if step.decided_window and decided:
            # From the day of the reply, not from the later one on which it takes effect: the
            # careful reading, because the person may have recorded it days later.
            return closing_window(self.terms[step.decided_window], decided, calendar, Start.DECIDED)
        if step.window is None:
            return None
        term = self.terms[step.window]
        start = self._window_start(case, step, term)
        return closing_window(term, start, calendar) if start else None

    def _window_start(self, case: Case, step: Step, term: Term) -> date | None:
        if term.starts in (Start.DECIDED, Start.RECEIVED):
            return _decided_on(case, step.after)
        since = self.path.places[case.place].since
        if since is not None and term.starts is Start.LEARNED:
            return since
        happened = case.answers.get("happened")
        return happened.on if isinstance(happened, Moment) else None


def _sent_again(due: Deadline, on: date, calendar: WorkCalendar, cause: Cause) -> Deadline:
    """The papers that were asked for, or the same letter once more."""
    anew = deadline(due.term, on, calendar, Start.SENT)
    if anew.last_day <= due.last_day:
        return due
    shift = Shift(cause, due.last_day, anew.last_day)
    return replace(anew, moved_by=(*due.moved_by, shift))


def first_sent(case: Case, step: str) -> Event | None:
    """The sending that started the term: the first since the last final reply at the step."""
    found: Event | None = None
    for event in case.events:
        kind = event.kind
        if kind is _SENT:
            if found is None and event.step == step:
                found = event
        elif kind is _REPLIED and event.step == step and event.note.get("reply") in _DECISIONS:
            found = found if not _sent_later(case, event) else None
    return found


def is_extended(case: Case, step: str) -> bool:
    """Whether the term that runs at this step was extended already."""
    sent = first_sent(case, step)
    return sent is not None and any(
        event.kind is EventKind.EXTENDED and event.step == step for event in _since(case, sent)
    )


def _decided_on(case: Case, step: str | None) -> date | None:
    """The day on which the person recorded the latest refusal or other decision at this step."""
    reply = last(case, EventKind.REPLIED, step)
    if reply is None or reply.note.get("reply") in _NO_DECISION:
        return None
    return reply.happened_on


def _sent_later(case: Case, reply: Event) -> bool:
    return any(
        event.kind is EventKind.SENT and event.step == reply.step for event in _since(case, reply)
    )


def _since(case: Case, event: Event) -> tuple[Event, ...]:
    """The events after this one."""
    at = next(n for n, other in enumerate(case.events) if other is event)
    return case.events[at + 1 :]
