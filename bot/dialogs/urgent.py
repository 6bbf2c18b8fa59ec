"""Money that is leaving now: what to do in the next minute, with a number to dial."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.content.ear import LOST
from bot.dialogs.callbacks import Page, chosen_from, page_button
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Opened
from bot.dialogs.firms import firm_button, firm_rows
from bot.dialogs.hearing import is_asked
from bot.dialogs.screen import Rows
from bot.dialogs.turn import Event, Turn
from bot.dialogs.ways_out import to_question
from bot.escalation.firms import NOT_LISTED, Firm

router = Router(name=__name__)


@router.callback_query(Opened("urgent"))
async def open_urgent(event: Event, turn: Turn) -> None:
    """Three urgent actions, nothing to type; whose number to dial is one tap away. What was told
    goes along, and an open question stays."""
    starts = [[turn.page(f"start_{problem}", *_case_page(problem, turn))] for problem in LOST]
    await _say(turn, None, [to_question(turn), *urgent_rows(None, starts, turn)])


def urgent_rows(firm: Firm | None, starts: Rows, desk: Desk, *, told: bool = False) -> Rows:
    """The number to dial, then the cases that may be started; one of these is the next action once
    it was `told` what happened."""
    if firm is not None:
        return [*starts, [desk.page("other_firm", "call"), desk.page("home_short", "home")]]
    call = [desk.page("pick_firm", "call", style=None if told else "primary")]
    return [*starts, call, [desk.page("home")]] if told else [call, *starts, [desk.page("home")]]


async def _say(turn: Turn, firm: Firm | None, rows: Rows) -> None:
    await turn.say("urgent", rows, firm=firm, heard=None, asking=is_asked(turn))


def _case_page(problem: str, turn: Turn) -> tuple[str, str]:
    """The page that starts such a case: with what was told, if anything was."""
    return ("retold" if turn.asked.get("story") else "where", problem)


@router.callback_query(Opened("call"))
async def pick_firm(query: CallbackQuery, turn: Turn, page: Page) -> None:
    """Whose number is to be dialled; with the firm pressed, its number."""
    firms = turn.content.facts.firms
    pressed = chosen_from(page.arg, ("", NOT_LISTED, *firms))
    if pressed == NOT_LISTED:
        await open_urgent(query, turn)
        return
    if pressed:
        await _show_firm(turn, firms[pressed])
        return
    rows = firm_rows(lambda label, firm: page_button(label, "call", firm), turn)
    await turn.say("call", [*rows, [turn.page("back", "urgent")]])


async def _show_firm(turn: Turn, firm: Firm) -> None:
    flow = "told" if turn.asked.get("story") else "place"
    # A case with what is known: the firm is not asked again.
    starts = [
        [firm_button(turn.label(f"start_{problem}"), firm.id, flow, problem, turn)]
        for problem in LOST
    ]
    await _say(turn, firm, [to_question(turn), *urgent_rows(firm, starts, turn)])
