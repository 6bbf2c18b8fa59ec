"""The poll: takes updates from Telegram so that none is lost, none stops the others.

aiogram acknowledges a batch before it is handled. Here Telegram is told "taken" only of what is
handled or lies in the inbox.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramConflictError, TelegramRetryAfter
from aiogram.methods import GetUpdates
from aiogram.utils.backoff import Backoff, BackoffConfig

from bot.dialogs.dispatcher import TurnDispatcher
from bot.feeding import Feeder, slim
from bot.lines import Batch, Lines
from bot.logs import Seldom
from bot.owner import Owner
from bot.storage.faults import DatabaseAwayError
from bot.storage.inbox import Inbox, Waiting

log = logging.getLogger(__name__)

POLL_SECONDS = 10
MOST_UPDATES = 100
"""Of one poll: Telegram gives no more."""

DRAIN_SECONDS = 10
"""How long a stop waits for what is being handled."""

CONFIRM_SECONDS = 3

GRACE_SECONDS = 0.01
"""How long a batch may take before what is left of it is kept in the inbox: what is answered at
once need not be written down first."""

LONGEST_PAUSE = 60.0
"""Seconds: a server that asks for more is polled again all the same. Everybody waits meanwhile."""

BACKOFF = BackoffConfig(min_delay=1.0, max_delay=5.0, factor=1.3, jitter=0.1)

AWAY_SECONDS = 1.0
"""How long an update waits before it is tried again while the database is away."""


class RawUpdates(GetUpdates):
    """getUpdates whose answer is left as JSON."""

    __returning__ = list[dict[str, Any]]


class Poller:
    """Polls until it is stopped. `beat` is called after each poll that Telegram answered; the owner
    is told the ids of updates that were given up."""

    def __init__(
        self,
        bot: Bot,
        dispatcher: TurnDispatcher,
        feeder: Feeder,
        inbox: Inbox,
        beat: Callable[[], None],
        owner: Owner,
    ) -> None:
        self._bot = bot
        self._feeder = feeder
        self._inbox = inbox
        self._beat = beat
        self._owner = owner
        self._lines = Lines(inbox, self._handle)
        self._kinds = dispatcher.resolve_used_update_types()
        self._offset: int | None = None
        self._recovered: frozenset[int] = frozenset()
        self._newest_recovered = 0
        self._unanswered = Seldom(log)
        self._tally = dispatcher.tally

    @property
    def is_busy(self) -> bool:
        """Whether something that was taken waits in memory or is being handled."""
        return bool(self._lines.in_memory)

    async def run(self, stop: asyncio.Event) -> None:
        """Serve people until `stop` is set; what is being handled then is finished."""
        recovering = asyncio.create_task(self._recover(await self._begin()))
        stopping = asyncio.create_task(stop.wait())
        backoff = Backoff(BACKOFF)
        try:
            while not stop.is_set():
                if self._lines.is_full:
                    await unless_stopped(stopping, self._lines.room())
                raws = await self._poll(stopping, backoff)
                if raws:
                    await self._take(raws)
        finally:
            stopping.cancel()
            recovering.cancel()
            if not await self._lines.stop(DRAIN_SECONDS):
                log.error("stopped while updates were still being handled")
            await self._confirm()

    async def _begin(self) -> list[int]:
        """Find out whose updates were not handled at a kill. Telegram may send these once more: the
        call that would have acknowledged them was killed too."""
        found = await self._inbox.recover()
        if found.given_up:
            log.error("updates given up after several starts: %s", found.given_up)
            await self._owner.tell("unread_update", update_ids=found.given_up)
        self._recovered = frozenset(found.waiting)
        self._newest_recovered = max(found.waiting, default=0)
        people = list(dict.fromkeys(found.waiting.values()))
        self._lines.mark_on_disk(people)
        return people

    def _was_taken(self, update_id: int) -> bool:
        """Whether it has been in the inbox since before a kill, or was handled before it: what was
        left of a batch went there in one insert. Only the last batch comes again, so no older id
        belongs to it: after a quiet week Telegram starts anew with any number."""
        in_batch = 0 <= self._newest_recovered - update_id < MOST_UPDATES
        return in_batch or update_id in self._recovered

    async def _recover(self, people: list[int]) -> None:
        """Feed what was not handled at a kill again."""
        for person in people:
            await self._lines.room()
            self._lines.more_on_disk(person)
            await asyncio.sleep(0)

    async def _poll(self, stopping: asyncio.Task[Any], backoff: Backoff) -> list[dict[str, Any]]:
        call = RawUpdates(
            offset=self._offset,
            limit=MOST_UPDATES,
            timeout=POLL_SECONDS,
            allowed_updates=list(self._kinds),
        )
        try:
            raws: list[dict[str, Any]] | None = await unless_stopped(
                stopping, self._bot(call, request_timeout=POLL_SECONDS * 3)
            )
        except TelegramRetryAfter as error:
            await unless_stopped(stopping, asyncio.sleep(min(error.retry_after, LONGEST_PAUSE)))
        except TelegramConflictError as error:
            if "webhook" in error.message:  # of a bot that ran with BOT_WEBHOOK_URL before
                await self._bot.delete_webhook()
                return []
            self._unanswered.warn("another program polls with this token: stop that one")
            await unless_stopped(stopping, asyncio.sleep(next(backoff)))
        except Exception as error:  # noqa: BLE001  (whatever it is, the poll goes on)
            self._unanswered.warn("Telegram does not answer the poll: %s", type(error).__name__)
            await unless_stopped(stopping, asyncio.sleep(next(backoff)))
        else:
            backoff.reset()
            self._beat()
            return raws or []
        return []

    async def _take(self, raws: list[dict[str, Any]]) -> None:
        """Line up a batch; when this returns, Telegram may be told that it is taken."""
        updates = [
            Waiting(raw["update_id"], whose(raw), slim(raw))
            for raw in raws
            if not self._was_taken(raw["update_id"])
        ]
        for update in updates:
            self._tally.take(update.update_id)
        batch = Batch()
        self._lines.behind(is_behind=len(raws) >= MOST_UPDATES)
        too_many = self._lines.put(updates, batch)
        if not too_many:
            await batch.over(GRACE_SECONDS)
        left = list(batch.open.values())
        try:
            await self._inbox.keep([*left, *too_many])
        except Exception:  # a full disk: then nobody goes on before these are handled
            log.exception("updates could not be kept")
            await batch.over()
            for update in too_many:
                await self._handle(update)
        else:
            self._lines.kept(left, batch)
        for person in {update.person_id for update in too_many}:
            self._lines.more_on_disk(person)
        self._offset = raws[-1]["update_id"] + 1

    async def _confirm(self) -> None:
        """Acknowledge the last batch; Telegram then sends none of it again."""
        if self._offset is not None:
            call = RawUpdates(offset=self._offset, timeout=0, limit=1)
            try:
                await self._bot(call, request_timeout=CONFIRM_SECONDS)
            except TelegramAPIError as error:
                log.info("the last batch may come again: %s", type(error).__name__)

    async def _handle(self, waiting: Waiting) -> None:
        """Telegram has been told that it is taken: it is tried until the database takes it."""
        while True:
            try:
                await self._feeder.feed(waiting.update_id, waiting.raw)
                return
            except DatabaseAwayError:
                self._unanswered.warn("the database is away: updates wait")
            await asyncio.sleep(AWAY_SECONDS)


async def unless_stopped(stopping: asyncio.Task[Any], call: Awaitable[Any]) -> Any:
    """What the call gives; None when the stop comes first, and then the call is cancelled."""
    calling = asyncio.ensure_future(call)

    def cancel(_: asyncio.Task[Any]) -> None:
        calling.cancel()

    stopping.add_done_callback(cancel)
    try:
        return await calling
    except asyncio.CancelledError:
        current = asyncio.current_task()
        if not stopping.done() or (current is not None and current.cancelling()):
            raise  # it is ourselves who are cancelled
        return None
    finally:
        stopping.remove_done_callback(cancel)


def whose(raw: Mapping[str, Any]) -> int:
    """In whose line the update waits: the person's id, 0 for nobody's."""
    for event in raw.values():
        if isinstance(event, dict) and isinstance(person := event.get("from"), dict):
            return number if isinstance(number := person.get("id"), int) else 0
    return 0
