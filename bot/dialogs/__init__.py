"""The conversations, one file each."""

from aiogram import Router

from bot.dialogs import days, errors, form, letter, other, pages, sending, start, steps


def routers() -> list[Router]:
    """New routers in the order in which they are asked."""
    return [
        other.group_router(),
        start.router(),
        pages.router(),
        other.cancel_router(),
        steps.router(),
        sending.router(),
        days.router(),
        form.router(),
        letter.router(),
        other.router(),
        errors.router(),
    ]
