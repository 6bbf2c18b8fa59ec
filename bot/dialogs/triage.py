"""*Разбор ответа*: what they answered, whether they may, and what to do about it."""

from typing import Any

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message, Update

from bot.answers.read import read
from bot.answers.reply import likely_kinds, stock_replies
from bot.casework import Casework
from bot.content.content import Content
from bot.dialogs.callbacks import CaseButton, Pressed, case_button
from bot.dialogs.card import show_card, show_case
from bot.dialogs.screen import Screen
from bot.dialogs.states import Answers, Asking, expect
from bot.escalation.case import Case, Reply
from bot.escalation.outlook import EXTENDED
from bot.escalation.values import Money
from bot.storage.cases import Act

OFFERED = 3
"""How many likely kinds a pasted answer is offered as."""


async def list_kinds(
    query: CallbackQuery,
    button: CaseButton,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """The stock answers by button; the text of the answer may be pasted instead."""
    case = await casework.load(query.from_user.id, button.case)
    rows = [*_kind_rows(case, list(content.reply_kinds), content), _back(case, content)]
    screen = Screen(content.words.screen("triage"), rows)
    await expect(
        state,
        Asking.reply_text,
        show_case(query, case, screen, casework),
        case=case.id,
        step=case.step,
    )


async def guess_kind(
    message: Message,
    asked: dict[str, Any],
    event_update: Update,
    content: Content,
    casework: Casework,
) -> None:
    """A pasted answer is kept for the next letter; its likeliest kinds are offered."""
    text = str(read("story", message.text or "", today=casework.today()))
    act = Act(message.chat.id, asked["case"], event_update.update_id)
    case = await casework.adjust(act, "provider_reply", lambda old: text)
    likely = likely_kinds(text, stock_replies())[:OFFERED]
    others = case_button(content.words.label("buttons", "other_kind"), case, "triage")
    rows = [*_kind_rows(case, likely, content), [others], _back(case, content)]
    screen = Screen(content.words.screen("triage_guess", found=bool(likely)), rows)
    await show_case(message, case, screen, casework)


async def explain_kind(
    query: CallbackQuery, button: CaseButton, content: Content, casework: Casework
) -> None:
    """What this answer means, whether they may give it, what to do, and which term runs then."""
    case = await casework.load(query.from_user.id, button.case)
    words, kind = content.words, button.arg
    reply = content.reply_kinds[kind]
    text = words.screen(
        "triage_kind",
        case=case,
        kind=kind,
        reply=reply,
        outlook=casework.outlook(case, reply),
        today=casework.today(),
        unix_end=casework.unix_end,
    )
    record = EXTENDED if reply == EXTENDED else "record"
    label = words.label("buttons", f"record_{reply}")
    rows = [
        [case_button(label, case, record, kind, style="primary")],
        [case_button(words.label("buttons", "other_kind"), case, "triage")],
        _back(case, content),
    ]
    await show_case(query, case, Screen(text, rows), casework)


async def record_kind(
    query: CallbackQuery,
    button: CaseButton,
    event_update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """The answer is recorded: the case moves as it means, the next letter speaks to it."""
    reply = Reply(content.reply_kinds[button.arg])
    act = button.act(query, event_update.update_id, fresh=True)
    case = await casework.record_reply(act, reply, button.arg)
    if reply is Reply.PARTIAL and isinstance(case.answers.get("sum"), Money):
        await _ask_rest(query, state, case, button.step, content, casework)
    else:
        await show_card(query, state, case, content, casework)


async def _ask_rest(
    query: CallbackQuery,
    state: FSMContext,
    case: Case,
    step: str,
    content: Content,
    casework: Casework,
) -> None:
    """A part came back: the dispute is about the rest from now on."""
    here = case.step if content.path.steps[case.step].draft else step
    text = content.words.screen("rest", money=case.answers["sum"])
    rows = [[case_button(content.words.label("buttons", "same_sum"), case, "card")]]
    await expect(
        state,
        Asking.answer,
        show_case(query, case, Screen(text, rows), casework),
        case=case.id,
        step=here,
        question="sum",
        back="",
    )


def _kind_rows(case: Case, kinds: list[str], content: Content) -> list[list[InlineKeyboardButton]]:
    label = content.words.label
    return [[case_button(label("reply_kinds", kind), case, "kind", kind)] for kind in kinds]


def _back(case: Case, content: Content) -> list[InlineKeyboardButton]:
    return [case_button(content.words.label("buttons", "card"), case, "card")]


def router() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(list_kinds, Pressed("triage"))
    router.callback_query.register(explain_kind, Pressed("kind"))
    router.callback_query.register(record_kind, Pressed("record"))
    router.message.register(guess_kind, Asking.reply_text, Answers())
    return router
