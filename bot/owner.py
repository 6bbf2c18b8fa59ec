"""Tells whoever runs the bot what they should know: by ids, at most once a day per subject."""

import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError

from bot.clock import Clock
from bot.content.render import Words

log = logging.getLogger(__name__)

QUIET = timedelta(days=1)

FACTS: Mapping[str, Mapping[str, type]] = {
    "unread_update": {"update_ids": list},
    "reminder_given_up": {"kind": str, "case_id": int},
    "reminders_late": {"minutes": int},
    "database_gone": {},
    "disk_full": {"mebibytes": int},
    "backup_old": {"days": int},
    "facts_stale": {"count": int, "first": str},
    "calendar_ends": {"on": date},
}
"""What an owner is told of, with the facts that the words are given."""


class Owner:
    """`admins` are Telegram ids; with none, the log is all there is."""

    def __init__(self, bot: Bot, words: Words, admins: Sequence[int], clock: Clock) -> None:
        self._bot = bot
        self._words = words
        self._admins = admins
        self._clock = clock
        self._told_at: dict[str, datetime] = {}

    async def tell(self, subject: str, **facts: Any) -> bool:
        """Send templates/screens/owner/<subject>.html.j2 to each admin, unless that subject was
        sent within a day; the subject and its facts are those of `FACTS`. What cannot be sent is
        logged, never raised. Gives whether it was told now, if only to nobody."""
        now = self._clock()
        if now - self._told_at.get(subject, now - QUIET) < QUIET:
            return False
        self._told_at[subject] = now
        text = self._words.screen(f"owner/{subject}", **facts)
        for admin in self._admins:
            try:
                await self._bot.send_message(admin, text)
            except TelegramAPIError as error:
                log.warning("admin %s was not told of %s: %s", admin, subject, type(error).__name__)
        return True
