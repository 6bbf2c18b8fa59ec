"""Whoever tells of a decision in hand begins at what it opens, not at the first step."""

from bot.answers.story import Found
from bot.dialogs.steps import ask_decided, show_step
from bot.dialogs.turn import Turn
from bot.escalation.case import Case
from bot.escalation.routing import is_ahead, tells_decision, ways
from bot.escalation.values import Moment


async def show_decided(turn: Turn, case: Case, found: Found) -> bool:
    """Show what the decision that was told opens in this new case: its day, to be confirmed, or
    the step with the way into it. Says whether there is one."""
    timing, path = turn.content.timing, turn.content.path
    for told in found.said("decision"):
        step, _, reason = told.partition(".")
        if not is_ahead(case, step, timing) or reason not in ways(case, path.steps[step], timing):
            continue
        days = [one.value.on for one in found.of("decided") if isinstance(one.value, Moment)]
        if tells_decision(path.steps[step], reason, timing):
            await ask_decided(turn, case, step, reason, days[0] if len(days) == 1 else None)
        else:
            await show_step(turn, case, step)
        return True
    return False
