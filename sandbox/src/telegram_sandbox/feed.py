"""What has happened, numbered, for those who watch from outside: the chat page, remote tests."""

import asyncio
from collections import deque
from itertools import islice

from telegram_sandbox.chats import Json
from telegram_sandbox.telegram import Telegram

EVENTS_KEPT = 5_000


class Feed:
    """A bounded log of a Telegram's events; `last` is the number of the newest one."""

    def __init__(self, telegram: Telegram) -> None:
        self._events: deque[Json] = deque(maxlen=EVENTS_KEPT)
        self._news = asyncio.Event()
        self.last = 0
        self.closed = False
        telegram.listeners.append(self.add)

    def add(self, event: Json) -> None:
        """Number the event and wake whoever waits."""
        self.last += 1
        self._events.append({"number": self.last, **event})
        self._wake()

    def close(self) -> None:
        """Let everybody who waits go: the server is closing."""
        self.closed = True
        self._wake()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    def since(self, number: int) -> list[Json]:
        """The events after this number that are still kept."""
        missed = min(max(self.last - number, 0), len(self._events))
        return list(islice(self._events, len(self._events) - missed, None))

    async def wait(self, number: int, seconds: float) -> list[Json]:
        """The events after this number; waits for one up to `seconds`, then gives none."""
        news = self._news
        if number >= self.last and not self.closed:
            try:
                await asyncio.wait_for(news.wait(), seconds)
            except TimeoutError:
                return []
        return self.since(number)
