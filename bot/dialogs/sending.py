"""After the letter: when it was sent, under which number, and what the reply was."""

from datetime import timedelta

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.dialogs.callbacks import CaseButton
from bot.dialogs.card import show_card
from bot.dialogs.days import pressed_day, registered_screen
from bot.dialogs.filters import Answers, Pressed
from bot.dialogs.screen import Screen
from bot.dialogs.states import Asking
from bot.dialogs.turn import Turn
from bot.escalation.case import Case, Reply, Stage, number_of, stage


async def ask_when(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """The letter went out: on which day?"""
    days = {"today": turn.today, "yesterday": turn.today - timedelta(days=1)}
    rows = [
        [
            turn.do(case, name, "sent_on", day.isoformat(), step=button.step)
            for name, day in days.items()
        ],
        [turn.do(case, "other_day", "day", "sent_on", step=button.step)],
        [turn.do(case, "card")],
    ]
    await turn.show(Screen(turn.text("sent_when", case=case), rows), case)


async def mark_sent(query: CallbackQuery, turn: Turn, button: CaseButton) -> None:
    """The letter was sent on that day; the number comes next."""
    on = pressed_day(button)
    await _ask_number(turn, await turn.casework.mark_sent(turn.act(button), on))


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


async def record_reply(query: CallbackQuery, turn: Turn, button: CaseButton) -> None:
    """They solved it, refused, are silent or ask questions."""
    act, reply = turn.act(button), Reply(button.do)
    await show_card(turn, await turn.casework.record_reply(act, reply))


def router() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(ask_when, Pressed("sent", "answered"))
    router.callback_query.register(mark_sent, Pressed("sent_on"))
    router.callback_query.register(ask_number, Pressed("number"))
    replies = Pressed("solved", "refused", "silent", "questions")
    router.callback_query.register(record_reply, replies)
    router.message.register(keep_number, Answers(Asking.number))
    return router
