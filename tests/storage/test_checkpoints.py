"""The write-ahead log is folded back beside the works, and does not grow without an end."""

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest

from bot.storage import checkpoints
from bot.storage.checkpoints import AFTER_COMMITS
from bot.storage.database import Database, open_database

WORDS = "x" * 3000
PAGE = 4096


async def write(database: Database, commits: int) -> None:
    """So many commits, each of a page and more."""
    for number in range(commits):
        await database.write(
            "INSERT INTO people (id, started_at, answers) VALUES (1, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET started_at = excluded.started_at",
            (number, WORDS),
        )


async def test_the_log_begins_anew_after_each_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    async with open_database(path) as database:
        for _ in range(10):
            await write(database, AFTER_COMMITS)
            await database.drain()
        size = path.with_name("bot.sqlite3-wal").stat().st_size
    assert size < 3 * AFTER_COMMITS * PAGE  # ten times that where nothing folds it back


async def test_works_do_not_wait_for_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def slow(sqlite: sqlite3.Connection) -> None:
        begun.set()
        assert may_end.wait(20)

    monkeypatch.setattr(checkpoints, "_checkpoint", slow)
    async with open_database(tmp_path / "bot.sqlite3") as database:
        await write(database, AFTER_COMMITS)
        assert await asyncio.to_thread(begun.wait, 20)
        await write(database, 2 * AFTER_COMMITS)
        may_end.set()


async def test_one_that_fails_is_logged_and_the_next_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tried: list[int] = []

    def broken(sqlite: sqlite3.Connection) -> None:
        tried.append(1)
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(checkpoints, "_checkpoint", broken)
    async with open_database(tmp_path / "bot.sqlite3") as database:
        for _ in range(2):
            await write(database, AFTER_COMMITS)
            await database.drain()
    assert len(tried) == 2
    assert "could not be folded back" in caplog.text
    assert "disk I/O error" in caplog.text  # whoever runs the bot has to know why


async def test_in_memory_there_is_no_log(database: Database) -> None:
    await write(database, 2 * AFTER_COMMITS)
    await database.drain()
