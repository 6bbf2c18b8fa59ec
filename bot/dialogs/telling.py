"""A new case from one message: whose wallet and what happened are read in it, and confirmed."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.answers.story import Finding, Found
from bot.dialogs.callbacks import Page, page_button
from bot.dialogs.card import show_card
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Opened
from bot.dialogs.firms import ask_further, firm_button, picked, problem_in
from bot.dialogs.in_hand import show_decided
from bot.dialogs.screen import Button, Screen, pairs
from bot.dialogs.start import case_of, new_case, problem_buttons
from bot.dialogs.states import Asking
from bot.dialogs.story import DECLINED, FOUND_AS_ANSWERS, said, show_found
from bot.dialogs.turn import Turn
from bot.escalation.firms import LISTED, UNLICENSED, Firm
from bot.escalation.own_words import STORY
from bot.escalation.path import UNKNOWN_PLACE
from bot.escalation.timing import MONTH
from bot.escalation.values import Moment, Value
from bot.russian.written_days import lower_first

router = Router(name=__name__)

FLOW = "told"
"""The page that takes the place, the problem and the firm of what was told."""

QIWI = "qiwi"
"""With what the ids of the places begin that are named after the company."""

DUE = "due_day"
"""The answer that holds the day by which goods or a service were promised."""

NAMED = (DUE, MONTH, "bought", "block_kind")
"""What is shown with what it is: the value alone could be another thing."""

DECEIVED = "deceived"
"""The problem of whoever was deceived into sending the money."""


@router.callback_query(Opened("tell"))
async def ask_first_story(query: CallbackQuery, turn: Turn) -> None:
    """Tell it in one message; the case is opened from it."""
    screen = Screen(turn.text("story"), [[turn.page("back", "new")]])
    await turn.ask(Asking.first_story, screen)


def understood(found: Found, problem: str, desk: Desk) -> list[str]:
    """What was read in a story and has one reading, as a person reads it; whose wallet first."""
    place, firm = door(found, problem, desk)
    whose = [desk.content.facts.firms[firm].button] if firm else []
    if not firm and place.startswith(QIWI):
        whose = [desk.label(place, "places")]
    known = one_reading(found)
    return whose + [_said(one, desk) for one in found.findings if one.field in known]


def _said(one: Finding, desk: Desk) -> str:
    """What was found, as a person reads it; of two days, which one it is."""
    shown = said(one, desk)
    if one.field not in NAMED:
        return shown
    return f"{desk.label(one.field, 'found')} {lower_first(shown)}"


def one_reading(found: Found) -> dict[str, Value]:
    """The answers of a story that nothing in it contradicts."""
    fields = {field: found.of(field) for field in (*FOUND_AS_ANSWERS, MONTH)}
    return {field: said[0].value for field, said in fields.items() if len(said) == 1}


def door(found: Found, problem: str, desk: Desk) -> tuple[str, str]:
    """The place where the problem of the story can have happened, and the firm; "" for what it
    does not say."""
    firms, places = desk.content.facts.firms, desk.content.path.places
    for firm in found.said("firm")[:1]:
        if problem in places[firms[firm].place].problems:
            return firms[firm].place, firm
    for named in found.said("provider")[:1]:
        place = _reached(named, problem, found, desk)
        if problem in places[place].problems:
            return place, ""
    return "", ""


def _reached(named: str, problem: str, found: Found, desk: Desk) -> str:
    """The place whose path a problem of the named place goes. Money that somebody was deceived into
    sending went through their own bank, also where the deceit was about a wallet that is closed:
    through that one only where the story says that it happened before."""
    place = desk.content.path.places[named]
    days = [one.value for field in ("happened", MONTH) for one in found.of(field)]
    after = place.since is not None and not any(
        isinstance(day, Moment) and day.on < place.since for day in days
    )
    return LISTED if problem == DECEIVED and after else place.elsewhere.get(problem, named)


def way_on(turn: Turn, found: Found, problem: str, label: str) -> Button:
    """The button that goes on with this problem and with whatever else was understood."""
    text, (place, firm) = turn.label(label), door(found, problem, turn)
    if firm:
        return firm_button(text, firm, FLOW, problem, turn)
    if place:
        return page_button(text, FLOW, f"{place}.{problem}")
    return page_button(text, "retold", problem)


@router.callback_query(Opened("retold"))
async def ask_place(query: CallbackQuery, turn: Turn, page: Page) -> None:
    """Whose wallet it was: the story still waits, and what happened may be known."""
    await turn.show(places_screen(_story(turn), problem_in(page.arg, turn), turn))


def places_screen(story: str, problem: str, desk: Desk) -> Screen:
    """Whose wallet it was: the firms and places that the story names first, and only where such a
    problem, "" for any, can have happened."""
    places, found = desk.content.path.places, desk.reader.find(story, today=desk.today)
    likely = _likely_places(found, desk)
    plain = [place for place in likely if not _firms_of(place, found, desk)]
    possible = [
        known
        for place, known in places.items()
        if place not in (UNLICENSED, *plain) and problem in ("", *known.problems, *known.elsewhere)
    ]
    here = [_place(known.id, problem, desk) for known in possible if known.country == "RU"]
    if len(here) < len(possible):
        abroad = desk.label("abroad", "places")
        here.append(page_button(abroad, "country", f"{problem}.{FLOW}"))
    rows = [
        *([button] for place in likely for button in _named(place, found, problem, desk)),
        *pairs(here),
        [desk.page("urgent", style="danger")],
    ]
    return Screen(desk.text("told_place", found=bool(likely)), rows)


def _likely_places(found: Found, desk: Desk) -> list[str]:
    """The places that the story names. Money that somebody was deceived into sending went through
    their own bank, whatever shop or wallet the deceit was about: a place where that cannot have
    happened leads to a wrong door."""
    places = desk.content.path.places
    likely = [place for place in found.said("provider") if place in places]
    if found.said("problem")[:1] != [DECEIVED]:
        return likely
    own = (place for place in likely if DECEIVED in places[place].problems)
    return [place for place in own if _reached(place, DECEIVED, found, desk) == place] or [LISTED]


def _named(place: str, found: Found, problem: str, desk: Desk) -> list[Button]:
    """The firms of this place that the story names; the place itself where it names none."""
    firms = _firms_of(place, found, desk)
    buttons = [firm_button(firm.button, firm.id, FLOW, problem, desk) for firm in firms]
    return buttons or [_place(place, problem, desk)]


def _firms_of(place: str, found: Found, desk: Desk) -> list[Firm]:
    firms = (desk.content.facts.firms[firm] for firm in found.said("firm"))
    return [firm for firm in firms if firm.place == place]


def _place(place: str, problem: str, desk: Desk) -> Button:
    arg = f"{place}.{problem}" if problem else place
    return page_button(desk.label(place, "places"), FLOW, arg)


@router.callback_query(Opened("told"))
async def pick_told_problem(query: CallbackQuery, turn: Turn, page: Page) -> None:
    """What happened, the likeliest first; before that, which wallet or which country, where it has
    not been said."""
    place, known, firm = picked(page, turn)
    if await ask_further(turn, FLOW, place, known, firm):
        return
    problems = turn.content.path.places[place].problems
    if known in problems:
        await _go_on(turn, place, known, firm)
        return
    declined = turn.asked.get("declined")
    problems = tuple(problem for problem in problems if problem != declined)
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


@router.callback_query(Opened("not_that"))
async def decline(query: CallbackQuery, turn: Turn, page: Page) -> None:
    """Something else has happened: the guess is offered no more, and the story is still known."""
    declined = problem_in(page.arg, turn)
    if turn.state == Asking.first_story.state:
        turn.remember(declined=declined)
    found = turn.reader.find(_story(turn), today=turn.today)
    places = turn.content.path.places
    place = next((one for one in found.said("provider") if one in places), UNKNOWN_PLACE)
    firm = next((firm.id for firm in _firms_of(place, found, turn) if not firm.asks_licence), "")
    others = [one for one in places[place].problems if one != declined]
    among = turn.reader.find(_story(turn), today=turn.today, problems=others).said("problem")
    likely = [one for one in among if one != declined]
    rest = [one for one in others if one not in likely]
    rows = [
        *([button] for button in problem_buttons("begin", place, likely, turn, firm)),
        *pairs(problem_buttons("begin", place, rest, turn, firm)),
        [turn.page("urgent", style="danger")],
    ]
    await turn.say("told_problem", rows, found=False)


@router.callback_query(Opened("begin"))
async def begin(query: CallbackQuery, turn: Turn, page: Page) -> None:
    """The case is opened with the story in it; what else was found in it is confirmed next."""
    place, problem, firm = case_of(page, turn)
    story = _story(turn)
    known = told(story) | _declined(turn, problem)
    case = await new_case(turn, place, problem, firm, known)
    path = turn.content.path
    lettered = [s for s in path.route(place, problem).steps if path.steps[s].waits]
    if story and lettered:
        await show_found(turn, case, lettered[0])
    else:
        await show_card(turn, case)


def _declined(turn: Turn, problem: str) -> dict[str, Value]:
    """The problems that the story told likelier than the one picked: they were offered first."""
    offered = turn.reader.find(_story(turn), today=turn.today).said("problem")
    before = offered[: offered.index(problem)] if problem in offered else offered
    return {DECLINED: tuple(before)} if before else {}


async def _go_on(turn: Turn, place: str, problem: str, firm: str) -> None:
    """What was understood stood on the screen and was confirmed by one tap: none of it is asked
    again."""
    story = _story(turn)
    found = turn.reader.find(story, today=turn.today)
    case = await new_case(turn, place, problem, firm, told(story) | one_reading(found))
    if not await show_decided(turn, case, found):
        await show_card(turn, case)


def told(story: str) -> dict[str, Value]:
    """What a new case keeps of a story that was told."""
    return {STORY: story} if story else {}
