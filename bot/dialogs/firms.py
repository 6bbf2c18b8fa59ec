"""Which wallet or bank it was, and in which country the terminal: picked by button, once."""

from collections.abc import Callable, Container

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.dialogs.callbacks import (
    CaseButton,
    OldButtonError,
    Page,
    case_button,
    chosen_from,
    number_below,
    page_button,
    parts_of,
)
from bot.dialogs.card import show_card
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Opened, Pressed
from bot.dialogs.screen import Button, Rows, column, page_of, pages_row, pairs
from bot.dialogs.turn import Turn
from bot.escalation.case import Case
from bot.escalation.firms import (
    FIRM,
    IN_LIST,
    KINDS,
    LISTED,
    NOT_LISTED,
    as_told,
    firms_at,
    licence_unsure,
    may_pick,
    unsure,
)
from bot.escalation.path import TERMINAL

router = Router(name=__name__)

FLOWS: dict[str, str] = {"place": "where", "told": "retold"}
"""The pages that take what was picked, with a story or without, each with the page before it."""

NEIGHBOURS = ("qiwi_kz", "qiwi_by")
"""The countries whose terminals are asked about most; the others are one tap further."""


# Before there is a case


def picked(page: Page, desk: Desk) -> tuple[str, str, str]:
    """The place, the problem and the firm that the button says; "" for what is not known yet.

    A problem whose path is another place's leads there. Raises OldButtonError, also for a firm
    that does not go with the place.
    """
    place, problem, firm, *more = [*page.arg.split("."), "", ""]
    if any(more):
        raise OldButtonError
    with_firm(place, firm, desk)
    problem_in(problem, desk)
    return desk.content.path.places[place].elsewhere.get(problem, place), problem, firm


def with_firm(place: str, firm: str, desk: Desk) -> tuple[str, str]:
    """The place and the firm there, "" if none was picked. Raises OldButtonError for any other."""
    chosen_from(place, desk.content.path.places)
    chosen_from(firm, ("", *firms_at(place, desk.content.facts.firms)))
    return place, firm


async def ask_further(turn: Turn, flow: str, place: str, problem: str, firm: str) -> bool:
    """Ask which wallet or bank, or in which country, where that decides; says whether it did."""
    if firm or place not in (LISTED, TERMINAL):
        return False
    back = [turn.page("back", FLOWS[flow], problem if flow == "place" else "")]
    if place == LISTED:
        await _say_firms(turn, flow, problem)
    else:
        await turn.say("terminal_country", [*_countries(flow, problem, turn), back])
    return True


async def _say_firms(turn: Turn, flow: str, problem: str, page: int = 0) -> None:
    """The firms on the way to a case, this page of them."""
    rows = firm_rows(
        lambda label, firm: firm_button(label, firm, flow, problem, turn),
        turn,
        lambda name, at: turn.page(name, "firms", f"{flow}.{problem}.{at}"),
        page,
    )
    back = turn.page("back", FLOWS[flow], problem if flow == "place" else "")
    await turn.say("firms", [*rows, [back]])


@router.callback_query(Opened("firms"))
async def turn_firms(query: CallbackQuery, turn: Turn, page: Page) -> None:
    """Another page of the firms."""
    flow, problem, at = parts_of(page.arg, 3)
    await _say_firms(turn, chosen_from(flow, FLOWS), problem_in(problem, turn), number_below(at))


def firm_button(label: str, firm: str, flow: str, problem: str, desk: Desk) -> Button:
    """A button that picks the firm on the way to a case; what it is, and whether it has a licence,
    is asked first where only the person can find out."""
    known = desk.content.facts.firms.get(firm)
    if known is None:
        return page_button(label, "firm_kind", f"{flow}.{problem}.{firm}")
    if known.asks_licence:
        return page_button(label, "listed", f"{flow}.{problem}.{firm}")
    return page_button(label, flow, f"{known.place}.{problem}.{firm}")


SHOWN = 6
"""So many firms stand on a page, beside the ways to the others and out."""


def firm_rows(
    button: Callable[[str, str], Button],
    desk: Desk,
    turn_to: Callable[[str, int], Button],
    page: int = 0,
) -> Rows:
    """The firms in rows of two, the most named first, this page of them; `button` is given a label
    and a firm's id, `turn_to` a label's name and a page."""
    firms = list(desk.content.facts.firms.values())
    return [
        *pairs(button(firm.button, firm.id) for firm in page_of(firms, page, SHOWN)),
        pages_row(len(firms), page, turn_to, SHOWN),
        [button(desk.label("not_listed"), NOT_LISTED)],
    ]


def _countries(flow: str, problem: str, desk: Desk) -> Rows:
    """Where the terminal stands; abroad it can only be what a terminal does."""
    providers = desk.content.facts.providers
    abroad = [
        page_button(providers[place].button, flow, f"{place}.{TERMINAL}") for place in NEIGHBOURS
    ]
    here = page_button(desk.label("russia"), flow, f"{TERMINAL}.{problem}.{NOT_LISTED}")
    other = page_button(desk.label("other_country"), "country", f"{TERMINAL}.{flow}")
    bank = page_button(desk.label("bank_machine"), flow, f"{LISTED}.{problem}")
    return [*pairs([here, *abroad, other]), [bank]]


@router.callback_query(Opened("firm_kind"))
async def ask_kind(query: CallbackQuery, turn: Turn, page: Page) -> None:
    """Whether a firm that is not in our list is a bank or a wallet."""
    flow, problem, firm = _on_the_way(page, (NOT_LISTED,), turn)
    buttons = [
        page_button(turn.label(kind, "firm_kinds"), flow, f"{place}.{problem}.{firm}")
        if place
        else page_button(turn.label(kind, "firm_kinds"), "listed", page.arg)
        for kind, place in KINDS.items()
    ]
    buttons.append(turn.page("back", flow, f"{LISTED}.{problem}"))
    await turn.say("firm_kind", column(buttons))


@router.callback_query(Opened("listed"))
async def ask_licence(query: CallbackQuery, turn: Turn, page: Page) -> None:
    """Whether the Bank of Russia has a firm in its list, where only the person can look."""
    flow, problem, firm = _on_the_way(page, unsure(turn.content.facts.firms), turn)
    buttons = [
        page_button(turn.label(said, "in_list"), flow, f"{place}.{problem}.{as_told(firm, said)}")
        for said, place in IN_LIST.items()
    ]
    buttons.append(turn.page("back", flow, f"{LISTED}.{problem}"))
    await turn.say("licence", column(buttons))


def _on_the_way(page: Page, firms: Container[str], desk: Desk) -> tuple[str, str, str]:
    """The flow, the problem and the firm that the button says. Raises OldButtonError."""
    flow, problem, firm = parts_of(page.arg, 3)
    return chosen_from(flow, FLOWS), problem_in(problem, desk), chosen_from(firm, firms)


def problem_in(arg: str, desk: Desk) -> str:
    """The problem that a button carries along, "" for none. Raises OldButtonError."""
    return chosen_from(arg, ("", *desk.words.labels("problems")))


# In a case


@router.callback_query(Pressed("firms"))
async def list_firms(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """Which wallet or bank, for a case that does not know it, or has it wrong."""
    if not may_pick(case):
        raise OldButtonError
    await show_firms(turn, case, number_below(button.arg) if button.arg else 0)


async def show_firms(turn: Turn, case: Case, page: int = 0) -> None:
    """The firms as buttons of the case, this page of them."""
    turn.forget()
    rows = firm_rows(
        lambda label, firm: case_button(label, case, "firm", firm),
        turn,
        lambda name, at: turn.do(case, name, "firms", str(at)),
        page,
    )
    await turn.say("firms", [*rows, [turn.do(case, "card")]], case)


@router.callback_query(Pressed("firm"))
async def pick_firm(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """The firm pressed is the case's; where only the person can look it up, they are asked."""
    firms = turn.content.facts.firms
    firm = chosen_from(button.arg, (*firms, NOT_LISTED) if may_pick(case) else ())
    if firm == NOT_LISTED:
        buttons = turn.choices(case, "firm_kind", "firm_kinds", KINDS)
        await turn.say("firm_kind", column([*buttons, turn.do(case, "card")]), case)
    elif firm in unsure(firms):
        await _ask_licence(turn, case, firm)
    else:
        await _keep(turn, button, firm, firms[firm].place)


@router.callback_query(Pressed("firm_kind"))
async def answer_kind(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """A bank, or a wallet whose licence is asked next; the firm itself is not in our list."""
    place = KINDS[chosen_from(button.arg, KINDS if may_pick(case) else ())]
    if place is None:
        await _ask_licence(turn, case, NOT_LISTED)
    else:
        await _keep(turn, button, NOT_LISTED, place)


@router.callback_query(Pressed("check_licence"))
async def check_licence(query: CallbackQuery, turn: Turn, case: Case) -> None:
    """The firm was taken for a licensed one; the person looks it up now."""
    if not licence_unsure(case, turn.content.facts.firms):
        raise OldButtonError
    await _ask_licence(turn, case, str(case.answers[FIRM]))


async def _ask_licence(turn: Turn, case: Case, firm: str) -> None:
    buttons = [
        case_button(turn.label(said, "in_list"), case, "reg", f"{firm}.{said}") for said in IN_LIST
    ]
    await turn.say("licence", column([*buttons, turn.do(case, "card")]), case)


@router.callback_query(Pressed("reg"))
async def answer_licence(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """Whether the firm is in the list of the Bank of Russia decides the case's route."""
    firm, said = parts_of(button.arg, 2)
    chosen_from(firm, unsure(turn.content.facts.firms) if may_pick(case) else ())
    place = IN_LIST[chosen_from(said, IN_LIST)]
    await _keep(turn, button, as_told(firm, said), place)


async def _keep(turn: Turn, button: CaseButton, firm: str, place: str) -> None:
    await show_card(turn, await turn.casework.pick_firm(turn.act(button), firm, place))
