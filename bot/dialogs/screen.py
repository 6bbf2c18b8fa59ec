"""A screen, and the one place that decides whether to send or to edit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import SendMessage
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, LinkPreviewOptions, Message

Button = dict[str, Any]
"""An inline button as the Bot API takes it. aiogram's objects for the ten buttons of a card cost
a tenth of an update, and only turn into this again on their way out."""

Rows = Sequence[Sequence[Button]]

_UNEDITABLE = ("message to edit not found", "can't be edited", "no text in the message to edit")

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class SendScreen(SendMessage):
    """sendMessage whose answer is left as JSON: of the message we have just written nobody reads
    more than its id, and making objects of it took half the call."""

    __returning__ = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Screen:
    """What the person sees: a text in Telegram's HTML and rows of buttons under it."""

    text: str
    rows: Rows = ()

    @property
    def markup(self) -> InlineKeyboardMarkup:
        """The rows that hold a button, as aiogram's calls take them."""
        rows: Any = [list(row) for row in self.rows if row]
        return InlineKeyboardMarkup.model_construct(inline_keyboard=rows)


def button(text: str, *, style: str | None = None, **does: Any) -> Button:
    """A button that does one thing: `callback_data`, `url` or `copy_text`."""
    return {"text": text, **does, "style": style} if style else {"text": text, **does}


def pairs(buttons: Iterable[Button]) -> list[list[Button]]:
    """Buttons in rows of two."""
    flat = list(buttons)
    return [flat[at : at + 2] for at in range(0, len(flat), 2)]


async def show(event: Message | CallbackQuery, screen: Screen, card: int | None = None) -> int:
    """Show the screen: in place of the pressed message, or below what the person has written.

    `card` is the living card that a new message replaces. Gives the id of the message that now
    holds the screen.
    """
    if isinstance(event, CallbackQuery):
        if isinstance(event.message, Message) and await _edit(event.message, screen):
            return event.message.message_id
        bot, chat = event.bot, event.from_user.id
    else:
        bot, chat = event.bot, event.chat.id
    assert bot is not None
    sent: Any = await bot(  # aiogram types it by its base
        SendScreen(
            chat_id=chat,
            text=screen.text,
            reply_markup=screen.markup,
            link_preview_options=_NO_PREVIEW,
        )
    )
    if card is not None:
        await _remove(event, chat, card)
    return int(sent["message_id"])


async def _edit(message: Message, screen: Screen) -> bool:
    try:
        await message.edit_text(
            screen.text, reply_markup=screen.markup, link_preview_options=_NO_PREVIEW
        )
    except TelegramBadRequest as error:
        if "message is not modified" in error.message:
            return True
        if any(reason in error.message for reason in _UNEDITABLE):
            return False
        raise
    return True


async def _remove(event: Message | CallbackQuery, chat: int, card: int) -> None:
    """Take the old card away. One that is too old to delete or gone stays: its buttons redraw."""
    assert event.bot is not None
    try:
        await event.bot.delete_message(chat, card)
    except TelegramBadRequest as error:
        if "message to delete not found" not in error.message and (
            "can't be deleted" not in error.message
        ):
            raise
