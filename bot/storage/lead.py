"""Which of several processes leads: it sets the webhook, reminds people, purges and tells whoever
runs the bot what needs a look. There is one at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Lead:
    """That of a database which one process holds alone: it is ours from the start."""

    def __init__(self, *, leads: bool = True) -> None:
        self._gained = asyncio.Event()
        self._lost = asyncio.Event()
        self._set(leads=leads)

    @property
    def leads(self) -> bool:
        """Whether this process leads."""
        return self._gained.is_set()

    async def gained(self) -> None:
        """Wait until it does."""
        await self._gained.wait()

    async def lost(self) -> None:
        """Wait until it does no longer."""
        await self._lost.wait()

    @asynccontextmanager
    async def sought(self) -> AsyncIterator[None]:
        """Ask for the lead and keep it while the block runs; let go of it then."""
        yield

    def _set(self, *, leads: bool) -> None:
        for event, is_set in ((self._gained, leads), (self._lost, not leads)):
            if is_set:
                event.set()
            else:
                event.clear()
