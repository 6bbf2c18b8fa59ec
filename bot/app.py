"""The only place where the parts are put together."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode

from bot import dialogs
from bot.casework import Casework
from bot.clock import Clock, now
from bot.content.content import Content, load_content
from bot.dialogs.dispatcher import TurnDispatcher
from bot.dialogs.restoring import Attempts
from bot.exhibits.workshop import Workshop
from bot.feeding import Feeder
from bot.health import Pulse
from bot.owner import Owner
from bot.patience import counted_in, try_again
from bot.polling import Poller
from bot.reminders import Reminding
from bot.session import JsonSession
from bot.settings import Settings
from bot.stats import Statistics
from bot.storage.cases import Cases
from bot.storage.database import Database, open_database
from bot.storage.files import forget_copies, held
from bot.storage.inbox import Inbox
from bot.storage.lead import Lead
from bot.storage.reminders import Reminders
from bot.storage.reports import Reports
from bot.storage.sealing import Seal
from bot.storage.turns import Turns
from bot.watch import Watch

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
