"""What a person sees when something is refused or breaks; the only place that catches."""

import logging
import traceback

from aiogram import Router
from aiogram.exceptions import (
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.filters import ExceptionTypeFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, ErrorEvent, Message

from bot.answers.unreadable import Unreadable
from bot.casework import Casework
from bot.content.content import Content
from bot.dialogs.callbacks import card_button, page_button, pressed_case
from bot.dialogs.card import show_card
from bot.dialogs.screen import Screen, show
from bot.dialogs.states import shown
from bot.escalation.errors import EscalationError
from bot.storage.cases import StaleButtonError

log = logging.getLogger(__name__)


async def redraw(
    event: ErrorEvent, state: FSMContext, content: Content, casework: Casework
) -> None:
    """The button was older than the case: show the case as it is now."""
    assert isinstance(event.exception, StaleButtonError)
    source = _source(event)
    if source is not None:
        await show_card(source, state, event.exception.case, content, casework)


async def explain_unreadable(event: ErrorEvent, state: FSMContext, content: Content) -> None:
    """The answer could not be read: say what is wrong and how to write it. The question stays.

    What was written before these words is no answer to them: the tail of a story that was too
    long, say.
    """
    assert isinstance(event.exception, Unreadable)
    source = _source(event)
    if isinstance(source, Message):
        name = f"unreadable/{event.exception.slug}"
        said = await source.answer(content.words.screen(name, **event.exception.facts))
        await shown(state, said.message_id)


async def explain_refusal(event: ErrorEvent, state: FSMContext, content: Content) -> None:
    """A rule said no: its slug's words, and a way back to the case it was about."""
    assert isinstance(event.exception, EscalationError)
    source = _source(event)
    if source is not None:
        text = content.words.screen(f"errors/{event.exception.slug}", **event.exception.facts)
        label = content.words.label
        case = await _case_of(source, state) if event.exception.slug != "no_such_case" else None
        back = [[card_button(label("buttons", "card"), case)]] if case else []
        rows = [*back, *([page_button(label("buttons", n), n)] for n in ("cases", "home"))]
        said = await show(source, Screen(text, rows))
        if isinstance(source, Message) and case:  # the question stays
            await shown(state, said)


async def note_absence(event: ErrorEvent) -> None:
    """The person has blocked the bot meanwhile: nothing to say and nobody to say it to."""
    log.info("update %s: the person has blocked the bot", event.update.update_id)


async def note_lost_call(event: ErrorEvent) -> None:
    """The way to Telegram is broken: an apology would not get through either. What the press did is
    stored, and the next press redraws it."""
    log.warning(
        "update %s: no way to Telegram, %s",
        event.update.update_id,
        type(event.exception).__name__,
    )


async def apologise(event: ErrorEvent, content: Content) -> None:
    """Our own fault. The log gets the place, never the message: that may hold an answer."""
    error = event.exception
    place = "".join(traceback.format_tb(error.__traceback__))
    log.error("update %s failed with %s\n%s", event.update.update_id, type(error).__name__, place)
    source = _source(event)
    if source is not None:
        rows = [[page_button(content.words.label("buttons", n), n)] for n in ("cases", "home")]
        text = Screen(content.words.screen("errors/unexpected"), rows)
        assert source.bot is not None
        assert source.from_user is not None
        await source.bot.send_message(source.from_user.id, text.text, reply_markup=text.markup)


async def _case_of(source: Message | CallbackQuery, state: FSMContext) -> int | None:
    """The case whose button was pressed, or about which something was asked."""
    if isinstance(source, CallbackQuery):
        return pressed_case(source)
    asked = await state.get_data()
    case: int | None = asked.get("case")
    return case


def _source(event: ErrorEvent) -> Message | CallbackQuery | None:
    update = event.update
    return update.message or update.callback_query


def router() -> Router:
    router = Router(name=__name__)
    router.errors.register(redraw, ExceptionTypeFilter(StaleButtonError))
    router.errors.register(explain_unreadable, ExceptionTypeFilter(Unreadable))
    router.errors.register(explain_refusal, ExceptionTypeFilter(EscalationError))
    router.errors.register(note_absence, ExceptionTypeFilter(TelegramForbiddenError))
    lost = ExceptionTypeFilter(TelegramNetworkError, TelegramServerError, TelegramRetryAfter)
    router.errors.register(note_lost_call, lost)
    router.errors.register(apologise)
    return router
