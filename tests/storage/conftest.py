from collections.abc import AsyncIterator
from typing import Any

import pytest
from cryptography.fernet import Fernet

from bot.storage.cases import Cases
from bot.storage.database import Database, open_database
from bot.storage.postgres import PostgresDatabase
from bot.storage.sealing import Seal


async def rows_of(database: Database, sql: str) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    return await database.read(lambda connection: connection.execute(sql).fetchall())


def is_postgres(database: Database) -> bool:
    """Which of the two engines it is."""
    return isinstance(database, PostgresDatabase)


async def tables_of(database: Database) -> list[str]:
    """The names of its tables, but for what an engine keeps for itself."""
    sql = (
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        " AND tablename <> 'schema_version'"
        if is_postgres(database)
        else "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    )
    return sorted(name for (name,) in await rows_of(database, sql))


Column = tuple[str, bool, str]
"""Its type, whether it may be NULL, its default."""


async def columns_of(database: Database) -> dict[str, dict[str, Column]]:
    """By table and name, in words that both engines share."""
    found = {}
    for table in await tables_of(database):
        sql = (
            "SELECT column_name, upper(data_type), is_nullable = 'YES',"
            " split_part(coalesce(column_default, ''), '::', 1)"
            f" FROM information_schema.columns WHERE table_name = '{table}'"
            if is_postgres(database)
            else "SELECT name, CASE type WHEN 'INTEGER' THEN 'BIGINT' ELSE type END,"
            " \"notnull\" = 0 AND pk = 0, coalesce(dflt_value, '')"
            f" FROM pragma_table_info('{table}')"
        )
        rows = await rows_of(database, sql)
        found[table] = {name: (type_, bool(null), default) for name, type_, null, default in rows}
    return found


@pytest.fixture(params=["sqlite", "postgres"])
async def database(request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """Each engine in turn: what holds of one holds of the other."""
    of_postgres = request.param == "postgres"
    where = request.getfixturevalue("empty_postgres") if of_postgres else ":memory:"
    async with open_database(where) as opened:
        yield opened


@pytest.fixture
def seal() -> Seal:
    return Seal([Fernet.generate_key().decode()])


@pytest.fixture
def cases(database: Database, seal: Seal) -> Cases:
    return Cases(database, seal, shared=["full_name"])
