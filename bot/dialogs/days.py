"""The days of a letter: typed by hand, of registration, until which a term was extended."""

from collections.abc import Mapping
from datetime import date

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.answers.dates import EARLIEST
from bot.dialogs.callbacks import CaseButton, OldButtonError, chosen_from, parts_of
from bot.dialogs.card import show_card
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Answers, Pressed
from bot.dialogs.screen import Row, Screen, column
from bot.dialogs.states import Asking
from bot.dialogs.turn import Turn
from bot.escalation import moves
from bot.escalation.case import Case, EventKind, Reply, Stage, last, stage
from bot.escalation.deadlines import DAY
from bot.escalation.timing import DECISIONS, is_extended
from bot.escalation.values import Moment

router = Router(name=__name__)

PURPOSES: Mapping[str, str] = {
    "sent_on": "day",
    "wrote": "day",
    "decided": "day",
    "reg_on": "day",
    "got": "day",
    "ext_on": "future_day",
    "papers_on": "future_day",
}
"""What a typed day is for, by what its button does, and how it is read."""

SAID = 6
"""The digits of a day that `said_day` gives; older buttons wrote it out."""


def said_day(day: date) -> str:
    """A day as a button carries it, in few of its 64 bytes."""
    return day.strftime("%y%m%d")


def day_said(arg: str) -> date:
    """The day that a button carries. Raises OldButtonError for one that nobody could have typed."""
    try:
        day = date.fromisoformat(f"20{arg}" if len(arg) == SAID else arg)
    except ValueError:
        raise OldButtonError from None
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


def day_buttons(
    case: Case, verb: str, days: Mapping[str, date], desk: Desk, *, of: str = "", step: str = ""
) -> Row:
    """A button for each of these days; it says the day, after what the day is `of`."""
    before = f"{of}." if of else ""
    return [
        desk.do(case, name, verb, f"{before}{said_day(day)}", step=step)
        for name, day in days.items()
    ]


@router.callback_query(Pressed("day"))
async def ask_day(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """Ask for a day to be typed; the button says what the day is for, and what else is known."""
    named, _, extra = button.arg.partition(".")
    purpose = chosen_from(named, PURPOSES)
    if purpose == "ext_on":
        day_said(extra)
    says = _says(case, button.step, extra, turn)
    screen = Screen(turn.text("day", purpose=purpose, **says), [[turn.do(case, "card")]])
    await turn.ask(Asking.day, screen, case, step=button.step, purpose=purpose, extra=extra)


@router.message(Answers(Asking.day))
async def confirm_day(message: Message, turn: Turn, case: Case) -> None:
    """The typed day, shown back before it is accepted."""
    purpose, step, extra = turn.asked["purpose"], turn.asked["step"], turn.asked.get("extra", "")
    day = turn.reader.read(PURPOSES[purpose], message.text or "", today=turn.today)
    assert isinstance(day, Moment)
    _try(turn, case, day.on)
    what = f"{extra}.{said_day(day.on)}"
    said = {"got": what, "wrote": what, "decided": what, "ext_on": f"{said_day(day.on)}.{extra}"}
    arg = said.get(purpose, said_day(day.on))
    fix = f"{purpose}.{extra}" if extra else purpose
    rows = [
        [
            turn.do(case, "right", purpose, arg, step=step, style="primary"),
            turn.do(case, "fix", "day", fix, step=step),
        ],
        [turn.do(case, "card")],
    ]
    says = _says(case, step, extra, turn)
    await turn.say("day_confirm", rows, case, day=day.on, purpose=purpose, **says)


def _says(case: Case, step: str, extra: str, desk: Desk) -> dict[str, bool]:
    """What the day is called: that of signing, that of receipt."""
    received = desk.content.timing.counts_from_receipt(case, step)
    return {"signed": is_signed(extra, step, desk), "received": received}


def _try(turn: Turn, case: Case, day: date) -> None:
    """A day that the rules refuse need not be confirmed first. Raises EscalationError."""
    step, known = turn.asked["step"], (case, turn.content.timing, turn.now, turn.today)
    match turn.asked["purpose"]:
        case "sent_on" | "wrote":
            moves.mark_sent(*known, day)
        case "reg_on":
            moves.register(*known, day, step)
        case "decided":
            moves.pass_decided(*known, step, turn.asked.get("extra", ""), day)
        case "got":  # which reply it was changes nothing about its day
            moves.record_reply(*known, Reply.WAIT, day, step=step)
        case "ext_on":
            moves.extend(*known, day, day_said(turn.asked.get("extra", "")))
        case "papers_on":
            moves.want_papers(*known, day, step)


@router.callback_query(Pressed("registered"))
async def ask_registered(query: CallbackQuery, turn: Turn, case: Case, step: str) -> None:
    """On which day was it registered, or received? The law counts from there."""
    await turn.show(registered_screen(case, step, turn), case)


def registered_screen(case: Case, step: str, desk: Desk) -> Screen:
    """The likely days of registration, or of receipt, as buttons."""
    sent = last(case, EventKind.SENT, step)
    days = {"same_day": sent.happened_on if sent else desk.today, "today": desk.today}
    if days["same_day"] == desk.today:
        del days["today"]
    rows = [
        *column(day_buttons(case, "reg_on", days, desk, step=step)),
        [desk.do(case, "other_day", "day", "reg_on", step=step)],
        [desk.do(case, "dont_know", "card")],
    ]
    received = desk.content.timing.counts_from_receipt(case, step)
    return Screen(desk.text("registered", case=case, received=received), rows)


@router.callback_query(Pressed("reg_on"))
async def register(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """The appeal was registered, or received, on that day."""
    on = day_said(button.arg)
    await show_card(turn, await turn.casework.register(turn.act(button), on, step))


async def show_extended(turn: Turn, case: Case, on: date) -> None:
    """They extended the term, in a notice that came on day `on`: until when?"""
    step = turn.content.path.steps[case.step]
    again = is_extended(case, step.id)
    rows = [
        [turn.do(case, "until_day", "day", f"ext_on.{said_day(on)}")],
        [turn.do(case, "by_law", "ext_law", said_day(on))] if step.extension and not again else [],
        [turn.do(case, "card")],
    ]
    await turn.say("extended", rows, case, step=step, again=again)


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
async def want_papers(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """The papers are wanted until the day said."""
    act, until = turn.act(button), day_said(button.arg)
    await show_card(turn, await turn.casework.want_papers(act, until, step))


@router.callback_query(Pressed("why"))
async def explain_date(query: CallbackQuery, turn: Turn, case: Case) -> None:
    """*Почему эта дата?*"""
    clock = turn.content.timing.clock(case, case.step)
    rows = [[turn.do(case, "calendar")], [turn.do(case, "card")]]
    await turn.say(
        "why",
        rows,
        case,
        clock=clock,
        window=None if stage(case) is Stage.WAITING else clock.window,
        since=turn.content.path.places[case.place].since,
    )
