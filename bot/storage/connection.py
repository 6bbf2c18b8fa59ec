"""One connection to SQLite, on a thread of its own."""

import sqlite3
from collections.abc import Callable

import aiosqlite

from bot.storage.sql import T


class Connection(aiosqlite.Connection):
    """aiosqlite's connection, which can also do a whole piece of work on SQLite's thread at once.

    Each statement that is awaited on its own is a round trip, and under load each trip waits for
    the interpreter's lock.
    """

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What `work` gives, done on SQLite's thread."""
        done: T = await self._execute(work, self._conn)  # type: ignore[no-untyped-call]
        return done
