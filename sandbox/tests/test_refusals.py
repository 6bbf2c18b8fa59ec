"""What Telegram refuses, and in which words."""

import json
from datetime import timedelta
from typing import Any

import pytest
from refusing import refusal
from telegram_sandbox.chats import Message
from telegram_sandbox.clock import MovableClock
from telegram_sandbox.faults import Fault
from telegram_sandbox.people import Person
from telegram_sandbox.refused import Dropped, Refused
from telegram_sandbox.telegram import Telegram

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def sent(telegram: Telegram, text: str = "раз", **params: Any) -> Message:
    told = await telegram.call("sendMessage", {"chat_id": "7", "text": text, **params})
    return telegram.chats[7].messages[told["message_id"]]


def keyboard(**button: Any) -> str:
    return json.dumps({"inline_keyboard": [[{"text": "Кнопка", **button}]]})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<b>раз", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("<h1>раз</h1>", 'can\'t parse entities: Unsupported start tag "h1" at byte offset 0'),
        ("раз</b>", "can't parse entities: Unexpected end tag at byte offset 6"),
        ("", "message text is empty"),
        ("<b> </b>\n", "text must be non-empty"),
        ("ж" * 4097, "message is too long"),
        ("😀" * 2049, "message is too long"),
        ("<b>" + "ж" * 4097 + "</b>", "message is too long"),
    ],
)
async def test_texts(telegram: Telegram, anna: Person, text: str, words: str) -> None:
    said = await refusal(telegram, "sendMessage", chat_id=7, text=text, parse_mode="HTML")
    assert said == f"Bad Request: {words}"


async def test_the_limit_counts_what_is_left_after_parsing(
    telegram: Telegram, anna: Person
) -> None:
    text = "<b>" + "ж" * 4000 + "</b>" + "😀" * 48
    message = await sent(telegram, text, parse_mode="HTML")
    assert message.entities == [{"type": "bold", "offset": 0, "length": 4000}]


async def test_a_parse_mode_nobody_knows(telegram: Telegram, anna: Person) -> None:
    said = await refusal(telegram, "sendMessage", chat_id=7, text="раз", parse_mode="BBCode")
    assert said == "Bad Request: unsupported parse_mode"


async def test_a_caption_of_1025_units(telegram: Telegram, anna: Person) -> None:
    files = {"document": ("а.txt", b"1")}
    params = {"chat_id": "7", "caption": "ж" * 1024}
    await telegram.call("sendDocument", params, files)
    with pytest.raises(Refused, match="message caption is too long"):
        await telegram.call("sendDocument", {**params, "caption": "ж" * 1025}, files)


@pytest.mark.parametrize(
    ("files", "params", "words"),
    [
        ({}, {}, "there is no document in the request"),
        ({"document": ("а.txt", b"")}, {}, "file must be non-empty"),
        ({}, {"document": "неведомый"}, "wrong file identifier/HTTP URL specified"),
        ({}, {"document": "attach://нет"}, "wrong file identifier/HTTP URL specified"),
    ],
)
async def test_documents(
    telegram: Telegram, anna: Person, files: Any, params: dict[str, str], words: str
) -> None:
    with pytest.raises(Refused) as refused:
        await telegram.call("sendDocument", {"chat_id": "7", **params}, files)
    assert refused.value.description == f"Bad Request: {words}"


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"callback_data": "ж" * 33}, "BUTTON_DATA_INVALID"),
        ({"copy_text": {"text": "ж" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"copy_text": {"text": ""}}, "BUTTON_COPY_TEXT_INVALID"),
        (
            {"url": "mailto:a@b.org"},
            "inline keyboard button URL 'mailto:a@b.org' is invalid: Unsupported URL protocol",
        ),
        (
            {"url": "tel:+74951234567"},
            "inline keyboard button URL 'tel:+74951234567' is invalid: Unsupported URL protocol",
        ),
        (
            {"url": "ftp://example.org"},
            "inline keyboard button URL 'ftp://example.org' is invalid: Unsupported URL protocol",
        ),
        (
            {"url": "нечто"},
            "inline keyboard button URL 'нечто' is invalid: Wrong HTTP URL",
        ),
        (
            {"url": "http://localhost:8081/"},
            "inline keyboard button URL 'http://localhost:8081/' is invalid: Wrong HTTP URL",
        ),
        (
            {},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"callback_data": ""},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"callback_data": "a", "url": "https://example.org"},
            "can't parse inline keyboard button: exactly one action must be specified",
        ),
        (
            {"callback_data": "a", "style": "warning"},
            "can't parse inline keyboard button: Invalid button style specified",
        ),
        (
            {"callback_data": 5},
            'can\'t parse inline keyboard button: Field "callback_data" must be of type String',
        ),
    ],
)
async def test_buttons(
    telegram: Telegram, anna: Person, button: dict[str, Any], words: str
) -> None:
    said = await refusal(
        telegram, "sendMessage", chat_id=7, text="раз", reply_markup=keyboard(**button)
    )
    assert said == f"Bad Request: {words}"


@pytest.mark.parametrize(
    "button",
    [
        {"callback_data": "ж" * 32},
        {"copy_text": {"text": "ж" * 256}},
        {"url": "https://cbr.ru/Reception/"},
        {"url": "цбр.рф"},
        {"url": "example.org:8080/путь"},
        {"url": "tg://user?id=7"},
        {"callback_data": "a", "style": "primary"},
        {"callback_data": "a", "style": "success"},
        {"callback_data": "a", "style": "danger"},
    ],
)
async def test_buttons_at_the_limit_are_fine(
    telegram: Telegram, anna: Person, button: dict[str, Any]
) -> None:
    message = await sent(telegram, reply_markup=keyboard(**button))
    assert message.buttons == [{"text": "Кнопка", **button}]


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("{", "can't parse reply keyboard markup JSON object"),
        ("[]", "object expected as reply markup"),
        ('{"inline_keyboard": 1}', 'field "inline_keyboard" must be of type Array'),
        ('{"inline_keyboard": [1]}', 'field "inline_keyboard" must be an Array of Arrays'),
        ('{"inline_keyboard": [[1]]}', "can't parse inline keyboard button: expected an Object"),
        (
            '{"inline_keyboard": [[{"callback_data": "a"}]]}',
            "can't parse inline keyboard button: Can't find field \"text\"",
        ),
        (
            '{"inline_keyboard": [[{"text": " ", "callback_data": "a"}]]}',
            "inline keyboard button text is empty",
        ),
        ('{"nonsense": true}', "can't parse reply keyboard markup JSON object"),
    ],
)
async def test_markup(telegram: Telegram, anna: Person, markup: str, words: str) -> None:
    said = await refusal(telegram, "sendMessage", chat_id=7, text="раз", reply_markup=markup)
    assert said == f"Bad Request: {words}"


async def test_a_keyboard_of_101_buttons(telegram: Telegram, anna: Person) -> None:
    rows = [[{"text": "а", "callback_data": "а"}]] * 101
    said = await refusal(
        telegram, "sendMessage", chat_id=7, text="раз", reply_markup={"inline_keyboard": rows}
    )
    assert said == "Bad Request: reply markup is too long"


@pytest.mark.parametrize(
    ("chat_id", "words"),
    [("", "chat_id is empty"), ("8", "chat not found"), ("@nobody", "chat not found")],
)
async def test_chats(telegram: Telegram, anna: Person, chat_id: str, words: str) -> None:
    said = await refusal(telegram, "sendMessage", chat_id=chat_id, text="раз")
    assert said == f"Bad Request: {words}"


async def test_a_bot_cannot_write_first(telegram: Telegram) -> None:
    telegram.person(9)
    assert await refusal(telegram, "sendMessage", chat_id=9, text="раз") == (
        "Bad Request: chat not found"
    )


async def test_a_person_who_has_blocked_the_bot(telegram: Telegram, anna: Person) -> None:
    anna.block()
    with pytest.raises(Refused) as refused:
        await telegram.call("sendMessage", {"chat_id": "7", "text": "раз"})
    assert (refused.value.code, refused.value.description) == (
        403,
        "Forbidden: bot was blocked by the user",
    )
    with pytest.raises(ValueError, match="blocked"):
        anna.say("раз")
    anna.unblock()
    await sent(telegram)


async def test_edits(telegram: Telegram, anna: Person) -> None:
    message = await sent(telegram, "<b>раз</b>", parse_mode="HTML")
    same = {"chat_id": "7", "message_id": message.id, "text": "<b>раз</b>", "parse_mode": "HTML"}
    assert await refusal(telegram, "editMessageText", **same) == NOT_MODIFIED
    await telegram.call("editMessageText", {**same, "text": "раз"})
    await telegram.call("editMessageText", {**same, "reply_markup": keyboard(callback_data="a")})
    assert message.buttons
    await telegram.call("editMessageText", same)
    assert not message.buttons
    assert await refusal(telegram, "editMessageText", **{**same, "message_id": 99}) == (
        "Bad Request: message to edit not found"
    )
    assert await refusal(telegram, "editMessageText", **{**same, "message_id": "x"}) == (
        'Bad Request: field "message_id" must be a valid Number'
    )
    del same["message_id"]
    assert await refusal(telegram, "editMessageText", **same) == (
        "Bad Request: message identifier is not specified"
    )


async def test_a_persons_message_or_a_force_reply_cannot_be_edited(
    telegram: Telegram, anna: Person
) -> None:
    own = anna.say("моё")
    forced = await sent(telegram, reply_markup='{"force_reply": true}')
    for message in (own, forced):
        assert (
            await refusal(
                telegram, "editMessageText", chat_id=7, message_id=message.id, text="чужое"
            )
            == "Bad Request: message can't be edited"
        )


async def test_a_file_has_a_caption_and_no_text(telegram: Telegram, anna: Person) -> None:
    told = await telegram.call("sendDocument", {"chat_id": "7"}, {"document": ("а.txt", b"1")})
    where = {"chat_id": "7", "message_id": told["message_id"]}
    assert await refusal(telegram, "editMessageText", **where, text="раз") == (
        "Bad Request: there is no text in the message to edit"
    )
    edited = await telegram.call("editMessageCaption", {**where, "caption": "раз"})
    assert edited["caption"] == "раз"


async def test_a_keyboard_alone_can_be_changed(telegram: Telegram, anna: Person) -> None:
    message = await sent(telegram)
    where = {"chat_id": "7", "message_id": message.id}
    assert await refusal(telegram, "editMessageReplyMarkup", **where) == NOT_MODIFIED
    changed = {**where, "reply_markup": keyboard(callback_data="a")}
    await telegram.call("editMessageReplyMarkup", changed)
    assert message.buttons
    assert not message.marked_edited
    assert await refusal(telegram, "editMessageReplyMarkup", **changed) == NOT_MODIFIED


async def test_deleting_own_and_private_messages_within_48_hours(
    telegram: Telegram, anna: Person, clock: MovableClock
) -> None:
    theirs, own, old = anna.say("код 1234"), await sent(telegram), await sent(telegram)
    for message in (theirs, own):
        where = {"chat_id": "7", "message_id": message.id}
        assert await telegram.call("deleteMessage", where) is True
        assert message.id not in anna.chat.messages
        assert await refusal(telegram, "deleteMessage", **where) == (
            "Bad Request: message to delete not found"
        )
    clock.advance(timedelta(hours=48))
    said = await refusal(telegram, "deleteMessage", chat_id=7, message_id=old.id)
    assert said == "Bad Request: message can't be deleted for everyone"
    fresh = await sent(telegram)
    numbers = json.dumps([999, old.id, fresh.id])
    assert await telegram.call("deleteMessages", {"chat_id": "7", "message_ids": numbers}) is True
    assert old.id in anna.chat.messages
    assert fresh.id not in anna.chat.messages


async def test_in_a_group_others_messages_stay(telegram: Telegram, anna: Person) -> None:
    message = anna.say("/start", telegram.group())
    said = await refusal(telegram, "deleteMessage", chat_id=-100, message_id=message.id)
    assert said == "Bad Request: message can't be deleted"


async def test_a_callback_query_is_answered_once_in_time_and_briefly(
    telegram: Telegram, anna: Person, clock: MovableClock
) -> None:
    message = await sent(telegram, reply_markup=keyboard(callback_data="a"))
    query = anna.press(message.id, "a")
    long = {"callback_query_id": query.id, "text": "ж" * 201}
    assert await refusal(telegram, "answerCallbackQuery", **long) == "Bad Request: MESSAGE_TOO_LONG"
    answer = {"callback_query_id": query.id, "text": "ж" * 200}
    assert await telegram.call("answerCallbackQuery", answer) is True
    assert await refusal(telegram, "answerCallbackQuery", **answer) == TOO_OLD
    assert await refusal(telegram, "answerCallbackQuery", callback_query_id="none") == TOO_OLD
    late = anna.press(message.id, "a")
    clock.advance(timedelta(minutes=16))
    assert await refusal(telegram, "answerCallbackQuery", callback_query_id=late.id) == TOO_OLD


async def test_replies(telegram: Telegram, anna: Person) -> None:
    first = anna.say("вопрос")
    answer = await sent(telegram, reply_parameters=json.dumps({"message_id": first.id}))
    assert answer.as_json()["reply_to_message"]["text"] == "вопрос"
    missing = {"message_id": 99}
    said = await refusal(
        telegram, "sendMessage", chat_id=7, text="раз", reply_parameters=json.dumps(missing)
    )
    assert said == "Bad Request: message to be replied not found"
    missing["allow_sending_without_reply"] = True
    assert (await sent(telegram, reply_parameters=json.dumps(missing))).reply_to is None


@pytest.mark.parametrize(
    ("commands", "words"),
    [
        ('[{"command": "Start", "description": "а"}]', "BOT_COMMAND_INVALID"),
        ('[{"command": "начать", "description": "а"}]', "BOT_COMMAND_INVALID"),
        ('[{"command": "start", "description": ""}]', "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("{", "can't parse bot commands JSON object"),
        ("", "can't parse commands JSON object"),
    ],
)
async def test_commands(telegram: Telegram, commands: str, words: str) -> None:
    assert await refusal(telegram, "setMyCommands", commands=commands) == f"Bad Request: {words}"


async def test_descriptions_actions_and_files(telegram: Telegram, anna: Person) -> None:
    for method, params in (
        ("setMyDescription", {"description": "ж" * 513}),
        ("setMyShortDescription", {"short_description": "ж" * 121}),
        ("sendChatAction", {"chat_id": "7", "action": "dance"}),
        ("getFile", {"file_id": "none"}),
        ("setWebhook", {"url": "http://example.org/hook"}),
        ("setWebhook", {"url": "https://example.org/hook", "secret_token": "два слова"}),
    ):
        assert (await refusal(telegram, method, **params)).startswith("Bad Request: ")


async def test_tokens_and_methods(telegram: Telegram) -> None:
    for token, code in (("42:wrong", 401), ("nonsense", 404)):
        with pytest.raises(Refused) as refused:
            telegram.check_token(token)
        assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        await telegram.call("makeCoffee", {})
    assert (refused.value.code, refused.value.description) == (404, "Not Found: method not found")


async def test_an_unknown_parameter_is_ignored_as_telegram_does(
    telegram: Telegram, anna: Person
) -> None:
    assert (await sent(telegram, colour="red")).text == "раз"


async def test_faults_hit_the_calls_they_name_and_no_more(telegram: Telegram, anna: Person) -> None:
    telegram.faults.add(Fault(code=429, times=2, method="sendMessage", chat_id=7, retry_after=3))
    assert await telegram.call("getMe", {})
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            await sent(telegram)
        assert refused.value.envelope() == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 3",
            "parameters": {"retry_after": 3},
        }
    await sent(telegram)
    telegram.faults.add(Fault(after=True))
    with pytest.raises(Dropped):
        await sent(telegram, "дошло")
    assert list(anna.chat.messages.values())[-1].text == "дошло"
    assert [type(call.error) for call in telegram.calls] == [
        type(None),
        Refused,
        Refused,
        type(None),
        Dropped,
    ]
