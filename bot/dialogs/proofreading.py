"""The letter looked at before it goes: each flaw is mended in one tap, or let be."""

from collections.abc import Sequence

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, Update

from bot.casework import Casework
from bot.content.content import Content
from bot.dialogs.callbacks import CaseButton, Pressed, case_button
from bot.dialogs.card import show_case
from bot.dialogs.letter import show_letter
from bot.dialogs.screen import Screen
from bot.dialogs.writing import ASKED_BY, PROSE, Remark, find_flaws, limit_of
from bot.escalation.case import Case
from bot.escalation.drafts import Channel


async def list_flaws(
    query: CallbackQuery, button: CaseButton, content: Content, casework: Casework
) -> None:
    """Each flaw with why it matters at the door; a tap mends it or opens its question."""
    case = await casework.load(query.from_user.id, button.case)
    door = content.letters.channels.get(button.arg)
    found = find_flaws(case, button.step, content, casework, door)
    await _show_flaws(query, case, button.step, found, door, content, casework)


async def _show_flaws(
    query: CallbackQuery,
    case: Case,
    step: str,
    found: Sequence[Remark],
    door: Channel | None,
    content: Content,
    casework: Casework,
) -> None:
    label = content.words.label
    wanted = content.questions_for(case, step)
    back = (
        case_button(label("buttons", "let_be"), case, "door", door.id, step=step)
        if door
        else case_button(label("buttons", "let_be"), case, "now", step=step)
    )
    rows = [[_mend_button(remark, case, step, wanted, door, content)] for remark in found]
    limit = limit_of(content.draft_of(step), door)
    text = content.words.screen("flaws", remarks=found, door=door, limit=limit)
    await show_case(query, case, Screen(text, [*rows, [back]]), casework)


def _mend_button(
    remark: Remark,
    case: Case,
    step: str,
    wanted: Sequence[str],
    door: Channel | None,
    content: Content,
) -> InlineKeyboardButton:
    slug = remark.flaw.slug
    label = content.words.label("mends", slug)
    if remark.answer in PROSE and remark.flaw.mend is not None:
        at = content.draft_of(step).channels.index(door.id) if door else ""
        arg = f"{slug}.{PROSE.index(remark.answer)}.{at}"
        return case_button(label, case, "mend", arg, step=step)
    asked = ASKED_BY.get(slug)
    if asked in wanted:
        return case_button(label, case, "ask", str(asked), step=step)
    return case_button(label, case, "edit", step=step)


async def mend(
    query: CallbackQuery,
    button: CaseButton,
    event_update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """The person's own words, mended. What is left to mend is shown next, or the letter."""
    case, step = await casework.load(query.from_user.id, button.case), button.step
    slug, number, at = button.arg.split(".")
    answer = PROSE[int(number)]
    door = content.letters.channels[content.draft_of(step).channels[int(at)]] if at else None
    mends = {
        (remark.flaw.slug, remark.answer): remark.flaw.mend
        for remark in find_flaws(case, step, content, casework, door)
    }
    mended = mends.get((slug, answer))
    if mended is not None:
        act = button.act(query, event_update.update_id)
        case = await casework.adjust(act, answer, lambda old: mended)
    left = find_flaws(case, step, content, casework, door)
    if left:
        await _show_flaws(query, case, step, left, door, content, casework)
    else:
        await show_letter(query, state, case, step, content, casework)


def router() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(list_flaws, Pressed("flaws"))
    router.callback_query.register(mend, Pressed("mend"))
    return router
