"""Reminders: what they say and carry, and how they are put off."""

from collections.abc import Sequence
from datetime import timedelta

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.dialogs.callbacks import CaseButton, chosen_from, is_on
from bot.dialogs.card import show_card
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Pressed
from bot.dialogs.screen import Rows, Screen
from bot.dialogs.turn import Turn
from bot.dialogs.urgent_card import told_by
from bot.escalation.case import Case, EventKind, Stage, last, number_of, stage
from bot.escalation.path import Step
from bot.escalation.reminders import ASKED_FOR, Due, ReminderContext, ReminderKind, sent_in_round
from bot.escalation.reporting import how_of
from bot.escalation.windows import closings
from bot.storage.reminders import Reminders

router = Router(name=__name__)

UNTOLD = (ReminderKind.REPORT_EVENING, ReminderKind.REPORT_MORNING)
"""Reminders of whoever has not told the wallet or bank yet."""

PUT_OFF_DAYS = ("1", "3", "7")
SILENCE = frozenset({ReminderKind.OVERDUE, ReminderKind.NO_TERM})
"""Reminders after which the other side is most likely silent."""

SCREENS = {
    kind: kind.value.partition("_")[0]
    for kind in ReminderKind
    if kind.value.startswith(("closes", "report"))
}
"""Reminders that share their words with others."""


def reminder_screen(
    case: Case, context: ReminderContext, due: Due, dues: Sequence[Due], desk: Desk, keep_days: int
) -> Screen:
    """The reminder `due` of the plan `dues`: the case in two lines, the matter, the answers."""
    step, kind = desk.content.path.steps[due.key.step], due.key.kind
    text = desk.text(
        f"reminders/{SCREENS.get(kind, kind.value)}",
        case=case,
        step=step,
        due=due,
        stage=stage(case).value,
        sent=last(case, EventKind.SENT, step.id),
        number=number_of(case, step.id),
        clock=desk.content.timing.clock(case, step.id),
        more=[other.at.astimezone(context.zone).date() for other in _more(due, dues)],
        first=all(key.kind in ASKED_FOR for key in sent_in_round(case, step.id, context)),
        keep_days=keep_days,
        how=how_of(case),
        told_by=told_by(case, desk),
        closings=closings(case, desk.content.timing, desk.today),
    )
    return Screen(text, _rows(case, step, kind, desk))


def _more(due: Due, dues: Sequence[Due]) -> list[Due]:
    """The reminders of the same step that are to follow."""
    return [
        other
        for other in dues
        if other.key.step == due.key.step and other.at > due.at and other.key.kind not in ASKED_FOR
    ]


def _rows(case: Case, step: Step, kind: ReminderKind, desk: Desk) -> Rows:
    card, snooze = desk.do(case, "open_card", "card"), desk.do(case, "snooze")
    if kind is ReminderKind.QUIET:
        return [
            [desk.do(case, "go_on", "card", style="primary")],
            [desk.do(case, "settled", "end", "solved"), desk.do(case, "still")],
            [desk.do(case, "no_more", "end", "not_now"), desk.do(case, "calendar")],
        ]
    if kind in UNTOLD:
        rows = [
            [desk.do(case, "told_them", "checked", style="success")],
            [desk.do(case, "where_to_call", "card")],
        ]
    elif step.id != case.step:
        rows = [[desk.do(case, "go_here", "view", step=step.id, style="primary")]]
    elif stage(case) is Stage.WAITING:
        has_law = desk.content.timing.law(case, step.id)
        extended = [desk.do(case, "extended")] if has_law else []
        # Past the day they are silent; on it, the answer has come if anything has.
        silent = kind in SILENCE
        style = {True: "primary", False: None}
        rows = [
            [desk.do(case, "silent", style=style[silent])],
            [desk.do(case, "late", style=style[not silent])],
            extended,
        ]
        rows = rows if silent else [rows[1], rows[0], extended]
    elif stage(case) is Stage.QUESTIONS:
        rows = [
            [desk.do(case, "answered", style="primary")],
            [desk.do(case, "papers")],
        ]
    else:
        letter = [desk.do(case, "letter", style="primary")] if step.waits else []
        rows = [letter, [desk.do(case, "sent")] if step.waits else []]
    return [*rows, [snooze, card]]


@router.callback_query(Pressed("snooze"))
async def ask_later(query: CallbackQuery, turn: Turn, case: Case) -> None:
    """*Отложить*: until when?"""
    rows = [
        turn.choices(case, "put_off", "put_off", PUT_OFF_DAYS),
        [turn.do(case, "mute", arg="1")],
        [turn.do(case, "card")],
    ]
    await turn.say("reminders/later", rows, case)


@router.callback_query(Pressed("put_off"))
async def put_off(
    query: CallbackQuery, turn: Turn, button: CaseButton, reminders: Reminders
) -> None:
    """Quiet about this case for so many days."""
    days = int(chosen_from(button.arg, PUT_OFF_DAYS))
    choices = await reminders.choices(turn.person_id)
    until = turn.now.astimezone(choices.zone).date() + timedelta(days=days)
    await reminders.put_off(turn.person_id, turn.case.id, until, turn.now)
    await _say(turn, "reminders/put_off", until=until)


@router.callback_query(Pressed("mute"))
async def mute(query: CallbackQuery, turn: Turn, button: CaseButton, reminders: Reminders) -> None:
    """*Не напоминать по этому делу*, and back."""
    on = is_on(button.arg)
    await reminders.mute(turn.person_id, turn.case.id, turn.now, on=on)
    await _say(turn, "reminders/mute", on=on)


@router.callback_query(Pressed("still"))
async def still_waiting(query: CallbackQuery, turn: Turn, case: Case, reminders: Reminders) -> None:
    """After half a year of silence: the person still waits, so the case does not rest."""
    await reminders.wake(turn.person_id, case.id, turn.now)
    await show_card(turn, case)


async def _say(turn: Turn, name: str, **facts: object) -> None:
    case = turn.case
    unmute = [turn.do(case, "unmute", "mute", "0")] if facts.get("on") else []
    await turn.say(name, [unmute, [turn.do(case, "card")]], case, **facts)
