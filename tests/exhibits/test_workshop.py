"""The worker that opens files from outside: one at a time, and in so much memory."""

import asyncio
import subprocess
import sys
from asyncio.subprocess import Process
from typing import Any

import pytest

from bot.exhibits.frames import head
from bot.exhibits.workshop import ROOT, Workshop
from tests.exhibits import files

GREEDY = """
from bot.exhibits import worker
worker.JOBS["look"] = lambda job, files: bytearray(worker.MEMORY_BYTES)
worker.main()
"""


async def test_whoever_comes_meanwhile_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0
    begun: list[Process] = []
    still_there: list[int] = []
    begin = asyncio.create_subprocess_exec

    async def begin_one(*command: Any, **given: Any) -> Process:
        nonlocal asked
        still_there.append(asked - sum(one.returncode is not None for one in begun))
        asked += 1
        begun.append(await begin(*command, **given))
        return begun[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", begin_one)
    workshop = Workshop()
    await asyncio.gather(*(workshop.look(files.pdf(1)) for _ in range(3)))
    assert still_there == [0, 0, 0]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_job_gets_so_much_memory_and_no_more() -> None:
    job = head({"job": "look"})
    done = subprocess.run(
        [sys.executable, "-c", GREEDY], input=job, cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode
    assert b"MemoryError" in done.stderr
