"""From SQLite to PostgreSQL: everything is there, or nothing is."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
import pytest
from cryptography.fernet import Fernet

from bot.__main__ import main
from bot.escalation.act import Act
from bot.escalation.case import Change, Event, EventKind
from bot.storage.cases import Cases
from bot.storage.database import open_database
from bot.storage.exhibits import insert_copy
from bot.storage.faults import DatabaseError
from bot.storage.files import held
from bot.storage.inbox import Inbox, Waiting
from bot.storage.moving import IN_USE, NOT_EMPTY, move
from bot.storage.reports import Reports, report_counts
from bot.storage.sealing import Seal
from bot.storage.turns import Ending, Expected, Turns
from tests.storage.conftest import rows_of, tables_of

ANNA = 1001
AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
ON = date(2026, 5, 4)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.sqlite3"


async def fill(path: Path | str, seal: Seal) -> None:
    """Something in every table, and an erased case with the highest number."""
    async with open_database(path) as database:
        cases = Cases(database, seal, shared=["full_name"])
        case = await cases.open(ANNA, 1, "shop", "fee", "first", AT, ON, {"full_name": "Анна 🙂"})
        event = Event(EventKind.SENT, "first", ON, int(AT.timestamp()), {"number": "А-17"})
        act = Act(ANNA, case.id, 2, AT, ON, None)
        await cases.change(
            act, lambda _: Change(events=(event,), step="second"), {"text": "письмо"}
        )
        await cases.open(7, 3, "shop", "fee", "first", AT, ON)
        await cases.erase(7)
        Turns(database, seal, cases).end(ANNA, Ending(True, Expected("Asking:sum", {"case": 1})))
        await Inbox(database, seal).keep([Waiting(9, ANNA, {"update_id": 9})])
        await Reports(database).no_answer("cbr_phone", 4, AT)
        await database.run(lambda sql: insert_copy(sql, seal, case.id, 5, b"copy"))
        await database.write(
            "INSERT INTO reminders (case_id, step, kind, event, due_at) VALUES (1, 's', 'k', 0, 9)"
        )
        await database.write("INSERT INTO typed VALUES (1, 'sum', 'first', 1001, 77)")


def test_everything_is_there_and_goes_on(
    path: Path, seal: Seal, empty_postgres: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(fill(path, seal))
    assert main(["move", str(path), empty_postgres]) == 0
    told = capsys.readouterr().out
    assert "people 1, cases 1, " in told
    assert "events 2" in told

    async def compare() -> None:
        async with open_database(path) as old, open_database(empty_postgres) as new:
            assert await tables_of(old) == await tables_of(new)
            for table in await tables_of(old):
                there = set(await rows_of(old, f"SELECT * FROM {table}"))
                assert there, f"{table} is empty: the test shows nothing of it"
                names = [row[1] for row in await rows_of(old, f"PRAGMA table_info({table})")]
                moved = await rows_of(new, f"SELECT {', '.join(names)} FROM {table}")
                assert set(moved) == there, table
            before = await Cases(old, seal, ["full_name"]).list(ANNA)
            cases = Cases(new, seal, ["full_name"])
            assert await cases.list(ANNA) == before
            # The number of the case that was erased is not given again.
            assert (await cases.open(ANNA, 50, "shop", "else", "first", AT, ON)).id == 3

    asyncio.run(compare())
    assert report_counts(empty_postgres) == {"cbr_phone": 1}


def test_an_empty_database_may_be_moved_and_begins_at_one(path: Path, empty_postgres: str) -> None:
    async def make() -> int:
        async with open_database(path):
            pass
        move(path, empty_postgres)
        async with open_database(empty_postgres) as database:
            cases = Cases(database, Seal([Fernet.generate_key().decode()]))
            return (await cases.open(ANNA, 1, "shop", "fee", "first", AT, ON)).id

    assert asyncio.run(make()) == 1


class TestRefused:
    @pytest.fixture
    async def filled(self, path: Path, seal: Seal) -> Path:
        await fill(path, seal)
        return path

    async def _is_empty(self, address: str) -> bool:
        async with open_database(address) as database:
            counts = [
                await rows_of(database, f"SELECT count(*) FROM {table}")
                for table in await tables_of(database)
            ]
        return all(count == [(0,)] for count in counts)

    async def test_a_target_that_holds_anything(self, filled: Path, empty_postgres: str) -> None:
        async with open_database(empty_postgres) as database:
            await database.write("INSERT INTO updates VALUES (1, 1)")
        with pytest.raises(DatabaseError, match=NOT_EMPTY):
            move(filled, empty_postgres)
        async with open_database(empty_postgres) as database:
            assert await rows_of(database, "SELECT count(*) FROM people") == [(0,)]

    async def test_a_bot_that_runs_on_the_file(self, filled: Path, empty_postgres: str) -> None:
        with held(filled), pytest.raises(DatabaseError, match="another bot runs on it"):
            move(filled, empty_postgres)

    async def test_a_bot_that_runs_on_the_target(self, filled: Path, empty_postgres: str) -> None:
        with psycopg.connect(empty_postgres) as leader:
            leader.execute("SELECT pg_advisory_lock(4150, 2)")
            with pytest.raises(DatabaseError, match=IN_USE):
                move(filled, empty_postgres)

    async def test_what_goes_wrong_in_the_middle_leaves_nothing(
        self, filled: Path, empty_postgres: str
    ) -> None:
        with closing(sqlite3.connect(filled)) as broken, broken:
            broken.execute(
                "INSERT INTO events VALUES (99, 0, 'opened', 's', '2026-05-04', 1, NULL)"
            )
        with pytest.raises(DatabaseError, match="events"):
            move(filled, empty_postgres)
        assert await self._is_empty(empty_postgres)


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["no.sqlite3", "postgresql://anna@127.0.0.1:1/bot"], "is not there: nothing to move"),
        (["no.sqlite3", "other.sqlite3"], "is no address like postgresql://"),
    ],
)
def test_a_line_says_what_is_wrong(
    tmp_path: Path, names: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["move", str(tmp_path / names[0]), names[1]]) == 1
    said = capsys.readouterr().err
    assert told in said
    assert said.count("\n") == 1


def test_commands_of_the_file_are_refused_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_DATABASE", "postgresql://anna:secret@127.0.0.1:1/bot")
    monkeypatch.setenv("BOT_DATA_KEY", Fernet.generate_key().decode())
    for command in (["backup", "to"], ["restore", "from"]):
        assert main(command) == 1
        said = capsys.readouterr().err
        assert "pg_dump" in said
        assert "secret" not in said
        assert said.count("\n") == 1
