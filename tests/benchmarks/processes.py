"""The bots under test as processes of their own, and what the system says about them."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from cryptography.fernet import Fernet

from tests.benchmarks.crowd import Crowd

ROOT = Path(__file__).resolve().parents[2]
KEY = Fernet.generate_key().decode()


@dataclass(frozen=True)
class Running:
    """A bot that polls: `started` is how many seconds it took from its start to the first poll."""

    name: str
    crowd: Crowd
    process: psutil.Process
    started: float

    def cpu_seconds(self) -> float:
        """Processor time so far, user and system."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def peak_mebibytes(self) -> float:
        """The largest resident size so far."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024


@asynccontextmanager
async def running(name: str, crowd: Crowd, *command: str, **env: str) -> AsyncIterator[Running]:
    """Run `python *command` until the block ends; it has polled when the block begins."""
    crowd.first_poll.clear()
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        cwd=env.get("HOME"),
        stderr=None if name else asyncio.subprocess.DEVNULL,
    )
    try:
        await asyncio.wait_for(crowd.first_poll.wait(), 60)
        started = time.perf_counter() - began
        yield Running(name, crowd, psutil.Process(process.pid), started)
    finally:
        process.terminate()
        await process.wait()


def ours(url: str, token: str, database: Path) -> tuple[Sequence[str], dict[str, str]]:
    """The command and the environment of the real bot, as a maintainer would start it."""
    return ("-m", "bot", "run"), {
        "BOT_TOKEN": token,
        "BOT_API_URL": url,
        "BOT_DATABASE": str(database),
        "BOT_DATA_KEY": KEY,
        "BOT_LOG_LEVEL": "WARNING",
        "HOME": str(database.parent),
    }


def bare(url: str, token: str) -> tuple[Sequence[str], dict[str, str]]:
    """The command and the environment of the bare bot."""
    return ("-m", "tests.benchmarks.bare", url, token), {}
