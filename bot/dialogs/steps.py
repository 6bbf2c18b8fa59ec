"""Walking the ladder: ticks, going back, skipping, closing."""

from datetime import date

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.dialogs.callbacks import CaseButton, case_button, is_on, number_below, parts_of
from bot.dialogs.card import show_card, standpoint
from bot.dialogs.card_rows import further_rows, ways_through
from bot.dialogs.days import day_buttons, day_said, latest_days, said_day
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Pressed
from bot.dialogs.form import go_on
from bot.dialogs.screen import Button, Rows, column
from bot.dialogs.turn import Turn
from bot.escalation.case import Case, awaits_reply, settled_reply
from bot.escalation.path import Step
from bot.escalation.questions import next_question, toggled
from bot.escalation.reporting import told_late
from bot.escalation.routing import awaited, is_open, opens_on, passed_by, tells_decision
from bot.escalation.values import Moment

router = Router(name=__name__)


@router.callback_query(Pressed("card"))
async def open_card(query: CallbackQuery, turn: Turn, case: Case) -> None:
    """Back to the case, as it is now."""
    await show_card(turn, case)


@router.callback_query(Pressed("more"))
async def open_more(query: CallbackQuery, turn: Turn, case: Case) -> None:
    """*Ещё*: whatever else can be done in the case; of a closed one the card says it all."""
    if case.closed:
        await show_card(turn, case)
        return
    turn.forget()
    await turn.say("more", further_rows(standpoint(case, turn)), case)


@router.callback_query(Pressed("tick"))
async def tick(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """A check was ticked or unticked. The button says which: a double tap counts once."""
    checks = turn.content.path.steps[step].checks_for(turn.case.problem)
    number, on = parts_of(button.arg, 2)
    check, ticked = checks[number_below(number, len(checks))], is_on(on)
    case = await turn.casework.adjust(
        turn.act(), "checks", lambda old: toggled(old, check, on=ticked)
    )
    await show_card(turn, case)


@router.callback_query(Pressed("helped", "not_helped", "checked"))
async def finish_checks(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """The checks helped, or did not; what the step asks of what was done comes next."""
    done, helped = case.step, button.do == "helped"
    asks = next_question(turn.content.path.steps[done].asks, case.answers)
    if asks and not helped:  # the step is done once that is answered
        await go_on(turn, case, done)
        return
    case = await turn.casework.finish_checks(turn.act(button), helped=helped)
    if turn.content.path.steps[done].asks:
        await go_on(turn, case, done)
    else:
        await show_card(turn, case)


@router.callback_query(Pressed("lister"))
async def tell_lister(query: CallbackQuery, turn: Turn, button: CaseButton) -> None:
    """Who entered the person into the base of fraud cases: the police, or somebody else."""
    by_police = is_on(button.arg)
    await show_card(turn, await turn.casework.tell_lister(turn.act(button), by_police=by_police))


@router.callback_query(Pressed("skip_step"))
async def skip_step(query: CallbackQuery, turn: Turn, button: CaseButton) -> None:
    """Pass an optional step."""
    await show_card(turn, await turn.casework.skip_step(turn.act(button)))


@router.callback_query(Pressed("view"))
async def view_step(query: CallbackQuery, turn: Turn, case: Case, step: str) -> None:
    """Look at a step of the map; the current one is the card itself."""
    await show_step(turn, case, step)


async def show_step(turn: Turn, case: Case, step_id: str) -> None:
    """A step as the map shows it; where the case stands, its card."""
    if step_id == case.step:
        await show_card(turn, case)
        return
    turn.forget()
    step, timing = turn.content.path.steps[step_id], turn.content.timing
    locked = not is_open(case, step, timing, turn.today)
    await turn.say(
        "step",
        _step_rows(case, step, locked, turn),
        case,
        step=step,
        locked=locked,
        recorded=settled_reply(case, step_id),
        passed_by=passed_by(case, step, timing),
        awaited=awaited(case, step, timing),
        opens_on=opens_on(case, step, timing, turn.today),
        clock=timing.clock(case, step_id),
        told_late=told_late(case),
        closings=(),
    )


def _step_rows(case: Case, step: Step, locked: bool, desk: Desk) -> Rows:
    """Ways to the step, if the case is open, and back to where one was."""
    through = ways_through(case, step, desk) if locked else []
    here = [desk.do(case, "go_here", "go", step=step.id)]
    late = [desk.do(case, "late", step=step.id)] if awaits_reply(case, step.id) else []
    if settled_reply(case, step.id):
        late = [desk.do(case, "fix_reply", "late", step=step.id)]
    back = [desk.do(case, "map"), desk.do(case, "card")]
    return [back] if case.closed else [*through, late, here, back]


@router.callback_query(Pressed("go"))
async def go_to_step(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """Stand on the step that was looked at; with a decision in hand, its day is asked first."""
    timing = turn.content.timing
    if tells_decision(timing.path.steps[step], button.arg, timing):
        await ask_decided(turn, turn.case, step, button.arg)
    else:
        await show_card(turn, await turn.casework.go_to(turn.act(button), step, button.arg))


async def ask_decided(
    turn: Turn, case: Case, step: str, reason: str, told: date | None = None
) -> None:
    """Of which day is the paper? What is open only so long after it runs from there. A day that
    was `told` is one tap."""
    rows = [
        [_told_day(case, step, reason, told, turn)] if told else [],
        day_buttons(case, "decided", latest_days(turn), turn, of=reason, step=step),
        [turn.do(case, "other_day", "day", f"decided.{reason}", step=step)],
        [turn.do(case, "dont_know", "pass", reason, step=step)],
        [turn.do(case, "back", "view", step=step)],
    ]
    after = turn.content.path.steps[step].after
    await turn.say(
        "decided_when", rows, case, signed=bool(after and turn.content.path.steps[after].signed)
    )


def _told_day(case: Case, step: str, reason: str, day: date, desk: Desk) -> Button:
    arg = f"{reason}.{said_day(day)}"
    return case_button(desk.reader.show(Moment(day)), case, "decided", arg, step=step)


@router.callback_query(Pressed("pass"))
async def pass_undated(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """The day of the decision is not known: the step is opened all the same."""
    await show_card(turn, await turn.casework.go_to(turn.act(button), step, button.arg))


@router.callback_query(Pressed("decided"))
async def pass_decided(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """The decision in hand is of that day."""
    reason, day = parts_of(button.arg, 2)
    act, on = turn.act(button), day_said(day)
    await show_card(turn, await turn.casework.pass_decided(act, step, reason, on))


@router.callback_query(Pressed("close"))
async def ask_why_close(query: CallbackQuery, turn: Turn, case: Case) -> None:
    """Closing needs a reason: it is what the person will read in the list of cases."""
    reasons = turn.choices(case, "end", "reasons", turn.content.path.reasons)
    export = turn.do(case, "export_first", "export")
    rows = column([*reasons, export, turn.do(case, "card")])
    await turn.say("close", rows, case)


@router.callback_query(Pressed("end"))
async def close_case(query: CallbackQuery, turn: Turn, button: CaseButton) -> None:
    """The case is closed, for the reason pressed."""
    await show_card(turn, await turn.casework.close(turn.act(button), button.arg))


@router.callback_query(Pressed("reopen"))
async def reopen_case(query: CallbackQuery, turn: Turn, button: CaseButton) -> None:
    """A closed case goes on where it stood."""
    await show_card(turn, await turn.casework.reopen(turn.act(button)))
