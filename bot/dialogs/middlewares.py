"""What happens round every update: secrets are masked, running handlers are counted."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import Message, TelegramObject

from bot.answers.secrets import mask
from bot.content.content import Content

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class MaskSecrets(BaseMiddleware):
    """A card number, a CVV or a code from an SMS goes no further than this.

    The message is deleted, the person is told why, and the handlers see the masked text.
    """

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if not isinstance(event, Message) or not event.text:
            return await handler(event, data)
        masked = mask(event.text)
        if not masked.kinds:
            return await handler(event, data)
        content: Content = data["content"]
        deleted = await _delete(event)
        text = content.words.screen("masked", kinds=sorted(masked.kinds), deleted=deleted)
        await event.answer(text)
        safe = event.model_copy(update={"text": masked.text, "entities": None})
        return await handler(safe, data)


async def _delete(message: Message) -> bool:
    try:
        return await message.delete()
    except TelegramBadRequest:
        return False


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
