"""A message that told a passport is offered to be deleted: the answer is kept sealed, the message
stands in the chat for whoever takes the phone."""

from aiogram import Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery

from bot.dialogs.callbacks import Page, number_below, page_button
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Opened
from bot.dialogs.screen import Screen, remove
from bot.dialogs.turn import Turn

router = Router(name=__name__)

PRIVATE = frozenset({"id_document"})
"""The kinds of answers whose message is better gone."""

MOST_ID = 10**9
"""No message of a private chat has a greater number: a button holds so many digits."""


def unsay_screen(message_id: int, desk: Desk, *, kept: bool = True) -> Screen:
    """The offer to delete this message of the person's; `kept` says whether its passport is."""
    rows = [
        [page_button(desk.label("unsay"), "unsay", str(message_id))],
        [page_button(desk.label("leave_said"), "unsay", "0")],
    ]
    return Screen(desk.text("unsay", kept=kept), rows)


async def offer_unsay(turn: Turn, message_id: int, *, kept: bool = True) -> None:
    """Sent beside the next question, which stays the screen; a passport that nobody asked for is
    not `kept`.
    """
    await turn.send_beside(unsay_screen(message_id, turn, kept=kept))


@router.callback_query(Opened("unsay"))
async def unsay(query: CallbackQuery, turn: Turn, page: Page) -> None:
    """The message is deleted, as far as Telegram still lets a bot (48 hours), and the offer too."""
    said = number_below(page.arg, MOST_ID)
    if said:
        turn.toast(turn.text(f"alerts/{'unsaid' if await _deleted(turn, said) else 'not_unsaid'}"))
    if query.message is not None:
        await remove(turn.bot, turn.person_id, query.message.message_id)


async def _deleted(turn: Turn, message_id: int) -> bool:
    try:
        return await turn.bot.delete_message(turn.person_id, message_id)
    except TelegramBadRequest:
        return False
