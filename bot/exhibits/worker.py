"""The process in which files that came from outside are opened: `python -m bot.exhibits.worker`.

It reads one job, does it, and is gone: what a file does to a decoder, it does to nobody else. It
may use so much memory and no more.
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.exhibits.frames import packed, read_files, read_head
from bot.exhibits.looks import RefusedFileError, look
from bot.exhibits.paper import bundle, case_file, copy, court

Answer = tuple[dict[str, Any], Sequence[bytes]]
"""What came of a job, and the files that it made."""

MEMORY_BYTES = 1_200 * 1024 * 1024
"""Of addresses, not of pages in use: libraries map far more than they touch."""


NICE = 10
"""So many steps behind the bot when both want the processor."""


def _look(job: Mapping[str, Any], files: Sequence[bytes]) -> Answer:
    (file,) = files
    try:
        return look(file).told(), ()
    except RefusedFileError as refused:
        return {"refused": str(refused)}, ()


JOBS: Mapping[str, Callable[[Mapping[str, Any], Sequence[bytes]], Answer]] = {
    "look": _look,
    "bundle": bundle,
    "court": court,
    "copy": copy,
    "case": case_file,
}


def main() -> None:
    """Do the job that standard input tells."""
    _give_way()
    _limit_memory()
    job = read_head(sys.stdin.buffer)
    files = list(read_files(sys.stdin.buffer))
    told, made = JOBS[job["job"]](job, files)
    sys.stdout.buffer.write(packed(told, made))
    sys.stdout.buffer.flush()


def _give_way() -> None:
    """Whoever presses a button goes before whoever waits for a paper."""
    if hasattr(os, "nice"):  # Windows has no such call
        os.nice(NICE)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


if __name__ == "__main__":
    main()
