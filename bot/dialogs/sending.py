"""After the letter: when it was sent, how, and under which number."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.dialogs.callbacks import CaseButton, number_below, parts_of
from bot.dialogs.card import show_card
from bot.dialogs.days import day_said, latest_days, registered_screen, said_day
from bot.dialogs.filters import Answers, Pressed
from bot.dialogs.screen import Screen
from bot.dialogs.sent_letters import letter_to_keep
from bot.dialogs.states import Asking
from bot.dialogs.turn import Turn
from bot.escalation.case import Case, Stage, number_of, stage
from bot.escalation.claim_form import may_be_form


async def ask_when(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """The letter went out: on which day?"""
    rows = [
        [
            turn.do(case, name, "sent_on", day.isoformat(), step=button.step)
            for name, day in latest_days(turn).items()
        ],
        [turn.do(case, "other_day", "day", "sent_on", step=button.step)],
        [turn.do(case, "card")],
    ]
    await turn.show(Screen(turn.text("sent_when", case=case), rows), case)


async def mark_sent(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """The letter was sent on that day; the number comes next."""
    on = day_said(button.arg)
    if may_be_form(case, turn.content.path, on):
        choices = {"form_yes": "1", "form_no": "0"}
        rows = [
            *(
                [turn.do(case, name, "sent_form", f"{said_day(on)}.{form}")]
                for name, form in choices.items()
            ),
            [turn.do(case, "card")],
        ]
        await turn.show(Screen(turn.text("sent_form"), rows), case)
        return
    letter = letter_to_keep(case, on, turn)
    await _ask_number(turn, await turn.casework.mark_sent(turn.act(button), on, letter=letter))


async def mark_sent_so(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """The claim was sent on that day, by the ombudsman's standard form or not."""
    day, form = parts_of(button.arg, 2)
    act, on, by_form = turn.act(button), day_said(day), number_below(form, 2) == 1
    letter = letter_to_keep(case, on, turn)
    await _ask_number(turn, await turn.casework.mark_sent(act, on, form=by_form, letter=letter))


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


async def keep_number(message: Message, turn: Turn) -> None:
    """The registration number was typed."""
    number = turn.reader.read("number", message.text or "", today=turn.today)
    act = turn.act(revision=turn.asked["revision"])
    case = await turn.casework.acknowledge(act, str(number))
    turn.forget()
    await turn.show(registered_screen(case, turn), case)


def router() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(ask_when, Pressed("sent", "answered"))
    router.callback_query.register(mark_sent, Pressed("sent_on"))
    router.callback_query.register(mark_sent_so, Pressed("sent_form"))
    router.callback_query.register(ask_number, Pressed("number"))
    router.message.register(keep_number, Answers(Asking.number))
    return router
