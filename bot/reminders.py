"""The loop that comes back on the day: it plans what has changed and sends what is due.

A reminder goes to Telegram, Telegram takes it, one statement marks it sent. A kill or a lost answer
between the two is the one case in which it goes out twice: whoever finds the lease expired
sends it again, because a reminder that never came is worse than one that came twice.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiolimiter import AsyncLimiter

from bot.casework import Casework
from bot.content.content import Content
from bot.dialogs.desk import Desk
from bot.dialogs.reminding import reminder_screen
from bot.dialogs.screen import Screen
from bot.escalation.errors import EscalationError
from bot.escalation.reminders import ReminderKind, in_daytime, plan
from bot.owner import Owner
from bot.patience import SendOnce
from bot.storage.faults import DatabaseAwayError
from bot.storage.reminders import LEASE, Leased, Reminders
from bot.tally import Tally

log = logging.getLogger(__name__)

A_SECOND = 20
"""Telegram allows a bot about 30 messages a second; the rest is left to answers. What leaves evenly
arrives unevenly: at 22 a second, a busy machine sent 25 in some second."""

AT_ONCE = 10
"""How many sendings may wait for Telegram at the same time."""

ALONE_SECONDS = 0.25
"""The next sending waits for the one before to be marked, but no longer than that: so a kill
doubles one reminder where Telegram is quick, and where it is slow four a second go out."""

SETTLES = timedelta(minutes=1)
"""A case is planned once the person has paused for this long: not at every answer to a form."""

LOOKS_EVERY_SECONDS = 1
PURGES_EVERY = timedelta(hours=1)
CLOCK_MAY_BE_AHEAD = timedelta(days=2)
"""How far ahead of the newest update the clock may be while anything is erased: a clock that is
wrong by a year must not erase a year of cases."""

SEND_SECONDS = 10
MARKS_EVERY_SECONDS = 0.2
LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 12


class Reminding:
    """Plans, sends and purges until it is stopped.

    `keep` is how long a closed or resting case is kept; `newest_update` gives Telegram's time of
    the newest update, None before the first.
    """

    def __init__(
        self,
        bot: Bot,
        reminders: Reminders,
        content: Content,
        casework: Casework,
        keep: timedelta,
        newest_update: Callable[[], datetime | None],
        owner: Owner,
        tally: Tally,
    ) -> None:
        self._bot = bot
        self._reminders = reminders
        self._content = content
        self._casework = casework
        self._keep = keep
        self._newest_update = newest_update
        self._owner = owner
        self._tally = tally
        self._limiter = AsyncLimiter(1, 1 / A_SECOND)
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._sending: set[asyncio.Task[None]] = set()
        self._last: asyncio.Task[None] | None = None
        self._held_until = 0.0
        self._purged_at: datetime | None = None
        self._has_looked = False
        self._stop = asyncio.Event()

    @asynccontextmanager
    async def running(self, wake: asyncio.Event) -> AsyncIterator[None]:
        """Look every second while the block runs, and at once when `wake` is set; whatever is being
        sent when it ends is finished."""
        self._stop.clear()
        loop = asyncio.create_task(self._run(wake))
        try:
            yield
        finally:
            self._stop.set()
            wake.set()
            await loop

    async def _run(self, wake: asyncio.Event) -> None:
        while not self._stop.is_set():
            wake.clear()
            try:
                await self.look()
            except DatabaseAwayError:
                log.warning("the database is away: reminders wait")
            except Exception:  # a loop that died would be silent for weeks
                log.exception("the reminders stumbled")
            if not self._stop.is_set():
                await _set_or_later(wake, LOOKS_EVERY_SECONDS)

    async def look(self) -> None:
        """Plan what has changed, send all that is due, purge now and then."""
        await self._plan_changed()
        while not self._stop.is_set() and await self._send_next():
            pass
        await self._finish()
        await self._purge(self._casework.now())
        await self._reminders.scrub_again()

    async def _purge(self, now: datetime) -> None:
        """Erase what was kept long enough, if the clock can be trusted: never on the first look,
        and not while Telegram's time is unknown or far behind."""
        looked_before, newest = self._has_looked, self._newest_update()
        self._has_looked = True
        believed = newest is not None and now - newest <= CLOCK_MAY_BE_AHEAD
        if not (looked_before and believed):
            return
        if self._purged_at is None or now - self._purged_at >= PURGES_EVERY:
            self._purged_at = now
            while gone := await self._reminders.purge(now - self._keep):
                log.info("%s cases were kept long enough", gone)
                await asyncio.sleep(0)  # people come first

    async def _finish(self) -> None:
        await asyncio.gather(*self._sending)

    async def _plan_changed(self) -> None:
        while changed := await self._reminders.changed(self._casework.now() - SETTLES):
            if self._stop.is_set():
                return
            for person_id, case_id in changed:
                await self._plan(person_id, case_id)
                await asyncio.sleep(0)  # people come first

    async def _plan(self, person_id: int, case_id: int) -> None:
        timing, now = self._content.timing, self._casework.now()
        try:
            await self._reminders.replan(
                person_id, case_id, lambda case, context: plan(case, timing, context, now)
            )
        except EscalationError:
            log.info("case %s was erased before it could be planned", case_id)
            await self._reminders.set_aside(case_id)
        except Exception:  # one case must not take the others with it
            log.exception("case %s cannot be planned", case_id)
            await self._reminders.set_aside(case_id)

    async def _send_next(self) -> bool:
        """Start sending the next reminder that is due; False when there is none."""
        if self._last is not None:
            await asyncio.wait([self._last], timeout=ALONE_SECONDS)
        await self._hold()
        await self._slots.acquire()
        leased = None
        try:
            leased = await self._reminders.lease(self._casework.now())
        finally:
            if leased is None:
                self._slots.release()
        if leased is None:
            return False
        self._last = task = asyncio.create_task(self._send(leased))
        self._sending.add(task)
        task.add_done_callback(self._sent)
        return True

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self._slots.release()

    async def _hold(self) -> None:
        """Wait until Telegram, which has asked for a pause, takes messages again."""
        wait = self._held_until - asyncio.get_running_loop().time()
        if wait > 0:
            await _set_or_later(self._stop, wait)

    async def _send(self, leased: Leased) -> None:
        try:
            screen = await self._compose(leased)
            if screen is not None:
                await self._deliver(leased, screen)
        except DatabaseAwayError:  # whoever finds the lease ended sends it
            log.warning("reminder of case %s: the database is away", leased.case.id)
        except Exception:  # one reminder must not take the others with it
            log.exception("reminder %s of case %s failed", leased.key.kind, leased.case.id)
            await self._try_later(leased)

    async def _compose(self, leased: Leased) -> Screen | None:
        """Its screen; None when this is not the time for it, or it no longer holds."""
        desk = Desk(self._content, self._casework)
        now = desk.now
        dues = plan(leased.case, self._content.timing, leased.context, now)
        due = next((due for due in dues if due.key == leased.key), None)
        if due is None:
            await self._reminders.drop(leased)
            return None
        at = in_daytime(max(due.at, now), leased.context.zone)
        if at > now:
            await self._reminders.postpone(leased, at)
            return None
        return reminder_screen(leased.case, leased.context, due, dues, desk, self._keep.days)

    async def _deliver(self, leased: Leased, screen: Screen) -> None:
        person = leased.case.person_id
        # The last thing before the wire: whatever comes between would make the pace uneven.
        await self._limiter.acquire()
        try:
            await self._bot(
                SendOnce(chat_id=person, text=screen.text, reply_markup=screen.markup),
                request_timeout=SEND_SECONDS,
            )
        except TelegramRetryAfter as error:
            await self._wait_for_telegram(leased, error.retry_after)
        except TelegramForbiddenError:
            log.info("person %s has blocked the bot", person)
            await self._reminders.leave(person)
            await self._reminders.drop(leased)
        except (TelegramNetworkError, TelegramServerError) as error:
            log.warning("reminder of case %s: %s", leased.case.id, type(error).__name__)
            await self._try_later(leased)
        except TelegramAPIError as error:
            log.error("reminder of case %s was refused: %s", leased.case.id, type(error).__name__)
            await self._try_later(leased)
        else:
            await self._mark_sent(leased)

    async def _mark_sent(self, leased: Leased) -> None:
        """Mark it, if need be once the database is back: while it is ours nobody else sends it.
        Raises DatabaseAwayError after that."""
        rests = leased.key.kind is ReminderKind.QUIET
        loop = asyncio.get_running_loop()
        until = loop.time() + LEASE.total_seconds() - SEND_SECONDS
        while True:
            try:
                await self._reminders.mark_sent(leased, self._casework.now(), rests=rests)
            except DatabaseAwayError:
                if loop.time() > until:
                    raise
                await asyncio.sleep(MARKS_EVERY_SECONDS)
            else:
                self._tally.reminders["sent"] += 1
                return

    async def _wait_for_telegram(self, leased: Leased, seconds: int) -> None:
        self._held_until = asyncio.get_running_loop().time() + seconds
        await self._reminders.postpone(leased, self._casework.now() + timedelta(seconds=seconds))

    async def _try_later(self, leased: Leased) -> None:
        """Wait twice as long after each failure; give up in the end."""
        if leased.attempts >= MOST_ATTEMPTS:
            log.error("reminder %s of case %s is given up", leased.key.kind, leased.case.id)
            await self._reminders.fail(leased)
            self._tally.reminders["failed"] += 1
            await self._owner.tell(
                "reminder_given_up", kind=leased.key.kind.value, case_id=leased.case.id
            )
            return
        wait = min(timedelta(seconds=2**leased.attempts), LONGEST_WAIT)
        await self._reminders.postpone(leased, self._casework.now() + wait)


async def _set_or_later(event: asyncio.Event, seconds: float) -> None:
    """Wait for the event, but no longer than that."""
    with suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)
