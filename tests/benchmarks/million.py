"""A database as it is after years: many people, many cases, most of them closed."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from bot.clock import now
from bot.storage.database import known
from bot.storage.sealing import Seal
from tests.benchmarks.processes import KEY

PER_PERSON = 4
FIRST_PERSON = 10_000_000
"""Far from the ids of the crowd."""


def fill(file: Path, cases: int) -> None:
    """Make the database `file` with so many cases, each with sealed answers and four events."""
    seal = Seal([KEY])
    shared = seal.close({"full_name": "Иванова Анна Петровна", "phone": "+79123456789"})
    answers = seal.close(
        {"operation": "555-01", "own_words": "Деньги списались, билетов нет. " * 10}
    )
    changed_at = int(now().timestamp())  # so that none has lain long enough to be erased
    database = sqlite3.connect(file, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = OFF")
        for number, migration in known("sqlite").items():
            script = migration.read_text(encoding="utf-8")
            database.executescript(f"BEGIN;{script};PRAGMA user_version = {number};COMMIT;")
        people = range(FIRST_PERSON, FIRST_PERSON + cases // PER_PERSON + 1)
        database.execute("BEGIN")
        database.executemany(
            "INSERT INTO people (id, started_at, answers) VALUES (?, 1700000000, ?)",
            ((person, shared) for person in people),
        )
        database.executemany(
            "INSERT INTO cases (id, person_id, place, problem, step, opened_at, closed, answers,"
            " replan, changed_at)"
            " VALUES (?, ?, 'other_wallet', 'not_delivered', 'support', 1700000000, ?, ?, 0, ?)",
            (
                (n, FIRST_PERSON + n // PER_PERSON, n % PER_PERSON > 0, answers, changed_at)
                for n in range(cases)
            ),
        )
        database.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, NULL)", _events(cases))
        database.execute("COMMIT")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        database.close()


def _events(cases: int) -> Iterator[tuple[int, int, str, str, str, int]]:
    kinds = (("opened", "first_checks"), ("checked", "first_checks"), ("sent", "support"))
    for case in range(cases):
        for seq, (kind, step) in enumerate((*kinds, ("replied", "support"))):
            yield case, seq, kind, step, "2024-03-01", 1_709_251_200
