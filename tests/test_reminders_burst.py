"""A thousand reminders due at once, and the real process killed ten times among them."""

import asyncio
import os
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from zoneinfo import ZoneInfo

import pytest
from aiohttp import ClientSession
from cryptography.fernet import Fernet
from telegram_sandbox.chats import Json
from telegram_sandbox.clock import MovableClock
from telegram_sandbox.serve import Served, serve
from telegram_sandbox.telegram import Telegram

from bot.content.content import Content
from bot.escalation import moves
from bot.escalation.act import Act
from bot.storage.cases import Cases
from bot.storage.database import open_database
from bot.storage.reminders import Reminders
from bot.storage.sealing import Seal

pytestmark = [pytest.mark.process, pytest.mark.timeout(280)]

ROOT = Path(__file__).parents[1]
MOSCOW = ZoneInfo("Europe/Moscow")

PEOPLE = range(2000, 3000)
ASKER = 1001
KILLS = 10
KILL_EVERY = 78
STANDSTILL = 2.0
A_SECOND = 25
PROBES = 200
PATIENCE_SECONDS = 90

BLOCKED = PEOPLE[::100]
TOO_MANY = PEOPLE[7::200]
BROKEN = PEOPLE[3::50]
DROPPED = PEOPLE[5::50]
UNHEARD = PEOPLE[9::200]
"""Their message is taken, and the connection breaks before the bot hears of it."""


@dataclass
class Watch:
    """What arrived at Telegram's side: when, and at whom."""

    reminders: list[tuple[float, int]] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self, event: Json) -> None:
        if event["kind"] != "message" or not event["message"]["from"]["is_bot"]:
            return
        if event["chat_id"] == ASKER:
            self.answered.set()
        elif event["message"]["text"].startswith("🔔"):
            self.reminders.append((time.perf_counter(), event["chat_id"]))
            self.news.set()

    async def count(self, wanted: int) -> None:
        """Wait until so many have arrived."""
        await self.until(lambda: len(self.reminders) >= wanted)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for the condition, looking whenever a reminder arrives."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not condition():
                self.news.clear()
                await self.news.wait()

    def most_in_a_second(self) -> int:
        """The largest number that arrived within any second."""
        times = sorted(at for at, _ in self.reminders)
        return max(sum(at <= other < at + 1 for other in times) for at in times)


WARM = """
import sys
import bot.app
from bot.__main__ import main
sys.stdin.readline()
sys.exit(main(["run"]))
"""
"""The command `run`, with its imports done before it is told to go: they take longer than all the
rest of a start, and a test of ten starts would be a test of imports."""


class Bots:
    """The bot's process, started again after each kill; the next one stands ready."""

    def __init__(self, served: Served, telegram: Telegram, database: Path, key: str) -> None:
        self._env = {
            **os.environ,
            "BOT_TOKEN": telegram.token,
            "BOT_API_URL": served.api_url,
            "BOT_DATABASE": str(database),
            "BOT_DATA_KEY": key,
            "BOT_LOG_LEVEL": "ERROR",
        }
        self._process: asyncio.subprocess.Process | None = None
        self._next: asyncio.subprocess.Process | None = None
        self.kills: list[float] = []

    async def start(self, *, last: bool = False) -> None:
        self._process = self._next or await self._warm()
        assert self._process.stdin is not None
        self._process.stdin.write(b"go\n")
        await self._process.stdin.drain()
        self._next = None if last else await self._warm()

    async def _warm(self) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", WARM), cwd=ROOT, env=self._env, stdin=asyncio.subprocess.PIPE
        )

    async def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self.kills.append(time.perf_counter())
        await self._process.wait()

    async def stop(self) -> int:
        """End it as a container is ended; gives the exit code."""
        if self._next is not None:
            self._next.kill()
            await self._next.wait()
        assert self._process is not None
        if self._process.returncode is None:
            self._process.terminate()
        return await self._process.wait()


async def fill(database: Path, key: str, content: Content) -> None:
    """A thousand people who have been waiting for an answer that is overdue. For all of them it is
    one in the afternoon now: the test must not fall asleep with them at night."""
    now = datetime.now(UTC)  # noqa: TID251  (the process has this clock)
    minutes = 13 * 60 - (now.hour * 60 + now.minute)
    told_at = now - timedelta(days=20)
    async with open_database(database) as opened:
        cases = Cases(opened, Seal([key]))
        reminders = Reminders(opened, cases, MOSCOW)
        for number, person in enumerate(PEOPLE):
            case = await cases.open(
                person, 2 * number, "terminal", "terminal", "terminal", told_at, told_at.date()
            )
            await cases.change(
                Act(person, case.id, 2 * number + 1, told_at, told_at.date()),
                lambda case: moves.mark_sent(
                    case, content.timing, told_at, told_at.date(), told_at.date()
                ),
            )
            await reminders.choose_zone(person, minutes, told_at)


async def inject(served: Served) -> None:
    """What the net does to a bot on a bad day."""
    faults: list[Json] = [
        *({"chat_id": one, "code": 403} for one in BLOCKED),
        *({"chat_id": one, "code": 429, "retry_after": 1} for one in TOO_MANY),
        *({"chat_id": one, "code": 500, "times": 2} for one in BROKEN),
        *({"chat_id": one} for one in DROPPED),
        *({"chat_id": one, "after": True} for one in UNHEARD),
    ]
    async with ClientSession() as session:
        for fault in faults:
            body = {"method": "sendMessage", "times": 1, **fault}
            async with session.post(f"{served.api_url}/sandbox/faults", json=body) as answer:
                assert answer.ok


async def probe(telegram: Telegram, watch: Watch) -> list[float]:
    """How many seconds each of many answers takes, one question after another."""
    took = []
    asker = telegram.people[ASKER]
    for _ in range(PROBES):
        watch.answered.clear()
        began = time.perf_counter()
        asker.say("/help")
        await asyncio.wait_for(watch.answered.wait(), 15)
        took.append(time.perf_counter() - began)
        await asyncio.sleep(0.02)
    return took


def p99(took: list[float]) -> float:
    """In milliseconds."""
    return quantiles(took, n=100)[98] * 1000


@asynccontextmanager
async def sandbox(watch: Watch) -> AsyncIterator[tuple[Telegram, Served]]:
    clock = MovableClock()
    telegram = Telegram(clock)
    for number in (ASKER, *PEOPLE):
        telegram.person(number)
        telegram.chats[number].started = True
    async with serve(telegram, clock, port=0) as served:
        telegram.listeners.append(watch)
        yield telegram, served


async def test_a_thousand_reminders_survive_ten_kills_and_a_bad_net(
    tmp_path: Path, content: Content, capsys: pytest.CaptureFixture[str]
) -> None:
    database, key, watch = tmp_path / "bot.sqlite3", Fernet.generate_key().decode(), Watch()
    await fill(database, key, content)
    async with sandbox(watch) as (telegram, served):
        await inject(served)
        bots = Bots(served, telegram, database, key)
        began = time.perf_counter()
        await bots.start()
        try:
            for number in range(1, KILLS + 1):
                await watch.count(number * KILL_EVERY)
                # Every other one is killed at the worst moment: the message has just been taken.
                await asyncio.sleep(number % 2 * random.uniform(0.02, 0.2))
                await bots.kill()
                await bots.start(last=number == KILLS)
            await watch.count(len(watch.reminders) + 5)
            busy = await probe(telegram, watch)
            during = watch.reminders[-1][0] - began
            expected = set(PEOPLE) - set(BLOCKED)
            await watch.until(lambda: {who for _, who in watch.reminders} >= expected)
            await asyncio.sleep(3)  # whatever would come twice comes now
            lasted = watch.reminders[-1][0] - began
            alone = await probe(telegram, watch)
            assert await bots.stop() == 0
        finally:
            await bots.stop()

    arrived: dict[int, list[float]] = defaultdict(list)
    for at, who in watch.reminders:
        arrived[who].append(at)
    twice = [who for who, times in arrived.items() if len(times) > 1]
    unheard = [who for who in twice if who in UNHEARD]
    killed = [who for who in twice if who not in UNHEARD]
    with capsys.disabled():
        print(  # noqa: T201  (issue 4 asks for the numbers)
            f"\n{len(arrived)} of {len(expected)} delivered in {lasted:.0f} s with {KILLS} kills; "
            f"twice: {len(killed)} at a kill (half of them aimed at the window), "
            f"{len(unheard)} of {len(UNHEARD)} whose answer was lost; "
            f"at most {watch.most_in_a_second()} in a second; "
            f"p99 of an answer {p99(busy):.0f} ms in the burst, {p99(alone):.0f} ms without; "
            f"probes ended {during:.0f} s in"
        )
    assert set(arrived) == expected
    assert max(Counter(who for _, who in watch.reminders).values()) <= 2
    assert len(killed) <= KILLS
    for who in killed:
        first = arrived[who][0]
        # Our note of a message follows it within milliseconds; on a machine that is busy with other
        # work the whole process may stand still in between.
        waited = [round(kill - first, 2) for kill in bots.kills if kill >= first]
        assert waited, "twice, and no kill after it"
        assert waited[0] < STANDSTILL, f"twice, and the next kill came {waited[0]} s later"
    assert watch.most_in_a_second() <= A_SECOND
    assert p99(busy) <= p99(alone) + 250
