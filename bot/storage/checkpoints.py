"""The write-ahead log folded back into the file, beside the works and not between them.

A commit that folds the log back makes everybody wait for it: that was the slowest press in a
hundred. SQLite lets another connection do it while works go on being written.
"""

import asyncio
import logging
import sqlite3

from bot.storage.connection import Connection

log = logging.getLogger(__name__)

AFTER_COMMITS = 32
"""How many commits lie between two checkpoints: some 200 pages, a megabyte."""


class Checkpoints:
    """Counts commits, and now and then copies what they wrote from the log into the file."""

    def __init__(self, connection: Connection | None) -> None:
        """`connection` is used by nobody else; None where there is no log (in memory)."""
        self._connection = connection
        self._commits = 0
        self._running: asyncio.Task[None] | None = None

    def count(self) -> None:
        """Something was committed. Nobody waits for the checkpoint that this may start."""
        self._commits += 1
        if self._commits >= AFTER_COMMITS and self._running is None:
            self._commits = 0
            self._running = asyncio.create_task(self._run())

    async def settle(self) -> None:
        """Wait for the checkpoint that is being made, if one is."""
        if self._running is not None:
            await asyncio.wait([self._running])

    async def _run(self) -> None:
        try:
            if self._connection is not None:
                await self._connection.run(_checkpoint)
        except sqlite3.Error:  # the log grows, and the commits fold it back themselves
            log.warning("the write-ahead log could not be folded back", exc_info=True)
        finally:
            self._running = None


def _checkpoint(sqlite: sqlite3.Connection) -> None:
    """As much of the log as no reader needs: nobody is waited for, nobody waits."""
    sqlite.execute("PRAGMA wal_checkpoint(PASSIVE)").close()
