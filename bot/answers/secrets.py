"""Card numbers, security codes, PINs and one-time codes in typed text: found and masked.

They are never needed for a complaint, and whoever reads them can take the rest of the money, so
they are masked before anything is stored or logged.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.answers.clean import clean
from bot.answers.sums import find_sums
from bot.answers.wording import plain, words

_LISTS = words("secrets")
_CODES = _LISTS["codes"]
_CARD_LENGTHS = range(15, 20)
_REACH = 30
"""How many characters before a number a word for a card may stand."""

_DIGIT_RUN = re.compile(r"\d+(?:[ \n.–—-]{1,3}\d+)*")
_CARD_WORD = re.compile("|".join(_LISTS["card_words"]), re.IGNORECASE)
_PIECE = re.compile(
    r"(?P<short>(?<![\d.,:/-])(?<!\b\d )(?<!\d\d )"
    r"(?:\d{3,8}|\d{3}[ -]\d{3}|\d\d[ -]\d\d)(?![.,:/-]?\d| \d))"
    r"|(?P<word>cv[vcp]2?|[^\W\d_]+(?:-[^\W\d_]+)*)|(?P<stop>[.!?;](?=\s|$)|\d+)",
    re.IGNORECASE,
)
_IT_IS = re.compile(
    r"^\s*(?:[-–—=(]+|,?\s*это)\s*(?:это|был)?\s*(?P<word>[^\W\d_]+)", re.IGNORECASE
)
_PASSWORD = re.compile(
    r"(?:парол\w*|password)(?: от \w+)?\s*[:=–—-]\s*(?P<secret>(?=\S*[\dA-Za-z])\S{4,})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Masked:
    """The cleaned text with its secrets masked, and which kinds of secret it held.

    Kinds: card, cvv, pin, code (a one-time code or a password).
    """

    text: str
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Secret:
    start: int
    end: int
    kind: str
    mask: str = "•••"


def mask(text: str) -> Masked:
    """The text, cleaned, with every card number as "•••• 1234" and every code as "•••".

    A card is told by its length, its issuer's range, its check digit (Luhn) and its grouping;
    Luhn alone would flag a tenth of all wallet numbers. A code is told by the words beside it.
    """
    text = clean(text)
    secrets = list(_cards(text))
    for secret in (*_passwords(text), *_codes(text)):
        if all(secret.end <= one.start or secret.start >= one.end for one in secrets):
            secrets.append(secret)
    for secret in sorted(secrets, key=lambda one: one.start, reverse=True):
        text = text[: secret.start] + secret.mask + text[secret.end :]
    return Masked(text, frozenset(secret.kind for secret in secrets))


def _cards(text: str) -> Iterator[_Secret]:
    for run in _DIGIT_RUN.finditer(text):
        groups = [
            (run.start() + group.start(), run.start() + group.end())
            for group in re.finditer(r"\d+", run[0])
        ]
        sure = _CARD_WORD.search(text[max(0, run.start() - _REACH) : run.start()]) is not None
        if not _is_account("".join(text[start:end] for start, end in groups)):
            yield from _cards_in_row(text, groups, sure)


def _cards_in_row(text: str, groups: list[tuple[int, int]], sure: bool) -> Iterator[_Secret]:
    """The cards among neighbouring groups of digits; none shares a group with another."""
    first = 0
    while first < len(groups):
        last = next(
            (
                last
                for last in _card_ends(groups, first)
                if _is_card([text[start:end] for start, end in groups[first:last]], sure)
            ),
            None,
        )
        if last is None:
            first += 1
            continue
        start, end = groups[first][0], groups[last - 1][1]
        yield _Secret(start, end, "card", f"•••• {_digits(text[start:end])[-4:]}")
        first = last


def _card_ends(groups: list[tuple[int, int]], first: int) -> Iterator[int]:
    """Where a card that begins with group `first` can end, the longest first."""
    ends, length = [], 0
    for last, (start, end) in enumerate(groups[first : first + _CARD_LENGTHS.stop], first + 1):
        length += end - start
        if length >= _CARD_LENGTHS.stop:
            break
        ends.append(last)
    return reversed(ends)


def _is_card(groups: list[str], sure: bool) -> bool:
    number = "".join(groups)
    if len(number) not in _CARD_LENGTHS or number.startswith(tuple(_LISTS["not_cards"])):
        return False
    shape = [len(group) for group in groups]
    looks_like_one = shape in _LISTS["groupings"] or (len(shape) == 1 and len(number) > 15)
    return (sure or looks_like_one) and _has_issuer(number) and _passes_luhn(number)


def _has_issuer(number: str) -> bool:
    return any(
        len(number) in issuer["lengths"]
        and issuer["from"] <= number[: len(issuer["from"])] <= issuer["to"]
        for issuer in _LISTS["issuers"]
    )


def _passes_luhn(number: str) -> bool:
    """Whether the last digit is the check digit of ISO/IEC 7812-1, annex B."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _is_account(number: str) -> bool:
    """A Russian bank account: twenty digits with the currency in the sixth to eighth."""
    return len(number) == 20 and number[5:8] in _LISTS["account_currencies"]


def _passwords(text: str) -> Iterator[_Secret]:
    for match in _PASSWORD.finditer(text):
        yield _Secret(*match.span("secret"), "code")


def _codes(text: str) -> Iterator[_Secret]:
    sums = {one.start for one in find_sums(text) if one.firm}
    before: list[str] = []
    for piece in _PIECE.finditer(text):
        if piece["word"]:
            before.append(plain(piece[0]))
        elif piece["stop"] or piece.start() in sums or _is_year(text, piece):
            before.clear()
        else:
            kind = _kind_by_words(before, piece[0]) or _kind_after(text[piece.end() :], piece[0])
            if kind:
                yield _Secret(*piece.span(), kind)
            else:
                before.clear()


def _kind_by_words(before: list[str], number: str) -> str | None:
    """What the number is, going back over the words before it until one says; else None."""
    for place in range(len(before) - 1, -1, -1):
        word = before[place]
        kind = _kind_of(word, number, before=before[place - 1] if place else "")
        if kind:
            named = place + 1 < len(before) and before[place + 1].startswith(
                tuple(_CODES["identifiers"])
            )
            return None if named else kind
        between = word in _CODES["between_words"] or word.startswith(tuple(_CODES["between"]))
        if not between and not word.startswith(tuple(_CODES["code"])):
            return None
    return None


def _kind_after(after: str, number: str) -> str | None:
    """What the number is by what follows it: "1234 – код из смс", "123 (cvv)"."""
    said = _IT_IS.match(after)
    return _kind_of(plain(said["word"]), number) if said else None


def _kind_of(word: str, number: str, before: str = "") -> str | None:
    """The kind of secret that the word announces, when a number of this length can be one.

    `before` is the word before it, for the stems in data that are pairs of words.
    """
    lengths = {"cvv": range(3, 5), "pin": range(4, 7), "code": range(4, 9)}
    for kind, allowed in lengths.items():
        announced = any(
            (f"{before} {word}" if " " in stem else word).startswith(stem) for stem in _CODES[kind]
        )
        if announced and len(_digits(number)) in allowed:
            return kind
    return None


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _is_year(text: str, piece: re.Match[str]) -> bool:
    return re.match(r"\s*г(?:\b|од)", text[piece.end() :]) is not None
