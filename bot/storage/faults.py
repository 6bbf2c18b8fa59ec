"""Why a database cannot be used, in one line: what, where, what to do."""

import sqlite3
from errno import EACCES, ENOSPC, EPERM, EROFS
from pathlib import Path


class DatabaseError(Exception):
    """The database cannot be used; the text says why and what to do."""


class DatabaseAwayError(Exception):
    """The database does not answer, or takes nothing, now. Whatever was to be done may be tried
    again: the same update stores its effect once."""


def from_newer(schema: int, known: int) -> DatabaseError:
    """The refusal of a database that has had more migrations than are `known` here."""
    return DatabaseError(
        f"made by a newer version of the bot (schema {schema}, this one knows {known}): run that"
        " version, or bring back a backup"
    )


FOREIGN = "is another program's database"

CANNOT_WRITE = "cannot be written: its folder must belong to the bot's user and be writable"
READ_ONLY = "lies where nothing can be written: name a file in a folder that is writable"
FULL = "the disk is full: free some space, nothing was changed"
DAMAGED = (
    "is damaged or no database: put it aside and bring back a backup, `python -m bot restore FROM`"
)
NO_FILE = "is no file: name the database's file, not a folder"
BUSY = "is held by another program: end that one (a shell, a copy that is being made)"

BY_NUMBER = {EACCES: CANNOT_WRITE, EPERM: CANNOT_WRITE, EROFS: READ_ONLY, ENOSPC: FULL}

BY_CODE = {
    sqlite3.SQLITE_PERM: CANNOT_WRITE,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: CANNOT_WRITE,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: "cannot be read or written: look at the disk (`dmesg`)",
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
}
"""What SQLite's primary result codes mean for whoever runs the bot."""


def explained(path: Path | str, error: Exception) -> DatabaseError:
    """The error as one line that names the setting, the file and the remedy."""
    return DatabaseError(f"BOT_DATABASE {path}: {_why(Path(path), error)}")


def _why(path: Path, error: Exception) -> str:
    if isinstance(error, DatabaseError):
        return str(error)
    if path.is_dir():
        return NO_FILE
    if isinstance(error, OSError):
        known = BY_NUMBER.get(error.errno or 0, f"cannot be used: {error.strerror}")
        return f"{known} ({error.filename})" if error.filename else known
    code = getattr(error, "sqlite_errorcode", None)
    meant = BY_CODE.get((code or 0) & 0xFF)
    return f"{meant} ({error})" if meant else str(error)


def is_full(error: BaseException) -> bool:
    """Whether the disk had no room."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL or (
        isinstance(error, OSError) and error.errno == ENOSPC
    )
