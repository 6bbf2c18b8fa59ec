"""*Что значит их ответ?*: what they replied, whether they may, and what to do about it."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.answers.reply import likely_kinds
from bot.dialogs.callbacks import CaseButton, chosen_from, number_below
from bot.dialogs.filters import Answers, Pressed
from bot.dialogs.screen import Screen, column, page_of, pages_row
from bot.dialogs.states import Asking
from bot.dialogs.turn import Turn
from bot.escalation.case import Case
from bot.escalation.outlook import Outlook

router = Router(name=__name__)

OFFERED = 3
"""How many likely kinds are offered for a pasted reply."""


@router.callback_query(Pressed("triage"))
async def list_kinds(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """The stock replies by button, some on a page; the text of the reply may be pasted instead."""
    page = number_below(button.arg) if button.arg else 0
    await show_kinds(turn, turn.case, step, page)


async def show_kinds(turn: Turn, case: Case, step: str = "", page: int = 0) -> None:
    """The same, for the reply at this step; at the one where the case stands if none is named."""
    step, kinds = step or case.step, list(turn.content.reply_kinds)
    rows = [
        *column(turn.choices(case, "kind", "reply_kinds", page_of(kinds, page), step=step)),
        pages_row(len(kinds), page, lambda to, at: turn.do(case, to, "triage", str(at), step=step)),
        [turn.do(case, "card")],
    ]
    screen = Screen(turn.text("triage"), rows)
    await turn.ask(Asking.reply_text, screen, case, step=step)


@router.message(Answers(Asking.reply_text))
async def guess_kind(message: Message, turn: Turn) -> None:
    """A pasted reply is kept for the next letter; its likeliest kinds are offered."""
    text = str(turn.reader.read("story", message.text or "", today=turn.today))
    case = await turn.casework.keep(turn.act(), {"provider_reply": text})
    phrases = {kind.id: kind.phrases for kind in turn.content.reply_kinds.values()}
    likely = likely_kinds(text, phrases)[:OFFERED]
    step = turn.asked["step"]
    buttons = [
        *turn.choices(case, "kind", "reply_kinds", likely, step=step),
        turn.do(case, "other_kind", "triage", step=step),
        turn.do(case, "card"),
    ]
    await turn.say("triage_guess", column(buttons), case, found=bool(likely))


@router.callback_query(Pressed("kind"))
async def explain_kind(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """What this reply means, whether they may give it, what to do, and which term runs then."""
    case, kind = turn.case, chosen_from(button.arg, turn.content.reply_kinds)
    reply = turn.content.reply_kinds[kind].reply
    outlook = Outlook()  # a late reply moves nothing
    if step == case.step:
        outlook = turn.casework.outlook(case, turn.now, turn.today, reply)
    buttons = [
        turn.do(case, f"record_{reply}", "record", kind, step=step, style="primary"),
        turn.do(case, "other_kind", "triage", step=step),
        turn.do(case, "card"),
    ]
    await turn.say("triage_kind", column(buttons), case, kind=kind, reply=reply, outlook=outlook)
