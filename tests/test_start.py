"""What is said at the start, before the first person is served."""

import asyncio
import logging
import os
import re
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from telegram_sandbox.clock import MovableClock
from telegram_sandbox.serve import serve
from telegram_sandbox.telegram import Telegram

from bot import app as composition
from bot import patience, serving
from bot.app import Application, assemble
from bot.content.aging import on_old_sources
from bot.logs import Seldom
from bot.process import AT_ONCE, run
from bot.readiness import say_what_is_kept, warn_of_age
from bot.settings import Settings, SettingsError
from bot.storage.faults import DatabaseError


async def test_facts_past_their_review_are_named_at_the_start(
    app: Application, clock: MovableClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    newest = max(fact.review_by for fact in app.content.facts)
    clock.advance(max(newest - app.casework.today(), timedelta()) + timedelta(days=2))
    warn_of_age(app)
    told = next(line for line in caplog.messages if "past their review" in line)
    assert re.search(r"facts`: \w[\w.]*(, [\w.]+){4} and [1-9]\d+ more$", told)


async def test_facts_that_may_be_relied_on_are_not_named(
    app: Application, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.WARNING)
    checked = max(fact.checked_on for fact in app.content.facts)
    monkeypatch.setattr(app.casework, "today", lambda: checked)
    warn_of_age(app)
    assert not [line for line in caplog.messages if "past their review" in line]


async def test_old_sources_and_ended_tables_are_named_at_the_start(
    app: Application, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.WARNING)
    until = app.content.court.rates.known_until
    monkeypatch.setattr(app.casework, "today", lambda: until)
    warn_of_age(app)
    assert not [line for line in caplog.messages if "key_rates" in line]
    told = next(line for line in caplog.messages if "over a year old" in line)
    named = [fact.id for fact in on_old_sources(app.content.dated, until)]
    assert told.endswith(f": {', '.join(named[:5])} and {len(named) - 5} more")

    monkeypatch.setattr(app.casework, "today", lambda: until + timedelta(days=1))
    warn_of_age(app)
    assert any(f"key_rates: ended on {until}" in line for line in caplog.messages)
    assert any("calendar.toml, KG: ended on" in line for line in caplog.messages)


async def test_a_telegram_that_cannot_be_reached_does_not_end_the_start(
    settings: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "PAUSES", (0.01,))
    monkeypatch.setattr(serving, "WAITS_SECONDS", 0.02)
    tries = 0

    async def counted(call: Any) -> Any:
        nonlocal tries
        tries += 1
        return await call

    monkeypatch.setattr(composition, "try_again", lambda make, bot, call: counted(make(bot, call)))
    # Port 9, "discard": nobody listens there.
    unreachable = settings.model_copy(update={"api_url": "http://127.0.0.1:9"})
    running = asyncio.create_task(run(unreachable))
    async with asyncio.timeout(30):
        while tries < 5:
            assert not running.done()
            await asyncio.sleep(0.05)
    assert caplog.text.count("Telegram cannot be reached") == 1  # a minute
    assert "see BOT_API_URL and BOT_PROXY" in caplog.text
    assert await _most_at_once(6) == AT_ONCE
    caplog.set_level(logging.INFO)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(running, 30)
    assert "the bot is ready" not in caplog.text, "nobody was served, nobody will be"


async def test_a_start_says_what_it_finds_and_loudly_that_it_is_new(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    path = tmp_path / "bot.sqlite3"
    in_file = settings.model_copy(update={"database": path})
    for people, is_new in ((0, True), (1, False)):
        caplog.clear()
        async with assemble(in_file) as app:
            await say_what_is_kept(app)
            assert any("a new database is begun" in line for line in caplog.messages) == is_new
            told = next(line for line in caplog.messages if line.startswith(f"{path}: "))
            assert f"{people} people, 0 cases, schema " in told
            assert told.endswith("last backup never")
            with pytest.raises(DatabaseError, match="another bot runs on it"):
                async with assemble(in_file):
                    pass
            await app.database.write("INSERT INTO people (id, started_at) VALUES (?, 2)", [people])


def test_what_goes_on_for_long_is_said_once_a_minute(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: at)
    seldom = Seldom(logging.getLogger("bot.test"))
    for at in (1000.0, 1030.0, 1059.0, 1061.0, 1119.0):  # noqa: B007  (the clock above)
        seldom.warn("still %s", "away")
    assert caplog.messages == ["still away"] * 2


async def test_a_token_that_telegram_does_not_know_ends_the_start_in_words(
    settings: Settings, clock: MovableClock
) -> None:
    async with serve(Telegram(clock), clock, port=0) as served:
        wrong = {"token": SecretStr("42:revoked"), "api_url": served.api_url}
        with pytest.raises(SettingsError, match="BOT_TOKEN: Telegram knows no such bot"):
            await asyncio.wait_for(run(settings.model_copy(update=wrong)), 30)


async def _most_at_once(works: int) -> int:
    """How many of so many works in threads are done side by side."""
    doing: list[int] = []
    most = 0

    def work() -> None:
        nonlocal most
        doing.append(1)
        most = max(most, len(doing))
        time.sleep(0.05)
        doing.pop()

    await asyncio.gather(*(asyncio.to_thread(work) for _ in range(works)))
    return most


@pytest.mark.process
async def test_a_start_that_waits_for_telegram_ends_when_it_is_told_to(tmp_path: Path) -> None:
    asked = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    environment = {
        **os.environ,
        "BOT_TOKEN": "1:abcdef",
        "BOT_DATA_KEY": Fernet.generate_key().decode(),
        "BOT_DATABASE": str(tmp_path / "bot.sqlite3"),
        "BOT_API_URL": f"http://127.0.0.1:{port}",
    }
    bot = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", env=environment)
    try:
        await asyncio.wait_for(asked.wait(), 60)
        bot.terminate()
        assert await asyncio.wait_for(bot.wait(), 30) == 0
    finally:
        if bot.returncode is None:
            bot.kill()
        server.close()
