"""*Изменить ответы*: everything a letter was written from, and what else has happened."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Update

from bot.casework import Casework
from bot.content.content import GENITIVE, Content
from bot.dialogs.callbacks import CaseButton, Pressed, case_button
from bot.dialogs.card import show_case
from bot.dialogs.screen import Screen, pairs
from bot.dialogs.states import forget
from bot.escalation.carry_over import ALSO
from bot.escalation.case import Case
from bot.escalation.questions import chosen, toggled


async def list_answers(
    query: CallbackQuery,
    button: CaseButton,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """Every answer of this letter, each a button that asks it again."""
    await forget(state)
    case = await casework.load(query.from_user.id, button.case)
    words, wanted = content.words, list(content.questions_for(case, button.step))
    if content.draft_of(button.step).genitive and GENITIVE not in wanted:
        wanted.append(GENITIVE)  # a doubtful one is not asked for, but may be given
    buttons = [
        case_button(words.label("questions", name), case, "ask", name, step=button.step)
        for name in wanted
    ]
    rows = [
        *pairs(buttons),
        [case_button(words.label("buttons", "also"), case, "also", step=button.step)],
        [
            case_button(words.label("buttons", "to_letter"), case, "now", step=button.step),
            case_button(words.label("buttons", "card"), case, "card"),
        ],
    ]
    text = words.screen(
        "answers",
        case=case,
        questions=[content.questions[name] for name in wanted],
        also=chosen(case.answers.get(ALSO)),
    )
    await show_case(query, case, Screen(text, rows), casework)


async def list_problems(
    query: CallbackQuery, button: CaseButton, content: Content, casework: Casework
) -> None:
    """What else has happened: each problem ticked gets its own demands in the letters."""
    case = await casework.load(query.from_user.id, button.case)
    await _show_problems(query, case, button.step, content, casework)


async def add_problem(
    query: CallbackQuery,
    button: CaseButton,
    event_update: Update,
    content: Content,
    casework: Casework,
) -> None:
    """A further problem was ticked or unticked; the case stays on its route."""
    problem, _, on = button.arg.partition(".")
    act = button.act(query, event_update.update_id)
    case = await casework.adjust(act, ALSO, lambda old: toggled(old, problem, on=on == "1"))
    await _show_problems(query, case, button.step, content, casework)


async def _show_problems(
    query: CallbackQuery, case: Case, step: str, content: Content, casework: Casework
) -> None:
    label, given = content.words.label, chosen(case.answers.get(ALSO))
    buttons = [
        case_button(
            f"{'✅' if problem in given else '▫️'} {label('problems', problem)}",
            case,
            "also_set",
            f"{problem}.{int(problem not in given)}",
            step=step,
        )
        for problem in content.path.places[case.place].problems
        if problem not in (case.problem, "other")
    ]
    rows = [
        *pairs(buttons),
        [case_button(label("buttons", "next"), case, "letter", step=step)],
        [case_button(label("buttons", "edit_answers"), case, "edit", step=step)],
    ]
    await show_case(query, case, Screen(content.words.screen("also", case=case), rows), casework)


def router() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(list_answers, Pressed("edit"))
    router.callback_query.register(list_problems, Pressed("also"))
    router.callback_query.register(add_problem, Pressed("also_set"))
    return router
