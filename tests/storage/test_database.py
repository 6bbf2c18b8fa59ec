"""Migrations and transactions, on real files."""

import asyncio
import sqlite3
import sys
import threading
from pathlib import Path

import aiosqlite
import pytest

from bot.storage import database as module
from bot.storage.database import (
    MIGRATIONS,
    Database,
    DatabaseError,
    migrate,
    open_database,
)

NEWEST = len(list(MIGRATIONS.glob("[0-9]*.sql")))


async def _value(database: Database, sql: str) -> object:
    rows = await database.connection.execute_fetchall(sql)
    return next(iter(rows))[0]


class TestMigrations:
    async def test_a_fresh_file_gets_the_whole_schema(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "folder" / "bot.sqlite3"
        async with open_database(path) as database:
            assert await _value(database, "PRAGMA user_version") == NEWEST
            assert await _value(database, "PRAGMA journal_mode") == "wal"
            assert await _value(database, "PRAGMA foreign_keys") == 1
            assert await _value(database, "PRAGMA secure_delete") == 1
        assert path.exists()

    async def test_migrations_are_numbered_without_gaps(self) -> None:
        numbers = [int(file.name[:4]) for file in sorted(MIGRATIONS.glob("[0-9]*.sql"))]
        assert numbers == list(range(1, NEWEST + 1))

    @pytest.mark.parametrize("version", range(1, NEWEST + 1))
    async def test_an_older_file_keeps_what_it_holds(self, tmp_path: Path, version: int) -> None:
        path = tmp_path / "bot.sqlite3"
        connection = await aiosqlite.connect(path, isolation_level=None)
        await migrate(connection, upto=version)
        await connection.execute_fetchall("INSERT INTO people (id, started_at) VALUES (1, 2)")
        await connection.execute_fetchall(
            "INSERT INTO cases (person_id, problem, step, opened_at) VALUES (1, 'fee', 's', 2)"
        )
        await connection.close()
        async with open_database(path) as database:
            assert await _value(database, "PRAGMA user_version") == NEWEST
            assert await _value(database, "SELECT problem FROM cases WHERE person_id = 1") == "fee"
            assert await _value(database, "PRAGMA integrity_check") == "ok"

    async def test_opening_again_changes_nothing(self, tmp_path: Path) -> None:
        path = tmp_path / "bot.sqlite3"
        async with open_database(path) as database:
            await database.write("INSERT INTO people (id, started_at) VALUES (1, 2)")
        async with open_database(path) as database:
            assert await _value(database, "SELECT count(*) FROM people") == 1

    async def test_a_file_of_a_newer_version_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "bot.sqlite3"
        with sqlite3.connect(path) as connection:
            connection.execute(f"PRAGMA user_version = {NEWEST + 1}")
        connection.close()
        with pytest.raises(DatabaseError, match=rf"newer version of the bot \(schema {NEWEST + 1}"):
            async with open_database(path):
                pass

    async def test_a_broken_migration_leaves_the_file_as_it_was(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = tmp_path / "migrations"
        folder.mkdir()
        (folder / "0001_good.sql").write_text("CREATE TABLE good (id INTEGER) STRICT;")
        (folder / "0002_bad.sql").write_text("CREATE TABLE half (id INTEGER) STRICT; NONSENSE;")
        monkeypatch.setattr(module, "MIGRATIONS", folder)
        path = tmp_path / "bot.sqlite3"
        with pytest.raises(DatabaseError, match="NONSENSE"):
            async with open_database(path):
                pass
        with sqlite3.connect(path) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (1,)
            names = connection.execute("SELECT name FROM sqlite_master").fetchall()
        connection.close()
        assert names == [("good",)]

    @pytest.mark.parametrize("kind", ["folder", "text"])
    async def test_what_is_no_database_is_refused_by_name(self, tmp_path: Path, kind: str) -> None:
        path = tmp_path / "bot.sqlite3"
        if kind == "folder":
            path.mkdir()
        else:
            path.write_text("This is a shopping list and no database at all." * 30)
        threads = set(threading.enumerate())
        with pytest.raises(DatabaseError, match=r"bot\.sqlite3"):
            async with open_database(path):
                pass
        # aiosqlite does not wait for its thread when it cannot connect: the loop must outlive it.
        for thread in set(threading.enumerate()) - threads:
            await asyncio.to_thread(thread.join, 5)


class TestTransactions:
    async def test_a_block_is_stored_whole(self, database: Database) -> None:
        async with database.transaction() as connection:
            await connection.execute_fetchall("INSERT INTO updates VALUES (1, 1)")
            await connection.execute_fetchall("INSERT INTO updates VALUES (2, 1)")
        assert await _value(database, "SELECT count(*) FROM updates") == 2

    @pytest.mark.parametrize("error", [ValueError, asyncio.CancelledError, KeyboardInterrupt])
    async def test_or_not_at_all(self, database: Database, error: type[BaseException]) -> None:
        async def broken() -> None:
            async with database.transaction() as connection:
                await connection.execute_fetchall("INSERT INTO updates VALUES (1, 1)")
                raise error

        with pytest.raises(error):
            await broken()
        assert await _value(database, "SELECT count(*) FROM updates") == 0
        async with database.transaction() as connection:
            await connection.execute_fetchall("INSERT INTO updates VALUES (1, 1)")
        assert await _value(database, "SELECT count(*) FROM updates") == 1

    async def test_a_failed_commit_does_not_block_the_next_one(self, database: Database) -> None:
        bad = "INSERT INTO cases (person_id, problem, step, opened_at) VALUES (9, 'p', 's', 1)"

        async def dangling() -> None:
            async with database.transaction() as connection:
                await connection.execute_fetchall("PRAGMA defer_foreign_keys = ON")
                await connection.execute_fetchall(bad)  # nobody has the id 9: COMMIT refuses

        with pytest.raises(sqlite3.IntegrityError):
            await dangling()
        async with database.transaction() as connection:
            await connection.execute_fetchall("INSERT INTO updates VALUES (1, 1)")
        assert await _value(database, "SELECT count(*) FROM cases") == 0

    async def test_a_task_cancelled_at_any_await_leaves_no_transaction_open(
        self, database: Database
    ) -> None:
        async def work() -> None:
            async with database.transaction() as connection:
                await connection.execute_fetchall("INSERT INTO updates VALUES (NULL, 1)")
                await connection.execute_fetchall("INSERT INTO updates VALUES (NULL, 1)")

        for turns in range(40):
            task = asyncio.create_task(work())
            for _ in range(turns):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            async with database.transaction() as connection:
                rows = await connection.execute_fetchall("SELECT count(*) FROM updates")
                assert next(iter(rows))[0] % 2 == 0

    async def test_a_single_write_is_not_lost_in_another_ones_rollback(
        self, database: Database
    ) -> None:
        opened = asyncio.Event()

        async def refused() -> None:
            async with database.transaction() as connection:
                await connection.execute_fetchall("INSERT INTO updates VALUES (1, 1)")
                opened.set()
                await asyncio.sleep(0.02)
                raise ValueError

        async def alone() -> None:
            await opened.wait()
            await database.write("INSERT INTO updates VALUES (2, 1)")

        await asyncio.gather(refused(), alone(), return_exceptions=True)
        assert await _value(database, "SELECT group_concat(id) FROM updates") == "2"

    async def test_writers_take_turns(self, database: Database) -> None:
        async def add_one() -> None:
            async with database.transaction() as connection:
                rows = await connection.execute_fetchall("SELECT count(*) FROM updates")
                await asyncio.sleep(0)
                await connection.execute_fetchall(
                    "INSERT INTO updates VALUES (?, 1)", (next(iter(rows))[0] + 1,)
                )

        await asyncio.gather(*(add_one() for _ in range(50)))
        assert await _value(database, "SELECT max(id) FROM updates") == 50

    async def test_another_process_that_writes_is_waited_for(self, tmp_path: Path) -> None:
        path = tmp_path / "bot.sqlite3"
        async with open_database(path) as database:
            # Takes the lock, says so, and lets it go a while later.
            other = await asyncio.create_subprocess_exec(
                sys.executable, "-c", HOLD, str(path), stdout=asyncio.subprocess.PIPE
            )
            assert other.stdout is not None
            assert await other.stdout.readline() == b"held\n"
            async with database.transaction() as connection:
                await connection.execute_fetchall("INSERT INTO updates VALUES (2, 1)")
            assert await other.wait() == 0
            assert await _value(database, "SELECT count(*) FROM updates") == 2


HOLD = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
connection.execute("INSERT INTO updates VALUES (1, 1)")
print("held", flush=True)
time.sleep(0.3)
connection.execute("COMMIT")
"""
