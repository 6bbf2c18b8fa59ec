"""The scam shield: whose is the link, phone or name a person was sent? None of it is stored."""

from aiogram import Router
from aiogram.filters import BaseFilter
from aiogram.types import CallbackQuery, Message

from bot.content.content import Content
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Answers, Opened
from bot.dialogs.screen import Button, Rows, Screen, pairs
from bot.dialogs.states import Asking
from bot.dialogs.turn import Turn
from bot.escalation.facts import may_be_primary
from bot.shield.check import check
from bot.shield.pasted import find_pasted
from bot.shield.verdicts import Verdict, VerdictKind, Why

router = Router(name=__name__)
"""To be included after the forms: the answer to a question is not judged."""

STORY = 120
"""With this many characters beside an unknown number, a text is a story, not a paste."""


class Suspicious(BaseFilter):
    """A text nobody asked for that holds something to check. Gives the handler `verdict`."""

    async def __call__(
        self, message: Message, turn: Turn, content: Content
    ) -> bool | dict[str, Verdict]:
        text = message.text
        if not text or text.startswith("/") or turn.state is not None:
            return False
        verdict = check(text, content.contacts.values(), content.shield, asked=False)
        nothing = verdict.why is Why.NOTHING_FOUND or _is_story(text, verdict)
        return False if nothing else {"verdict": verdict}


def _is_story(text: str, verdict: Verdict) -> bool:
    """Whether the only thing to check is a number such as people's own stories are full of."""
    pasted = sum(len(piece.text) for piece in find_pasted(text))
    return verdict.why is Why.UNKNOWN_PHONE and len(text) - pasted > STORY


@router.callback_query(Opened("shield"))
async def ask_contact(query: CallbackQuery, turn: Turn) -> None:
    """*Проверить контакт*: the next message is what to check."""
    await turn.ask(Asking.contact, Screen(turn.text("shield"), [[turn.page("home")]]))


@router.message(Answers(Asking.contact))
async def check_contact(message: Message, turn: Turn) -> None:
    """What was sent to be checked; while there is nothing to check in it, the question stays."""
    verdict = check(message.text or "", turn.content.contacts.values(), turn.content.shield)
    if verdict.why is not Why.NOTHING_FOUND:
        turn.forget()
    await _show_verdict(turn, verdict)


@router.message(Suspicious())
async def warn(message: Message, turn: Turn, verdict: Verdict) -> None:
    """Something to check came unasked."""
    await _show_verdict(turn, verdict)


async def _show_verdict(turn: Turn, verdict: Verdict) -> None:
    """What the shield says, and where to go from there."""
    await turn.say("verdict", _verdict_rows(verdict, turn), verdict=verdict)


def _verdict_rows(verdict: Verdict, desk: Desk) -> Rows:
    match verdict.kind:
        case VerdictKind.RED_FLAG:
            first = [desk.page("urgent", style="danger")]
        case _ if verdict.why is Why.NOTHING_FOUND:
            return [[desk.page("home")]]
        case _:
            first = _card(verdict, desk) or [desk.page("contacts")]
    again = desk.page("shield_again", "shield")
    return [first, *pairs([again, desk.page("new")]), [desk.page("home")]]


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
