"""What happens around every update: secrets are masked, presses are answered."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.answers.secrets import Masked
from bot.content.content import Content
from bot.dialogs.callbacks import OldButtonError
from bot.dialogs.filters import is_private
from bot.dialogs.hearing import is_asked
from bot.dialogs.screen import Screen
from bot.dialogs.turn import Turn

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class MaskSecrets(BaseMiddleware):
    """A card number, a CVV or a code from an SMS goes no further than this.

    The message is deleted, the person learns why, and the handlers see the masked text. In a group
    nothing is read, so nothing is deleted there.
    """

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if not isinstance(event, Message) or not is_private(event):
            return await handler(event, data)
        field = "text" if event.text else "caption"
        content: Content = data["content"]
        masked = content.reader.mask(getattr(event, field) or "")
        if not masked.kinds:
            return await handler(event, data)
        turn: Turn = data["turn"]
        deleted = await _delete(event)
        await _warn(turn, masked, deleted=deleted)
        nowhere = {"entities": None, "caption_entities": None}
        turn.event = safe = event.model_copy(update={field: masked.text, **nowhere})
        return await handler(safe, data)


async def _warn(turn: Turn, masked: Masked, *, deleted: bool) -> None:
    """Why the message is gone; 🚨 is on it, unless a question stands below."""
    asking = is_asked(turn)
    kinds = sorted(masked.kinds)
    text = turn.text("masked", kinds=kinds, deleted=deleted, asking=asking)
    screen = Screen(text, [] if asking else [[turn.page("urgent", style="danger")]])
    await turn.send_beside(screen)


async def _delete(message: Message) -> bool:
    try:
        return await message.delete()
    except TelegramBadRequest:
        return False


class AnswerPress(BaseMiddleware):
    """Every press is answered once, with the words of its turn: at the latest when that is over. A
    press that no current button makes, and any in a group, is answered with an alert.

    aiogram's own CallbackAnswerMiddleware fails when the answer comes too late, as it does for a
    press that waited while the bot was down: what the press did stands all the same.
    """

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, CallbackQuery)
        turn: Turn | None = data["turn"]
        if turn is None:
            await event.answer(_unknown(data), show_alert=True)
            return None
        try:
            return await handler(event, data)
        except OldButtonError:
            turn.alert(_unknown(data))
            return None
        finally:
            await turn.answer_press()


def _unknown(data: dict[str, Any]) -> str:
    content: Content = data["content"]
    return content.words.screen("alerts/unknown_button")
