"""One connection to SQLite, on a thread of its own."""

import sqlite3
from collections.abc import Callable
from typing import TypeVar

import aiosqlite

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
"""Reads, writes and computes on the connection it is given, and does nothing else: it may be rolled
back, and it may be repeated."""


class Connection(aiosqlite.Connection):
    """aiosqlite's connection, which can also do a whole piece of work on SQLite's thread at once.

    Each statement that is awaited on its own is a round trip, and under load each trip waits for
    the interpreter's lock.
    """

    async def run(self, work: Work[T]) -> T:
        """What `work` gives, done on SQLite's thread."""
        done: T = await self._execute(work, self._conn)  # type: ignore[no-untyped-call]
        return done
