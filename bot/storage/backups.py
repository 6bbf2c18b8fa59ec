"""The whole database in one sealed file elsewhere, and back; all answers sealed with a new key.

A sealed file is a line of JSON (which key it needs, which schema it holds), then a line for each
mebibyte of the database: a Fernet token. Each token holds the digest of the first line, its number
and whether it is the last, so that a file that was cut, patched or put together is refused.
"""

import json
import os
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from cryptography.fernet import InvalidToken

from bot.storage.cases import SEALED
from bot.storage.faults import DAMAGED, DatabaseError, explained
from bot.storage.files import BACKED_UP, PRIVATE, copy_to, held, synced
from bot.storage.sealing import Seal

FORMAT = 1

CHUNK = 1 << 20
"""Bytes of the database that one token holds."""

DIGEST, NUMBER = 16, 8


@dataclass(frozen=True, slots=True)
class Backup:
    """What a sealed file holds: the names of all keys that its answers need, that of the file
    itself first; the schema; how many bytes it takes, and how many people and cases it has."""

    keys: Sequence[str]
    schema: int
    size: int
    people: int
    cases: int


def back_up(database: Path, to: Path, seal: Seal, now: datetime) -> Backup:
    """The database as of one moment, while a bot may be using it, checked and sealed as a whole in
    a new private file; when this returns it is durable.

    Raises DatabaseError when `to` is there, when the database is not or is damaged, and when an
    answer in it opens with none of the keys: nothing is left then.
    """
    if to.exists():
        raise DatabaseError(f"{to}: is there already: name a file that is not")
    if not database.exists():
        raise explained(database, DatabaseError("is not there: nothing to back up"))
    plain, part = to.with_name(f"{to.name}.plain"), to.with_name(f"{to.name}.part")
    try:
        for left in (plain, part):
            left.unlink(missing_ok=True)  # of a run that was killed
        copy_to(database, plain)
        backup = _examined(plain, seal)
        with plain.open("rb") as source, _new(part) as target:
            _seal(source, target, seal, backup, now)
        synced(part)
        part.rename(to)
        synced(to)
    except sqlite3.Error as error:
        raise explained(database, error) from error
    except OSError as error:
        raise DatabaseError(f"{to}: cannot be written: {error.strerror}") from error
    finally:
        for left in (plain, part):
            left.unlink(missing_ok=True)
    database.with_name(database.name + BACKED_UP).touch(PRIVATE)
    return Backup(backup.keys, backup.schema, to.stat().st_size, backup.people, backup.cases)


def restore(source: Path, database: Path, seal: Seal) -> Backup:
    """The database of a sealed file, put where there is none. It is checked as a whole before it
    gets its name; whoever opens it brings it up to date.

    Raises DatabaseError when there is a database, when the file is damaged or not sealed with any
    of the keys.
    """
    if database.exists():
        raise explained(
            database, DatabaseError("is there: move it away, a backup replaces nothing")
        )
    with held(database):
        part = database.with_name(f"{database.name}.part")
        part.unlink(missing_ok=True)
        try:
            with source.open("rb") as sealed, _new(part) as target:
                _unseal(source, sealed, target, seal)
            backup = _examined(part, seal)
            synced(part)
            part.rename(database)
            synced(database)
        except sqlite3.Error as error:
            raise DatabaseError(f"{source}: {explained(source, error)}") from error
        except OSError as error:
            raise DatabaseError(f"{error.filename or database}: {error.strerror}") from error
        finally:
            part.unlink(missing_ok=True)
    return Backup(backup.keys, backup.schema, source.stat().st_size, backup.people, backup.cases)


def reseal(database: Path, seal: Seal) -> int:
    """Every answer sealed anew with the first key, in one transaction: the other keys are not
    needed after that. Gives how many there were.

    Raises DatabaseError while a bot runs on the database (one that has only the old key could not
    read what is written here), and when an answer opens with none of the keys: then nothing is
    changed.
    """
    if not database.exists():
        raise explained(database, DatabaseError("is not there: nothing to seal anew"))
    with held(database), closing(sqlite3.connect(database, isolation_level=None)) as sqlite:
        try:
            _opened_by(sqlite, seal)
            return _reseal(sqlite, seal)
        except sqlite3.Error as error:
            raise explained(database, error) from error


def _reseal(sqlite: sqlite3.Connection, seal: Seal) -> int:
    sqlite.execute("PRAGMA secure_delete = ON")  # what the old key opens must not stay
    sqlite.create_function("resealed", 1, seal.resealed)
    sqlite.execute("BEGIN IMMEDIATE")
    count = 0
    for table, column in SEALED:
        done = sqlite.execute(
            f"UPDATE {table} SET {column} = resealed({column}) WHERE {column} IS NOT NULL"
        )
        count += done.rowcount
    sqlite.execute("COMMIT")
    sqlite.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    return count


def _examined(file: Path, seal: Seal) -> Backup:
    """What a database holds, once it is found whole and all of its answers have been opened."""
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as sqlite:
        if sqlite.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise DatabaseError(f"{file}: {DAMAGED}")
        schema, people, cases = sqlite.execute(
            "SELECT (SELECT user_version FROM pragma_user_version),"
            " (SELECT count(*) FROM people), (SELECT count(*) FROM cases)"
        ).fetchone()
        others = _opened_by(sqlite, seal)
    return Backup(
        list(dict.fromkeys([seal.names[0], *others])), schema, file.stat().st_size, people, cases
    )


def _opened_by(sqlite: sqlite3.Connection, seal: Seal) -> Counter[str]:
    """How many answers each key opens, by its name. Raises WrongKeyError."""
    found: Counter[str] = Counter()
    for table, column in SEALED:
        if _has(sqlite, table, column):
            rows = sqlite.execute(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL")
            found.update(seal.name_for(sealed) for (sealed,) in rows)
    return found


def _has(sqlite: sqlite3.Connection, table: str, column: str) -> bool:
    """Whether the database, maybe of an older schema, has this column."""
    found = sqlite.execute("SELECT 1 FROM pragma_table_info(?) WHERE name = ?", (table, column))
    return found.fetchone() is not None


def _new(file: Path) -> IO[bytes]:
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb")


def _seal(source: IO[bytes], target: IO[bytes], seal: Seal, backup: Backup, now: datetime) -> None:
    about = {
        "navigator_backup": FORMAT,
        "keys": list(backup.keys),
        "schema": backup.schema,
        "made_at": now.isoformat(timespec="seconds"),
    }
    head = json.dumps(about).encode()
    target.write(head + b"\n")
    digest, number = sha256(head).digest()[:DIGEST], 0
    chunk = source.read(CHUNK)
    while chunk:
        following = source.read(CHUNK)
        mark = digest + number.to_bytes(NUMBER, "big") + bytes([not following])
        target.write(seal.close_bytes(mark + chunk) + b"\n")
        chunk, number = following, number + 1


def _unseal(file: Path, sealed: IO[bytes], target: IO[bytes], seal: Seal) -> None:
    head = sealed.readline(10_000).rstrip(b"\n")
    about = _about(file, head)
    if not set(about["keys"]) <= set(seal.names):
        needed, given = ", ".join(about["keys"]), ", ".join(seal.names)
        raise DatabaseError(
            f"{file}: needs the key {needed}, BOT_DATA_KEY is {given}: write all that it needs, "
            "the newest first, after commas"
        )
    for chunk in _chunks(file, sealed, sha256(head).digest()[:DIGEST], seal):
        target.write(chunk)


def _about(file: Path, head: bytes) -> Mapping[str, Any]:
    try:
        about = json.loads(head)
        known = about["navigator_backup"] == FORMAT and isinstance(about["keys"], list)
    except (ValueError, KeyError, TypeError):
        known = False
    if not known:
        raise DatabaseError(f"{file}: is no backup of this bot")
    found: Mapping[str, Any] = about
    return found


def _chunks(file: Path, sealed: IO[bytes], digest: bytes, seal: Seal) -> Iterator[bytes]:
    is_last = False
    for number, token in enumerate(iter(lambda: sealed.readline(2 * CHUNK), b"")):
        try:
            opened = seal.open_bytes(token.rstrip(b"\n"))
        except InvalidToken:
            opened = b""
        expected = digest + number.to_bytes(NUMBER, "big")
        if is_last or not opened.startswith(expected):
            raise DatabaseError(f"{file}: is damaged at part {number + 1}: take another backup")
        is_last = bool(opened[len(expected)])
        yield opened[len(expected) + 1 :]
    if not is_last:
        raise DatabaseError(f"{file}: is cut short: take another backup")
