"""One SQLite connection, its migrations and its transactions."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

import aiosqlite

T = TypeVar("T")

MIGRATIONS = Path(__file__).with_name("migrations")

PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    # A commit survives kill -9 of the process with NORMAL; only a power cut can take the last ones.
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    # What /delete erases must not linger in free pages.
    "PRAGMA secure_delete = ON",
)


class DatabaseError(Exception):
    """The database cannot be used; the text says why and what to do."""


class Connection(aiosqlite.Connection):
    """aiosqlite's connection, which also takes a whole piece of work to SQLite's thread at once.

    Each statement that is awaited on its own is a way there and back, and under load each way
    waits for the interpreter's lock.
    """

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What `work` gives, done on SQLite's thread."""
        done: T = await self._execute(work, self._conn)  # type: ignore[no-untyped-call]
        return done


class Database:
    """The only owner of the connection. Writers take turns; each transaction is one block."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A block of statements that is stored whole or not at all.

        IMMEDIATE, because a deferred transaction that reads and then writes is told "locked" at
        once, whatever the busy timeout.
        """
        async with self._turn:
            try:
                await self.connection.execute_fetchall("BEGIN IMMEDIATE")
                yield self.connection
                await self.connection.execute_fetchall("COMMIT")
            except BaseException:
                # A commit that fails (a full disk) leaves the transaction open; so does a task that
                # is cancelled while SQLite's thread begins it. Without one open this does nothing.
                await self.connection.rollback()
                raise

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """All of `work`, which only reads, writes and reckons, as one transaction in one go.

        Raises whatever it raises; then nothing is stored.
        """
        async with self._turn:
            return await self.connection.run(partial(_whole, work))

    async def write(self, sql: str, values: tuple[object, ...] = ()) -> None:
        """One statement on its own.

        It waits for its turn too: on this one connection it would otherwise become part of
        whatever transaction is open, and go when that one is rolled back.
        """
        async with self._turn:
            await self.connection.execute_fetchall(sql, values)


def _whole(work: Callable[[sqlite3.Connection], T], sqlite: sqlite3.Connection) -> T:
    sqlite.execute("BEGIN IMMEDIATE")
    try:
        done = work(sqlite)
        sqlite.execute("COMMIT")
    except BaseException:
        sqlite.rollback()
        raise
    return done


@asynccontextmanager
async def open_database(path: Path | str) -> AsyncIterator[Database]:
    """Open (make, bring up to date) the database at `path`, or in memory for ":memory:".

    Raises DatabaseError when the file cannot be opened or comes from a newer version of the bot.
    """
    if path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = Connection(
            lambda: sqlite3.connect(path, isolation_level=None, cached_statements=256), 64
        )
        await connection
    except sqlite3.Error as error:
        raise DatabaseError(f"{path}: {error}") from error
    try:
        try:
            for pragma in PRAGMAS:
                await connection.execute_fetchall(pragma)
            await migrate(connection)
        except sqlite3.Error as error:
            raise DatabaseError(f"{path}: {error}") from error
        yield Database(connection)
    finally:
        # The connection's thread is no daemon: left open, it would keep the process alive.
        await connection.close()


async def migrate(connection: aiosqlite.Connection, upto: int | None = None) -> None:
    """Apply the numbered migrations that the file does not have yet, each in one transaction.

    `upto` stops after that number (tests make an older schema with it). Raises DatabaseError when
    the file has more migrations than this version knows.
    """
    rows = await connection.execute_fetchall("PRAGMA user_version")
    version = int(next(iter(rows))[0])
    known = sorted(MIGRATIONS.glob("[0-9]*.sql"))
    if version > len(known):
        raise DatabaseError(f"made by a newer version of the bot (schema {version})")
    for number, file in enumerate(known, start=1):
        if version < number <= (upto or len(known)):
            script = file.read_text(encoding="utf-8")
            await connection.executescript(
                f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;"
            )
