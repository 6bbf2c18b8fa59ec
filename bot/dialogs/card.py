"""The living card: where a case stands and what can be done now."""

from bot.dialogs.card_rows import Standpoint, card_rows
from bot.dialogs.desk import Desk
from bot.dialogs.screen import Screen
from bot.dialogs.turn import Turn
from bot.dialogs.urgent_card import urgent_screen
from bot.escalation.case import Case, EventKind, Stage, last, number_of, stage
from bot.escalation.moves import next_at_once, next_step
from bot.escalation.reporting import is_urgent, told_late
from bot.escalation.routing import awaited, is_open, opens_on, passed_by
from bot.escalation.windows import closings


async def show_card(turn: Turn, case: Case) -> None:
    """Show the case where it stands; no typed message is expected any more."""
    turn.forget()
    await turn.show(card_screen(case, turn), case)


def card_screen(case: Case, desk: Desk) -> Screen:
    """The case's current step, or how it ended."""
    path, timing, today = desk.content.path, desk.content.timing, desk.today
    at = standpoint(case, desk)
    if is_urgent(case):
        return urgent_screen(case, at.clock, desk)
    step = at.step
    route = path.route(case.place, case.problem)
    text = desk.text(
        "card",
        case=case,
        step=step,
        stage=at.stage.value,
        locked=at.locked,
        awaited=awaited(case, step, timing),
        opens_on=opens_on(case, step, timing, today),
        position=route.steps.index(step.id) + 1 if step.id in route.steps else None,
        total=len(route.steps),
        sent=last(case, EventKind.SENT, step.id),
        number=number_of(case, step.id),
        closed=last(case, EventKind.CLOSED),
        at_once=at.at_once,
        at_end=at.at_end,
        clock=at.clock,
        closings=closings(case, timing, today),
        passed_by=passed_by(case, step, timing),
        told_late=told_late(case),
    )
    return Screen(text, card_rows(at))


def standpoint(case: Case, desk: Desk) -> Standpoint:
    """Where the case stands today."""
    timing, today = desk.content.timing, desk.today
    step, now = desk.content.path.steps[case.step], stage(case)
    locked = now is Stage.TODO and not is_open(case, step, timing, today)
    at_once = next_at_once(case, timing, today)
    at_end = next_step(case, timing) is None and _is_over(case)
    return Standpoint(case, step, now, locked, timing.clock(case, step.id), at_once, at_end, desk)


def _is_over(case: Case) -> bool:
    kinds = (EventKind.REPLIED, EventKind.CHECKED)
    return any(last(case, kind, case.step) is not None for kind in kinds)
