"""The bots under test as processes of their own, and what the system says about them."""

import asyncio
import os
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil
from cryptography.fernet import Fernet

ROOT = Path(__file__).resolve().parents[2]
KEY = Fernet.generate_key().decode()
START_SECONDS = 180
STOP_SECONDS = 20
MEBIBYTE = 1024 * 1024
SHOWN = 40
"""Lines of a bot's complaints that are printed, the first ones."""
_ERROR = re.compile(r" (ERROR|CRITICAL) ")
_NO_COMPLAINT = re.compile(r" (WARNING|INFO|DEBUG) |^Received SIG")

Command = tuple[Sequence[str], dict[str, str]]
"""What to run, and what is added to the environment."""


@dataclass(frozen=True)
class Running:
    """A bot that polls: `started` is how many seconds it took from its start to the first poll."""

    process: psutil.Process
    started: float
    errors: IO[bytes]

    def errors_logged(self) -> int:
        """How many errors it has written to standard error."""
        return sum(_ERROR.search(line) is not None for line in _complaints(self.errors))

    def cpu_seconds(self) -> float:
        """Processor time so far, user and system, of all its threads and children."""
        return sum(
            times.user + times.system + times.children_user + times.children_system
            for times in (process.cpu_times() for process in self._all())
        )

    def resident_mebibytes(self) -> float:
        """The resident size now, with its children."""
        return sum(process.memory_info().rss for process in self._all()) / MEBIBYTE

    def peak_mebibytes(self) -> float:
        """The largest resident size so far."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024

    def _all(self) -> Iterator[psutil.Process]:
        yield self.process
        yield from self.process.children(recursive=True)


@asynccontextmanager
async def running(command: Command, polled: asyncio.Event) -> AsyncIterator[Running]:
    """Run the command until the block ends; it has polled, which sets `polled`, when the block
    begins. Its complaints, if any, are printed at the end.

    Raises ChildProcessError when it ends before it polls, TimeoutError when it takes too long.
    """
    polled.clear()
    arguments, env = command
    with tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            *arguments, env={**os.environ, **env}, cwd=env.get("HOME"), stderr=errors
        )
        try:
            await _first(polled, process)
            started = time.perf_counter() - began
            yield Running(psutil.Process(process.pid), started, errors)
        finally:
            await _stop(process)
            sys.stderr.write("".join(f"{line}\n" for line in _complaints(errors)[:SHOWN]))


def _complaints(errors: IO[bytes]) -> list[str]:
    size = os.fstat(errors.fileno()).st_size
    lines = os.pread(errors.fileno(), size, 0).decode(errors="replace").splitlines()
    return [line for line in lines if not _NO_COMPLAINT.search(line)]


async def _first(polled: asyncio.Event, process: asyncio.subprocess.Process) -> None:
    poll, end = asyncio.ensure_future(polled.wait()), asyncio.ensure_future(process.wait())
    try:
        await asyncio.wait((poll, end), timeout=START_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if end.done():
            raise ChildProcessError("the bot ended before its first poll")
        if not poll.done():
            raise TimeoutError(f"the bot did not poll in {START_SECONDS} s")
    finally:
        poll.cancel()
        end.cancel()


async def _stop(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):  # it has ended by itself, or by Ctrl+C
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


Contender = Callable[[Path], Command]
"""How to start a bot with its database in this folder."""


def ours(
    url: str, token: str, root: Path = ROOT, file: str = "bot.sqlite3", address: str = ""
) -> Contender:
    """The real bot of this checkout, or of another one, as a maintainer would start it; `address`
    is PostgreSQL's, in place of the file."""

    def command(folder: Path) -> Command:
        return (sys.executable, "-m", "bot", "run"), {
            "BOT_TOKEN": token,
            "BOT_API_URL": url,
            "BOT_DATABASE": address or str(folder / file),
            "BOT_DATA_KEY": KEY,
            "BOT_LOG_LEVEL": "WARNING",
            "HOME": str(folder),
            "PYTHONPATH": str(root),
        }

    return command


def bare(url: str, token: str) -> Contender:
    """The bare bot."""

    def command(folder: Path) -> Command:
        arguments = (sys.executable, "-m", "tests.benchmarks.bare", url, token)
        return arguments, {"HOME": str(folder), "PYTHONPATH": str(ROOT)}

    return command
