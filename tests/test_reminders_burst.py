"""A thousand reminders due at once, and the real process killed ten times among them."""

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from zoneinfo import ZoneInfo

import pytest
from telegram_sandbox.chats import Json
from telegram_sandbox.faults import Fault
from telegram_sandbox.telegram import Telegram

from bot.content.content import Content
from bot.escalation import moves
from bot.escalation.act import Act
from bot.reminders import A_SECOND, AT_ONCE
from bot.storage.cases import Cases
from bot.storage.database import open_database
from bot.storage.reminders import Reminders
from bot.storage.sealing import Seal
from tests.warm_bot import Bot

pytestmark = [pytest.mark.process, pytest.mark.timeout(900)]

MOSCOW = ZoneInfo("Europe/Moscow")

PEOPLE = range(2000, 3000)
ASKER = 1001
KILLS = 10
KILL_EVERY = 78
PROBES = 200
PATIENCE_SECONDS = 300

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
    kills: list[int] = field(default_factory=list)
    """How many reminders had arrived when a bot was dead."""

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
        times = [at for at, _ in self.reminders]
        return max(sum(at <= other < at + 1 for other in times) for at in times)


async def fill(bot: Bot, content: Content) -> None:
    """A thousand people who have been waiting for a reply that is overdue. For all of them it is
    one in the afternoon now: the test must not fall asleep with them at night."""
    now = datetime.now(UTC)  # noqa: TID251  (the process has this clock)
    minutes = 13 * 60 - (now.hour * 60 + now.minute)
    told_at = now - timedelta(days=20)
    async with open_database(bot.database) as opened:
        cases = Cases(opened, Seal([bot.seal_key]))
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


def inject(telegram: Telegram) -> None:
    """What the net does to a bot on a bad day."""
    for fault in (
        *(Fault(chat_id=one, code=403, times=KILLS) for one in BLOCKED),
        *(Fault(chat_id=one, code=429, retry_after=1) for one in TOO_MANY),
        *(Fault(chat_id=one, code=500, times=2) for one in BROKEN),
        *(Fault(chat_id=one) for one in DROPPED),
        *(Fault(chat_id=one, after=True) for one in UNHEARD),
    ):
        fault.method = "sendMessage"
        telegram.faults.add(fault)


async def probe(telegram: Telegram, watch: Watch) -> list[tuple[float, int]]:
    """How many seconds each of many answers takes, one question after another, and how many
    reminders come before it."""
    took = []
    asker = telegram.people[ASKER]
    for _ in range(PROBES):
        watch.answered.clear()
        began, arrived = time.perf_counter(), len(watch.reminders)
        asker.say("/help")
        await asyncio.wait_for(watch.answered.wait(), 15)
        took.append((time.perf_counter() - began, len(watch.reminders) - arrived))
        await asyncio.sleep(0.02)
    return took


def p99(took: list[tuple[float, int]]) -> float:
    """In milliseconds."""
    return quantiles([seconds for seconds, _ in took], n=100)[98] * 1000


async def test_a_thousand_reminders_survive_ten_kills_and_a_bad_net(
    bot: Bot, content: Content, capsys: pytest.CaptureFixture[str]
) -> None:
    telegram, watch = bot.telegram, Watch()
    await fill(bot, content)
    for number in (ASKER, *PEOPLE):
        telegram.person(number)
        telegram.chats[number].started = True
    telegram.listeners.append(watch)
    inject(telegram)
    began = time.perf_counter()
    await bot.start()
    for number in range(1, KILLS + 1):
        await watch.count(number * KILL_EVERY)
        # Every other one is killed at the worst moment: the message has just been taken.
        await asyncio.sleep(number % 2 * random.uniform(0.02, 0.2))
        bot.kill()
        await bot.ends()
        watch.kills.append(len(watch.reminders))
        await bot.start()
    await watch.count(len(watch.reminders) + 5)
    busy = await probe(telegram, watch)
    during = watch.reminders[-1][0] - began
    expected = set(PEOPLE) - set(BLOCKED)
    await watch.until(lambda: {who for _, who in watch.reminders} >= expected)
    await asyncio.sleep(3)  # whatever would come twice comes now
    lasted = watch.reminders[-1][0] - began
    alone = await probe(telegram, watch)
    assert "ERROR" not in bot.errors

    arrived: dict[int, list[int]] = defaultdict(list)
    for place, (_, who) in enumerate(watch.reminders):
        arrived[who].append(place)
    twice = [who for who, places in arrived.items() if len(places) > 1]
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
    # Counts alone: how long things take says more of the machine's other work than of the bot.
    assert set(arrived) == expected
    assert max(map(len, arrived.values())) <= 2
    for who in killed:
        first = arrived[who][0]
        # No more were on their way together with it, and our note of each follows it.
        left = [kill - first for kill in watch.kills if kill > first]
        assert left, "twice, and no kill after it"
        assert left[0] <= AT_ONCE, f"twice, and {left[0]} more came before the next kill"
    # A machine that is slow makes fewer a second; each start may send one at once.
    assert len(watch.reminders) <= A_SECOND * lasted + KILLS + 1
    assert max(reminders for _, reminders in busy) <= AT_ONCE, "an answer waits behind reminders"
