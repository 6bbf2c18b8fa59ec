"""*Изменить ответы*: everything a letter was written from, and what else has happened."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.dialogs.callbacks import (
    CaseButton,
    case_button,
    chosen_from,
    is_on,
    number_below,
    parts_of,
    tick_button,
)
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Pressed, with_letter
from bot.dialogs.screen import Button, page_of, pages_row, pairs
from bot.dialogs.turn import Turn
from bot.escalation.amount import ALSO
from bot.escalation.case import Case
from bot.escalation.drafts import GENITIVE
from bot.escalation.firms import FIRM
from bot.escalation.questions import chosen, toggled

router = Router(name=__name__)

ANSWERS = 5
"""So many answers stand on a page, beside what else may be changed."""


@router.callback_query(Pressed("edit", at=with_letter))
async def list_answers(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """Every answer of this letter, some on a page, each a button that asks it again."""
    turn.forget()
    case = turn.case
    page = number_below(button.arg) if button.arg else 0
    wanted = list(turn.content.questions_for(case, step))
    if turn.content.draft_of(step).genitive and GENITIVE not in wanted:
        wanted.append(GENITIVE)  # a doubtful one is not asked for, but may be corrected
    shown = page_of(wanted, page, ANSWERS)
    rows = [
        *pairs(turn.choices(case, "ask", "questions", shown, step=step)),
        pages_row(
            len(wanted),
            page,
            lambda to, at: turn.do(case, to, "edit", str(at), step=step),
            ANSWERS,
        ),
        [_firm(case, turn)] if FIRM in case.answers else [],
        [turn.do(case, "also", step=step)],
        [turn.do(case, "to_letter", "now", step=step)],
    ]
    await turn.say(
        "answers",
        rows,
        case,
        questions=[turn.content.questions[name] for name in shown],
        also=chosen(case.answers.get(ALSO)),
    )


PROBLEMS = 6
"""So many further problems stand on a page, beside the ways on."""


def _firm(case: Case, desk: Desk) -> Button:
    """The wallet or bank that was picked, to pick another."""
    firm = desk.content.firm_of(case)
    name = firm.button if firm else desk.label("not_listed")
    return case_button(f"{desk.label('provider_name', 'questions')}: {name}", case, "firms")


@router.callback_query(Pressed("also"))
async def list_problems(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """What else has happened: each problem ticked gets its own demands in the letters."""
    await _show_problems(turn, turn.case, step, number_below(button.arg) if button.arg else 0)


@router.callback_query(Pressed("also_set"))
async def add_problem(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """A further problem was ticked or unticked; the case stays on its route."""
    name, on = parts_of(button.arg, 2)
    problem, ticked = chosen_from(name, _others(case, turn)), is_on(on)
    case = await turn.casework.adjust(
        turn.act(), ALSO, lambda old: toggled(old, problem, on=ticked)
    )
    page = _others(case, turn).index(problem) // PROBLEMS
    await _show_problems(turn, case, button.step, page)


async def _show_problems(turn: Turn, case: Case, step: str, page: int) -> None:
    given, names = chosen(case.answers.get(ALSO)), turn.words.labels("problems")
    others = _others(case, turn)
    ticks = [
        tick_button(names[problem], case, "also_set", problem, on=problem in given, step=step)
        for problem in page_of(others, page, PROBLEMS)
    ]
    rows = [
        *pairs(ticks),
        pages_row(
            len(others),
            page,
            lambda to, at: turn.do(case, to, "also", str(at), step=step),
            PROBLEMS,
        ),
        [turn.do(case, "next", "letter", step=step)],
        [turn.do(case, "edit_answers", "edit", step=step)],
    ]
    await turn.say("also", rows, case)


def _others(case: Case, desk: Desk) -> list[str]:
    """The problems that may have been added to the case's own."""
    problems = desk.content.path.places[case.place].problems
    return [problem for problem in problems if problem not in (case.problem, "other")]
