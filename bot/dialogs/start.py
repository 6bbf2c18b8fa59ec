"""The way in: /start, a new case, the list of cases."""

from collections.abc import Iterable, Mapping, Sequence

from aiogram import Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from bot.dialogs.callbacks import (
    CaseButton,
    Page,
    case_button,
    chosen_from,
    number_below,
    page_button,
    parts_of,
)
from bot.dialogs.card import show_card
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Means, Opened, Pressed
from bot.dialogs.firms import FLOWS, ask_further, picked, problem_in, show_firms, with_firm
from bot.dialogs.hearing import is_asked
from bot.dialogs.links import read_link
from bot.dialogs.screen import Button, Row, Rows, Screen, page_of, pages_row, pairs
from bot.dialogs.steps import show_step
from bot.dialogs.turn import Event, Turn
from bot.dialogs.ways_out import to_question
from bot.escalation.case import Case
from bot.escalation.firms import FIRM, LISTED, UNLICENSED, remembered
from bot.escalation.path import TERMINAL, UNKNOWN_PLACE
from bot.escalation.values import NO_ANSWERS, Value

router = Router(name=__name__)

FROM_GROUP = "group"
"""What the link says that a group is shown."""

NONE: Row = []
"""No button."""

HERE = "here"
"""What the button of a terminal in Russia adds to its place."""

TRACE = "contact_trace"
"""The answer in which the deceiver's numbers and addresses stand."""

SHOWN = 40
"""How many cases the list shows: Telegram takes a hundred buttons, a person fewer."""


@router.message(CommandStart(deep_link=True))
async def follow_link(message: Message, turn: Turn, command: CommandObject) -> None:
    """A link from a calendar: that very step, if the case is the person's own. A link from outside
    opens the door that it names: the urgent way, a problem, or the first screen after a group."""
    door = command.args or ""
    if door in turn.words.labels("problems"):
        await pick_place_of(turn, door)
        return
    if door == FROM_GROUP:
        await open_home(message, turn)
        return
    linked = read_link(door)
    cases = await turn.casework.list(turn.person_id)
    case = next((case for case in cases if linked and case.id == linked.case), None)
    if case and linked and linked.step in turn.content.path.steps:
        await show_step(turn, case, linked.step)
        return
    closed, back = is_asked(turn), to_question(turn)
    turn.forget()
    opened = [case for case in cases if not case.closed]
    await turn.show(home_screen(opened, turn, lost=True, closed=closed, back=back))


@router.message(CommandStart())
@router.message(Means("home"))
@router.callback_query(Opened("home"))
async def open_home(event: Event, turn: Turn) -> None:
    """The first screen; an open case stands first on it."""
    closed, back = is_asked(turn), to_question(turn)
    turn.forget()
    cases = await turn.casework.list_open(turn.person_id)
    await turn.show(home_screen(cases, turn, closed=closed, back=back))


def home_screen(
    cases: Sequence[Case], desk: Desk, *, lost: bool = False, closed: bool = False, back: Row = NONE
) -> Screen:
    """The main buttons, below the newest open case if there is one.

    `lost` says that a link led nowhere, `closed` that a question was open and is no more; `back`
    leads to it.
    """
    rows = [
        back,
        *([_case(case, desk, style="primary")] for case in cases[:1]),
        [desk.page("urgent", style="danger")],
        [desk.page("new")],
        [desk.page("story", "tell")],
        [desk.page("shield")],
        [desk.page("contacts"), desk.page("menu")],
    ]
    return Screen(desk.text("home", cases=cases, lost=lost, closed=closed), rows)


def _case(case: Case, desk: Desk, *, style: str | None = None) -> Button:
    text = f"{'✔️' if case.closed else '▶️'} {desk.content.title(case)}"
    return case_button(text, case, "card", style=style)


@router.message(Command("new"))
@router.message(Means("where"))
@router.callback_query(Opened("new", "where"))
async def pick_place(event: Event, turn: Turn, page: Page | None = None) -> None:
    """Whose wallet it was: the first of two taps. The problem may be known already."""
    await pick_place_of(turn, problem_in(page.arg, turn) if page else "")


async def pick_place_of(turn: Turn, problem: str) -> None:
    """The same, of this problem; "" where it is not known."""
    turn.forget()
    rows = [
        *place_rows(problem, turn),
        [turn.page("whose", arg=problem)],
        [turn.page("story", "tell")],
        [turn.page("home")],
    ]
    await turn.say("place", rows)


@router.callback_query(Opened("whose"))
async def help_place(query: CallbackQuery, turn: Turn, page: Page) -> None:
    """*Как понять, чей*: the signs of each, with the same buttons below."""
    problem = problem_in(page.arg, turn)
    rows = [*place_rows(problem, turn), [turn.page("back", "where", problem)]]
    await turn.say("place_help", rows)


def place_rows(problem: str, desk: Desk) -> Rows:
    """A button for each kind of place; the problem, "" if it is not known, goes along."""
    rows = [
        [page_button(desk.label(place, "places"), "place", f"{place}.{problem}")]
        for place in ("qiwi_ru", "other_wallet", "terminal", "shop", "unknown")
    ]
    rows.insert(1, [page_button(desk.label("abroad", "places"), "country", problem)])
    return rows


@router.callback_query(Opened("country"))
async def pick_country(query: CallbackQuery, turn: Turn, page: Page) -> None:
    """In which other country, for a case without a story or, so the button says, with one."""
    problem, _, flow = page.arg.partition(".")
    problem_in(problem, turn)
    to, providers = chosen_from(flow or "place", FLOWS), turn.content.facts.providers
    buttons = [
        page_button(providers[place.id].button, to, f"{place.id}.{problem}")
        for place in turn.content.path.places.values()
        if place.country != "RU"
    ]
    rows = [*pairs(buttons), [turn.page("back", FLOWS[to], problem if to == "place" else "")]]
    await turn.say("country", rows)


@router.callback_query(Opened("place"))
async def pick_problem(query: CallbackQuery, turn: Turn, page: Page) -> None:
    """What has happened, unless the problem is known and possible there; before that, which wallet
    or which country, where it has not been said."""
    place, known, firm = picked(page, turn)
    if await ask_further(turn, "place", place, known, firm):
        return
    if known in turn.content.path.places[place].problems:
        await show_card(turn, await new_case(turn, place, known, firm))
    else:
        await list_problems(turn, place, firm)


@router.callback_query(Opened("problems"))
async def turn_problems(query: CallbackQuery, turn: Turn, page: Page) -> None:
    """Another page of what can happen at the place."""
    place, firm, at = parts_of(page.arg, 3)
    await list_problems(turn, *with_firm(place, firm, turn), number_below(at))


async def list_problems(turn: Turn, place: str, firm: str, page: int = 0) -> None:
    """What can happen at the place, some on a page; the firm, "" for none, goes along."""
    found = turn.content.path.places[place]
    buttons = [
        *problem_buttons("open", place, found.problems, turn, firm),
        *problem_buttons("place", place, found.elsewhere, turn),
    ]
    further = pages_row(
        len(buttons), page, lambda to, at: turn.page(to, "problems", f"{place}.{firm}.{at}")
    )
    rows = [*pairs(page_of(buttons, page)), further, [turn.page("back", "where")]]
    await turn.say("problem", rows, place=place)


def problem_buttons(
    to: str, place: str, problems: Iterable[str], desk: Desk, firm: str = ""
) -> list[Button]:
    """A button for each of these problems of the place; the page `to` is given both, and the firm
    if there is one."""
    ending = f".{firm}" if firm else ""
    return [
        page_button(desk.label(problem, "problems"), to, f"{place}.{problem}{ending}")
        for problem in problems
    ]


@router.callback_query(Opened("open"))
async def open_case(query: CallbackQuery, turn: Turn, page: Page) -> None:
    """A new case with the place, the problem and the firm pressed."""
    await show_card(turn, await new_case(turn, *case_of(page, turn)))


def case_of(page: Page, desk: Desk) -> tuple[str, str, str]:
    """The place that the button says, a problem there, and the firm, "" if none was picked.

    Raises OldButtonError.
    """
    place, problem, firm = picked(page, desk)
    return place, chosen_from(problem, desk.content.path.places[place].problems), firm


async def new_case(
    turn: Turn, place: str, problem: str, firm: str, known: Mapping[str, Value] = NO_ANSWERS
) -> Case:
    """A case that begins now, with the firm if there is one, what else is `known`, and what was to
    be kept for the police."""
    trace = {TRACE: turn.asked["trace"]} if turn.asked.get("trace") else {}
    answers = {**remembered(place, firm), **trace, **known}
    return await turn.casework.open_case(
        turn.person_id, turn.update_id, place, problem, turn.now, turn.today, answers
    )


@router.callback_query(Pressed("place"))
async def ask_place(query: CallbackQuery, turn: Turn, case: Case) -> None:
    """An open case whose wallet is not known yet: whose was it?"""
    places = turn.content.path.places
    here = [
        place
        for place in _places_of(case, turn)
        # What has no licence comes out when the firm is picked.
        if places[place].country == "RU" and place != UNLICENSED
    ]
    rows = [
        *pairs(turn.choices(case, "placed", "places", here)),
        [case_button(turn.label("abroad", "places"), case, "abroad")],
        [turn.do(case, "card")],
    ]
    await turn.say("place_help", rows, case)


@router.callback_query(Pressed("abroad"))
async def ask_abroad(query: CallbackQuery, turn: Turn, case: Case) -> None:
    """The same, in another country."""
    rows = [*pairs(_abroad(case, turn)), [turn.do(case, "back", "place")]]
    await turn.say("country", rows, case)


def _abroad(case: Case, desk: Desk) -> Row:
    """A button for each other country where the case's problem can happen."""
    places, providers = desk.content.path.places, desk.content.facts.providers
    return [
        case_button(providers[place].button, case, "placed", place)
        for place in _places_of(case, desk)
        if places[place].country != "RU"
    ]


@router.callback_query(Pressed("placed"))
async def place_case(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """The case goes on along the route of the place pressed; a terminal's country decides first,
    and the wallet or bank is picked next."""
    place, _, said = button.arg.partition(".")
    chosen_from(place, _places_of(case, turn))
    if place == TERMINAL and chosen_from(said, ("", HERE)) != HERE:
        await _ask_country(turn, case)
        return
    case = await turn.casework.place(turn.act(button), place)
    if place == LISTED and FIRM not in case.answers:
        await show_firms(turn, case)
    else:
        await show_card(turn, case)


async def _ask_country(turn: Turn, case: Case) -> None:
    """Where the terminal of this case stands."""
    here = case_button(turn.label("russia"), case, "placed", f"{TERMINAL}.{HERE}")
    rows = [*pairs([here, *_abroad(case, turn)]), [turn.do(case, "card")]]
    await turn.say("terminal_country", rows, case)


def _places_of(case: Case, desk: Desk) -> list[str]:
    """The places where the case's problem can happen."""
    return [
        place.id
        for place in desk.content.path.places.values()
        if place.id != UNKNOWN_PLACE and case.problem in place.problems
    ]


@router.message(Command("cases"))
@router.message(Means("cases"))
@router.callback_query(Opened("cases"))
async def list_cases(event: Event, turn: Turn) -> None:
    """All cases of the person, the open ones first."""
    turn.forget()
    cases = await turn.casework.list(turn.person_id)
    rows = [
        *([_case(case, turn)] for case in cases[:SHOWN]),
        [turn.page("new")],
        [turn.page("home")],
    ]
    hidden = max(len(cases) - SHOWN, 0)
    await turn.say("cases", rows, cases=cases, hidden=hidden)
