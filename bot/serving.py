"""How the bot serves: by polls, or by what Telegram sends to its webhook. Where several processes
share a database, one of them leads."""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)

from bot.app import Application
from bot.feeding import Feeder
from bot.logs import Seldom
from bot.polling import MOST_UPDATES, unless_stopped
from bot.profile import set_profile
from bot.readiness import get_ready
from bot.settings import Settings, SettingsError
from bot.storage.faults import DatabaseAwayError, DatabaseError
from bot.storage.inbox import Inbox
from bot.storage.lead import Lead

log = logging.getLogger(__name__)

WAITS_SECONDS = 5
"""How long a start that cannot reach Telegram waits before it tries again."""

STANDS_BY = "another bot leads: this one stands by until that one ends"


async def serve_by_polls(
    app: Application, settings: Settings, stop: asyncio.Event, look: asyncio.Event
) -> None:
    """Poll, remind and watch until the stop. Where several processes share a database, only the one
    that leads does; it ends when it does no longer. Raises SettingsError and DatabaseError."""
    async with listening(app, settings), app.lead.sought():
        await _either(app.lead.gained(), stop.wait(), asyncio.sleep(WAITS_SECONDS))
        if not app.lead.leads and not stop.is_set():
            log.info(STANDS_BY)
            await _either(app.lead.gained(), stop.wait())
        async with _over(app.lead, stop) as over:
            await _introduce(app, settings, over)
            if not over.is_set():
                await get_ready(app)
            async with app.reminding.running(look), app.watch.running():
                await app.poller.run(over)
    if not stop.is_set():
        raise DatabaseError(f"BOT_DATABASE {app.database.name}: another bot may lead now: start")


async def serve_by_webhook(
    app: Application, settings: Settings, stop: asyncio.Event, look: asyncio.Event
) -> None:
    """Take what Telegram sends until the stop, and lead while the lead is ours. Raises
    SettingsError."""
    app.dispatcher.until_stored = True
    await get_ready(app)
    async with listening(app, settings), app.lead.sought():
        while not stop.is_set():
            await _either(app.lead.gained(), stop.wait())
            async with _over(app.lead, stop) as over:
                try:
                    await _lead(app, settings, over, look)
                except DatabaseAwayError:
                    log.warning("the database is away: nobody leads")
                    await _either(over.wait(), asyncio.sleep(WAITS_SECONDS))


async def _lead(
    app: Application, settings: Settings, over: asyncio.Event, look: asyncio.Event
) -> None:
    if over.is_set():
        return
    log.info("this process leads")
    await finish_inbox(app.inbox, app.feeder)
    await _introduce(app, settings, over)
    async with app.reminding.running(look), app.watch.running():
        await over.wait()
    log.info("this process leads no longer")


async def finish_inbox(inbox: Inbox, feeder: Feeder) -> None:
    """Handle what polls have left in the inbox: nothing, but for a bot that has been polling."""
    found = await inbox.recover()
    for person in dict.fromkeys(found.waiting.values()):
        after = 0
        while waiting := await inbox.next_of(person, after, MOST_UPDATES):
            for update in waiting:
                await inbox.begin_try(update.update_id)
                await feeder.feed(update.update_id, update.raw)
                inbox.done(update.update_id)
                after = update.update_id


@asynccontextmanager
async def _over(lead: Lead, stop: asyncio.Event) -> AsyncIterator[asyncio.Event]:
    """An event that is set once the lead is lost or the process is to stop."""
    over = asyncio.Event()
    if stop.is_set() or not lead.leads:
        over.set()

    async def wait() -> None:
        await _either(lead.lost(), stop.wait())
        over.set()

    waiting = asyncio.create_task(wait())
    try:
        yield over
    finally:
        waiting.cancel()


async def _either(*waits: Coroutine[Any, Any, object]) -> None:
    """Wait until one of them is over; the others are given up."""
    tasks = [asyncio.create_task(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()


@asynccontextmanager
async def listening(app: Application, settings: Settings) -> AsyncIterator[None]:
    """The bot can be watched at BOT_LISTEN while the block runs, and takes what Telegram sends to
    its webhook; nowhere without it. Raises SettingsError when somebody else listens there."""
    if settings.listens_at is None:
        yield
        return
    from bot.metrics import Site, Watched, served  # with the site: 20 MiB that others do without

    tally = app.dispatcher.tally
    watched = Watched(tally, app.content, app.casework.today, app.lead)
    site = Site(watched, app.casework.kept, app.database, app.casework.now)
    hooks = {}
    if settings.webhook_url:
        from bot.webhook import Webhook

        token = settings.token.get_secret_value()
        path = urlsplit(settings.webhook_url).path
        hooks[path] = Webhook(app.feeder, tally, token).take
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(served(site, *settings.listens_at, hooks))
        except OSError as error:
            raise SettingsError(f"BOT_LISTEN: {error.strerror or error}") from None
        yield


async def _introduce(app: Application, settings: Settings, stop: asyncio.Event) -> None:
    """Set the webhook, if there is one, and what Telegram shows of the bot: the first calls of
    whoever leads. While Telegram cannot be reached it waits and tries again, until the stop. Raises
    SettingsError if Telegram does not know the token or takes no such webhook."""
    unreached = Seldom(log)
    stopping = asyncio.create_task(stop.wait())
    try:
        while not stop.is_set():
            try:
                if settings.webhook_url:
                    await unless_stopped(stopping, _set_webhook(app, settings))
                await unless_stopped(stopping, set_profile(app.bot, app.content.words))
                return
            except TelegramRetryAfter:  # it stays as it was, and polls are answered
                log.warning("Telegram takes no description or commands now: they stay")
                return
            except (TelegramNetworkError, TelegramServerError) as error:
                unreached.warn(
                    "Telegram cannot be reached (%s), tried again every %s s: see BOT_API_URL"
                    " and BOT_PROXY, and whether this machine has a network",
                    type(error).__name__,
                    WAITS_SECONDS,
                )
            await unless_stopped(stopping, asyncio.sleep(WAITS_SECONDS))
    except (TelegramUnauthorizedError, TelegramNotFound):
        told = "Telegram knows no such bot: write the token as BotFather gave it"
        raise SettingsError(f"BOT_TOKEN: {told}") from None
    finally:
        stopping.cancel()


async def _set_webhook(app: Application, settings: Settings) -> None:
    from bot.webhook import secret_of

    try:
        await app.bot.set_webhook(
            settings.webhook_url,
            secret_token=secret_of(settings.token.get_secret_value()),
            allowed_updates=list(app.dispatcher.resolve_used_update_types()),
        )
    except TelegramBadRequest as error:
        raise SettingsError(f"BOT_WEBHOOK_URL: Telegram does not take it: {error}") from None
