"""Which term runs for a case at a step, worked out from its events."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from bot.escalation.case import DATED, UNSETTLED, Case, Event, EventKind, Reply, last
from bot.escalation.conditions import BORDER, CONDITIONS, border_unsaid
from bot.escalation.court_rules import Limits
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
from bot.escalation.firms import is_qiwi
from bot.escalation.path import Path, Step
from bot.escalation.terms import Start, Term
from bot.escalation.values import Moment

CalendarOf = Callable[[str], WorkCalendar]
"""Gives the calendar of a country by its ISO 3166 code."""


# A case may have two hundred events, gone through at every press: a plain name costs less to look
# up than a member of an enumeration.
_SENT, _REPLIED = EventKind.SENT, EventKind.REPLIED

NO_TERM_AFTER = timedelta(days=14)
"""Where no term is known, the card calls two weeks of silence a reason to go on."""

MONTH = "month"
"""The answer that holds the first day of the month that a story names without a day: a limitation
is counted from there, carefully, until the day itself is known."""

DECISIONS = frozenset({Reply.REFUSED, Reply.PARTIAL, Reply.WON})
"""Replies that decide the matter, and are not its end."""


@dataclass(frozen=True, slots=True)
class StepClock:
    """What runs at a step: the company's promise, the law's term, the person's own window.

    `papers` is the day until which the other side wants the papers that it has asked for.
    """

    promise: Deadline | None = None
    law: Deadline | None = None
    window: Window | None = None
    papers: date | None = None


@dataclass(frozen=True)
class Timing:
    """The terms, the calendars, the path and the limits of sums: what a date is worked out from."""

    path: Path
    terms: Mapping[str, Term]
    calendar_of: CalendarOf
    limits: Limits

    @cached_property
    def _of_winners(self) -> frozenset[str]:
        """The steps of whoever has won: nothing runs there for anybody else."""
        return frozenset(step.won for step in self.path.steps.values() if step.won)

    def clock(self, case: Case, step_id: str) -> StepClock:
        """What runs for this case at this step; a term without its starting event is None."""
        promise, law = self._promise(case, step_id), self.law(case, step_id)
        return StepClock(promise, law, self.window(case, step_id), papers_until(case, step_id))

    def _promise(self, case: Case, step_id: str) -> Deadline | None:
        """When the company itself has promised to reply."""
        promise, sent = self.path.steps[step_id].promise, first_sent(case, step_id)
        if not (promise and sent):
            return None
        if not is_qiwi(case.place, case.problem, case.answers, self.path):
            return None
        calendar = self._calendar(case)
        return deadline(self.terms[promise], sent.happened_on, calendar, Start.SENT)

    def is_overdue(self, case: Case, step_id: str, today: date) -> bool:
        """Whether the law's term at this step has passed without leaving time.

        A letter that was only sent again gets a date of its own, but does not undo that the first
        one was left without a reply.
        """
        law = self.law(case, step_id)
        if law is None:
            return False
        missed = (shift.was for shift in law.moved_by if shift.cause is Cause.REPEATED)
        return days_late(law, today) > 0 or any(today > day for day in missed)

    def counts_from_receipt(self, case: Case, step_id: str) -> bool:
        """Whether the term that runs at this step is one that the law counts from the day on which
        the letter was received, which nobody registers."""
        law = self.law(case, step_id)
        return law is not None and law.term.starts is Start.RECEIVED

    def unheard_on(self, case: Case, step_id: str) -> date | None:
        """The day from which silence at this step is a reason to go on where no term of the law
        runs there; None where one runs, or nothing was sent."""
        sent = first_sent(case, step_id)
        if sent is None or self.law(case, step_id) is not None:
            return None
        return sent.happened_on + NO_TERM_AFTER

    def opens_after(self, case: Case, step: Step) -> Deadline | None:
        """What ends before this step opens by itself: the term for a reply at the step before, or
        the one that the law sets for this very step. None while nothing was sent there."""
        if step.after is None:
            return None
        term_id = self._fit(case, step.after_term, step.after_term_when)
        if term_id is None:
            return self.law(case, step.after)
        sent = first_sent(case, step.after)
        if sent is None:
            return None
        return deadline(self.terms[term_id], sent.happened_on, self._calendar(case), Start.SENT)

    def holds(self, condition: str, case: Case) -> bool:
        """Whether the condition of this name holds of the case."""
        return CONDITIONS[condition](case, self.limits)

    def _fit(self, case: Case, usual: str | None, when: Mapping[str, str]) -> str | None:
        """The term under the first condition that holds, the usual one where none does."""
        return next((term for name, term in when.items() if self.holds(name, case)), usual)

    def _calendar(self, case: Case) -> WorkCalendar:
        return self.calendar_of(self.path.places[case.place].country)

    def law(self, case: Case, step_id: str) -> Deadline | None:
        """Until when the law wants a reply at this step; None while nothing was sent there.

        The later of the step's own term and that for a dispute about this kind of operation: the
        one of ч. 8 ст. 9 закона № 161-ФЗ is "another term" beside the 15 working days.
        """
        step, sent = self.path.steps[step_id], first_sent(case, step_id)
        if sent is None:
            return None
        own = step.laws.get(case.place, self._fit(case, step.law, step.law_when))
        if not own:
            return None
        due = self._running(case, step, sent, own, step.extension)
        dispute = step.disputes.get(case.problem)
        if dispute is None:
            return due
        dispute = self._fit(case, dispute, step.disputes_when) or dispute
        other = self._running(case, step, sent, dispute, None)
        return max(due, other, key=lambda one: one.last_day)

    def surely(self, case: Case, step_id: str) -> Deadline | None:
        """The same by the longest reading of what the person has not said: whoever is past it is
        late for sure. Of money that may have gone abroad it is the 60 days (161-ФЗ ст. 9 ч. 8)."""
        if border_unsaid(case, self.path.steps[step_id]):
            case = replace(case, answers={**case.answers, BORDER: ("abroad",)})
        return self.law(case, step_id)

    def _running(
        self, case: Case, step: Step, sent: Event, term_id: str, extension: str | None
    ) -> Deadline:
        """The term from the sending, as what happened since has moved it; `extension` is what the
        law adds to it when it is extended."""
        calendar = self._calendar(case)
        due = deadline(self.terms[term_id], sent.happened_on, calendar, Start.SENT)
        if step.then:
            due = extended(due, self.terms[step.then], calendar, Cause.FORWARDED)
        asked = False
        for event in _since(case, sent):
            if event.step != step.id:
                continue
            if event.kind is _SENT:
                # Papers that were asked for start no new term, and counted again from the same day
                # or an earlier one it would end no later.
                if not asked and event.happened_on > due.start_on:
                    due = _sent_again(due, event.happened_on, calendar)
                asked = False
            elif event.kind is _REPLIED:
                asked = event.note.get("reply") == Reply.QUESTIONS
            elif event.kind is not EventKind.ACKNOWLEDGED:
                due = self._moved(due, event, extension, calendar)
        return due

    def _moved(
        self, due: Deadline, event: Event, extension: str | None, calendar: WorkCalendar
    ) -> Deadline:
        match event.kind:
            case EventKind.REGISTERED:
                return registered(due, event.happened_on, calendar)
            case EventKind.EXTENDED if event.note.get("until"):
                until = date.fromisoformat(event.note["until"])
                return extended(due, until, calendar) if until > due.last_day else due
            case EventKind.EXTENDED if extension:
                return extended(due, self.terms[extension], calendar)
            case _:
                return due

    def window(self, case: Case, step_id: str) -> Window | None:
        """The person's own window for this step, past its day too; None before its beginning."""
        step, calendar = self.path.steps[step_id], self._calendar(case)
        decision = _decision(case, step.after) if step.decided_window else None
        if step.decided_window and decision:
            start, started_by = decision.happened_on, Start.DECIDED
            # Recorded before its day was asked, it has the day of the press: the earlier, careful
            # count from there stands.
            if step.decided_after and DATED in decision.note:
                in_force = deadline(self.terms[step.decided_after], start, calendar)
                start, started_by = in_force.last_day, Start.DUE
            return closing_window(self.terms[step.decided_window], start, calendar, started_by)
        term_id = self._fit(case, step.window, step.window_when)
        if term_id is None:
            return None
        term = self.terms[term_id]
        since = self._window_start(case, step, term)
        return closing_window(term, since, calendar) if since else None

    def _window_start(self, case: Case, step: Step, term: Term) -> date | None:
        if term.starts in (Start.DECIDED, Start.RECEIVED):
            decision = _decision(case, step.after)
            is_won = decision is not None and decision.note.get("reply") == Reply.WON
            fits = is_won or step.id not in self._of_winners
            return decision.happened_on if decision and fits else None
        if term.starts is Start.SENT:
            sent = first_sent(case, step.after) if step.after else None
            return sent.happened_on if sent else None
        since = self.path.places[case.place].since
        happened = case.answers.get("happened")
        if not happened and term.starts is Start.LEARNED:
            happened = case.answers.get(MONTH)
        day = happened.on if isinstance(happened, Moment) else None
        if since is not None and term.starts is Start.LEARNED:
            return min(since, day) if day else since  # the earlier day is the careful one
        return day


def _sent_again(due: Deadline, on: date, calendar: WorkCalendar) -> Deadline:
    """The same letter once more."""
    anew = deadline(due.term, on, calendar, Start.SENT)
    if anew.last_day <= due.last_day:
        return due
    shift = Shift(Cause.REPEATED, due.last_day, anew.last_day)
    return replace(anew, moved_by=(*due.moved_by, shift))


def first_sent(case: Case, step: str) -> Event | None:
    """The sending that started the term: the first since the last final reply at the step."""
    found: Event | None = None
    for event in case.events:
        kind = event.kind
        if kind is _SENT:
            if found is None and event.step == step:
                found = event
        elif kind is _REPLIED and event.step == step and event.note.get("reply") in DECISIONS:
            found = found if not _sent_later(case, event) else None
    return found


def papers_until(case: Case, step: str) -> date | None:
    """Until which day the papers are wanted that were asked for at this step and not sent yet."""
    for event in reversed(case.events):
        if event.step != step:
            continue
        if event.kind is EventKind.PAPERS_DUE:
            return date.fromisoformat(event.note["until"]) if "until" in event.note else None
        if event.kind in (_SENT, _REPLIED):
            return None
    return None


def is_extended(case: Case, step: str) -> bool:
    """Whether the term that runs at this step was extended already."""
    sent = first_sent(case, step)
    return sent is not None and any(
        event.kind is EventKind.EXTENDED and event.step == step for event in _since(case, sent)
    )


def _decision(case: Case, step: str | None) -> Event | None:
    """The latest reply at this step, if it settles the matter: a refusal or another decision."""
    reply = last(case, EventKind.REPLIED, step)
    return None if reply is None or reply.note.get("reply") in UNSETTLED else reply


def _sent_later(case: Case, reply: Event) -> bool:
    return any(
        event.kind is EventKind.SENT and event.step == reply.step for event in _since(case, reply)
    )


def _since(case: Case, event: Event) -> tuple[Event, ...]:
    """The events after this one."""
    at = next(n for n, other in enumerate(case.events) if other is event)
    return case.events[at + 1 :]
