"""The letter looked at before it goes: each flaw is mended in one tap, or let be."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Update

from bot.casework import Casework
from bot.content.content import Content
from bot.dialogs.callbacks import CaseButton, Pressed, case_button
from bot.dialogs.card import show_case
from bot.dialogs.letter import show_letter
from bot.dialogs.screen import Screen
from bot.dialogs.writing import ASKED_BY, find_flaws


async def list_flaws(
    query: CallbackQuery, button: CaseButton, content: Content, casework: Casework
) -> None:
    """Each flaw with why it matters; a tap mends it or opens the question."""
    case = await casework.load(query.from_user.id, button.case)
    words, found = content.words, find_flaws(case, button.step, content, casework)
    rows = []
    for flaw in found:
        label = words.label("mends", flaw.slug)
        if flaw.mend is not None:
            rows.append([case_button(label, case, "mend", flaw.slug, step=button.step)])
        elif flaw.slug in ASKED_BY:
            ask = ASKED_BY[flaw.slug]
            rows.append([case_button(label, case, "ask", ask, step=button.step)])
        else:
            rows.append([case_button(label, case, "edit", step=button.step)])
    let_be = words.label("buttons", "let_be")
    rows.append([case_button(let_be, case, "now", step=button.step)])
    text = words.screen("flaws", flaws=found)
    await show_case(query, case, Screen(text, rows), casework)


async def mend(
    query: CallbackQuery,
    button: CaseButton,
    event_update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """The person's own words, mended; the letter is written anew."""
    case = await casework.load(query.from_user.id, button.case)
    mended = next(
        (
            flaw.mend
            for flaw in find_flaws(case, button.step, content, casework)
            if flaw.slug == button.arg
        ),
        None,
    )
    if mended is not None:
        act = button.act(query, event_update.update_id)
        case = await casework.adjust(act, "story", lambda old: mended)
    await show_letter(query, state, case, button.step, content, casework)


def router() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(list_flaws, Pressed("flaws"))
    router.callback_query.register(mend, Pressed("mend"))
    return router
