"""Reads one raw update and hands it to the dispatcher, however it came.

aiogram reads a whole batch at once, so that one update it cannot read stops everybody. Here each
update is read by itself.
"""

import logging
import time
from collections.abc import Mapping
from typing import Any

from aiogram import Bot
from aiogram.types import Update
from pydantic import ValidationError

from bot.dialogs.dispatcher import TurnDispatcher
from bot.owner import Owner
from bot.storage.faults import DatabaseAwayError

log = logging.getLogger(__name__)

OURS = ("message_id", "date", "edit_date", "chat")
"""All that is read of the message under a pressed button: we wrote the rest of it ourselves, and
making objects of its keyboard took two fifths of the time to read a press."""


class Feeder:
    """The owner is told the id of an update that cannot be read; `unread` counts these."""

    def __init__(self, bot: Bot, dispatcher: TurnDispatcher, owner: Owner) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._owner = owner
        self._tally = dispatcher.tally
        self.unread = 0

    async def feed(self, update_id: int, raw: Mapping[str, Any]) -> None:
        """Let the update be handled. Raises DatabaseAwayError alone: then it is to come again."""
        began = time.perf_counter()
        try:
            await self._feed(update_id, raw)
        finally:
            self._tally.over(update_id)
            self._tally.spent(time.perf_counter() - began)

    async def _feed(self, update_id: int, raw: Mapping[str, Any]) -> None:
        try:
            update = Update.model_validate(raw, context={"bot": self._bot})
        except ValidationError as error:
            self.unread += 1
            self._tally.updates["unknown", "unread"] += 1
            log.error("update %s cannot be read: %s faults", update_id, error.error_count())
            await self._owner.tell("unread_update", update_ids=[update_id])
            return
        try:
            await self._dispatcher.feed_update(self._bot, update)
        except DatabaseAwayError:
            raise
        except Exception:  # even the apology failed: the others go on
            log.exception("update %s was not handled", update_id)


def slim(raw: dict[str, Any]) -> dict[str, Any]:
    """The update without those parts of a pressed message that nobody reads."""
    press = raw.get("callback_query")
    message = press.get("message") if isinstance(press, dict) else None
    if not isinstance(press, dict) or not isinstance(message, dict):
        return raw
    short = {name: message[name] for name in OURS if name in message}
    return {**raw, "callback_query": {**press, "message": short}}
