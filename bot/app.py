"""The only place where the parts are put together."""

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)

from bot import dialogs
from bot.answers import days
from bot.casework import Casework
from bot.clock import Clock, now
from bot.content.aging import ended_tables, on_old_sources
from bot.content.content import Content, load_content
from bot.dialogs.dispatcher import TurnDispatcher
from bot.dialogs.restoring import Attempts
from bot.exhibits.workshop import Workshop
from bot.feeding import Feeder
from bot.health import Pulse
from bot.logs import Seldom, set_up_logging
from bot.owner import Owner
from bot.patience import counted_in, try_again
from bot.polling import MOST_UPDATES, Poller, unless_stopped
from bot.profile import set_profile
from bot.reminders import Reminding
from bot.session import JsonSession
from bot.settings import Settings, SettingsError
from bot.shield.check import check
from bot.stats import Statistics
from bot.storage.cases import Cases
from bot.storage.database import Database, open_database
from bot.storage.faults import DatabaseAwayError, DatabaseError
from bot.storage.files import MEMORY, backed_up_at, forget_copies, held
from bot.storage.inbox import Inbox
from bot.storage.lead import Lead
from bot.storage.reminders import Reminders
from bot.storage.reports import Reports
from bot.storage.sealing import Seal
from bot.storage.turns import Turns
from bot.watch import Watch

log = logging.getLogger(__name__)

# This library logs its arguments: people's names.
logging.getLogger("pytrovich").setLevel(logging.WARNING)


COPIES_KEPT = timedelta(days=14)
"""How long a database from before a migration lies beside the new one."""


@dataclass(frozen=True)
class Application:
    """The parts that have to be started and stopped."""

    bot: Bot
    dispatcher: TurnDispatcher
    content: Content
    casework: Casework
    reminding: Reminding
    poller: Poller
    turns: Turns
    database: Database
    watch: Watch
    feeder: Feeder
    inbox: Inbox
    lead: Lead


def api_session(settings: Settings) -> BaseSession:
    """A session with the Bot API server of the settings, through their proxy if there is one."""
    server = TelegramAPIServer.from_base(str(settings.api_url).rstrip("/"))
    return JsonSession(api=server, proxy=settings.proxy.get_secret_value() or None)


@asynccontextmanager
async def assemble(
    settings: Settings,
    *,
    clock: Clock = now,
    session: Callable[[Settings], BaseSession] = api_session,
) -> AsyncIterator[Application]:
    """Everything wired together, with the database open.

    Raises BadData, DatabaseError or WrongKeyError before anything is sent.
    """
    content = load_content()
    seal = Seal(settings.data_keys)
    async with AsyncExitStack() as stack:
        stack.enter_context(held(settings.where))
        database = await stack.enter_async_context(open_database(settings.where))
        shared = [q.id for q in content.questions.values() if q.scope == "person"]
        cases = Cases(database, seal, shared, content.mended)
        await cases.check_key()
        await cases.forget_updates(clock() - timedelta(days=2))
        if database.file is not None:
            forget_copies(database.file.path, clock() - COPIES_KEPT)
        casework = Casework(
            cases, content.timing, content.court, content.names, clock, settings.zone
        )
        reminders = Reminders(database, cases, settings.zone)
        await reminders.begin()
        turns = Turns(database, seal, cases)
        dispatcher = TurnDispatcher(
            content,
            casework,
            turns,
            reports=Reports(database),
            reminders=reminders,
            workshop=Workshop(),
            attempts=Attempts(),
            keep_days=settings.keep_days,
            owner=settings.owner,
            admins=frozenset(settings.admin_ids),
        )
        tally = dispatcher.tally
        dispatcher["statistics"] = Statistics(content, casework, tally, seal, database)
        dispatcher.include_router(dialogs.router)
        bot = Bot(
            settings.token.get_secret_value(),
            session=session(settings),
            default=DefaultBotProperties(parse_mode=ParseMode.HTML),
        )
        bot.session.middleware(try_again)
        bot.session.middleware(counted_in(tally))
        owner = Owner(bot, content.words, settings.admin_ids, clock)
        reminding = Reminding(
            bot,
            reminders,
            content,
            casework,
            timedelta(days=settings.keep_days),
            lambda: dispatcher.newest_update,
            owner,
            tally,
        )
        pulse = Pulse(settings.where, lambda: tally.signs)
        feeder, inbox = Feeder(bot, dispatcher, owner), Inbox(database, seal)
        poller = Poller(bot, dispatcher, feeder, inbox, pulse.beat, owner)
        watch = Watch(owner, content, casework, reminders, tally, database.file)
        try:
            yield Application(
                bot, dispatcher, content, casework, reminding, poller, turns, database, watch,
                feeder, inbox, database.lead(),
            )  # fmt: skip
        finally:
            await bot.session.close()


AT_ONCE = 2
"""How many letters are made at once: each thread keeps the memory that the largest of its letters
took, and more threads than cores make none of them sooner."""


async def run(settings: Settings, *, clock: Clock = now, look: asyncio.Event | None = None) -> None:
    """Serve people until SIGTERM or SIGINT; what is running then is finished first.

    Setting `look` makes the reminders look at once: whoever moves the clock sets it.
    """
    stop = asyncio.Event()
    _stop_on_signals(stop)  # first of all: the first process of a container has no other answer
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(AT_ONCE, "letters"))
    async with assemble(settings, clock=clock) as app:
        await say_what_is_kept(app)
        warn_of_age(app)
        serve = serve_by_webhook if settings.webhook_url else serve_by_polls
        await serve(app, settings, stop, look or asyncio.Event())


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
            await _get_ready(app)
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
    await _get_ready(app)
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


async def _get_ready(app: Application) -> None:
    await asyncio.to_thread(warm_up, app.content, app.casework.today())
    settle_memory()
    log.info("the bot is ready")


WAITS_SECONDS = 5
"""How long a start that cannot reach Telegram waits before it tries again."""


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


def _stop_on_signals(stop: asyncio.Event) -> None:
    """Stop cleanly on SIGTERM and SIGINT, where the platform lets an event loop handle them."""
    loop = asyncio.get_running_loop()
    with suppress(NotImplementedError):
        for signal_ in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(signal_, stop.set)


def warm_up(content: Content, today: date) -> None:
    """Read a text with phones, addresses and links: the packages that do so take half a second on
    first use. Nobody is served before that: every answer would wait for this thread."""
    known = content.contacts.values()
    text = " ".join(f"{contact.name} {contact.copy} {contact.url}" for contact in known)
    days.warm_up(today)
    content.reader.find(text, today=today)
    check(text, known, content.shield)


NEW_DATABASE = (
    "%s was not there or was empty: a new database is begun. If people had cases here, stop the bot"
    " now and see BOT_DATABASE, or bring back a backup"
)


async def say_what_is_kept(app: Application) -> None:
    """Say at the start what the database holds and how old its last backup is, and loudly that it
    is new."""
    database = app.database
    if database.name == MEMORY:
        return
    if database.is_new:
        log.warning(NEW_DATABASE, database.name)
    kept, backed_up = await app.casework.kept(), "not known here"
    if database.file is not None:
        at = backed_up_at(database.file.path)
        backed_up = f"{at:%Y-%m-%d %H:%M} UTC" if at else "never"
    log.info(
        "%s: %s people, %s cases, schema %s, last backup %s",
        database.name,
        kept.people,
        kept.cases,
        kept.schema,
        backed_up,
    )


MOST_NAMED = 5
"""How many ids a warning at the start names: the command that it names lists all."""


def warn_of_age(app: Application) -> None:
    """Say at the start which facts were checked too long ago or rest on an old source, which tables
    end in the past, and when the official calendar will not cover the terms that begin now."""
    today = app.casework.today()
    for what, facts in (
        ("past their review", app.content.stale(today)),
        ("sure, but their source is over a year old", on_old_sources(app.content.dated, today)),
    ):
        if facts:
            named = [fact.id for fact in facts[:MOST_NAMED]]
            more = f" and {len(facts) - MOST_NAMED} more" if len(facts) > MOST_NAMED else ""
            told = f"{', '.join(named)}{more}"
            log.warning("%s, see `python -m bot check --facts`: %s", what, told)
    for table in ended_tables(app.content, today):
        log.warning("%s, %s: ended on %s: %s", table.file, table.id, table.ended_on, table.remedy)
    for gap in app.content.calendars.gaps(today):
        level = logging.WARNING if gap.loud else logging.INFO
        log.log(level, "calendar.toml, %s: %s", gap.country, gap.remedy)


def settle_memory() -> None:
    """Hide what is loaded from the garbage collector: a full collection over aiogram's
    objects takes longer than any answer."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def run_forever(settings: Settings) -> None:
    """The process: `run` with logging, on the faster loop where the platform has it."""
    set_up_logging(settings.log_level_number, as_json=settings.log_format == "json")
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(run(settings))


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's event loop; None, asyncio's own, where there is no uvloop (Windows)."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
