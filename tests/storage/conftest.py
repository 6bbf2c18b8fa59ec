from collections.abc import AsyncIterator
from typing import Any

import pytest
from cryptography.fernet import Fernet

from bot.storage.cases import Cases
from bot.storage.database import Database, open_database
from bot.storage.sealing import Seal


async def rows_of(database: Database, sql: str) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    return await database.read(lambda sqlite: sqlite.execute(sql).fetchall())


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    async with open_database(":memory:") as opened:
        yield opened


@pytest.fixture
def seal() -> Seal:
    return Seal([Fernet.generate_key().decode()])


@pytest.fixture
def cases(database: Database, seal: Seal) -> Cases:
    return Cases(database, seal, shared=["full_name"])
