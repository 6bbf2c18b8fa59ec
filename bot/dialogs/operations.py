"""*Были еще операции?*: the operations of a case beside its first one."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.dialogs.asking import ask, lettered
from bot.dialogs.callbacks import CaseButton, number_below, parts_of
from bot.dialogs.filters import Pressed
from bot.dialogs.operations_screen import ask_operation
from bot.dialogs.turn import Turn
from bot.escalation.case import Case
from bot.escalation.operations import MOST, OPERATIONS

router = Router(name=__name__)


@router.callback_query(Pressed("op_add"))
async def one_more(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """There was another operation: how to type it."""
    await ask_operation(turn, case, lettered(button, turn))


@router.callback_query(Pressed("op_del"))
async def remove(query: CallbackQuery, turn: Turn, button: CaseButton) -> None:
    """An operation was typed wrongly. The button says which of how many: a double tap counts
    once."""
    step, (at, of) = lettered(button, turn), parts_of(button.arg, 2)
    case = await turn.casework.remove_operation(
        turn.act(), number_below(at, MOST), number_below(of, MOST)
    )
    await ask(turn, case, step, OPERATIONS)


@router.callback_query(Pressed("op_whole"))
async def forget_returned(query: CallbackQuery, turn: Turn, button: CaseButton) -> None:
    """Nothing came back after all."""
    step = lettered(button, turn)
    case = await turn.casework.forget_returned(turn.act())
    await ask(turn, case, step, OPERATIONS)
