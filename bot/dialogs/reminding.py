"""Reminders: what they say and carry, and how they are put off."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

from aiogram import BaseMiddleware, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    TelegramObject,
    User,
)

from bot.casework import Casework
from bot.content.content import Content
from bot.dialogs.callbacks import CaseButton, Pressed, case_button
from bot.dialogs.card import show_card, show_case
from bot.dialogs.screen import Rows, Screen
from bot.escalation.case import Case, EventKind, Stage, last, number_of, stage
from bot.escalation.path import Step
from bot.escalation.reminders import ASKED_FOR, Due, Habits, Kind, sent_in_round
from bot.storage.reminders import Reminders

PUT_OFF_DAYS = (1, 3, 7)
SCREENS = {kind: kind.value.partition("_")[0] for kind in Kind if kind.value.startswith("closes")}
"""Reminders that share their words with others."""


def reminder_screen(
    case: Case,
    habits: Habits,
    due: Due,
    dues: Sequence[Due],
    content: Content,
    casework: Casework,
    keep_days: int,
) -> Screen:
    """The reminder `due` of the plan `dues`: the case in two lines, the matter, the answers."""
    step, kind = content.path.steps[due.key.step], due.key.kind
    text = content.words.screen(
        f"reminders/{SCREENS.get(kind, kind.value)}",
        case=case,
        step=step,
        due=due,
        stage=stage(case).value,
        sent=last(case, EventKind.SENT, step.id),
        number=number_of(case, step.id),
        clock=content.timing.clock(case, step.id),
        today=casework.today(),
        more=[other.at.astimezone(habits.zone).date() for other in _more(due, dues)],
        first=all(key.kind in ASKED_FOR for key in sent_in_round(case, step.id, habits)),
        keep_days=keep_days,
    )
    return Screen(text, _rows(case, step, kind, content))


def _more(due: Due, dues: Sequence[Due]) -> list[Due]:
    """The reminders of the same step that are to follow."""
    return [
        other
        for other in dues
        if other.key.step == due.key.step and other.at > due.at and other.key.kind not in ASKED_FOR
    ]


def _rows(case: Case, step: Step, kind: Kind, content: Content) -> Rows:
    def do(label: str, what: str = "", arg: str = "") -> InlineKeyboardButton:
        return case_button(content.words.label("buttons", label), case, what or label, arg)

    card = do("open_card", "card")
    if kind is Kind.QUIET:
        return [
            [do("settled", "end", "solved"), do("still")],
            [do("go_on", "card"), do("no_more", "end", "not_now")],
        ]
    if step.id != case.step:
        here = content.words.label("buttons", "go_here")
        rows = [[case_button(here, case, "view", step=step.id), do("snooze")], [card]]
    elif stage(case) is Stage.WAITING:
        extended = [do("prolonged", "extended")] if content.timing.clock(case, step.id).law else []
        rows = [
            [do("replied", "triage"), do("refused")],
            [do("silent"), *extended],
            [do("money_back", "solved"), do("snooze")],
            [card],
        ]
    else:
        letter = [do("letter"), do("sent")] if step.waits else []
        rows = [letter, [card, do("snooze")]]
    return [*rows, [do("mute", arg="1")]]


async def ask_later(
    query: CallbackQuery, button: CaseButton, content: Content, casework: Casework
) -> None:
    """*Отложить*: until when?"""
    case = await casework.load(query.from_user.id, button.case)
    label = content.words.label
    rows = [
        [case_button(label("put_off", str(n)), case, "put_off", str(n)) for n in PUT_OFF_DAYS],
        [case_button(label("buttons", "card"), case, "card")],
    ]
    await show_case(
        query, case, Screen(content.words.screen("reminders/later", case=case), rows), casework
    )


async def put_off(
    query: CallbackQuery,
    button: CaseButton,
    content: Content,
    casework: Casework,
    reminders: Reminders,
) -> None:
    """Quiet about this case for so many days."""
    person, now = query.from_user.id, casework.now()
    choices = await reminders.choices(person)
    until = now.astimezone(choices.zone).date() + timedelta(days=int(button.arg))
    await reminders.put_off(person, button.case, until, now)
    await _say(query, button, "reminders/put_off", content, casework, until=until)


async def mute(
    query: CallbackQuery,
    button: CaseButton,
    content: Content,
    casework: Casework,
    reminders: Reminders,
) -> None:
    """*Не напоминать по этому делу*, and back."""
    on = button.arg == "1"
    await reminders.mute(query.from_user.id, button.case, casework.now(), on=on)
    await _say(query, button, "reminders/mute", content, casework, on=on)


async def still_waiting(
    query: CallbackQuery,
    button: CaseButton,
    state: FSMContext,
    content: Content,
    casework: Casework,
    reminders: Reminders,
) -> None:
    """After half a year of silence: the person still waits, so the case does not rest."""
    await reminders.wake(query.from_user.id, button.case, casework.now())
    case = await casework.load(query.from_user.id, button.case)
    await show_card(query, state, case, content, casework)


async def _say(
    query: CallbackQuery,
    button: CaseButton,
    name: str,
    content: Content,
    casework: Casework,
    **facts: object,
) -> None:
    case = await casework.load(query.from_user.id, button.case)
    label = content.words.label
    unmute = [case_button(label("buttons", "unmute"), case, "mute", "0")] if facts.get("on") else []
    rows = [unmute, [case_button(label("buttons", "card"), case, "card")]]
    await show_case(
        query, case, Screen(content.words.screen(name, case=case, **facts), rows), casework
    )


class ComeBack(BaseMiddleware):
    """Whoever writes has not blocked the bot any more."""

    def __init__(self, reminders: Reminders) -> None:
        self._reminders = reminders

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        person: User | None = data.get("event_from_user")
        if person is not None:
            await self._reminders.come_back(person.id)
        return await handler(event, data)


def router() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(ask_later, Pressed("snooze"))
    router.callback_query.register(put_off, Pressed("put_off"))
    router.callback_query.register(mute, Pressed("mute"))
    router.callback_query.register(still_waiting, Pressed("still"))
    return router
