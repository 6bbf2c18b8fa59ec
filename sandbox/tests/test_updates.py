"""How updates are given out, and kept until they are confirmed."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from telegram_sandbox.clock import MovableClock
from telegram_sandbox.refused import Refused
from telegram_sandbox.telegram import Telegram


async def texts(telegram: Telegram, **params: Any) -> list[tuple[int, str]]:
    updates = await telegram.call("getUpdates", params)
    return [(update["update_id"], update["message"]["text"]) for update in updates]


async def test_an_update_comes_again_until_a_later_offset_confirms_it(telegram: Telegram) -> None:
    anna = telegram.person(7)
    anna.say("раз")
    anna.say("два")
    assert await texts(telegram) == [(1, "раз"), (2, "два")]
    assert await texts(telegram) == [(1, "раз"), (2, "два")]
    assert await texts(telegram, offset=2) == [(2, "два")]
    assert await texts(telegram) == [(2, "два")]
    assert await texts(telegram, offset=3) == []
    assert (telegram.updates.last_id, telegram.updates.last_confirmed) == (2, 2)


async def test_a_limit_and_a_negative_offset(telegram: Telegram) -> None:
    for text in ("раз", "два", "три"):
        telegram.person(7).say(text)
    assert await texts(telegram, limit="1") == [(1, "раз")]
    assert await texts(telegram, offset=-1) == [(3, "три")]
    assert await texts(telegram) == [(3, "три")]


async def test_a_poll_waits_and_ends_with_the_first_update(telegram: Telegram) -> None:
    poll = asyncio.create_task(texts(telegram, timeout=30))
    await asyncio.sleep(0)
    assert telegram.updates.is_polled
    telegram.person(7).say("раз")
    assert await poll == [(1, "раз")]
    assert not telegram.updates.is_polled


async def test_a_poll_ends_empty_when_nothing_comes(telegram: Telegram) -> None:
    assert await telegram.updates.poll(0, 100, 0.01) == []


async def test_the_earlier_of_two_polls_is_told_of_the_conflict(telegram: Telegram) -> None:
    first = asyncio.create_task(texts(telegram, timeout=30))
    await asyncio.sleep(0)
    second = asyncio.create_task(texts(telegram, timeout=30))
    with pytest.raises(Refused) as refused:
        await first
    assert refused.value.code == 409
    assert refused.value.description == (
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running"
    )
    telegram.person(7).say("раз")
    assert await second == [(1, "раз")]


async def test_a_webhook_ends_polling(telegram: Telegram) -> None:
    poll = asyncio.create_task(texts(telegram, timeout=30))
    await asyncio.sleep(0)
    await telegram.call("setWebhook", {"url": "https://example.org/hook"})
    with pytest.raises(Refused, match="terminated by setWebhook request"):
        await poll
    with pytest.raises(Refused, match="can't use getUpdates method while webhook is active"):
        await texts(telegram)
    telegram.person(7).say("раз")
    info = await telegram.call("getWebhookInfo", {})
    assert (info["url"], info["pending_update_count"]) == ("https://example.org/hook", 1)
    await telegram.call("deleteWebhook", {"drop_pending_updates": "true"})
    assert await texts(telegram) == []


async def test_only_allowed_kinds_are_queued(telegram: Telegram) -> None:
    anna = telegram.person(7)
    allowed = json.dumps(["message", "my_chat_member"])
    assert await telegram.call("getUpdates", {"allowed_updates": allowed}) == []
    message = anna.say("раз")
    anna.edit(message.id, "два")
    anna.block()
    kinds = [set(update) - {"update_id"} for update in await telegram.call("getUpdates", {})]
    assert kinds == [{"message"}, {"my_chat_member"}]


async def test_updates_are_kept_for_a_day(telegram: Telegram, clock: MovableClock) -> None:
    telegram.person(7).say("раз")
    clock.advance(timedelta(hours=25))
    telegram.person(7).say("два")
    assert await texts(telegram) == [(2, "два")]


async def test_messages_carry_telegrams_own_entities(telegram: Telegram) -> None:
    telegram.person(7).say("  /start смотрите cbr.ru и a@example.org 😀 #важно  ")
    (update,) = await telegram.call("getUpdates", {})
    message = update["message"]
    text = message["text"].encode("utf-16-le")
    assert message["text"].startswith("/start")
    found = {
        entity["type"]: text[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])]
        for entity in message["entities"]
    }
    assert {kind: raw.decode("utf-16-le") for kind, raw in found.items()} == {
        "bot_command": "/start",
        "url": "cbr.ru",
        "email": "a@example.org",
        "hashtag": "#важно",
    }


async def test_control_characters_and_bidi_overrides_are_taken_out(telegram: Telegram) -> None:
    assert telegram.person(7).say("а\x00б\r\nв\u202eг").text == "а б\nвг"


def test_no_app_sends_a_blank_text(telegram: Telegram) -> None:
    with pytest.raises(ValueError, match="no empty message"):
        telegram.person(7).say(" \n ")
