"""The updates of one bot, given out as Telegram does it: https://core.telegram.org/bots/api#getupdates

An update is given again with every poll until a later offset confirms it; of two polls that wait at
the same time the earlier one ends with 409.
"""

import asyncio
import re
from collections import deque
from itertools import islice
from typing import Protocol

POLL_SECONDS = 50
POLL_UPDATES = 100

# Fields of a form, or of JSON.
_OFFSET = re.compile(rb'\boffset(?:=|": *"?)(-?\d+)')
_LIMIT = re.compile(rb'\blimit(?:=|": *"?)(\d+)')
_TIMEOUT = re.compile(rb'\btimeout(?:=|": *"?)(\d+)')

_OTHER = (
    b'{"ok":false,"error_code":409,"description":"Conflict: terminated by other getUpdates request;'
    b' make sure that only one bot instance is running"}'
)


class Chats(Protocol):
    """Who is at the other end of a bot: told what the bot does."""

    def shown(self, chat: int, message: int, form: bytes) -> None:
        """The bot has sent or edited this message."""

    def answered(self, query: int) -> None:
        """The bot has answered this press."""

    def polled(self) -> None:
        """The bot has asked for updates."""


class Caller(Protocol):
    """The connection that a call came by."""

    def reply(self, body: bytes, status: bytes = b"200 OK") -> None:
        """Answer the call."""


class Line:
    """One bot's updates: those that are not confirmed, and the poll that waits for more."""

    def __init__(self, chats: Chats) -> None:
        self.chats = chats
        self._waiting: deque[tuple[int, bytes]] = deque()
        self._poll: Caller | None = None
        self._limit = POLL_UPDATES
        self._timer: asyncio.TimerHandle | None = None
        self._soon = False
        self._messages = 0
        self._updates = 0

    def __len__(self) -> int:
        """How many updates are not confirmed."""
        return len(self._waiting)

    def new_message(self) -> int:
        """The id of a message that was just sent."""
        self._messages += 1
        return self._messages

    def new_update(self) -> int:
        """The id of the update that is delivered next."""
        self._updates += 1
        return self._updates

    def deliver(self, number: int, update: bytes) -> None:
        """Hand the update to the bot with whatever else happens in this turn of the loop."""
        self._waiting.append((number, update))
        self._flush_soon()

    def poll(self, caller: Caller, form: bytes) -> None:
        """The bot asks for updates."""
        if self._poll is not None:
            other = self._poll
            self.hang_up(other)
            other.reply(_OTHER, b"409 Conflict")
        self._confirm(_number(_OFFSET, form, 0))
        limit = _number(_LIMIT, form, POLL_UPDATES)
        self._limit = limit if 1 <= limit <= POLL_UPDATES else POLL_UPDATES
        self._poll = caller
        seconds = min(_number(_TIMEOUT, form, 0), POLL_SECONDS)
        self._timer = asyncio.get_running_loop().call_later(seconds, self._answer)
        self._flush_soon()
        self.chats.polled()

    def hang_up(self, caller: Caller) -> None:
        """This connection is closed: if its poll waits, nobody waits any more."""
        if self._poll is caller:
            self._poll = None
            if self._timer is not None:
                self._timer.cancel()

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            offset = max(self._updates + 1 + offset, 1)
        while self._waiting and self._waiting[0][0] < offset:
            self._waiting.popleft()

    def _flush_soon(self) -> None:
        if self._poll is not None and self._waiting and not self._soon:
            self._soon = True
            asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        self._soon = False
        self._answer()

    def _answer(self) -> None:
        if self._poll is None:
            return
        caller = self._poll
        self.hang_up(caller)
        given = b",".join(update for _, update in islice(self._waiting, self._limit))
        caller.reply(b'{"ok":true,"result":[' + given + b"]}")


def _number(field: re.Pattern[bytes], form: bytes, otherwise: int) -> int:
    found = field.search(form)
    return int(found[1]) if found else otherwise
