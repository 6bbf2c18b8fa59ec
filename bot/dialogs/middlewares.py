"""What happens round every update: secrets are masked, running handlers are counted."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, Message, TelegramObject
from aiogram.utils.callback_answer import CallbackAnswer

from bot.answers.secrets import mask
from bot.content.content import Content

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class MaskSecrets(BaseMiddleware):
    """A card number, a CVV or a code from an SMS goes no further than this.

    The message is deleted, the person is told why, and the handlers see the masked text.
    """

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if not isinstance(event, Message):
            return await handler(event, data)
        field = "text" if event.text else "caption"
        masked = mask(getattr(event, field) or "")
        if not masked.kinds:
            return await handler(event, data)
        content: Content = data["content"]
        deleted = await _delete(event)
        text = content.words.screen("masked", kinds=sorted(masked.kinds), deleted=deleted)
        await event.answer(text)
        nowhere = {"entities": None, "caption_entities": None}
        safe = event.model_copy(update={field: masked.text, **nowhere})
        return await handler(safe, data)


async def _delete(message: Message) -> bool:
    try:
        return await message.delete()
    except TelegramBadRequest:
        return False


class AnswerPress(BaseMiddleware):
    """Every press is answered once, after what it did; `callback_answer` may carry words.

    aiogram's own CallbackAnswerMiddleware fails when the answer comes too late, as it does for a
    press that waited while the bot was down: what the press did stands all the same.
    """

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, CallbackQuery)
        answer = data["callback_answer"] = CallbackAnswer(answered=False)
        try:
            return await handler(event, data)
        finally:
            await _answer(event, answer)


async def _answer(query: CallbackQuery, answer: CallbackAnswer) -> None:
    try:
        await query.answer(answer.text, show_alert=answer.show_alert)
    except TelegramBadRequest as error:
        if "query is too old" not in error.message:
            raise


class Running(BaseMiddleware):
    """Counts the updates being handled: aiogram stops without waiting for them, though Telegram
    already holds them for delivered."""

    def __init__(self) -> None:
        self._count = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        self._count += 1
        self._idle.clear()
        try:
            return await handler(event, data)
        finally:
            self._count -= 1
            if not self._count:
                self._idle.set()

    async def drain(self, seconds: float) -> bool:
        """Wait until nothing runs, `seconds` at most; say whether that came to pass."""
        try:
            await asyncio.wait_for(self._idle.wait(), seconds)
        except TimeoutError:
            return False
        return True
