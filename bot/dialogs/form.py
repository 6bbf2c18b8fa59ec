"""The questions of a letter: one at a time, each answer kept at once."""

from collections.abc import Sequence
from typing import Any

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message, Update

from bot.answers.read import read
from bot.casework import Casework
from bot.content.content import Content
from bot.dialogs.callbacks import CaseButton, Pressed, case_button
from bot.dialogs.card import show_case
from bot.dialogs.letter import show_letter
from bot.dialogs.screen import Rows, Screen, pairs
from bot.dialogs.states import Answers, Asking, expect, shown
from bot.escalation.case import Case
from bot.escalation.questions import (
    SKIPPED,
    Question,
    chosen,
    next_question,
    previous_question,
    toggled,
)
from bot.escalation.values import Value
from bot.storage.cases import Act


async def open_letter(
    query: CallbackQuery,
    button: CaseButton,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """The letter of the step, or the first question it still needs."""
    case = await casework.load(query.from_user.id, button.case)
    await _go_on(query, state, case, button.step, content, casework)


async def show_unfinished(
    query: CallbackQuery,
    button: CaseButton,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """The letter as it is now, with blanks for what was not asked yet."""
    case = await casework.load(query.from_user.id, button.case)
    await show_letter(query, state, case, button.step, content, casework)


async def ask_again(
    query: CallbackQuery,
    button: CaseButton,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """A question was chosen: by *Назад*, *Исправить* or from the list of answers."""
    case = await casework.load(query.from_user.id, button.case)
    await _ask(query, state, case, button.step, button.arg, content, casework)


async def skip_question(
    query: CallbackQuery,
    button: CaseButton,
    event_update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """A passed question leaves a blank line in the letter; an answer given before stays."""
    act = button.act(query, event_update.update_id)
    case = await casework.adjust(act, button.arg, lambda given: given or SKIPPED)
    await _go_on(query, state, case, button.step, content, casework)


async def choose(
    query: CallbackQuery,
    button: CaseButton,
    event_update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """A choice was ticked or unticked. The button says which of the two: a double tap is one."""
    name, number, on = button.arg.split(".")
    choice = content.questions[name].choices[int(number)]
    act = button.act(query, event_update.update_id)
    case = await casework.adjust(act, name, lambda old: toggled(old, choice, on=on == "1"))
    await _ask(query, state, case, button.step, name, content, casework)


async def keep_choices(
    query: CallbackQuery,
    button: CaseButton,
    event_update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """The choices are made; none at all is an answer too."""
    act = button.act(query, event_update.update_id)
    case = await casework.adjust(act, button.arg, lambda given: given or ())
    await _go_on(query, state, case, button.step, content, casework)


async def keep_answer(
    message: Message,
    asked: dict[str, Any],
    event_update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """A typed answer: read, kept, and shown back where a misreading would hurt."""
    question = content.questions[asked["question"]]
    person, step = message.chat.id, asked["step"]
    if question.choices or not asked["shown"]:  # ticked, not typed; or never seen
        case = await casework.load(person, asked["case"])
        await _ask(message, state, case, step, question.id, content, casework)
        return
    value = read(question.kind, message.text or "", today=casework.today())
    act = Act(person, asked["case"], event_update.update_id)
    case = await casework.adjust(act, question.id, lambda given: value)
    if question.confirm:
        await _echo(message, case, step, question, value, content, casework)
    else:
        await _go_on(message, state, case, step, content, casework)


async def _go_on(
    event: Message | CallbackQuery,
    state: FSMContext,
    case: Case,
    step: str,
    content: Content,
    casework: Casework,
) -> None:
    missing = next_question(content.questions_for(case, step), case.answers)
    if missing is None:
        await show_letter(event, state, case, step, content, casework)
    else:
        await _ask(event, state, case, step, missing, content, casework)


async def _ask(
    event: Message | CallbackQuery,
    state: FSMContext,
    case: Case,
    step: str,
    name: str,
    content: Content,
    casework: Casework,
) -> None:
    wanted = content.questions_for(case, step)
    question = content.questions[name]
    text = content.words.screen(
        "question",
        question=question,
        case=case,
        position=wanted.index(name) + 1 if name in wanted else None,
        total=len(wanted),
        given=case.answers.get(name),
    )
    screen = Screen(text, _question_rows(case, step, question, wanted, content))
    await expect(state, Asking.answer, case=case.id, step=step, question=name)
    await shown(state, await show_case(event, case, screen, casework))


def _question_rows(
    case: Case, step: str, question: Question, wanted: Sequence[str], content: Content
) -> Rows:
    def do(name: str, verb: str, arg: str = "") -> InlineKeyboardButton:
        return case_button(content.words.label("buttons", name), case, verb, arg, step=step)

    before = previous_question(wanted, question.id)
    forward = (
        do("next", "done", question.id) if question.choices else do("skip", "skip", question.id)
    )
    return [
        *_choice_rows(case, step, question, content),
        *_shortcuts(case, step, question, content),
        [*([do("back", "ask", before)] if before else []), forward],
        [do("cancel", "card")],
    ]


def _shortcuts(case: Case, step: str, question: Question, content: Content) -> Rows:
    """Past the questions: tell it all at once, or see the letter with blanks."""
    words = content.words
    tell = [case_button(words.label("buttons", "story"), case, "story", step=step)]
    now = [case_button(words.label("buttons", "letter_now"), case, "now", step=step)]
    asks_story = "story" in content.questions_for(case, step) and "story" not in case.answers
    return [tell if asks_story and question.id != "story" else [], now]


def _choice_rows(case: Case, step: str, question: Question, content: Content) -> Rows:
    given = chosen(case.answers.get(question.id))
    buttons = []
    for number, choice in enumerate(question.choices):
        on = choice in given
        text = f"{'✅' if on else '▫️'} {content.words.label(question.id, choice)}"
        arg = f"{question.id}.{number}.{int(not on)}"
        buttons.append(case_button(text, case, "choose", arg, step=step))
    return pairs(buttons)


async def _echo(
    message: Message,
    case: Case,
    step: str,
    question: Question,
    value: Value,
    content: Content,
    casework: Casework,
) -> None:
    words = content.words
    rows = [
        [
            case_button(
                words.label("buttons", "right"), case, "letter", step=step, style="primary"
            ),
            case_button(words.label("buttons", "fix"), case, "ask", question.id, step=step),
        ],
        [case_button(words.label("buttons", "cancel"), case, "card")],
    ]
    text = words.screen("echo", question=question, value=value)
    await show_case(message, case, Screen(text, rows), casework)


def router() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(open_letter, Pressed("letter"))
    router.callback_query.register(show_unfinished, Pressed("now"))
    router.callback_query.register(ask_again, Pressed("ask"))
    router.callback_query.register(skip_question, Pressed("skip"))
    router.callback_query.register(choose, Pressed("choose"))
    router.callback_query.register(keep_choices, Pressed("done"))
    router.message.register(keep_answer, Asking.answer, Answers())
    return router
