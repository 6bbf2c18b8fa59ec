"""Nineteen faults of the way to Telegram, each at an answer, at a press and at the poll: what the
person sees then, what is stored, what is logged."""

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from aiogram.utils.backoff import BackoffConfig
from telegram_sandbox.clock import MovableClock
from telegram_sandbox.serve import serve
from telegram_sandbox.telegram import Telegram

from bot import patience, polling
from bot.app import Application, api_session, assemble
from bot.escalation.case import EventKind, last
from bot.http_line import HttpLine, LineError
from bot.logs import Discreet
from bot.settings import Settings
from tests import faulty_wire as wire
from tests.conftest import polled
from tests.dialogs.journeys import newest_case
from tests.faulty_wire import Wire
from tests.telegram import Person, button_for

NUMBER = "ИВАНОВНА-17"

HOME = "Пропали деньги? Разберёмся"
REGISTERED = "Когда обращение зарегистрировали?"
CLAIM = "Шаг 3 из"
APOLOGY = "Что-то сломалось у нас"


@dataclass(frozen=True)
class Seen:
    """What the person sees: how many copies of the new screen, and whether an apology."""

    copies: int = 1
    sorry: bool = False


ONCE, TWICE, NOTHING, SORRY = Seen(1), Seen(2), Seen(0), Seen(0, sorry=True)

# The fault; what is seen of a message sent, and of a screen put in place of another.
FAULTS: dict[str, tuple[wire.Fault | None, Seen, Seen]] = {
    "no connection": (None, ONCE, ONCE),
    "cut before": (wire.cut_before, ONCE, ONCE),
    "cut after": (wire.cut_after, TWICE, ONCE),
    "reset in the middle": (wire.reset_in_the_middle, TWICE, ONCE),
    "slow": (wire.slow, ONCE, ONCE),
    "in chunks": (wire.in_chunks, ONCE, ONCE),
    "flood control": (wire.refusal(429, "Too Many Requests", retry_after=1), ONCE, ONCE),
    "flood control for an hour": (
        wire.refusal(429, "Too Many Requests", retry_after=3600),
        NOTHING,
        NOTHING,
    ),
    "500": (wire.refusal(500, "Internal Server Error"), ONCE, ONCE),
    "502 in HTML": (wire.answer(502, wire.HTML), ONCE, ONCE),
    "503 empty": (wire.answer(503), ONCE, ONCE),
    "504 in HTML, after": (wire.answer(504, wire.HTML, after=True), TWICE, ONCE),
    "200 garbled": (wire.answer(200, b"{nonsense"), ONCE, ONCE),
    "200 empty, after": (wire.answer(200, after=True), TWICE, ONCE),
    "refused": (wire.refusal(400, "Bad Request: refused on request"), SORRY, SORRY),
    "gone": (wire.refusal(400, "Bad Request: message to edit not found"), SORRY, ONCE),
    "blocked": (wire.refusal(403, "Forbidden: bot was blocked by the user"), NOTHING, NOTHING),
    "401": (wire.refusal(401, "Unauthorized"), SORRY, SORRY),
    "404": (wire.refusal(404, "Not Found"), SORRY, SORRY),
}


@dataclass(frozen=True)
class Stage:
    """The bot, polling over a wire that can be broken, and a person in front of it."""

    app: Application
    anna: Person
    wire: Wire
    log: io.StringIO

    async def at_number(self) -> None:
        """Up to the question for the registration number."""
        await self.says("/new")
        for label in (
            "Другой кошелёк или банк",
            "Другого нет в списке",
            "Не знаю",
            "Платёж не дошёл",
            "Не помогло",
            "Отправлено",
            "Сегодня",
        ):
            await self.presses(label)

    async def says(self, text: str) -> None:
        self.anna.actor.say(text, self.anna.chat)
        await self.settled()

    async def presses(self, label: str) -> None:
        message, button = button_for(label, self.anna.messages)
        self.anna.actor.press(message.id, button["callback_data"], self.anna.chat)
        await self.settled()

    async def settled(self) -> None:
        """Until everything that was said is handled."""
        async with asyncio.timeout(20):
            waiting = self.anna.telegram.updates
            while len(waiting) or self.app.poller.is_busy:  # noqa: ASYNC110  (no event tells)
                await asyncio.sleep(0.005)

    def copies(self, words: str) -> int:
        return sum(words in message.words for message in self.anna.messages)


@pytest.fixture
async def stage(
    settings: Settings, telegram: Telegram, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Stage]:
    monkeypatch.setattr(patience, "PAUSES", (0.01, 0.01, 0.01))
    quick = BackoffConfig(min_delay=0.01, max_delay=0.02, factor=1.3, jitter=0.001)
    monkeypatch.setattr(polling, "BACKOFF", quick)
    monkeypatch.setattr(polling, "LONGEST_PAUSE", 0.1)
    async with serve(telegram, clock, port=0) as served, wire.faulty_wire(served.api_url) as broken:
        settings = settings.model_copy(update={"api_url": broken.url})
        async with assemble(settings, clock=clock, session=api_session) as app:
            anna = Person(telegram, app.dispatcher, app.bot)
            async with polled(app):
                with logged() as log:
                    yield Stage(app, anna, broken, log)


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """What the bot's own formatter writes meanwhile."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Discreet("%(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    try:
        yield stream
    finally:
        logging.getLogger().removeHandler(handler)


def break_once(
    stage: Stage, method: str, fault: wire.Fault | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if fault is not None:
        stage.wire.break_once(method, fault)
        return
    ask, broken = HttpLine.ask, [method.encode()]

    async def no_connection(line: HttpLine, request: bytes, seconds: float) -> tuple[int, bytes]:
        if broken and broken[0] in request[:100]:
            broken.clear()
            raise LineError("refused", arrived=False)
        return await ask(line, request, seconds)

    monkeypatch.setattr(HttpLine, "ask", no_connection)


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", FAULTS)
async def test_at_an_answer(stage: Stage, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fault, seen, _ = FAULTS[name]
    await stage.at_number()
    break_once(stage, "sendMessage", fault, monkeypatch)
    await stage.says(NUMBER)
    case = await newest_case(stage.app, stage.anna)
    assert [event.kind for event in case.events].count(EventKind.ACKNOWLEDGED) == 1
    told = last(case, EventKind.ACKNOWLEDGED)
    assert told is not None
    assert told.note["number"] == NUMBER
    check(stage, seen, REGISTERED)


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", FAULTS)
async def test_at_a_press(stage: Stage, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fault, _, seen = FAULTS[name]
    await stage.at_number()
    await stage.says(NUMBER)
    await stage.presses("Не знаю")
    await stage.presses("📮 Пришёл ответ")
    await stage.presses("Отказали")
    break_once(stage, "editMessageText", fault, monkeypatch)
    await stage.presses("Сегодня")
    case = await newest_case(stage.app, stage.anna)
    assert [event.kind for event in case.events].count(EventKind.REPLIED) == 1
    check(stage, seen, CLAIM)


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", FAULTS)
async def test_at_the_poll(stage: Stage, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await stage.says("/help")
    break_once(stage, "getUpdates", FAULTS[name][0], monkeypatch)
    await stage.says("/privacy")
    await stage.says("/start")
    assert stage.copies(HOME) == 1
    assert "ERROR" not in stage.log.getvalue()


def check(stage: Stage, seen: Seen, screen: str) -> None:
    assert stage.copies(screen) == seen.copies
    assert bool(stage.copies(APOLOGY)) == seen.sorry
    log = stage.log.getvalue()
    assert ("ERROR" in log) == seen.sorry
    assert NUMBER not in log
    assert "Анна" not in log
