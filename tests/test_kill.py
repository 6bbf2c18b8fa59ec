"""The real process is killed again and again in the middle of one conversation.

`BOT_KILL_SEED=7 pytest tests/test_kill.py` draws other moments; a failure names its seed.
"""

import asyncio
import json
import os
import random
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import date, time
from pathlib import Path
from typing import Any

import psutil
import pytest
from cryptography.fernet import Fernet

from bot.clock import MovableClock
from bot.escalation.questions import SKIPPED
from bot.escalation.values import Moment, Money, Value
from bot.sandbox.chats import Message
from bot.sandbox.faults import Fault
from bot.sandbox.people import Person
from bot.sandbox.serve import serve
from bot.sandbox.telegram import Telegram
from bot.storage.sealing import Seal
from tests.traveller import ANSWERS, NUMBER, Move, Traveller

pytestmark = pytest.mark.process

SEED = int(os.environ.get("BOT_KILL_SEED", "5"))
KILLS = 26
ROOT = Path(__file__).parents[1]

UNDERSTOOD: dict[str, Value] = {
    "happened": Moment(date(2026, 5, 3), time(15, 30)),
    "sum": Money(1_240_000),
    "phone": "+7 916 123-45-67",
    "wallet": "+7 916 123-45-67",
    "full_name_genitive": "Ивановой Анны Петровны",
}
"""What the bot must have understood, where it keeps something else than what was typed."""


class Bot:
    """The process under test: a fork of one that has everything imported (tests/warm_bot.py)."""

    def __init__(self, telegram: Telegram, folder: Path) -> None:
        self.telegram = telegram
        self.database = folder / "bot.sqlite3"
        self.errors = folder / "errors.log"
        self.seal_key = Fernet.generate_key().decode()
        self.kills = 0
        self.process = psutil.Process()

    @asynccontextmanager
    async def warmed_up(self, url: str) -> AsyncIterator[None]:
        """Keep the process that forks; what it has started ends with it."""
        environment = {
            **os.environ,
            "BOT_TOKEN": self.telegram.token,
            "BOT_API_URL": url,
            "BOT_DATABASE": str(self.database),
            "BOT_DATA_KEY": self.seal_key,
            "BOT_LOG_LEVEL": "WARNING",
            "PYTHONPATH": str(ROOT),
        }
        with self.errors.open("w") as errors:
            self._warm = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.warm_bot",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                env=environment,
                cwd=self.database.parent,
            )
        try:
            yield
        finally:
            if self.process.pid != os.getpid():
                self.kill()
            assert self._warm.stdin is not None
            self._warm.stdin.close()
            await self._warm.wait()

    async def start(self) -> None:
        """Start a bot; it polls when this ends."""
        assert self._warm.stdin is not None
        assert self._warm.stdout is not None
        before = self._polls()
        self._warm.stdin.write(b"start\n")
        async with asyncio.timeout(60):
            self.process = psutil.Process(int(await self._warm.stdout.readline()))
            while self._polls() == before:  # noqa: ASYNC110  (nobody could set an event)
                await asyncio.sleep(0.01)

    def _polls(self) -> int:
        return sum(call.method.lower() == "getupdates" for call in self.telegram.calls)

    def kill(self) -> None:
        """SIGKILL: nothing can be tidied up."""
        if self.process.is_running():
            self.process.kill()

    async def ends(self) -> None:
        """Wait until the process is gone."""
        await asyncio.to_thread(self.process.wait, 30)

    async def quiet(self) -> None:
        """Wait until the bot has taken every update and has been silent for a while."""
        telegram = self.telegram
        async with asyncio.timeout(30):
            while True:
                seen = len(telegram.calls), telegram.calls[-1].at
                await asyncio.sleep(0.08)
                still = seen == (len(telegram.calls), telegram.calls[-1].at)
                if still and not len(telegram.updates):
                    return

    def kept(self) -> tuple[list[tuple[str, str, str]], dict[str, Value], int]:
        """Of the database as it lies there: the events, the answers, and how many cases."""
        seal = Seal([self.seal_key])
        connection = sqlite3.connect(self.database)
        events = connection.execute(
            "SELECT e.kind, e.step, e.seq, c.notes FROM events e JOIN cases c ON c.id = e.case_id"
            " ORDER BY e.case_id, e.seq"
        ).fetchall()
        answers: dict[str, Value] = {}
        for table in ("people", "cases"):
            for (sealed,) in connection.execute(f"SELECT answers FROM {table}"):
                answers |= seal.open_answers(sealed)
        (cases,) = connection.execute("SELECT count(*) FROM cases").fetchone()
        connection.close()
        told = [
            (
                kind,
                step,
                json.dumps(dict(enumerate(seal.open(notes).get("notes", ()))).get(seq, {})),
            )
            for kind, step, seq, notes in events
        ]
        return told, answers, cases


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Bot]:
    clock = MovableClock()
    telegram = Telegram(clock)
    async with serve(telegram, clock, port=0) as served:
        process = Bot(telegram, tmp_path)
        async with process.warmed_up(served.api_url):
            yield process


class Journey:
    """One conversation, in which `fate` decides when the bot is killed."""

    def __init__(self, bot: Bot, fate: random.Random) -> None:
        self.bot = bot
        self.fate = fate
        self.anna: Person = bot.telegram.person(1001)
        self.traveller = Traveller(place="terminal", problem="terminal")
        self.confirmed: set[str] = set()
        self.pending: str = ""

    def screens(self) -> list[Message]:
        """The bot's messages in Anna's chat."""
        return [m for m in self.anna.chat.messages.values() if m.sender == self.bot.telegram.bot]

    async def walk(self) -> str:
        """Walk to the end of the way, doing again whatever got no answer; gives what is on the
        screen there."""
        for _ in range(250):
            move = self.traveller.next_move(self.screens())
            if move is None:
                return self._offered()
            self._look(move)
            await self._act(move)
        raise AssertionError("the way has no end")

    def _offered(self) -> str:
        return "\n".join(
            f"{message.id} {message.words[:80]!r} {[button['text'] for button in message.buttons]}"
            for message in self.screens()[-3:]
        )

    def _look(self, move: Move) -> None:
        """A question whose next one has been seen must never come back."""
        asked = move.question
        assert asked not in self.confirmed, f"asked again for {asked}"
        if self.pending and self.pending != asked:
            self.confirmed.add(self.pending)
        self.pending = asked

    async def _act(self, move: Move) -> None:
        before, screen = self.bot.kept(), self._screen()
        doomed = self.bot.kills < KILLS and self.fate.random() < 0.6
        ways = [self._before, self._by_time, self._after_a_call, self._at_a_call]
        (how,) = self.fate.choices(ways, weights=[3, 1, 1, 2])
        if doomed:
            await how(move)
            self.bot.kills += 1
            await self.bot.ends()
            if self._screen() == screen:  # nothing came: the person does it once more
                self._do(move)
            await self.bot.start()
        else:
            self._do(move)
        await self.bot.quiet()
        self._nothing_is_lost(before)

    async def _before(self, move: Move) -> None:
        """The bot is gone when the person acts."""
        self.bot.kill()
        await self.bot.ends()
        self._do(move)

    async def _by_time(self, move: Move) -> None:
        """Killed some milliseconds later."""
        self._do(move)
        await asyncio.sleep(self.fate.uniform(0, 0.05))
        self.bot.kill()

    async def _after_a_call(self, move: Move) -> None:
        """Killed when a call has taken effect and the bot does not know it yet."""
        left = self.fate.randint(1, 3)
        struck = asyncio.Event()

        def hear(event: dict[str, Any]) -> None:
            nonlocal left
            by_bot = event["kind"] == "message" and event["message"]["from"]["is_bot"]
            if by_bot or event["kind"] in {"edited", "deleted", "answer"}:
                left -= 1
                if left == 0:
                    self.bot.kill()
                    struck.set()

        self.bot.telegram.listeners.append(hear)
        self._do(move)
        await _at_most(0.4, struck.wait())  # an action may make fewer calls than that
        self.bot.telegram.listeners.remove(hear)
        self.bot.kill()

    async def _at_a_call(self, move: Move) -> None:
        """Killed at its first call, which does not arrive: all is stored and nothing shown."""
        telegram = self.bot.telegram
        telegram.faults.add(Fault(times=100))
        calls = len(telegram.calls)
        self._do(move)

        async def fails() -> None:
            while not any(call.error for call in list(telegram.calls)[calls:]):  # noqa: ASYNC110
                await asyncio.sleep(0.001)

        await _at_most(0.4, fails())
        self.bot.kill()
        telegram.faults.clear()

    def _screen(self) -> str:
        return "\n".join(f"{m.id} {m.words} {m.buttons}" for m in self.screens())

    def _do(self, move: Move) -> None:
        if not move.data:
            self.anna.say(move.text)
        elif move.message_id in self.anna.chat.messages:
            self.anna.press(move.message_id, move.data, stale=True)

    def _nothing_is_lost(self, before: tuple[list[Any], dict[str, Value], int]) -> None:
        events, answers, cases = self.bot.kept()
        assert events[: len(before[0])] == before[0]
        assert answers.keys() >= before[1].keys()
        assert cases <= 1


async def _at_most(seconds: float, work: Awaitable[object]) -> None:
    try:
        async with asyncio.timeout(seconds):
            await work
    except TimeoutError:
        return


async def test_killed_at_random_the_conversation_goes_on_and_nothing_is_doubled(bot: Bot) -> None:
    print(f"BOT_KILL_SEED={SEED}")  # noqa: T201  (shown when it fails)
    await bot.start()
    journey = Journey(bot, random.Random(SEED))
    end = await journey.walk()

    events, answers, cases = bot.kept()
    assert bot.kills >= 20, end
    assert cases == 1
    steps = list(dict.fromkeys(step for _, step, _ in events))
    for step in steps:
        kinds = Counter(kind for kind, at, _ in events if at == step)
        assert set(kinds.values()) == {1}, f"{step}: {kinds}"
    sent = [step for kind, step, _ in events if kind == "sent"]
    assert len(sent) >= 3
    numbers = [json.loads(note)["number"] for kind, _, note in events if kind == "acknowledged"]
    assert numbers == [NUMBER] * len(sent)
    typed = {question: value for question, value in answers.items() if type(value) is not tuple}
    assert typed.keys() >= {"happened", "sum", "operation", "recipient", "story", "full_name"}
    assert typed == {q: UNDERSTOOD.get(q, ANSWERS.get(q, SKIPPED)) for q in typed}
    assert "ERROR" not in bot.errors.read_text()


async def test_a_terminated_bot_finishes_what_it_has_taken(bot: Bot) -> None:
    await bot.start()
    crowd = [bot.telegram.person(2000 + number) for number in range(25)]
    for person in crowd:
        person.say("/new")
    await bot.quiet()
    taps = []
    for person in crowd:
        message = list(person.chat.messages.values())[-1]
        data = next(
            b["callback_data"] for b in message.buttons if ":home" not in b["callback_data"]
        )
        taps += [person.press(message.id, data, stale=True) for _ in range(3)]
    await asyncio.sleep(0.03)
    bot.process.terminate()
    await bot.ends()
    taken = bot.telegram.updates.last_confirmed
    first = bot.telegram.updates.last_id - len(taps)
    assert taken > first, "the bot had taken nothing yet: the test has shown nothing"
    unanswered = [number for number, tap in enumerate(taps) if not tap.answered]
    assert not [number for number in unanswered if number < taken - first]
    assert "ERROR" not in bot.errors.read_text()
