"""The only place where the parts are put together."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.base import BaseSession
from aiogram.client.session.middlewares.base import NextRequestMiddlewareType
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.fsm.storage.memory import SimpleEventIsolation
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageText,
    GetMe,
    GetUpdates,
    SendDocument,
    SendMessage,
    TelegramMethod,
)
from aiogram.methods.base import Response, TelegramType
from aiogram.types import BotCommand

from bot import dialogs, health
from bot.casework import Casework
from bot.clock import Clock, now
from bot.content.content import Content, load_content
from bot.dialogs.middlewares import AnswerPress, MaskSecrets, PatientDispatcher
from bot.dialogs.reminding import ComeBack
from bot.reminders import Reminding
from bot.session import JsonSession, try_again
from bot.settings import Settings
from bot.storage.cases import Cases
from bot.storage.database import open_database
from bot.storage.fsm import SQLiteStorage
from bot.storage.reminders import Reminders
from bot.storage.reports import Reports
from bot.storage.sealing import Seal

log = logging.getLogger(__name__)

DRAIN_SECONDS = 10

# These libraries write what they are given into the log: names, word by word.
logging.getLogger("pytrovich").setLevel(logging.WARNING)

# aiogram asks pydantic for Response[Message] and the like on every call, and the garbage collector
# drops those classes in between; held here, they are built once.
RESPONSES = tuple(
    Response[method.__returning__]  # type: ignore[name-defined]
    for method in (
        AnswerCallbackQuery,
        DeleteMessage,
        EditMessageText,
        GetMe,
        GetUpdates,
        SendDocument,
        SendMessage,
    )
)


@dataclass(frozen=True)
class Application:
    """The parts that have to be started and stopped."""

    bot: Bot
    dispatcher: PatientDispatcher
    content: Content
    casework: Casework
    reminding: Reminding


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
    async with open_database(settings.database) as database:
        shared = [q.id for q in content.questions.values() if q.scope == "person"]
        cases = Cases(database, seal, shared)
        await cases.check_key()
        await cases.forget_updates(clock() - timedelta(days=2))
        casework = Casework(
            cases, content.timing, content.court, content.names, clock, settings.zone
        )
        reminders = Reminders(database, cases, settings.zone)
        await reminders.begin()
        dispatcher = PatientDispatcher(
            storage=SQLiteStorage(database, seal),
            events_isolation=SimpleEventIsolation(),
            content=content,
            casework=casework,
            reports=Reports(database),
            reminders=reminders,
            keep_days=settings.keep_days,
            owner=settings.owner,
        )
        for observer in (dispatcher.message, dispatcher.callback_query):
            observer.outer_middleware(ComeBack(reminders))
        dispatcher.message.outer_middleware(MaskSecrets())
        dispatcher.edited_message.outer_middleware(MaskSecrets())
        dispatcher.callback_query.middleware(AnswerPress())
        dispatcher.include_router(dialogs.router())
        bot = Bot(
            settings.token.get_secret_value(),
            session=session(settings),
            default=DefaultBotProperties(parse_mode=ParseMode.HTML),
        )
        bot.session.middleware(_pulse)
        bot.session.middleware(try_again)
        try:
            keep = timedelta(days=settings.keep_days)
            reminding = Reminding(bot, reminders, content, casework, keep)
            yield Application(bot, dispatcher, content, casework, reminding)
        finally:
            await bot.session.close()


async def _pulse(
    make_request: NextRequestMiddlewareType[TelegramType],
    bot: Bot,
    method: TelegramMethod[TelegramType],
) -> Response[TelegramType]:
    """Let the health check see that Telegram answers the bot's polls."""
    response = await make_request(bot, method)
    if isinstance(method, GetUpdates):
        health.beat()
    return response


async def run(settings: Settings, *, clock: Clock = now, look: asyncio.Event | None = None) -> None:
    """Serve people by long polling until SIGTERM or SIGINT; what runs then is finished first.

    Setting `look` makes the reminders look at once: whoever moves the clock sets it.
    """
    async with assemble(settings, clock=clock) as app:
        await app.bot.set_my_commands(_commands(app.content))
        warn_of_age(app)
        settle_memory()
        log.info("the bot is ready, database %s", settings.database)
        async with app.reminding.running(look or asyncio.Event()):
            await app.dispatcher.start_polling(
                app.bot,
                allowed_updates=app.dispatcher.resolve_used_update_types(),
                close_bot_session=False,
            )
        if not await app.dispatcher.drain(DRAIN_SECONDS):
            log.error("stopped while updates were still being handled")


def warn_of_age(app: Application) -> None:
    """Say at the start which facts were checked too long ago, and when the official calendar will
    not cover the terms that begin now."""
    today = app.casework.today()
    if stale := app.content.stale(today):
        named = ", ".join(fact.id for fact in stale)
        log.warning("past their review, see `python -m bot check --facts`: %s", named)
    for gap in app.content.calendars.gaps(today):
        level = logging.WARNING if gap.loud else logging.INFO
        log.log(level, "calendar.toml, %s: %s", gap.country, gap.remedy)


def _commands(content: Content) -> list[BotCommand]:
    return [
        BotCommand(command=name, description=text)
        for name, text in content.words.labels("commands").items()
    ]


def settle_memory() -> None:
    """Take what is loaded out of the garbage collector's sight: a full collection over aiogram's
    objects takes longer than any answer."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def run_forever(settings: Settings) -> None:
    """The process: `run` with logging."""
    logging.basicConfig(
        level=settings.log_level_number,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    asyncio.run(run(settings))
