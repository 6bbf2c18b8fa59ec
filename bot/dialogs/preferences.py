"""/settings: the person's time zone, and whether the bot may come back by itself."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery

from bot.dialogs.callbacks import Page, chosen_from, is_on, number_below, page_button
from bot.dialogs.filters import Means, Opened
from bot.dialogs.screen import Button, page_of, pages_row
from bot.dialogs.turn import Event, Turn
from bot.storage.reminders import Reminders

router = Router(name=__name__)

ZONE_HOURS = range(2, 13)
"""From Kaliningrad to Kamchatka."""

SHOWN = 6
"""So many zones are offered at once, in two rows."""


@router.message(Command("settings"))
@router.message(Means("settings"))
@router.callback_query(Opened("settings"))
async def open_settings(
    event: Event, turn: Turn, reminders: Reminders, page: Page | None = None
) -> None:
    """/settings: the person's time zone, with its neighbours or those of another page; reminders on
    or off."""
    choices = await reminders.choices(turn.person_id)
    local = turn.now.astimezone(choices.zone)
    hours = _hours_ahead(local)
    own = ZONE_HOURS.index(hours) // SHOWN if hours in ZONE_HOURS else 0
    is_turned = page is not None and page.name == "settings" and page.arg != ""
    at = number_below(page.arg) if page and is_turned else own
    zones = [
        page_button(f"{'✅ ' if hour == hours else ''}UTC+{hour}", "zone", str(hour))
        for hour in page_of(ZONE_HOURS, at, SHOWN)
    ]
    switch = "reminders_off" if choices.reminders else "reminders_on"
    rows: list[list[Button]] = [
        *(zones[at : at + 3] for at in range(0, len(zones), 3)),
        pages_row(
            len(ZONE_HOURS), at, lambda name, to: turn.page(name, "settings", str(to)), SHOWN
        ),
        [turn.page(switch, "remind", str(int(not choices.reminders)))],
        [turn.page("unmute_all", "remind", "1")] if choices.muted_cases else [],
        [turn.page("home")],
    ]
    await turn.say("settings", rows, choices=choices, local=local, hours=hours)


def _hours_ahead(local: datetime) -> int:
    ahead = local.utcoffset()
    assert ahead is not None
    return int(ahead.total_seconds() // 3600)


@router.callback_query(Opened("zone"))
async def choose_zone(query: CallbackQuery, turn: Turn, page: Page, reminders: Reminders) -> None:
    """The person lives in this zone: so many hours ahead of UTC."""
    hours = int(chosen_from(page.arg, [str(hour) for hour in ZONE_HOURS]))
    await reminders.choose_zone(turn.person_id, hours * 60, turn.now)
    await open_settings(query, turn, reminders)


@router.callback_query(Opened("remind"))
async def switch(query: CallbackQuery, turn: Turn, page: Page, reminders: Reminders) -> None:
    """All reminders on or off."""
    await reminders.turn(turn.person_id, turn.now, on=is_on(page.arg))
    await open_settings(query, turn, reminders)
