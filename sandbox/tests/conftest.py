import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from bot_client import BotClient
from echo import EchoBot
from telegram_sandbox.clock import MovableClock
from telegram_sandbox.people import Person
from telegram_sandbox.serve import Served, serve
from telegram_sandbox.telegram import Telegram

# Servers live on a module's event loop, so that one browser can serve all tests of the page;
# a test that uses them is marked `asyncio(loop_scope="module")`.


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def telegram(clock: MovableClock) -> Telegram:
    return Telegram(clock)


@pytest.fixture
def anna(telegram: Telegram) -> Person:
    """A person who has started the bot."""
    person = telegram.person(7)
    person.start()
    return person


@pytest_asyncio.fixture(loop_scope="module")
async def served(telegram: Telegram, clock: MovableClock) -> AsyncIterator[Served]:
    async with serve(telegram, clock, port=0) as address:
        yield address


@pytest_asyncio.fixture(loop_scope="module")
async def client(telegram: Telegram, served: Served) -> AsyncIterator[BotClient]:
    """A bot that calls over HTTP."""
    async with ClientSession() as session:
        yield BotClient(session, served.api_url, telegram.token)


@pytest_asyncio.fixture(loop_scope="module")
async def polling(client: BotClient) -> AsyncIterator[BotClient]:
    """The tiny bot, polling over HTTP."""
    bot = EchoBot(client)
    await bot.set_up()
    task = asyncio.create_task(bot.poll())
    yield client
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
