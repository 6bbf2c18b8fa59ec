"""The only place where the parts are put together."""

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import (
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
from bot.health import Pulse
from bot.logs import Seldom, set_up_logging
from bot.owner import Owner
from bot.patience import counted_in, try_again
from bot.polling import Poller, unless_stopped
from bot.profile import set_profile
from bot.reminders import Reminding
from bot.session import JsonSession
from bot.settings import Settings, SettingsError
from bot.shield.check import check
from bot.stats import Statistics
from bot.storage.cases import Cases
from bot.storage.database import Database, open_database
from bot.storage.files import backed_up_at, forget_copies, held
from bot.storage.inbox import Inbox
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
        poller = Poller(bot, dispatcher, Inbox(database, seal), pulse.beat, owner)
        watch = Watch(owner, content, casework, reminders, tally, database.file)
        try:
            yield Application(
                bot, dispatcher, content, casework, reminding, poller, turns, database, watch
            )
        finally:
            await bot.session.close()


AT_ONCE = 2
"""How many letters are made at once: each thread keeps the memory that the largest of its letters
took, and more threads than cores make none of them sooner."""


async def run(settings: Settings, *, clock: Clock = now, look: asyncio.Event | None = None) -> None:
    """Serve people by long polling until SIGTERM or SIGINT; what is running then is finished first.

    Setting `look` makes the reminders look at once: whoever moves the clock sets it.
    """
    stop = asyncio.Event()
    _stop_on_signals(stop)  # first of all: the first process of a container has no other answer
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(AT_ONCE, "letters"))
    async with assemble(settings, clock=clock) as app:
        await say_what_is_kept(app)
        warn_of_age(app)
        await _set_menu(app, stop)
        await asyncio.to_thread(warm_up, app.content, app.casework.today())
        settle_memory()
        log.info("the bot is ready")
        async with (
            app.reminding.running(look or asyncio.Event()),
            app.watch.running(),
            listening(app, settings),
        ):
            await app.poller.run(stop)


WAITS_SECONDS = 5
"""How long a start that cannot reach Telegram waits before it tries again."""


@asynccontextmanager
async def listening(app: Application, settings: Settings) -> AsyncIterator[None]:
    """The bot can be watched at BOT_LISTEN while the block runs; nowhere without it. Raises
    SettingsError when somebody else listens there."""
    if settings.listens_at is None:
        yield
        return
    from bot.metrics import Site, Watched, served  # with the site: 20 MiB that others do without

    watched = Watched(app.dispatcher.tally, app.content, app.casework.today)
    site = Site(watched, app.casework.kept, app.database, app.casework.now)
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(served(site, *settings.listens_at))
        except OSError as error:
            raise SettingsError(f"BOT_LISTEN: {error.strerror or error}") from None
        yield


async def _set_menu(app: Application, stop: asyncio.Event) -> None:
    """Set what Telegram shows of the bot: the first calls of a start. While Telegram cannot be
    reached it waits and tries again, until the stop. Raises SettingsError if Telegram does not know
    the token."""
    unreached = Seldom(log)
    stopping = asyncio.create_task(stop.wait())
    try:
        while not stop.is_set():
            try:
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
    file = app.database.file
    if file is None:
        return
    if file.is_new:
        log.warning(NEW_DATABASE, file.path)
    kept, backed_up = await app.casework.kept(), backed_up_at(file.path)
    log.info(
        "%s: %s people, %s cases, schema %s, last backup %s",
        file.path,
        kept.people,
        kept.cases,
        kept.schema,
        f"{backed_up:%Y-%m-%d %H:%M} UTC" if backed_up else "never",
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
