"""What a person sees when something is refused or breaks; the only place that catches."""

import logging

from aiogram import Router
from aiogram.exceptions import (
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.filters import ExceptionTypeFilter
from aiogram.types import ErrorEvent, Message

from bot.answers.unreadable import Unreadable
from bot.dialogs.callbacks import card_button
from bot.dialogs.card import show_card
from bot.dialogs.screen import Screen
from bot.dialogs.turn import Turn
from bot.escalation.act import StaleButtonError
from bot.escalation.errors import EscalationError

router = Router(name=__name__)

log = logging.getLogger(__name__)


@router.errors(ExceptionTypeFilter(StaleButtonError))
async def redraw(event: ErrorEvent, turn: Turn) -> None:
    """The button was older than the case: show the case as it is now."""
    assert isinstance(event.exception, StaleButtonError)
    await show_card(turn, event.exception.case)


@router.errors(ExceptionTypeFilter(Unreadable))
async def explain_unreadable(event: ErrorEvent, turn: Turn) -> None:
    """The answer could not be read: say what is wrong and how to write it. The question stays.

    A message older than these words is no answer to them: the tail of a story that was too long,
    say. The refused one is, once it has been edited.
    """
    error = event.exception
    assert isinstance(error, Unreadable)
    shown = await turn.show(Screen(turn.text(f"unreadable/{error.slug}", **error.facts)))
    turn.said_again(shown, refused=turn.new_message)


@router.errors(ExceptionTypeFilter(EscalationError))
async def explain_refusal(event: ErrorEvent, turn: Turn) -> None:
    """A rule said no: its slug's words, and a way back to the case it was about."""
    error = event.exception
    assert isinstance(error, EscalationError)
    back = [[card_button(turn.label("card"), turn.case.id)]] if turn.has_case else []
    rows = [*back, [turn.page("cases")], [turn.page("home")]]
    shown = await turn.show(Screen(turn.text(f"errors/{error.slug}", **error.facts), rows))
    if isinstance(turn.event, Message):
        turn.said_again(shown)  # the question stays


@router.errors(ExceptionTypeFilter(TelegramForbiddenError))
async def note_absence(event: ErrorEvent) -> None:
    """The person has blocked the bot meanwhile: nothing to say and nobody to say it to."""
    log.info("update %s: the person has blocked the bot", event.update.update_id)


@router.errors(ExceptionTypeFilter(TelegramNetworkError, TelegramServerError, TelegramRetryAfter))
async def note_lost_call(event: ErrorEvent) -> None:
    """The way to Telegram is broken: an apology would not get through either. What the press did is
    stored, and the next press redraws it."""
    log.warning(
        "update %s: no way to Telegram, %s",
        event.update.update_id,
        type(event.exception).__name__,
    )


@router.errors()
async def apologise(event: ErrorEvent, turn: Turn | None) -> None:
    """Our own fault. The log gets the place, never the message: that may hold an answer."""
    log.error("update %s failed", event.update.update_id, exc_info=event.exception)
    if turn is not None:
        rows = [[turn.page("cases")], [turn.page("home")]]
        apology = Screen(turn.text("errors/unexpected"), rows)
        await turn.bot.send_message(turn.person_id, apology.text, reply_markup=apology.markup)
