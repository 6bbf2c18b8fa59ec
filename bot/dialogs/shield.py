"""The scam shield: whose is what a person was sent? Nothing of it is stored."""

from aiogram import F, Router
from aiogram.filters import BaseFilter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from bot.answers.pasted import find_pasted
from bot.answers.shield import check
from bot.casework import Casework
from bot.content.content import Content
from bot.dialogs.callbacks import Opened, page_button
from bot.dialogs.screen import Rows, Screen, pairs, show
from bot.dialogs.states import Answers, Asking, expect, forget
from bot.escalation.facts import may_be_primary
from bot.escalation.shield import Verdict, VerdictKind, Why

STORY = 120
"""So many characters beside a number of which nothing is known are a story, not a paste."""


class Suspicious(BaseFilter):
    """A text nobody asked for that holds something to check. Gives the handler `verdict`."""

    async def __call__(self, message: Message, content: Content) -> bool | dict[str, Verdict]:
        text = message.text or ""
        if text.startswith("/"):
            return False
        verdict = check(text, content.contacts.values(), content.shield, asked=False)
        nothing = verdict.why is Why.NOTHING_FOUND or _is_story(text, verdict)
        return False if nothing else {"verdict": verdict}


def _is_story(text: str, verdict: Verdict) -> bool:
    """Whether the only thing in it is a number like the ones a person's own story is full of."""
    pasted = sum(len(piece.text) for piece in find_pasted(text))
    return verdict.why is Why.UNKNOWN_PHONE and len(text) - pasted > STORY


async def ask_contact(query: CallbackQuery, state: FSMContext, content: Content) -> None:
    """*Проверить контакт*: the next message is what to check."""
    rows = [[page_button(content.words.label("buttons", "home"), "home")]]
    await expect(state, Asking.contact, show(query, Screen(content.words.screen("shield"), rows)))


async def check_contact(
    message: Message, state: FSMContext, content: Content, casework: Casework
) -> None:
    """What was sent to be checked; while there is nothing to check in it, the question stays."""
    verdict = check(message.text or "", content.contacts.values(), content.shield)
    if verdict.why is not Why.NOTHING_FOUND:
        await forget(state)
    await show(message, verdict_screen(verdict, content, casework))


async def warn(message: Message, verdict: Verdict, content: Content, casework: Casework) -> None:
    """Something to check came by itself."""
    await show(message, verdict_screen(verdict, content, casework))


def verdict_screen(verdict: Verdict, content: Content, casework: Casework) -> Screen:
    """What the shield says, and where to go from there."""
    text = content.words.screen("verdict", verdict=verdict, today=casework.today())
    return Screen(text, _verdict_rows(verdict, content))


def _verdict_rows(verdict: Verdict, content: Content) -> Rows:
    def page(name: str, *, style: str | None = None) -> InlineKeyboardButton:
        return page_button(content.words.label("buttons", name), name, style=style)

    again = page_button(content.words.label("buttons", "shield_again"), "shield")
    match verdict.kind:
        case VerdictKind.RED_FLAG:
            first = [page("urgent", style="danger")]
        case _ if verdict.why is Why.NOTHING_FOUND:
            return [[page("home")]]
        case _:
            first = _card(verdict, content) or [page("contacts")]
    return [first, *pairs([again, page("new")]), [page("home")]]


def _card(verdict: Verdict, content: Content) -> list[InlineKeyboardButton]:
    """The card of the contact that it is, or of the one that it imitates, if that one is sure."""
    contact, label = verdict.channel, "this_contact"
    if contact is None and verdict.looks_like is not None:
        real = content.contacts[verdict.looks_like]
        # What imitates a dead channel of Qiwi leads to the liquidator, as the words say.
        contact, label = (real.id if may_be_primary(real) else "asv_site"), "real_contact"
    if contact is None:
        return []
    group = next(name for name, ids in content.contact_groups.items() if contact in ids)
    arg = f"{group}.{contact}"
    return [page_button(content.words.label("buttons", label), "contact", arg)]


def router() -> Router:
    """To be included after the forms: what answers a question is nobody's to judge."""
    router = Router(name=__name__)
    router.callback_query.register(ask_contact, Opened("shield"))
    router.message.register(check_contact, Asking.contact, Answers())
    router.message.register(warn, StateFilter(None), F.text, Suspicious())
    return router
