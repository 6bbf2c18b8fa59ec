"""How often each kind of call is tried, and how long."""

import asyncio
import logging
import math
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageCaption,
    EditMessageMedia,
    EditMessageText,
    GetMe,
    GetUpdates,
    SendDocument,
    SendMessage,
    SetMyCommands,
    TelegramMethod,
)
from aiogram.types import BufferedInputFile, InputMediaPhoto
from telegram_sandbox.clock import MovableClock
from telegram_sandbox.faults import Fault
from telegram_sandbox.serve import serve
from telegram_sandbox.telegram import Telegram

from bot import patience
from bot.patience import MOST_WAITING_SECONDS, PAUSES, NotArrivedError, SendOnce, try_again
from bot.session import JsonSession

Error = Callable[[TelegramMethod[Any]], TelegramAPIError]

REPEATABLE = [
    EditMessageText(chat_id=5, message_id=7, text="секрет"),
    EditMessageCaption(chat_id=5, message_id=7, caption="секрет"),
    EditMessageMedia(chat_id=5, message_id=7, media=InputMediaPhoto(media="секрет")),
    AnswerCallbackQuery(callback_query_id="9", text="секрет"),
    DeleteMessage(chat_id=5, message_id=7),
    SetMyCommands(commands=[]),
    GetMe(),
]
DOUBLED = [
    SendMessage(chat_id=5, text="секрет"),
    SendDocument(chat_id=5, document=BufferedInputFile(b"abc", "секрет.txt")),
]
LEFT_ALONE = [GetUpdates(), SendOnce(chat_id=5, text="секрет")]
ALL = [*REPEATABLE, *DOUBLED]


def name(method: object) -> str:
    return type(method).__name__


def never(method: TelegramMethod[Any]) -> TelegramAPIError:
    return NotArrivedError(method=method, message="секрет")


def lost(method: TelegramMethod[Any]) -> TelegramAPIError:
    return TelegramNetworkError(method=method, message="секрет")


def broken(method: TelegramMethod[Any]) -> TelegramAPIError:
    return TelegramServerError(method=method, message="секрет")


def later(seconds: int) -> Error:
    return lambda method: TelegramRetryAfter(method=method, message="секрет", retry_after=seconds)


def too_large(method: TelegramMethod[Any]) -> TelegramAPIError:
    return TelegramEntityTooLarge(method=method, message="секрет")


def bad(method: TelegramMethod[Any]) -> TelegramAPIError:
    return TelegramBadRequest(method=method, message="секрет")


def blocked(method: TelegramMethod[Any]) -> TelegramAPIError:
    return TelegramForbiddenError(method=method, message="секрет")


class Wire:
    """Fails with each of `errors` in turn, then answers; counts the calls, notes the pauses."""

    def __init__(self, *errors: Error) -> None:
        self.errors = list(errors)
        self.calls = 0
        self.pauses: list[float] = []

    async def make_request(self, bot: Bot, method: TelegramMethod[Any]) -> Any:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)(method)
        return "answer"

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


Try = Callable[..., Awaitable[Wire]]


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> Try:
    """Tries a call over a wire with these errors and gives the wire; no pause is really waited."""

    async def run(method: TelegramMethod[Any], *errors: Error, fails: bool = False) -> Wire:
        wire = Wire(*errors)
        monkeypatch.setattr(asyncio, "sleep", wire.sleep)
        if fails:
            with pytest.raises(TelegramAPIError):
                await try_again(wire.make_request, Bot("1:abc"), method)
        else:
            given: object = await try_again(wire.make_request, Bot("1:abc"), method)
            assert given == "answer"
        return wire

    return run


@pytest.mark.exhaustive
@pytest.mark.parametrize("method", ALL, ids=name)
async def test_what_surely_did_not_arrive_is_said_again(
    tried: Try, method: TelegramMethod[Any]
) -> None:
    wire = await tried(method, *[never] * 3)
    assert wire.pauses == list(PAUSES)
    wire = await tried(method, *[never] * 4, fails=True)
    assert wire.calls == 4


@pytest.mark.exhaustive
@pytest.mark.parametrize("method", REPEATABLE, ids=name)
async def test_what_may_be_repeated_is_however_it_was_lost(
    tried: Try, method: TelegramMethod[Any]
) -> None:
    wire = await tried(method, lost, broken, never)
    assert wire.pauses == list(PAUSES)
    wire = await tried(method, broken, lost, broken, lost, fails=True)
    assert wire.calls == 4


@pytest.mark.parametrize("method", DOUBLED, ids=name)
@pytest.mark.parametrize("error", [lost, broken])
async def test_a_message_that_may_have_arrived_is_said_once_more_and_only_once(
    tried: Try, method: TelegramMethod[Any], error: Error
) -> None:
    assert (await tried(method, error)).calls == 2
    assert (await tried(method, error, error, fails=True)).calls == 2
    # what surely did not arrive in between does not count
    assert (await tried(method, never, error, never)).calls == 4
    assert (await tried(method, never, error, later(1), error, fails=True)).calls == 4


@pytest.mark.parametrize("method", LEFT_ALONE, ids=name)
@pytest.mark.parametrize("error", [never, lost, broken, later(1)])
async def test_who_has_a_patience_of_their_own_is_left_alone(
    tried: Try, method: TelegramMethod[Any], error: Error
) -> None:
    wire = await tried(method, error, fails=True)
    assert (wire.calls, wire.pauses) == (1, [])


@pytest.mark.exhaustive
@pytest.mark.parametrize("method", ALL, ids=name)
async def test_a_pause_that_telegram_asks_for_is_kept(
    tried: Try, method: TelegramMethod[Any]
) -> None:
    wire = await tried(method, later(2), later(7), later(2))
    assert wire.pauses == [2, 7, 2]


@pytest.mark.exhaustive
@pytest.mark.parametrize("method", ALL, ids=name)
async def test_nobody_waits_longer_than_half_a_minute_in_all(
    tried: Try, method: TelegramMethod[Any]
) -> None:
    assert (await tried(method, later(30))).pauses == [30]
    for errors in ([later(31)], [later(86_400)], [later(20), later(11)], [never, later(30)]):
        wire = await tried(method, *errors, fails=True)
        assert math.fsum(wire.pauses) <= MOST_WAITING_SECONDS == 30
        assert wire.calls == len(errors)


async def test_it_is_telegrams_own_wish_that_the_caller_hears() -> None:
    with pytest.raises(TelegramRetryAfter) as asked:
        await try_again(Wire(later(86_400)).make_request, Bot("1:abc"), GetMe())
    assert asked.value.retry_after == 86_400


@pytest.mark.exhaustive
@pytest.mark.parametrize("method", ALL, ids=name)
@pytest.mark.parametrize("refusal", [bad, blocked, too_large])
async def test_a_refusal_is_final(tried: Try, method: TelegramMethod[Any], refusal: Error) -> None:
    wire = await tried(method, refusal, fails=True)
    assert (wire.calls, wire.pauses) == (1, [])


async def test_the_log_names_the_method_and_the_error_and_nothing_else(
    tried: Try, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for method in ALL:
        await tried(method, never, later(2))
    assert "секрет" not in caplog.text
    assert caplog.messages[:2] == [
        "EditMessageText: NotArrivedError, again in 0.3 s",
        "EditMessageText: TelegramRetryAfter, again in 2.0 s",
    ]
    introducing = {one.levelno for one in caplog.records if one.message.startswith("SetMyCommands")}
    assert introducing == {logging.DEBUG}, "of a start: that Telegram is away is said once a minute"


@pytest.fixture
def telegram(monkeypatch: pytest.MonkeyPatch) -> Telegram:
    """A strict one, served over HTTP to `bot`, which is impatient."""
    monkeypatch.setattr(patience, "PAUSES", (0.01, 0.01, 0.01))
    return Telegram(MovableClock())


@pytest.fixture
async def bot(telegram: Telegram) -> AsyncIterator[Bot]:
    clock = MovableClock()
    async with serve(telegram, clock, port=0) as served:
        session = JsonSession(api=TelegramAPIServer.from_base(served.api_url))
        session.middleware(try_again)
        async with Bot(telegram.token, session=session).context() as bot:
            telegram.person(7).start()
            yield bot


def texts(telegram: Telegram) -> list[str]:
    """What the person has got of the bot."""
    messages = telegram.person(7).chat.messages.values()
    return [message.text for message in messages if message.sender == telegram.bot]


def calls(telegram: Telegram, method: str) -> int:
    return sum(call.method.lower() == method for call in telegram.calls)


@pytest.mark.parametrize(
    ("fault", "comes"),
    [
        (Fault(), 1),
        (Fault(after=True), 2),
        (Fault(code=502), 1),
        (Fault(code=429, retry_after=1), 1),
    ],
    ids=["lost before", "lost after", "bad gateway", "flood"],
)
async def test_a_question_comes_once_or_in_the_worst_case_twice(
    telegram: Telegram, bot: Bot, fault: Fault, comes: int
) -> None:
    telegram.faults.add(fault)
    await bot.send_message(7, "Когда?")
    assert texts(telegram) == ["Когда?"] * comes


async def test_a_file_is_sent_once_more_too(telegram: Telegram, bot: Bot) -> None:
    for fault in (Fault(), Fault(code=500)):
        telegram.faults.add(fault)
        sent = await bot.send_document(7, BufferedInputFile(b"abc", "a.txt"))
        assert sent.document is not None
        assert telegram.files[sent.document.file_id].content == b"abc"
    assert calls(telegram, "senddocument") == 4


async def test_a_reminder_is_not(telegram: Telegram, bot: Bot) -> None:
    telegram.faults.add(Fault(after=True))
    with pytest.raises(TelegramNetworkError):
        await bot(SendOnce(chat_id=7, text="Пора"), request_timeout=10)
    await bot(SendOnce(chat_id=7, text="Пора"))
    assert texts(telegram) == ["Пора", "Пора"]
    assert calls(telegram, "sendmessage") == 2


async def test_a_poll_is_not(telegram: Telegram, bot: Bot) -> None:
    telegram.faults.add(Fault(method="getUpdates", code=502))
    with pytest.raises(TelegramServerError):
        await bot(GetUpdates(timeout=0))
    assert calls(telegram, "getupdates") == 1


async def test_a_server_that_comes_up_late_is_waited_for(telegram: Telegram) -> None:
    """Nothing has arrived until then, so a message is safe to say again."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    session = JsonSession(api=TelegramAPIServer.from_base(f"http://127.0.0.1:{port}"))
    tries = 0

    async with AsyncExitStack() as stack:

        async def opens_late(make_request: Any, bot: Bot, method: TelegramMethod[Any]) -> Any:
            nonlocal tries
            tries += 1
            if tries == 4:
                await stack.enter_async_context(serve(telegram, MovableClock(), port=port))
            return await make_request(bot, method)

        session.middleware(try_again)
        session.middleware(opens_late)
        telegram.person(7).start()
        async with Bot(telegram.token, session=session).context() as bot:
            await bot.send_message(7, "Когда?")
    assert texts(telegram) == ["Когда?"]


async def test_what_is_not_there_at_all_is_given_up(telegram: Telegram) -> None:
    session = JsonSession(api=TelegramAPIServer.from_base("http://127.0.0.1:1"))
    session.middleware(try_again)
    async with Bot(telegram.token, session=session).context() as bot:
        with pytest.raises(NotArrivedError, match="ConnectionRefusedError"):
            await bot.send_message(7, "Когда?")
