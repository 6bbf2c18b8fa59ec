import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.clock import MovableClock
from bot.sandbox.serve import Served, serve
from bot.sandbox.telegram import Telegram
from tests.sandbox import echo
from tests.telegram import Person, TelegramSession

# Servers live on a module's event loop, so that one browser can serve all tests of the page;
# a test that uses them is marked `asyncio(loop_scope="module")`.

HTML = DefaultBotProperties(parse_mode="HTML")


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def telegram(clock: MovableClock) -> Telegram:
    return Telegram(clock)


@pytest.fixture
def bot(telegram: Telegram) -> Bot:
    return Bot(telegram.token, session=TelegramSession(telegram), default=HTML)


@pytest.fixture
def anna(telegram: Telegram, bot: Bot) -> Person:
    return Person(telegram, echo.dispatcher(), bot)


@pytest_asyncio.fixture(loop_scope="module")
async def served(telegram: Telegram, clock: MovableClock) -> AsyncIterator[Served]:
    async with serve(telegram, clock, port=0) as address:
        yield address


@pytest_asyncio.fixture(loop_scope="module")
async def http_bot(telegram: Telegram, served: Served) -> AsyncIterator[Bot]:
    """A bot with aiogram's own session, over HTTP."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(served.api_url))
    async with Bot(telegram.token, session=session, default=HTML).context() as bot:
        yield bot


@pytest_asyncio.fixture(loop_scope="module")
async def polling(http_bot: Bot) -> AsyncIterator[Bot]:
    """The tiny bot, polling over HTTP."""
    await echo.set_menu(http_bot)
    dispatcher = echo.dispatcher()
    running = asyncio.create_task(
        dispatcher.start_polling(http_bot, handle_signals=False, close_bot_session=False)
    )
    yield http_bot
    await dispatcher.stop_polling()
    await running
