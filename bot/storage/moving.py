"""An SQLite database brought into an empty PostgreSQL one: all of it, or nothing."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from bot.storage.faults import DatabaseError, explained
from bot.storage.files import held
from bot.storage.postgres import LEADING, connect, explaining, migrate
from bot.storage.sqlite import reading

NOT_EMPTY = "holds something already: name an empty database, nothing was changed"
IN_USE = "a bot runs on it: stop that one first"

TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"

LAST_CASE = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'cases'), 0)"
"""Numbers of cases that were erased are not given again: an old button may still name one."""


def move(file: Path, address: str) -> Mapping[str, int]:
    """Copy every table in one transaction; gives how many rows each has, the same in both. The
    file, which has the newest schema, stays as it is.

    Raises DatabaseError when a bot runs on either of them, when PostgreSQL's holds anything, and
    when anything at all goes wrong: then nothing is there that was not before.
    """
    if not file.exists():
        raise explained(file, DatabaseError("is not there: nothing to move"))
    with held(file), explaining(address), closing(connect(address)) as target:
        if not _one(target, sql.SQL("SELECT pg_try_advisory_lock({}, {})").format(*LEADING)):
            raise DatabaseError(IN_USE)
        target.execute("SET statement_timeout = 0")
        try:
            with reading(file) as source, target.transaction():
                migrate(target)
                return _copied(source, target)
        except sqlite3.Error as error:
            raise explained(file, error) from error


def _copied(source: sqlite3.Connection, target: psycopg.Connection[Any]) -> Mapping[str, int]:
    source.execute("BEGIN")
    counts = {}
    # What others refer to comes first.
    tables = [name for (name,) in source.execute(TABLES)]
    for table in sorted(tables, key=lambda name: (name != "people", name != "cases")):
        counts[table] = _copy(source, target, table)
    last = max(source.execute(LAST_CASE).fetchone()[0], 1)
    target.execute(
        "SELECT setval(pg_get_serial_sequence('cases', 'id'), %s, EXISTS (SELECT 1 FROM cases))",
        (last,),
    )
    return counts


def _copy(source: sqlite3.Connection, target: psycopg.Connection[Any], table: str) -> int:
    count = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
    if _one(target, count):
        raise DatabaseError(NOT_EMPTY)
    rows = source.execute(f"SELECT * FROM {table}")
    names = sql.SQL(", ").join(sql.Identifier(column[0]) for column in rows.description)
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    with target.cursor().copy(into) as copy:
        for row in rows:
            copy.write_row(row)
    (wanted,) = source.execute(f"SELECT count(*) FROM {table}").fetchone()
    if (found := _one(target, count)) != wanted:
        raise DatabaseError(f"{table} has {found} rows instead of {wanted}: nothing was changed")
    return int(wanted)


def _one(target: psycopg.Connection[Any], query: sql.Composed) -> Any:
    row = target.execute(query).fetchone()
    assert row is not None
    return row[0]
