"""A new case from one message: whose wallet and what happened are read in it, and confirmed."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.answers.story import Found
from bot.dialogs.callbacks import Page, chosen_from, page_button
from bot.dialogs.card import show_card
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Answers, Opened
from bot.dialogs.screen import Button, Screen, pairs
from bot.dialogs.start import new_case, place_and_problem, problem_buttons
from bot.dialogs.states import Asking
from bot.dialogs.story import show_found
from bot.dialogs.turn import Turn


async def ask_first_story(query: CallbackQuery, turn: Turn) -> None:
    """Tell it in one message; the case is opened from it."""
    screen = Screen(turn.text("story"), [[turn.page("back", "new")]])
    await turn.ask(Asking.first_story, screen)


async def keep_first_story(message: Message, turn: Turn) -> None:
    """The story waits, sealed, until the person has said whose wallet it was and what happened."""
    text = str(turn.reader.read("story", message.text or "", today=turn.today))
    turn.remember(story=text)
    places = turn.content.path.places
    likely = [p for p in _said(turn.reader.find(text, today=turn.today), "provider") if p in places]
    rows = [
        *([_place(place, turn)] for place in likely),
        *pairs(_place(place, turn) for place in places if place not in likely),
    ]
    await turn.show(Screen(turn.text("told_place", found=bool(likely)), rows))


def _place(place: str, desk: Desk) -> Button:
    return page_button(desk.label(place, "places"), "told", place)


async def pick_told_problem(query: CallbackQuery, turn: Turn, page: Page) -> None:
    """What happened, the likeliest first."""
    place = chosen_from(page.arg, turn.content.path.places)
    problems = turn.content.path.places[place].problems
    found = turn.reader.find(_story(turn), today=turn.today, problems=problems)
    likely = _said(found, "problem")
    others = [problem for problem in problems if problem not in likely]
    rows = [
        *([button] for button in problem_buttons("begin", place, likely, turn)),
        *pairs(problem_buttons("begin", place, others, turn)),
    ]
    await turn.show(Screen(turn.text("told_problem", found=bool(likely)), rows))


def _story(turn: Turn) -> str:
    """What was told; "" where another question has been asked since."""
    return str(turn.asked.get("story", ""))


def _said(found: Found, field: str) -> list[str]:
    return [str(finding.value) for finding in found.of(field)]


async def begin(query: CallbackQuery, turn: Turn, page: Page) -> None:
    """The case is opened with the story in it; what else was found in it is confirmed next."""
    (place, problem), story = place_and_problem(page, turn), _story(turn)
    case = await new_case(turn, place, problem, story)
    path = turn.content.path
    lettered = [s for s in path.route(place, problem).steps if path.steps[s].waits]
    if story and lettered:
        await show_found(turn, case, lettered[0])
    else:
        await show_card(turn, case)


def router() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(ask_first_story, Opened("tell"))
    router.callback_query.register(pick_told_problem, Opened("told"))
    router.callback_query.register(begin, Opened("begin"))
    router.message.register(keep_first_story, Answers(Asking.first_story))
    return router
