"""The question about further operations, and all operations as they were understood."""

from bot.dialogs.callbacks import case_button
from bot.dialogs.desk import Desk
from bot.dialogs.screen import Rows, Screen, pairs
from bot.dialogs.states import Asking
from bot.dialogs.turn import Turn
from bot.escalation.case import Case
from bot.escalation.operations import OPERATIONS, further, operations, total, whole
from bot.escalation.values import Operations


async def show_operations(turn: Turn, case: Case, step: str) -> None:
    """All operations of the case, to be confirmed, added to or removed; what is typed is one more.

    The step's letter is what they are wanted for.
    """
    text = turn.text(
        "operations",
        rows=operations(case.answers),
        whole=whole(case.answers),
        returned=further(case.answers).returned,
        left=total(case.answers),
    )
    rows = [
        [turn.do(case, "right", "letter", step=step, style="primary")],
        [turn.do(case, "one_more", "op_add", step=step)],
        *_removing(case, step, turn),
        [turn.do(case, "cancel", "card")],
    ]
    await _expect(turn, Screen(text, rows), case, step)


async def ask_operation(turn: Turn, case: Case, step: str) -> None:
    """How to type one more operation."""
    rows = [
        [turn.do(case, "back", "ask", OPERATIONS, step=step)],
        [turn.do(case, "cancel", "card")],
    ]
    await _expect(turn, Screen(turn.text("operation"), rows), case, step)


async def _expect(turn: Turn, screen: Screen, case: Case, step: str) -> None:
    await turn.ask(Asking.answer, screen, case, step=step, question=OPERATIONS, back="")


def has_operations(case: Case) -> bool:
    """Whether there is more to show than the first operation."""
    return further(case.answers) != Operations(())


def _removing(case: Case, step: str, desk: Desk) -> Rows:
    """A button for each further operation, and one for what came back."""
    given, label = further(case.answers), desk.label("remove_operation")
    first, count = len(operations(case.answers)) - len(given.rows) + 1, len(given.rows)
    removing = [
        case_button(
            label.format(number=first + at, sum=desk.reader.show(row.money) if row.money else ""),
            case,
            "op_del",
            f"{at}.{count}",
            step=step,
        )
        for at, row in enumerate(given.rows)
    ]
    back = [desk.do(case, "none_returned", "op_whole", step=step)] if given.returned else []
    return [*pairs(removing), back]
