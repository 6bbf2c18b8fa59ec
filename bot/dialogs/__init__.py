"""The conversations, one file each."""

from aiogram import Router

from bot.dialogs import (
    changing,
    court,
    days,
    doors,
    errors,
    form,
    history,
    letter,
    other,
    pages,
    preferences,
    proofreading,
    reminding,
    sending,
    shield,
    start,
    steps,
    story,
    telling,
    triage,
)
from bot.dialogs.switchboard import Switchboard


def router() -> Router:
    """A new router of all dialogs, in the order in which they are asked."""
    return Switchboard(
        other.group_router(),
        start.router(),
        pages.router(),
        preferences.router(),
        other.cancel_router(),
        steps.router(),
        sending.router(),
        days.router(),
        reminding.router(),
        history.router(),
        form.router(),
        letter.router(),
        changing.router(),
        doors.router(),
        proofreading.router(),
        story.router(),
        telling.router(),
        triage.router(),
        court.router(),
        shield.router(),
        other.router(),
        errors.router(),
    )
