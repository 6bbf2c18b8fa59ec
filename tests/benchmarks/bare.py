"""The bot to compare with: aiogram as its documentation shows it, states in memory, no database.

For each update it makes the same API calls as the real bot (a press: an edit and an answer; a text:
a message and the removal of the one before), with a text and a keyboard of the usual size.
"""

import asyncio
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from tests.benchmarks.wire import TEXT

BUTTONS = 7

dispatcher = Dispatcher()


def keyboard(number: int) -> InlineKeyboardMarkup:
    """Buttons with data as long as the real bot's."""
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [InlineKeyboardButton(text=f"Кнопка {n}", callback_data=f"c:{number}:1:support:b:{n}")]
            for n in range(BUTTONS)
        ]
    )


@dispatcher.message()
async def message(message: Message, state: FSMContext) -> None:
    data = await state.get_data()
    number = data.get("number", 0) + 1
    sent = await message.answer(f"{TEXT} {number}", reply_markup=keyboard(number))
    if "card" in data and message.bot is not None:
        await message.bot.delete_message(message.chat.id, data["card"])
    await state.update_data(number=number, card=sent.message_id)


@dispatcher.callback_query()
async def press(query: CallbackQuery, state: FSMContext) -> None:
    number = (await state.get_data()).get("number", 0) + 1
    if isinstance(query.message, Message):
        await query.message.edit_text(f"{TEXT} {number}", reply_markup=keyboard(number))
    await query.answer()
    await state.update_data(number=number)


async def main(url: str, token: str) -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    await dispatcher.start_polling(Bot(token, session=session))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
