"""What SQLite alone does: migrations of files, batches, glances, the log. See test_engines.py."""

import asyncio
import sqlite3
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import aiosqlite
import pytest

from bot.storage import sqlite as module
from bot.storage.database import Database, known, open_database
from bot.storage.faults import DatabaseError
from bot.storage.sqlite import ENGINE, TOGETHER, migrate, open_sqlite

NEWEST = max(known(ENGINE))


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    async with open_sqlite(":memory:") as opened:
        yield opened


async def _value(database: Database, sql: str) -> object:
    row = await database.read(lambda sqlite: sqlite.execute(sql).fetchone())
    return row[0]


class TestMigrations:
    async def test_a_fresh_file_gets_the_whole_schema(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "folder" / "bot.sqlite3"
        async with open_database(path) as database:
            assert await _value(database, "PRAGMA user_version") == NEWEST
            assert await _value(database, "PRAGMA journal_mode") == "wal"
            assert await _value(database, "PRAGMA foreign_keys") == 1
        assert path.exists()

    async def test_migrations_are_numbered_without_gaps(self) -> None:
        assert [*known(ENGINE)] == list(range(1, NEWEST + 1))

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
        files = dict(enumerate(sorted(folder.iterdir()), start=1))
        monkeypatch.setattr(module, "known", lambda engine: files)
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


def add(number: int | None) -> Callable[[Any], None]:
    return lambda sqlite: sqlite.execute("INSERT INTO updates VALUES (?, 1)", (number,)).close()


def count(sqlite: Any) -> int:
    return int(sqlite.execute("SELECT count(*) FROM updates").fetchone()[0])


def refuse(sqlite: Any) -> None:
    sqlite.execute("INSERT INTO updates VALUES (99, 1)")
    raise ValueError("refused")


class TestWorks:
    async def test_a_work_is_stored_whole(self, database: Database) -> None:
        def two(sqlite: Any) -> str:
            add(1)(sqlite)
            add(2)(sqlite)
            return "done"

        assert await database.run(two) == "done"
        assert await database.read(count) == 2

    async def test_or_not_at_all(self, database: Database) -> None:
        with pytest.raises(ValueError, match="refused"):
            await database.run(refuse)
        assert await database.read(count) == 0
        await database.run(add(1))
        assert await database.read(count) == 1

    async def test_works_asked_for_together_share_a_commit_and_not_a_fate(
        self, database: Database
    ) -> None:
        commits: list[str] = []
        await database.run(lambda sqlite: cast(Any, sqlite).set_trace_callback(commits.append))
        commits.clear()
        outcomes = await asyncio.gather(
            database.run(add(1)),
            database.run(refuse),
            database.read(count),
            database.run(add(2)),
            return_exceptions=True,
        )
        assert [type(outcome) for outcome in outcomes] == [type(None), ValueError, int, type(None)]
        assert [sql for sql in commits if sql == "COMMIT"] == ["COMMIT"]
        assert await _value(database, "SELECT group_concat(id) FROM updates") == "1,2"

    async def test_reads_take_no_write_lock(self, tmp_path: Path) -> None:
        path = tmp_path / "bot.sqlite3"
        async with open_database(path) as database:
            with closing(sqlite3.connect(path, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                async with asyncio.timeout(2):
                    assert await database.read(count) == 0
                other.execute("ROLLBACK")

    async def test_a_failed_commit_fails_its_works_and_not_the_next(
        self, database: Database
    ) -> None:
        def dangling(sqlite: Any) -> None:
            sqlite.execute("PRAGMA defer_foreign_keys = ON")  # nobody has the id 9: COMMIT refuses
            sqlite.execute(
                "INSERT INTO cases (person_id, problem, step, opened_at) VALUES (9, 'p', 's', 1)"
            )

        outcomes = await asyncio.gather(
            database.run(dangling), database.run(add(1)), return_exceptions=True
        )
        assert [type(outcome) for outcome in outcomes] == [sqlite3.IntegrityError] * 2
        await database.run(add(2))
        assert await _value(database, "SELECT count(*) FROM cases") == 0
        assert await _value(database, "SELECT group_concat(id) FROM updates") == "2"

    async def test_a_disk_that_is_full_undoes_the_batch_and_lets_the_next_one_be(
        self, tmp_path: Path
    ) -> None:
        async with open_database(tmp_path / "bot.sqlite3") as database:
            (pages,) = await database.read(
                lambda sqlite: sqlite.execute("PRAGMA page_count").fetchone()
            )

            def fill(sqlite: Any) -> None:
                sqlite.execute(f"PRAGMA max_page_count = {pages}")
                for number in range(20_000):
                    add(number)(sqlite)

            outcomes = await asyncio.gather(
                database.run(add(-1)), database.run(fill), return_exceptions=True
            )
            assert [type(outcome) for outcome in outcomes] == [sqlite3.OperationalError] * 2
            assert await database.read(count) == 0

    async def test_who_is_cancelled_leaves_no_transaction_open(self, database: Database) -> None:
        for turns in range(20):
            task = asyncio.create_task(database.run(add(None)))
            for _ in range(turns):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            async with asyncio.timeout(2):
                await database.run(add(None))

    async def test_soon_is_done_before_what_is_asked_for_later(self, database: Database) -> None:
        database.soon(add(1))
        assert await database.read(count) == 1

    async def test_soon_needs_nobody_to_ask_for_anything_and_comes_in_one_commit(
        self, database: Database
    ) -> None:
        commits: list[str] = []
        await database.run(lambda sqlite: cast(Any, sqlite).set_trace_callback(commits.append))
        commits.clear()
        done = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in range(3):
            database.soon(add(number))
        database.soon(lambda sqlite: loop.call_soon_threadsafe(done.set))
        await asyncio.sleep(0)
        assert not commits  # it waits a moment for company
        async with asyncio.timeout(2):
            await done.wait()
        assert await database.read(count) == 3
        assert commits.count("COMMIT") == 2  # these, and the read

    async def test_settling_waits_for_what_was_asked_for_and_not_for_company(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await database.settle()  # nothing was asked for yet
        monkeypatch.setattr(module, "SOON_SECONDS", 3_600)
        commits: list[str] = []
        await database.run(lambda sqlite: cast(Any, sqlite).set_trace_callback(commits.append))
        commits.clear()
        database.soon(add(1))
        async with asyncio.timeout(2):
            await database.settle()
        assert commits.count("COMMIT") == 1
        await database.settle()
        asking = asyncio.create_task(database.run(add(2)))
        await asyncio.sleep(0)
        await database.settle()
        assert commits.count("COMMIT") == 2
        await asking

    async def test_a_fresh_database_owes_the_log_no_scrub(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(database, "scrub", pytest.fail)
        await database.scrub_again()

    async def test_who_is_cancelled_takes_nobodys_result_along(self, database: Database) -> None:
        async with asyncio.timeout(2):
            tasks = [asyncio.create_task(database.run(add(number))) for number in range(3)]
            await asyncio.sleep(0)
            tasks[0].cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        assert [task.cancelled() for task in tasks] == [True, False, False]
        assert await database.read(count) == 3

    async def test_what_reads_and_then_writes_waits_for_another_writer(
        self, tmp_path: Path
    ) -> None:
        def add_one(sqlite: Any) -> None:
            add(count(sqlite) + 1)(sqlite)

        path = tmp_path / "bot.sqlite3"
        async with open_database(path) as database:
            with closing(sqlite3.connect(path, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                other.execute("INSERT INTO updates VALUES (1, 1)")
                waiting = asyncio.create_task(database.run(add_one))
                await asyncio.sleep(0.05)
                assert not waiting.done()
                other.execute("COMMIT")
                async with asyncio.timeout(4):
                    await waiting
            assert await database.read(count) == 2

    async def test_what_is_to_be_done_soon_is_done_at_the_close(self, tmp_path: Path) -> None:
        path = tmp_path / "bot.sqlite3"
        async with open_database(path) as database:
            for number in range(200):
                database.soon(add(number))
        with closing(sqlite3.connect(path)) as after:
            assert count(after) == 200

    async def test_a_failure_nobody_waits_for_is_logged_without_its_words(
        self, database: Database, caplog: pytest.LogCaptureFixture
    ) -> None:
        database.soon(refuse)
        await database.drain()
        await asyncio.sleep(0)
        (record,) = caplog.records
        assert record.getMessage() == "something was not stored"
        assert record.exc_info is not None
        assert record.exc_info[0] is ValueError
        assert await database.read(count) == 0

    async def test_a_hundred_at_once_are_all_done(self, database: Database) -> None:
        def add_one(sqlite: Any) -> None:
            add(count(sqlite) + 1)(sqlite)

        await asyncio.gather(*(database.run(add_one) for _ in range(3 * TOGETHER)))
        assert await _value(database, "SELECT max(id) FROM updates") == 3 * TOGETHER

    @pytest.mark.process
    async def test_another_process_that_writes_is_waited_for(self, tmp_path: Path) -> None:
        path = tmp_path / "bot.sqlite3"
        async with open_database(path) as database:
            # Takes the lock, says so, and lets it go a while later.
            other = await asyncio.create_subprocess_exec(
                sys.executable, "-c", HOLD, str(path), stdout=asyncio.subprocess.PIPE
            )
            assert other.stdout is not None
            assert await other.stdout.readline() == b"held\n"
            await database.run(add(2))
            assert await other.wait() == 0
            assert await database.read(count) == 2


class TestScrub:
    async def test_what_was_erased_is_gone_from_the_files(self, tmp_path: Path) -> None:
        path = tmp_path / "bot.sqlite3"
        async with open_database(path) as database:
            await database.write("INSERT INTO contact_reports VALUES ('Ивановна', 1)")
            await database.write("DELETE FROM contact_reports")
            assert await database.scrub()
            assert "Ивановна".encode() not in bytes_in(tmp_path)

    async def test_a_reader_is_not_waited_for_and_the_next_scrub_holds(
        self, tmp_path: Path
    ) -> None:
        path = tmp_path / "bot.sqlite3"
        async with open_database(path) as database:
            await database.write("INSERT INTO contact_reports VALUES ('Ивановна', 1)")
            with closing(sqlite3.connect(path, isolation_level=None)) as reader:
                reader.execute("BEGIN")
                reader.execute("SELECT * FROM contact_reports").fetchall()
                await database.write("DELETE FROM contact_reports")
                assert not await database.scrub()
                await database.scrub_again()
                assert (tmp_path / "bot.sqlite3-wal").stat().st_size > 0
            await database.scrub_again()
            assert (tmp_path / "bot.sqlite3-wal").stat().st_size == 0


def bytes_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


HOLD = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
connection.execute("INSERT INTO updates VALUES (1, 1)")
print("held", flush=True)
time.sleep(0.3)
connection.execute("COMMIT")
"""


class TestGlances:
    """Read here and now where nothing waits, and never before what was asked for earlier."""

    @pytest.fixture(params=["file", ":memory:"])
    async def notes(
        self, tmp_path: Path, request: pytest.FixtureRequest
    ) -> AsyncIterator[Database]:
        path = tmp_path / "bot.sqlite3" if request.param == "file" else ":memory:"
        async with open_database(path) as database:
            await database.write("CREATE TABLE notes (said TEXT)")
            yield database

    async def test_see_what_was_stored(self, notes: Database) -> None:
        await notes.write("INSERT INTO notes VALUES ('one')")
        assert await notes.glance(_notes) == ["one"]
        await notes.write("INSERT INTO notes VALUES ('two')")
        assert await notes.glance(_notes) == ["one", "two"]

    async def test_come_after_what_was_asked_for_before(self, notes: Database) -> None:
        notes.soon(lambda sqlite: sqlite.execute("INSERT INTO notes VALUES ('soon')").close())
        assert await notes.glance(_notes) == ["soon"]
        writing = asyncio.create_task(notes.write("INSERT INTO notes VALUES ('now')"))
        await asyncio.sleep(0)
        assert await notes.glance(_notes) == ["soon", "now"]
        await writing

    async def test_that_fail_raise_and_hold_nobody(self, notes: Database) -> None:
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            await notes.glance(lambda sqlite: sqlite.execute("SELECT * FROM nowhere"))
        await notes.write("INSERT INTO notes VALUES ('later')")
        assert await notes.glance(_notes) == ["later"]

    async def test_do_not_wait_for_the_thread(self, tmp_path: Path) -> None:
        async with open_database(tmp_path / "bot.sqlite3") as database:
            where = await database.glance(lambda sqlite: threading.get_ident())
            assert where == threading.get_ident()
            assert await database.read(lambda sqlite: threading.get_ident()) != where

    async def test_leave_what_was_erased_to_be_scrubbed(self, tmp_path: Path) -> None:
        async with open_database(tmp_path / "bot.sqlite3") as database:
            await database.glance(lambda sqlite: sqlite.execute("SELECT 1").fetchone())
            assert await database.scrub()


def _notes(sqlite: Any) -> list[str]:
    return [said for (said,) in sqlite.execute("SELECT said FROM notes")]
