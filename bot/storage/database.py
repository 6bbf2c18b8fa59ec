"""What the stores know of a database, whichever engine it is: run, read, glance, soon.

SQLite is the default and needs nothing beside itself; PostgreSQL is for several machines.
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot.storage.faults import DatabaseAwayError, DatabaseError
from bot.storage.files import DatabaseFile
from bot.storage.lead import Lead
from bot.storage.sql import T, Work

log = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).with_name("migrations")
"""A folder for each engine. A number stands for the same tables in both of them."""

POSTGRES = ("postgresql://", "postgres://")
"""How the address of a PostgreSQL database begins."""


NO_PACKAGE = "PostgreSQL needs the package psycopg: `uv sync --extra postgres`"


def known(engine: str) -> dict[int, Path]:
    """The engine's migrations by their numbers; the last number is the schema of this version."""
    files = sorted((MIGRATIONS / engine).glob("[0-9]*.sql"))
    return {int(file.name[:4]): file for file in files}


class Database(ABC):
    """Works with the same `whose` (a person's id) never run at the same time, whichever process
    runs them, and each sees what the one before it has stored. `name` is what the log may call it,
    `schema` how many migrations it has had; `file` is None where it is no file of ours."""

    name: str
    schema: int
    is_new: bool = False
    file: DatabaseFile | None = None

    def lead(self) -> Lead:
        """Whether this process leads all that serve from this database."""
        return Lead()

    @abstractmethod
    async def run(self, work: Work[T], whose: int | None = None) -> T:
        """All of `work` in one transaction, durable when this returns.

        Raises what it raises; then nothing of it is stored. Raises DatabaseAwayError when the
        database does not answer; then it may have been stored, or not.
        """

    @abstractmethod
    async def read(self, work: Work[T], whose: int | None = None) -> T:
        """What `work` reads, all of it as of one moment, after what was to be stored `soon`. Raises
        what it raises, and DatabaseAwayError."""

    async def glance(self, work: Work[T], whose: int | None = None) -> T:
        """The same as `read` for what takes microseconds."""
        return await self.read(work, whose)

    async def beside(self, work: Work[T]) -> T:
        """The same as `read` for what takes long and concerns nobody who waits."""
        return await self.read(work)

    @abstractmethod
    def soon(self, work: Work[object], whose: int | None = None) -> asyncio.Future[Any]:
        """The same as `run` for what nobody has to wait for: done before whatever is asked for
        later, and at the close at the latest. A failure is logged; whoever awaits what this gives
        hears of it, too."""

    @abstractmethod
    async def settle(self) -> None:
        """Wait until everything asked for so far is done."""

    @abstractmethod
    async def drain(self) -> None:
        """Wait until nothing is left to do."""

    async def write(
        self, sql: str, values: Sequence[object] = (), whose: int | None = None
    ) -> None:
        """One statement as a work of its own."""
        await self.run(lambda connection: connection.execute(sql, values).close(), whose)

    async def scrub(self) -> bool:
        """What was erased leaves the files, too; False when that has to be tried again later."""
        return True

    async def scrub_again(self) -> None:  # noqa: B027  (where a scrub never fails)
        """Scrub again if the last attempt failed."""


def log_failure(done: asyncio.Future[Any]) -> None:
    """Say that something nobody waits for was not stored."""
    if done.cancelled() or (error := done.exception()) is None:
        return
    if isinstance(error, DatabaseAwayError):  # no mistake of ours, and the update comes again
        log.warning("something was not stored: the database is away")
    else:
        log.error("something was not stored", exc_info=error)


def require_package() -> None:
    """Raises DatabaseError where PostgreSQL's package is not installed: only who uses it has it."""
    if find_spec("psycopg") is None:
        raise DatabaseError(NO_PACKAGE)


def open_database(where: Path | str) -> AbstractAsyncContextManager[Database]:
    """Open (make, bring up to date) the SQLite database at this path, one in memory for ":memory:",
    or the PostgreSQL database at this address. Raises DatabaseError, at once or when it is opened,
    where it cannot be opened, is not ours or comes from a newer version of the bot."""
    if str(where).startswith(POSTGRES):
        require_package()
        from bot.storage.postgres import open_postgres

        return open_postgres(str(where))
    from bot.storage.sqlite import open_sqlite

    return open_sqlite(where)
