"""How often a contact was said not to answer: counted beside a running bot, without a person."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bot.storage.database import open_database
from bot.storage.reports import Reports, report_counts

AT = datetime(2026, 5, 4, tzinfo=UTC)


async def test_each_press_counts_once_and_the_most_come_first(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    async with open_database(path) as database:
        reports = Reports(database)
        for update, contact in enumerate(("court_site", "cbr_reception", "cbr_phone", "cbr_phone")):
            for _ in range(3):  # Telegram may deliver an update again
                await reports.no_answer(contact, update, AT)
        assert list(report_counts(path).items()) == [
            ("cbr_phone", 2),
            ("cbr_reception", 1),
            ("court_site", 1),
        ]


def test_counts_are_empty_before_there_is_anything_to_count(tmp_path: Path) -> None:
    assert report_counts(tmp_path / "no.sqlite3") == {}
    assert not (tmp_path / "no.sqlite3").exists()

    with closing(sqlite3.connect(tmp_path / "old.sqlite3")) as connection:
        connection.execute("CREATE TABLE people (id INTEGER)")
    assert report_counts(tmp_path / "old.sqlite3") == {}
