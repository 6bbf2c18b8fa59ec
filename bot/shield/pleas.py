"""What a scammer asks for or promises, recognised by word beginnings within one sentence."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.russian.beginnings import Beginnings
from bot.shield.resemblance import fold
from bot.shield.verdicts import ShieldRules, Why

_SENTENCE = re.compile(r"[.!?\n]+")
_WORD = re.compile(r"\w+")
QUOTED = 80
"""How much of a sentence is quoted."""

_LONGEST = 64  # characters of a word: no beginning is longer


class RedFlag(NamedTuple):
    """A reason for alarm and the sentence that gives it."""

    why: Why
    quote: str


def red_flags(text: str, rules: ShieldRules) -> Iterator[RedFlag]:
    """The reasons for alarm in the text, sentence by sentence; a sentence that warns is none."""
    marks = _marks(rules)
    for sentence in _SENTENCE.split(text):
        for why in _alarms(frozenset(marks.of(sentence)), rules):
            yield RedFlag(why, sentence.strip()[:QUOTED])


@lru_cache(maxsize=256)  # a paste may say the same in a thousand sentences
def _alarms(said: frozenset[str], rules: ShieldRules) -> tuple[Why, ...]:
    """The reasons for alarm in a sentence that has these marks."""
    marks = _marks(rules)
    if not said or _has(said, marks.warnings):
        return ()
    return tuple(why for why, groups in marks.red_flags if _has(said, groups))


def _has(said: frozenset[str], groups: Sequence[frozenset[str]]) -> bool:
    return any(group <= said for group in groups)


def is_offer(text: str, rules: ShieldRules) -> bool:
    """Whether somebody offers, promises or demands something: the person's own questions do not."""
    return not _marks(rules).offers.isdisjoint(_marks(rules).of(text))


class _Marks(NamedTuple):
    """The rules' lists, folded to how they look; a mark that ends in $ is a whole word."""

    beginnings: Beginnings
    whole: frozenset[str]
    red_flags: Sequence[tuple[Why, Sequence[frozenset[str]]]]
    warnings: Sequence[frozenset[str]]
    offers: frozenset[str]

    def of(self, text: str) -> set[str]:
        """The marks that the words of the text match."""
        said: set[str] = set()
        for word in {fold(word[:_LONGEST]) for word in _WORD.findall(text)}:
            said.update(self.beginnings.of(word))
            if word in self.whole:
                said.add(f"{word}$")
        return said


@lru_cache(maxsize=2)
def _marks(rules: ShieldRules) -> _Marks:
    flags = [
        (why, [_as_they_look(group) for group in groups]) for why, groups in rules.red_flags.items()
    ]
    offers = _as_they_look(rules.offers)
    warnings = [_as_they_look(group) for group in rules.warnings]
    marks = offers.union(*(group for _, groups in flags for group in groups), *warnings)
    whole = frozenset(mark[:-1] for mark in marks if mark.endswith("$"))
    beginnings = Beginnings(mark for mark in marks if not mark.endswith("$"))
    return _Marks(beginnings, whole, flags, warnings, offers)


def _as_they_look(marks: Sequence[str]) -> frozenset[str]:
    return frozenset(f"{fold(mark[:-1])}$" if mark.endswith("$") else fold(mark) for mark in marks)
