"""Card numbers, security codes, PINs and one-time codes in typed text: found and masked.

They are never needed for a complaint, and whoever reads them can take the rest of the money, so
they are masked before anything is stored or logged.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from bot.answers.cards import find_cards
from bot.answers.clean import clean
from bot.answers.sums import find_sums
from bot.answers.wording import plain, small, words

_CODES = {name: tuple(listed) for name, listed in words("secrets")["codes"].items()}
_PAIRS = {name: tuple(stem for stem in listed if " " in stem) for name, listed in _CODES.items()}
_BETWEEN = _CODES["between"] + _CODES["code"]
_LENGTHS = {"cvv": range(3, 5), "pin": range(4, 7), "code": range(4, 9)}
"""How many digits a secret of each kind has; where a word announces several, the first counts."""
_ANNOUNCING = tuple(stem.split()[-1] for kind in _LENGTHS for stem in _CODES[kind])

_PIECE = re.compile(
    r"(?P<short>(?<![\d.,:/-])(?<!\b\d )(?<!\d\d )"
    r"(?:\d{3,8}|\d{3}[ -]\d{3}|\d\d[ -]\d\d)(?![.,:/-]?\d| \d))"
    r"|(?P<word>cv[vcp]2?|[^\W\d_]+(?:-[^\W\d_]+)*)|(?P<stop>[.!?;](?=\s|$)|\d+)"
)
_IT_IS = re.compile(
    r"\s*+(?:[-–—=(]++|,?+\s*+это)\s*+(?:это|был)?\s*+(?P<word>[^\W\d_]+)", re.IGNORECASE
)
# What has no secret after it is matched, too: so that nothing in it is looked at twice.
_PASSWORD = re.compile(
    r"(?:парол\w*+|password)(?: от \w++)?\s*+[:=–—-]\s*+"
    r"(?P<secret>(?=[^\s\dA-Za-z]*+[\dA-Za-z])\S{4,})"
    r"|парол\w*+(?=[:=–—-][^\s\dA-Za-z]*+(?!\S))\S*[^\s\w]|парол\w*+",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\s*+г(?:\b|од)")


@dataclass(frozen=True, slots=True)
class Masked:
    """The cleaned text with its secrets masked, and which kinds of secret it held.

    Kinds: card, cvv, pin, code (a one-time code or a password).
    """

    text: str
    kinds: frozenset[str]


class _Secret(NamedTuple):
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
    taken = bytearray(len(text))
    secrets: list[_Secret] = []
    for secret in (*_cards(text), *_passwords(text), *_codes(text)):
        if not any(taken[secret.start : secret.end]):
            taken[secret.start : secret.end] = b"\1" * (secret.end - secret.start)
            secrets.append(secret)
    shown, last = [], 0
    for secret in sorted(secrets, key=lambda one: one.start):
        shown += [text[last : secret.start], secret.mask]
        last = secret.end
    return Masked("".join([*shown, text[last:]]), frozenset(secret.kind for secret in secrets))


def _cards(text: str) -> Iterator[_Secret]:
    return (_Secret(card.start, card.end, "card", f"•••• {card.last}") for card in find_cards(text))


def _passwords(text: str) -> Iterator[_Secret]:
    for match in _PASSWORD.finditer(text):
        if match["secret"]:
            yield _Secret(*match.span("secret"), "code")


def _codes(text: str) -> Iterator[_Secret]:
    sums: set[int] | None = None  # looked for when there is a number that they could clear
    said = _Said()
    for piece in _PIECE.finditer(small(text)):
        if piece.lastgroup == "word":
            said.hear(piece[0])
            continue
        kind = piece.lastgroup == "short" and (said.kind_of(piece[0]) or _kind_after(text, piece))
        if kind and sums is None:
            sums = {one.start for one in find_sums(text) if one.firm}
        if kind and piece.start() not in (sums or ()) and not _YEAR.match(text, piece.end()):
            yield _Secret(*piece.span(), kind)
        else:
            said.forget()


class _Said:
    """What the words heard so far make of a number of so many digits.

    Kept up to date word by word: a number that went back over the words itself would take as long
    as the text is, and there may be hundreds of both.
    """

    def __init__(self) -> None:
        self._kinds: dict[int, str | None] = {}
        self._last: Mapping[int, str] = {}
        self._word = ""

    def forget(self) -> None:
        """A sentence ends here, or a number that is no secret stands here."""
        self._kinds, self._last, self._word = {}, {}, ""

    def hear(self, word: str) -> None:
        """The next word: it may announce a secret, stand between, or end what was announced."""
        if word.startswith(_CODES["identifiers"]):  # "код операции": nothing secret
            self._kinds |= dict.fromkeys(self._last)
        if self._kinds and not _stands_between(word):
            self._kinds = {}
        self._last = _announced(word, self._word)
        if self._last:
            self._kinds |= self._last
        self._word = word

    def kind_of(self, number: str) -> str | None:
        """The kind of secret that the number is by the words before it, the nearest first."""
        return self._kinds.get(len(_digits(number)))


def _stands_between(word: str) -> bool:
    """Whether the word may stand between what announces a secret and the secret."""
    return word in _CODES["between_words"] or word.startswith(_BETWEEN)


def _kind_after(text: str, piece: re.Match[str]) -> str | None:
    """What the number is by what follows it: "1234 – код из смс", "123 (cvv)"."""
    said = _IT_IS.match(text, piece.end())
    return _announced(plain(said["word"])).get(len(_digits(piece[0]))) if said else None


def _announced(word: str, before: str = "") -> Mapping[int, str]:
    """The kind of secret that the word announces, by how many digits the number after it has.

    `before` is the word before it, for the stems in data that are pairs of words.
    """
    return _kinds_after(word, before) if word.startswith(_ANNOUNCING) else {}


@lru_cache(maxsize=1024)
def _kinds_after(word: str, before: str) -> Mapping[int, str]:
    kinds: dict[int, str] = {}
    for kind, lengths in _LENGTHS.items():
        if word.startswith(_CODES[kind]) or f"{before} {word}".startswith(_PAIRS[kind]):
            kinds = dict.fromkeys(lengths, kind) | kinds
    return kinds


def _digits(text: str) -> str:
    return text.replace(" ", "").replace("-", "")
