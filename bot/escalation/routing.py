"""The rules that data names: when a step opens, and why it is still locked; and a case that
no rule fits any more, mended."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.escalation.case import UNSETTLED, Case, EventKind, Reply, corrected, opened_by
from bot.escalation.firms import UNLICENSED
from bot.escalation.path import UNKNOWN_PLACE, Path, Step
from bot.escalation.terms import Start
from bot.escalation.timing import Timing

CLAIMS = ("pretenziya", "terminal", "shop", "receiver")
"""The steps at which the money is demanded in writing, of whoever has it or owes it."""

BODIES = ("police", "rkn", "regulator", "rospotrebnadzor")
"""The steps at which a body is written to that a prosecutor looks after: the police and other
bodies of the state, but neither the Bank of Russia, its commission included, nor the prosecutor."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a rule looks at: the case, on this day, by these terms."""

    case: Case
    timing: Timing
    today: date

    def is_ahead(self, step: str | None) -> bool:
        """The same as the function of this name."""
        return is_ahead(self.case, step, self.timing)

    def is_sent(self, step: str | None) -> bool:
        """Whether something was sent at this step; at any step for None."""
        return any(
            event.kind is EventKind.SENT and step in (None, event.step)
            for event in self.case.events
        )

    def is_replied(self, step: str) -> bool:
        """Whether the other side replied on the matter at this step."""
        return bool(self._replies(step) - UNSETTLED)

    def is_given_up(self, step: str) -> bool:
        """Whether the other side replied at this step, or let its term pass; where the law sets it
        none, two weeks without a reply are enough."""
        unheard = self.timing.unheard_on(self.case, step)
        is_silent = unheard is not None and self.today >= unheard
        return is_silent or self.is_replied(step) or self.is_overdue(step)

    def _replies(self, step: str) -> set[str]:
        return {
            event.note["reply"]
            for event in self.case.events
            if event.kind is EventKind.REPLIED and event.step == step
        }

    def is_overdue(self, step: str) -> bool:
        """Whether the other side let its term pass at this step."""
        return self.timing.is_overdue(self.case, step, self.today)

    def is_waited_for(self, step: Step) -> bool:
        """Whether the time has passed after which this step opens without a reply before it."""
        if step.after_term is None:
            return step.after is not None and self.is_overdue(step.after)
        wait = self.timing.opens_after(self.case, step)
        return wait is not None and self.today > wait.last_day


_BY_TERM = frozenset({"answered", "claimed", "firm_first"})
"""The rules that open a step by themselves when a term has passed."""

Rule = Callable[[Standing, Step], bool]
"""Says whether a step is open."""


def _sent(standing: Standing, step: Step) -> bool:
    """Something was sent before, at any step: a repeated letter needs a first one."""
    return standing.is_sent(None)


def _replied(standing: Standing, step: Step) -> bool:
    """The step before, where the route has it, got a reply or its whole term has passed."""
    return (
        step.after is None
        or not standing.is_ahead(step.after)
        or standing.is_replied(step.after)
        or standing.is_waited_for(step)
    )


def _body_replied(standing: Standing, step: Step) -> bool:
    """One of `BODIES` was written to, and replied or let its term pass: a prosecutor looks after
    those, not after a bank or a shop."""
    return any(standing.is_replied(body) or standing.is_overdue(body) for body in BODIES)


def _claimed(standing: Standing, step: Step) -> bool:
    """The step before has decided, as for "answered"; where it is not for this case, the money was
    demanded in writing, and the other side gave its answer or no sign (`Standing.is_given_up`)."""
    if standing.is_ahead(step.after):
        return _replied(standing, step)
    return any(map(standing.is_given_up, CLAIMS))


def _russian_trader(standing: Standing, step: Step) -> bool:
    """The trader is under Russian law, as far as the place tells: of a service without a Russian
    licence only the person can find out."""
    return standing.case.place != UNLICENSED


def _paper_in_hand(standing: Standing, step: Step) -> bool:
    """The court or the ombudsman, asked for the paper by which money is taken, has given it."""
    return any(map(standing.is_replied, ("writ", "certificate")))


def _firm_first(standing: Standing, step: Step) -> bool:
    """In Armenia the firm is asked first and has its term: the Mediator takes no claim before
    (fsm.am; FACTS §4). A supervisor elsewhere may be written to at once."""
    is_free = not standing.timing.holds("in_armenia", standing.case)
    return is_free or _replied(standing, step)


RULES: Mapping[str, Rule] = {
    "sent": _sent,
    "answered": _replied,
    "body_answered": _body_replied,
    "claimed": _claimed,
    "russian_trader": _russian_trader,
    "paper_in_hand": _paper_in_hand,
    "firm_first": _firm_first,
}
"""Every rule a step may name in `opens_when`."""


def passed_by(case: Case, step: Step, timing: Timing) -> str | None:
    """The condition by which the step is not for this case; None where it is."""
    if step.skipped_when is not None and timing.holds(step.skipped_when, case):
        return step.skipped_when
    if step.applies_when is not None and not timing.holds(step.applies_when, case):
        return step.applies_when
    return None


def applies(case: Case, step: Step, timing: Timing) -> bool:
    """Whether the step is for this case at all; a route goes past one that is not.

    The financial ombudsman takes no claim over his limit, the commission no other block than that
    of law № 115-ФЗ, and only a small claim is decided without reasons.
    """
    return passed_by(case, step, timing) is None


def is_ahead(case: Case, step: str | None, timing: Timing) -> bool:
    """Whether the case's route has this step, on the way or beside it, and it is for this case."""
    route = timing.path.route(case.place, case.problem)
    if step is None or step not in (*route.steps, *route.also):
        return False
    return applies(case, timing.path.steps[step], timing)


DECIDES: Mapping[str, Reply] = {
    "refused_in_writing": Reply.REFUSED,
    "ombudsman_refused": Reply.REFUSED,
    "won_unpaid": Reply.WON,
}
"""What was decided at the step before, by the reason with which a locked step is passed."""


def tells_decision(step: Step, reason: str, timing: Timing) -> bool:
    """Whether passing this step's lock so tells of a decision from which something runs, so that
    its day is asked. Whoever opens the step by such a reason may have walked there without us."""
    if step.after is None or reason not in DECIDES or reason in step.ways_without:
        return False
    runs = timing.terms[step.window].starts if step.window else None
    return timing.path.steps[step.after].signed or runs in (Start.DECIDED, Start.RECEIVED)


def ways(case: Case, step: Step, timing: Timing) -> tuple[str, ...]:
    """The reasons that open this step at once, in this case: those about the step before are
    offered where that one is for the case, the others where it is not."""
    if not step.ways_without:
        return step.ways_through
    if not is_ahead(case, step.after, timing):
        return step.ways_without
    return tuple(way for way in step.ways_through if way not in step.ways_without)


def awaited(case: Case, step: Step, timing: Timing) -> str | None:
    """The step whose reply opens this one: the one before it, or the claim of the case's route
    where that one is not for the case; None where there is none."""
    before = (step.after, *CLAIMS) if step.opens_when == "claimed" else (step.after,)
    return next((one for one in before if is_ahead(case, one, timing)), None)


def meanwhile(case: Case, step: Step, timing: Timing) -> str | None:
    """What to do while this step is locked: the first of its steps that this case's route has."""
    return next((one for one in step.meanwhile if is_ahead(case, one, timing)), None)


def heard_until(case: Case, step: str, timing: Timing) -> date | None:
    """The last day on which the other side may still reply at this step: by the law's term, or of a
    claim without one. None where silence may be told of at once."""
    law = timing.law(case, step)
    if law is not None:
        return law.last_day
    return timing.unheard_on(case, step) if step in CLAIMS else None


def is_open(case: Case, step: Step, timing: Timing, today: date) -> bool:
    """Whether the person may act on this step today.

    A step that was passed for a named reason stays open.
    """
    opens = step.opens_when
    is_free = opens is None or RULES[opens](Standing(case, timing, today), step)
    return is_free or opened_by(case, step.id) is not None


def opens_on(case: Case, step: Step, timing: Timing, today: date) -> date | None:
    """The day on which a locked step opens by itself; None if it waits for an event, or is open."""
    if is_open(case, step, timing, today) or step.opens_when not in _BY_TERM:
        return None
    waits = [timing.opens_after(case, step)]
    days = [wait.overdue_from for wait in waits if wait]
    if not is_ahead(case, step.after, timing):
        laws = [timing.law(case, claim) for claim in CLAIMS]
        unheard = [timing.unheard_on(case, claim) for claim in CLAIMS]
        days = [*(law.overdue_from for law in laws if law), *filter(None, unheard)]
    return min(days, default=None)


ANY_PROBLEM = "other"


def mended(case: Case, path: Path) -> Case:
    """The case as today's path can show it, whatever version of the bot has stored it.

    An unknown place becomes UNKNOWN_PLACE, a problem that cannot happen at its place ANY_PROBLEM
    (the place's first where it has none), an unknown step, of an event too, the route's first.
    A reply that a later one corrects tells nothing.
    """
    place = path.places.get(case.place) or path.places[UNKNOWN_PLACE]
    problem = case.problem
    if problem not in place.problems:
        problem = ANY_PROBLEM if ANY_PROBLEM in place.problems else place.problems[0]
    events = corrected(case.events)
    if events is not case.events:
        case = replace(case, events=events)
    steps = {case.step, *(event.step for event in case.events)}
    if steps <= path.steps.keys():
        is_fit = place.id == case.place and problem == case.problem
        return case if is_fit else replace(case, place=place.id, problem=problem)
    first = path.route(place.id, problem).steps[0]
    return replace(
        case,
        place=place.id,
        problem=problem,
        step=case.step if case.step in path.steps else first,
        events=tuple(
            event if event.step in path.steps else event._replace(step=first)
            for event in case.events
        ),
    )
