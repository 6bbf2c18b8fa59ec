"""The moves a person can make with a case. Each takes the case and gives the change, or refuses."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.escalation.case import (
    CORRECTS,
    DATED,
    KEPT,
    REASON,
    Case,
    Change,
    Event,
    EventKind,
    Reply,
    Stage,
    applied,
    awaits_reply,
    settled_reply,
    stage,
)
from bot.escalation.conditions import BY_POLICE
from bot.escalation.errors import EscalationError
from bot.escalation.firms import FIRM
from bot.escalation.path import Step
from bot.escalation.questions import SKIPPED
from bot.escalation.reporting import REPORTED, STEP, How, is_urgent, told_how
from bot.escalation.routing import DECIDES, applies, is_open, tells_decision
from bot.escalation.timing import Timing, first_sent, is_extended
from bot.escalation.values import NO_ANSWERS, Value

LONGEST_EXTENSION = timedelta(days=366)
"""No body extends a term by more than this: a later day is a slip in the year."""


def _event(case: Case, kind: EventKind, at: datetime, on: date, /, **note: str) -> Event:
    return _event_at(case.step, kind, at, on, **note)


def _event_at(step: str, kind: EventKind, at: datetime, on: date, /, **note: str) -> Event:
    return Event(kind, step, on, int(at.timestamp()), note)


def _open_step(case: Case, timing: Timing) -> Step:
    if case.closed:
        raise EscalationError("case_closed")
    return timing.path.steps[case.step]


def next_step(case: Case, timing: Timing) -> str | None:
    """The step after the current one on this case's route; None at the end.

    From a step that lies beside the route (police, say) it is the first one not yet done. Steps
    that are not for this case (`routing.applies`) are passed.
    """
    route = timing.path.route(case.place, case.problem)
    if case.step in route.steps:
        left = route.steps[route.steps.index(case.step) + 1 :]
    else:
        seen = {event.step for event in case.events if event.kind is not EventKind.MOVED}
        left = tuple(step for step in route.steps if step not in seen)
    steps = timing.path.steps
    return next((step for step in left if applies(case, steps[step], timing)), None)


def next_at_once(case: Case, timing: Timing, today: date) -> str | None:
    """The next step that may be taken while the current one waits, because it needs no reply from
    it; None where there is none, or something was done there."""
    after = next_step(case, timing)
    if after is None or any(event.step == after for event in case.events):
        return None
    step = timing.path.steps[after]
    needs_none = step.at_once and case.problem not in step.at_once_unless
    return after if needs_none and is_open(case, step, timing, today) else None


def finish_checks(case: Case, timing: Timing, at: datetime, on: date, *, helped: bool) -> Change:
    """The first checks are over: the case is closed if they helped, and moves on if not."""
    step = _open_step(case, timing)
    event = _event(case, EventKind.CHECKED, at, on, outcome="helped" if helped else "not_helped")
    if helped:
        closed = _event(case, EventKind.CLOSED, at, on, reason="solved")
        return Change(events=(event, closed), closed=True)
    return Change(events=(event,), step=next_step(case, timing) or step.id)


def mark_sent(
    case: Case,
    timing: Timing,
    at: datetime,
    today: date,
    on: date,
    *,
    form: bool = False,
    answers: Mapping[str, Value] = NO_ANSWERS,
    letter: str = "",
) -> Change:
    """The letter of the current step was sent on day `on`; `form` says that it went by the
    financial ombudsman's standard electronic form, `answers` what its term was asked to hang on,
    `letter` how the letter is called that is kept with the sending, "" where none is.

    Raises EscalationError: no_letter_here, sent_in_future, case_closed, step_locked.
    """
    step = _open_step(case, timing)
    if not step.waits:
        raise EscalationError("no_letter_here")
    if on > today:
        raise EscalationError("sent_in_future")
    if not is_open(case, step, timing, today):
        raise EscalationError("step_locked")
    note = ({"form": "standard"} if form else {}) | ({KEPT: letter} if letter else {})
    return Change(events=(_event(case, EventKind.SENT, at, on, **note),), answers=answers)


def acknowledge(case: Case, timing: Timing, at: datetime, today: date, number: str) -> Change:
    """The appeal got a registration number.

    Raises EscalationError nothing_sent when there is no sent letter at this step.
    """
    _open_step(case, timing)
    if stage(case) is not Stage.WAITING:
        raise EscalationError("nothing_sent")
    return Change(events=(_event(case, EventKind.ACKNOWLEDGED, at, today, number=number),))


def record_reply(
    case: Case,
    timing: Timing,
    at: datetime,
    today: date,
    reply: Reply,
    on: date,
    kind: str = "",
    step: str = "",
) -> Change:
    """The other side replied, and the person got it on day `on`; or is silent up to that day.

    A refusal or silence at the step where the case stands moves it to the next one; a late reply
    at another `step` is recorded there, and the case stays where it is. Where a reply is recorded
    already that settled the matter, this one takes its place. `kind` is the stock reply
    it was, by its id in data/reply_kinds.toml: the next letter rebuts it.

    Raises EscalationError: nothing_sent where nothing was sent; replied_in_future;
    replied_before_sent for a day before the sending.
    """
    standing = _open_step(case, timing)
    step = step or standing.id
    _check_reply_day(case, step, today, on)
    note = {"reply": reply.value} | ({"kind": kind} if kind else {})
    if reply is not Reply.SILENT:
        note[DATED] = "1"
    if settled_reply(case, step) is not None:
        note[CORRECTS] = "1"
    event = _event_at(step, EventKind.REPLIED, at, on, **note)
    # A question passed for want of a reply is worth asking again once there is one.
    passed = reply is not Reply.SILENT and case.answers.get("provider_reply") == SKIPPED
    answers = {"provider_reply": None} if passed else {}
    if reply is Reply.SOLVED:
        closed = _event_at(step, EventKind.CLOSED, at, today, reason="solved")
        return Change(events=(event, closed), closed=True)
    moves_on = step == standing.id and reply not in (Reply.QUESTIONS, Reply.WAIT)
    if reply is Reply.WON and timing.path.steps[step].won:
        after: str | None = timing.path.steps[step].won
    else:
        after = (next_step(case, timing) or step) if moves_on else None
    return Change(events=(event,), step=after, answers=answers)


def _check_reply_day(case: Case, step: str, today: date, on: date) -> None:
    sent = first_sent(case, step)
    if sent is None and settled_reply(case, step) is None:
        raise EscalationError("nothing_sent")
    _check_day(sent, today, on)


def _check_day(sent: Event | None, today: date, on: date) -> None:
    if on > today:
        raise EscalationError("replied_in_future")
    if sent is not None and on < sent.happened_on:
        raise EscalationError("replied_before_sent", sent_on=sent.happened_on)


def want_papers(
    case: Case, timing: Timing, at: datetime, today: date, until: date, step: str = ""
) -> Change:
    """The papers that were asked for at this step are wanted until that day.

    Raises EscalationError: nothing_asked where no papers are awaited; papers_in_past,
    papers_too_far for one more than LONGEST_EXTENSION ahead.
    """
    step = step or _open_step(case, timing).id
    if stage(replace(case, step=step)) is not Stage.QUESTIONS:
        raise EscalationError("nothing_asked")
    if until < today:
        raise EscalationError("papers_in_past")
    if until > today + LONGEST_EXTENSION:
        raise EscalationError("papers_too_far", until=until)
    event = _event_at(step, EventKind.PAPERS_DUE, at, today, until=until.isoformat())
    return Change(events=(event,))


def skip_step(case: Case, timing: Timing, at: datetime, today: date) -> Change:
    """Pass an optional step.

    Raises EscalationError step_not_optional for a step that is not optional.
    """
    step = _open_step(case, timing)
    if not step.optional:
        raise EscalationError("step_not_optional")
    event = _event(case, EventKind.SKIPPED, at, today)
    return Change(events=(event,), step=next_step(case, timing) or step.id)


def go_to(
    case: Case, timing: Timing, at: datetime, today: date, to: str, reason: str = ""
) -> Change:
    """Stand on another step of the map. A `reason` of the step's ways through opens it if locked.

    Raises EscalationError not_a_reason for a reason that the step does not take.
    """
    _open_step(case, timing)
    if reason and reason not in timing.path.steps[to].ways_through:
        raise EscalationError("not_a_reason")
    note = {"from": case.step} | ({REASON: reason} if reason else {})
    return Change(events=(_event_at(to, EventKind.MOVED, at, today, **note),), step=to)


def pass_decided(
    case: Case, timing: Timing, at: datetime, today: date, to: str, reason: str, on: date
) -> Change:
    """Stand on a locked step with what was decided at the step before it, in a paper of day `on`:
    windows that start with the decision run from there.

    Raises EscalationError: not_a_reason for a reason that tells of no decision there;
    replied_in_future, and replied_before_sent for a day before what was sent.
    """
    step = timing.path.steps[to]
    if step.after is None or not tells_decision(step, reason, timing):
        raise EscalationError("not_a_reason")
    _check_day(first_sent(case, step.after), today, on)
    note = {"reply": DECIDES[reason].value, DATED: "1"}
    if settled_reply(case, step.after) is not None:
        note[CORRECTS] = "1"
    decided = _event_at(step.after, EventKind.REPLIED, at, on, **note)
    moved = go_to(case, timing, at, today, to, reason)
    return replace(moved, events=(decided, *moved.events))


def close(case: Case, timing: Timing, at: datetime, today: date, reason: str) -> Change:
    """Close the case, with the id of the reason; its exhibits are not needed any more.

    Raises EscalationError not_a_reason for one that the path does not know.
    """
    _open_step(case, timing)
    if reason not in timing.path.reasons:
        raise EscalationError("not_a_reason")
    event = _event(case, EventKind.CLOSED, at, today, reason=reason)
    return Change(events=(event,), closed=True, exhibits=())


def register(
    case: Case, timing: Timing, at: datetime, today: date, on: date, step: str = ""
) -> Change:
    """The letter of this step, of the case's own without one, was registered on day `on`, or
    received then, whichever the law's term is counted from.

    Raises EscalationError nothing_sent, registered_in_future for a day that has not come, and
    registered_before_sent for one before the sending.
    """
    standing = _open_step(case, timing)
    step = step or standing.id
    sent = first_sent(case, step)
    waits = stage(case) is Stage.WAITING if step == standing.id else awaits_reply(case, step)
    if not waits or sent is None:
        raise EscalationError("nothing_sent")
    if on > today:
        raise EscalationError("registered_in_future")
    if on < sent.happened_on:
        raise EscalationError("registered_before_sent", sent_on=sent.happened_on)
    return Change(events=(_event_at(step, EventKind.REGISTERED, at, on),))


def extend(
    case: Case, timing: Timing, at: datetime, today: date, until: date | None, on: date
) -> Change:
    """They extended the term, as the person learned on day `on`: until a day they named, or (None)
    by the law's further term.

    Raises EscalationError: nothing_sent when nothing is awaited; replied_in_future and
    replied_before_sent for such a day `on`; extended_too_early for a day that is not after the
    current last day, extended_too_far for one more than LONGEST_EXTENSION ahead; extended_once when
    the law's further term is asked for a second time (ст. 30.1 of law 395-1, ст. 12 of law 59-ФЗ
    and the others give one).
    """
    _open_step(case, timing)
    if stage(case) is not Stage.WAITING:
        raise EscalationError("nothing_sent")
    _check_reply_day(case, case.step, today, on)
    law = timing.law(case, case.step)
    if until is None and is_extended(case, case.step):
        raise EscalationError("extended_once")
    if until and law and until <= law.last_day:
        raise EscalationError("extended_too_early", last_day=law.last_day)
    if until and until > today + LONGEST_EXTENSION:
        raise EscalationError("extended_too_far", until=until)
    note = {"until": until.isoformat()} if until else {}
    return Change(events=(_event(case, EventKind.EXTENDED, at, on, **note),))


def place(case: Case, timing: Timing, at: datetime, today: date, to: str) -> Change:
    """The person has said whose wallet it was: the case goes on along that place's route.

    It stands where it stood when the new route has that step, else on the route's first step that
    has not been walked.
    """
    _open_step(case, timing)
    route = timing.path.route(to, case.problem)
    walked = {event.step for event in case.events if event.kind is not EventKind.OPENED}
    left = [step for step in route.steps if step not in walked]
    keeps = case.step in route.steps and case.step in walked
    step = case.step if keeps else (left or list(route.steps))[0]
    return Change(
        events=(_event_at(step, EventKind.PLACED, at, today, place=to),), step=step, place=to
    )


def pick_firm(case: Case, timing: Timing, at: datetime, today: date, firm: str, to: str) -> Change:
    """The person has said which wallet or bank it was, and with it the place.

    The case moves there, unless what has happened cannot happen there. Raises EscalationError
    case_closed.
    """
    _open_step(case, timing)
    fits = case.problem in timing.path.places[to].problems
    moved = place(case, timing, at, today, to) if to != case.place and fits else Change()
    return replace(moved, answers={FIRM: firm})


def tell_how(case: Case, timing: Timing, how: How) -> Change:
    """The person has said how the money left: the case is of that problem from now on, and goes
    its way. Where it stood past the report, it stands on what comes next there.

    Raises EscalationError case_closed; step_locked once something was sent: letters tell of the
    problem that the case had.
    """
    _open_step(case, timing)
    if how.problem not in timing.path.places[case.place].problems or any(
        event.kind is EventKind.SENT for event in case.events
    ):
        raise EscalationError("step_locked")
    told = Change(problem=how.problem, answers=told_how(how))
    if case.step == STEP:
        return told
    moved = replace(case, problem=how.problem, step=STEP)
    return replace(told, step=next_step(moved, timing))


def tell_lister(
    case: Case, timing: Timing, at: datetime, today: date, *, by_police: bool
) -> Change:
    """The person has said who entered them into the base of fraud cases: the case goes on at the
    first step of its route that is for it now.

    Raises EscalationError case_closed.
    """
    _open_step(case, timing)
    told: dict[str, Value | None] = {BY_POLICE: "1" if by_police else None}
    after = applied(case, Change(answers=told))
    route = timing.path.route(case.place, case.problem)
    step = next(one for one in route.steps if applies(after, timing.path.steps[one], timing))
    return replace(go_to(case, timing, at, today, step), answers=told)


def answer(
    case: Case, timing: Timing, at: datetime, today: date, answers: Mapping[str, Value | None]
) -> Change:
    """The answers are kept; whoever says when it was reported has passed the step of the report."""
    change = Change(answers=answers)
    if answers.get(REPORTED) is None or not is_urgent(case):
        return change
    return replace(finish_checks(case, timing, at, today, helped=False), answers=answers)


def reopen(case: Case, timing: Timing, at: datetime, today: date) -> Change:
    """Open a closed case again, where it stood. An open one stays as it is."""
    if not case.closed:
        return Change()
    return Change(events=(_event(case, EventKind.REOPENED, at, today),), closed=False)
