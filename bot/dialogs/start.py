"""The way in: /start, a new case, the list of cases."""

from aiogram import Router
from aiogram.filters import Command, CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, Update

from bot.casework import Casework
from bot.content.content import Content
from bot.content.titles import case_title
from bot.dialogs.callbacks import Opened, Page, case_button, page_button
from bot.dialogs.card import show_card
from bot.dialogs.screen import Screen, pairs, show
from bot.escalation.case import Case

Event = Message | CallbackQuery


async def open_home(event: Event, state: FSMContext, content: Content, casework: Casework) -> None:
    """The first screen; an open case stands first on it."""
    await state.clear()
    assert event.from_user is not None
    cases = [case for case in await casework.list(event.from_user.id) if not case.closed]
    await show(event, home_screen(cases, content))


def home_screen(cases: list[Case], content: Content) -> Screen:
    """The main buttons, below the newest open case if there is one."""
    words = content.words
    urgent, new, mine, *others = (
        page_button(words.label("buttons", name), name)
        for name in ("urgent", "new", "cases", "contacts", "faq", "safety", "help")
    )
    mine_first = [
        [case_button(f"▶️ {case_title(case, words)}", case, "card", style="primary")]
        for case in cases[:1]
    ]
    urgent = urgent.model_copy(update={"style": "danger"})
    rows = [*mine_first, [urgent], [new], [mine], *pairs(others)]
    return Screen(words.screen("home", cases=cases), rows)


async def open_urgent(event: Event, content: Content) -> None:
    """Three urgent actions, nothing to type."""
    words = content.words
    rows = [
        [page_button(words.label("buttons", "start_unauthorised"), "open", "unauthorised")],
        [page_button(words.label("buttons", "home"), "home")],
    ]
    await show(event, Screen(words.screen("urgent"), rows))


async def pick_problem(event: Event, state: FSMContext, content: Content) -> None:
    """What has happened, by button."""
    await state.clear()
    words = content.words
    buttons = [
        page_button(words.label("problems", problem), "open", problem)
        for problem in content.path.problems
    ]
    rows = [*pairs(buttons), [page_button(words.label("buttons", "home"), "home")]]
    await show(event, Screen(words.screen("problem"), rows))


async def open_case(
    query: CallbackQuery,
    page: Page,
    event_update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """A new case with the problem pressed."""
    case = await casework.open_case(query.from_user.id, event_update.update_id, page.arg)
    await show_card(query, state, case, content, casework)


async def list_cases(event: Event, state: FSMContext, content: Content, casework: Casework) -> None:
    """All cases of the person, the open ones first."""
    await state.clear()
    assert event.from_user is not None
    cases = await casework.list(event.from_user.id)
    words = content.words
    rows = [
        [case_button(f"{'✔️' if case.closed else '▶️'} {case_title(case, words)}", case, "card")]
        for case in cases
    ]
    rows += [
        [page_button(words.label("buttons", "new"), "new")],
        [page_button(words.label("buttons", "home"), "home")],
    ]
    await show(event, Screen(words.screen("cases", cases=cases), rows))


def router() -> Router:
    router = Router(name=__name__)
    router.message.register(open_home, CommandStart())
    router.message.register(pick_problem, Command("new"))
    router.message.register(list_cases, Command("cases"))
    router.callback_query.register(open_home, Opened("home"))
    router.callback_query.register(open_urgent, Opened("urgent"))
    router.callback_query.register(pick_problem, Opened("new"))
    router.callback_query.register(open_case, Opened("open"))
    router.callback_query.register(list_cases, Opened("cases"))
    return router
