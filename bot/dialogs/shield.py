"""The scam shield: whose is the link, phone or name a person was sent, and what does it ask for?

Nothing of it is stored, but what is warned of waits for the next message."""

from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.answers.read import LIMITS
from bot.content.ear import Kind
from bot.dialogs.card import show_card
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Answers, Opened, Pressed
from bot.dialogs.hearing import is_asked
from bot.dialogs.screen import Button, Row, Rows, Screen
from bot.dialogs.start import NONE, TRACE, place_rows
from bot.dialogs.states import Asking
from bot.dialogs.telling import DECEIVED
from bot.dialogs.turn import Turn
from bot.dialogs.ways_out import to_question
from bot.escalation.case import Case
from bot.escalation.facts import may_be_primary
from bot.shield.check import check
from bot.shield.pasted import find_pasted
from bot.shield.verdicts import Verdict, VerdictKind, Why

router = Router(name=__name__)

BAD = (VerdictKind.RED_FLAG, VerdictKind.LOOKALIKE)
"""The verdicts that are worth keeping for the police."""


@router.callback_query(Opened("shield"))
async def ask_contact(query: CallbackQuery, turn: Turn) -> None:
    """*Проверить контакт*: the next message is what to check."""
    await turn.ask(Asking.contact, Screen(turn.text("shield"), [[turn.page("home")]]))


@router.message(Answers(Asking.contact))
async def check_contact(message: Message, turn: Turn) -> None:
    """What was sent to be checked; while there is nothing to check in it, the question stays."""
    text = message.text or ""
    verdict = check(text, turn.content.contacts.values(), turn.content.shield)
    if verdict.why is Why.NOTHING_FOUND:
        if turn.hear(text).kind is not Kind.SECRET:  # what was masked has been said already
            await turn.say("verdict", _verdict_rows(verdict, turn), verdict=verdict)
        return
    turn.forget()
    await show_verdict(turn, verdict, text)


async def show_verdict(turn: Turn, verdict: Verdict, text: str) -> None:
    """What the shield says of the text, and where to go from there. What it warns of waits,
    sealed, until the next message: it may be kept for the police."""
    if verdict.why is Why.NOTHING_FOUND:
        verdict = replace(verdict, why=Why.DOUBT)
    trace = _trace(text, turn) if verdict.kind in BAD and not is_asked(turn) else ""
    keep = [await _keep_button(turn)] if trace else []
    rows = [to_question(turn), *_verdict_rows(verdict, turn, keep)]
    screen = Screen(turn.text("verdict", verdict=verdict), rows)
    if trace:
        await turn.ask(Asking.kept, screen, trace=trace)
    else:
        await turn.show(screen)


def _trace(text: str, desk: Desk) -> str:
    """By what the police can find who wrote it: the phones, links and names in it; where there are
    none, the words themselves."""
    pieces = dict.fromkeys(piece.text for piece in find_pasted(text))
    if pieces:
        return ", ".join(pieces)[: LIMITS["text"]]
    form = desk.label("words", "trace")
    room = LIMITS["text"] - len(form)
    said = " ".join(text.split())
    return form.format(text=said if len(said) <= room else f"{said[: room - 1].rstrip()}…")


async def _keep_button(turn: Turn) -> Button:
    """Into the open case, or into the one that is opened now."""
    cases = await turn.casework.list_open(turn.person_id)
    if cases:
        return turn.do(cases[0], "keep_trace")
    return turn.page("keep_trace", "trace")


@router.callback_query(Pressed("keep_trace"))
async def keep_trace(query: CallbackQuery, turn: Turn, case: Case) -> None:
    """The deceiver's numbers and addresses go into the letters of the case."""
    trace = str(turn.asked.get("trace", ""))
    before = str(case.answers.get(TRACE) or "")
    if trace and trace not in before:
        whole = ", ".join(filter(None, [before, trace]))[: LIMITS["text"]]
        case = await turn.casework.keep(turn.act(), {TRACE: whole})
    turn.toast(turn.text("alerts/trace_kept"))
    await show_card(turn, case)


@router.callback_query(Opened("trace"))
async def open_for_trace(query: CallbackQuery, turn: Turn) -> None:
    """There is no case yet: whose wallet is it? What was warned of goes along."""
    await turn.say("trace_place", [*place_rows(DECEIVED, turn), [turn.page("home")]])


def _verdict_rows(verdict: Verdict, desk: Desk, keep: Row = NONE) -> Rows:
    urgent = [desk.page("taken", "urgent", style="danger")]
    if verdict.why is Why.NOTHING_FOUND:
        return [urgent, [desk.page("home")]]
    known = [] if verdict.kind is VerdictKind.RED_FLAG else _card(verdict, desk)
    cards = known or ([] if keep else [desk.page("contacts")])
    return [urgent, keep, cards, [desk.page("shield_again", "shield")], [desk.page("home")]]


def _card(verdict: Verdict, desk: Desk) -> list[Button]:
    """The card of the contact that it is, or of the one that it imitates, if that one is sure."""
    contact, label = verdict.contact, "this_contact"
    if contact is None and verdict.looks_like is not None:
        real = desk.content.contacts[verdict.looks_like]
        # What imitates a dead channel of Qiwi leads to the liquidator, as the words say.
        contact, label = (real.id if may_be_primary(real) else "asv_site"), "real_contact"
    if contact is None:
        return []
    groups = desk.content.contact_groups
    group = next(name for name, ids in groups.items() if contact in ids)
    return [desk.page(label, "contact", f"{group}.{contact}")]
