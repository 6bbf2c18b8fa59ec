"""The questions of a letter: one at a time, each answer kept at once."""

from typing import Any

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, Update

from bot.answers.read import read
from bot.answers.show import genitive
from bot.casework import Casework
from bot.content.content import GENITIVE, Content
from bot.dialogs.asking import TOLD, ask, ask_genitive, echo
from bot.dialogs.callbacks import CaseButton, Pressed
from bot.dialogs.letter import show_letter
from bot.dialogs.states import Answers, Asking
from bot.dialogs.story import show_found
from bot.escalation.case import Case
from bot.escalation.questions import SKIPPED, next_question, toggled
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
    await ask(query, state, case, button.step, button.arg, content, casework)


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
    await ask(query, state, case, button.step, name, content, casework)


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


async def confirm_genitive(
    query: CallbackQuery,
    button: CaseButton,
    event_update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """The name in the genitive is right as it was offered."""
    act = button.act(query, event_update.update_id)
    case = await casework.load(query.from_user.id, button.case)
    name = genitive(str(case.answers.get("full_name", "")))
    if name.sure:
        case = await casework.adjust(act, GENITIVE, lambda old: name.text)
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
    step, back = asked["step"], asked.get("back", "")
    case = await casework.load(message.chat.id, asked["case"])
    if question.choices or not asked["shown"]:  # ticked, not typed; or never seen
        await ask(message, state, case, step, question.id, content, casework, back=back)
        return
    region = content.path.places[case.place].country
    value = read(question.kind, message.text or "", today=casework.today(), region=region)
    act = Act(message.chat.id, case.id, event_update.update_id)
    case = await casework.keep(act, _kept(question.id, value))
    if question.confirm:
        await echo(message, case, step, question, value, content, casework, back=back)
    elif back == TOLD:
        await show_found(message, state, case, step, content, casework)
    else:
        await _go_on(message, state, case, step, content, casework)


def _kept(question: str, value: Value) -> dict[str, Value | None]:
    """The answer; another name forgets how the former one was declined."""
    return {question: value} | ({GENITIVE: None} if question == "full_name" else {})


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
    elif missing == GENITIVE:
        await ask_genitive(event, state, case, step, content, casework)
    else:
        await ask(event, state, case, step, missing, content, casework)


def router() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(open_letter, Pressed("letter"))
    router.callback_query.register(show_unfinished, Pressed("now"))
    router.callback_query.register(ask_again, Pressed("ask"))
    router.callback_query.register(skip_question, Pressed("skip"))
    router.callback_query.register(choose, Pressed("choose"))
    router.callback_query.register(keep_choices, Pressed("done"))
    router.callback_query.register(confirm_genitive, Pressed("of_whom"))
    router.message.register(keep_answer, Asking.answer, Answers())
    return router
