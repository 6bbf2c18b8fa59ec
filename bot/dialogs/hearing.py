"""Whether a text answers the question that is open, or is to be heard for itself."""

from collections.abc import Sequence

from bot.answers.choices import choices_said
from bot.answers.unreadable import Unreadable
from bot.archive.vault import is_phrase
from bot.content.ear import Kind
from bot.dialogs.states import Asking
from bot.dialogs.turn import Turn

TELLING = frozenset({Asking.first_story.state, Asking.kept.state})
"""The states in which nothing particular is asked: whatever comes is heard."""

_CHOICES = "choices"


def is_asked(turn: Turn) -> bool:
    """Whether a question waits for its answer."""
    return turn.state is not None and turn.state not in TELLING


def interrupts(turn: Turn, text: str) -> bool:
    """Whether the text is plainly no answer to what is asked: panic, despair, a question of its
    own. The question stays open."""
    if turn.state in TELLING:
        told = (Kind.STORY, Kind.UNCLEAR, Kind.LOSS)
        return turn.hear(text).kind not in told
    if turn.state == Asking.phrase.state and is_phrase(text):
        return False  # a word of it may be a cry
    if turn.state == Asking.contact.state:
        return turn.hear(text).kind in (Kind.DESPAIR, Kind.LOSS)
    kinds = _kinds(turn)
    fits = any(_fits(turn, kind, text) for kind in kinds)
    return turn.content.ear.interrupts(text, kinds[0], fits=fits)


def looked_up(turn: Turn, text: str) -> str:
    """What the text looks up, as data/intents.toml says; "" for anything else."""
    heard = turn.hear(text)
    return heard.opens if heard.kind is Kind.LOOKUP else ""


def _kinds(turn: Turn) -> Sequence[str]:
    """How an answer to what is asked is read: the first that can."""
    match turn.state:
        case Asking.answer.state:
            return (turn.content.questions[turn.asked["question"]].kind,)
        case Asking.day.state:
            return ("day", "future_day")
        case Asking.exhibit_day.state:
            return ("day",)
        case Asking.number.state:
            return ("number",)
        case Asking.rest.state:
            return ("sum",)
        case _:
            return ("story",)


def _fits(turn: Turn, kind: str, text: str) -> bool:
    if kind == _CHOICES:
        question = turn.content.questions[turn.asked["question"]]
        labels = {one: turn.label(one, question.id) for one in question.choices}
        return bool(choices_said(text, labels))
    try:
        turn.reader.read(kind, text, today=turn.today)
    except Unreadable:
        return False
    return True
