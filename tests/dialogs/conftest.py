"""The whole bot in front of a strict Telegram; only the wire and the clock are not real."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.app import Application, assemble
from bot.clock import MovableClock
from bot.content.content import Content, load_content
from bot.sandbox.telegram import Telegram
from bot.settings import load_settings
from tests.telegram import Person, TelegramSession


@pytest.fixture(scope="session")
def content() -> Content:
    """data/ and templates/, read once for all tests: nothing ever changes them."""
    return load_content()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def telegram(clock: MovableClock) -> Telegram:
    return Telegram(clock)


@pytest.fixture
async def application(
    telegram: Telegram,
    clock: MovableClock,
    content: Content,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Application]:
    monkeypatch.setattr("bot.app.load_content", lambda: content)
    settings = load_settings(
        token=telegram.token,
        database=tmp_path / "bot.sqlite3",
        data_key=Fernet.generate_key().decode(),
    )
    async with assemble(
        settings, clock=clock, session=lambda _: TelegramSession(telegram)
    ) as assembled:
        yield assembled


@pytest.fixture
def anna(telegram: Telegram, application: Application) -> Person:
    return Person(telegram, application.dispatcher, application.bot)
