"""A screen, and the one place that decides whether to send or to edit."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import DeleteMessage, EditMessageText, SendMessage
from aiogram.types import CallbackQuery, LinkPreviewOptions, Message

Button = dict[str, Any]
"""An inline button as the Bot API takes it. aiogram's objects for the ten buttons of a card cost
a tenth of an update, only to be turned into this again on their way out."""

Row = list[Button]
T = TypeVar("T")
Rows = Sequence[Sequence[Button]]

_UNEDITABLE = ("message to edit not found", "can't be edited", "no text in the message to edit")

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class SendScreen(SendMessage):
    """sendMessage whose reply is left as JSON: of the message we have just written nobody reads
    more than its id, and making objects of it took half the call. Its keyboard is not made into
    objects either."""

    __returning__ = dict[str, Any]

    reply_markup: Any = None
    link_preview_options: Any = _NO_PREVIEW


class EditScreen(EditMessageText):
    """editMessageText with a keyboard as plain as SendScreen's."""

    reply_markup: Any = None
    link_preview_options: Any = _NO_PREVIEW


@dataclass(frozen=True, slots=True)
class Screen:
    """What the person sees: a text in Telegram's HTML and rows of buttons under it."""

    text: str
    rows: Rows = ()

    @property
    def markup(self) -> Any:
        """The rows that hold a button, as the Bot API takes them (and aiogram, which makes its own
        objects of them)."""
        return {"inline_keyboard": [list(row) for row in self.rows if row]}


def button(text: str, *, style: str | None = None, **does: Any) -> Button:
    """A button that does one thing: `callback_data`, `url` or `copy_text`."""
    return {"text": text, **does, "style": style} if style else {"text": text, **does}


def column(buttons: Iterable[Button]) -> list[Row]:
    """Buttons one below another."""
    return [[button] for button in buttons]


PAGE = 8
"""So many buttons of a list stand on one screen: no page is scrolled twice."""


def page_of(items: Sequence[T], page: int, size: int = PAGE) -> Sequence[T]:
    """The items on this page, from 0, so many of them as its `size`; of a page that the list no
    longer has, the last."""
    at = min(page, max(len(items) - 1, 0) // size)
    return items[at * size : (at + 1) * size]


def pages_row(
    count: int, page: int, turn_to: Callable[[str, int], Button], size: int = PAGE
) -> Row:
    """The buttons to the page before this one and to the next; `turn_to` makes one of a label's
    name and a page."""
    last = max(count - 1, 0) // size
    at = min(page, last)
    return [
        *([turn_to("page_before", at - 1)] if at > 0 else []),
        *([turn_to("page_after", at + 1)] if at < last else []),
    ]


HALF, HALF_MARKED = 15, 13
"""So many characters of a label stand on one line on half a phone's width; beside a mark, fewer."""


def pairs(buttons: Iterable[Button]) -> list[Row]:
    """Buttons in rows of two where both labels can be read whole, else one a row."""
    rows: list[Row] = []
    for button in buttons:
        beside = rows[-1] if rows and len(rows[-1]) == 1 else []
        if beside and all(_fits_half(one["text"]) for one in (*beside, button)):
            beside.append(button)
        else:
            rows.append([button])
    return rows


def _fits_half(label: str) -> bool:
    mark, _, name = label.partition(" ")
    if name and not any(map(str.isalnum, mark)):
        return len(name) <= HALF_MARKED
    return len(label) <= HALF


async def show(
    bot: Bot, event: Message | CallbackQuery, screen: Screen, card: int | None = None
) -> int:
    """Show the screen: in place of the pressed message, or below what the person has written.

    `card` is the living card that a new message replaces. Gives the id of the message that now
    holds the screen.
    """
    pressed = event.message if isinstance(event, CallbackQuery) else None
    if isinstance(pressed, Message) and await _edit(bot, pressed, screen):
        return pressed.message_id
    chat = event.from_user.id if isinstance(event, CallbackQuery) else event.chat.id
    call = SendScreen(chat_id=chat, text=screen.text, reply_markup=screen.markup)
    sent: Any = await bot(call)  # aiogram types it by its base
    if card is not None:
        await remove(bot, chat, card)
    return int(sent["message_id"])


async def _edit(bot: Bot, message: Message, screen: Screen) -> bool:
    if message.photo:  # the map: no text in it to edit
        return False
    at = {"chat_id": message.chat.id, "message_id": message.message_id}
    try:
        await bot(EditScreen(**at, text=screen.text, reply_markup=screen.markup))
    except TelegramBadRequest as error:
        if "message is not modified" in error.message:
            return True
        if any(reason in error.message for reason in _UNEDITABLE):
            return False
        raise
    return True


async def remove(bot: Bot, chat: int, card: int) -> None:
    """Delete an old screen. One that is too old to delete stays: its buttons redraw the case."""
    try:
        await bot(DeleteMessage(chat_id=chat, message_id=card))
    except TelegramBadRequest as error:
        if "message to delete not found" not in error.message and (
            "can't be deleted" not in error.message
        ):
            raise
