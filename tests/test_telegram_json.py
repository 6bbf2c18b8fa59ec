"""Calls written as JSON say what aiogram's forms say; answers read as little as is needed."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, cast

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.enums import ParseMode
from aiogram.exceptions import ClientDecodeError
from aiogram.methods import (
    AnswerCallbackQuery,
    BanChatMember,
    DeleteMessage,
    EditMessageText,
    GetMe,
    GetUpdates,
    SendDocument,
    SendMediaGroup,
    SendMessage,
    SetMyCommands,
)
from aiogram.methods.base import TelegramMethod
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaDocument,
    LinkPreviewOptions,
    Message,
)

from bot.patience import SendOnce
from bot.telegram_json import read_answer, read_json, read_result, write_call

DEFAULTS = DefaultBotProperties(parse_mode=ParseMode.HTML)
BUTTON = InlineKeyboardButton(text="Кнопка", callback_data="c:1:1:support:card:", style="primary")
COPY = InlineKeyboardButton(text="Копия", copy_text=CopyTextButton(text="+7"))
MARKUP = InlineKeyboardMarkup(inline_keyboard=[[BUTTON], [COPY]])
EDIT = EditMessageText(
    chat_id=5,
    message_id=7,
    text="<b>Дело</b>",
    reply_markup=MARKUP,
    link_preview_options=LinkPreviewOptions(is_disabled=True),
)
SCREEN = {
    "chat_id": 5,
    "message_id": 7,
    "text": "<b>Дело</b>",
    "parse_mode": "HTML",
    "link_preview_options": {"is_disabled": True},
    "reply_markup": {
        "inline_keyboard": [
            [{"text": "Кнопка", "callback_data": "c:1:1:support:card:", "style": "primary"}],
            [{"text": "Копия", "copy_text": {"text": "+7"}}],
        ]
    },
}


def written(
    method: TelegramMethod[Any],
    defaults: DefaultBotProperties = DEFAULTS,
    files: list[InputFile] | None = None,
) -> dict[str, Any]:
    body = write_call(method, defaults, [] if files is None else files)
    return cast(dict[str, Any], json.loads(body))


def test_a_screen_goes_with_its_keyboard_and_the_bots_defaults() -> None:
    assert written(EDIT) == SCREEN


def test_objects_and_mappings_that_nobody_has_checked_go_the_same_way() -> None:
    keyboard = [
        [InlineKeyboardButton.model_construct(**BUTTON.model_dump(exclude_none=True))],
        [{"text": "Копия", "copy_text": {"text": "+7"}}],
    ]
    markup = InlineKeyboardMarkup.model_construct(inline_keyboard=cast(Any, keyboard))
    built = EditMessageText.model_construct(**{**dict(EDIT), "reply_markup": markup})
    assert written(built) == SCREEN


def test_the_bots_defaults_reach_into_what_a_call_holds() -> None:
    defaults = DefaultBotProperties(parse_mode="HTML", link_preview_prefer_small_media=True)
    said = written(SendMessage(chat_id=1, text="а"), defaults)
    assert said == {
        "chat_id": 1,
        "text": "а",
        "parse_mode": "HTML",
        "link_preview_options": {"prefer_small_media": True},
    }
    plain = SendMessage(chat_id=1, text="а", parse_mode=None, link_preview_options=None)
    assert written(plain, defaults) == {"chat_id": 1, "text": "а"}
    files = SendMediaGroup(chat_id=1, media=[InputMediaDocument(media="id", caption="а")])
    assert written(files, defaults)["media"] == [
        {"type": "document", "media": "id", "caption": "а", "parse_mode": "HTML"}
    ]


def test_what_is_not_said_is_not_sent() -> None:
    assert written(AnswerCallbackQuery(callback_query_id="9")) == {"callback_query_id": "9"}


def test_what_aiogram_does_not_know_yet_is_sent() -> None:
    new = SendMessage.model_validate({"chat_id": 1, "text": "а", "glow": {"colour": 3}})
    assert written(new)["glow"] == {"colour": 3}


def test_lists_stay_lists() -> None:
    method = GetUpdates(offset=3, timeout=10, allowed_updates=["message"])
    assert written(method) == {"offset": 3, "timeout": 10, "allowed_updates": ["message"]}
    commands = SetMyCommands(commands=[BotCommand(command="new", description="Новое")])
    assert written(commands)["commands"] == [{"command": "new", "description": "Новое"}]


def test_times_go_as_seconds() -> None:
    at = datetime(2026, 5, 3, 12, tzinfo=UTC)
    assert written(BanChatMember(chat_id=1, user_id=2, until_date=at))["until_date"] == round(
        at.timestamp()
    )
    soon = written(BanChatMember(chat_id=1, user_id=2, until_date=timedelta(days=1)))
    assert soon["until_date"] > at.timestamp()


def test_a_file_is_told_of_wherever_it_lies() -> None:
    file = BufferedInputFile("Обращение".encode(), filename="обращение.txt")
    for method in (
        SendDocument(chat_id=5, document=file),
        SendMediaGroup(chat_id=5, media=[InputMediaDocument(media=file)]),
    ):
        files: list[InputFile] = []
        written(method, files=files)
        assert files == [file]


def test_what_json_cannot_hold_is_refused_without_its_value() -> None:
    strange = SendMessage.model_construct(chat_id=1, text=cast(Any, {"секрет"}))
    with pytest.raises(TypeError) as refused:
        written(strange)
    assert "секрет" not in str(refused.value)


def test_half_a_surrogate_pair_does_not_stop_the_reading() -> None:
    assert read_json(b'{"text": "\\ud83d"}') == {"text": "\ud83d"}
    with pytest.raises(ValueError, match="Expecting"):
        read_json(b"<html>")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>Bad Gateway</html>",
        "<html>Плохой шлюз</html>".encode("cp1251"),
        b"[]",
        b'"ok"',
        b'{"ok": false}',
        b'{"ok": "true"}',
        b'{"ok": false, "description": 5}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_answer_of_the_bot_api_is_told_apart(content: bytes) -> None:
    assert read_answer(content) is None


def test_successes_and_refusals_are_answers() -> None:
    assert read_answer(b'{"ok": true, "result": 1}') == {"ok": True, "result": 1}
    refusal = {"ok": False, "description": "Bad Request"}
    assert read_answer(json.dumps(refusal)) == refusal


class RawUpdates(GetUpdates):
    __returning__: ClassVar[Any] = list[dict[str, Any]]


class Anything(GetMe):
    __returning__: ClassVar[Any] = Any


class Mapping(GetMe):
    __returning__: ClassVar[Any] = dict[str, Any]


class Number(GetMe):
    __returning__: ClassVar[Any] = int


SENT = {"message_id": 3, "date": 1780000000, "chat": {"id": 5, "type": "private"}, "text": "а"}


def result(method: TelegramMethod[Any], given: object) -> Any:
    return read_result(Bot("1:abc"), method, {"ok": True, "result": given})


@pytest.mark.parametrize(
    ("method", "given"),
    [
        (RawUpdates(), [{"update_id": 1}]),
        (RawUpdates(), []),
        (SetMyCommands(commands=[]), True),
        (Mapping(), {"a": None}),
        (Anything(), None),
        (Anything(), ["a"]),
        (Number(), 3),
    ],
)
def test_plain_results_come_as_they_are(method: TelegramMethod[Any], given: object) -> None:
    assert result(method, given) is given


@pytest.mark.parametrize(
    ("method", "given"),
    [(RawUpdates(), None), (RawUpdates(), {}), (Mapping(), []), (Number(), "секрет")],
)
def test_a_plain_result_of_another_type_is_an_error(
    method: TelegramMethod[Any], given: object
) -> None:
    with pytest.raises(ClientDecodeError):
        result(method, given)


def test_what_nobody_reads_is_true() -> None:
    for method in (
        EDIT,
        AnswerCallbackQuery(callback_query_id="9"),
        DeleteMessage(chat_id=5, message_id=7),
        SendOnce(chat_id=5, text="а"),
    ):
        assert result(method, {"whatever": 1}) is True


def test_a_message_comes_as_aiograms_with_its_bot() -> None:
    sent = result(SendMessage(chat_id=5, text="а"), SENT)
    assert isinstance(sent, Message)
    assert (sent.message_id, sent.text) == (3, "а")
    assert sent.bot is not None


def test_a_success_that_aiogram_cannot_read_does_not_show_its_data() -> None:
    with pytest.raises(ClientDecodeError) as misfit:
        result(SendMessage(chat_id=5, text="а"), {"text": "секрет"})
    assert "секрет" not in str(misfit.value)
    assert misfit.value.__cause__ is None
    assert misfit.value.__suppress_context__
