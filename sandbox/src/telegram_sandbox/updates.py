"""The queue of updates: what getUpdates gives out, and keeps until it is confirmed."""

import asyncio
from collections import deque
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from telegram_sandbox.clock import Clock
from telegram_sandbox.limits import POLL_SECONDS, POLL_UPDATES, UPDATE_KEPT
from telegram_sandbox.refused import Refused

Update = dict[str, Any]

ON_REQUEST_ONLY = {"chat_member", "message_reaction", "message_reaction_count"}
"""Kinds that come only when `allowed_updates` names them (getUpdates)."""

OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)


class Updates:
    """Updates in order of their ids; one is forgotten when a later offset confirms it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: deque[tuple[datetime, Update]] = deque()
        self._next_id = 1
        self._allowed: frozenset[str] = frozenset()
        self._poller: asyncio.Future[None] | None = None
        self._last_confirmed = 0
        self.news = asyncio.Event()
        """Set when an update has been added: the webhook's pusher waits for it."""

    def __len__(self) -> int:
        """The number of updates not confirmed yet."""
        self._forget_old()
        return len(self._waiting)

    @property
    def allowed(self) -> Sequence[str]:
        """The kinds that the bot has asked for; none when it takes what comes by default."""
        return sorted(self._allowed)

    @property
    def last_id(self) -> int:
        """The id of the newest update, 0 when there was none."""
        return self._next_id - 1

    @property
    def last_confirmed(self) -> int:
        """The id of the newest update that an offset has confirmed, 0 when there was none."""
        return self._last_confirmed

    @property
    def is_polled(self) -> bool:
        """Whether a getUpdates waits right now."""
        return self._poller is not None

    def add(self, kind: str, payload: dict[str, Any]) -> None:
        """Queue an update of this kind, unless the bot has asked not to be sent such ones."""
        if self._allowed and kind not in self._allowed:
            return
        if not self._allowed and kind in ON_REQUEST_ONLY:
            return
        self._waiting.append((self._clock(), {"update_id": self._next_id, kind: payload}))
        self._next_id += 1
        self.news.set()
        self._wake()

    def allow(self, kinds: Sequence[str]) -> None:
        """Take `allowed_updates`; it does not touch updates that are queued already."""
        self._allowed = frozenset(kinds)

    def confirm(self, offset: int) -> None:
        """Forget the updates before `offset`; a negative one keeps that many of the newest."""
        if offset < 0:
            offset = max(self._next_id + offset, 1)
        while self._waiting and self._waiting[0][1]["update_id"] < offset:
            self._waiting.popleft()
        self._last_confirmed = max(self._last_confirmed, min(offset, self._next_id) - 1)

    def delivered(self, update_id: int) -> None:
        """Forget one update, wherever it stands: the webhook has taken it."""
        self._waiting = deque(one for one in self._waiting if one[1]["update_id"] != update_id)
        self._last_confirmed = max(self._last_confirmed, update_id)

    def drop(self) -> None:
        """Forget all that wait (`drop_pending_updates`)."""
        self.confirm(self._next_id)

    def ready(self, limit: int | None = POLL_UPDATES) -> list[Update]:
        """The oldest unconfirmed updates, at most `limit`; None for all of them."""
        self._forget_old()
        return [update for _, update in list(self._waiting)[:limit]]

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Update]:
        """What getUpdates answers; waits up to `seconds` of real time for something.

        Raises `Refused` 409 in the *earlier* of two calls that wait at the same time.
        """
        self.interrupt(OTHER_POLLER)
        self.confirm(offset)
        if not self._waiting and seconds > 0:
            await self._something(min(seconds, POLL_SECONDS))
        return self.ready(limit)

    def interrupt(self, why: str) -> None:
        """End a waiting getUpdates with 409 and these words."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(Refused(409, why))

    def release(self) -> None:
        """Make a waiting getUpdates return at once, empty: the server is closing."""
        self._wake()

    async def _something(self, seconds: float) -> None:
        poller: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poller = poller
        try:
            async with asyncio.timeout(seconds):
                await poller
        except TimeoutError:
            return
        finally:
            if self._poller is poller:
                self._poller = None

    def _wake(self) -> None:
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)

    def _forget_old(self) -> None:
        oldest = self._clock() - UPDATE_KEPT
        while self._waiting and self._waiting[0][0] < oldest:
            self._waiting.popleft()
