"""The case's own path as one picture shows it: what is done, where it stands, what comes later."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.escalation.case import Case, EventKind, Stage, awaits_reply, is_done, stage
from bot.escalation.deadlines import Window
from bot.escalation.path import Step
from bot.escalation.routing import awaited, is_open, opens_on, passed_by
from bot.escalation.timing import Timing

MOST_RUNGS = 8
"""How many rungs one picture has: more cannot be read on a phone, nor picked from buttons."""


class Mark(StrEnum):
    """What a rung is to the case today."""

    DONE = "done"
    HERE = "here"
    OPEN = "open"
    LOCKED = "locked"
    PASSED = "passed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A step as the map shows it.

    `stage` is the case's where it stands, None on any other rung. `on` is the day on which the step
    was done, or a locked one opens by itself; `until` the last day for a reply, or for the papers
    that were asked for; `window` the time that runs for a step still to be taken.
    `opens_when` (a rule of `routing.RULES`, of locked steps alone) and `awaited` (a step) say what
    is waited for, `why` for what reason the step is not for the case, `at_once` that it needs no
    reply from the one before it.
    """

    step: str
    mark: Mark
    stage: Stage | None = None
    on: date | None = None
    until: date | None = None
    window: Window | None = None
    opens_when: str | None = None
    awaited: str | None = None
    why: str | None = None
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """The rungs of the way, at most MOST_RUNGS, `earlier` and `later` being how many of it were
    left out before and after them; `beside` are all other steps that the case may look at."""

    rungs: tuple[Rung, ...]
    earlier: int
    later: int
    beside: tuple[Rung, ...]


def way(case: Case, timing: Timing, today: date) -> Way:
    """The steps of the case's route that are for it, and those beside it that it has taken."""
    route = timing.path.route(case.place, case.problem)
    rungs = {step: _rung(case, step, timing, today) for step in (*route.steps, *route.also)}
    rungs.setdefault(case.step, _rung(case, case.step, timing, today))
    on_way = [rungs[step] for step in route.steps if rungs[step].mark is not Mark.PASSED]
    taken = [
        rung
        for step, rung in rungs.items()
        if step not in route.steps and rung.mark in (Mark.DONE, Mark.HERE)
    ]
    at = _ahead(on_way)
    on_way[at:at] = sorted(taken, key=lambda rung: rung.mark is Mark.HERE)
    first = _first_shown(on_way)
    shown = tuple(on_way[first : first + MOST_RUNGS])
    beside = tuple(rung for rung in rungs.values() if rung not in shown)
    return Way(shown, first, len(on_way) - first - len(shown), beside)


def _ahead(rungs: list[Rung]) -> int:
    """The place of the first rung that is not done; what was taken beside the way stands before."""
    done = [at for at, rung in enumerate(rungs) if rung.mark is Mark.DONE]
    here = [at for at, rung in enumerate(rungs) if rung.mark is Mark.HERE]
    return here[0] if here else done[-1] + 1 if done else 0


def _first_shown(rungs: list[Rung]) -> int:
    """From which rung on they are shown: one done rung stays before the place of the case."""
    here = next((at for at, rung in enumerate(rungs) if rung.mark is Mark.HERE), 0)
    return max(0, min(here - 1, len(rungs) - MOST_RUNGS))


def _rung(case: Case, name: str, timing: Timing, today: date) -> Rung:
    step, clock = timing.path.steps[name], timing.clock(case, name)
    law = clock.law.last_day if clock.law and awaits_reply(case, name) else None
    if name != case.step and is_done(case, name):
        return Rung(step=name, mark=Mark.DONE, on=_done_on(case, name), until=law)
    rung = _untaken(case, step, clock.window, timing, today)
    if name != case.step:
        return rung
    now = stage(case)
    if now is Stage.TODO:
        return replace(rung, mark=Mark.HERE, stage=now)
    until = clock.papers if now is Stage.QUESTIONS else law
    return Rung(step=name, mark=Mark.HERE, stage=now, on=_done_on(case, name), until=until)


def _untaken(case: Case, step: Step, window: Window | None, timing: Timing, today: date) -> Rung:
    """A step at which nothing was done yet: not for the case, locked, or open."""
    if why := passed_by(case, step, timing):
        return Rung(step=step.id, mark=Mark.PASSED, why=why)
    runs = window if window and window.is_open(today) else None
    if is_open(case, step, timing, today):
        at_once = step.at_once and case.problem not in step.at_once_unless
        return Rung(step=step.id, mark=Mark.OPEN, window=runs, at_once=at_once)
    return Rung(
        step=step.id,
        mark=Mark.LOCKED,
        window=runs,
        on=opens_on(case, step, timing, today),
        opens_when=step.opens_when,
        awaited=awaited(case, step, timing),
    )


def _done_on(case: Case, step: str) -> date | None:
    """The day on which the person did the step last; of one that only a reply is known of, the
    reply's."""
    for kinds in ((EventKind.SENT, EventKind.CHECKED), (EventKind.REPLIED,)):
        days = [e.happened_on for e in case.events if e.step == step and e.kind in kinds]
        if days:
            return days[-1]
    return None
