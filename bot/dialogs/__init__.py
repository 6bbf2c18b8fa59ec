"""The conversations, one file each."""

from aiogram import Router

from bot.dialogs import (
    changing,
    channels,
    court,
    days,
    errors,
    fallback,
    firms,
    form,
    history,
    letter,
    operations,
    pages,
    preferences,
    proofreading,
    reminding,
    replies,
    sending,
    sent_letters,
    shield,
    start,
    steps,
    story,
    telling,
    triage,
    urgent,
)
from bot.dialogs.switchboard import Switchboard


def router() -> Router:
    """A new router of all dialogs, in the order in which they are asked."""
    return Switchboard(
        fallback.group_router(),
        start.router(),
        urgent.router(),
        firms.router(),
        pages.router(),
        preferences.router(),
        fallback.cancel_router(),
        steps.router(),
        sending.router(),
        days.router(),
        replies.router(),
        reminding.router(),
        history.router(),
        sent_letters.router(),
        form.router(),
        letter.router(),
        operations.router(),
        changing.router(),
        channels.router(),
        proofreading.router(),
        story.router(),
        telling.router(),
        triage.router(),
        court.router(),
        shield.router(),
        fallback.router(),
        errors.router(),
    )
