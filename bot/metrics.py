"""Where the bot can be watched: /metrics, /live and /ready, on a port of their own.

Imported only where BOT_LISTEN is set: neither the site nor Prometheus' client costs anybody else
memory or time at the start.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime
from functools import partial
from types import MappingProxyType
from typing import TypeVar

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from bot.content.content import Content
from bot.storage.database import Database
from bot.storage.figures import Figures, figures
from bot.storage.files import MEMORY, backed_up_at
from bot.storage.lead import Lead
from bot.tally import BOUNDS, Tally

log = logging.getLogger(__name__)

Labels = TypeVar("Labels", bound=tuple[str, ...])

Handler = Callable[[web.Request], Awaitable[web.Response]]

FINISH_SECONDS = 10.0
"""How long a stop waits for what was taken."""

READY_SECONDS = 2.0
FIGURES_SECONDS = 60.0
"""How long the figures of the database are shown before they are counted anew."""

FAR = 10_000
"""Days: further than any calendar is official."""

KIND = "text/plain; version=0.0.4; charset=utf-8"


class Watched(Collector):
    """What Prometheus is shown: numbers by kind, step and stage, no ids, no words."""

    def __init__(
        self, tally: Tally, content: Content, today: Callable[[], date], lead: Lead
    ) -> None:
        self._tally = tally
        self._lead = lead
        self._content = content
        self._today = today
        self.figures: Figures | None = None
        self.backed_up_at: datetime | None = None

    def collect(self) -> Iterator[Metric]:
        """Every family of numbers."""
        tally = self._tally
        yield _counts(
            "bot_updates", "Updates by kind and outcome", ("kind", "outcome"), tally.updates
        )
        yield self._seconds()
        yield _counts("bot_api_calls", "Calls to Telegram", ("method", "outcome"), tally.calls)
        sent = {(outcome,): tally.reminders[outcome] for outcome in ("sent", "failed")}
        yield _counts("bot_reminders", "Reminders sent and given up", ("outcome",), sent)
        since = tally.waiting_since
        yield _gauge("bot_oldest_update_seconds", "How long the oldest update has waited",
                     time.time() - since if since else 0)  # fmt: skip
        yield _gauge("bot_reminders_late_seconds", "How late the oldest due reminder is",
                     tally.reminders_late)  # fmt: skip
        yield _gauge("bot_facts_past_review", "Facts to look up again",
                     len(self._content.stale(self._today())))  # fmt: skip
        yield _gauge("bot_calendar_days_left", "Days that the official calendar covers",
                     self._calendar_days())  # fmt: skip
        yield _gauge("bot_leader", "Whether this process reminds and purges",
                     int(self._lead.leads))  # fmt: skip
        if self.backed_up_at is not None:
            age = time.time() - self.backed_up_at.timestamp()
            yield _gauge("bot_backup_age_seconds", "Age of the last backup", age)
        if self.figures is not None:
            yield from _of_database(self.figures)

    def _seconds(self) -> HistogramMetricFamily:
        total, buckets = 0, []
        for number, bound in enumerate((*map(str, BOUNDS), "+Inf")):
            total += self._tally.took[number]
            buckets.append((bound, total))
        family = HistogramMetricFamily("bot_update_seconds", "How long updates take")
        family.add_metric([], buckets, self._tally.seconds)
        return family

    def _calendar_days(self) -> int:
        today = self._today()
        ends = [gap.official_until for gap in self._content.calendars.gaps(today, FAR) if gap.loud]
        return min(((end - today).days for end in ends), default=FAR)


def _of_database(found: Figures) -> Iterator[Metric]:
    yield _gauge("bot_reminders_due", "Reminders that are due now", found.due)
    yield _gauge("bot_inbox", "Updates that wait in the database", found.inbox)
    cases = GaugeMetricFamily("bot_cases", "Cases", labels=("step", "stage"))
    for (step, stage), count in found.cases.items():
        cases.add_metric((step, stage), count)
    yield cases
    replies = GaugeMetricFamily("bot_replies", "Replies in kept cases", labels=("step",))
    for step, count in found.replies.items():
        replies.add_metric((step,), count)
    yield replies


def _counts(name: str, what: str, labels: tuple[str, ...], counts: Mapping[Labels, int]) -> Metric:
    family = CounterMetricFamily(name, what, labels=labels)
    for values, count in list(counts.items()):
        family.add_metric(values, count)
    return family


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(name, what, value=value)


class Site:
    """The three pages. `is_ready` reads something from the database."""

    def __init__(
        self,
        watched: Watched,
        is_ready: Callable[[], Awaitable[object]],
        database: Database,
        now: Callable[[], datetime],
    ) -> None:
        self._watched = watched
        self._is_ready = is_ready
        self._database = database
        self._now = now
        self._counted_at = -FIGURES_SECONDS
        self.stops = False
        """Whether nothing new is to be sent here: a balancer asks /ready."""
        self._registry = CollectorRegistry()
        self._registry.register(watched)

    async def live(self, request: web.Request) -> web.Response:
        """The process answers."""
        return web.Response(text="live\n")

    async def ready(self, request: web.Request) -> web.Response:
        """The database answers, too."""
        if self.stops:
            return web.Response(text="stops\n", status=503)
        try:
            async with asyncio.timeout(READY_SECONDS):
                await self._is_ready()
        except Exception as error:  # noqa: BLE001  (whatever it is, it is not ready)
            log.warning("not ready: %s", type(error).__name__)
            return web.Response(text="not ready\n", status=503)
        return web.Response(text="ready\n")

    async def metrics(self, request: web.Request) -> web.Response:
        """The numbers as Prometheus reads them."""
        database, at = self._database, time.monotonic()
        if database.name != MEMORY and at - self._counted_at >= FIGURES_SECONDS:
            self._counted_at = at
            self._watched.figures = await database.beside(partial(figures, now=self._now()))
            if database.file is not None:
                self._watched.backed_up_at = backed_up_at(database.file.path)
        body = generate_latest(self._registry)
        return web.Response(body=body, headers={"Content-Type": KIND})


@asynccontextmanager
async def served(
    site: Site, host: str, port: int, hooks: Mapping[str, Handler] = MappingProxyType({})
) -> AsyncIterator[web.AppRunner]:
    """The pages at this address while the block runs, and what takes the POSTs to these paths;
    whatever was taken by its end is finished, and nothing more is taken. Raises OSError when the
    address is taken."""
    application = web.Application()
    application.router.add_get("/live", site.live)
    application.router.add_get("/ready", site.ready)
    application.router.add_get("/metrics", site.metrics)
    for path, take in hooks.items():
        application.router.add_post(path, take)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=FINISH_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield runner
    finally:
        site.stops = True
        await runner.cleanup()
