"""Payment cards in typed text, told by length, issuer's range, check digit and grouping."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from bot.answers.wording import words

_LISTS = words("secrets")
_LENGTHS = range(15, 20)
_REACH = 30
"""How many characters before a number a word for a card may stand."""

_DIGIT_RUN = re.compile(r"\d+(?:[ \n.–—-]{1,3}\d+)*")
_GROUP = re.compile(r"\d+")
_CARD_WORD = re.compile("|".join(_LISTS["card_words"]), re.IGNORECASE)
_NOT_CARDS = tuple(_LISTS["not_cards"])
_SHAPES = frozenset(tuple(shape) for shape in _LISTS["groupings"])


@dataclass(frozen=True, slots=True)
class Card:
    """A card number at text[start:end], and its last four digits."""

    start: int
    end: int
    last: str


def find_cards(text: str) -> Iterator[Card]:
    """Every card number in the cleaned text, in order."""
    for run in _DIGIT_RUN.finditer(text):
        if len(run[0]) < _LENGTHS.start:
            continue
        groups = [
            (run.start() + group.start(), run.start() + group.end())
            for group in _GROUP.finditer(run[0])
        ]
        digits = "".join(text[start:end] for start, end in groups)
        if len(digits) >= _LENGTHS.start and not _is_account(digits):
            sure = _CARD_WORD.search(text, max(0, run.start() - _REACH), run.start()) is not None
            yield from _Row(digits, groups).cards(sure=sure)


class _Row:
    """Neighbouring groups of digits. A row may have two thousand, and each may begin a card: what
    tells a card is worked out once for all of them."""

    def __init__(self, digits: str, groups: list[tuple[int, int]]) -> None:
        self.digits = digits
        self._groups = groups
        self._ends = [0, *accumulate(end - start for start, end in groups)]
        self._group_at = {end: place for place, end in enumerate(self._ends)}
        self._sums = _check_sums(digits)

    def cards(self, *, sure: bool) -> Iterator[Card]:
        """The cards, the longest first; none shares a group with another."""
        first = 0
        while first < len(self._groups):
            last = next(
                (last for last in self._card_ends(first) if self._is_card(first, last, sure)), None
            )
            if last is None:
                first += 1
                continue
            start, end = self._groups[first][0], self._groups[last - 1][1]
            yield Card(start, end, self.digits[: self._ends[last]][-4:])
            first = last

    def _card_ends(self, first: int) -> list[int]:
        """Where a card that begins with group `first` can end, the longest first."""
        begin, at = self._ends[first], self._group_at
        lengths = _issued_lengths(self.digits[begin : begin + 4])
        return [at[begin + length] for length in lengths if begin + length in at]

    def _is_card(self, first: int, last: int, sure: bool) -> bool:
        begin, end = self._ends[first], self._ends[last]
        if not self._checks(begin, end) or self.digits.startswith(_NOT_CARDS, begin):
            return False
        alone = last - first == 1 and end - begin > _LENGTHS.start
        return sure or alone or self._shape(first, last) in _SHAPES

    def _shape(self, first: int, last: int) -> tuple[int, ...]:
        return tuple(end - start for start, end in self._groups[first:last])

    def _checks(self, begin: int, end: int) -> bool:
        """Whether the last digit is the check digit of ISO/IEC 7812-1, annex B."""
        sums = self._sums[end % 2]
        return (sums[end] - sums[begin]) % 10 == 0


def _check_sums(digits: str) -> tuple[list[int], list[int]]:
    """Luhn's sums of all beginnings of the digits: for numbers that end at an even place, at an
    odd one. Each second digit from the last is doubled, and its own digits added."""
    even = [int(digit) for digit in digits]
    odd = even.copy()
    for doubled, first in ((even, 0), (odd, 1)):
        doubled[first::2] = [2 * digit - 9 * (digit > 4) for digit in doubled[first::2]]
    return [0, *accumulate(even)], [0, *accumulate(odd)]


@lru_cache(maxsize=1024)
def _issued_lengths(beginning: str) -> tuple[int, ...]:
    """How long the numbers are whose first four digits are these, the longest first."""
    lengths = {
        length
        for issuer in _LISTS["issuers"]
        if issuer["from"] <= beginning[: len(issuer["from"])] <= issuer["to"]
        for length in issuer["lengths"]
        if length in _LENGTHS
    }
    return tuple(sorted(lengths, reverse=True))


def _is_account(number: str) -> bool:
    """A Russian bank account: twenty digits with the currency in the sixth to eighth."""
    return len(number) == 20 and number[5:8] in _LISTS["account_currencies"]
