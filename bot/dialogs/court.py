"""The court in figures: what the claim is worth, where it goes and what it costs."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.casework import Casework
from bot.content.content import Content
from bot.dialogs.callbacks import CaseButton, Pressed, case_button
from bot.dialogs.card import show_case
from bot.dialogs.screen import Screen
from bot.escalation.case import Case
from bot.escalation.claim import Figures
from bot.escalation.facts import Fact
from bot.escalation.questions import blanks

NEEDED = ("sum", "fee_sum", "happened")
"""The questions whose answers the figures are made of."""


async def show_figures(
    query: CallbackQuery, button: CaseButton, content: Content, casework: Casework
) -> None:
    """*Расчет*: price, court, duty, interest line by line, fine; or what is missing for them."""
    case = await casework.load(query.from_user.id, button.case)
    screen = figures_screen(case, button.step, casework.figures(case), content, casework)
    await show_case(query, case, screen, casework)


def figures_screen(
    case: Case, step: str, found: Figures | None, content: Content, casework: Casework
) -> Screen:
    """The figures in words, with a button for each answer that would make them fuller."""
    label = content.words.label
    wanted = content.questions_for(case, step)
    missing = blanks([question for question in NEEDED if question in wanted], case.answers)
    text = content.words.screen(
        "court_figures",
        case=case,
        figures=found,
        law=content.court,
        facts=_facts(found, content) if found else [],
        asks_sum="sum" in wanted,
        missing=missing,
        today=casework.today(),
    )
    rows = [
        [case_button(f"✏️ {label('questions', name)}", case, "ask", name, step=step)]
        for name in missing
    ]
    rows.append(
        [
            case_button(label("buttons", "letter"), case, "letter", step=step),
            case_button(label("buttons", "card"), case, "card"),
        ]
    )
    return Screen(text, rows)


def _facts(found: Figures, content: Content) -> list[Fact]:
    """Every rule and key rate that the figures rest on."""
    rates = {line.rate.id: line.rate for line in found.interest.lines} if found.interest else {}
    return [*(content.court.rules[rule] for rule in found.rules), *rates.values()]


def router() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(show_figures, Pressed("figures"))
    return router
