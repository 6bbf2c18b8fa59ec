"""All answers of a PostgreSQL database sealed with a new key: all of them, or none."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg
from cryptography.fernet import InvalidToken
from psycopg import sql

from bot.storage.cases import SEALED
from bot.storage.faults import DatabaseError
from bot.storage.postgres import LEADING, connect, explaining, migrate
from bot.storage.sealing import Seal, WrongKeyError

IN_USE = "a bot runs on it: stop that one first"

AT_ONCE = 500
"""Rows that are held in memory: a copy of a paper takes some hundred kilobytes."""


def reseal_postgres(address: str, seal: Seal) -> int:
    """Every answer sealed anew with the first key, in one transaction; then the tables are written
    anew, so that what the old key opens does not stay in their pages. Gives how many there were.

    Raises DatabaseError while a bot runs on the database, and when an answer opens with none of the
    keys: then nothing is changed.
    """
    with explaining(address), closing(connect(address)) as connection:
        taken = connection.execute("SELECT pg_try_advisory_lock(%s, %s)", LEADING).fetchone()
        if not (taken and taken[0]):
            raise DatabaseError(IN_USE)
        migrate(connection)
        connection.execute("SET statement_timeout = 0")
        with connection.transaction():
            # Between the rows this process seals: the server would take that for a frozen one.
            connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            count = sum(_resealed(connection, seal, *column) for column in SEALED)
        for table in dict.fromkeys(table for table, _ in SEALED):
            connection.execute(sql.SQL("VACUUM FULL {}").format(sql.Identifier(table)))
    return count


def _resealed(connection: psycopg.Connection[Any], seal: Seal, table: str, column: str) -> int:
    names = {"table": sql.Identifier(table), "column": sql.Identifier(column)}
    change = sql.SQL("UPDATE {table} SET {column} = %s WHERE ctid = %s::tid").format(**names)
    count = 0
    for rows in _sealed(connection, names):
        with connection.cursor() as cursor:
            cursor.executemany(change, [(_with_new_key(seal, old), place) for place, old in rows])
        count += len(rows)
    return count


def _sealed(
    connection: psycopg.Connection[Any], names: dict[str, sql.Identifier]
) -> Iterator[list[tuple[str, str]]]:
    """Where each sealed value of the column is, and the value, some at a time: as they were when
    this began."""
    query = "SELECT ctid::text, {column} FROM {table} WHERE {column} IS NOT NULL"
    with connection.cursor("sealed") as cursor:
        cursor.execute(sql.SQL(query).format(**names))
        while rows := cursor.fetchmany(AT_ONCE):
            yield rows


def _with_new_key(seal: Seal, sealed: str) -> str:
    try:
        return seal.resealed(sealed)
    except InvalidToken:
        raise WrongKeyError from None
