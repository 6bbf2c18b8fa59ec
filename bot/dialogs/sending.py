"""After the letter: when it was sent, under which number, and what came back."""

from datetime import date, timedelta
from typing import Any

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, Update

from bot.answers.read import read
from bot.casework import Casework
from bot.content.content import Content
from bot.dialogs.callbacks import CaseButton, Pressed, case_button
from bot.dialogs.card import show_card, show_case
from bot.dialogs.days import registered_screen
from bot.dialogs.screen import Screen
from bot.dialogs.states import Answers, Asking, expect, forget
from bot.escalation.case import Case, Reply, Stage, number_of, stage
from bot.storage.cases import Act


async def ask_when(
    query: CallbackQuery, button: CaseButton, content: Content, casework: Casework
) -> None:
    """The letter went out: on which day?"""
    case = await casework.load(query.from_user.id, button.case)
    today, words = casework.today(), content.words
    other = words.label("buttons", "other_day")
    days = [
        case_button(
            words.label("buttons", name), case, "sent_on", day.isoformat(), step=button.step
        )
        for name, day in (("today", today), ("yesterday", today - timedelta(days=1)))
    ]
    rows = [
        days,
        [case_button(other, case, "day", "sent_on", step=button.step)],
        [case_button(words.label("buttons", "card"), case, "card")],
    ]
    await show_case(query, case, Screen(words.screen("sent_when", case=case), rows), casework)


async def mark_sent(
    query: CallbackQuery,
    button: CaseButton,
    event_update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """The letter was sent on that day; the number comes next."""
    act = button.act(query, event_update.update_id, fresh=True)
    case = await casework.mark_sent(act, date.fromisoformat(button.arg))
    await _ask_number(query, state, case, content, casework)


async def ask_number(
    query: CallbackQuery,
    button: CaseButton,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """The registration number came later."""
    case = await casework.load(query.from_user.id, button.case)
    await _ask_number(query, state, case, content, casework)


async def _ask_number(
    event: Message | CallbackQuery,
    state: FSMContext,
    case: Case,
    content: Content,
    casework: Casework,
) -> None:
    if stage(case) is not Stage.WAITING or number_of(case, case.step):
        await show_card(event, state, case, content, casework)
        return
    rows = [[case_button(content.words.label("buttons", "no_number"), case, "card")]]
    text = content.words.screen("sent_number", case=case)
    await expect(
        state,
        Asking.number,
        show_case(event, case, Screen(text, rows), casework),
        case=case.id,
        revision=case.revision,
    )


async def keep_number(
    message: Message,
    asked: dict[str, Any],
    event_update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """The registration number was typed."""
    if not asked["shown"]:
        case = await casework.load(message.chat.id, asked["case"])
        await _ask_number(message, state, case, content, casework)
        return
    number = read("number", message.text or "", today=casework.today())
    act = Act(message.chat.id, asked["case"], event_update.update_id, asked["revision"])
    case = await casework.acknowledge(act, str(number))
    await forget(state)
    await show_case(message, case, registered_screen(case, content, casework), casework)


async def record_reply(
    query: CallbackQuery,
    button: CaseButton,
    event_update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """They solved it, refused, are silent or ask questions."""
    act = button.act(query, event_update.update_id, fresh=True)
    case = await casework.record_reply(act, Reply(button.do))
    await show_card(query, state, case, content, casework)


def router() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(ask_when, Pressed("sent", "answered"))
    router.callback_query.register(mark_sent, Pressed("sent_on"))
    router.callback_query.register(ask_number, Pressed("number"))
    replies = Pressed("solved", "refused", "silent", "questions")
    router.callback_query.register(record_reply, replies)
    router.message.register(keep_number, Asking.number, Answers())
    return router
