"""SQLite: the database is a file, and the bot's alone.

Whatever is asked for while SQLite's thread is busy is gathered and done together: one round trip,
one transaction, one commit. Nobody waits for a timer: an idle database works at once.
"""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import aiosqlite

from bot.storage.checkpoints import Checkpoints
from bot.storage.connection import Connection
from bot.storage.database import Database, known, log_failure
from bot.storage.faults import FOREIGN, DatabaseError, explained, from_newer
from bot.storage.files import MEMORY, DatabaseFile, keep_copy, private_file
from bot.storage.sql import T, Work

log = logging.getLogger(__name__)

ENGINE = "sqlite"

PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    # A commit survives kill -9 of the process with NORMAL; only a power cut can take the last ones.
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    # What /delete erases must not linger in free pages.
    "PRAGMA secure_delete = ON",
    # Commits fold the log back themselves only where the checkpoints beside them cannot keep up.
    "PRAGMA wal_autocheckpoint = 1000",
)

TOGETHER = 64
"""How many works share a commit: more would make the first of them wait for the last."""

SOON_SECONDS = 0.005
"""How long work that nobody awaits waits for company: one trip to SQLite's thread fewer."""

BUSY_MS = 5_000
"""How long a transaction waits for another process (a backup) that holds the file."""

SCRUB_MS = 50
"""How long a scrub waits for readers: the bot's people wait behind it."""


@dataclass(frozen=True, slots=True)
class _Asked:
    work: Work[Any]
    writes: bool
    done: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one work: its result, or what it raised."""

    result: Any = None
    error: Exception | None = None


class SqliteDatabase(Database):
    """The only owner of the connection, and of those for glances and for checkpoints: there are
    none in memory, where no two connections see the same database, and no `file` either. Works are
    done one after another, whosever they are."""

    def __init__(
        self,
        connection: Connection,
        glances: sqlite3.Connection | None = None,
        checkpoints: Connection | None = None,
        file: DatabaseFile | None = None,
    ) -> None:
        self.file = file
        self.name = str(file.path) if file else MEMORY
        self.is_new = file is not None and file.is_new
        self.schema = max(known(ENGINE))
        self._connection = connection
        self._glances = glances
        self._checkpoints = Checkpoints(checkpoints)
        self._asked: list[_Asked] = []
        self._working: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._newest: asyncio.Future[Any] | None = None
        self._alone = asyncio.Lock()
        self._erased_in_log = False

    async def run(self, work: Work[T], whose: int | None = None) -> T:
        """Others' works share its commit, not its fate. A commit that fails (a full disk) fails all
        of its works."""
        done: T = await self._ask(work, writes=True)
        return done

    async def read(self, work: Work[T], whose: int | None = None) -> T:
        """It joins the works that are about to be done and takes no write lock for itself."""
        found: T = await self._ask(work, writes=False)
        return found

    async def glance(self, work: Work[T], whose: int | None = None) -> T:
        """Where nothing is being done or waits to be, it is read here and now: the way to SQLite's
        thread and back costs more than it does."""
        if self._glances is None or self._asked or self._working is not None:
            return await self.read(work)
        self._glances.execute("BEGIN")
        try:
            return work(self._glances)
        finally:
            self._glances.rollback()

    async def beside(self, work: Work[T]) -> T:
        """On a connection and a thread of its own; in memory there is no other connection."""
        if self.file is None:
            return await self.read(work)
        return await asyncio.to_thread(_beside, self.file.path, work)

    def soon(self, work: Work[object], whose: int | None = None) -> asyncio.Future[Any]:
        """Together with whatever is asked for within SOON_SECONDS."""
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        done.add_done_callback(log_failure)
        self._asked.append(_Asked(work, True, done))
        self._newest = done
        if self._working is None and self._timer is None:
            self._timer = loop.call_later(SOON_SECONDS, self._start)
        return done

    async def settle(self) -> None:
        """But not for company, nor for anything asked for later."""
        if self._newest is not None and not self._newest.done():
            self._start()
            await asyncio.wait([self._newest])

    async def drain(self) -> None:
        while self._asked or self._working is not None:
            self._start()
            assert self._working is not None
            await asyncio.wait([self._working])
        await self._checkpoints.settle()

    def _ask(self, work: Work[Any], *, writes: bool) -> asyncio.Future[Any]:
        done = asyncio.get_running_loop().create_future()
        self._asked.append(_Asked(work, writes, done))
        self._newest = done
        self._start()
        return done

    def _start(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._working is None and self._asked:
            self._working = asyncio.create_task(self._work())

    async def _work(self) -> None:
        """Do what was asked for, until nothing is left."""
        try:
            while self._asked:
                batch, self._asked = self._asked[:TOGETHER], self._asked[TOGETHER:]
                async with self._alone:
                    outcomes = await self._together(batch)
                self._checkpoints.count()
                for asked, outcome in zip(batch, outcomes, strict=True):
                    if asked.done.done():  # whoever asked was cancelled; the work is done
                        continue
                    if outcome.error is not None:
                        asked.done.set_exception(outcome.error)
                    else:
                        asked.done.set_result(outcome.result)
        finally:
            self._working = None

    async def _together(self, batch: Sequence[_Asked]) -> Sequence[_Outcome]:
        try:
            return await self._connection.run(partial(_transaction, batch))
        except Exception as error:  # noqa: BLE001  (those who asked get it; the next batch goes on)
            return [_Outcome(error=error)] * len(batch)

    # What was erased

    async def scrub(self) -> bool:
        """Checkpoint the write-ahead log and truncate it: it still holds erased pages. False when a
        reader (a backup, a shell) holds it."""
        async with self._alone:
            await self._checkpoints.settle()
            cut = await self._connection.run(_cut_log)
        self._erased_in_log = not cut
        return cut

    async def scrub_again(self) -> None:
        if self._erased_in_log and await self.scrub():
            log.info("what was erased is out of the write-ahead log now")


def _transaction(batch: Sequence[_Asked], sqlite: sqlite3.Connection) -> list[_Outcome]:
    """All works of the batch in one transaction; one that fails is undone alone."""
    # IMMEDIATE, because a deferred transaction that reads and then writes gets "locked" at once,
    # whatever the busy timeout. Readers take no lock that a writer would wait for.
    sqlite.execute("BEGIN IMMEDIATE" if any(asked.writes for asked in batch) else "BEGIN")
    try:
        outcomes = [_attempt(asked, sqlite) for asked in batch]
        sqlite.execute("COMMIT")
    except BaseException:
        sqlite.rollback()
        raise
    return outcomes


def _attempt(asked: _Asked, sqlite: sqlite3.Connection) -> _Outcome:
    if not asked.writes:
        try:
            return _Outcome(asked.work(sqlite))
        except Exception as error:  # noqa: BLE001  (whoever asked gets it)
            return _Outcome(error=error)
    sqlite.execute("SAVEPOINT work")
    try:
        outcome = _Outcome(asked.work(sqlite))
    except Exception as error:
        if not sqlite.in_transaction:
            raise  # SQLite has undone everybody's (a full disk)
        sqlite.execute("ROLLBACK TO work")
        outcome = _Outcome(error=error)
    sqlite.execute("RELEASE work")
    return outcome


def _cut_log(sqlite: sqlite3.Connection) -> bool:
    sqlite.execute(f"PRAGMA busy_timeout = {SCRUB_MS}")
    try:
        busy, _, _ = sqlite.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        sqlite.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    return not busy


def _beside(path: Path, work: Work[T]) -> T:
    with reading(path) as sqlite:
        sqlite.execute("BEGIN")
        return work(sqlite)


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that only reads the file, beside a bot that may be using it. Raises
    sqlite3.Error."""
    as_it_is = f"{path.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(as_it_is, uri=True, isolation_level=None)) as sqlite:
        yield sqlite


@asynccontextmanager
async def open_sqlite(path: Path | str) -> AsyncIterator[SqliteDatabase]:
    """The database at `path`, or in memory for ":memory:". See `open_database`."""
    async with AsyncExitStack() as stack:
        try:
            if str(path) == MEMORY:
                database = await _in_memory(stack)
            else:
                database = await _in_file(Path(path), stack)
        except (sqlite3.Error, OSError, DatabaseError) as error:
            raise explained(path, error) from error
        stack.push_async_callback(database.drain)
        yield database


async def _in_memory(stack: AsyncExitStack) -> SqliteDatabase:
    connection = await _open(MEMORY, stack)
    await migrate(connection)
    return SqliteDatabase(connection)


async def _in_file(path: Path, stack: AsyncExitStack) -> SqliteDatabase:
    file = private_file(path)
    connection = await _open(path, stack)
    schema = await schema_of(connection)
    if 0 < schema < max(known(ENGINE)):
        kept = await asyncio.to_thread(keep_copy, path, schema)
        log.info("the database is brought up to date; as it was, it lies in %s", kept)
    await migrate(connection)
    glances = stack.enter_context(closing(_connect(path)))
    return SqliteDatabase(connection, glances, await _open(path, stack), file)


async def _open(path: Path | str, stack: AsyncExitStack) -> Connection:
    """A connection, closed with the stack: its thread is no daemon and, left open, would keep the
    process alive."""
    connection = Connection(partial(_connect, path), 64)
    await connection
    stack.push_async_callback(connection.close)
    for pragma in PRAGMAS:
        await connection.execute_fetchall(pragma)
    return connection


def _connect(path: Path | str) -> sqlite3.Connection:
    return sqlite3.connect(
        path, isolation_level=None, cached_statements=256, timeout=BUSY_MS / 1000
    )


async def schema_of(connection: aiosqlite.Connection) -> int:
    """How many migrations the file has had. Raises DatabaseError for a file that is not ours, or
    has had more than this version knows."""
    rows = await connection.execute_fetchall("PRAGMA user_version")
    version = int(next(iter(rows))[0])
    if version > max(known(ENGINE)):
        raise from_newer(version, max(known(ENGINE)))
    found = await connection.execute_fetchall("SELECT name FROM sqlite_schema")
    tables = [row[0] for row in found]
    ours = "updates" in tables if version else not tables
    if not ours:
        raise DatabaseError(f"{FOREIGN}: name a file of the bot's own")
    return version


async def migrate(connection: aiosqlite.Connection, upto: int | None = None) -> None:
    """Apply the numbered migrations that the file does not have yet, each in one transaction.

    `upto` stops after that number (tests make an older schema with it). Raises DatabaseError as
    `schema_of` does.
    """
    version = await schema_of(connection)
    for number, file in known(ENGINE).items():
        if version < number <= (upto or number):
            script = file.read_text(encoding="utf-8")
            await connection.executescript(
                f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;"
            )
