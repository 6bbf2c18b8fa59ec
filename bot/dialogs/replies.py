"""A reply came, or none: what it was, on which day the person got it, what it asks for."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.dialogs.asking import echo
from bot.dialogs.callbacks import CaseButton, OldButtonError, case_button, chosen_from, parts_of
from bot.dialogs.card import show_card
from bot.dialogs.days import day_buttons, day_said, is_signed, latest_days, show_extended
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Answers, Pressed, with_letter
from bot.dialogs.operations import has_operations, show_operations
from bot.dialogs.screen import Rows, Screen, column, pairs
from bot.dialogs.states import Asking
from bot.dialogs.steps import show_step
from bot.dialogs.turn import Turn
from bot.escalation.case import Case, EventKind, Reply, awaits_reply, last, settled_reply
from bot.escalation.operations import total
from bot.escalation.outlook import EXTENDED
from bot.escalation.routing import heard_until
from bot.escalation.values import Money

router = Router(name=__name__)

BY_BUTTON = (Reply.SOLVED, Reply.WON, Reply.REFUSED, Reply.QUESTIONS)
"""The replies that have a button of their own; the others are told by their kind."""


@router.callback_query(Pressed(*(reply.value for reply in BY_BUTTON), "record", EXTENDED))
async def ask_when_it_came(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """A reply came: on which day? Windows run from the day on which the person got it. Where
    nothing was sent from here, what it replies to comes first: people write by themselves too."""
    case, what = turn.case, chosen_from(button.arg or button.do, _offered(turn))
    unsent = step == case.step and last(case, EventKind.SENT, step) is None
    await turn.show((_written_screen if unsent else _came_screen)(case, step, what, turn), case)


def _came_screen(case: Case, step: str, what: str, desk: Desk) -> Screen:
    sent = last(case, EventKind.SENT, step)
    days = {
        name: day
        for name, day in latest_days(desk).items()
        if sent is None or day >= sent.happened_on
    }
    rows = [
        day_buttons(case, "got", days, desk, of=what, step=step),
        [desk.do(case, "other_day", "day", f"got.{what}", step=step)],
        [desk.do(case, "back", "view", step=step)],
    ]
    signed = is_signed(what, step, desk)
    return Screen(desk.text("reply_when", case=case, what=what, signed=signed), rows)


def _written_screen(case: Case, step: str, what: str, desk: Desk) -> Screen:
    rows = [
        day_buttons(case, "wrote", latest_days(desk), desk, of=what, step=step),
        [desk.do(case, "other_day", "day", f"wrote.{what}", step=step)],
        [desk.do(case, "not_written", "letter", step=step)],
        [desk.do(case, "back", "view", step=step)],
    ]
    return Screen(desk.text("reply_to_what", case=case), rows)


@router.callback_query(Pressed("wrote", at=with_letter))
async def keep_written(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """They were written to in words that are not ours, on that day. When did the reply come?"""
    what, day = parts_of(button.arg, 2)
    chosen_from(what, _offered(turn))
    case = await turn.casework.mark_sent(turn.act(button), day_said(day))
    await turn.show(_came_screen(case, step, what, turn), case)


def _offered(desk: Desk) -> list[str]:
    """What a reply may be: by its own button, or of a stock kind."""
    return [*(reply.value for reply in BY_BUTTON), EXTENDED, *desk.content.reply_kinds]


@router.callback_query(Pressed("got"))
async def record_reply(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """The reply is recorded with its day: the case moves accordingly, and the next letter rebuts
    it. What it asks for besides is asked next."""
    what, day = parts_of(button.arg, 2)
    reply, on = turn.content.meaning_of(chosen_from(what, _offered(turn))), day_said(day)
    if reply == EXTENDED:
        await show_extended(turn, turn.case, on)
        return
    kind = what if what in turn.content.reply_kinds else ""
    turn.toast(turn.text("alerts/reply_kept", reply=reply, on=on))
    case = await turn.casework.record_reply(turn.act(button), Reply(reply), on, kind, step=step)
    if reply == Reply.QUESTIONS:
        await show_papers(turn, case, step)
    elif reply == Reply.PARTIAL and total(case.answers) is not None:
        await _ask_rest(turn, case)
    elif step in (turn.case.step, case.step) or case.closed:
        await show_card(turn, case)
    else:
        await show_step(turn, case, step)


async def _ask_rest(turn: Turn, case: Case) -> None:
    """A part came back: the dispute is about the rest from now on."""
    replied = last(case, EventKind.REPLIED)
    assert replied is not None
    step = case.step if turn.content.path.steps[case.step].draft else replied.step
    rows = [[turn.do(case, "same_sum", "card")]]
    screen = Screen(turn.text("rest", money=total(case.answers)), rows)
    await turn.ask(Asking.rest, screen, case, step=step)


@router.message(Answers(Asking.rest))
async def keep_rest(message: Message, turn: Turn, case: Case) -> None:
    """What is left to be returned, shown back like any sum."""
    step, region = turn.asked["step"], turn.content.path.places[case.place].country
    rest = turn.reader.read("sum", message.text or "", today=turn.today, region=region)
    assert isinstance(rest, Money)
    case = await turn.casework.keep_rest(turn.act(), rest)
    if has_operations(case):
        await show_operations(turn, case, step)
    else:
        await echo(turn, case, step, turn.content.questions["sum"], rest)


@router.callback_query(Pressed("papers"))
async def ask_papers(query: CallbackQuery, turn: Turn, case: Case, step: str) -> None:
    """The day until which the papers are wanted, named later or anew."""
    await show_papers(turn, case, step)


async def show_papers(turn: Turn, case: Case, step: str) -> None:
    """Papers are asked for: until which day?"""
    rows = [
        [turn.do(case, "other_day", "day", "papers_on", step=step)],
        [turn.do(case, "no_day", "view", step=step)],
    ]
    turn.forget()
    await turn.say("papers", rows, case)


@router.callback_query(Pressed("silent", "silent_now"))
async def keep_silence(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """They are silent: before the legal day waiting is offered first."""
    case, timing = turn.case, turn.content.timing
    until = heard_until(case, step, timing)
    if button.do == "silent" and until is not None and turn.today <= until:
        wait = turn.label("wait_until").format(day=f"{until:%d.%m}")
        buttons = [
            case_button(wait, case, "card", style="primary"),
            turn.do(case, "go_on_anyway", "silent_now", step=step),
            turn.do(case, "card"),
        ]
        await turn.say(
            "silent_early", column(buttons), case, clock=timing.clock(case, step), until=until
        )
        return
    act = turn.act(button)
    await show_card(turn, await turn.casework.record_reply(act, Reply.SILENT, turn.today))


@router.callback_query(Pressed("late"))
async def ask_late_reply(query: CallbackQuery, turn: Turn, case: Case, step: str) -> None:
    """A reply came at a step that was passed, or what was recorded there is wrong: what was it?"""
    before = settled_reply(case, step)
    if before is None and not awaits_reply(case, step):
        raise OldButtonError
    longer = turn.content.timing.law(case, step) is not None and before is None
    rows = [
        *reply_rows(case, step, turn),
        [turn.do(case, EXTENDED, step=step)] if longer else [],
        [turn.do(case, "back", "view", step=step)],
    ]
    await turn.say("late_reply", rows, case, step=turn.content.path.steps[step], before=before)


def reply_rows(case: Case, step: str, desk: Desk) -> Rows:
    """What a reply can be, as buttons of this step."""
    won = [Reply.WON] if desk.content.path.steps[step].won else []
    replies = [Reply.SOLVED, *won, Reply.REFUSED, Reply.QUESTIONS]
    buttons = [desk.do(case, reply.value, step=step) for reply in replies]
    return pairs([*buttons, desk.do(case, "triage", step=step)])
