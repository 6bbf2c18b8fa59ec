"""Files that came from outside are opened in a process of their own, one at a time."""

import asyncio
import io
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.exhibits.frames import framed, head, read_files, read_head
from bot.exhibits.looks import Looked, RefusedFileError, mime_of

ROOT = Path(__file__).parents[2]

SECONDS = 60
"""How long one job may take."""


class WorkshopError(Exception):
    """The job was not done: it took too long or too much memory, or it broke."""


class Workshop:
    """One worker at a time: whoever comes meanwhile waits."""

    def __init__(self) -> None:
        self._alone = asyncio.Lock()

    async def look(self, file: bytes) -> Looked:
        """What the file is. Raises RefusedFileError, also where its decoder does not survive it."""
        if not mime_of(file):  # no process is needed for that
            raise RefusedFileError("unknown")
        try:
            told, _ = await self.do({"job": "look"}, [file])
        except WorkshopError:
            raise RefusedFileError("broken") from None
        if "refused" in told:
            raise RefusedFileError(told["refused"])
        return Looked(**told)

    async def do(
        self, job: Mapping[str, Any], files: Sequence[bytes]
    ) -> tuple[dict[str, Any], list[bytes]]:
        """What came of the job, and the files that it made. Raises WorkshopError."""
        async with self._alone:
            worker = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot.exhibits.worker",
                cwd=ROOT,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,  # a traceback would hold what a file says
            )  # fmt: skip
            try:
                async with asyncio.timeout(SECONDS):
                    _, out = await asyncio.gather(_feed(worker, job, files), _read(worker))
                    await worker.wait()
            except TimeoutError:
                raise WorkshopError("too long") from None
            finally:
                if worker.returncode is None:
                    worker.kill()
                    await worker.wait()
        if worker.returncode != 0:
            raise WorkshopError(f"status {worker.returncode}")
        answer = io.BytesIO(out)
        return read_head(answer), list(read_files(answer))


async def _feed(worker: Process, job: Mapping[str, Any], files: Sequence[bytes]) -> None:
    """The job and its files, a file at a time: ten photos are never in memory twice."""
    assert worker.stdin
    try:
        worker.stdin.write(head(dict(job)))
        for file in files:
            worker.stdin.write(framed(file))
            await worker.stdin.drain()
        worker.stdin.close()
    except ConnectionError:
        return  # it is gone; its status says so


async def _read(worker: Process) -> bytes:
    assert worker.stdout
    return await worker.stdout.read()
