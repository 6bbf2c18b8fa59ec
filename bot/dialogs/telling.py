"""A new case from one message: whose wallet and what happened are read in it, and confirmed."""

from collections.abc import Sequence
from typing import Any

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message, Update

from bot.answers.read import read
from bot.answers.story import Found, find
from bot.casework import Casework
from bot.content.content import Content
from bot.dialogs.callbacks import Opened, Page, page_button
from bot.dialogs.card import show_card
from bot.dialogs.screen import Rows, Screen, pairs, show
from bot.dialogs.states import Answers, Asking, expect
from bot.dialogs.story import show_found


async def ask_first_story(query: CallbackQuery, state: FSMContext, content: Content) -> None:
    """Tell it in one message; the case is opened from it."""
    label = content.words.label("buttons", "back")
    screen = Screen(content.words.screen("story"), [[page_button(label, "new")]])
    await expect(state, Asking.first_story, show(query, screen))


async def keep_first_story(
    message: Message,
    asked: dict[str, Any],
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """The story waits, sealed, until the person has said whose wallet it was and what happened."""
    text = str(read("story", message.text or "", today=casework.today()))
    await state.update_data(story=text)
    words, found = content.words, find(text, today=casework.today())
    likely = [place for place in _said(found, "provider") if place in content.path.places]
    others = [place for place in content.path.places if place not in likely]
    rows = [_place(place, content) for place in likely]
    rows += pairs(button for place in others for button in _place(place, content))
    await show(message, Screen(words.screen("told_place", found=bool(likely)), rows))


def _place(place: str, content: Content) -> list[InlineKeyboardButton]:
    return [page_button(content.words.label("places", place), "told", place)]


async def pick_told_problem(
    query: CallbackQuery, page: Page, state: FSMContext, content: Content, casework: Casework
) -> None:
    """What happened, the likeliest first."""
    told = await state.get_data()
    words, problems = content.words, content.path.places[page.arg].problems
    found = find(str(told.get("story", "")), today=casework.today())
    likely = [problem for problem in _said(found, "problem") if problem in problems]
    rows: Rows = [
        *([button] for button in _problems(page.arg, likely, content)),
        *pairs(_problems(page.arg, [p for p in problems if p not in likely], content)),
    ]
    await show(query, Screen(words.screen("told_problem", found=bool(likely)), rows))


def _problems(place: str, problems: Sequence[str], content: Content) -> list[InlineKeyboardButton]:
    label = content.words.label
    return [page_button(label("problems", p), "begin", f"{place}.{p}") for p in problems]


def _said(found: Found, field: str) -> list[str]:
    return [str(finding.value) for finding in found.of(field)]


async def begin(
    query: CallbackQuery,
    page: Page,
    event_update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """The case is opened with the story in it; what else was found in it is confirmed next."""
    told = await state.get_data()
    story = str(told.get("story", ""))
    place, _, problem = page.arg.partition(".")
    case = await casework.open_case(
        query.from_user.id, event_update.update_id, place, problem, story
    )
    route = content.path.route(place, problem)
    lettered = [step for step in route.steps if content.path.steps[step].waits]
    if story and lettered:
        await show_found(query, state, case, lettered[0], content, casework)
    else:
        await show_card(query, state, case, content, casework)


def router() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(ask_first_story, Opened("tell"))
    router.callback_query.register(pick_told_problem, Opened("told"))
    router.callback_query.register(begin, Opened("begin"))
    router.message.register(keep_first_story, Asking.first_story, Answers())
    return router
