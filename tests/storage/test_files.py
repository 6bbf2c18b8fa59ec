"""The database's file: private, one bot's, noticed when it goes, refused in words."""

import os
import sqlite3
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiosqlite
import pytest

from bot.storage import sqlite as module
from bot.storage.database import known, open_database
from bot.storage.faults import BUSY, DAMAGED, FULL, READ_ONLY, DatabaseError, explained, is_full
from bot.storage.files import (
    COPY,
    MEMORY,
    RUNS_ALREADY,
    backed_up_at,
    copy_to,
    forget_copies,
    held,
)
from bot.storage.reports import report_counts
from bot.storage.sqlite import ENGINE, migrate

NEWEST = max(known(ENGINE))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.sqlite3"


def mode(file: Path) -> int:
    return file.stat().st_mode & 0o777


def another(file: Path, content: bytes = b"") -> Path:
    """A file of this content in that place."""
    file.write_bytes(content)
    return file


def renamed(file: Path, to: Path) -> None:
    file.rename(to)


async def refusal(path: Path) -> str:
    """In which words the database is refused."""
    threads = set(threading.enumerate())
    with pytest.raises(DatabaseError) as refused:
        async with open_database(path):
            pass
    for thread in set(threading.enumerate()) - threads:
        thread.join(5)
    return str(refused.value)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
class TestPrivacy:
    async def test_nobody_else_may_read_the_file_nor_what_lies_beside_it(self, path: Path) -> None:
        before = os.umask(0o022)
        try:
            async with open_database(path) as database:
                await database.write("INSERT INTO updates VALUES (1, 1)")
                files = sorted(path.parent.iterdir())
                assert [file.name for file in files] == [
                    "bot.sqlite3",
                    "bot.sqlite3-shm",
                    "bot.sqlite3-wal",
                ]
                assert {mode(file) for file in files} == {0o600}
        finally:
            os.umask(before)

    async def test_a_file_of_an_older_version_becomes_private(self, path: Path) -> None:
        another(path).chmod(0o644)
        async with open_database(path):
            assert mode(path) == 0o600


class TestOneBot:
    def test_a_second_one_on_the_same_file_is_refused_in_words(self, path: Path) -> None:
        with held(path):
            with pytest.raises(DatabaseError) as refused:
                held(path)
            assert str(refused.value) == f"BOT_DATABASE {path}: {RUNS_ALREADY}"
        with held(path), held(Path(MEMORY)), held(Path(MEMORY)):
            pass  # the first one has let go of it

    def test_two_files_in_one_folder_are_two_bots(self, tmp_path: Path) -> None:
        with held(tmp_path / "one.sqlite3"), held(tmp_path / "other.sqlite3"):
            pass


class TestGone:
    async def test_a_file_that_is_deleted_or_replaced_is_noticed(self, path: Path) -> None:
        async with open_database(path) as database:
            assert database.file is not None
            assert database.file.is_new
            assert database.file.is_there
            aside = path.with_name("aside")
            renamed(path, aside)
            assert not database.file.is_there
            another(path)
            assert not database.file.is_there
            renamed(aside, path)
            assert database.file.is_there
        async with open_database(path) as database:
            assert database.file is not None
            assert not database.file.is_new


class TestRefusals:
    async def test_another_programs_database(self, path: Path) -> None:
        with closing(sqlite3.connect(path)) as other:
            other.execute("CREATE TABLE songs (title TEXT)")
            other.commit()
        assert "another program's database" in await refusal(path)
        with closing(sqlite3.connect(path)) as other:
            other.execute("PRAGMA user_version = 2")
        assert "another program's database" in await refusal(path)

    async def test_a_newer_version_says_both_numbers_and_a_way(self, path: Path) -> None:
        async with open_database(path):
            pass
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA user_version = 99")
        told = await refusal(path)
        assert told.startswith(f"BOT_DATABASE {path}: made by a newer version")
        assert f"schema 99, this one knows {NEWEST}" in told

    async def test_a_damaged_file_says_how_to_go_on(self, path: Path) -> None:
        another(path, b"SQLite format 3\0" + b"\xff" * 5000)
        told = await refusal(path)
        assert DAMAGED in told
        assert "\n" not in told
        with pytest.raises(DatabaseError, match="restore FROM"):
            report_counts(path)

    def test_a_full_disk_and_a_read_only_one(self, path: Path) -> None:
        full = OSError(28, "No space left on device", "x")
        assert str(explained(path, full)) == f"BOT_DATABASE {path}: {FULL} (x)"
        assert READ_ONLY in str(explained(path, OSError(30, "Read-only file system", "x")))
        with closing(sqlite3.connect(":memory:")) as tiny:
            tiny.execute("PRAGMA max_page_count = 2")
            with pytest.raises(sqlite3.OperationalError) as raised:
                tiny.executescript("CREATE TABLE a (x); CREATE TABLE b (x); CREATE TABLE c (x)")
        assert FULL in str(explained(path, raised.value))
        assert is_full(raised.value)
        assert is_full(full)
        assert not is_full(ValueError())

    def test_a_file_that_is_held(self, path: Path) -> None:
        with (
            closing(sqlite3.connect(path, isolation_level=None)) as one,
            closing(sqlite3.connect(path, timeout=0)) as other,
        ):
            one.execute("BEGIN EXCLUSIVE")
            with pytest.raises(sqlite3.OperationalError) as raised:
                other.execute("CREATE TABLE x (y)")
        assert BUSY in str(explained(path, raised.value))


class TestMigrations:
    async def test_the_file_is_copied_as_it_was_before_one(self, path: Path) -> None:
        connection = await aiosqlite.connect(path, isolation_level=None)
        await migrate(connection, upto=NEWEST - 1)
        await connection.execute_fetchall("INSERT INTO people (id, started_at) VALUES (1, 2)")
        await connection.close()
        async with open_database(path):
            pass
        kept = path.with_name(f"{path.name}{COPY}{NEWEST - 1}")
        assert mode(kept) == 0o600
        with closing(sqlite3.connect(kept)) as copy:
            assert copy.execute("PRAGMA user_version").fetchone() == (NEWEST - 1,)
            assert copy.execute("SELECT id FROM people").fetchall() == [(1,)]
        async with open_database(path):  # nothing to bring up to date: no copy
            pass
        assert len(list(path.parent.glob(f"*{COPY}*"))) == 1

    async def test_without_room_for_the_copy_nothing_is_migrated(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        connection = await aiosqlite.connect(path, isolation_level=None)
        await migrate(connection, upto=1)
        await connection.close()

        def full(path: Path, schema: int) -> Path:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(module, "keep_copy", full)
        assert FULL in await refusal(path)
        with closing(sqlite3.connect(path)) as left:
            assert left.execute("PRAGMA user_version").fetchone() == (1,)

    def test_copies_are_forgotten_in_time(self, path: Path) -> None:
        old, young = (path.with_name(f"{path.name}{COPY}{number}") for number in (3, 4))
        at = datetime(2026, 11, 27, tzinfo=UTC)
        for file, days in ((old, 20), (young, 2)):
            file.touch()
            then = (at - timedelta(days=days)).timestamp()
            os.utime(file, (then, then))
        forget_copies(path, at - timedelta(days=14))
        assert list(path.parent.iterdir()) == [young]


async def test_a_copy_beside_a_running_bot_is_whole_and_never_overwrites(path: Path) -> None:
    to = path.with_name("copy")
    async with open_database(path) as database:
        await database.write("INSERT INTO updates VALUES (1, 1)")
        copy_to(path, to)
        with pytest.raises(FileExistsError):
            copy_to(path, to)
    with closing(sqlite3.connect(to)) as copy:
        assert copy.execute("SELECT id FROM updates").fetchall() == [(1,)]
    assert not to.with_name("copy-wal").exists()


def test_a_database_without_a_backup_says_none(path: Path) -> None:
    assert backed_up_at(path) is None
