"""*Разбор ответа*: what they replied, whether they may, and what to do about it."""

from collections.abc import Iterable

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.answers.reply import likely_kinds
from bot.dialogs.asking import echo
from bot.dialogs.callbacks import CaseButton, case_button, chosen_from
from bot.dialogs.card import show_card
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Answers, Pressed
from bot.dialogs.operations_screen import has_operations, show_operations
from bot.dialogs.screen import Rows, Screen
from bot.dialogs.states import Asking
from bot.dialogs.turn import Turn
from bot.escalation.case import Case, EventKind, Reply, last
from bot.escalation.operations import total
from bot.escalation.outlook import EXTENDED
from bot.escalation.values import Money

OFFERED = 3
"""How many likely kinds are offered for a pasted reply."""


async def list_kinds(query: CallbackQuery, turn: Turn, case: Case) -> None:
    """The stock replies by button; the text of the reply may be pasted instead."""
    rows = [*_kind_rows(case, turn.content.reply_kinds, turn), [turn.do(case, "card")]]
    await turn.ask(Asking.reply_text, Screen(turn.text("triage"), rows), case, step=case.step)


async def guess_kind(message: Message, turn: Turn) -> None:
    """A pasted reply is kept for the next letter; its likeliest kinds are offered."""
    text = str(turn.reader.read("story", message.text or "", today=turn.today))
    case = await turn.casework.keep(turn.act(), {"provider_reply": text})
    phrases = {kind.id: kind.phrases for kind in turn.content.reply_kinds.values()}
    likely = likely_kinds(text, phrases)[:OFFERED]
    rows = [
        *_kind_rows(case, likely, turn),
        [turn.do(case, "other_kind", "triage")],
        [turn.do(case, "card")],
    ]
    await turn.show(Screen(turn.text("triage_guess", found=bool(likely)), rows), case)


async def explain_kind(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """What this reply means, whether they may give it, what to do, and which term runs then."""
    kind = chosen_from(button.arg, turn.content.reply_kinds)
    reply = turn.content.reply_kinds[kind].reply
    outlook = turn.casework.outlook(case, turn.now, turn.today, reply)
    text = turn.text("triage_kind", case=case, kind=kind, reply=reply, outlook=outlook)
    record = EXTENDED if reply == EXTENDED else "record"
    rows = [
        [turn.do(case, f"record_{reply}", record, kind, style="primary")],
        [turn.do(case, "other_kind", "triage")],
        [turn.do(case, "card")],
    ]
    await turn.show(Screen(text, rows), case)


async def record_kind(query: CallbackQuery, turn: Turn, button: CaseButton) -> None:
    """The reply is recorded: the case moves accordingly, and the next letter rebuts it."""
    kinds = {kind.id: kind.reply for kind in turn.content.reply_kinds.values()}
    kind = chosen_from(button.arg, [one for one, reply in kinds.items() if reply != EXTENDED])
    reply = Reply(kinds[kind])
    case = await turn.casework.record_reply(turn.act(button), reply, kind)
    if reply is Reply.PARTIAL and total(case.answers) is not None:
        await _ask_rest(turn, case)
    else:
        await show_card(turn, case)


async def _ask_rest(turn: Turn, case: Case) -> None:
    """A part came back: the dispute is about the rest from now on."""
    replied = last(case, EventKind.REPLIED)
    assert replied is not None
    step = case.step if turn.content.path.steps[case.step].draft else replied.step
    rows = [[turn.do(case, "same_sum", "card")]]
    screen = Screen(turn.text("rest", money=total(case.answers)), rows)
    await turn.ask(Asking.rest, screen, case, step=step)


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


def _kind_rows(case: Case, kinds: Iterable[str], desk: Desk) -> Rows:
    return [[case_button(desk.label(kind, "reply_kinds"), case, "kind", kind)] for kind in kinds]


def router() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(list_kinds, Pressed("triage"))
    router.callback_query.register(explain_kind, Pressed("kind"))
    router.callback_query.register(record_kind, Pressed("record"))
    router.message.register(guess_kind, Answers(Asking.reply_text))
    router.message.register(keep_rest, Answers(Asking.rest))
    return router
