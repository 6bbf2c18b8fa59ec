"""How often people say that a contact does not answer: a count per contact, no text, no person."""

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from bot.storage.cases import seen
from bot.storage.database import POSTGRES, Database, require_package
from bot.storage.faults import explained
from bot.storage.sql import Sql
from bot.storage.sqlite import reading


class Reports:
    """The counts behind *Контакт не отвечает*."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def no_answer(self, contact: str, update_id: int, at: datetime) -> None:
        """Count one press. An update that was counted before changes nothing."""

        def work(sql: Sql) -> None:
            if not seen(sql, update_id, at):
                sql.execute(
                    "INSERT INTO contact_reports VALUES (?, 1)"
                    " ON CONFLICT (contact) DO UPDATE SET count = contact_reports.count + 1",
                    (contact,),
                )

        await self._database.run(work)


def silent_contacts(sql: Sql) -> Mapping[str, int]:
    """How many times each contact was said not to answer, the most first: a work."""
    return dict(
        sql.execute("SELECT contact, count FROM contact_reports ORDER BY count DESC, contact")
    )


def report_counts(database: Path | str) -> Mapping[str, int]:
    """The same for a maintainer, beside a running bot. Empty where there is no database yet, or one
    from before this was counted. Raises DatabaseError for one that cannot be read."""
    if str(database).startswith(POSTGRES):
        require_package()
        from bot.storage.postgres import look

        return look(str(database), silent_contacts)
    file = Path(database)
    if not file.exists():
        return {}
    try:
        with reading(file) as sqlite:
            known = "SELECT 1 FROM sqlite_schema WHERE name = 'contact_reports'"
            return silent_contacts(sqlite) if sqlite.execute(known).fetchone() else {}
    except sqlite3.Error as error:
        raise explained(database, error) from error
