"""Calls as JSON say what aiogram's forms say."""

import json
from typing import Any, cast

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import AnswerCallbackQuery, EditMessageText, GetUpdates, SendDocument
from aiogram.methods.base import TelegramMethod
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
)
from aiohttp import FormData, JsonPayload

from bot.session import JsonSession

BUTTON = InlineKeyboardButton(text="Кнопка", callback_data="c:1:1:support:card:", style="primary")
EDIT = EditMessageText(
    chat_id=5,
    message_id=7,
    text="<b>Дело</b>",
    reply_markup=InlineKeyboardMarkup(inline_keyboard=[[BUTTON]]),
    link_preview_options=LinkPreviewOptions(is_disabled=True),
)


async def body(method: TelegramMethod[Any]) -> object:
    session = JsonSession()
    bot = Bot("1:abc", session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))
    return session.build_form_data(bot, method)


async def as_json(method: TelegramMethod[Any]) -> dict[str, Any]:
    payload = await body(method)
    assert isinstance(payload, JsonPayload)
    return cast(dict[str, Any], json.loads(payload.decode()))


async def test_a_screen_goes_with_its_keyboard_and_the_bots_defaults() -> None:
    assert await as_json(EDIT) == {
        "chat_id": 5,
        "message_id": 7,
        "text": "<b>Дело</b>",
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {
            "inline_keyboard": [
                [{"text": "Кнопка", "callback_data": "c:1:1:support:card:", "style": "primary"}]
            ]
        },
    }


async def test_what_is_not_said_is_not_sent() -> None:
    assert await as_json(AnswerCallbackQuery(callback_query_id="9")) == {"callback_query_id": "9"}


async def test_lists_stay_lists() -> None:
    method = GetUpdates(offset=3, timeout=10, allowed_updates=["message"])
    assert await as_json(method) == {"offset": 3, "timeout": 10, "allowed_updates": ["message"]}


async def test_a_file_goes_as_a_form() -> None:
    file = BufferedInputFile("Обращение".encode(), filename="обращение.txt")
    assert isinstance(await body(SendDocument(chat_id=5, document=file)), FormData)


async def test_what_an_edit_gives_back_is_not_read_but_a_refusal_is() -> None:
    session = JsonSession()
    bot = Bot("1:abc", session=session)
    answer = session.check_response(bot, EDIT, 200, '{"ok": true, "result": {}}')
    assert cast(object, answer.result) is True
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        session.check_response(
            bot, EDIT, 400, '{"ok": false, "description": "Bad Request: message is not modified"}'
        )
