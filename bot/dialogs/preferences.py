"""/settings: the person's time zone, and whether the bot may come back by itself."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message, User

from bot.casework import Casework
from bot.content.content import Content
from bot.dialogs.callbacks import Opened, Page, page_button
from bot.dialogs.screen import Screen, show
from bot.storage.reminders import Reminders

Event = Message | CallbackQuery

ZONE_HOURS = range(2, 13)
"""From Kaliningrad to Kamchatka."""


async def open_settings(
    event: Event, content: Content, casework: Casework, reminders: Reminders
) -> None:
    """/settings: the person's time zone, reminders on or off."""
    assert event.from_user is not None
    await _show_settings(event, event.from_user, content, casework, reminders)


async def choose_zone(
    query: CallbackQuery, page: Page, content: Content, casework: Casework, reminders: Reminders
) -> None:
    """The person lives in this zone: so many hours ahead of UTC."""
    await reminders.choose_zone(query.from_user.id, int(page.arg) * 60, casework.now())
    await _show_settings(query, query.from_user, content, casework, reminders)


async def turn(
    query: CallbackQuery, page: Page, content: Content, casework: Casework, reminders: Reminders
) -> None:
    """All reminders on or off."""
    await reminders.turn(query.from_user.id, casework.now(), on=page.arg == "1")
    await _show_settings(query, query.from_user, content, casework, reminders)


async def _show_settings(
    event: Event, person: User, content: Content, casework: Casework, reminders: Reminders
) -> None:
    choices, label = await reminders.choices(person.id), content.words.label
    local = casework.now().astimezone(choices.zone)
    hours = _hours_ahead(local)
    zones = [
        page_button(f"{'✅ ' if hour == hours else ''}UTC+{hour}", "zone", str(hour))
        for hour in ZONE_HOURS
    ]
    switch = "reminders_off" if choices.reminders else "reminders_on"
    rows: list[list[InlineKeyboardButton]] = [
        *(zones[at : at + 3] for at in range(0, len(zones), 3)),
        [page_button(label("buttons", switch), "remind", str(int(not choices.reminders)))],
        [page_button(label("buttons", "unmute_all"), "remind", "1")] if choices.muted_cases else [],
        [page_button(label("buttons", "home"), "home")],
    ]
    text = content.words.screen("settings", choices=choices, local=local, hours=hours)
    await show(event, Screen(text, rows))


def _hours_ahead(local: datetime) -> int:
    ahead = local.utcoffset()
    assert ahead is not None
    return int(ahead.total_seconds() // 3600)


def router() -> Router:
    router = Router(name=__name__)
    router.message.register(open_settings, Command("settings"))
    router.callback_query.register(open_settings, Opened("settings"))
    router.callback_query.register(choose_zone, Opened("zone"))
    router.callback_query.register(turn, Opened("remind"))
    return router
