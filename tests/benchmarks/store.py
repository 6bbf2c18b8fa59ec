"""What the store makes people wait for: a case with a long history, and a hundred thousand cases
that wait to be planned.

uv run python -m tests.benchmarks.store
"""

import asyncio
import contextlib
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Update

from bot.app import Application, assemble
from bot.escalation.act import Act
from bot.escalation.case import Case
from bot.readiness import settle_memory
from bot.settings import load_settings
from tests.benchmarks.million import fill
from tests.benchmarks.processes import KEY

SHORT, LONG = 10, 200
ROUNDS, PRESSES = 15, 60
WAITING = 100_000
PLANNED_SECONDS = 10.0


class Silent(BaseSession):
    """A Telegram that takes everything at once, so that only our own work is measured."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109  (aiogram's signature)
    ) -> TelegramType:
        return cast(TelegramType, True)

    async def stream_content(self, *given: Any, **named: Any) -> AsyncIterator[bytes]:  # type: ignore[override]
        yield b""

    async def close(self) -> None:
        """Nothing is open."""


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@contextlib.asynccontextmanager
async def _bot(database: Path) -> AsyncIterator[Application]:
    settings = load_settings(token="1:benchmark", data_key=KEY, database=database)
    async with assemble(settings, session=lambda _: Silent()) as app:
        settle_memory()  # as `run` does
        yield app


async def _case(app: Application, person: int, events: int) -> Case:
    """A case with so many events: sent again and again, each time with a number."""
    work, now = app.casework, app.casework.now()
    today, update = work.today(), person * 10_000
    case = await work.open_case(person, update, "other_wallet", "not_delivered", now, today)

    def act() -> Act:
        nonlocal update
        update += 1
        return Act(person, case.id, update, now, today)

    case = await work.finish_checks(act(), helped=False)
    while len(case.events) < events:
        case = await work.mark_sent(act(), today)
        case = await work.acknowledge(act(), "А-17")
    return case


async def _cost(app: Application, case: Case, first_update: int) -> float:
    """CPU microseconds of a press that looks at the case."""
    began = time.process_time()
    for number in range(PRESSES):
        does = "why" if number % 2 else "card"
        press = {
            "id": "1",
            "from": {"id": case.person_id, "is_bot": False, "first_name": "Анна"},
            "chat_instance": "1",
            "data": f"c:{case.id}:{case.revision}:{case.step}:{does}:",
            "message": {
                "message_id": 5,
                "date": 1_760_000_000,
                "chat": {"id": case.person_id, "type": "private"},
            },
        }
        raw = {"update_id": first_update + number, "callback_query": press}
        await app.dispatcher.feed_update(
            app.bot, Update.model_validate(raw, context={"bot": app.bot})
        )
    return (time.process_time() - began) / PRESSES * 1e6


async def long_case(folder: Path) -> None:
    """A press on a case of LONG events against one of SHORT, in turns."""
    async with _bot(folder / "long.sqlite3") as app:
        cases = [await _case(app, 1, SHORT), await _case(app, 2, LONG)]
        pairs = []
        for number in range(ROUNDS):
            update = 50_000_000 + number * 1_000
            pairs.append([await _cost(app, case, update) for case in cases])
        ratio = statistics.median(long / short for short, long in pairs)
        short, long = (statistics.median(costs) for costs in zip(*pairs, strict=True))
        _say(f"a press on a case of {SHORT} events {short:.0f} us CPU, of {LONG} {long:.0f} us;")
        _say(f"  pair by pair {ratio:.2f}; the goal is <= 1.5")


async def planning(folder: Path) -> None:
    """How long a read waits while WAITING cases are planned."""
    file = folder / "waiting.sqlite3"
    fill(file, WAITING)
    async with _bot(file) as app:
        await app.database.write("UPDATE cases SET replan = 1, closed = 0, changed_at = 1")
        look = asyncio.create_task(app.reminding.look())
        waits, end = [], time.perf_counter() + PLANNED_SECONDS
        while time.perf_counter() < end:
            began = time.perf_counter()
            await app.database.read(lambda sqlite: sqlite.execute("SELECT 1").fetchone())
            waits.append((time.perf_counter() - began) * 1e3)
            await asyncio.sleep(0.005)
        look.cancel()
        await asyncio.gather(look, return_exceptions=True)
        (left,) = await app.database.read(
            lambda sqlite: sqlite.execute("SELECT count(*) FROM cases WHERE replan = 1").fetchone()
        )
    waits.sort()
    p99 = waits[int(len(waits) * 0.99)]
    _say(f"{WAITING - left} of {WAITING} waiting cases planned in {PLANNED_SECONDS:.0f} s;")
    _say(f"  a read meanwhile: p50 {statistics.median(waits):.1f} ms, p99 {p99:.1f} ms,")
    _say(f"  longest {waits[-1]:.1f} ms; the goal is <= 20 ms")


async def main() -> None:
    """Both, one after the other."""
    _say(f"{datetime.now(UTC):%d.%m.%Y}")  # noqa: TID251  (a benchmark's date)
    with tempfile.TemporaryDirectory() as folder:
        await long_case(Path(folder))
        await planning(Path(folder))


if __name__ == "__main__":
    asyncio.run(main())
