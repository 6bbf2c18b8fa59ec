"""The poll: one update never stops the others, one person never waits for another's flood, and
what was taken is handled, whatever happens in between."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from aiogram.utils.backoff import BackoffConfig
from telegram_sandbox.clock import MovableClock
from telegram_sandbox.faults import Fault
from telegram_sandbox.telegram import Telegram

from bot import polling
from bot.app import Application, assemble
from bot.feeding import slim
from bot.lines import IN_LINE, IN_MEMORY, Batch, Lines
from bot.polling import whose
from bot.settings import Settings
from bot.storage.database import Database, open_database
from bot.storage.faults import DatabaseAwayError
from bot.storage.inbox import MOST_TRIES, Inbox, Waiting
from bot.storage.sealing import Seal
from tests.conftest import MakePerson, polled
from tests.telegram import Person, TelegramSession

NAME = "Ивановна"
ADMIN = 1001

FORWARD_OF_2015 = {"type": "hidden_user", "date": 1430000000}  # no sender_user_name
UNREADABLE: list[dict[str, Any]] = [
    {"forward_origin": FORWARD_OF_2015},
    {"external_reply": {"origin": FORWARD_OF_2015, "story": {}}},
    {"chat": {"id": 1, "type": "private"}, "entities": [{"type": "bold"}]},
    {"date": "yesterday"},
    {"from": {"id": 1001}},
    {"chat": None},
]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"admins": str(ADMIN)})


async def until(true: Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110  (nobody could set an event)
            await asyncio.sleep(0.005)


def push(telegram: Telegram, person: Person, **message: Any) -> int:
    """A message as Telegram sends it, with some of it replaced; gives the update's id."""
    whole = {
        "message_id": 900 + telegram.updates.last_id,
        "date": 1760000000,
        "chat": {"id": person.id, "type": "private", "first_name": NAME},
        "from": {"id": person.id, "is_bot": False, "first_name": NAME},
        "text": f"тайна {NAME}",
    }
    telegram.updates.add("message", {**whole, **message})
    return telegram.updates.last_id


class TestUnreadable:
    async def test_one_never_stops_the_others_and_none_is_told_in_the_log(
        self, app: Application, person: MakePerson, caplog: pytest.LogCaptureFixture
    ) -> None:
        anna, boris = person(), person(id=1002, first_name="Борис")
        anna.actor.say("/start", anna.chat)
        ids = [push(app_telegram(app), boris, **broken) for broken in UNREADABLE]
        boris.actor.say("/start", boris.chat)
        async with polled(app):
            await until(lambda: bool(boris.screen) and len(anna.messages) == 2)
        assert not len(app_telegram(app).updates)
        assert app.feeder.unread == len(UNREADABLE)
        told = [record.getMessage() for record in caplog.records]
        assert all(any(f"update {one} cannot" in line for line in told) for one in ids)
        assert NAME not in caplog.text

    async def test_the_owner_is_told_once_a_day(
        self, app: Application, person: MakePerson, clock: MovableClock
    ) -> None:
        owner, boris = person(), person(id=1002)
        owner.actor.say("/start", owner.chat)
        first = push(app_telegram(app), boris, date="yesterday")
        push(app_telegram(app), boris, date="yesterday")
        async with polled(app):
            await until(lambda: app.feeder.unread == 2 and len(owner.messages) == 2)
        assert str(first) in owner.messages[-1].words or str(first) in owner.messages[0].words

    async def test_nonsense_that_is_no_message_is_passed_over(
        self, app: Application, anna: Person
    ) -> None:
        telegram = app_telegram(app)
        telegram.updates.add("message", {})
        telegram.updates.add("callback_query", {"id": 5, "message": [], "from": "nobody"})
        anna.actor.say("/start", anna.chat)
        async with polled(app):
            await until(lambda: bool(anna.screen))


def app_telegram(app: Application) -> Telegram:
    session = app.bot.session
    assert isinstance(session, TelegramSession)
    return session.telegram


class TestPoll:
    async def test_a_broken_way_is_tried_again(
        self, app: Application, anna: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        quick = BackoffConfig(min_delay=0.01, max_delay=0.02, factor=1.3, jitter=0.001)
        monkeypatch.setattr(polling, "BACKOFF", quick)
        for fault in (Fault(), Fault(code=502), Fault(code=409), Fault(code=401)):
            fault.method = "getUpdates"
            app_telegram(app).faults.add(fault)
        anna.actor.say("/start", anna.chat)
        async with polled(app):
            await until(lambda: bool(anna.screen))

    async def test_a_database_that_is_away_is_waited_for(
        self, app: Application, anna: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(polling, "AWAY_SECONDS", 0.01)
        glance, away = app.database.glance, [True, True]

        async def sometimes(*work: Any) -> Any:
            if away:
                away.pop()
                raise DatabaseAwayError
            return await glance(*work)

        monkeypatch.setattr(app.database, "glance", sometimes)
        anna.actor.say("/start", anna.chat)
        async with polled(app):
            await until(lambda: bool(anna.screen))
        assert not away
        assert len(anna.messages) == 1  # nobody has apologised

    async def test_what_was_answered_is_confirmed_at_the_stop(
        self, app: Application, anna: Person
    ) -> None:
        async with polled(app):
            anna.actor.say("/start", anna.chat)
            await until(lambda: bool(anna.screen))
        assert not len(app_telegram(app).updates)

    async def test_a_pressed_message_loses_what_nobody_reads(self) -> None:
        message = {"message_id": 5, "date": 7, "chat": {"id": 1}, "text": NAME, "reply_markup": {}}
        raw: dict[str, Any] = {"update_id": 1, "callback_query": {"id": "9", "message": message}}
        assert slim(raw)["callback_query"] == {
            "id": "9",
            "message": {"message_id": 5, "date": 7, "chat": {"id": 1}},
        }
        assert raw["callback_query"]["message"] is message
        assert slim({"update_id": 1, "message": message})["message"] is message

    @pytest.mark.parametrize(
        ("raw", "person"),
        [
            ({"message": {"from": {"id": 7}}}, 7),
            ({"callback_query": {"from": {"id": 8}}}, 8),
            ({"message": {"from": {"id": "x"}}}, 0),
            ({"message": {"from": []}}, 0),
            ({"message": {}}, 0),
            ({}, 0),
        ],
    )
    async def test_each_update_is_somebodys(self, raw: dict[str, Any], person: int) -> None:
        assert whose({"update_id": 1, **raw}) == person


class TestInbox:
    @pytest.fixture
    def settings(self, settings: Settings, tmp_path: Path) -> Settings:
        return settings.model_copy(update={"database": tmp_path / "bot.sqlite3"})

    async def test_what_takes_long_lies_in_the_inbox_and_leaves_it_handled(
        self, app: Application, anna: Person, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        going_on = slow(app, monkeypatch)
        anna.actor.say("/start", anna.chat)
        async with polled(app):
            await until(lambda: not len(app_telegram(app).updates))
            assert await waiting_in(settings) == [1]
            going_on.set()
            await until(lambda: bool(anna.screen))
        await app.database.drain()
        assert await waiting_in(settings) == []

    async def test_what_a_kill_left_is_handled_at_the_next_start_and_once(
        self,
        settings: Settings,
        telegram: Telegram,
        clock: MovableClock,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        async with assemble(
            settings, clock=clock, session=lambda _: TelegramSession(telegram)
        ) as killed:
            slow(killed, monkeypatch)
            anna = Person(telegram, killed.dispatcher, killed.bot)
            anna.actor.say("/start", anna.chat)
            task = asyncio.create_task(killed.poller.run(asyncio.Event()))
            await until(lambda: not len(telegram.updates))
            for one in asyncio.all_tasks() - {asyncio.current_task()}:
                if one is not task and "_serve_all" in repr(one):
                    one.cancel()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        assert await waiting_in(settings) == [1]
        monkeypatch.undo()
        async with assemble(
            settings, clock=clock, session=lambda _: TelegramSession(telegram)
        ) as app:
            # Telegram gives it once more: it was not told, as far as it knows.
            telegram.updates._waiting.appendleft((clock(), raw_start(anna)))  # noqa: SLF001
            async with polled(app):
                await until(lambda: bool(anna.screen) and not len(telegram.updates))
            await app.database.drain()
        assert len(anna.messages) == 1
        assert await waiting_in(settings) == []

    async def test_one_that_kills_every_start_is_given_up_and_told(
        self,
        app: Application,
        anna: Person,
        settings: Settings,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        await anna.says("/start")
        async with open_database(settings.file) as database:
            inbox = Inbox(database, Seal(settings.data_keys))
            await inbox.keep([Waiting(77, anna.id, raw_start(anna) | {"update_id": 77})])
            for _ in range(MOST_TRIES):
                await inbox.begin_try(77)
        async with polled(app):
            await until(lambda: "77" in anna.screen)
        await app.database.drain()
        assert await waiting_in(settings) == []
        assert "updates given up after several starts: [77]" in caplog.text

    async def test_a_full_disk_is_waited_out(
        self, app: Application, anna: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def full(_inbox: Inbox, _updates: object) -> None:
            raise OSError("disk full")

        monkeypatch.setattr(Inbox, "keep", full)
        monkeypatch.setattr(polling, "GRACE_SECONDS", 0)
        async with polled(app):
            anna.actor.say("/start", anna.chat)
            await until(lambda: bool(anna.screen))
            anna.actor.say("/help", anna.chat)
            await until(lambda: len(anna.messages) == 2)


def raw_start(person: Person) -> dict[str, Any]:
    user = {"id": person.id, "is_bot": False, "first_name": "Анна"}
    chat = {"id": person.id, "type": "private", "first_name": "Анна"}
    message = {"message_id": 1, "date": 1760000000, "chat": chat, "from": user, "text": "/start"}
    return {"update_id": 1, "message": message}


def slow(app: Application, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Nobody is handled before the event is set."""
    going_on = asyncio.Event()
    handle = app.dispatcher.feed_update

    async def feed(*given: Any) -> Any:
        await going_on.wait()
        return await handle(*given)

    monkeypatch.setattr(app.dispatcher, "feed_update", feed)
    return going_on


async def waiting_in(settings: Settings) -> list[int]:
    async with open_database(settings.file) as database:
        rows = await database.read(
            lambda sqlite: sqlite.execute("SELECT update_id FROM inbox").fetchall()
        )
    return [row[0] for row in rows]


class TestLines:
    @pytest.fixture
    async def inbox(self, database: Database) -> Inbox:
        return Inbox(database, Seal([KEY]))

    @pytest.fixture
    async def database(self) -> AsyncIterator[Database]:
        async with open_database(":memory:") as opened:
            yield opened

    async def test_a_flood_waits_behind_itself_and_keeps_its_order(self, inbox: Inbox) -> None:
        handled: list[int] = []
        going_on = asyncio.Event()

        async def handle(update: Waiting) -> None:
            if update.person_id == 1:
                await going_on.wait()
            handled.append(update.update_id)

        lines, batch = Lines(inbox, handle), Batch()
        flood = [Waiting(number, 1, {}) for number in range(1, 301)]
        too_many = lines.put([*flood, Waiting(999, 2, {})], batch)
        # One is handled when the loop goes on, so the line is as long as it may be.
        assert [update.update_id for update in too_many] == list(range(IN_LINE + 1, 301))
        await inbox.keep(too_many)
        lines.more_on_disk(1)
        await until(lambda: handled == [999])
        going_on.set()
        await until(lambda: len(handled) == 301)
        assert handled[1:] == list(range(1, 301))
        assert (await inbox.recover()).waiting == {}

    async def test_more_than_fits_is_not_asked_for(self, inbox: Inbox) -> None:
        going_on = asyncio.Event()

        async def handle(_update: Waiting) -> None:
            await going_on.wait()

        lines = Lines(inbox, handle)
        lines.put([Waiting(number, number, {}) for number in range(IN_MEMORY)], Batch())
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(lines.room(), 0.05)
        going_on.set()
        await asyncio.wait_for(lines.room(), 5)

    async def test_a_line_that_broke_off_goes_on_with_the_next(
        self, inbox: Inbox, caplog: pytest.LogCaptureFixture
    ) -> None:
        handled = []

        async def handle(update: Waiting) -> None:
            if update.update_id == 1:
                raise RuntimeError
            handled.append(update.update_id)

        lines, batch = Lines(inbox, handle), Batch()
        lines.put([Waiting(1, 1, {})], batch)
        await batch.over(5)
        await asyncio.sleep(0.01)
        lines.put([Waiting(2, 1, {})], Batch())
        await until(lambda: handled == [2])
        assert [record.levelno for record in caplog.records] == [logging.ERROR]


KEY = "q0bP4hZBJyQ7bC0v0vE0fT8mBqJH2Kp0m9mU5mCq1rM="
