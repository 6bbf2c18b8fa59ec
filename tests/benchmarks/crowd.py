"""People who walk one conversation for ever, each doing the next thing once the bot reacted."""

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from tests.benchmarks.line import Line
from tests.benchmarks.wire import MESSAGE

_DATA = re.compile(rb'callback_data(?:%22%3A[+ ]*%22(.*?)%22|\\?": *\\?"(.*?)\\?")')
"""Of a button: in a form, in JSON, in JSON as a string of JSON."""

Move = tuple[str, str]
"""("say", text) or ("press", what the button does)."""

WALK: Sequence[Move] = (
    ("say", "/start"),
    ("press", "new"),
    ("press", "place.other_wallet."),
    ("press", "place.other_wallet..yoomoney"),
    ("press", "open.other_wallet.not_delivered.yoomoney"),
    ("press", "tick"),
    ("press", "tick"),
    ("press", "not_helped"),
    ("press", "letter"),
    ("say", "3 мая 2026 в 15:30"),
    ("press", "letter"),
    ("say", "12 400"),
    ("say", "555-01"),
    ("say", "Магазин на Ленина"),
    ("press", "choose"),
    ("press", "choose"),
    ("press", "done"),
    ("press", "card"),
    ("press", "more"),
    ("press", "card"),
    ("press", "sent"),
    ("press", "sent_on"),
    ("say", "4455"),
    ("press", "reg_on"),
    ("press", "late"),
    ("press", "refused"),
    ("press", "got"),
    ("press", "more"),
    ("press", "close"),
    ("press", "end"),
    ("press", "home"),
)
"""From /start through a letter's questions, a sending and the reply to a closed case."""


@dataclass
class Someone:
    """Where one person is in the walk, and what is on the screen."""

    id: int
    at: int = 0
    message: int = 0
    buttons: dict[str, str] = field(default_factory=dict)
    since: float = 0.0
    waits: bool = False
    sees: bool = True
    heard: bool = True


class Crowd:
    """The people of one bot. With `any_button` they press whatever is there (the bare bot's)."""

    def __init__(self, *, any_button: bool = False) -> None:
        self.line = Line(self)
        self.first_poll = asyncio.Event()
        self.waits: list[float] = []
        self._any_button = any_button
        self._people: dict[int, Someone] = {}
        self._queries: dict[int, Someone] = {}
        self._present: list[Someone] = []
        self._ids = count(1000)
        self._walking = 0
        self._until = 0.0
        self._idle = asyncio.Event()
        self._lost = ""

    async def walk(self, people: int, seconds: float) -> list[float]:
        """Let so many people walk for so long and finish the move they are at.

        Gives the seconds that each move took.

        Raises LookupError when a screen lacks the button that comes next in the walk.
        """
        self.waits = []
        self._until = time.perf_counter() + seconds
        self._walking = people
        self._idle.clear()
        while len(self._present) < people:
            newcomer = Someone(next(self._ids))
            self._present.append(newcomer)
            self._people[newcomer.id] = newcomer
        for who in self._present[:people]:
            self._move(who)
        await asyncio.wait_for(self._idle.wait(), seconds + 60)
        if self._lost:
            raise LookupError(self._lost)
        return self.waits

    def polled(self) -> None:
        self.first_poll.set()

    def shown(self, chat: int, message: int, form: bytes) -> None:
        who = self._people.get(chat)
        if who is None:  # has left
            return
        who.buttons = {name: data for data in reversed(buttons(form)) for name in _names(data)}
        who.message, who.sees = message, True
        self._go_on(who)

    def answered(self, query: int) -> None:
        who = self._queries.pop(query, None)
        if who is not None:
            who.heard = True
            self._go_on(who)

    def _go_on(self, who: Someone) -> None:
        if not who.waits or not who.sees or not who.heard:
            return
        who.waits = False
        now = time.perf_counter()
        self.waits.append(now - who.since)
        who.at = (who.at + 1) % len(WALK)
        if who.at == 0:
            self._leaves(who)
        if now < self._until:
            self._move(who)
        else:
            self._walking -= 1
            if not self._walking:
                self._idle.set()

    def _leaves(self, who: Someone) -> None:
        """The walk is over: somebody new comes in this one's place, as in life."""
        del self._people[who.id]
        who.id = next(self._ids)
        self._people[who.id] = who

    def _move(self, who: Someone) -> None:
        kind, what = WALK[who.at]
        update = self.line.new_update()
        who.waits = True
        who.sees, who.heard, who.since = False, kind == "say", time.perf_counter()
        if kind == "say":
            self.line.deliver(update, said(update, self.line.new_message(), who.id, what))
            return
        self._queries[update] = who
        data = next(iter(who.buttons.values())) if self._any_button else who.buttons.get(what)
        if data is None:
            self._lost = f"no {what!r} at move {who.at}, the screen has {list(who.buttons)}"
            self._idle.set()
            return
        self.line.deliver(update, pressed(update, who.id, who.message, data))


def buttons(form: bytes) -> list[str]:
    """What the buttons of a call carry, row by row."""
    return [(a or b).decode().replace("%3A", ":") for a, b in _DATA.findall(form)]


def _names(data: str) -> tuple[str, str]:
    """What a button does, and to what: ("open", "open.shop.refund")."""
    parts = data.split(":")
    does, arg = parts[4:6] if parts[0] == "c" else parts[1:3]
    return does, f"{does}.{arg}"


_PERSON = b'{"id":%d,"is_bot":false,"first_name":"Anna","language_code":"ru"}'


def said(update: int, message: int, person: int, text: str) -> bytes:
    """The update of a text."""
    command = b',"entities":[{"offset":0,"length":6,"type":"bot_command"}]'
    return (
        b'{"update_id":%d,"message":{"message_id":%d,"date":1780000000,"chat":{"id":%d,'
        b'"type":"private","first_name":"Anna"},"from":%b,"text":"%b"%b}}'
    ) % (
        update,
        message,
        person,
        _PERSON % person,
        text.encode(),
        command if text.startswith("/") else b"",
    )


def pressed(update: int, person: int, message: int, data: str) -> bytes:
    """The update of a pressed button."""
    return (
        b'{"update_id":%d,"callback_query":{"id":"%d","chat_instance":"1","from":%b,"message":%b,'
        b'"data":"%b"}}'
    ) % (update, update, _PERSON % person, MESSAGE % (message, person), data.encode())
