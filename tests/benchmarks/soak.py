"""Whether the bot's memory stays flat: a steady crowd for ten minutes, over HTTP.

uv run python -m tests.benchmarks.soak [--minutes 10] [--people 20]

People lead cases from /start to their end, take letters as .docx and .pdf, and in between send
nonsense, stickers, photos, voices and press old buttons; who is done makes room for a new one. The
other end is telegram-sandbox in this process; the bot is a process of its own.
Exit code 1 when it grew by more than 5 MiB after the second minute, or ended by itself.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil
from aiohttp import web
from telegram_sandbox import bot_api
from telegram_sandbox.parameters import Upload
from telegram_sandbox.telegram import Telegram

from bot.clock import now
from tests.benchmarks.processes import Running, ours, running
from tests.benchmarks.rounds import say
from tests.benchmarks.visitors import PATIENCE, Crowd

EVERY_SECONDS = 15.0
SETTLED_SECONDS = 120.0
ALLOWED_MEBIBYTES = 5.0
AROUND = 3
"""How many readings are taken together, by their median."""

Reading = tuple[float, float]
"""Seconds since the start, and MiB."""


async def watch(bot: Running, crowd: Crowd, seconds: float) -> list[Reading]:
    """Read the bot's memory until the time is over, or the bot is."""
    began = time.perf_counter()
    readings: list[Reading] = []
    while (at := time.perf_counter() - began) < seconds + EVERY_SECONDS / 2:
        try:
            readings.append((at, bot.resident_mebibytes()))
        except psutil.NoSuchProcess:
            say("the bot has ended")
            return []
        told = f"{crowd.moves:6} moves, {crowd.ways:4} ways to the end, {crowd.files:5} files"
        say(f"{at // 60:3.0f}:{at % 60:02.0f} {readings[-1][1]:8.1f} MiB {told}")
        await asyncio.sleep(began + len(readings) * EVERY_SECONDS - time.perf_counter())
    return readings


def judge(readings: list[Reading]) -> bool:
    """Print the verdict; whether the memory is flat."""
    if not readings:
        return False
    settled = min(SETTLED_SECONDS, readings[-1][0] / 4)
    first = min(range(len(readings)), key=lambda at: abs(readings[at][0] - settled))
    early = readings[max(first - AROUND // 2, 0) :][:AROUND]
    before, after = (
        statistics.median(mebibytes for _, mebibytes in some)
        for some in (early, readings[-AROUND:])
    )
    flat = after - before <= ALLOWED_MEBIBYTES
    verdict = (
        f"flat within {ALLOWED_MEBIBYTES:.0f} MiB" if flat else f"grew by {after - before:.1f} MiB"
    )
    say(f"{verdict}: {before:.1f} MiB after {settled:.0f} s, {after:.1f} MiB at the end")
    return flat


@asynccontextmanager
async def served(telegram: Telegram) -> AsyncIterator[str]:
    """The Bot API of this Telegram on a free port; gives its address."""
    app = web.Application()
    app.add_routes(bot_api.routes(telegram))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        telegram.updates.release()
        await runner.cleanup()


class Watched(Telegram):
    """A Telegram that says when it is polled."""

    polled: asyncio.Event

    async def call(
        self, method: str, params: Mapping[str, Any], files: Mapping[str, Upload] | None = None
    ) -> Any:
        if method.lower() == "getupdates":
            self.polled.set()
        return await super().call(method, params, files)


async def main(minutes: float, people: int, seed: int) -> bool:
    """Let the crowd live for so long; whether the bot's memory is flat."""
    telegram = Watched(now)
    telegram.polled = asyncio.Event()
    crowd = Crowd(telegram, seed)
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        async with served(telegram) as url:
            command = ours(url, telegram.token)(Path(folder))
            async with running(command, telegram.polled) as bot:
                readings = await live(bot, crowd, minutes * 60, people)
                errors = bot.errors_logged()
    say(f"{errors} errors logged, {crowd.unanswered} answers later than {PATIENCE:.0f} s")
    return judge(readings)


async def live(bot: Running, crowd: Crowd, seconds: float, people: int) -> list[Reading]:
    """The crowd beside the watch; the first of them that fails ends all."""
    tasks = [asyncio.create_task(crowd.live()) for _ in range(people)]
    watching = asyncio.create_task(watch(bot, crowd, seconds))
    try:
        done, _ = await asyncio.wait((watching, *tasks), return_when=asyncio.FIRST_COMPLETED)
        for task in done - {watching}:
            task.result()  # raises what it ended with
        return watching.result()
    finally:
        for task in (watching, *tasks):
            task.cancel()
        await asyncio.gather(watching, *tasks, return_exceptions=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.soak",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1, help="draws who does what")
    given = parser.parse_args()
    try:
        flat = asyncio.run(main(given.minutes, given.people, given.seed))
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(0 if flat else 1)
