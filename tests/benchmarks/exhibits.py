"""A letter with ten photos of twelve megapixels: how large, how long, in how much memory, and how
long another person's press waits meanwhile. `python -m tests.benchmarks.exhibits`."""

import asyncio
import io
import random
import resource
import time

import psutil
from cryptography.fernet import Fernet
from PIL import Image, ImageFilter
from telegram_sandbox.clock import MovableClock
from telegram_sandbox.telegram import Telegram

from bot.app import assemble
from bot.settings import load_settings
from tests.dialogs.journeys import at_support, does, write
from tests.telegram import Person, TelegramSession

PHOTOS = 10
SIZE = (3000, 4000)
"""Twelve megapixels."""


def photo(seed: int) -> bytes:
    """A picture with as much in it as a photo has: shapes, shades and some noise."""
    chance = random.Random(seed)
    small = Image.new("RGB", (60, 80))
    small.putdata([tuple(chance.randrange(256) for _ in range(3)) for _ in range(60 * 80)])
    large = small.resize(SIZE, Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(3))
    noise = Image.effect_noise(SIZE, 18).convert("RGB")
    file = io.BytesIO()
    Image.blend(large, noise, 0.12).save(file, "JPEG", quality=88)
    return file.getvalue()


async def measure() -> dict[str, float]:
    """Bytes, seconds, the worker's MiB, and the longest press of another person and the longest
    that the loop stood still meanwhile, in ms."""
    clock = MovableClock()
    telegram = Telegram(clock)
    settings = load_settings(
        token=telegram.token, data_key=Fernet.generate_key().decode(), database=":memory:",
        time_zone="Europe/Moscow",
    )  # fmt: skip
    async with assemble(settings, clock=clock, session=lambda _: TelegramSession(telegram)) as app:
        anna, boris = (Person(telegram, app.dispatcher, app.bot, one) for one in (1001, 1002))
        for one in (anna, boris):
            await at_support(one)
        for seed in range(PHOTOS):
            await boris.sends("document", name=f"{seed}.jpg", content=photo(seed))
            await boris.presses("Чек")
            await boris.presses("Сегодня")
        await does(boris, "card")
        await write(boris)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        watch = asyncio.create_task(_memory())
        pulse = asyncio.create_task(_stalls())
        began = time.perf_counter()
        bundle = asyncio.create_task(boris.presses("📄 С приложениями, один PDF"))
        presses = await _presses(anna, bundle)
        seconds = time.perf_counter() - began
        for task in (watch, pulse):
            task.cancel()
        memory, stalls = await asyncio.gather(watch, pulse)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        (pdf,) = [file for name, file in boris.files.items() if name.endswith(".pdf")]
    return {
        "bytes": len(pdf),
        "seconds": seconds,
        "cpu_seconds": used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime,
        "worker_mib": memory,
        "presses": len(presses),
        "press_ms": max(presses) * 1000,
        "stall_ms": stalls,
    }


async def _presses(person: Person, until: asyncio.Task[None]) -> list[float]:
    """How long each press takes, in seconds, one after another until the task is done."""
    took = []
    while not until.done():
        began = time.perf_counter()
        await does(person, "card")
        took.append(time.perf_counter() - began)
        await asyncio.sleep(0.05)
    await until
    return took


async def _memory() -> float:
    most = 0
    try:
        while True:
            for child in psutil.Process().children():
                try:
                    most = max(most, child.memory_info().rss)
                except psutil.NoSuchProcess:
                    continue
            await asyncio.sleep(0.02)
    except asyncio.CancelledError:
        return most / 2**20


async def _stalls() -> float:
    longest = 0.0
    try:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.005)
            longest = max(longest, time.perf_counter() - before - 0.005)
    except asyncio.CancelledError:
        return longest * 1000


if __name__ == "__main__":

    async def _main() -> None:
        print(await measure())  # noqa: T201

    asyncio.run(_main())
