"""The webhook: a queue for each chat, updates that come again, methods named in the answer."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import FormData, web
from bot_client import BotClient
from telegram_sandbox import pusher
from telegram_sandbox.refused import Refused
from telegram_sandbox.telegram import Telegram

pytestmark = pytest.mark.asyncio(loop_scope="module")

Answer = Callable[[dict[str, Any]], Awaitable[web.StreamResponse]]


class Hook:
    """A webhook: what came, and how each update is answered (200 unless a test says otherwise)."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.answer: Answer = self._ok
        self.url = ""
        self._news = asyncio.Event()

    async def _ok(self, update: dict[str, Any]) -> web.Response:
        return web.Response()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        update = await request.json()
        self.got.append(update)
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self._news.set()
        return await self.answer(update)

    async def until(self, count: int) -> list[str]:
        """The texts that came, once there are that many."""
        async with asyncio.timeout(10):
            while len(self.got) < count:
                self._news.clear()
                await self._news.wait()
        return [update["message"]["text"] for update in self.got if "message" in update]


@pytest_asyncio.fixture(loop_scope="module")
async def hook(client: BotClient) -> AsyncIterator[Hook]:
    """A webhook that the bot has set."""
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await client.call("setWebhook", url=hook.url, secret_token="abc")
    yield hook
    await runner.cleanup()


async def settled(telegram: Telegram) -> None:
    """Until nothing waits to be pushed."""
    async with asyncio.timeout(10):
        while len(telegram.updates):  # noqa: ASYNC110  (the model has no event for it)
            await asyncio.sleep(0.005)


async def test_updates_come_with_the_secret_and_are_then_forgotten(
    telegram: Telegram, client: BotClient, hook: Hook
) -> None:
    with pytest.raises(Refused, match="409 Conflict: can't use getUpdates method while webhook"):
        await client.call("getUpdates")
    telegram.person(7).start()
    telegram.person(7).say("два")
    assert await hook.until(2) == ["/start", "два"]
    assert hook.secrets == ["abc", "abc"]
    await settled(telegram)
    info = await client.call("getWebhookInfo")
    assert (info["url"], info["pending_update_count"]) == (hook.url, 0)
    assert "last_error_message" not in info
    await client.call("deleteWebhook")
    assert (await client.call("getWebhookInfo"))["url"] == ""
    assert await client.call("getUpdates") == []


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> float:
    """The shortest pause before another try, in seconds: shorter than Telegram's."""
    monkeypatch.setattr(pusher, "SHORTEST_PAUSE_SECONDS", 0.5)
    return 0.5


async def test_what_was_not_taken_comes_again_and_the_reason_is_told(
    telegram: Telegram, client: BotClient, hook: Hook, hurried: float
) -> None:
    failures = iter((500, 500, 200, 200))
    came_at: list[float] = []

    async def fails(update: dict[str, Any]) -> web.Response:
        came_at.append(asyncio.get_running_loop().time())
        return web.Response(status=next(failures))

    hook.answer = fails
    telegram.person(7).say("раз")
    telegram.person(7).say("два")
    await hook.until(2)
    info = await client.call("getWebhookInfo")
    assert info["pending_update_count"] == 2
    assert info["last_error_message"] == (
        "Wrong response from the webhook: 500 Internal Server Error"
    )
    assert info["last_error_date"] > 0
    assert await hook.until(4) == ["раз", "раз", "раз", "два"]
    first, second, third, _ = came_at
    assert second - first < 0.9 * hurried < third - second


async def test_one_chat_waits_for_its_answer_and_no_other_does(
    telegram: Telegram, hook: Hook
) -> None:
    go = asyncio.Event()

    async def slow_for_anna(update: dict[str, Any]) -> web.Response:
        if update["message"]["from"]["id"] == 7:
            await go.wait()
        return web.Response()

    hook.answer = slow_for_anna
    anna, boris = telegram.person(7), telegram.person(8)
    anna.say("Анна 1")
    anna.say("Анна 2")
    boris.say("Борис 1")
    boris.say("Борис 2")
    assert set(await hook.until(3)) == {"Анна 1", "Борис 1", "Борис 2"}
    go.set()
    assert (await hook.until(4))[-1] == "Анна 2"
    await settled(telegram)


async def test_no_more_connections_than_asked_for(
    telegram: Telegram, client: BotClient, hook: Hook
) -> None:
    allowed = ["message", "callback_query"]
    await client.call("setWebhook", url=hook.url, max_connections=2, allowed_updates=allowed)
    running, most = 0, 0

    async def counts(update: dict[str, Any]) -> web.Response:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.02)
        running -= 1
        return web.Response()

    hook.answer = counts
    for number in range(1, 7):
        telegram.person(number).say("раз")
    await hook.until(6)
    assert most == 2
    info = await client.call("getWebhookInfo")
    assert (info["max_connections"], info["allowed_updates"]) == (2, sorted(allowed))
    await settled(telegram)


@pytest.mark.parametrize("form", ["json", "form", "multipart"])
async def test_a_method_in_the_answer_is_called(telegram: Telegram, hook: Hook, form: str) -> None:
    async def answers(update: dict[str, Any]) -> web.StreamResponse:
        told = {"method": "sendMessage", "chat_id": "7", "text": "из ответа"}
        if form == "json":
            return web.json_response(told)
        body = FormData(told, default_to_multipart=form == "multipart")()
        content = body.encode() if isinstance(body, str) else await body.as_bytes()
        return web.Response(body=content, headers={"Content-Type": body.content_type})

    hook.answer = answers
    anna = telegram.person(7)
    anna.say("раз")
    await settled(telegram)
    assert [message.text for message in anna.chat.messages.values()] == ["раз", "из ответа"]


@pytest.mark.parametrize(
    "told",
    [
        {"method": "getMe"},
        {"method": "setWebhook", "url": ""},
        {"method": "sendMessage", "chat_id": 7, "text": ""},
        {"method": "makeCoffee"},
        ["sendMessage"],
        "{",
    ],
    ids=json.dumps,
)
async def test_what_cannot_be_called_from_an_answer_changes_nothing(
    telegram: Telegram, hook: Hook, told: Any
) -> None:
    async def answers(update: dict[str, Any]) -> web.StreamResponse:
        text = told if isinstance(told, str) else json.dumps(told)
        return web.Response(text=text, content_type="application/json")

    hook.answer = answers
    anna = telegram.person(7)
    anna.say("раз")
    await settled(telegram)
    assert len(anna.chat.messages) == 1
    assert telegram.webhook.url == hook.url
    called = [call.method for call in telegram.calls if call.error is None]
    assert "getMe" not in called


async def test_where_nobody_listens_the_update_waits_for_the_next_webhook(
    telegram: Telegram, client: BotClient, hook: Hook, unused_tcp_port: int, hurried: float
) -> None:
    await client.call("setWebhook", url=f"http://127.0.0.1:{unused_tcp_port}/hook")
    telegram.person(7).say("раз")
    async with asyncio.timeout(5):
        while not telegram.webhook.error:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    info = await client.call("getWebhookInfo")
    assert info["last_error_message"].startswith("Connection failed")
    assert info["pending_update_count"] == 1
    await client.call("setWebhook", url=hook.url)
    assert await hook.until(1) == ["раз"]


async def test_presses_are_a_queue_of_the_person(telegram: Telegram, hook: Hook) -> None:
    async def never(update: dict[str, Any]) -> web.Response:
        if "message" in update:
            await asyncio.Event().wait()
        return web.Response()

    anna = telegram.person(7)
    anna.start()
    await hook.until(1)
    await settled(telegram)
    markup = {"inline_keyboard": [[{"text": "Да", "callback_data": "yes"}]]}
    asked = await telegram.call("sendMessage", {"chat_id": 7, "text": "?", "reply_markup": markup})
    hook.answer = never
    anna.say("ждёт")
    anna.press(asked["message_id"], "yes")
    await hook.until(3)
    assert "callback_query" in hook.got[-1]
