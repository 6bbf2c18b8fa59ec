"""Whatever somebody types that answers no question: heard, and answered by the screen it needs."""

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.types import Message

from bot.answers.read import LIMITS
from bot.content.ear import LOST, Heard, Kind
from bot.dialogs.filters import Answers, Words
from bot.dialogs.hearing import is_asked
from bot.dialogs.lookups import show_lookup
from bot.dialogs.screen import Screen
from bot.dialogs.shield import show_verdict
from bot.dialogs.start import list_problems
from bot.dialogs.states import Asking
from bot.dialogs.telling import door, places_screen, understood, way_on
from bot.dialogs.turn import Turn
from bot.dialogs.unsaying import offer_unsay
from bot.dialogs.urgent import CLOSED_WALLET, cry_screen
from bot.dialogs.ways_out import to_question, ways_out
from bot.documents.private import HIDDEN, without_passport
from bot.escalation.reporting import How

router = Router(name=__name__)
"""To be included after every dialog that asks: what answers a question is not for here."""


@router.message(Answers(Asking.first_story))
@router.message(Words())
async def hear(message: Message, turn: Turn) -> None:
    """A text that answers no question, or the story that was asked for.

    Raises SkipHandler for a picture whose caption says nothing: it is answered as a picture.
    """
    text = await _without_passport(message, turn)
    story = text if message.edit_date else _with_what_was_told(turn, text)
    heard = turn.hear(text)
    if heard.kind in (Kind.STORY, Kind.UNCLEAR, Kind.LOSS) and story != text:
        heard = turn.hear(story)
    match heard.kind:
        case Kind.SECRET:
            return  # what was masked has been said already
        case Kind.DESPAIR:
            await _comfort(turn)
        case Kind.LOSS:
            await _show_urgent(turn, heard, story)
        case Kind.SHIELD:
            await show_verdict(turn, heard.verdict, text)
        case Kind.LOOKUP:
            await show_lookup(turn, heard.opens, heard.found)
        case Kind.STORY:
            await _show_understood(turn, heard, story)
        case _:
            await _show_unclear(message, turn, heard, story)


async def _without_passport(message: Message, turn: Turn) -> str:
    """What was said, less a passport that nobody asked for: deleting its message is offered."""
    said = message.text or message.caption or ""
    text = without_passport(said)
    if text != said:
        await offer_unsay(turn, message.message_id, kept=False)
    return text


async def _show_unclear(message: Message, turn: Turn, heard: Heard, story: str) -> None:
    firm = next((turn.content.facts.firms[one] for one in heard.found.said("firm")), None)
    if message.caption:
        raise SkipHandler
    if turn.state == Asking.first_story.state:
        await _show(turn, places_screen(story, "", turn), story)
    elif firm and not is_asked(turn):  # whose wallet it is, typed where it could be pressed
        await list_problems(turn, firm.place, firm.id)
    elif HIDDEN not in story:  # else what to do about it has been said already
        await turn.say("unclear", ways_out(turn))


async def answer_cry(turn: Turn, text: str) -> bool:
    """Whether the text, which came with a file, cries for help: then that is answered first."""
    heard = turn.hear(text)
    if heard.kind is Kind.DESPAIR:
        await _comfort(turn)
    elif heard.kind is Kind.LOSS:
        await _show_urgent(turn, heard, text)
    return heard.kind in (Kind.DESPAIR, Kind.LOSS)


def _with_what_was_told(turn: Turn, text: str) -> str:
    """People tell in several messages: what was told before and this one; a story too long for one
    begins anew."""
    if turn.state != Asking.first_story.state:
        return text
    whole = f"{turn.asked.get('story', '')}\n{text}".strip()
    return whole if len(whole) <= LIMITS["story"] else text


async def _comfort(turn: Turn) -> None:
    """112 before any money. Whatever was asked stays open."""
    rows = [to_question(turn) or [turn.page("go_on_money", "urgent")], [turn.page("home")]]
    await turn.say("despair", rows)


async def _show_urgent(turn: Turn, heard: Heard, story: str) -> None:
    """The three actions at once, with what was understood; a case is one tap away."""
    how = How.CODE if heard.lured else How(heard.opens) if heard.opens else None
    lines = understood(heard.found, how.problem if how else LOST[0], turn)
    if how is not None and how is not How.DEBITED:
        lines.append(turn.label(how.value, "hows"))
    await _show(turn, cry_screen(turn, heard.found, how, lines), story)


async def _show_understood(turn: Turn, heard: Heard, story: str) -> None:
    """*Похоже на …, верно?* One tap goes on with all of it."""
    problem = heard.opens
    right = way_on(turn, heard.found, problem, "all_right_on")
    right["style"] = "success"
    rows = [
        to_question(turn),
        [right],
        [turn.page("other_wallet", "retold", problem), turn.page("not_that", arg=problem)],
        [turn.page("urgent", style="danger")],
        [turn.page("home")],
    ]
    place, _ = door(heard.found, problem, turn)
    lines, lost = understood(heard.found, problem, turn), problem in LOST and place != CLOSED_WALLET
    text = turn.text("understood", problem=problem, lines=lines, lost=lost)
    await _show(turn, Screen(text, rows), story)


async def _show(turn: Turn, screen: Screen, story: str) -> None:
    """The screen; what was told waits with it, sealed, unless a question is open."""
    if is_asked(turn):
        await turn.show(screen)
    else:
        await turn.ask(Asking.first_story, screen, story=story[: LIMITS["story"]])
