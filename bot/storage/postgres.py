"""PostgreSQL, for several processes that serve one bot. Imported only where BOT_DATABASE names it.

A work runs on a thread that has a connection of its own. What keeps one person's works apart is a
lock that all processes ask for, held until the transaction ends: so every statement of a work sees
what the person's last one has stored.
"""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import lru_cache, partial
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.types.string import TextLoader

from bot.storage.database import Database, known, log_failure
from bot.storage.faults import FOREIGN, DatabaseAwayError, DatabaseError, from_newer
from bot.storage.lead import Lead
from bot.storage.sql import Rows, Sql, T, Work

log = logging.getLogger(__name__)

ENGINE = "postgres"

CONNECTIONS = 8
"""How many works run at once: more than the cores would ever be busy with, for each waits for the
server most of the time."""

MIGRATING, LEADING = (4150, 1), (4150, 2)
"""Advisory locks of two numbers: those of one number are people's."""

PATIENCE: Mapping[str, Any] = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 5_000,
}
"""Of a connection: a server that has vanished is noticed in seconds, not in hours."""

LIMITS = (
    # A process that was frozen between two statements holds its person's lock no longer.
    "SET idle_in_transaction_session_timeout = '5s'",
    "SET lock_timeout = '5s'",
    "SET statement_timeout = '60s'",
)

LEAD_SECONDS = 1.2
"""How long whoever leads may be silent before somebody else does."""

ASKS_EVERY_SECONDS = 0.3

READS = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

LOST = (psycopg.OperationalError, psycopg.InterfaceError)


@lru_cache(maxsize=512)
def spoken(sql: str) -> str:
    """The same statement in PostgreSQL's words."""
    return (
        sql.replace("%", "%%")
        .replace("?", "%s")
        .replace("json_group_array", "json_agg")
        .replace("json_array", "json_build_array")
    )


class Spoken:
    """A connection that takes what the stores say."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Rows:
        return self._connection.execute(spoken(sql), values)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> Rows:
        cursor = self._connection.cursor()
        cursor.executemany(spoken(sql), rows)
        return cursor


class PostgresDatabase(Database):
    """The only owner of its threads and their connections."""

    def __init__(self, address: str, *, is_new: bool) -> None:
        self.name = name_of(address)
        self.schema = max(known(ENGINE))
        self.is_new = is_new
        self._address = address
        self._threads = ThreadPoolExecutor(CONNECTIONS, ENGINE)
        self._mine = threading.local()
        self._all: list[psycopg.Connection[Any]] = []
        self._pending: dict[int | None, asyncio.Future[Any]] = {}
        self._running: set[asyncio.Future[Any]] = set()

    def lead(self) -> Lead:
        """Asked for on a connection of its own."""
        return AskedLead(self._address)

    async def run(self, work: Work[T], whose: int | None = None) -> T:
        """On a thread; once more when the connection turns out to be dead. What makes an update
        that comes again harmless makes that harmless, even after a COMMIT whose answer was lost."""
        return await self._behind(self._before(whose), work, whose)

    async def read(self, work: Work[T], whose: int | None = None) -> T:
        """On a thread, in a transaction that only reads."""
        if before := self._before(whose):
            await asyncio.wait(before)
        return await self._on_thread(work, READS)

    def soon(self, work: Work[object], whose: int | None = None) -> asyncio.Future[Any]:
        """At once, on a thread: but behind what was to be done soon before."""
        done = asyncio.ensure_future(self._behind(self._before(whose), work, whose))
        done.add_done_callback(log_failure)
        done.add_done_callback(partial(self._is_done, whose))
        self._pending[whose] = done
        return done

    async def settle(self) -> None:
        """What is asked for later is not waited for."""
        if waited := {*self._pending.values(), *self._running}:
            await asyncio.wait(waited)

    async def drain(self) -> None:
        """Nothing is asked for any more."""
        while self._pending or self._running:
            await self.settle()

    async def close(self) -> None:
        """Let go of the threads and their connections."""
        await asyncio.to_thread(self._threads.shutdown)
        for connection in self._all:
            connection.close()

    def _before(self, whose: int | None) -> Sequence[asyncio.Future[Any]]:
        """What is to be done soon and before a work of this person's; None is everybody's."""
        pending = self._pending
        if whose is None:
            return [*pending.values()]
        return [pending[one] for one in (whose, None) if one in pending]

    async def _behind(
        self, before: Sequence[asyncio.Future[Any]], work: Work[T], whose: int | None
    ) -> T:
        if before:
            await asyncio.wait(before)
        return await self._on_thread(work, begin(whose))

    def _is_done(self, whose: int | None, done: asyncio.Future[Any]) -> None:
        if self._pending.get(whose) is done:
            del self._pending[whose]

    async def _on_thread(self, work: Work[T], begins: str) -> T:
        loop = asyncio.get_running_loop()
        doing = loop.run_in_executor(self._threads, self._twice, work, begins)
        self._running.add(doing)
        doing.add_done_callback(self._running.discard)
        return await asyncio.shield(doing)

    def _twice(self, work: Work[T], begins: str) -> T:
        try:
            return self._once(work, begins)
        except psycopg.Error as error:
            if not self._hangs_up(error):
                raise
        try:
            return self._once(work, begins)
        except psycopg.Error as error:
            if not self._hangs_up(error):
                raise
            raise DatabaseAwayError(type(error).__name__) from error

    def _once(self, work: Work[T], begins: str) -> T:
        connection = self._connection()
        try:
            connection.execute(begins)
            done = work(Spoken(connection))
            connection.execute("COMMIT")
        except BaseException:
            with suppress(psycopg.Error):  # a connection that is lost has undone it
                connection.execute("ROLLBACK")
            raise
        return done

    def _connection(self) -> psycopg.Connection[Any]:
        connection: psycopg.Connection[Any] | None = getattr(self._mine, "connection", None)
        if connection is None:
            self._mine.connection = connection = connect(self._address)
            self._all.append(connection)
        return connection

    def _hangs_up(self, error: psycopg.Error) -> bool:
        """Whether it is the connection, or the server, that has failed, and not the statement."""
        connection: psycopg.Connection[Any] | None = getattr(self._mine, "connection", None)
        if not isinstance(error, LOST) and not (connection and connection.closed):
            return False
        if connection is not None:
            self._mine.connection = None
            self._all.remove(connection)
            connection.close()
        return True


class AskedLead(Lead):
    """A lock of the server's, held by whoever asks for it first, for as long as they go on asking.

    A process that ends lets go of it at once. One that is frozen asks no more, and the server ends
    its idle session: so the lead never waits for a machine that has vanished.
    """

    def __init__(self, address: str) -> None:
        super().__init__(leads=False)
        self._address = address

    @asynccontextmanager
    async def sought(self) -> AsyncIterator[None]:
        """Ask in the background while the block runs."""
        asking = asyncio.create_task(self._ask())
        try:
            yield
        finally:
            asking.cancel()
            with suppress(asyncio.CancelledError):
                await asking
            self._set(leads=False)

    async def _ask(self) -> None:
        while True:
            try:
                async with asyncio.timeout(PATIENCE["connect_timeout"]):
                    line = await psycopg.AsyncConnection.connect(
                        self._address, autocommit=True, **PATIENCE
                    )
                async with line:
                    await line.execute(f"SET idle_session_timeout = {LEAD_SECONDS * 1000:.0f}")
                    await self._ask_on(line)
            except (psycopg.Error, OSError, TimeoutError) as error:
                if self.leads:
                    log.warning("the lead is lost: %s", type(error).__name__)
                self._set(leads=False)
            await asyncio.sleep(ASKS_EVERY_SECONDS)

    async def _ask_on(self, line: psycopg.AsyncConnection[Any]) -> None:
        """Ask until that fails. Whoever holds it is given it again."""
        while True:
            async with asyncio.timeout(LEAD_SECONDS):
                cursor = await line.execute("SELECT pg_try_advisory_lock(%s, %s)", LEADING)
                row = await cursor.fetchone()
            self._set(leads=row is not None and bool(row[0]))
            await asyncio.sleep(ASKS_EVERY_SECONDS)


def begin(whose: int | None) -> str:
    """How a transaction begins in which nobody else changes what is this person's."""
    return "BEGIN" if whose is None else f"BEGIN; SELECT pg_advisory_xact_lock({int(whose)})"


def connect(address: str) -> psycopg.Connection[Any]:
    """A connection that commits by itself and gives JSON as text. Raises psycopg.Error."""
    connection = psycopg.connect(address, autocommit=True, **PATIENCE)
    connection.adapters.register_loader("json", TextLoader)
    for limit in LIMITS:
        connection.execute(limit)
    return connection


def name_of(address: str) -> str:
    """What the log may call the database: without a password, a user or a parameter."""
    told = conninfo_to_dict(address)
    return f"PostgreSQL {told.get('host', 'localhost')}/{told.get('dbname', '')}"


def explained(address: str, error: Exception) -> DatabaseError:
    """The error as one line that names the setting and the remedy, and no password."""
    first = str(error).strip().partition("\n")[0]
    told = conninfo_to_dict(address) if isinstance(error, psycopg.Error | DatabaseError) else {}
    for secret in filter(None, [told.get("password")]):
        first = first.replace(str(secret), "…")
    name = name_of(address) if told else "postgresql://…"
    return DatabaseError(f"BOT_DATABASE {name}: {first}")


@asynccontextmanager
async def open_postgres(address: str) -> AsyncIterator[PostgresDatabase]:
    """The database at this address. See `open_database`."""
    is_new = await asyncio.to_thread(_bring_up_to_date, address)
    database = PostgresDatabase(address, is_new=is_new)
    try:
        yield database
    finally:
        await database.drain()
        await database.close()


def look(address: str, work: Callable[[Sql], T]) -> T:
    """What `work` reads in a transaction that only reads. Blocks. Raises DatabaseError."""
    with explaining(address), connect(address) as connection:
        connection.execute(READS)
        return work(Spoken(connection))


@contextmanager
def explaining(address: str) -> Iterator[None]:
    """Whatever goes wrong with this database is raised as DatabaseError."""
    try:
        yield
    except (psycopg.Error, DatabaseError) as error:
        raise explained(address, error) from None


def _bring_up_to_date(address: str) -> bool:
    """Whether it was empty before."""
    with explaining(address), connect(address) as connection:
        return migrate(connection)


def migrate(connection: psycopg.Connection[Any], upto: int | None = None) -> bool:
    """Apply the migrations that the database does not have yet, all of them or none; gives whether
    it was empty. One process does it at a time. `upto` stops after that number. Raises
    DatabaseError for a database that is not ours, or has had more than this version knows."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", MIGRATING)
        schema = schema_of(connection)
        for number, file in known(ENGINE).items():
            if schema < number <= (upto or number):
                connection.execute(file.read_bytes())
                connection.execute("UPDATE schema_version SET version = %s", (number,))
    return schema == 0


def schema_of(connection: psycopg.Connection[Any]) -> int:
    """The number of its last migration, 0 for an empty one. Raises DatabaseError."""
    tables = {
        name
        for (name,) in connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        )
    }
    if not tables:
        return 0
    if not tables >= {"schema_version", "updates"}:
        raise DatabaseError(f"{FOREIGN}: name a database of the bot's own")
    row = connection.execute("SELECT version FROM schema_version").fetchone()
    version, newest = int(row[0]) if row else 0, max(known(ENGINE))
    if version > newest:
        raise from_newer(version, newest)
    return version
