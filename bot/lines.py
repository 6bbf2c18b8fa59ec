"""A line for every person: their updates one after another, everybody's lines side by side.

What does not fit into memory waits, sealed, in the inbox. So one person's flood waits behind
itself, and ten thousand waiting people cost no more memory than a hundred.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from bot.storage.inbox import Inbox, Waiting

log = logging.getLogger(__name__)

IN_LINE = 8
"""How many of one person's updates wait in memory."""

IN_MEMORY = 128
"""With this many updates in memory, no more are asked for."""


LONGEST_BEHIND = 2.0
"""Seconds that a flood in the inbox waits for the poll to catch up."""


class Batch:
    """Some updates; somebody wants to know when all of them are over."""

    def __init__(self) -> None:
        self.open: dict[int, Waiting] = {}
        self._over: asyncio.Future[None] | None = None

    def add(self, update: Waiting) -> None:
        self.open[update.update_id] = update

    def close(self, update_id: int) -> None:
        """This one is over."""
        del self.open[update_id]
        if not self.open:
            self._wake()

    async def over(self, seconds: float | None = None) -> None:
        """Wait until all are over, for at most `seconds`."""
        if not self.open:
            return
        # A future and a timer: this is awaited at each poll, and wait_for costs four times as much.
        loop = asyncio.get_running_loop()
        self._over = loop.create_future()
        timer = loop.call_later(seconds, self._wake) if seconds is not None else None
        try:
            await self._over
        finally:
            if timer is not None:
                timer.cancel()

    def _wake(self) -> None:
        if self._over is not None and not self._over.done():
            self._over.set_result(None)


@dataclass(slots=True)
class _Line:
    waiting: deque[tuple[Waiting, Batch | None]] = field(default_factory=deque)
    last: int = 0
    on_disk: bool = False
    serving: asyncio.Task[None] | None = None


class Lines:
    """Hands each update to `handle`, which raises nothing, in its person's line."""

    def __init__(self, inbox: Inbox, handle: Callable[[Waiting], Awaitable[None]]) -> None:
        self._inbox = inbox
        self._handle = handle
        self._lines: dict[int, _Line] = {}
        self._kept: set[int] = set()
        self._in_memory = 0
        self._room = asyncio.Event()
        self._room.set()
        self._caught_up = asyncio.Event()
        self._caught_up.set()
        self._stopped = False

    @property
    def in_memory(self) -> int:
        """How many updates wait in memory or are being handled."""
        return self._in_memory

    @property
    def is_full(self) -> bool:
        """Whether `room` would wait."""
        return not self._room.is_set()

    def put(self, updates: Sequence[Waiting], batch: Batch) -> list[Waiting]:
        """Line them up. Gives those whose line was full: they have to be kept in the inbox and then
        announced by `more_on_disk`."""
        too_many = []
        for update in updates:
            line = self._lines.setdefault(update.person_id, _Line())
            if line.on_disk or len(line.waiting) >= IN_LINE:
                line.on_disk = True
                too_many.append(update)
                continue
            batch.add(update)
            self._join(line, update, batch)
            self._serve(update.person_id, line)
        return too_many

    def kept(self, updates: Sequence[Waiting], batch: Batch) -> None:
        """These are in the inbox too now, and are deleted there once handled; some already have
        been."""
        for update in updates:
            if update.update_id in batch.open:
                self._kept.add(update.update_id)
            else:
                self._inbox.done(update.update_id)

    def mark_on_disk(self, people: Sequence[int]) -> None:
        """These people have updates in the inbox: what comes from them now goes behind those."""
        for person in people:
            self._lines.setdefault(person, _Line()).on_disk = True

    def more_on_disk(self, person: int) -> None:
        """Updates of this person are safely in the inbox: read on from there."""
        line = self._lines.setdefault(person, _Line())
        line.on_disk = True
        self._serve(person, line)

    def behind(self, *, is_behind: bool) -> None:
        """Whether Telegram holds more than the last poll gave. Whoever's flood lies in the inbox
        waits then, until the others behind it have been taken."""
        if is_behind:
            self._caught_up.clear()
        else:
            self._caught_up.set()

    async def room(self) -> None:
        """Wait until there is room in memory for more."""
        await self._room.wait()

    async def stop(self, seconds: float) -> bool:
        """Handle what is in memory, for at most `seconds`, and read nothing more from the inbox:
        what is left there is for the next start. Gives whether all in memory was handled."""
        self._stopped = True
        self._room.set()
        self._caught_up.set()
        serving = [line.serving for line in self._lines.values() if line.serving]
        if not serving:
            return True
        _, late = await asyncio.wait(serving, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return not late

    def _join(self, line: _Line, update: Waiting, batch: Batch | None) -> None:
        line.waiting.append((update, batch))
        line.last = max(line.last, update.update_id)
        self._in_memory += 1
        if self._in_memory >= IN_MEMORY:
            self._room.clear()

    def _serve(self, person: int, line: _Line) -> None:
        if line.serving is None:
            line.serving = asyncio.create_task(self._serve_all(person, line))

    async def _serve_all(self, person: int, line: _Line) -> None:
        try:
            while line.waiting or await self._read_on(person, line):
                await self._serve_one(*line.waiting.popleft())
        except Exception:  # only this line is affected: its person's next update goes on with it
            log.exception("a line broke off")
        finally:
            line.serving = None
            if not line.waiting and not line.on_disk:
                self._lines.pop(person, None)

    async def _serve_one(self, update: Waiting, batch: Batch | None) -> None:
        try:
            if batch is None:
                await self._inbox.begin_try(update.update_id)
            await self._handle(update)
            # One that was cut off stays in the inbox: the next start handles it.
            if batch is None or update.update_id in self._kept:
                self._inbox.done(update.update_id)
        finally:
            self._kept.discard(update.update_id)
            self._in_memory -= 1
            if self._in_memory < IN_MEMORY:
                self._room.set()
            if batch is not None:
                batch.close(update.update_id)

    async def _read_on(self, person: int, line: _Line) -> bool:
        """Take the next of the person's updates out of the inbox; False when there are none."""
        if not line.on_disk or self._stopped:
            return False
        with suppress(TimeoutError):
            await asyncio.wait_for(self._caught_up.wait(), LONGEST_BEHIND)
        found = await self._inbox.next_of(person, line.last, IN_LINE)
        for update in found:
            self._join(line, update, None)
        if not found:
            line.on_disk = False
        return bool(found)
