"""After the letter: when it was sent, how, and under which number."""

from datetime import date

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.dialogs.callbacks import CaseButton, case_button, chosen_from, is_on, parts_of
from bot.dialogs.card import show_card
from bot.dialogs.days import day_buttons, day_said, latest_days, registered_screen, said_day
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Answers, Pressed
from bot.dialogs.screen import Screen, column
from bot.dialogs.sent_letters import letter_to_keep
from bot.dialogs.states import Asking
from bot.dialogs.turn import Turn
from bot.escalation.case import Case, Stage, number_of, stage
from bot.escalation.claim_form import may_be_form
from bot.escalation.conditions import BORDER, asks_border
from bot.escalation.questions import SKIPPED
from bot.escalation.values import Value

router = Router(name=__name__)

NOT_SAID = "unsure"
"""What the button says of whoever does not know where the money went."""


@router.callback_query(Pressed("sent", "answered"))
async def ask_when(query: CallbackQuery, turn: Turn, case: Case, step: str) -> None:
    """The letter went out: on which day?"""
    rows = [
        day_buttons(case, "sent_on", latest_days(turn), turn, step=step),
        [turn.do(case, "other_day", "day", "sent_on", step=step)],
        [turn.do(case, "card")],
    ]
    await turn.say("sent_when", rows, case)


@router.callback_query(Pressed("sent_on"))
async def mark_sent(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """The letter was sent on that day: it is kept before anything else is asked. Where a term hangs
    on it, the person is asked where the money went; the number comes next."""
    on = day_said(button.arg)
    if may_be_form(case, turn.content.path, on):
        await turn.show(_form_screen(case, on, turn), case)
    else:
        await _mark(turn, button, on)


@router.callback_query(Pressed("sent_form"))
async def mark_sent_so(query: CallbackQuery, turn: Turn, button: CaseButton) -> None:
    """The claim was sent on that day, by the ombudsman's standard form or not."""
    day, form = parts_of(button.arg, 2)
    await _mark(turn, button, day_said(day), form=is_on(form))


async def _mark(turn: Turn, button: CaseButton, on: date, *, form: bool = False) -> None:
    act, letter = turn.act(button), letter_to_keep(turn.case, on, turn)
    case = await turn.casework.mark_sent(act, on, form=form, letter=letter)
    if asks_border(case, turn.content.path):
        await turn.show(_border_screen(case, turn), case)
    else:
        await _ask_number(turn, case)


@router.callback_query(Pressed("border"))
async def ask_border(query: CallbackQuery, turn: Turn, case: Case) -> None:
    """The question that was left unanswered when the letter went out."""
    await turn.show(_border_screen(case, turn), case)


@router.callback_query(Pressed("sent_to"))
async def keep_border(query: CallbackQuery, turn: Turn, button: CaseButton) -> None:
    """The money went where the button says."""
    where = chosen_from(button.arg, (NOT_SAID, *turn.content.questions[BORDER].choices))
    said: Value = SKIPPED if where == NOT_SAID else (where,)
    await _ask_number(turn, await turn.casework.keep(turn.act(), {BORDER: said}))


def _border_screen(case: Case, desk: Desk) -> Screen:
    """Did the money go abroad? The law's term is another one then."""
    names = {
        choice: desk.label(choice, BORDER) for choice in desk.content.questions[BORDER].choices
    } | {NOT_SAID: desk.label("dont_know")}
    buttons = [case_button(name, case, "sent_to", to) for to, name in names.items()]
    return Screen(desk.text("sent_border"), column([*buttons, desk.do(case, "card")]))


def _form_screen(case: Case, on: date, desk: Desk) -> Screen:
    """By the ombudsman's standard form, or otherwise?"""
    choices = {"form_yes": "1", "form_no": "0"}
    buttons = [
        desk.do(case, name, "sent_form", f"{said_day(on)}.{form}") for name, form in choices.items()
    ]
    return Screen(desk.text("sent_form"), column([*buttons, desk.do(case, "card")]))


@router.callback_query(Pressed("number"))
async def ask_number(query: CallbackQuery, turn: Turn, case: Case) -> None:
    """The registration number came later."""
    await _ask_number(turn, case)


async def _ask_number(turn: Turn, case: Case) -> None:
    if stage(case) is not Stage.WAITING or number_of(case, case.step):
        await show_card(turn, case)
        return
    rows = [[turn.do(case, "no_number", "card")]]
    screen = Screen(turn.text("sent_number", case=case), rows)
    await turn.ask(Asking.number, screen, case, revision=case.revision)


@router.message(Answers(Asking.number))
async def keep_number(message: Message, turn: Turn) -> None:
    """The registration number was typed."""
    number = turn.reader.read("number", message.text or "", today=turn.today)
    act = turn.act(revision=turn.asked["revision"])
    case = await turn.casework.acknowledge(act, str(number))
    turn.forget()
    await turn.show(registered_screen(case, case.step, turn), case)
