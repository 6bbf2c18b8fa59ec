"""The database as a file: nobody else's to read, one bot's to write, and still there."""

import os
import sqlite3
import sys
from contextlib import AbstractContextManager, closing, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from bot.storage.faults import DatabaseError, explained

MEMORY = ":memory:"
"""The path of a database that is kept nowhere."""

PRIVATE = 0o600

BESIDE = ("-wal", "-shm")
"""What SQLite puts beside a database; new ones get the mode of the database."""

BACKED_UP = ".backed-up"
"""What a backup leaves beside the database: an empty file, as old as the backup."""

COPY = ".schema-"
"""What a migration puts beside the database: the file as it was, with the number of its schema."""

RUNS_ALREADY = (
    "another bot runs on it: stop that one first, or give this one a file of its own; "
    "a bot that has just been stopped needs up to thirteen seconds"
)


@dataclass(frozen=True, slots=True)
class DatabaseFile:
    """The file that was opened. `is_new` says that there was none, or an empty one."""

    path: Path
    is_new: bool
    identity: tuple[int, int]

    @property
    def is_there(self) -> bool:
        """Whether the path still names the file that was opened: deleted or replaced, whatever is
        written goes nowhere."""
        try:
            return _identity(self.path) == self.identity
        except OSError:
            return False


def private_file(path: Path) -> DatabaseFile:
    """The file of a database, made if there is none, and readable to its owner alone. Raises
    OSError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE))
    for file in (path, *(path.with_name(path.name + suffix) for suffix in BESIDE)):
        with suppress(FileNotFoundError):
            if file.stat().st_mode & 0o077:
                file.chmod(PRIVATE)
    return DatabaseFile(path, path.stat().st_size == 0, _identity(path))


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


def held(path: Path | str) -> AbstractContextManager[object]:
    """Until the block's end, nobody else who asks for it holds the database; the end of the process
    lets go of it, too, however it ends. One in memory is nobody else's anyway, and PostgreSQL is
    held by whoever leads (lead.py).

    A file of its own is locked: closing a database's file drops the locks that SQLite has on it.
    Raises DatabaseError when somebody holds it, or nothing can be written there.
    """
    if not isinstance(path, Path) or path.name == MEMORY:
        return nullcontext()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = path.with_name(f"{path.name}.lock")
        file = os.fdopen(os.open(beside, os.O_RDWR | os.O_CREAT, PRIVATE), "r+")
    except OSError as error:
        raise explained(path, error) from error
    if not _lock(file):
        file.close()
        raise explained(path, DatabaseError(RUNS_ALREADY))
    return file


def _lock(file: IO[str]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def keep_copy(path: Path, schema: int) -> Path:
    """The database as it is, beside it: a migration that was wrong can be taken back. Raises
    sqlite3.Error and OSError."""
    kept = path.with_name(f"{path.name}{COPY}{schema}")
    kept.unlink(missing_ok=True)
    copy_to(path, kept)
    return kept


def copy_to(path: Path, to: Path) -> None:
    """A private, durable copy of a database that may be in use, made in one step: all of it as of
    one moment. Raises sqlite3.Error and OSError, FileExistsError when `to` is there."""
    os.close(os.open(to, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE))
    as_it_is = f"{path.resolve().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(as_it_is, uri=True)) as source,
        closing(sqlite3.connect(to)) as target,
    ):
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE").close()  # one file, not three
    synced(to)


def synced(path: Path) -> None:
    """Make the file and its name in the folder durable."""
    for each in (path, path.parent):
        if each.is_dir() and os.name == "nt":
            continue  # Windows opens no folder
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def forget_copies(path: Path, before: datetime) -> None:
    """Delete the copies of migrations that are older: they hold people who were erased since."""
    for kept in path.parent.glob(f"{path.name}{COPY}*"):
        if kept.stat().st_mtime < before.timestamp():
            kept.unlink()


def backed_up_at(path: Path) -> datetime | None:
    """When the last backup of the database was made; None when there was none."""
    try:
        at = path.with_name(path.name + BACKED_UP).stat().st_mtime
    except OSError:
        return None
    return datetime.fromtimestamp(at, UTC)
