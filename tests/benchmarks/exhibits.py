"""A letter with ten photos of twelve megapixels: how large, how long, in how much memory, and how
long another person's press waits meanwhile. `python -m tests.benchmarks.exhibits`."""

import asyncio
import io
import random
import resource
import time
from hashlib import sha256
from typing import Any

import psutil
from PIL import Image, ImageFilter

from bot.exhibits.workshop import Workshop
from tests.exhibits.letter import LETTER, WORDS

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
    """Bytes, seconds, the worker's MiB, and the longest that the loop stood still, in ms."""
    photos = [photo(seed) for seed in range(PHOTOS)]
    told = [
        {
            "at": at, "number": at, "name": f"Снимок {at}", "mime": "image/jpeg", "sheets": 1,
            "sha256": sha256(one).hexdigest(),
        }
        for at, one in enumerate(photos, 1)
    ]  # fmt: skip
    job: dict[str, Any] = {
        "job": "bundle", "letter": LETTER, "words": WORDS, "list": [], "exhibits": told,
    }  # fmt: skip
    watch = asyncio.create_task(_memory())
    pulse = asyncio.create_task(_stalls())
    began = time.perf_counter()
    _, (pdf,) = await Workshop().do(job, photos)
    seconds = time.perf_counter() - began
    for task in (watch, pulse):
        task.cancel()
    memory, stalls = await asyncio.gather(watch, pulse)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "bytes": len(pdf),
        "seconds": seconds,
        "cpu_seconds": used.ru_utime + used.ru_stime,
        "worker_mib": memory,
        "stall_ms": stalls,
    }


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
