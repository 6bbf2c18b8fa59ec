"""What a start does before anybody is served: it says what it finds, and warms up."""

import asyncio
import gc
import logging
from datetime import date

from bot.answers import days
from bot.app import Application
from bot.content.aging import ended_tables, on_old_sources
from bot.content.content import Content
from bot.shield.check import check
from bot.storage.files import MEMORY, backed_up_at

log = logging.getLogger(__name__)

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


async def get_ready(app: Application) -> None:
    """Nobody is served before that: every answer would wait for it."""
    await asyncio.to_thread(warm_up, app.content, app.casework.today())
    settle_memory()
    log.info("the bot is ready")


def warm_up(content: Content, today: date) -> None:
    """Read a text with phones, addresses and links: the packages that do so take half a second on
    first use. Nobody is served before that: every answer would wait for this thread."""
    known = content.contacts.values()
    text = " ".join(f"{contact.name} {contact.copy} {contact.url}" for contact in known)
    days.warm_up(today)
    content.reader.find(text, today=today)
    check(text, known, content.shield)


def settle_memory() -> None:
    """Hide what is loaded from the garbage collector: a full collection over aiogram's
    objects takes longer than any answer."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
