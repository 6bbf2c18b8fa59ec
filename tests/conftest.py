"""Two fakes, the wire and the clock; everything between them is the bot's own."""
# ruff: noqa: E402

from bot.lean import import_aiogram

import_aiogram()  # before anything imports it, as `python -m bot` does: ten seconds less

import asyncio
import os
import pickle
import shutil
import tomllib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from hypothesis import settings as hypothesis_settings
from telegram_sandbox.chats import Chat
from telegram_sandbox.clock import MovableClock
from telegram_sandbox.serve import serve
from telegram_sandbox.telegram import Telegram

from bot import app as composition
from bot.app import Application, assemble
from bot.content.content import ROOT, Content, load_content
from bot.escalation.deadlines import deadline
from bot.readiness import settle_memory
from bot.settings import Settings, load_settings
from tests.postgres import cluster, empty
from tests.telegram import Person, TelegramSession
from tests.warm_bot import Bot, WarmBot

MakePerson = Callable[..., Person]

ALL_EXHAUSTIVE = "\npytestmark = pytest.mark.exhaustive\n"

read_once = cache(load_content)
"""Content is read-only, and compiling every template takes longer than most tests."""


_parse = tomllib.loads


@cache
def _parsed(text: str) -> bytes:
    return pickle.dumps(_parse(text))


def _parse_once(text: str, /) -> dict[str, Any]:
    """Hundreds of tests read all of data/ to see one line of it refused."""
    found: dict[str, Any] = pickle.loads(_parsed(text))
    return found


tomllib.loads = _parse_once  # type: ignore[assignment]


def copy_of_content(to: Path) -> Path:
    """A copy of data/ and templates/ to break, with the compiled templates: only what is changed is
    compiled anew, which is most of the time that reading it all takes."""
    read_once()
    for folder in ("data", "templates"):
        shutil.copytree(ROOT / folder, to / folder)
    return to


def pytest_configure(config: pytest.Config) -> None:
    """How many examples a property is tried with. No deadline: the machine is shared."""
    hypothesis_settings.register_profile("quick", max_examples=30, deadline=None)
    hypothesis_settings.register_profile("all", max_examples=200, deadline=None)
    hypothesis_settings.load_profile("quick" if _is_quick(config) else "all")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: many tests wait for a process or a page."""
    return (os.cpu_count() or 1) + 1


def pytest_sessionstart() -> None:
    """A run may be a fork of another (`mutmut` forks one for each mutant): what that one has
    counted, by other rules, is forgotten."""
    deadline.cache_clear()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A file that is exhaustive as a whole is not even read for a choice that leaves it out."""
    if collection_path.suffix == ".py" and _is_quick(config):
        return ALL_EXHAUSTIVE in collection_path.read_text(encoding="utf-8") or None
    return None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A choice by marks is a choice of what is quick, unless it names the exhaustive tests. What
    starts processes begins first: these tests wait, and none should be the last one running. What
    needs the whole bot comes last: a rule alone is tried a hundred times as fast, and `-x` (each of
    a thousand mutants) ends at the first that fails."""
    items.sort(key=_turn)
    if _is_quick(config):
        chosen: dict[bool, list[pytest.Item]] = {True: [], False: []}
        for item in items:
            chosen[item.get_closest_marker("exhaustive") is None].append(item)
        config.hook.pytest_deselected(items=chosen[False])
        items[:] = chosen[True]


def _turn(item: pytest.Item) -> tuple[bool, bool]:
    return item.get_closest_marker("process") is None, "app" in getattr(item, "fixturenames", ())


def _is_quick(config: pytest.Config) -> bool:
    chosen = config.getoption("markexpr")
    return bool(chosen) and "exhaustive" not in chosen


def pytest_collection_finish() -> None:
    """What is loaded stays: the garbage collector would look through all of it again and again."""
    settle_memory()


@pytest.fixture(scope="session")
def content() -> Content:
    """data/ and templates/ as the bot reads them."""
    return read_once()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def telegram(clock: MovableClock) -> Telegram:
    return Telegram(clock)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL database, the same for all tests of this process."""
    with cluster() as server:
        yield server.address("stored")


@pytest.fixture
def empty_postgres(postgres: str) -> str:
    """It, with nothing in it."""
    empty(postgres)
    return postgres


@pytest.fixture
def where(request: pytest.FixtureRequest) -> str:
    """The database of a test of the whole bot: in memory, or a file where it is a process. With
    TEST_DATABASE=postgres it is PostgreSQL for all that do not ask for a file."""
    if os.environ.get("TEST_DATABASE") == "postgres":
        return str(request.getfixturevalue("empty_postgres"))
    return ":memory:"


@pytest.fixture
def settings(telegram: Telegram, where: str) -> Settings:
    """Settings for that database; a test that wants a file overrides this."""
    return load_settings(
        token=telegram.token,
        data_key=Fernet.generate_key().decode(),
        database=where,
        time_zone="Europe/Moscow",
    )


@asynccontextmanager
async def polled(app: Application) -> AsyncIterator[None]:
    """The bot polls while the block lasts."""
    stop = asyncio.Event()
    poll = asyncio.create_task(app.poller.run(stop))
    try:
        yield
    finally:
        stop.set()
        await poll


@pytest.fixture
async def app(
    settings: Settings,
    telegram: Telegram,
    clock: MovableClock,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Application]:
    """The whole bot in this process, its calls played into `telegram`."""
    monkeypatch.setattr(composition, "load_content", read_once)
    async with assemble(
        settings, clock=clock, session=lambda _: TelegramSession(telegram)
    ) as application:
        yield application


@pytest.fixture
def person(app: Application, telegram: Telegram) -> MakePerson:
    """Makes people: `person()`, `person(id=1002, first_name="Борис")`, `person(chat=group)`."""

    def make(
        id: int = 1001,  # noqa: A002
        first_name: str = "Анна",
        chat: Chat | None = None,
    ) -> Person:
        return Person(telegram, app.dispatcher, app.bot, id, first_name, chat)

    return make


@pytest.fixture
def anna(person: MakePerson) -> Person:
    """One person who has not written yet."""
    return person()


@pytest.fixture(scope="module")
def warm() -> Iterator[WarmBot]:
    """The process that the bots of a module are forks of."""
    warm = WarmBot()
    yield warm
    warm.close()


@pytest.fixture
async def bot(warm: WarmBot, tmp_path: Path, where: str) -> AsyncIterator[Bot]:
    """The bot as a process of its own, to be started and killed, and its Telegram."""
    clock = MovableClock()
    telegram = Telegram(clock)
    async with serve(telegram, clock, port=0) as served:
        bot = Bot(warm, telegram, served.api_url, tmp_path, where)
        yield bot
        bot.kill()
