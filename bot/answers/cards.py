"""Payment cards in typed text, recognised by length, issuer's range, check digit and grouping."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from bot.russian.wording import SecretWords

_LENGTHS = range(15, 20)
_REACH = 30
"""How many characters before a number a word for a card may stand."""

_MISTYPED = (4, 4, 4, 4)
"""The shape of a card even with a wrong check digit, beside a word for one or its expiry."""

_EXPIRES = re.compile(
    r"[\s,;:–—-]{0,3}(?:[^\W\d_]{1,12}[\s,:–—-]{1,3}){0,3}"
    r"(?:0?[1-9]|1[0-2])\s?[/.-]\s?(?:20)?[2-4]\d(?!\d)"
)
"""The month and year after a card's number: "7895 срок 09/27"."""

_BACK = re.compile(
    rf"{_EXPIRES.pattern}[\s,;:–—-]{{1,3}}(?:[^\W\d_]{{1,12}}[\s,:–—-]{{1,3}}){{0,3}}"
    r"(?P<code>\d{3})(?!\d|\s?(?:р|тыс|тенге|₽))"
)
"""Three figures after both: the code from its back."""

_DIGIT_RUN = re.compile(r"\d+(?:[ \n.–—-]{1,3}\d+)*")
_GROUP = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Card:
    """A card number at text[start:end], its last four digits, and where the code from its back is,
    told after its expiry."""

    start: int
    end: int
    last: str
    back: tuple[int, int] | None


class Cards:
    """Finds payment cards by the issuers and words of data/secrets.toml."""

    def __init__(self, lists: SecretWords) -> None:
        self._lists = lists
        self._card_word = re.compile("|".join(map(re.escape, lists.card_words)), re.IGNORECASE)
        self._groupings = frozenset(lists.groupings)
        self._issued_lengths = lru_cache(maxsize=1024)(self._lengths_of)

    def find(self, text: str) -> Iterator[Card]:
        """Every card number in the cleaned text, in order."""
        for run in _DIGIT_RUN.finditer(text):
            if len(run[0]) < _LENGTHS.start:
                continue
            groups = [
                (run.start() + group.start(), run.start() + group.end())
                for group in _GROUP.finditer(run[0])
            ]
            digits = "".join(text[start:end] for start, end in groups)
            if len(digits) >= _LENGTHS.start and not self._is_account(digits):
                before = max(0, run.start() - _REACH), run.start()
                sure = self._card_word.search(text, *before) is not None
                yield from self._cards(_Row(text, digits, groups), sure=sure)

    def _cards(self, row: "_Row", *, sure: bool) -> Iterator[Card]:
        """The cards, longest first; none shares a group with another."""
        first = 0
        while first < row.size:
            lengths = self._issued_lengths(row.beginning(first))
            last = next(
                (
                    last
                    for last in row.ends(first, lengths)
                    if self._is_card(row, first, last, sure)
                ),
                None,
            )
            if last is None:
                first += 1
                continue
            yield row.card(first, last)
            first = last

    def _is_card(self, row: "_Row", first: int, last: int, sure: bool) -> bool:
        digits = row.digits_of(first, last)
        if digits.startswith(self._lists.not_cards):
            return False
        if not row.checks(first, last):
            shape = row.shape(first, last)
            typed = sure and shape == _MISTYPED
            return typed or (len(digits) == sum(_MISTYPED) and row.expires(last))
        alone = last - first == 1 and len(digits) > _LENGTHS.start
        return sure or alone or row.shape(first, last) in self._groupings

    def _lengths_of(self, beginning: str) -> tuple[int, ...]:
        """The possible lengths of numbers that start with these four digits, longest first."""
        lengths = {
            length
            for issuer in self._lists.issuers
            if issuer.first <= beginning[: len(issuer.first)] <= issuer.last
            for length in issuer.lengths
            if length in _LENGTHS
        }
        return tuple(sorted(lengths, reverse=True))

    def _is_account(self, number: str) -> bool:
        """A Russian bank account: twenty digits with the currency in the sixth to eighth."""
        return len(number) == 20 and number[5:8] in self._lists.account_currencies


class _Row:
    """Neighbouring groups of digits. A row may have two thousand, and each may begin a card, so
    what identifies a card is computed once for all of them."""

    def __init__(self, text: str, digits: str, groups: list[tuple[int, int]]) -> None:
        self.size = len(groups)
        self._text = text
        self._digits = digits
        self._groups = groups
        self._ends = [0, *accumulate(end - start for start, end in groups)]
        self._group_at = {end: index for index, end in enumerate(self._ends)}
        self._sums = _check_sums(digits)

    def beginning(self, first: int) -> str:
        """The four digits that begin with group `first`."""
        begin = self._ends[first]
        return self._digits[begin : begin + 4]

    def ends(self, first: int, lengths: tuple[int, ...]) -> list[int]:
        """Where (as in `digits_of`) numbers of these lengths from group `first` on can end."""
        begin, at = self._ends[first], self._group_at
        return [at[begin + length] for length in lengths if begin + length in at]

    def digits_of(self, first: int, last: int) -> str:
        """The digits of the groups from `first` up to but not including `last`."""
        return self._digits[self._ends[first] : self._ends[last]]

    def shape(self, first: int, last: int) -> tuple[int, ...]:
        """The length of each of these groups."""
        return tuple(end - start for start, end in self._groups[first:last])

    def card(self, first: int, last: int) -> Card:
        """These groups as a card."""
        start, end = self._groups[first][0], self._groups[last - 1][1]
        back = _BACK.match(self._text, end)
        return Card(start, end, self.digits_of(first, last)[-4:], back and back.span("code"))

    def expires(self, last: int) -> bool:
        """Whether an expiry follows the groups before `last`."""
        return _EXPIRES.match(self._text, self._groups[last - 1][1]) is not None

    def checks(self, first: int, last: int) -> bool:
        """Whether the last digit is the check digit of ISO/IEC 7812-1, annex B."""
        begin, end = self._ends[first], self._ends[last]
        sums = self._sums[end % 2]
        return (sums[end] - sums[begin]) % 10 == 0


def _check_sums(digits: str) -> tuple[list[int], list[int]]:
    """Luhn sums of every prefix of the digits: for numbers that end at an even index, and at an
    odd one. Every second digit from the last is doubled and its own digits added."""
    even = [int(digit) for digit in digits]
    odd = even.copy()
    for doubled, first in ((even, 0), (odd, 1)):
        doubled[first::2] = [2 * digit - 9 * (digit > 4) for digit in doubled[first::2]]
    return [0, *accumulate(even)], [0, *accumulate(odd)]
