"""What becomes of messages: copies, forwards, reactions, pins. And who is in a chat."""

import json
from typing import Any

import pytest
import refusing
from telegram_sandbox.chats import Message
from telegram_sandbox.methods import METHODS, names
from telegram_sandbox.people import Person
from telegram_sandbox.refused import Refused
from telegram_sandbox.telegram import Telegram


@pytest.fixture
def boris(telegram: Telegram) -> Person:
    person = telegram.person(8, "Борис", username="boris", language_code="en")
    person.start()
    return person


async def refusal(telegram: Telegram, method: str, **params: Any) -> str:
    said = await refusing.refusal(telegram, method, **params)
    return said.removeprefix("Bad Request: ")


def between(message: Message, **more: Any) -> dict[str, Any]:
    return {"from_chat_id": "7", "chat_id": "8", "message_id": str(message.id), **more}


def newest(person: Person) -> Message:
    return list(person.chat.messages.values())[-1]


async def test_a_copy_has_no_origin_and_is_the_bots_own(
    telegram: Telegram, anna: Person, boris: Person
) -> None:
    said = anna.forward("чужие слова на cbr.ru", "Сергей")
    told = await telegram.call("copyMessage", between(said))
    assert told == {"message_id": newest(boris).id}
    assert newest(boris).text == said.text
    assert newest(boris).entities == said.entities
    assert newest(boris).sender == telegram.bot
    assert "forward_origin" not in newest(boris).as_json()


async def test_a_copied_file_may_have_a_caption_of_its_own(
    telegram: Telegram, anna: Person, boris: Person
) -> None:
    photo = anna.send_photo("было")
    await telegram.call("copyMessage", between(photo))
    assert newest(boris).caption == "было"
    await telegram.call("copyMessage", between(photo, caption="<i>стало</i>", parse_mode="HTML"))
    assert newest(boris).caption == "стало"
    await telegram.call("copyMessage", between(photo, caption=""))
    assert newest(boris).caption == ""
    long = await refusal(telegram, "copyMessage", **between(photo, caption="ж" * 1025))
    assert long == "message caption is too long"


async def test_a_forward_says_whose_it_is_for_ever(
    telegram: Telegram, anna: Person, boris: Person
) -> None:
    said = anna.say("моё")
    told = await telegram.call("forwardMessage", between(said))
    assert told["text"] == "моё"
    assert told["forward_origin"]["sender_user"]["first_name"] == "Анна"
    back = {"from_chat_id": "8", "chat_id": "7", "message_id": told["message_id"]}
    again = await telegram.call("forwardMessage", back)
    assert again["forward_origin"] == told["forward_origin"]


@pytest.mark.parametrize(
    ("method", "verb"), [("copyMessage", "copy"), ("forwardMessage", "forward")]
)
async def test_only_what_is_there_goes_on(
    telegram: Telegram, anna: Person, boris: Person, method: str, verb: str
) -> None:
    said = anna.say("раз")
    missing = between(said) | {"message_id": "99"}
    assert await refusal(telegram, method, **missing) == f"message to {verb} not found"
    nowhere = between(said) | {"from_chat_id": "9"}
    assert await refusal(telegram, method, **nowhere) == "chat not found"
    without = {"from_chat_id": "7", "chat_id": "8"}
    assert await refusal(telegram, method, **without) == "message identifier is not specified"
    boris.block()
    with pytest.raises(Refused, match="403"):
        await telegram.call(method, between(said))


async def test_a_reaction_is_seen_replaced_and_taken_away(telegram: Telegram, anna: Person) -> None:
    said = anna.say("спасибо")
    shown: list[Any] = []
    telegram.listeners.append(lambda event: shown.append(event["message"]["reactions"]))
    where = {"chat_id": "7", "message_id": str(said.id)}
    for emoji in ("👍", "❤️"):
        reaction = json.dumps([{"type": "emoji", "emoji": emoji}])
        assert await telegram.call("setMessageReaction", {**where, "reaction": reaction}) is True
    assert await telegram.call("setMessageReaction", where) is True
    assert shown == [["👍"], ["❤"], []]
    assert not said.marked_edited


@pytest.mark.parametrize(
    ("reaction", "words"),
    [
        ([{"type": "emoji", "emoji": "🥒"}], "REACTION_INVALID"),
        ([{"type": "paid"}], "REACTION_INVALID"),
        (
            [{"type": "emoji", "emoji": "👍"}, {"type": "emoji", "emoji": "👎"}],
            "REACTIONS_TOO_MANY",
        ),
        (["👍"], "can't parse ReactionType: expected an Object"),
    ],
)
async def test_reactions_that_are_refused(
    telegram: Telegram, anna: Person, reaction: list[Any], words: str
) -> None:
    said = anna.say("раз")
    where = {"chat_id": 7, "message_id": said.id}
    told = await refusal(telegram, "setMessageReaction", **where, reaction=json.dumps(reaction))
    assert told == words
    where["message_id"] = 99
    assert await refusal(telegram, "setMessageReaction", **where) == "message to react not found"


async def test_the_message_pinned_last_stands_above_the_chat(
    telegram: Telegram, anna: Person
) -> None:
    first, second = anna.say("раз"), anna.say("два")
    telegram.updates.drop()

    async def pinned() -> Any:
        chat = await telegram.call("getChat", {"chat_id": "7"})
        return chat.get("pinned_message", {}).get("text")

    for message in (first, second):
        where = {"chat_id": "7", "message_id": message.id}
        assert await telegram.call("pinChatMessage", where) is True
    assert await pinned() == "два"
    notes = [update["message"] for update in await telegram.call("getUpdates", {})]
    assert [note["pinned_message"]["text"] for note in notes] == ["раз", "два"]
    assert await telegram.call("unpinChatMessage", {"chat_id": "7"}) is True
    assert await pinned() == "раз"
    await telegram.call("deleteMessage", {"chat_id": "7", "message_id": first.id})
    assert await pinned() is None
    await telegram.call("pinChatMessage", {"chat_id": "7", "message_id": second.id})
    await telegram.call("unpinAllChatMessages", {"chat_id": "7"})
    assert await pinned() is None


async def test_pins_that_are_refused(telegram: Telegram, anna: Person) -> None:
    where = {"chat_id": 7, "message_id": 99}
    assert await refusal(telegram, "pinChatMessage", **where) == "message to pin not found"
    assert await refusal(telegram, "unpinChatMessage", **where) == "message to unpin not found"
    assert await refusal(telegram, "unpinChatMessage", chat_id=7) == "message to unpin not found"
    said = anna.say("/start", telegram.group())
    in_group = {"chat_id": -100, "message_id": said.id}
    assert await refusal(telegram, "pinChatMessage", **in_group) == (
        "not enough rights to manage pinned messages in the chat"
    )
    pin = {"chat_id": "7", "message_id": str(anna.say("раз").id)}
    await telegram.call("pinChatMessage", pin)
    note = newest(anna)
    copied = {"chat_id": 7, "from_chat_id": 7, "message_id": note.id}
    assert await refusal(telegram, "copyMessage", **copied) == "the message can't be copied"


async def test_who_is_in_a_chat(telegram: Telegram, anna: Person, boris: Person) -> None:
    telegram.group()

    async def status(chat_id: int, user_id: int) -> Any:
        told = {"chat_id": chat_id, "user_id": user_id}
        return await telegram.call("getChatMember", told)

    assert (await status(8, 8))["user"] == {
        "id": 8,
        "is_bot": False,
        "first_name": "Борис",
        "username": "boris",
        "language_code": "en",
    }
    for chat_id, user_id in ((7, 42), (-100, 7), (-100, 8), (-100, 42)):
        assert (await status(chat_id, user_id))["status"] == "member"
    for chat_id, user_id in ((7, 8), (-100, 9)):
        told = {"chat_id": chat_id, "user_id": user_id}
        assert await refusal(telegram, "getChatMember", **told) == "member not found"
    assert await refusal(telegram, "getChatMember", chat_id=7) == "invalid user_id specified"


async def test_a_person_has_a_name_for_links_and_a_language(
    telegram: Telegram, anna: Person, boris: Person
) -> None:
    updates = await telegram.call("getUpdates", {})
    users = [update["message"]["from"] for update in updates]
    assert [user.get("username") for user in users] == [None, "boris"]
    assert [user["language_code"] for user in users] == ["ru", "en"]
    assert updates[1]["message"]["chat"]["username"] == "boris"


async def test_the_menu_speaks_the_persons_language(
    telegram: Telegram, anna: Person, boris: Person
) -> None:
    for code, words in (("", "Начать"), ("en", "Begin")):
        commands = json.dumps([{"command": "start", "description": words}])
        await telegram.call("setMyCommands", {"commands": commands, "language_code": code})
    menus = telegram.bot_as_shown()["menus"]
    assert {code: menu[0]["description"] for code, menu in menus.items()} == {
        "ru": "Начать",
        "en": "Begin",
    }


async def test_a_method_that_the_sandbox_does_not_know_is_told_from_one_that_is_none(
    telegram: Telegram,
) -> None:
    for method in ("sendPoll", "SENDPOLL"):
        with pytest.raises(Refused) as refused:
            await telegram.call(method, {})
        assert refused.value.code == 501
        assert refused.value.description.endswith("the sandbox does not know sendPoll")


def test_every_method_that_it_answers_is_one_of_the_bot_api() -> None:
    assert METHODS.keys() <= names().keys()
