"""Starts the real bot again and again, quickly: one process imports it, each bot is a fork of that.

`python -m tests.warm_bot` reads a line, forks a child that runs `python -m bot run` (its own
`main`, in its own process) with this process's environment, and writes the child's number.
Importing aiogram takes seconds; a test that kills the bot twenty times has no time for them.
"""

import gc
import os
import signal
import sys

import bot.app  # noqa: F401  (this import is what the forks save)
from bot.__main__ import main


def serve() -> None:
    """Fork a bot for every line that comes in, until the input ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no child stays as a zombie
    gc.freeze()
    for _ in iter(sys.stdin.readline, ""):
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os._exit(_bot())
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def _bot() -> int:
    code = 1
    try:
        code = main(["run"])
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return code


if __name__ == "__main__":
    serve()
