from collections.abc import AsyncIterator

import pytest
from cryptography.fernet import Fernet

from bot.storage.cases import Cases
from bot.storage.database import Database, open_database
from bot.storage.sealing import Seal


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
