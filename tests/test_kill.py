"""The real process is killed again and again in the middle of one conversation.

`BOT_KILL_SEED=7 pytest tests/test_kill.py` draws other moments; a failure names its seed.
"""

import asyncio
import json
import os
import random
from collections import Counter
from collections.abc import Awaitable
from hashlib import sha256
from typing import Any

import pytest
from telegram_sandbox.chats import Message
from telegram_sandbox.faults import Fault
from telegram_sandbox.people import Person

from bot.escalation.questions import SKIPPED
from bot.escalation.values import Value
from bot.storage.cases import Cases
from bot.storage.database import open_database
from bot.storage.sealing import Seal
from tests.exhibits import files
from tests.people import ANSWERS, NUMBER, TYPED, Move, Traveller
from tests.warm_bot import Bot

pytestmark = pytest.mark.process

SEED = int(os.environ.get("BOT_KILL_SEED", "5"))
KILLS = 26
SHOWN = 0.12
"""How often a photo or an album comes between two moves."""
ANNA = 1001

Kept = tuple[list[tuple[str, str, str]], dict[str, Value], int, list[str]]
"""What is in the database: the events, the answers, how many cases, the digests of exhibits."""


async def kept(bot: Bot) -> Kept:
    """What is stored of Anna, as the bot itself reads it."""
    async with open_database(bot.database) as database:
        cases = await Cases(database, Seal([bot.seal_key])).list(ANNA)
    told = [
        (event.kind.value, event.step, json.dumps(dict(event.note)))
        for case in cases
        for event in case.events
    ]
    answers = {question: value for case in cases for question, value in case.answers.items()}
    shown = [one.original.sha256 for case in cases for one in case.exhibits]
    return told, answers, len(cases), shown


class Journey:
    """One conversation, in which `fate` decides when the bot is killed."""

    def __init__(self, bot: Bot, fate: random.Random) -> None:
        self.bot = bot
        self.fate = fate
        self.anna: Person = bot.telegram.person(ANNA)
        self.traveller = Traveller(place="terminal", problem="terminal")
        self.confirmed: set[str] = set()
        self.pending: str = ""
        self.shown = 0

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
            if not self._sorts(move):
                self._look(move)
            await self._act(move)
            if self.traveller.has_case and self.fate.random() < SHOWN:
                pictures = [self._picture() for _ in range(self.fate.randint(1, 3))]
                await self._act(Move(files=tuple(pictures)))
        raise AssertionError("the way has no end")

    @staticmethod
    def _sorts(move: Move) -> bool:
        """Whether it only says what a file is, or goes back to the question that is open."""
        return any(f":{verb}:" in move.data for verb in ("xkind", "xday", "ask"))

    def _picture(self) -> bytes:
        self.shown += 1
        return _picture(self.shown)

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
        before, screen = await kept(self.bot), self._screen()
        doomed = self.bot.kills < KILLS and self.fate.random() < 0.85
        ways = [self._before, self._by_time, self._after_a_call, self._at_a_call]
        # A file that Telegram did not give is asked for again: that is no loss.
        (how,) = self.fate.choices(ways, weights=[3, 1, 1, 0 if move.files else 2])
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
        self._nothing_is_lost(before, await kept(self.bot))

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
        if len(move.files) > 1:
            self.anna.send_album({f"{at}.jpg": one for at, one in enumerate(move.files)})
        elif move.files:
            self.anna.send_photo("чек", content=move.files[0])
        elif not move.data:
            self.anna.say(move.text)
        elif move.message_id in self.anna.chat.messages:
            self.anna.press(move.message_id, move.data, stale=True)

    def _nothing_is_lost(self, before: Kept, after: Kept) -> None:
        events, answers, cases, shown = after
        assert set(shown) >= set(before[3])
        assert len(shown) == len(set(shown))
        assert events[: len(before[0])] == before[0]
        assert answers.keys() >= before[1].keys()
        assert cases <= 1


def _picture(number: int) -> bytes:
    return files.picture(number, (60, 40))


def _digest(number: int) -> str:
    return sha256(_picture(number)).hexdigest()


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

    events, answers, cases, shown = await kept(bot)
    refused = [m.words for m in journey.screens() if "Файл" in m.words]
    lost = [at for at in range(1, journey.shown + 1) if _digest(at) not in shown]
    assert journey.shown > 3
    assert not lost, (lost, refused)
    assert bot.kills >= 20, end
    assert cases == 1
    assert not bot.inbox()
    steps = list(dict.fromkeys(step for _, step, _ in events))
    for step in steps:
        kinds = Counter(kind for kind, at, _ in events if at == step)
        assert set(kinds.values()) == {1}, f"{step}: {kinds}"
    sent = [step for kind, step, _ in events if kind == "sent"]
    assert len(sent) >= 3
    numbers = [json.loads(note)["number"] for kind, _, note in events if kind == "acknowledged"]
    assert numbers == [NUMBER] * len(sent)
    typed = {question: value for question, value in answers.items() if type(value) is not tuple}
    assert typed.keys() >= {"happened", "sum", "operation", "recipient", "full_name"}
    declined = typed.pop("full_name_genitive")
    assert declined == "Соколовой Анны Викторовны"
    assert typed == {q: ANSWERS[q] if q in TYPED else SKIPPED for q in typed}
    assert "ERROR" not in bot.errors


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
    assert "ERROR" not in bot.errors
