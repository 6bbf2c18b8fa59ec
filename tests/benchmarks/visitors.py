"""People in front of the strict Telegram who lead cases to their end, and stray."""

import asyncio
import random
from collections import deque

from telegram_sandbox.chats import Json, Message
from telegram_sandbox.people import Person
from telegram_sandbox.telegram import Telegram

from tests.people import Traveller

THINKS = 0.05, 0.35
"""Seconds between an answer and a person's next move, from and to."""
PATIENCE = 10.0
"""Seconds that a person waits for an answer."""
MOST_MOVES = 300
"""After so many moves a person gives up."""
GONE_KEPT = 100

WAYS = (
    ("other_wallet", "not_delivered"),
    ("other_wallet", "unauthorised"),
    ("other_wallet", "blocked"),
    ("terminal", "terminal"),
    ("shop", "refund"),
    ("qiwi_ru", "not_delivered"),
)
NONSENSE = (
    "привет", "вчера", "31.12.2099", "-500", "1 млн 200 тыс", "не скажу", "ок", "<b>жирно",
    "{{ 7 * 7 }}", "&amp; & <>", "👩‍👩‍👧‍👦🇷🇺", "Ё" * 4000, "a\n\n\n\nb", "0" * 300,
    "'; DROP TABLE cases; --",
    "4276 3800 1234 5679", "код из смс 123456", "/nonsense", "/", "/start case_1", "/cases", "/faq",
    "/contacts", "/help", "/privacy", "/cancel",
    "Вчера списали 12 400 рублей с кошелька, магазин денег не получил, поддержка молчит.",
)  # fmt: skip


class Crowd:
    """People in front of the strict Telegram, each a task of its own."""

    def __init__(self, telegram: Telegram, seed: int) -> None:
        self.telegram = telegram
        self.random = random.Random(seed)
        self.moves = 0
        self.ways = 0
        self.files = 0
        self.unanswered = 0
        self._last_id = 1000
        self._heard: dict[int, asyncio.Event] = {}
        self._gone: deque[int] = deque()
        telegram.listeners.append(self._hear)

    def _hear(self, event: Json) -> None:
        """The bot has done something in a chat."""
        by_bot = event["kind"] != "message" or event["message"]["from"]["is_bot"]
        heard = self._heard.get(event.get("chat_id", 0))
        if heard is not None and by_bot and event["kind"] in {"message", "edited", "answer"}:
            self.files += event["kind"] == "message" and "document" in event["message"]
            heard.set()

    async def live(self) -> None:
        """One place in the crowd: people come one after another."""
        while True:
            self._last_id += 1
            person = self.telegram.person(self._last_id)
            heard = self._heard[person.id] = asyncio.Event()
            await self._stay(person, heard)
            self._gone.append(person.id)
            if len(self._gone) > GONE_KEPT:  # the bot may still have something to say to the last
                gone = self._gone.popleft()
                for place in (self._heard, self.telegram.people, self.telegram.chats):
                    del place[gone]

    async def _stay(self, person: Person, heard: asyncio.Event) -> None:
        place, problem = self.random.choice(WAYS)
        traveller = Traveller(place, problem)
        for _ in range(self.random.randint(MOST_MOVES // 2, MOST_MOVES)):
            heard.clear()
            if not self._move(person, traveller):
                self.ways += 1
                return
            self.moves += 1
            try:
                await asyncio.wait_for(heard.wait(), PATIENCE)
            except TimeoutError:
                self.unanswered += 1
            await asyncio.sleep(self.random.uniform(*THINKS))

    def _move(self, person: Person, traveller: Traveller) -> bool:
        """The next thing a person does; False when the way is over."""
        screens = self._screens(person)
        if screens and self.random.random() < 0.15:
            self._stray(person, screens)
            return True
        if screens and self._takes_file(person, screens[-1]):
            return True
        move = traveller.next_move(screens)
        if move is None:
            return False
        if move.data:
            person.press(move.message_id, move.data)
        else:
            person.say(move.text)
        return True

    def _screens(self, person: Person) -> list[Message]:
        messages = person.chat.messages.values()
        return [m for m in messages if m.sender == self.telegram.bot and m.buttons]

    def _takes_file(self, person: Person, screen: Message) -> bool:
        """A letter is taken as a file half of the time, in either format."""
        files = [data for data in _data(screen) if data.endswith((":docx", ":pdf"))]
        if not files or self.random.random() < 0.5:
            return False
        person.press(screen.id, self.random.choice(files))
        return True

    def _stray(self, person: Person, screens: list[Message]) -> None:
        """Something off the way."""
        screen = self.random.choice(screens)
        match self.random.choice(("say", "say", "press", "press", "sticker", "photo", "voice")):
            case "press" if _data(screen):
                person.press(screen.id, self.random.choice(_data(screen)))
            case "sticker":
                person.send_sticker()
            case "photo":
                person.send_photo("чек")
            case "voice":
                person.send_voice()
            case _:
                person.say(self.random.choice(NONSENSE))


def _data(message: Message) -> list[str]:
    return [button["callback_data"] for button in message.buttons if "callback_data" in button]
