"""The days of a letter: typed by hand, of registration, until which a term was prolonged."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, Update

from bot.answers.read import read
from bot.casework import Casework
from bot.content.content import Content
from bot.dialogs.callbacks import CaseButton, Pressed, case_button
from bot.dialogs.card import show_card, show_case
from bot.dialogs.screen import Screen
from bot.dialogs.states import Answers, Asking, expect
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


async def ask_day(
    query: CallbackQuery,
    button: CaseButton,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """A day is typed; the button says what the day is of."""
    case = await casework.load(query.from_user.id, button.case)
    rows = [[case_button(content.words.label("buttons", "card"), case, "card")]]
    text = content.words.screen("day", purpose=button.arg)
    await expect(
        state,
        Asking.day,
        show_case(query, case, Screen(text, rows), casework),
        case=case.id,
        step=button.step,
        purpose=button.arg,
    )


async def confirm_day(
    message: Message, asked: dict[str, Any], content: Content, casework: Casework
) -> None:
    """The typed day, shown back before it is believed."""
    case = await casework.load(message.chat.id, asked["case"])
    purpose, step, words = asked["purpose"], asked["step"], content.words
    kind = "future_day" if purpose == "ext_on" else "day"
    day = read(kind, message.text or "", today=casework.today())
    assert isinstance(day, Moment)
    # Tried now: a day that the rule refuses is not worth a «верно?».
    DAY_MOVES[purpose](case, content.timing, casework.now(), casework.today(), day.on)
    right, fix = words.label("buttons", "right"), words.label("buttons", "fix")
    rows = [
        [
            case_button(right, case, purpose, day.on.isoformat(), step=step, style="primary"),
            case_button(fix, case, "day", purpose, step=step),
        ],
        [case_button(words.label("buttons", "card"), case, "card")],
    ]
    text = words.screen("day_confirm", day=day.on, purpose=purpose)
    await show_case(message, case, Screen(text, rows), casework)


async def ask_registered(
    query: CallbackQuery, button: CaseButton, content: Content, casework: Casework
) -> None:
    """On which day was it registered? The law counts from there."""
    case = await casework.load(query.from_user.id, button.case)
    await show_case(query, case, registered_screen(case, content, casework), casework)


def registered_screen(case: Case, content: Content, casework: Casework) -> Screen:
    words, sent = content.words, last(case, EventKind.SENT, case.step)
    today = casework.today()
    days = {"same_day": sent.happened_on if sent else today, "today": today}
    if days["same_day"] == today:
        del days["today"]
    rows = [
        [case_button(words.label("buttons", name), case, "reg_on", day.isoformat())]
        for name, day in days.items()
    ]
    rows.append([case_button(words.label("buttons", "other_day"), case, "day", "reg_on")])
    rows.append([case_button(words.label("buttons", "dont_know"), case, "card")])
    return Screen(words.screen("registered", case=case), rows)


async def register(
    query: CallbackQuery,
    button: CaseButton,
    event_update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """The appeal was registered on that day."""
    act = button.act(query, event_update.update_id, fresh=True)
    case = await casework.register(act, date.fromisoformat(button.arg))
    await show_card(query, state, case, content, casework)


async def ask_extended(
    query: CallbackQuery, button: CaseButton, content: Content, casework: Casework
) -> None:
    """They prolonged the term: until when?"""
    case = await casework.load(query.from_user.id, button.case)
    words, step = content.words, content.path.steps[case.step]
    again = is_extended(case, step.id)
    by_law = [case_button(words.label("buttons", "by_law"), case, "ext_law")]
    rows = [
        [case_button(words.label("buttons", "until_day"), case, "day", "ext_on")],
        by_law if step.extension and not again else [],
        [case_button(words.label("buttons", "card"), case, "card")],
    ]
    text = words.screen("extended", step=step, again=again)
    await show_case(query, case, Screen(text, rows), casework)


async def extend(
    query: CallbackQuery,
    button: CaseButton,
    event_update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """The term was prolonged, until the day pressed or as the law allows."""
    act = button.act(query, event_update.update_id, fresh=True)
    until = date.fromisoformat(button.arg) if button.arg else None
    case = await casework.extend(act, until)
    await show_card(query, state, case, content, casework)


async def explain_date(
    query: CallbackQuery, button: CaseButton, content: Content, casework: Casework
) -> None:
    """*Почему эта дата?*"""
    case = await casework.load(query.from_user.id, button.case)
    clock = content.timing.clock(case, case.step)
    text = content.words.screen(
        "why",
        clock=clock,
        window=None if stage(case) is Stage.WAITING else clock.window,
        since=content.path.places[case.place].since,
        today=casework.today(),
    )
    rows = [
        [case_button(content.words.label("buttons", "calendar"), case, "calendar")],
        [case_button(content.words.label("buttons", "card"), case, "card")],
    ]
    await show_case(query, case, Screen(text, rows), casework)


def router() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(ask_day, Pressed("day"))
    router.callback_query.register(ask_registered, Pressed("registered"))
    router.callback_query.register(register, Pressed("reg_on"))
    router.callback_query.register(ask_extended, Pressed("extended"))
    router.callback_query.register(extend, Pressed("ext_on", "ext_law"))
    router.callback_query.register(explain_date, Pressed("why"))
    router.message.register(confirm_day, Asking.day, Answers())
    return router
