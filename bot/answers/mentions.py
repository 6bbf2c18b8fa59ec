"""Where in a story something was found, and the words around it that say what it is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.escalation.values import Value
from bot.russian.wording import plain

_SENTENCE_END = re.compile(r"[.!?\n;](?:\s|$)")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Mention:
    """A candidate for a field at text[start:end]; `share` of one is how likely it is, where that is
    known."""

    field: str
    value: Value
    start: int
    end: int
    share: float = 1.0


def without(text: str, mentions: Iterable[Mention]) -> str:
    """The text with the mentions blanked out, so that nothing is read twice."""
    left = list(text)
    for mention in mentions:
        left[mention.start : mention.end] = "|" * (mention.end - mention.start)
    return "".join(left)


def words_before(text: str, end: int, count: int) -> list[str]:
    """The last words before `end` in its sentence, as the lists spell them."""
    sentence = _SENTENCE_END.split(text[max(0, end - 80) : end])[-1]
    return [plain(word) for word in _WORD.findall(sentence)[-count:]]


def words_after(text: str, start: int, count: int) -> list[str]:
    """The first words after `start` in its sentence, as the lists spell them."""
    sentence = _SENTENCE_END.split(text[start : start + 80])[0]
    return [plain(word) for word in _WORD.findall(sentence)[:count]]


def has_cue(said: Iterable[str], cues: tuple[str, ...]) -> bool:
    """Whether one of the words starts with one of the cues."""
    return any(word.startswith(cues) for word in said)
