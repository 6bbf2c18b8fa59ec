"""The days of a letter: typed by hand, of registration, until which a term was extended."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.answers.dates import EARLIEST
from bot.dialogs.callbacks import CaseButton, OldButtonError, chosen_from, day_of
from bot.dialogs.card import show_card
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Answers, Pressed
from bot.dialogs.screen import Screen
from bot.dialogs.states import Asking
from bot.dialogs.turn import Turn
from bot.escalation import moves
from bot.escalation.case import Case, Change, EventKind, Stage, last, stage
from bot.escalation.timing import Timing, is_extended
from bot.escalation.values import Moment

DAY_MOVES: Mapping[str, Callable[[Case, Timing, datetime, date, date], Change]] = {
    "sent_on": moves.mark_sent,
    "reg_on": moves.register,
    "ext_on": moves.extend,
}
"""What a typed day is for, by what its button does."""


def pressed_day(button: CaseButton) -> date:
    """The day that the button says. Raises OldButtonError for one that nobody could have typed."""
    day = day_of(button.arg)
    if day < EARLIEST:
        raise OldButtonError
    return day


async def ask_day(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """Ask for a day to be typed; the button says what the day is for."""
    purpose = chosen_from(button.arg, DAY_MOVES)
    screen = Screen(turn.text("day", purpose=purpose), [[turn.do(case, "card")]])
    await turn.ask(Asking.day, screen, case, step=button.step, purpose=purpose)


async def confirm_day(message: Message, turn: Turn, case: Case) -> None:
    """The typed day, shown back before it is accepted."""
    purpose, step = turn.asked["purpose"], turn.asked["step"]
    kind = "future_day" if purpose == "ext_on" else "day"
    day = turn.reader.read(kind, message.text or "", today=turn.today)
    assert isinstance(day, Moment)
    # Tried now: a day that the rule refuses need not be confirmed first.
    DAY_MOVES[purpose](case, turn.content.timing, turn.now, turn.today, day.on)
    rows = [
        [
            turn.do(case, "right", purpose, day.on.isoformat(), step=step, style="primary"),
            turn.do(case, "fix", "day", purpose, step=step),
        ],
        [turn.do(case, "card")],
    ]
    text = turn.text("day_confirm", day=day.on, purpose=purpose)
    await turn.show(Screen(text, rows), case)


async def ask_registered(query: CallbackQuery, turn: Turn, case: Case) -> None:
    """On which day was it registered? The law counts from there."""
    await turn.show(registered_screen(case, turn), case)


def registered_screen(case: Case, desk: Desk) -> Screen:
    """The likely days of registration as buttons."""
    sent = last(case, EventKind.SENT, case.step)
    days = {"same_day": sent.happened_on if sent else desk.today, "today": desk.today}
    if days["same_day"] == desk.today:
        del days["today"]
    rows = [
        *([desk.do(case, name, "reg_on", day.isoformat())] for name, day in days.items()),
        [desk.do(case, "other_day", "day", "reg_on")],
        [desk.do(case, "dont_know", "card")],
    ]
    return Screen(desk.text("registered", case=case), rows)


async def register(query: CallbackQuery, turn: Turn, button: CaseButton) -> None:
    """The appeal was registered on that day."""
    on = pressed_day(button)
    await show_card(turn, await turn.casework.register(turn.act(button), on))


async def ask_extended(query: CallbackQuery, turn: Turn, case: Case) -> None:
    """They extended the term: until when?"""
    step = turn.content.path.steps[case.step]
    again = is_extended(case, step.id)
    rows = [
        [turn.do(case, "until_day", "day", "ext_on")],
        [turn.do(case, "by_law", "ext_law")] if step.extension and not again else [],
        [turn.do(case, "card")],
    ]
    await turn.show(Screen(turn.text("extended", step=step, again=again), rows), case)


async def extend(query: CallbackQuery, turn: Turn, button: CaseButton) -> None:
    """The term was extended, until the day pressed or as the law allows."""
    until = pressed_day(button) if button.do == "ext_on" else None
    await show_card(turn, await turn.casework.extend(turn.act(button), until))


async def explain_date(query: CallbackQuery, turn: Turn, case: Case) -> None:
    """*Почему эта дата?*"""
    clock = turn.content.timing.clock(case, case.step)
    text = turn.text(
        "why",
        clock=clock,
        window=None if stage(case) is Stage.WAITING else clock.window,
        since=turn.content.path.places[case.place].since,
    )
    rows = [[turn.do(case, "calendar")], [turn.do(case, "card")]]
    await turn.show(Screen(text, rows), case)


def router() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(ask_day, Pressed("day"))
    router.callback_query.register(ask_registered, Pressed("registered"))
    router.callback_query.register(register, Pressed("reg_on"))
    router.callback_query.register(ask_extended, Pressed("extended"))
    router.callback_query.register(extend, Pressed("ext_on", "ext_law"))
    router.callback_query.register(explain_date, Pressed("why"))
    router.message.register(confirm_day, Answers(Asking.day))
    return router
