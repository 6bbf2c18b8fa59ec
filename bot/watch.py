"""Looks at the bot itself once a minute, and tells whoever runs it what needs a look."""

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import date, datetime, timedelta
from typing import Any

from bot.casework import Casework
from bot.content.content import Content
from bot.owner import Owner
from bot.storage.faults import DatabaseAwayError
from bot.storage.files import DatabaseFile, backed_up_at
from bot.storage.reminders import Reminders
from bot.tally import Tally

log = logging.getLogger(__name__)

LOOKS_EVERY_SECONDS = 60

LATE = timedelta(minutes=15)
"""By how much a reminder may be late before it is told."""

BACKUP_AGE = timedelta(days=2)
CALENDAR_DAYS = 60
"""How many days before the official calendar of most people's country ends it is told: the decree
of the next year is made in autumn."""

LEAST_ROOM = 200
"""MiB that should be free where the database lies."""

MIB = 1 << 20

Found = tuple[str, dict[str, Any]]
"""A subject of bot.owner.FACTS, and its facts."""


class Watch:
    """Looks until it is stopped. `file` is None for a database in memory."""

    def __init__(
        self,
        owner: Owner,
        content: Content,
        casework: Casework,
        reminders: Reminders,
        tally: Tally,
        file: DatabaseFile | None,
    ) -> None:
        self._owner = owner
        self._content = content
        self._casework = casework
        self._reminders = reminders
        self._tally = tally
        self._file = file

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Look every minute while the block runs."""
        looking = asyncio.create_task(self._run())
        try:
            yield
        finally:
            looking.cancel()
            with suppress(asyncio.CancelledError):
                await looking

    async def _run(self) -> None:
        while True:
            try:
                await self.look()
            except DatabaseAwayError:
                log.warning("the database is away: nothing is watched")
            except Exception:  # a look that fails must not be the last one
                log.exception("the watch stumbled")
            await asyncio.sleep(LOOKS_EVERY_SECONDS)

    async def look(self) -> None:
        """Tell what needs a look now; each subject is told once a day."""
        now = self._casework.now()
        for subject, facts in [
            *await self._late(now),
            *_aged(self._content, self._casework.today()),
            *(await self._of_file(self._file, now) if self._file else ()),
        ]:
            if await self._owner.tell(subject, **facts):
                log.warning("%s: %s", subject, facts)

    async def _late(self, now: datetime) -> list[Found]:
        late = await self._reminders.late(now)
        self._tally.reminders_late = late.total_seconds()
        minutes = int(late.total_seconds()) // 60
        return [("reminders_late", {"minutes": minutes})] if late > LATE else []

    async def _of_file(self, file: DatabaseFile, now: datetime) -> list[Found]:
        found: list[Found] = []
        if not file.is_there:
            return [("database_gone", {})]
        room = shutil.disk_usage(file.path.parent).free // MIB
        if room < LEAST_ROOM:
            found.append(("disk_full", {"mebibytes": room}))
        since = backed_up_at(file.path) or await self._casework.begun_at()
        if since is not None and now - since > BACKUP_AGE:
            found.append(("backup_old", {"days": (now - since).days}))
        return found


def _aged(content: Content, today: date) -> Iterator[Found]:
    """Facts past their review, and the calendar that most dates are counted by."""
    if stale := content.stale(today):
        yield "facts_stale", {"count": len(stale), "first": stale[0].id}
    for gap in content.calendars.gaps(today, CALENDAR_DAYS):
        if gap.loud:
            yield "calendar_ends", {"on": gap.official_until}
