"""The pytest fixture `telegram_sandbox`: a running strict Telegram, and people in front of the bot.

    def test_it_greets(telegram_sandbox, my_bot):  # my_bot: started with .api_url and .token
        anna = telegram_sandbox.person("Анна")
        anna.says("/start")
        anna.presses("Menu")
        assert anna.screen == "What would you like?"

It runs in a thread of its own, so that tests need not be asynchronous; one that is, with the bot on
its own event loop, says `await asyncio.to_thread(anna.says, "/start")`.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import Any, TypeVar

import pytest
from aiohttp import ClientSession

from telegram_sandbox.chats import Json
from telegram_sandbox.clock import MovableClock
from telegram_sandbox.remote import RemotePerson
from telegram_sandbox.serve import serve
from telegram_sandbox.telegram import Telegram

Result = TypeVar("Result")
Run = Callable[[Coroutine[Any, Any, Result]], Result]

FIRST_ID = 1001
TAKES_UPDATES = {"getUpdates", "setWebhook"}
LOOK_SECONDS = 0.05


class SandboxPerson:
    """A person in front of the bot. A verb ends when the bot has reacted in the chat.

    Raises `AssertionError` with what is on the screen when the bot does not within 15 seconds.
    """

    def __init__(self, remote: RemotePerson, run: Run[Any]) -> None:
        self._remote = remote
        self._run = run

    def says(self, text: str) -> None:
        """Send a text."""
        self._run(self._remote.says(text))

    def presses(self, label: str) -> None:
        """Press the button with this label, once it is there."""
        self._run(self._remote.presses(label))

    def does(self, verb: str, **told: Any) -> None:
        """Do something else: "photo", "sticker", "voice", "contact" … (`VERBS` of control.py)."""
        self._run(self._remote.does(verb, **told))

    def until(self, condition: Callable[["SandboxPerson"], bool]) -> None:
        """Wait until the chat is as the condition wants it."""
        self._run(self._remote.until(lambda _: condition(self)))

    @property
    def id(self) -> int:
        """The person's Telegram id, also that of the private chat."""
        return self._remote.id

    @property
    def messages(self) -> list[Json]:
        """The bot's messages in the chat, oldest first, in the Bot API's form."""
        return self._remote.messages

    @property
    def screen(self) -> str:
        """The plain text or caption of the bot's newest message, "" when there is none."""
        return self._remote.screen

    @property
    def labels(self) -> list[str]:
        """The labels of the newest buttons."""
        return self._remote.labels

    @property
    def alert(self) -> str:
        """What the answer to the last press said, as a toast or an alert; "" when nothing."""
        return self._remote.alert


class Sandbox:
    """A running Telegram with one bot: `api_url` and `token` are what the bot is started with."""

    def __init__(self, api_url: str, token: str, session: ClientSession, run: Run[Any]) -> None:
        self.api_url = api_url
        self.token = token
        self._session = session
        self._run = run
        self._next_id = FIRST_ID

    @property
    def page_url(self) -> str:
        """The chat page, to look at in a debugger's pause."""
        return f"{self.api_url}/"

    def person(
        self, first_name: str = "Анна", *, username: str = "", language_code: str = "ru"
    ) -> SandboxPerson:
        """A new person, who has not written to the bot yet."""
        remote = RemotePerson(
            self._session,
            self.api_url,
            self._next_id,
            first_name,
            username=username,
            language_code=language_code,
        )
        self._next_id += 1
        self._run(remote.joins())
        return SandboxPerson(remote, self._run)

    def wait_for_bot(self, seconds: float = 60) -> None:
        """Wait until the bot takes updates: it has called getUpdates or setWebhook.

        Raises `TimeoutError` when it does not within so many seconds.
        """
        self._run(asyncio.wait_for(self._bot_is_there(), seconds))

    async def _bot_is_there(self) -> None:
        while not TAKES_UPDATES & (await self._get("/sandbox/calls"))["counts"].keys():  # noqa: ASYNC110
            await asyncio.sleep(LOOK_SECONDS)

    def advance(self, **by: int) -> None:
        """Move Telegram's clock ahead by `hours`, `days`, `working_days` or `months`."""
        self._run(self._post("/sandbox/clock", by))

    def fails(self, **fault: Any) -> None:
        """Let the next calls fail: fields of `Fault`, such as method="sendMessage", code=429."""
        self._run(self._post("/sandbox/faults", fault))

    def calls(self) -> dict[str, Any]:
        """How often each method was called ("counts"), what was "refused", and the "updates"."""
        return dict(self._run(self._get("/sandbox/calls")))

    async def _post(self, path: str, told: Json) -> None:
        async with self._session.post(f"{self.api_url}{path}", json=told) as answer:
            assert answer.ok, await answer.text()

    async def _get(self, path: str) -> Any:
        async with self._session.get(f"{self.api_url}{path}") as answer:
            return await answer.json()


@contextmanager
def _loop_in_a_thread() -> Iterator[Run[Any]]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="telegram-sandbox")
    thread.start()
    try:
        yield lambda coroutine: asyncio.run_coroutine_threadsafe(coroutine, loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _open(stack: AsyncExitStack) -> tuple[str, str, ClientSession]:
    clock = MovableClock()
    telegram = Telegram(clock)
    served = await stack.enter_async_context(serve(telegram, clock, port=0))
    session = await stack.enter_async_context(ClientSession())
    return served.api_url, telegram.token, session


@pytest.fixture
def telegram_sandbox() -> Iterator[Sandbox]:
    """A strict Telegram of this test's own, on a free port of this machine."""
    stack = AsyncExitStack()
    with _loop_in_a_thread() as run:
        api_url, token, session = run(_open(stack))
        try:
            yield Sandbox(api_url, token, session, run)
        finally:
            run(stack.aclose())
