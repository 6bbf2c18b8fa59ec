"""Money that is leaving now: what to do in the next minute, a number to dial, whether it is done.

A case is open from the first tap: where it stands on the step of the report, its card is the urgent
screen. A cry that was typed shows the same screen at once; any of its buttons opens the case.
"""

from collections.abc import Sequence

from aiogram import F, Router
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, Message

from bot.answers.story import Found
from bot.dialogs.callbacks import (
    CaseButton,
    Page,
    chosen_from,
    number_below,
    page_button,
    parts_of,
)
from bot.dialogs.card import show_card
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Opened, Pressed
from bot.dialogs.firms import firm_rows
from bot.dialogs.form import go_on
from bot.dialogs.hearing import is_asked
from bot.dialogs.screen import Rows, Screen
from bot.dialogs.start import new_case
from bot.dialogs.states import Asking
from bot.dialogs.telling import door, one_reading, told
from bot.dialogs.turn import Turn
from bot.dialogs.urgent_card import urgent_facts
from bot.dialogs.ways_out import to_question
from bot.escalation.case import MAX_OPEN_CASES, Case
from bot.escalation.firms import FIRM, LISTED, NOT_LISTED
from bot.escalation.path import UNKNOWN_PLACE
from bot.escalation.reporting import STEP, How, is_urgent, told_how

router = Router(name=__name__)

CLOSED_WALLET = "qiwi_ru"
"""The place from which nothing can be debited any more."""


@router.callback_query(Opened("urgent"))
async def open_urgent(query: CallbackQuery, turn: Turn, page: Page) -> None:
    """The three actions, on the card of a case that is open from now on; the button may say how the
    money left, and from which firm. A question that is open stays, and is one tap away."""
    how, firm = _said(page.arg, turn)
    if is_asked(turn) and not page.arg:
        await turn.show(cry_screen(turn, Found(()), None))
    else:
        await show_urgent(turn, how, firm)


async def show_urgent(turn: Turn, how: How | None = None, firm: str = "") -> None:
    """The card of the urgent case. Whoever may open no more cases is shown the actions alone."""
    case = await _urgent_case(turn, how, firm)
    if case is None:
        turn.forget()
        await turn.show(cry_screen(turn, Found(()), None))
    else:
        await show_card(turn, case)


@router.message(CommandStart(deep_link=True, magic=F.args == "urgent"))
async def follow_urgent(message: Message, turn: Turn) -> None:
    """A link from outside to the urgent way."""
    await show_urgent(turn)


@router.callback_query(Opened("told_them"))
async def tell_from_cry(query: CallbackQuery, turn: Turn, page: Page) -> None:
    """*Сообщено* below a cry: the case is opened, and asks when."""
    case = await _urgent_case(turn, *_said(page.arg, turn))
    if case is None or case.step != STEP:
        await show_urgent(turn)
    else:
        await go_on(turn, case, STEP)


@router.callback_query(Opened("misheard"))
async def forget_cry(query: CallbackQuery, turn: Turn) -> None:
    """*Понял неверно*: the same actions, and nothing that was understood."""
    turn.forget()
    await turn.show(cry_screen(turn, Found(()), None))


@router.callback_query(Opened("call"))
async def pick_firm(query: CallbackQuery, turn: Turn, page: Page) -> None:
    """Whose number is to be dialled, before there is a case."""
    how, _ = _said(page.arg, turn)
    await _say_firms(turn, how)


@router.callback_query(Opened("call_page"))
async def turn_firms(query: CallbackQuery, turn: Turn, page: Page) -> None:
    """Another page of those whose number may be dialled."""
    said, at = parts_of(page.arg, 2)
    how = How(said) if chosen_from(said, ("", *How)) else None
    await _say_firms(turn, how, number_below(at))


async def _say_firms(turn: Turn, how: How | None, page: int = 0) -> None:
    rows = firm_rows(
        lambda label, firm: page_button(label, "urgent", _arg(how, firm)),
        turn,
        lambda name, at: turn.page(name, "call_page", f"{how.value if how else ''}.{at}"),
        page,
    )
    await turn.say("call", [*rows, [turn.page("back", "urgent", _arg(how))]])


@router.callback_query(Pressed("how"))
async def tell_how(query: CallbackQuery, turn: Turn, button: CaseButton) -> None:
    """How the money left: the actions, the words and the letters go by it."""
    how = How(chosen_from(button.arg, list(How)))
    await show_card(turn, await turn.casework.tell_how(turn.act(), how))


@router.callback_query(Pressed("remote"))
async def warn_of_remote(query: CallbackQuery, turn: Turn, case: Case) -> None:
    """A program that shows the phone to somebody else is stopped before anything is typed on it."""
    turn.alert(turn.text("alerts/remote"))
    await show_card(turn, case)


def cry_screen(
    desk: Turn, found: Found, how: How | None, lines: Sequence[str] | None = None
) -> Screen:
    """The three actions, before there is a case. `lines` are what was understood of a cry, None
    where none was typed."""
    place, firm = door(found, how.problem if how else How.DEBITED.problem, desk)
    if not firm and desk.has_case:  # whose question is open
        place, firm = desk.case.place, str(desk.case.answers.get(FIRM, ""))
    facts = urgent_facts(desk, place or UNKNOWN_PLACE, firm, how)
    text = desk.text("urgent", **facts, heard=lines, asking=is_asked(desk), window=None)
    if place == CLOSED_WALLET:
        return Screen(text, [to_question(desk), *_closed_rows(desk)])
    return Screen(text, [to_question(desk), *_cry_rows(desk, how, place, firm, bool(lines))])


def _cry_rows(desk: Desk, how: How | None, place: str, firm: str, understood: bool) -> Rows:
    arg = _arg(how, firm)
    call = [] if firm or place not in ("", LISTED) else [desk.page("pick_firm", "call", _arg(how))]
    code = [desk.page("lured", "urgent", _arg(How.CODE, firm))]
    sent = [desk.page("was_deceived", "urgent", _arg(How.SENT, firm))]
    return [
        [desk.page("told_them", arg=arg, style="success")],
        call,
        code if how in (None, How.DEBITED) else [],
        sent if how is None or (how is How.CODE and not call) else [],
        [desk.page("misheard")] if understood else [],
        [desk.page("home")],
    ]


def _closed_rows(desk: Desk) -> Rows:
    return [
        [desk.page("pick_firm", "call", _arg(None), style="primary")],
        [desk.page("closed_wallet", "place", f"{CLOSED_WALLET}.{How.DEBITED.problem}")],
        [desk.page("home")],
    ]


def _arg(how: How | None, firm: str = "") -> str:
    return f"{how.value if how else ''}.{firm}"


def _said(arg: str, desk: Desk) -> tuple[How | None, str]:
    """How the money left and the firm that a button says. Raises OldButtonError."""
    how, firm = parts_of(arg, 2) if arg else ("", "")
    chosen_from(how, ("", *How))
    chosen_from(firm, ("", NOT_LISTED, *desk.content.facts.firms))
    return How(how) if how else None, firm


async def _urgent_case(turn: Turn, how: How | None, firm: str) -> Case | None:
    """The case that stands before its report already, if nothing new was told; else a new one with
    what was told. None where the person may open no more."""
    story = str(turn.asked.get("story", "")) if turn.state == Asking.first_story.state else ""
    cases = await turn.casework.list_open(turn.person_id)
    if not story and not how:
        for case in cases:
            if is_urgent(case) and firm in ("", case.answers.get(FIRM)):
                return case
    if len(cases) >= MAX_OPEN_CASES:
        return None
    found = turn.reader.find(story, today=turn.today)
    problem = (how or How.DEBITED).problem
    place, named = door(found, problem, turn)
    if firm in turn.content.facts.firms:
        place, named = turn.content.facts.firms[firm].place, firm
    known = {**told(story), **one_reading(found), **_kept(how)}
    return await new_case(turn, place or UNKNOWN_PLACE, problem, named, known)


def _kept(how: How | None) -> dict[str, str]:
    return {name: str(value) for name, value in told_how(how).items() if value}
