"""*Рассказать своими словами*: one message instead of ten questions; each finding is confirmed."""

from collections.abc import Sequence
from typing import Any

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message, Update

from bot.answers.read import read
from bot.answers.show import show
from bot.answers.story import Finding, find
from bot.casework import Casework
from bot.content.content import Content
from bot.dialogs.asking import TOLD, ask
from bot.dialogs.callbacks import CaseButton, Pressed, case_button
from bot.dialogs.card import show_card, show_case
from bot.dialogs.screen import Screen, pairs
from bot.dialogs.states import Answers, Asking, expect, forget
from bot.escalation.carry_over import ALSO
from bot.escalation.case import Case
from bot.escalation.questions import chosen, toggled
from bot.storage.cases import Act

FOUND_AS_ANSWERS = ("happened", "sum", "operation", "recipient", "phone", "email", "wallet")
"""The fields of a story that are answers to questions under the same id."""

BUTTON = 30
"""How much of a value a button shows."""


def findings(case: Case, step: str, content: Content, casework: Casework) -> list[Finding]:
    """What the case's story says that this letter can use, in the order of the fields.

    Worked out from the story each time: a finding is stored only once it was confirmed. A provider
    is a finding while it is not known whose wallet it was, a problem when it is a further one.
    """
    place = content.path.places[case.place]
    story = str(case.answers.get("story", ""))
    found = find(story, today=casework.today(), region=place.country)
    wanted = content.questions_for(case, step)
    further = {problem for problem in place.problems if problem not in (case.problem, "other")}
    return [
        one
        for one in found.findings
        if (one.field in FOUND_AS_ANSWERS and one.field in wanted)
        or (one.field == "provider" and _may_be_placed(case, str(one.value), content))
        or (one.field == "problem" and one.value in further)
    ]


def _may_be_placed(case: Case, provider: str, content: Content) -> bool:
    place = content.path.places.get(provider)
    return case.place == "unknown" and place is not None and case.problem in place.problems


async def ask_story(
    query: CallbackQuery,
    button: CaseButton,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """Tell it in one message."""
    case = await casework.load(query.from_user.id, button.case)
    label = content.words.label("buttons", "by_questions")
    rows = [
        [case_button(label, case, "letter", step=button.step)],
        [case_button(content.words.label("buttons", "cancel"), case, "card")],
    ]
    screen = Screen(content.words.screen("story"), rows)
    await expect(
        state,
        Asking.story,
        show_case(query, case, screen, casework),
        case=case.id,
        step=button.step,
    )


async def keep_story(
    message: Message,
    asked: dict[str, Any],
    event_update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """The story is kept as it is; what was found in it is shown to confirm."""
    text = read("story", message.text or "", today=casework.today())
    act = Act(message.chat.id, asked["case"], event_update.update_id)
    case = await casework.adjust(act, "story", lambda old: text)
    await show_found(message, state, case, asked["step"], content, casework)


async def back_to_found(
    query: CallbackQuery,
    button: CaseButton,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """The list of what was told, again."""
    case = await casework.load(query.from_user.id, button.case)
    await show_found(query, state, case, button.step, content, casework)


async def confirm(
    query: CallbackQuery,
    button: CaseButton,
    event_update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """One finding was confirmed, or taken back. Another reading of the same field gives way."""
    case, step = await casework.load(query.from_user.id, button.case), button.step
    number, _, on = button.arg.partition(".")
    found = findings(case, step, content, casework)
    act = button.act(query, event_update.update_id)
    if int(number) < len(found):
        one = found[int(number)]
        if one.field == "provider":
            case = await casework.place(act, str(one.value))
            step = step if step in _steps(case, content) else case.step
        elif one.field == "problem":
            problem = str(one.value)
            case = await casework.adjust(act, ALSO, lambda old: toggled(old, problem, on=on == "1"))
        else:
            value = one.value if on == "1" else None
            case = await casework.adjust(act, one.field, lambda old: value)
    if content.path.steps[step].draft:
        await show_found(query, state, case, step, content, casework)
    else:
        await show_card(query, state, case, content, casework)


def _steps(case: Case, content: Content) -> Sequence[str]:
    route = content.path.route(case.place, case.problem)
    return (*route.steps, *route.also)


async def confirm_all(
    query: CallbackQuery,
    button: CaseButton,
    event_update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """Everything that has one reading was confirmed; what has several is left to choose.

    An answer given by hand stays: the story does not overrule it.
    """
    case = await casework.load(query.from_user.id, button.case)
    found = findings(case, button.step, content, casework)
    fields = [one.field for one in found]
    single = {
        one.field: one.value
        for one in found
        if one.field in FOUND_AS_ANSWERS
        and fields.count(one.field) == 1
        and not case.answers.get(one.field)
    }
    case = await casework.keep(button.act(query, event_update.update_id), single)
    await show_found(query, state, case, button.step, content, casework)


async def amend(
    query: CallbackQuery,
    button: CaseButton,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """A wrong reading: the question itself is asked, and the list comes back after it."""
    case = await casework.load(query.from_user.id, button.case)
    await ask(query, state, case, button.step, button.arg, content, casework, back=TOLD)


async def show_found(
    event: Message | CallbackQuery,
    state: FSMContext,
    case: Case,
    step: str,
    content: Content,
    casework: Casework,
) -> None:
    """What was read in the story: a tick for each reading, a pencil for each field."""
    await forget(state)
    words, found = content.words, findings(case, step, content, casework)
    fields = [f for f in dict.fromkeys(one.field for one in found) if f in FOUND_AS_ANSWERS]
    everything = words.label("buttons", "all_right")
    unconfirmed = [f for f in fields if not case.answers.get(f) and not _is_open(case, f, found)]
    onwards = "letter" if step == case.step else "card"
    rows = [
        *([_tick(case, step, number, one, content)] for number, one in enumerate(found)),
        [case_button(everything, case, "found_all", step=step)] if unconfirmed else [],
        *pairs(
            case_button(f"✏️ {words.label('questions', field)}", case, "amend", field, step=step)
            for field in fields
        ),
        [case_button(words.label("buttons", "next"), case, onwards, step=step, style="primary")],
        [case_button(words.label("buttons", "story_again"), case, "story", step=step)],
    ]
    read_as = [(one.field, one.value) for one in found]
    typed = {
        field: case.answers[field]
        for field in fields
        if case.answers.get(field) and (field, case.answers[field]) not in read_as
    }
    unsettled = [field for field in fields if _is_open(case, field, found)]
    text = words.screen(
        "found", fields=fields, further=bool(found), typed=typed, unsettled=unsettled
    )
    await show_case(event, case, Screen(text, rows), casework)


def _is_open(case: Case, field: str, found: Sequence[Finding]) -> bool:
    """Whether the story says several things of this field and none was chosen."""
    return not case.answers.get(field) and len([one for one in found if one.field == field]) > 1


def _tick(
    case: Case, step: str, number: int, one: Finding, content: Content
) -> InlineKeyboardButton:
    label = content.words.label
    match one.field:
        case "provider":
            on, name, value = False, label("found", "provider"), label("places", str(one.value))
        case "problem":
            on = one.value in chosen(case.answers.get(ALSO))
            name, value = label("found", "problem"), label("problems", str(one.value))
        case field:
            on = case.answers.get(field) == one.value
            name, value = label("questions", field), show(one.value)
    short = value if len(value) <= BUTTON else value[: BUTTON - 1] + "…"
    text = f"{'✅' if on else '▫️'} {name}: {short}"
    return case_button(text, case, "found", f"{number}.{int(not on)}", step=step)


def router() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(ask_story, Pressed("story"))
    router.callback_query.register(back_to_found, Pressed("told"))
    router.callback_query.register(confirm, Pressed("found"))
    router.callback_query.register(confirm_all, Pressed("found_all"))
    router.callback_query.register(amend, Pressed("amend"))
    router.message.register(keep_story, Asking.story, Answers())
    return router
