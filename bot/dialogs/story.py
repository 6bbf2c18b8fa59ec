"""*Рассказать своими словами*: one message instead of ten questions; each finding is confirmed."""

from typing import Any

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, Update

from bot.answers.read import read
from bot.answers.show import show
from bot.answers.story import Finding, find
from bot.casework import Casework
from bot.content.content import Content
from bot.dialogs.callbacks import CaseButton, Pressed, case_button
from bot.dialogs.card import show_case
from bot.dialogs.screen import Screen
from bot.dialogs.states import Answers, Asking, expect, shown
from bot.escalation.case import Case
from bot.escalation.values import Value
from bot.storage.cases import Act

FOUND_AS_ANSWERS = ("happened", "sum", "operation", "recipient", "phone", "email", "wallet")
"""The fields of a story that are answers to questions under the same id."""

BUTTON = 30
"""How much of a value a button shows."""


def findings(case: Case, wanted: list[str], content: Content, casework: Casework) -> list[Finding]:
    """What the case's story says about the questions of the letter, in the order of the fields.

    Worked out from the story each time: a finding is stored only once it was confirmed.
    """
    found = find(str(case.answers.get("story", "")), today=casework.today())
    return [one for one in found.findings if one.field in FOUND_AS_ANSWERS and one.field in wanted]


async def ask_story(
    query: CallbackQuery,
    button: CaseButton,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """Tell it in one message."""
    case = await casework.load(query.from_user.id, button.case)
    await expect(state, Asking.story, case=case.id, step=button.step)
    label = content.words.label("buttons", "by_questions")
    rows = [
        [case_button(label, case, "letter", step=button.step)],
        [case_button(content.words.label("buttons", "cancel"), case, "card")],
    ]
    screen = Screen(content.words.screen("story"), rows)
    await shown(state, await show_case(query, case, screen, casework))


async def keep_story(
    message: Message,
    asked: dict[str, Any],
    event_update: Update,
    content: Content,
    casework: Casework,
) -> None:
    """The story is kept as it is; what was found in it is shown to confirm."""
    text = read("story", message.text or "", today=casework.today())
    act = Act(message.chat.id, asked["case"], event_update.update_id)
    case = await casework.adjust(act, "story", lambda old: text)
    await show_found(message, case, asked["step"], content, casework)


async def confirm(
    query: CallbackQuery,
    button: CaseButton,
    event_update: Update,
    content: Content,
    casework: Casework,
) -> None:
    """One finding was confirmed, or taken back."""
    case = await casework.load(query.from_user.id, button.case)
    number, _, on = button.arg.partition(".")
    wanted = list(content.questions_for(case, button.step))
    found = findings(case, wanted, content, casework)
    if int(number) < len(found):
        one = found[int(number)]

        def settled(old: Value | None) -> Value | None:
            return one.value if on == "1" else None

        act = button.act(query, event_update.update_id)
        case = await casework.adjust(act, one.field, settled)
    await show_found(query, case, button.step, content, casework)


async def show_found(
    event: Message | CallbackQuery, case: Case, step: str, content: Content, casework: Casework
) -> None:
    words = content.words
    found = findings(case, list(content.questions_for(case, step)), content, casework)
    rows = []
    for number, one in enumerate(found):
        on = case.answers.get(one.field) == one.value
        value = show(one.value)
        short = value if len(value) <= BUTTON else value[: BUTTON - 1] + "…"
        text = f"{'✅' if on else '▫️'} {words.label('questions', one.field)}: {short}"
        rows.append([case_button(text, case, "found", f"{number}.{int(not on)}", step=step)])
    rows.append([case_button(words.label("buttons", "next"), case, "letter", step=step)])
    rows.append([case_button(words.label("buttons", "cancel"), case, "card")])
    text = words.screen("found", found=found)
    await show_case(event, case, Screen(text, rows), casework)


def router() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(ask_story, Pressed("story"))
    router.callback_query.register(confirm, Pressed("found"))
    router.message.register(keep_story, Asking.story, Answers())
    return router
