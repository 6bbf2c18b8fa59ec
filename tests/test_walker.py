"""Several people press anything and type anything, and the bot takes it all.

A walk is a list of moves drawn from a seed. `BOT_WALK_SEED=7 pytest tests/test_walker.py` walks
another one (several, with commas); a failure names its seed and the last moves before it.
"""

import logging
import os
import random
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from telegram_sandbox.chats import Message
from telegram_sandbox.clock import MovableClock
from telegram_sandbox.telegram import Telegram

from bot.app import Application
from bot.content.content import Content
from tests.conftest import MakePerson
from tests.exhibits import files
from tests.people import Traveller
from tests.telegram import Person

pytestmark = pytest.mark.exhaustive

SEEDS = [int(seed) for seed in os.environ.get("BOT_WALK_SEED", "1,2,3,4").split(",")]
MOVES = 600

EXPECTED_REFUSALS = (
    "message is not modified",  # an old button redraws what is there already
    "message can't be deleted for everyone",  # a card of more than 48 hours stays
    "message to delete not found",
    "query is too old",  # a press that waited while the clock was moved
)

TYPED = (
    "вчера", "сегодня", "03.05", "3 мая 2026 в 15:30", "31.12.2099", "30.02", "14.11",
    "12 400", "12,4 тыс", "-500", "0", "1 млн 200 тыс", "100 долларов", "999999999999999",
    "Иванова Анна Петровна", "Анна", "+7 916 123-45-67", "8 (916) 123 45 67", "123",
    "anna@example.com", "не скажу", "123456, Москва, улица Мира, дом 1, квартира 2",
    "№ 123-А/45", "А-17", "Деньги ушли, а получатель их не видел.", "ок",
    "<b>жирно", "</pre><script>alert(1)</script>", "{{ 7 * 7 }}", "{% raw %}", "&amp; & <>",
    "👩‍👩‍👧‍👦🇷🇺", "\u202eоборот\u202c", "\u200b\u200bневидимое", "Ё" * 4000, "a\n\n\n\nb",
    "ж" * 10_000, "\u2068изолят\u2069", "%s %d %n", "'; DROP TABLE cases; --", "0" * 300,
    "4276 3800 1234 5679", "код из смс 123456", "cvv 123", "https://qiwi.com.evil.example/login",
    "/start", "/new", "/cases", "/contacts", "/faq", "/safety", "/privacy", "/help", "/cancel",
    "/delete", "/start case_1", "/nonsense", "/", "//", "/start@sandbox_bot",
)  # fmt: skip

WAYS = (("other_wallet", "not_delivered"), ("terminal", "terminal"), ("qiwi_kz", "blocked"))

THINGS = ("sticker", "voice", "photo", "contact", "document", "picture", "album", "broken")


class Walk:
    """One walk: who does what next is drawn from the seed."""

    def __init__(self, seed: int, people: list[Person], clock: MovableClock) -> None:
        self.random = random.Random(seed)
        self.people = people
        self.clock = clock
        self.moves: deque[str] = deque(maxlen=12)
        self.travellers = {
            person.id: Traveller(place, problem)
            for person, (place, problem) in zip(people, WAYS, strict=True)
        }

    async def move(self) -> None:
        """One move of one person."""
        person = self.random.choice(self.people)
        kinds = {
            self._press_newest: 45,
            self._travel: 30,
            self._press_any: 14,
            self._press_fast: 4,
            self._type: 18,
            self._send: 3,
            self._edit: 2,
            self._forward: 1,
            self._block: 1,
            self._wait: 2,
        }
        chosen = self.random.choices(list(kinds), weights=list(kinds.values()))[0]
        await chosen(person)

    def _note(self, person: Person, what: str) -> None:
        self.moves.append(f"{person.id} {what}")

    async def _press_newest(self, person: Person) -> None:
        with_buttons = [message for message in person.messages if message.buttons]
        if with_buttons:
            await self._press(person, with_buttons[-1])
        else:
            await self._say(person, "/start")

    async def _travel(self, person: Person) -> None:
        """A sensible move: by chance alone nobody comes to the end of a letter."""
        traveller = self.travellers[person.id]
        move = traveller.next_move(person.messages)
        if move is None:
            traveller.replied.clear()
        elif move.data:
            self._note(person, f"goes on with {move.data}")
            await person.presses_data(move.message_id, move.data)
        else:
            await self._say(person, move.text)

    async def _press_any(self, person: Person) -> None:
        with_buttons = [message for message in person.messages if message.buttons]
        if with_buttons:
            await self._press(person, self.random.choice(with_buttons))

    async def _press_fast(self, person: Person) -> None:
        with_buttons = [message for message in person.messages if message.buttons]
        if with_buttons:
            await self._press(person, with_buttons[-1], times=self.random.randint(2, 4))

    async def _press(self, person: Person, message: Message, times: int = 1) -> None:
        button = self.random.choice(message.buttons)
        data = button.get("callback_data")
        if data is None:
            return
        self._note(person, f"presses {button['text']!r} = {data} x{times}")
        for _ in range(times):
            person.actor.press(message.id, data)
        await person.settle(at_once=times > 1)

    async def _type(self, person: Person) -> None:
        await self._say(person, self.random.choice(TYPED))

    async def _say(self, person: Person, text: str) -> None:
        self._note(person, f"says {text[:60]!r} ({len(text)})")
        await person.says(text)

    async def _send(self, person: Person) -> None:
        what = self.random.choice(THINGS)
        self._note(person, f"sends a {what}")
        told: dict[str, dict[str, object]] = {
            "contact": {"phone": "+79161234567"},
            "document": {"name": "скан.pdf", "content": files.pdf(self.random.randint(1, 3))},
            "picture": {"content": self._picture(), "caption": "чек терминала"},
            "album": {
                "files": {f"{at}.jpg": self._picture() for at in range(self.random.randint(2, 4))},
                "as_files": self.random.random() < 0.5,
            },
            "broken": {"name": "скан.jpg", "content": self._picture()[:300]},
            "photo": {"caption": self.random.choice(["", "чек", "/start", "код из смс 123456"])},
        }
        kind = {"picture": "photo", "broken": "document"}.get(what, what)
        await person.sends(kind, **told.get(what, {}))

    def _picture(self) -> bytes:
        return files.picture(self.random.randrange(12), (90, 60))

    async def _edit(self, person: Person) -> None:
        own = [message for message in person.own_messages if message.text]
        if own:
            self._note(person, "edits a message")
            await person.edits(self.random.choice(own).id, self.random.choice(TYPED))

    async def _forward(self, person: Person) -> None:
        self._note(person, "forwards")
        await person.forwards("Ваше обращение зарегистрировано, № 55")

    async def _block(self, person: Person) -> None:
        """Press, and block the bot before it can answer; then let it write again."""
        self._note(person, "blocks and unblocks")
        with_buttons = [message for message in person.messages if message.buttons]
        if with_buttons:
            data = [b["callback_data"] for b in with_buttons[-1].buttons if "callback_data" in b]
            if data:
                person.actor.press(with_buttons[-1].id, self.random.choice(data))
        person.actor.block()
        await person.settle()
        await person.unblocks()

    async def _wait(self, person: Person) -> None:
        days = self.random.choice([0.1, 1, 3, 16, 40])
        self._note(person, f"waits {days} days")
        self.clock.advance(timedelta(days=days))


def _refusals(telegram: Telegram) -> list[str]:
    return [
        f"{call.method}: {call.error}"
        for call in telegram.calls
        if call.error is not None
        and not any(words in str(call.error) for words in EXPECTED_REFUSALS)
        and "blocked by the user" not in str(call.error)
    ]


def _has_way_on(person: Person) -> bool:
    newest = person.messages[-1] if person.messages else None
    if newest is None:
        return True
    if newest.buttons:
        return True
    # A note without buttons stands below the screen it is about.
    return any(message.buttons for message in person.messages)


@pytest.fixture
def town(
    app: Application,
    content: Content,
    person: MakePerson,
    telegram: Telegram,
    clock: MovableClock,
    caplog: pytest.LogCaptureFixture,
) -> "Walks":
    """Walks a seed for so many moves, and looks after each that nothing broke."""

    async def walks(seed: int, moves: int) -> None:
        people = [
            person(id=2000 + n, first_name=name) for n, name in enumerate(("Аня", "Боря", "Вера"))
        ]
        for one in people:
            await one.says("/start")
        walk = Walk(seed, people, clock)
        sorry = content.words.screen("errors/unexpected")[:30]
        caplog.set_level(logging.WARNING)
        for number in range(moves):
            await walk.move()
            where = f"seed {seed}, move {number}:\n" + "\n".join(walk.moves)
            errors = [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR]
            assert not errors, f"{where}\n{errors[0]}"
            assert not _refusals(telegram), f"{where}\n{_refusals(telegram)}"
            for one in people:
                assert not any(sorry in message.words for message in one.messages), where
                assert _has_way_on(one), f"{where}\n{one.screen}"
            telegram.calls.clear()

    return walks


Walks = Callable[[int, int], Awaitable[None]]


@pytest.mark.parametrize("seed", SEEDS)
async def test_nothing_a_person_does_breaks_the_bot(seed: int, town: Walks) -> None:
    await town(seed, MOVES)


class TestPostgres:
    @pytest.fixture
    def where(self, empty_postgres: str) -> str:
        return empty_postgres

    async def test_nor_does_it_on_the_other_engine(self, town: Walks) -> None:
        await town(SEEDS[0], MOVES // 4)
