"""The way in: /start, a new case, the list of cases."""

from aiogram import Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, Update

from bot.casework import Casework
from bot.content.content import Content
from bot.content.titles import case_title
from bot.dialogs.callbacks import (
    CaseButton,
    Opened,
    Page,
    Pressed,
    case_button,
    page_button,
)
from bot.dialogs.card import show_card, show_case
from bot.dialogs.links import read_link
from bot.dialogs.screen import Rows, Screen, pairs, show
from bot.dialogs.states import forget
from bot.dialogs.steps import show_step
from bot.escalation.case import Case

Event = Message | CallbackQuery

LISTED = 40
"""How many cases the list shows: Telegram takes a hundred buttons, a person fewer."""


async def open_home(event: Event, state: FSMContext, content: Content, casework: Casework) -> None:
    """The first screen; an open case stands first on it."""
    await forget(state)
    assert event.from_user is not None
    cases = [case for case in await casework.list(event.from_user.id) if not case.closed]
    await show(event, home_screen(cases, content))


async def follow_link(
    message: Message,
    command: CommandObject,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """A link from a calendar: that very step, if the case is the person's own."""
    linked = read_link(command.args or "")
    cases = await casework.list(message.chat.id)
    case = next((case for case in cases if linked and case.id == linked.case), None)
    if case and linked and linked.step in content.path.steps:
        await show_step(message, state, case, linked.step, content, casework)
        return
    await forget(state)
    opened = [case for case in cases if not case.closed]
    await show(message, home_screen(opened, content, lost=True))


def home_screen(cases: list[Case], content: Content, *, lost: bool = False) -> Screen:
    """The main buttons, below the newest open case if there is one.

    `lost` says that a link led nowhere.
    """
    words = content.words
    urgent, new, mine, *others = (
        page_button(words.label("buttons", name), name)
        for name in ("urgent", "new", "cases", "contacts", "faq", "safety", "shield", "help")
    )
    mine_first = [
        [case_button(f"▶️ {case_title(case, words)}", case, "card", style="primary")]
        for case in cases[:1]
    ]
    urgent = urgent.model_copy(update={"style": "danger"})
    tell = page_button(words.label("buttons", "story"), "tell")
    rows = [*mine_first, [urgent], [new], [tell], [mine], *pairs(others)]
    return Screen(words.screen("home", cases=cases, lost=lost), rows)


async def open_urgent(event: Event, content: Content) -> None:
    """Three urgent actions, nothing to type."""
    words = content.words
    rows = [
        [page_button(words.label("buttons", "start_unauthorised"), "where", "unauthorised")],
        [page_button(words.label("buttons", "home"), "home")],
    ]
    await show(event, Screen(words.screen("urgent"), rows))


async def pick_place(
    event: Event, state: FSMContext, content: Content, page: Page | None = None
) -> None:
    """Whose wallet it was: the first of two taps. The problem may be known already."""
    await forget(state)
    problem = page.arg if page else ""
    label = content.words.label
    rows = [
        *_place_rows(problem, content),
        [page_button(label("buttons", "whose"), "whose", problem)],
        [page_button(label("buttons", "story"), "tell")],
        [page_button(label("buttons", "home"), "home")],
    ]
    await show(event, Screen(content.words.screen("place"), rows))


async def help_place(query: CallbackQuery, page: Page, content: Content) -> None:
    """*Как понять, чей*: the signs of each, with the same buttons below."""
    back = page_button(content.words.label("buttons", "back"), "where", page.arg)
    rows = [*_place_rows(page.arg, content), [back]]
    await show(query, Screen(content.words.screen("place_help"), rows))


def _place_rows(problem: str, content: Content) -> Rows:
    label = content.words.label
    rows = [
        [page_button(label("places", place), "place", f"{place}.{problem}")]
        for place in ("qiwi_ru", "other_wallet", "terminal", "shop", "unknown")
    ]
    rows.insert(1, [page_button(label("places", "abroad"), "country", problem)])
    return rows


async def pick_country(query: CallbackQuery, page: Page, content: Content) -> None:
    """In which other country."""
    words = content.words
    buttons = [
        page_button(content.facts.providers[place.id].button, "place", f"{place.id}.{page.arg}")
        for place in content.path.places.values()
        if place.country != "RU"
    ]
    back = page_button(words.label("buttons", "back"), "where", page.arg)
    await show(query, Screen(words.screen("country"), [*pairs(buttons), [back]]))


async def pick_problem(
    query: CallbackQuery,
    page: Page,
    event_update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """What has happened: the second tap, unless the problem is known and possible there."""
    place, _, problem = page.arg.partition(".")
    problems = content.path.places[place].problems
    if problem in problems:
        await _open(query, place, problem, event_update, state, content, casework)
        return
    words = content.words
    buttons = [
        page_button(words.label("problems", problem), "open", f"{place}.{problem}")
        for problem in problems
    ]
    rows = [*pairs(buttons), [page_button(words.label("buttons", "back"), "where")]]
    await show(query, Screen(words.screen("problem", place=place), rows))


async def open_case(
    query: CallbackQuery,
    page: Page,
    event_update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """A new case with the place and the problem pressed."""
    place, _, problem = page.arg.partition(".")
    await _open(query, place, problem, event_update, state, content, casework)


async def _open(
    query: CallbackQuery,
    place: str,
    problem: str,
    update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    case = await casework.open_case(query.from_user.id, update.update_id, place, problem)
    await show_card(query, state, case, content, casework)


async def ask_place(
    query: CallbackQuery, button: CaseButton, content: Content, casework: Casework
) -> None:
    """An open case whose wallet is not known yet: whose was it?"""
    case = await casework.load(query.from_user.id, button.case)
    words = content.words
    places = [
        place
        for place in content.path.places.values()
        if place.id != "unknown" and case.problem in place.problems
    ]
    buttons = [
        case_button(words.label("places", place.id), case, "placed", place.id) for place in places
    ]
    rows = [*pairs(buttons), [case_button(words.label("buttons", "card"), case, "card")]]
    await show_case(query, case, Screen(words.screen("place_help"), rows), casework)


async def place_case(
    query: CallbackQuery,
    button: CaseButton,
    event_update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """The case goes on along the route of the place pressed."""
    act = button.act(query, event_update.update_id, fresh=True)
    case = await casework.place(act, button.arg)
    await show_card(query, state, case, content, casework)


async def list_cases(event: Event, state: FSMContext, content: Content, casework: Casework) -> None:
    """All cases of the person, the open ones first."""
    await forget(state)
    assert event.from_user is not None
    cases = await casework.list(event.from_user.id)
    words = content.words
    rows = [
        [case_button(f"{'✔️' if case.closed else '▶️'} {case_title(case, words)}", case, "card")]
        for case in cases[:LISTED]
    ]
    rows += [
        [page_button(words.label("buttons", "new"), "new")],
        [page_button(words.label("buttons", "home"), "home")],
    ]
    text = words.screen("cases", cases=cases, hidden=max(len(cases) - LISTED, 0))
    await show(event, Screen(text, rows))


def router() -> Router:
    router = Router(name=__name__)
    router.message.register(follow_link, CommandStart(deep_link=True))
    router.message.register(open_home, CommandStart())
    router.message.register(pick_place, Command("new"))
    router.message.register(list_cases, Command("cases"))
    router.callback_query.register(open_home, Opened("home"))
    router.callback_query.register(open_urgent, Opened("urgent"))
    router.callback_query.register(pick_place, Opened("new", "where"))
    router.callback_query.register(help_place, Opened("whose"))
    router.callback_query.register(pick_country, Opened("country"))
    router.callback_query.register(pick_problem, Opened("place"))
    router.callback_query.register(ask_place, Pressed("place"))
    router.callback_query.register(place_case, Pressed("placed"))
    router.callback_query.register(open_case, Opened("open"))
    router.callback_query.register(list_cases, Opened("cases"))
    return router
