"""Two bots that poll from one PostgreSQL: one leads, the other stands by."""

import asyncio
import logging
from typing import Any

import psycopg
import pytest
from telegram_sandbox.telegram import Telegram

from bot import serving
from bot.app import Application
from bot.serving import STANDS_BY, serve_by_polls
from bot.settings import Settings
from bot.storage import postgres
from bot.storage.faults import DatabaseError
from tests.conftest import MakePerson


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "WAITS_SECONDS", 0.3)
    # On a crowded machine a loop stands still for longer than a lead outlives.
    monkeypatch.setattr(postgres, "LEAD_SECONDS", 15.0)


@pytest.fixture
def where(empty_postgres: str) -> str:
    return empty_postgres


async def until(true: Any) -> None:
    async with asyncio.timeout(15):
        while not true():  # noqa: ASYNC110  (nobody could set an event)
            await asyncio.sleep(0.02)


async def test_it_polls_once_the_other_one_ends_and_ends_itself_with_the_lead(
    app: Application,
    settings: Settings,
    telegram: Telegram,
    where: str,
    caplog: pytest.LogCaptureFixture,
    person: MakePerson,
) -> None:
    caplog.set_level(logging.INFO)
    with psycopg.connect(where, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(4150, 2)")
        stop = asyncio.Event()
        serving = asyncio.create_task(serve_by_polls(app, settings, stop, asyncio.Event()))
        await until(lambda: STANDS_BY in caplog.text)
        await asyncio.sleep(0.4)
        assert not telegram.updates.is_polled
        other.execute("SELECT pg_advisory_unlock(4150, 2)")
        await until(lambda: telegram.updates.is_polled)
        anna = telegram.person(1001)
        anna.say("/start")
        await until(lambda: len(anna.chat.messages) > 1)
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks"
            " WHERE locktype = 'advisory' AND objid = 2 AND classid = 4150"
        )
        with pytest.raises(DatabaseError, match="another bot may lead now"):
            await serving


async def test_a_stop_while_it_stands_by_is_a_stop(
    app: Application, settings: Settings, telegram: Telegram, where: str
) -> None:
    with psycopg.connect(where, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(4150, 2)")
        stop = asyncio.Event()
        serving = asyncio.create_task(serve_by_polls(app, settings, stop, asyncio.Event()))
        await asyncio.sleep(0.2)
        stop.set()
        async with asyncio.timeout(15):
            await serving
    assert not [call for call in telegram.calls if call.method.lower() == "getupdates"]
