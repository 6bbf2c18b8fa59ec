"""What the person's next message means."""

from collections.abc import Awaitable
from typing import Any

from aiogram.filters import BaseFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Message

from bot.storage.fsm import SQLiteStorage


class Asking(StatesGroup):
    """The bot has asked something that is answered by typing."""

    answer = State()  # a question of a letter
    day = State()  # a day: of sending, of registration, until which a term was prolonged
    first_story = State()  # everything in one message, before there is a case
    story = State()  # the same, for a case
    reply_text = State()  # the text of an answer that came
    number = State()  # the registration number
    contact = State()  # a link, a phone, an e-mail or an @name to be checked


class Answers(BaseFilter):
    """A text that answers the question asked. Gives the handler `asked`, what was kept with it.

    No answer is a command, nor a message that is older than the question: the rest of a long text
    that Telegram sent in parts, or an answer repeated while the bot was down.
    """

    async def __call__(self, message: Message, state: FSMContext) -> bool | dict[str, Any]:
        if not message.text or message.text.startswith("/"):
            return False
        asked = await state.get_data()
        return {"asked": asked} if message.message_id > asked["shown"] else False


async def expect(
    context: FSMContext, state: State, showing: Awaitable[int], **data: object
) -> None:
    """Show a question, `showing`, whose answer is the next message.

    Until the question is known to be on the screen, a message is not taken as its answer: after a
    crash between storing the question and showing it, the person would be answering the one before.
    """
    storage = context.storage
    assert isinstance(storage, SQLiteStorage)
    await storage.put(context.key, state, {**data, "shown": 0})
    await context.set_data({**data, "shown": await showing})


async def forget(context: FSMContext) -> None:
    """No message is expected any more."""
    storage = context.storage
    assert isinstance(storage, SQLiteStorage)
    await storage.drop(context.key)


async def shown(context: FSMContext, message_id: int) -> None:
    """The question was said once more, in this message; older messages do not answer it."""
    await context.update_data(shown=message_id)
