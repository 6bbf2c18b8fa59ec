"""How often people say that a contact does not answer: a count per contact, no text, no person."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path

from bot.storage.cases import seen
from bot.storage.database import Database
from bot.storage.faults import explained


class Reports:
    """The counts behind *Контакт не отвечает*."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def no_answer(self, contact: str, update_id: int, at: datetime) -> None:
        """Count one press. An update that was counted before changes nothing."""

        def work(sqlite: sqlite3.Connection) -> None:
            if not seen(sqlite, update_id, at):
                sqlite.execute(
                    "INSERT INTO contact_reports VALUES (?, 1)"
                    " ON CONFLICT DO UPDATE SET count = count + 1",
                    (contact,),
                )

        await self._database.run(work)


def report_counts(database: Path | str) -> Mapping[str, int]:
    """How many times each contact was said not to answer, the most first, for a maintainer.

    Reads the file beside a running bot. Empty where there is no database yet, or one from before
    this was counted. Raises DatabaseError for a file that cannot be read.
    """
    file = Path(database)
    if not file.exists():
        return {}
    try:
        return _counts(file)
    except sqlite3.Error as error:
        raise explained(database, error) from error


def _counts(file: Path) -> Mapping[str, int]:
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        known = connection.execute(
            "SELECT 1 FROM sqlite_schema WHERE name = 'contact_reports'"
        ).fetchone()
        if known is None:
            return {}
        return dict(
            connection.execute(
                "SELECT contact, count FROM contact_reports ORDER BY count DESC, contact"
            )
        )
