"""Every answer in PostgreSQL sealed with a new key, or none."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from cryptography.fernet import Fernet

from bot.__main__ import main
from bot.storage import resealing
from bot.storage.cases import SEALED, Cases
from bot.storage.database import open_database
from bot.storage.faults import DatabaseError
from bot.storage.resealing import IN_USE, reseal_postgres
from bot.storage.sealing import Seal, key_name
from tests.storage.test_moving import fill

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
async def filled(empty_postgres: str) -> str:
    """Something of the old key in every column that is sealed."""
    await fill(empty_postgres, Seal([OLD]))
    more = Seal([OLD]).close({"of": "the old key"})
    with psycopg.connect(empty_postgres) as connection:
        connection.execute("INSERT INTO letters VALUES (1, 0, '')")
        for table, column in SEALED:
            connection.execute(f"UPDATE {table} SET {column} = %s", (more,))
    return empty_postgres


def sealed(address: str) -> Iterator[tuple[str, str]]:
    """Each sealed value, with the column that it stands in."""
    with psycopg.connect(address) as connection:
        for table, column in SEALED:
            for (value,) in connection.execute(f"SELECT {column} FROM {table}"):
                if value is not None:
                    yield f"{table}.{column}", value


async def test_the_old_key_can_go(filled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resealing, "AT_ONCE", 1)  # in several goes, as with many rows
    before = {where: Seal([OLD]).open(value) for where, value in sealed(filled)}
    assert len(before) == len(SEALED)
    assert reseal_postgres(filled, Seal([NEW, OLD])) == len(list(sealed(filled)))
    assert {where: Seal([NEW]).open(value) for where, value in sealed(filled)} == before
    async with open_database(filled) as database:
        assert len(await Cases(database, Seal([NEW])).list(1001)) == 1


async def test_not_while_a_bot_runs(filled: str) -> None:
    with psycopg.connect(filled) as leader:
        leader.execute("SELECT pg_advisory_lock(4150, 2)")
        with pytest.raises(DatabaseError, match=IN_USE):
            reseal_postgres(filled, Seal([NEW, OLD]))


async def test_without_the_old_key_nothing_is_changed(filled: str) -> None:
    with psycopg.connect(filled) as connection:  # the last of what is looked at
        connection.execute("UPDATE letters SET content = %s", (Seal([NEW]).close({"a": "b"}),))
    before = list(sealed(filled))
    with pytest.raises(DatabaseError, match="BOT_DATA_KEY does not open"):
        reseal_postgres(filled, Seal([Fernet.generate_key().decode(), OLD]))
    assert list(sealed(filled)) == before


async def test_the_command_says_what_it_did(
    filled: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_DATABASE", filled)
    monkeypatch.setenv("BOT_DATA_KEY", f"{NEW},{OLD}")
    assert main(["reseal"]) == 0
    said = capsys.readouterr().out
    assert f"are sealed with the key {key_name(NEW)} and need no other" in said
