"""`python -m bot sandbox`: a local Telegram, the chat page, and the unchanged bot between them."""

import asyncio
import sys
import tempfile
import webbrowser
from pathlib import Path

from cryptography.fernet import Fernet

from bot.app import run
from bot.clock import MovableClock
from bot.content.content import ROOT
from bot.content.records import read_toml
from bot.sandbox.calendar import to_daytime
from bot.sandbox.serve import serve
from bot.sandbox.telegram import Telegram
from bot.settings import load_settings


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
        settings = load_settings(
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
