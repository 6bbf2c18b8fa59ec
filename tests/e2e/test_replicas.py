"""Two and three replicas of the real bot on PostgreSQL, killed, frozen and cut off from their
database while people talk to them and reminders fall due.

`BOT_KILL_SEED=7 pytest tests/e2e/test_replicas.py` draws other moments; a failure names its seed.
"""

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet
from telegram_sandbox.chats import Json
from telegram_sandbox.clock import MovableClock
from telegram_sandbox.people import Person
from telegram_sandbox.serve import serve
from telegram_sandbox.telegram import Telegram

from bot.content.content import Content
from bot.escalation import moves
from bot.escalation.act import Act
from bot.escalation.case import Case
from bot.storage.cases import Cases
from bot.storage.database import Database, open_database
from bot.storage.reminders import Reminders
from bot.storage.sealing import Seal
from tests.people import Traveller
from tests.postgres import Cluster, cluster
from tests.replicas import HOOK, Balancer, Replica, free_port
from tests.warm_bot import WarmBot

pytestmark = [pytest.mark.process, pytest.mark.timeout(240)]

SEED = int(os.environ.get("BOT_KILL_SEED", "5"))
MOSCOW = ZoneInfo("Europe/Moscow")

KILLS = 6
WALKERS = 3
DUE_EACH = 6
"""Reminders that fall due before each kill."""

TAKEOVER_SECONDS = 2.0
PATIENCE_SECONDS = 60


class Town:
    """People, replicas and what became of them."""

    def __init__(
        self,
        telegram: Telegram,
        replicas: Sequence[Replica],
        balancer: Balancer,
        where: str,
        key: str,
    ) -> None:
        self.telegram = telegram
        self.replicas = replicas
        self.balancer = balancer
        self.where = where
        self.seal = Seal([key])
        self.walked: dict[int, list[str]] = {}
        """Who came to the end of the way, and by which moves."""
        self.waiting: list[int] = []
        self.reminded: Counter[int] = Counter()
        self.takeovers: list[float] = []
        self.accidents = 0
        self._numbers = count(1001)
        self._over = False
        telegram.listeners.append(self._hear)

    def _hear(self, event: Json) -> None:
        if event["kind"] == "message" and event["message"].get("text", "").startswith("🔔"):
            self.reminded[event["chat_id"]] += 1

    # People

    async def walk(self) -> int:
        """A new person walks from the first screen to the end of the way; gives who."""
        person = self.telegram.person(next(self._numbers))
        traveller = Traveller(place="terminal", problem="terminal")
        made: list[str] = []
        for _ in range(250):
            screens = [m for m in person.chat.messages.values() if m.sender == self.telegram.bot]
            move = traveller.next_move(screens)
            if move is None:
                self.walked[person.id] = made
                return person.id
            made.append(f"{move.message_id} {move.data}{move.text}")
            if not move.data:
                person.say(move.text)
            elif move.message_id in person.chat.messages:
                person.press(move.message_id, move.data, stale=True)
            await self._taken(person)
        raise AssertionError("the way has no end")

    async def _taken(self, person: Person) -> None:
        """Wait until the bot has taken all that this person did."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while any(  # noqa: ASYNC110  (nobody could set an event)
                _whose(one) == person.id for one in self.telegram.updates.ready(None)
            ):
                await asyncio.sleep(0.005)

    async def walk_until_over(self) -> None:
        """One person after another."""
        while not self._over:
            await self.walk()

    @asynccontextmanager
    async def walking(self) -> AsyncIterator[None]:
        """People walk while the block runs, each to the end."""
        walks = [asyncio.create_task(self.walk_until_over()) for _ in range(WALKERS)]
        try:
            yield
        finally:
            self._over = True
            await asyncio.gather(*walks)

    async def wait_for_a_reply(self, database: Database, content: Content) -> None:
        """Some people have been waiting for a reply that is overdue; it is one in the afternoon."""
        now = datetime.now(UTC)  # noqa: TID251  (the processes have this clock)
        minutes = 13 * 60 - (now.hour * 60 + now.minute)
        told_at = now - timedelta(days=20)
        cases = Cases(database, self.seal)
        reminders = Reminders(database, cases, MOSCOW)
        for _ in range(DUE_EACH):
            number = next(self._numbers)
            self.telegram.person(number)
            self.telegram.chats[number].started = True
            day, update = told_at.date(), 10_000_000 + 2 * number
            case = await cases.open(
                number, update, "terminal", "terminal", "terminal", told_at, day
            )
            await cases.change(
                Act(number, case.id, update + 1, told_at, day),
                lambda case: moves.mark_sent(
                    case, content.timing, told_at, told_at.date(), told_at.date()
                ),
            )
            await reminders.choose_zone(number, minutes, told_at)
            self.waiting.append(number)

    # Accidents

    async def leader(self) -> Replica:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while (found := await self.balancer.leader()) is None:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        return found

    async def takes_over(self, began: float) -> None:
        """Somebody else leads; how long after `began` is noted."""
        await self.leader()
        self.takeovers.append(time.monotonic() - began)

    async def kill(self, victim: Replica, *, leads: bool) -> None:
        """Kill it, see who leads, and let it start again."""
        victim.is_ready = False
        victim.kill()
        self.accidents += 1
        if leads:
            await self.takes_over(time.monotonic())
        victim.start()

    async def one_can_be_spared(self) -> None:
        """Wait until two are ready, or the only one is."""
        wanted = min(2, len(self.replicas))
        async with asyncio.timeout(PATIENCE_SECONDS):
            while sum(one.is_ready for one in self.replicas) < wanted:  # noqa: ASYNC110
                await asyncio.sleep(0.02)


def _whose(update: Json) -> int:
    event = next(value for key, value in update.items() if key != "update_id")
    return int(event["from"]["id"])


def happened(cases: Sequence[Case]) -> list[tuple[str, str]]:
    return [(event.kind.value, event.step) for case in cases for event in case.events]


@asynccontextmanager
async def town(
    warm: WarmBot, folder: Path, where: str, size: int, ready: int
) -> AsyncIterator[Town]:
    """So many replicas on this database, `ready` of them started."""
    clock = MovableClock()
    telegram = Telegram(clock)
    port, key = free_port(), Fernet.generate_key().decode()
    async with serve(telegram, clock, port=0) as served:
        environment = {
            "BOT_TOKEN": telegram.token,
            "BOT_API_URL": served.api_url,
            "BOT_DATABASE": where,
            "BOT_DATA_KEY": key,
            "BOT_WEBHOOK_URL": f"http://127.0.0.1:{port}{HOOK}",
        }
        replicas = [Replica(warm, folder / f"r{at}", environment) for at in range(size)]
        balancer = Balancer(replicas)
        made = Town(telegram, replicas, balancer, where, key)
        async with balancer.listening(port):
            try:
                for replica in replicas[:ready]:
                    replica.start()
                    await balancer.ready(replica)
                yield made
            finally:
                for replica in replicas:
                    if replica.process is not None and replica.process.is_running():
                        replica.kill()


async def assert_all_is_there(town: Town, calm: int) -> None:
    """Every case has exactly the events of the one that nothing disturbed, in their order; every
    reminder came, and no accident doubled more than one."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while set(town.waiting) - set(town.reminded):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    await asyncio.sleep(0.5)  # whatever would come twice comes now
    async with open_database(town.where) as database:
        cases = Cases(database, town.seal)
        expected = happened(await cases.list(calm))
        assert len(expected) > 5
        for person, made in town.walked.items():
            assert happened(await cases.list(person)) == expected, (person, made)
    # Those who walk may be reminded, too.
    twice = [who for who in town.waiting if town.reminded[who] > 1]
    assert max((town.reminded[who] for who in town.waiting), default=0) <= 2
    assert len(twice) <= town.accidents, twice
    errors = "".join(replica.errors for replica in town.replicas)
    assert "ERROR" not in errors, errors
    print(  # noqa: T201
        f"{len(town.walked)} walks of {len(expected)} events, {len(town.waiting)} reminders,"
        f" {town.accidents} accidents, twice: {len(twice)},"
        f" takeovers: {', '.join(f'{seconds:.2f}' for seconds in town.takeovers)} s"
    )


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    with cluster() as server:
        yield server


@pytest.mark.parametrize("size", [2, 3])
async def test_nothing_is_lost_with_a_replica_the_leader_or_the_database(
    size: int, warm: WarmBot, tmp_path: Path, server: Cluster, content: Content
) -> None:
    print(f"BOT_KILL_SEED={SEED}")  # noqa: T201  (shown when it fails)
    fate = random.Random(f"{SEED} {size}")
    where = server.address(f"replicas{size}")
    async with town(warm, tmp_path, where, size, size) as here, open_database(where) as database:
        calm = await here.walk()
        async with here.walking():
            for number in range(KILLS):
                await here.one_can_be_spared()
                await here.wait_for_a_reply(database, content)
                await asyncio.sleep(fate.uniform(0.1, 0.5))
                leader = await here.leader()
                others = [one for one in here.replicas if one is not leader]
                leads = number % 2 == 0
                await here.kill(leader if leads else fate.choice(others), leads=leads)
            await here.one_can_be_spared()
            if size == 2:
                await restart(here, server)
            else:
                await freeze(here, database, content)
        await assert_all_is_there(here, calm)
    assert len(here.takeovers) >= KILLS // 2
    assert max(here.takeovers) <= TAKEOVER_SECONDS


async def restart(here: Town, server: Cluster) -> None:
    """The database goes away under everybody, and comes back."""
    here.accidents += 1
    await asyncio.to_thread(server.stop)
    await asyncio.sleep(0.3)
    await asyncio.to_thread(server.start)
    await here.leader()


async def freeze(here: Town, database: Database, content: Content) -> None:
    """Whoever leads stands still for a while: it is not dead, and another one leads."""
    here.accidents += 1
    await here.wait_for_a_reply(database, content)
    leader = await here.leader()
    leader.freeze()
    leader.is_ready = False
    await here.takes_over(time.monotonic())
    await asyncio.sleep(1.0)
    leader.thaw()
    await here.balancer.ready(leader)


async def test_one_process_with_sqlite_takes_a_webhook_too(
    warm: WarmBot, tmp_path: Path, content: Content
) -> None:
    where = str(tmp_path / "bot.sqlite3")
    async with town(warm, tmp_path, where, 1, 1) as here:
        calm = await here.walk()
        async with here.walking():
            for _ in range(2):
                await here.one_can_be_spared()
                await asyncio.sleep(0.3)
                await here.kill(here.replicas[0], leads=False)
            await here.one_can_be_spared()
        await assert_all_is_there(here, calm)
        await asyncio.to_thread(here.replicas[0].terminate)
