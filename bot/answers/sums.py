"""Sums of money as people type them: "12 400", "12,4 тыс", "1 млн 200 тыс", "₽ 500"."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from bot.answers.unreadable import Unreadable
from bot.escalation.values import Money
from bot.russian.wording import Currency, Wording, plain

LARGEST = 1_000_000_000
"""The largest sum accepted, in whole units: beyond it a typo is far likelier."""

MOST_TOKENS = 200
"""The most tokens (numbers, money words and stretches between them) read in one text: enough for
some sixty sums, where a story has a few."""

_LETTER = r"[^\W\d_]"
_GAP = r"\.?\s?"
"""Between the two words of a currency's name: "бел. руб"."""


def _any_of(whole: Iterable[str], beginnings: Iterable[str]) -> str:
    """A pattern for any listed word or beginning, branching on the first letter for speed."""
    listed = [(word, rf"(?!{_LETTER})") for word in whole] + [(word, "") for word in beginnings]
    by_first: dict[str, list[str]] = {}
    for word, end in listed:
        rest = re.escape(word[1:]).replace("е", "[её]").replace(r"\ ", _GAP) + end
        by_first.setdefault(word[0], []).append(rest)
    return "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in sorted(by_first.items()))


def _tokens_pattern(
    whole: frozenset[str], beginnings: tuple[str, ...], halved: Iterable[str]
) -> re.Pattern[str]:
    """A pattern for the tokens of a text, given the words and beginnings that mean something, and
    the beginnings of what may be `halved`: "полмиллиона", "пол-ляма"."""
    half_of = rf"пол-?(?={_any_of((), halved)})"
    signs = "".join(re.escape(word) for word in sorted(whole) if not word.isalnum())
    # A run of words that mean nothing here, with whatever is between them, is one token: most of a
    # text is made of them.
    listed_word = f"{half_of}|{_any_of(sorted(whole), [*beginnings, 'с половиной'])}"
    named = [word for word in beginnings if " " in word]
    other_word = rf"(?<!\d)(?!{listed_word}){_LETTER}++(?!\.{_LETTER})"
    other = rf"{other_word}|_|[^\w\s,{signs}]"
    return re.compile(
        r"(?P<number>\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d{1,2})?(?![\d])|\d[\d.,]*\d|\d)"
        r"|(?P<half>с половиной\b)"
        rf"|(?P<half_of>(?<!{_LETTER}){half_of})"
        rf"|(?P<named>(?:{_any_of((), named)}){_LETTER}*\.?)"
        rf"|(?P<other>(?:{other})(?:{other}|[\s,])*+)"
        rf"|(?P<word>{_LETTER}+(?:\.{_LETTER}+)*\.?|[{signs}])"
        r"|(?P<rest>[^\s,])",
        re.IGNORECASE,
    )


_QUANTITY = "(?:n|w+|o)h?"
# c: currency, n: digits, w: number words, o: one that says nothing alone, h: "and a half",
# m: thousand or million, k: small units.
_SUM = re.compile(f"c?(?:(?:{_QUANTITY})?m)*(?:{_QUANTITY}(?!h?k))?c?(?:{_QUANTITY}k)?")
_HALF, _NONE = Decimal("0.5"), Decimal(0)
_THOUSAND, _MILLION = 1_000, 1_000_000
_PLAIN = 16  # a number of fewer digits than this is converted directly
_AMOUNTS, _FIRM = frozenset("nwom"), frozenset("cmk")
_EACH = re.compile(r"(?:^|\s)по\s$", re.IGNORECASE)
_RANGE = re.compile(r"\d\s?[-–—]\s?\d")
_BETWEEN_DIGITS = re.compile(r"[ '’]")
_GAPS = re.compile(r"[.\s]+")
_DIGIT = re.compile(r"\d")
_MINUS = re.compile(r"(?:^|\s)(?:[-−–—]|минус)\s?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SumFound:
    """A sum at text[start:end]; `firm` if a currency or a "thousand" shows that it is one."""

    start: int
    end: int
    money: Money
    firm: bool


class _Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int
    amount: Decimal = _NONE
    currency: str | None = None


class Sums:
    """Finds and reads sums by the words of data/wording.toml."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self.regions = wording.regions
        currencies = wording.currencies.values()
        # All words that mean something, and all beginnings of such words: most words are neither.
        self._whole = frozenset(
            {*wording.numbers, *wording.open_numbers, *wording.multipliers.words}.union(
                *(one.words + one.minor for one in currencies)
            )
        )
        self._beginnings = (
            *wording.multipliers.stems,
            *(stem for one in currencies for stem in one.stems),
        )
        self._token = _tokens_pattern(self._whole, self._beginnings, wording.multipliers.stems)
        self._meaning = lru_cache(maxsize=1024)(self._find_meaning)

    def read(self, text: str, *, region: str = "RU") -> Money:
        """The one sum in the text, in the region's money if no currency is named.

        "12.400" is twelve thousand four hundred: three digits after a mark are a group. Raises
        Unreadable: sum_unclear, several_sums, sum_negative, sum_zero, sum_too_large (facts:
        `limit`).
        """
        if _RANGE.search(text):
            raise Unreadable("sum_unclear")
        found = [one for one in self.find(text, region=region) if not is_each(text, one)]
        found = [one for one in found if one.firm] or found
        if not found:
            raise Unreadable("sum_unclear")
        if len({one.money for one in found}) > 1:
            raise Unreadable("several_sums")
        money = found[0].money
        if _MINUS.search(text[: found[0].start]):
            raise Unreadable("sum_negative")
        if money.minor == 0:
            raise Unreadable("sum_zero")
        if money.minor > LARGEST * 100:
            raise Unreadable("sum_too_large", limit=Money(LARGEST * 100, money.currency))
        return money

    def find(self, text: str, *, region: str = "RU") -> Iterator[SumFound]:
        """Every number in the text that can be a sum, in order; `text` has been cleaned.

        Reads at most `MOST_TOKENS` tokens.
        """
        tokens = list(islice(self._tokens(text), MOST_TOKENS))
        kinds = "".join(token.kind for token in tokens)
        home = self._wording.regions.get(region, "RUB")
        local = self._wording.currencies[home]
        for match in _SUM.finditer(kinds):
            part = tokens[match.start() : match.end()]
            money = None if self._says_nothing(match[0], part) else _money(part, home, local)
            if money is not None:
                firm = not _FIRM.isdisjoint(match[0])
                yield SumFound(part[0].start, part[-1].end, money, firm)

    def _says_nothing(self, kinds: str, part: list[_Token]) -> bool:
        """Whether these tokens (of these kinds) name no sum: a currency only, a number that may be
        of thousands ("полтинник"), a thousand of nothing ("пару тысяч"), things ("5 штук")."""
        if _AMOUNTS.isdisjoint(kinds) or kinds in {"o", "oh"}:
            return True
        if "m" not in kinds:
            return False
        lists = self._wording.multipliers
        for index, token in enumerate(part):
            if token.kind == "m":
                word = plain(token.text)
                counted = index > 0 and part[index - 1].kind in "nwoh"
                if not counted and word not in lists.alone:
                    return True
                if "c" not in kinds and word.startswith(lists.things):
                    return True
        return False

    def _tokens(self, text: str) -> Iterator[_Token]:
        end_of_digits = -1
        for match in self._token.finditer(text):
            start, end = match.span()
            if match.lastgroup == "number":
                yield _Token("n", match[0], start, end)
                end_of_digits = end
            elif match.lastgroup == "half":
                yield _Token("h", match[0], start, end, _HALF)
            elif match.lastgroup == "half_of":
                yield _Token("o", match[0], start, end, _HALF)
            elif match.lastgroup == "named":
                name = _GAPS.sub(" ", match[0]).strip()
                yield self._word(name, start, end, glued=False)
            elif match.lastgroup in {"other", "rest"}:
                yield _Token("x", match[0], start, end)
            else:
                yield self._word(match[0], start, end, glued=start == end_of_digits)

    def _word(self, text: str, start: int, end: int, *, glued: bool) -> _Token:
        word = plain(text)
        times = self._wording.multipliers.glued.get(word) if glued else None
        if times:
            return _Token("m", text, start, end, Decimal(times))
        if word in self._whole or word.startswith(self._beginnings):
            kind, amount, currency = self._meaning(word)
            return _Token(kind, text, start, end, amount, currency)
        return _Token("x", text, start, end)

    def _find_meaning(self, word: str) -> tuple[str, Decimal, str | None]:
        """A token's kind, its value, and the currency it names."""
        wording = self._wording
        if word in wording.numbers:
            return "w", wording.numbers[word], None
        if word in wording.open_numbers:
            return "o", wording.open_numbers[word], None
        multiplier = self._multiplier(word)
        if multiplier:
            roubles = "RUB" if word in wording.multipliers.roubles else None
            return "m", Decimal(multiplier), roubles
        for code, currency in wording.currencies.items():
            if word in currency.minor:
                return "k", _NONE, code
            if word in currency.words or word.startswith(currency.stems):
                return "c", _NONE, code
        return "x", _NONE, None

    def _multiplier(self, word: str) -> int | None:
        lists = self._wording.multipliers
        if word in lists.words:
            return lists.words[word]
        return next((times for stem, times in lists.stems.items() if word.startswith(stem)), None)


def is_each(text: str, one: SumFound) -> bool:
    """Whether the sum is that of each of several: "по 500"."""
    return _EACH.search(text, max(0, one.start - 4), one.start) is not None


def _ones(number: Decimal) -> Decimal:
    """What the last word of a number was worth at most to be followed by more: 100 of 300, 10 of
    20, 1 of 5."""
    return next((Decimal(unit) for unit in (1000, 100, 10) if number % unit == 0), Decimal(1))


def _money(part: list[_Token], home: str, local: Currency) -> Money | None:
    """The value of one sum's tokens, or None if their digits make no number; `local` is the
    currency of `home`, which some words of others mean there."""
    if len(part) == 1 and len(part[0].text) < _PLAIN and part[0].text.isdigit():
        return Money(int(part[0].text) * 100, home)  # by far the most common case
    named = (home if _is_local(token, local) else token.currency for token in part)
    currency = next(filter(None, named), home)
    whole = group = minor = least = Decimal(0)
    for index, token in enumerate(part):
        if token.kind == "n":
            scaled = index + 1 < len(part) and part[index + 1].kind == "m"
            number = _decimal(token.text, scaled=scaled)
            if number is None:
                return None
            group += number
        elif token.kind in "woh":
            if group > 0 and token.amount >= _ones(group):
                return None  # "пять двести" is five thousand two hundred, or is not
            group += token.amount
        elif token.kind == "m":
            least = token.amount
            whole, group = whole + (group or 1) * token.amount, Decimal(0)
        elif token.kind == "k":
            minor, group = group, Decimal(0)
        else:
            whole, group = whole + group, Decimal(0)
    if least >= _MILLION and 0 < (whole + group) % least < _THOUSAND:
        return None  # "лям двести" is a million two hundred thousand, or is not
    total = (whole + group) * 100 + minor
    return Money(int(total), currency) if total == total.to_integral_value() else None


def _is_local(token: _Token, local: Currency) -> bool:
    """Whether it names this currency only because the money is of its country."""
    word = plain(token.text) if token.currency else ""
    return word in local.home_words or (bool(word) and word.startswith(local.home_stems))


def _decimal(digits: str, *, scaled: bool) -> Decimal | None:
    """The number written as digits with spaces, dots and commas; None if it is not one.

    `scaled`: "thousand" or "million" follows, so a single mark is decimal ("1,234 млн").
    """
    digits = _BETWEEN_DIGITS.sub("", digits)
    if digits.isdigit():
        return Decimal(digits)
    marks = _DIGIT.sub("", digits)
    if len(set(marks)) == 2:  # "1.234,56": the last mark is decimal
        thousands, decimal = marks[0], marks[-1]
        if marks.count(decimal) > 1 or digits.index(decimal) < digits.rindex(thousands):
            return None
        whole, _, rest = digits.partition(decimal)
        return _grouped(whole, thousands, rest)
    if len(marks) > 1:
        return _grouped(digits, marks[0], "")
    whole, _, rest = digits.partition(marks)
    if len(rest) == 3 and len(whole) <= 3 and not scaled and not whole.startswith("0"):
        return Decimal(whole + rest)
    return Decimal(f"{whole}.{rest}") if len(rest) <= 2 or scaled or whole == "0" else None


def _grouped(whole: str, mark: str, rest: str) -> Decimal | None:
    """A number whose thousands are separated by `mark`, or None if the groups are uneven."""
    first, *groups = whole.split(mark)
    if not 1 <= len(first) <= 3 or any(len(group) != 3 for group in groups) or len(rest) > 2:
        return None
    return Decimal(f"{first}{''.join(groups)}.{rest or 0}")
