"""A question of a letter on the screen, and how its answer was understood."""

from collections.abc import Sequence

from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from bot.answers.show import genitive
from bot.casework import Casework
from bot.content.content import GENITIVE, Content
from bot.dialogs.callbacks import case_button
from bot.dialogs.card import show_case
from bot.dialogs.screen import Rows, Screen, pairs
from bot.dialogs.states import Asking, expect
from bot.escalation.case import Case
from bot.escalation.questions import Question, chosen, previous_question
from bot.escalation.values import Value

TOLD = "told"
"""Where the conversation goes back to after the answer: the list of what a story told. Otherwise
it goes on to the next question, or the letter."""


async def ask(
    event: Message | CallbackQuery,
    state: FSMContext,
    case: Case,
    step: str,
    name: str,
    content: Content,
    casework: Casework,
    *,
    back: str = "",
) -> None:
    """Ask one question of the step's letter; `back` is "" or TOLD."""
    wanted = content.questions_for(case, step)
    question = content.questions[name]
    enclosed = casework.enclosed_already(case, step)
    text = content.words.screen(
        "question",
        question=question,
        case=case,
        position=wanted.index(name) + 1 if name in wanted else None,
        total=len(wanted),
        given=case.answers.get(name),
        enclosed=enclosed,
    )
    rows = [
        *_choice_rows(case, step, question, enclosed, content),
        *_ways_on(case, step, question, wanted, content, back),
        [case_button(content.words.label("buttons", "cancel"), case, "card")],
    ]
    await _show(event, state, case, step, name, Screen(text, rows), casework, back)


async def ask_genitive(
    event: Message | CallbackQuery,
    state: FSMContext,
    case: Case,
    step: str,
    content: Content,
    casework: Casework,
) -> None:
    """The name as the letter will say it, to confirm; what is typed instead corrects it."""
    wanted = content.questions_for(case, step)
    label, before = content.words.label, previous_question(wanted, GENITIVE)
    text = content.words.screen(
        "genitive",
        of_whom=genitive(str(case.answers["full_name"])).text,
        position=wanted.index(GENITIVE) + 1,
        total=len(wanted),
    )
    rows = [
        [
            case_button(label("buttons", "right"), case, "of_whom", step=step, style="primary"),
            case_button(label("buttons", "fix"), case, "ask", GENITIVE, step=step),
        ],
        [case_button(label("buttons", "back"), case, "ask", before or "full_name", step=step)],
        [case_button(label("buttons", "cancel"), case, "card")],
    ]
    await _show(event, state, case, step, GENITIVE, Screen(text, rows), casework, "")


async def _show(
    event: Message | CallbackQuery,
    state: FSMContext,
    case: Case,
    step: str,
    name: str,
    screen: Screen,
    casework: Casework,
    back: str,
) -> None:
    await expect(
        state,
        Asking.answer,
        show_case(event, case, screen, casework),
        case=case.id,
        step=step,
        question=name,
        back=back,
    )


async def echo(
    message: Message,
    case: Case,
    step: str,
    question: Question,
    value: Value,
    content: Content,
    casework: Casework,
    *,
    back: str = "",
) -> None:
    """What was understood, to be confirmed where a misreading would hurt."""
    label = content.words.label
    on, again = ("told", "amend") if back == TOLD else ("letter", "ask")
    rows = [
        [
            case_button(label("buttons", "right"), case, on, step=step, style="primary"),
            case_button(label("buttons", "fix"), case, again, question.id, step=step),
        ],
        [case_button(label("buttons", "cancel"), case, "card")],
    ]
    text = content.words.screen("echo", question=question, value=value)
    await show_case(message, case, Screen(text, rows), casework)


def _choice_rows(
    case: Case, step: str, question: Question, enclosed: frozenset[str], content: Content
) -> Rows:
    """The choices as ticks; what the letter encloses by itself is not asked for."""
    given = chosen(case.answers.get(question.id))
    buttons = []
    for number, choice in enumerate(question.choices):
        if choice in enclosed:
            continue
        on = choice in given
        text = f"{'✅' if on else '▫️'} {content.words.label(question.id, choice)}"
        arg = f"{question.id}.{number}.{int(not on)}"
        buttons.append(case_button(text, case, "choose", arg, step=step))
    return pairs(buttons)


def _ways_on(
    case: Case,
    step: str,
    question: Question,
    wanted: Sequence[str],
    content: Content,
    back: str,
) -> Rows:
    """Past the question: back, on, or round all of them."""

    def do(name: str, verb: str, arg: str = "") -> InlineKeyboardButton:
        return case_button(content.words.label("buttons", name), case, verb, arg, step=step)

    if back == TOLD:
        return [[do("to_told", "told")]]
    before = previous_question(wanted, question.id)
    forward = (
        do("next", "done", question.id) if question.choices else do("skip", "skip", question.id)
    )
    tells = "story" in wanted and "story" not in case.answers and question.id != "story"
    return [
        [do("story", "story")] if tells else [],
        [do("letter_now", "now")],
        [*([do("back", "ask", before)] if before else []), forward],
    ]
