"""A new case from one message: whose wallet and what happened are read in it, and confirmed."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.answers.story import Found
from bot.dialogs.callbacks import Page, page_button
from bot.dialogs.card import show_card
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Answers, Opened
from bot.dialogs.firms import ask_further, firm_button, picked
from bot.dialogs.screen import Button, Screen, pairs
from bot.dialogs.start import case_of, new_case, problem_buttons
from bot.dialogs.states import Asking
from bot.dialogs.story import show_found
from bot.dialogs.turn import Turn
from bot.escalation.firms import LISTED, UNLICENSED, Firm

router = Router(name=__name__)

DECEIVED = "deceived"
"""The problem of whoever was deceived into sending the money."""


@router.callback_query(Opened("tell"))
async def ask_first_story(query: CallbackQuery, turn: Turn) -> None:
    """Tell it in one message; the case is opened from it."""
    screen = Screen(turn.text("story"), [[turn.page("back", "new")]])
    await turn.ask(Asking.first_story, screen)


@router.message(Answers(Asking.first_story))
async def keep_first_story(message: Message, turn: Turn) -> None:
    """The story waits, sealed, until the person has said whose wallet it was and what happened."""
    text = str(turn.reader.read("story", message.text or "", today=turn.today))
    turn.remember(story=text)
    await _show_places(turn, text)


@router.callback_query(Opened("retold"))
async def ask_place_again(query: CallbackQuery, turn: Turn) -> None:
    """Back to whose wallet it was: the story still waits."""
    await _show_places(turn, _story(turn))


async def _show_places(turn: Turn, text: str) -> None:
    """Whose wallet it was: the firms and places that the story names first."""
    places, found = turn.content.path.places, turn.reader.find(text, today=turn.today)
    likely = _likely_places(found, turn)
    plain = [place for place in likely if not _firms_of(place, found, turn)]
    rows = [
        *([button] for place in likely for button in _named(place, found, turn)),
        *pairs(_place(place, turn) for place in places if place not in (UNLICENSED, *plain)),
    ]
    await turn.say("told_place", rows, found=bool(likely))


def _likely_places(found: Found, desk: Desk) -> list[str]:
    """The places that the story names. Money that somebody was deceived into sending went through
    their own bank, whatever shop or wallet the deceit was about: a place where that cannot have
    happened leads to a wrong door."""
    places = desk.content.path.places
    likely = [place for place in found.said("provider") if place in places]
    if found.said("problem")[:1] != [DECEIVED]:
        return likely
    return [place for place in likely if DECEIVED in places[place].problems] or [LISTED]


def _named(place: str, found: Found, desk: Desk) -> list[Button]:
    """The firms of this place that the story names; the place itself where it names none."""
    firms = _firms_of(place, found, desk)
    buttons = [firm_button(firm.button, firm.id, "told", "", desk) for firm in firms]
    return buttons or [_place(place, desk)]


def _firms_of(place: str, found: Found, desk: Desk) -> list[Firm]:
    firms = (desk.content.facts.firms[firm] for firm in found.said("firm"))
    return [firm for firm in firms if firm.place == place]


def _place(place: str, desk: Desk) -> Button:
    return page_button(desk.label(place, "places"), "told", place)


@router.callback_query(Opened("told"))
async def pick_told_problem(query: CallbackQuery, turn: Turn, page: Page) -> None:
    """What happened, the likeliest first; before that, which wallet or which country, where it has
    not been said."""
    place, known, firm = picked(page, turn)
    if await ask_further(turn, "told", place, known, firm):
        return
    problems = turn.content.path.places[place].problems
    if known in problems:
        await _open(turn, place, known, firm)
        return
    found = turn.reader.find(_story(turn), today=turn.today, problems=problems)
    likely = found.said("problem")
    others = [problem for problem in problems if problem not in likely]
    rows = [
        *([button] for button in problem_buttons("begin", place, likely, turn, firm)),
        *pairs(
            [
                *problem_buttons("begin", place, others, turn, firm),
                *problem_buttons("told", place, turn.content.path.places[place].elsewhere, turn),
            ]
        ),
    ]
    await turn.say("told_problem", rows, found=bool(likely))


def _story(turn: Turn) -> str:
    """What was told; "" where another question has been asked since."""
    return str(turn.asked.get("story", ""))


@router.callback_query(Opened("begin"))
async def begin(query: CallbackQuery, turn: Turn, page: Page) -> None:
    """The case is opened with the story in it; what else was found in it is confirmed next."""
    await _open(turn, *case_of(page, turn))


async def _open(turn: Turn, place: str, problem: str, firm: str) -> None:
    story = _story(turn)
    case = await new_case(turn, place, problem, firm, story)
    path = turn.content.path
    lettered = [s for s in path.route(place, problem).steps if path.steps[s].waits]
    if story and lettered:
        await show_found(turn, case, lettered[0])
    else:
        await show_card(turn, case)
