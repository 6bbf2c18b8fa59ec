"""What happens round every update: it is counted, secrets are masked, presses are answered."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Bot, Dispatcher
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, Message, TelegramObject, Update
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


class PatientDispatcher(Dispatcher):
    """A dispatcher that can be waited for: aiogram stops without waiting for the updates it is
    handling, though Telegram already holds them for delivered.

    The count is kept outside every middleware, because an update may still wait for its turn in
    the FSM's isolation, and an error is turned into words outside of it.
    """

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._count = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def feed_update(self, bot: Bot, update: Update, **given: Any) -> Any:
        self._count += 1
        self._idle.clear()
        try:
            return await super().feed_update(bot, update, **given)
        finally:
            self._count -= 1
            if not self._count:
                self._idle.set()

    async def drain(self, seconds: float) -> bool:
        """Wait until nothing runs, `seconds` at most; say whether that came to pass."""
        try:
            async with asyncio.timeout(seconds):
                await self._idle.wait()
        except TimeoutError:
            return False
        return True
