"""The letter looked at before it goes: each flaw is mended in one tap, or left as it is."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.dialogs.callbacks import CaseButton, case_button, number_below, parts_of
from bot.dialogs.channels import channel_named
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Pressed, with_letter
from bot.dialogs.letter import show_written, write
from bot.dialogs.screen import Button
from bot.dialogs.turn import Turn
from bot.documents.written import ASKED_BY, PROSE, Remark, Written

router = Router(name=__name__)


@router.callback_query(Pressed("flaws", at=with_letter))
async def list_flaws(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """Each flaw, with why it matters to the reader; a tap mends it or opens its question."""
    channel = channel_named(button.arg, step, turn) if button.arg else None
    await _show_flaws(turn, write(turn.case, step, turn, channel))


async def _show_flaws(turn: Turn, written: Written) -> None:
    case, step, channel = written.case, written.step.id, written.channel
    back = ("channel", channel.id) if channel else ("now", "")
    rows = [
        *([_mend_button(remark, written, turn)] for remark in written.flaws),
        [turn.do(case, "let_be", *back, step=step)],
    ]
    await turn.say("flaws", rows, case, remarks=written.flaws, channel=channel, limit=written.limit)


def _mend_button(remark: Remark, written: Written, desk: Desk) -> Button:
    slug, channel, asked = remark.flaw.slug, written.channel, ASKED_BY.get(remark.flaw.slug)
    if remark.answer in PROSE and remark.flaw.mend is not None:
        at = written.draft.channels.index(channel.id) if channel else ""
        do, arg = "mend", f"{slug}.{PROSE.index(remark.answer)}.{at}"
    elif asked in written.wanted:
        do, arg = "ask", str(asked)
    else:
        do, arg = "edit", ""
    return case_button(desk.label(slug, "mends"), written.case, do, arg, step=written.step.id)


@router.callback_query(Pressed("mend", at=with_letter))
async def mend(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """The person's own words, mended. What is left to mend is shown next, or the letter."""
    slug, number, at = parts_of(button.arg, 3)
    answer = PROSE[number_below(number, len(PROSE))]
    names = turn.content.draft_of(step).channels
    channel = turn.content.letters.channels[names[number_below(at, len(names))]] if at else None
    written = write(turn.case, step, turn, channel)
    mends = {(remark.flaw.slug, remark.answer): remark.flaw.mend for remark in written.flaws}
    mended = mends.get((slug, answer))
    if mended is not None:
        case = await turn.casework.keep(turn.act(), {answer: mended})
        written = write(case, step, turn, channel)
    if written.flaws:
        await _show_flaws(turn, written)
    else:
        await show_written(turn, written)
