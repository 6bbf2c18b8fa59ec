"""`python -m bot sandbox`: the unchanged bot behind the chat page of telegram-sandbox."""

import asyncio
import sys
import tempfile
import webbrowser
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.fernet import Fernet
from telegram_sandbox.clock import MovableClock
from telegram_sandbox.serve import serve
from telegram_sandbox.telegram import Telegram

from bot.content.content import ROOT
from bot.process import run
from bot.records import read_toml
from bot.settings import given_settings

MOSCOW = ZoneInfo("Europe/Moscow")


def run_sandbox(*, port: int, browser: bool) -> None:
    """Serve until Ctrl+C. Everything said is forgotten then: the database lies in a temporary
    folder, the token and the key are made for this run.

    Raises OSError when the port is taken, BadData when data/ or templates/ cannot be used.
    """
    with tempfile.TemporaryDirectory(prefix="bot-sandbox-") as folder:
        asyncio.run(_serve(Path(folder), port, browser))


async def _serve(folder: Path, port: int, browser: bool) -> None:
    clock, look = MovableClock(), asyncio.Event()
    clock.advance(to_daytime(clock()))  # nobody is reminded of anything by night
    telegram = Telegram(clock, first_name=_bot_name())

    async def moved() -> None:
        look.set()

    async with serve(telegram, clock, port=port, on_advance=moved) as served:
        settings = given_settings(
            token=telegram.token,
            api_url=served.api_url,
            database=folder / "bot.sqlite3",
            data_key=Fernet.generate_key().decode(),
        )
        sys.stdout.write(f"The chat page: {served.page_url}  (Ctrl+C stops it)\n")
        sys.stdout.flush()
        if browser:
            await asyncio.to_thread(webbrowser.open, served.page_url)
        await run(settings, clock=clock, look=look)


def _bot_name() -> str:
    labels = read_toml(ROOT / "templates" / "labels.toml")
    return str(labels["bot"]["name"])


def to_daytime(now: datetime) -> timedelta:
    """From `now` to the next noon in Moscow when it is early or late there; nothing by day."""
    local = now.astimezone(MOSCOW)
    if time(11) <= local.time() < time(19):
        return timedelta()
    noon = datetime.combine(local.date(), time(12), MOSCOW)
    return (noon if noon > local else noon + timedelta(days=1)) - local
