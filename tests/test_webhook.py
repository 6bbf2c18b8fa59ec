"""What Telegram sends by itself: who is let in, and when it is told 200."""

import asyncio
import json
import socket
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from telegram_sandbox.telegram import Telegram
from telegram_sandbox.world import Webhook as Hook

from bot.app import Application
from bot.health import told
from bot.serving import finish_inbox, listening
from bot.settings import Settings, SettingsError, load_settings
from bot.storage.faults import DatabaseAwayError
from bot.storage.inbox import Waiting
from bot.webhook import HEADER, secret_of
from tests.conftest import MakePerson, polled
from tests.dialogs.journeys import at_support
from tests.telegram import Person


@pytest.fixture
def port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def settings(settings: Settings, tmp_path: Path, port: int) -> Settings:
    return settings.model_copy(
        update={
            "database": tmp_path / "bot.sqlite3",
            "listen": str(port),
            "webhook_url": "https://bot.example.org/hook",
        }
    )


class Caller:
    """Whoever calls the webhook."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str) -> None:
        self._session, self._url, self._token = session, url, token

    async def posts(self, body: bytes, **headers: str) -> int:
        """The status of the answer to this body."""
        told = headers or {HEADER: secret_of(self._token)}
        async with self._session.post(f"{self._url}/hook", data=body, headers=told) as answer:
            return answer.status

    async def gets(self, page: str) -> int:
        async with self._session.get(f"{self._url}/{page}") as answer:
            return answer.status


@pytest.fixture
async def caller(
    app: Application, settings: Settings, port: int, telegram: Telegram
) -> AsyncIterator[Caller]:
    app.dispatcher.until_stored = True
    async with listening(app, settings), aiohttp.ClientSession() as session:
        yield Caller(session, f"http://127.0.0.1:{port}", telegram.token)


@pytest.fixture
async def number(anna: Person, telegram: Telegram) -> bytes:
    """The update of Anna's next message: the number of a letter that she has sent."""
    await at_support(anna)
    await anna.presses("Отправлено")
    await anna.presses("Сегодня")
    telegram.updates.drop()
    telegram.person(anna.id).say("А-17")
    return json.dumps(telegram.updates.ready()[-1]).encode()


def happened(settings: Settings) -> list[str]:
    """What the file says, read by somebody else."""
    with closing(sqlite3.connect(settings.file)) as sqlite:
        return [kind for (kind,) in sqlite.execute("SELECT kind FROM events ORDER BY seq")]


@pytest.mark.parametrize(
    "headers",
    [{HEADER: ""}, {HEADER: "x"}, {"X-Other": "x"}, {HEADER: "я"}, {HEADER: secret_of("1:other")}],
)
async def test_whoever_is_not_telegram_is_not_let_in(
    caller: Caller, number: bytes, settings: Settings, headers: dict[str, str]
) -> None:
    before = happened(settings)
    assert await caller.posts(number, **headers) == 401
    assert happened(settings) == before


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"update_id": "x"}', b'{"update_id": null}', b"\xff", b"[" * 4096],
)
async def test_what_is_no_update_is_refused(caller: Caller, body: bytes) -> None:
    assert await caller.posts(body) == 400


async def test_an_update_that_nobody_can_read_is_over(caller: Caller, app: Application) -> None:
    assert await caller.posts(b'{"update_id": 5, "message": {"message_id": "x"}}') == 200
    assert app.feeder.unread == 1


async def test_all_that_an_update_leaves_behind_is_stored_when_it_is_answered(
    caller: Caller, number: bytes, settings: Settings
) -> None:
    with closing(sqlite3.connect(settings.file)) as other:
        (asked,) = other.execute("SELECT state FROM expected").fetchone()
        assert await caller.posts(number) == 200
        assert happened(settings)[-1] == "acknowledged"
        (now,) = other.execute("SELECT count(*) FROM expected WHERE state = ?", [asked]).fetchone()
    assert now == 0, "the number is still asked for"
    events = happened(settings)
    assert await caller.posts(number) == 200  # it comes again: done once
    assert happened(settings) == events


async def test_what_cannot_be_stored_comes_again_and_nobody_apologises(
    caller: Caller,
    number: bytes,
    settings: Settings,
    app: Application,
    anna: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before, screens = happened(settings), len(anna.messages)

    async def away(*_: object) -> None:
        raise DatabaseAwayError

    with monkeypatch.context() as patch:
        patch.setattr(app.database, "run", away)
        assert await caller.posts(number) == 500
    assert (happened(settings), len(anna.messages)) == (before, screens)
    with monkeypatch.context() as patch:
        patch.setattr(app.database, "soon", _fails)
        assert await caller.posts(number) == 500
    assert await caller.posts(number) == 200
    assert happened(settings) == [*before, "acknowledged"]


def _fails(*_: object) -> asyncio.Future[Any]:
    failed: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    failed.set_exception(OSError("the disk is full"))
    return failed


async def test_the_health_check_asks_where_the_bot_listens(
    caller: Caller, app: Application, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_LISTEN", f"0.0.0.0:{port}")
    monkeypatch.setenv("BOT_WEBHOOK_URL", "https://bot.example.org/hook")
    assert await asyncio.to_thread(told) == (True, f"0.0.0.0:{port}: ready")
    monkeypatch.setattr(app.database, "read", _fails)
    assert await asyncio.to_thread(told) == (False, f"0.0.0.0:{port}: not ready")
    monkeypatch.setenv("BOT_LISTEN", "1")
    is_well, why = await asyncio.to_thread(told)
    assert (is_well, why) == (False, "1: nobody answers: ConnectionRefusedError")


async def test_a_stop_finishes_what_was_taken_and_takes_nothing_more(
    app: Application,
    settings: Settings,
    port: int,
    telegram: Telegram,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken, go_on = asyncio.Event(), asyncio.Event()

    async def slow(*_: object) -> None:
        taken.set()
        await go_on.wait()

    monkeypatch.setattr(app.feeder, "feed", slow)
    async with aiohttp.ClientSession() as session:
        caller = Caller(session, f"http://127.0.0.1:{port}", telegram.token)
        site = listening(app, settings)
        await site.__aenter__()
        assert await caller.gets("ready") == 200
        posting = asyncio.create_task(caller.posts(b'{"update_id": 5}'))
        await taken.wait()
        ending = asyncio.create_task(site.__aexit__(None, None, None))
        await asyncio.sleep(0.05)
        with pytest.raises(aiohttp.ClientConnectorError):
            await Caller(session, f"http://127.0.0.1:{port}", "").gets("ready")
        assert not ending.done()
        go_on.set()
        assert await posting == 200
        await ending


async def test_what_polls_left_in_the_inbox_is_handled_in_its_order(
    app: Application, number: bytes, settings: Settings, person: MakePerson, telegram: Telegram
) -> None:
    boris = person(id=1002, first_name="Борис")
    telegram.person(1002).say("/start")
    other = telegram.updates.ready()[-1]
    raw = json.loads(number)
    await app.inbox.keep(
        [Waiting(raw["update_id"], 1001, raw), Waiting(other["update_id"], 1002, other)]
    )
    await finish_inbox(app.inbox, app.feeder)
    await app.database.settle()
    assert happened(settings)[-1] == "acknowledged"
    assert boris.messages[-1].buttons
    assert not (await app.inbox.recover()).waiting


async def test_polls_take_a_webhook_away_that_was_there_before(
    app: Application, telegram: Telegram
) -> None:
    telegram.set_webhook(Hook("https://bot.example.org/hook"))
    async with asyncio.timeout(10), polled(app):
        while telegram.webhook.url:  # noqa: ASYNC110  (nobody could set an event)
            await asyncio.sleep(0.01)


class TestSettings:
    @pytest.mark.parametrize(
        "url",
        [
            "http://bot.example.org/hook",
            "https://bot.example.org",
            "https://bot.example.org/ready",
            "https://bot.example.org/hook?x=1",
            "https://anna:secret@bot.example.org/hook",
            "bot.example.org/hook",
        ],
    )
    def test_an_address_that_cannot_be_one_is_refused_by_name(self, url: str) -> None:
        with pytest.raises(SettingsError, match="BOT_WEBHOOK_URL is malformed") as refused:
            self._load(webhook_url=url, listen="8080")
        assert "secret" not in str(refused.value)

    def test_it_needs_a_place_to_listen(self) -> None:
        with pytest.raises(SettingsError, match="BOT_LISTEN is missing"):
            self._load(webhook_url="https://bot.example.org/hook")

    def _load(self, **given: str) -> Settings:
        key = "q0bP4hZBJyQ7bC0v0vE0fT8mBqJH2Kp0m9mU5mCq1rM="
        return load_settings(token="1:AAAA", data_key=key, **given)
