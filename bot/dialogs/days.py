"""The days of a letter: typed by hand, of registration, until which a term was extended."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.answers.dates import EARLIEST
from bot.dialogs.callbacks import CaseButton, OldButtonError, chosen_from, day_of, parts_of
from bot.dialogs.card import show_card
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Answers, Pressed
from bot.dialogs.screen import Screen
from bot.dialogs.states import Asking
from bot.dialogs.turn import Turn
from bot.escalation import moves
from bot.escalation.case import Case, EventKind, Reply, Stage, last, stage
from bot.escalation.deadlines import DAY
from bot.escalation.timing import DECISIONS, is_extended
from bot.escalation.values import Moment

router = Router(name=__name__)

Trial = Callable[[Turn, Case, str, date, str], object]
"""Takes the turn, the case, the step, the typed day and what else the button said; raises
EscalationError where the rules refuse that day."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a typed day is for: how it is read, and what the rules say to it."""

    kind: str
    tried: Trial


def _sent(turn: Turn, case: Case, step: str, day: date, extra: str) -> object:
    return moves.mark_sent(case, turn.content.timing, turn.now, turn.today, day)


def _registered(turn: Turn, case: Case, step: str, day: date, extra: str) -> object:
    return moves.register(case, turn.content.timing, turn.now, turn.today, day)


def _extended(turn: Turn, case: Case, step: str, day: date, extra: str) -> object:
    return moves.extend(case, turn.content.timing, turn.now, turn.today, day, day_said(extra))


def _got(turn: Turn, case: Case, step: str, day: date, extra: str) -> object:
    # Which reply it was changes nothing about its day.
    return moves.record_reply(
        case, turn.content.timing, turn.now, turn.today, Reply.WAIT, day, step=step
    )


def _papers(turn: Turn, case: Case, step: str, day: date, extra: str) -> object:
    return moves.want_papers(case, turn.content.timing, turn.now, turn.today, day, step)


PURPOSES: Mapping[str, Purpose] = {
    "sent_on": Purpose("day", _sent),
    "reg_on": Purpose("day", _registered),
    "got": Purpose("day", _got),
    "ext_on": Purpose("future_day", _extended),
    "papers_on": Purpose("future_day", _papers),
}
"""What a typed day is for, by what its button does."""


SAID = 6
"""The digits of a day that `said_day` gives; a day by itself is written out."""


def said_day(day: date) -> str:
    """A day as a button carries it beside something else, in few of its 64 bytes."""
    return day.strftime("%y%m%d")


def day_said(arg: str) -> date:
    """The day that a button carries. Raises OldButtonError for one that nobody could have typed."""
    day = day_of(f"20{arg}" if len(arg) == SAID else arg)
    if day < EARLIEST:
        raise OldButtonError
    return day


def is_signed(what: str, step: str, desk: Desk) -> bool:
    """Whether `what`, a reply at this step, is a decision whose day is that of its signing."""
    found = desk.content.path.steps.get(step)
    return found is not None and found.signed and desk.content.meaning_of(what) in DECISIONS


def latest_days(desk: Desk) -> dict[str, date]:
    """Today and yesterday, by their buttons: nearly everything is recorded within two days."""
    return {"today": desk.today, "yesterday": desk.today - DAY}


@router.callback_query(Pressed("day"))
async def ask_day(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """Ask for a day to be typed; the button says what the day is for, and what else is known."""
    named, _, extra = button.arg.partition(".")
    purpose = chosen_from(named, PURPOSES)
    if purpose == "ext_on":
        day_said(extra)
    signed = is_signed(extra, button.step, turn)
    screen = Screen(turn.text("day", purpose=purpose, signed=signed), [[turn.do(case, "card")]])
    await turn.ask(Asking.day, screen, case, step=button.step, purpose=purpose, extra=extra)


@router.message(Answers(Asking.day))
async def confirm_day(message: Message, turn: Turn, case: Case) -> None:
    """The typed day, shown back before it is accepted."""
    purpose, step, extra = turn.asked["purpose"], turn.asked["step"], turn.asked.get("extra", "")
    day = turn.reader.read(PURPOSES[purpose].kind, message.text or "", today=turn.today)
    assert isinstance(day, Moment)
    # Tried now: a day that the rule refuses need not be confirmed first.
    PURPOSES[purpose].tried(turn, case, step, day.on, extra)
    said = {"got": f"{extra}.{said_day(day.on)}", "ext_on": f"{said_day(day.on)}.{extra}"}
    arg = said.get(purpose, day.on.isoformat())
    fix = f"{purpose}.{extra}" if extra else purpose
    rows = [
        [
            turn.do(case, "right", purpose, arg, step=step, style="primary"),
            turn.do(case, "fix", "day", fix, step=step),
        ],
        [turn.do(case, "card")],
    ]
    signed = is_signed(extra, step, turn)
    text = turn.text("day_confirm", day=day.on, purpose=purpose, signed=signed)
    await turn.show(Screen(text, rows), case)


@router.callback_query(Pressed("registered"))
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


@router.callback_query(Pressed("reg_on"))
async def register(query: CallbackQuery, turn: Turn, button: CaseButton) -> None:
    """The appeal was registered on that day."""
    on = day_said(button.arg)
    await show_card(turn, await turn.casework.register(turn.act(button), on))


async def show_extended(turn: Turn, case: Case, on: date) -> None:
    """They extended the term, in a notice that came on day `on`: until when?"""
    step = turn.content.path.steps[case.step]
    again = is_extended(case, step.id)
    rows = [
        [turn.do(case, "until_day", "day", f"ext_on.{said_day(on)}")],
        [turn.do(case, "by_law", "ext_law", said_day(on))] if step.extension and not again else [],
        [turn.do(case, "card")],
    ]
    await turn.show(Screen(turn.text("extended", step=step, again=again), rows), case)


@router.callback_query(Pressed("ext_on", "ext_law"))
async def extend(query: CallbackQuery, turn: Turn, button: CaseButton) -> None:
    """The term was extended, until the day said or as the law allows, by a notice of that day."""
    if button.do == "ext_on":
        until, on = map(day_said, parts_of(button.arg, 2))
        case = await turn.casework.extend(turn.act(button), until, on)
    else:
        case = await turn.casework.extend(turn.act(button), None, day_said(button.arg))
    await show_card(turn, case)


@router.callback_query(Pressed("papers_on"))
async def want_papers(query: CallbackQuery, turn: Turn, button: CaseButton) -> None:
    """The papers are wanted until the day said."""
    act, until = turn.act(button), day_said(button.arg)
    await show_card(turn, await turn.casework.want_papers(act, until, button.step))


@router.callback_query(Pressed("why"))
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
