"""Where to go from an answer to something that nobody asked for."""

from bot.dialogs.hearing import is_asked
from bot.dialogs.screen import Row, Rows, pairs
from bot.dialogs.states import Asking
from bot.dialogs.turn import Turn
from bot.escalation.drafts import GENITIVE


def to_question(turn: Turn) -> Row:
    """The way back to the question that is still open; nothing where there is none."""
    if not is_asked(turn) or not turn.has_case:
        return []
    if turn.state == Asking.answer.state:
        question, step = turn.asked["question"], turn.asked["step"]
        if question == GENITIVE and GENITIVE not in turn.case.answers:
            return [turn.do(turn.case, "to_question", "letter", step=step)]  # offered, not asked
        return [turn.do(turn.case, "to_question", "ask", question, step=step)]
    return [turn.do(turn.case, "card")]


def ways_out(turn: Turn) -> Rows:
    """Where to go from here: 🚨 first, the question if one is open."""
    if is_asked(turn):
        return [[turn.page("urgent", style="danger")], to_question(turn)]
    return [
        [turn.page("urgent", style="danger")],
        *pairs([turn.page("new"), turn.page("shield")]),
        [turn.page("cases"), turn.page("home_short", "home")],
    ]
