"""The court in figures: what the claim is worth, where it goes and what it costs."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.dialogs.callbacks import case_button
from bot.dialogs.card_rows import start_button
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Pressed
from bot.dialogs.screen import Screen, column
from bot.dialogs.turn import Turn
from bot.escalation.case import Case, settled_reply
from bot.escalation.claim import Calculation, counted_from_sending
from bot.escalation.facts import Fact
from bot.escalation.questions import unanswered

router = Router(name=__name__)

NEEDED = ("sum", "fee_sum", "happened")
"""The questions whose answers the figures are made of."""


@router.callback_query(Pressed("figures", at=lambda step: step.is_claim))
async def show_figures(query: CallbackQuery, turn: Turn, case: Case, step: str) -> None:
    """*Расчёт*: price, court, duty, interest line by line, fine; or what is missing for them."""
    found = turn.casework.calculation(case, turn.today)
    await turn.show(figures_screen(case, step, found, turn), case)


def figures_screen(case: Case, step: str, found: Calculation | None, desk: Desk) -> Screen:
    """The figures in words, with a button for each answer that would complete them."""
    wanted = desk.content.questions_for(case, step)
    demand = counted_from_sending(case, desk.content.timing)
    missing = unanswered([question for question in NEEDED if question in wanted], case.answers)
    text = desk.text(
        "court_figures",
        case=case,
        figures=found,
        law=desk.content.court,
        facts=_facts(found, desk) if found else [],
        asks_sum="sum" in wanted,
        missing=missing,
        from_sending=demand,
        decided=settled_reply(case, "ombudsman") is not None,
    )
    rows = [
        *column(
            case_button(f"✏️ {desk.label(name, 'questions')}", case, "ask", name, step=step)
            for name in missing
        ),
        [start_button(case, demand, desk)] if demand else [],
        [desk.do(case, "letter", step=step), desk.do(case, "card")],
    ]
    return Screen(text, rows)


def _facts(found: Calculation, desk: Desk) -> list[Fact]:
    """Every rule and key rate that the figures rest on."""
    rates = {line.rate.id: line.rate for line in found.interest.lines} if found.interest else {}
    return [*(desk.content.court.rules[rule] for rule in found.rules), *rates.values()]
