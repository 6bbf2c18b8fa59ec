"""Money that is leaving now: what to do in the next minute, with a number to dial."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.dialogs.callbacks import Page, chosen_from, page_button
from bot.dialogs.filters import Opened
from bot.dialogs.firms import firm_button, firm_rows
from bot.dialogs.turn import Event, Turn
from bot.escalation.firms import NOT_LISTED, Firm

router = Router(name=__name__)

LOST = ("unauthorised", "deceived")
"""How money leaves: without the person, or by them, deceived. The words of the two differ."""


@router.callback_query(Opened("urgent"))
async def open_urgent(event: Event, turn: Turn) -> None:
    """Three urgent actions, nothing to type; whose number to dial is one tap away."""
    rows = [
        [turn.page("pick_firm", "call", style="primary")],
        *([turn.page(f"start_{problem}", "where", problem)] for problem in LOST),
        [turn.page("home")],
    ]
    await turn.say("urgent", rows, firm=None)


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
    rows = [
        # A case with what is known: the firm is not asked again.
        *(
            [firm_button(turn.label(f"start_{problem}"), firm.id, "place", problem, turn)]
            for problem in LOST
        ),
        [turn.page("other_firm", "call"), turn.page("home_short", "home")],
    ]
    await turn.say("urgent", rows, firm=firm)
