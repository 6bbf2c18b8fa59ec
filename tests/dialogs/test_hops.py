"""What an update costs: one way to the database to read, one to act, and nothing that stays."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.app import Application
from bot.storage.sqlite import SqliteDatabase as Database
from tests.conftest import MakePerson
from tests.dialogs.journeys import at_support
from tests.people import make, travel
from tests.telegram import Person


class Hops:
    """Counts what is asked of the database."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reads = self.runs = 0
        read, run = Database.read, Database.run

        async def counted_read(database: Database, work: Callable[..., Any], *whose: int) -> Any:
            self.reads += 1
            return await read(database, work, *whose)

        async def counted_run(database: Database, work: Callable[..., Any], *whose: int) -> Any:
            self.runs += 1
            return await run(database, work, *whose)

        monkeypatch.setattr(Database, "read", counted_read)
        monkeypatch.setattr(Database, "run", counted_run)

    async def of(self, act: Awaitable[None]) -> tuple[int, int]:
        self.reads = self.runs = 0
        await act
        return self.reads, self.runs


@pytest.fixture
def hops(app: Application, monkeypatch: pytest.MonkeyPatch) -> Hops:
    return Hops(monkeypatch)


async def test_a_press_that_looks_reads_once(anna: Person, hops: Hops) -> None:
    await at_support(anna)
    assert await hops.of(anna.presses("Карта")) == (1, 0)
    assert await hops.of(anna.presses("К делу")) == (1, 0)


async def test_a_press_that_acts_reads_and_runs_once(anna: Person, hops: Hops) -> None:
    await at_support(anna)
    await anna.presses("Отправлено")
    assert await hops.of(anna.presses("Сегодня")) == (1, 1)


async def test_a_typed_answer_reads_and_runs_once(anna: Person, hops: Hops) -> None:
    await at_support(anna)
    await anna.presses("Отправлено")
    await anna.presses("Сегодня")
    assert await hops.of(anna.says("А-17")) == (1, 1)


async def test_a_question_that_stays_is_not_stored_again(
    app: Application, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    tick = await travel(anna, lambda move: ":choose:" in move.data)
    soon: list[Any] = []
    monkeypatch.setattr(app.database, "soon", lambda *work: soon.append(work))
    await make(anna, tick)
    assert "✅" in str(anna.labels)
    assert soon == []


async def test_a_page_that_is_about_nobody_reads_once(anna: Person, hops: Hops) -> None:
    assert await hops.of(anna.says("/help")) == (1, 0)


async def test_whose_turn_is_over_leaves_no_lock_behind(
    app: Application, person: MakePerson
) -> None:
    """aiogram's own isolation keeps one for everybody who has ever written."""
    await asyncio.gather(*(one.says("/start") for one in [person(id=2001), person(id=2002)] * 2))
    assert not app.dispatcher.busy
