"""Card numbers, security codes, PINs and one-time codes in typed text: found and masked.

They are never needed for a complaint, and whoever reads them can take the rest of the money, so
they are masked before anything is stored or logged.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from bot.answers.cards import Cards
from bot.answers.clean import clean
from bot.answers.sums import Sums
from bot.russian.wording import CodeWords, SecretWords, plain, small

_LENGTHS = {"cvv": range(3, 5), "pin": range(4, 7), "code": range(4, 9)}
"""How many digits a secret of each kind has; if a word announces several, the first wins."""

_PIECE = re.compile(
    r"(?P<short>(?<![\d.,:/-])(?<!\b\d )(?<!\d\d )"
    r"(?:\d{3,8}|\d{3}[ -]\d{3}|\d\d[ -]\d\d)(?![.,:/-]?\d| \d))"
    r"|(?P<word>cv[vcp]2?|[^\W\d_]+(?:-[^\W\d_]+)*)|(?P<stop>[.!?;](?=\s|$)|\d+)"
)
_IT_IS = re.compile(
    r"\s*+(?:[-–—=(]++|,?+\s*+это)\s*+(?:это|был)?\s*+(?P<word>[^\W\d_]+)", re.IGNORECASE
)
# The word is matched even with no secret after it, so that nothing is scanned twice.
_PASSWORD = re.compile(
    r"(?:парол\w*+|password)(?:(?: от \w++)?\s*+[:=–—-]\s*+"
    r"(?P<secret>(?=[^\s\dA-Za-z]*+[\dA-Za-z])\S{4,})"
    r"|(?: \w++){0,3}? (?P<mixed>(?=[^\W\d]*+\d)(?=\d*+[^\W\d])\w{6,}))"
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


class Secrets:
    """Finds and masks secrets by the words of data/secrets.toml."""

    def __init__(self, lists: SecretWords, sums: Sums) -> None:
        self._cards = Cards(lists)
        self._codes = _Codes(lists.codes)
        self._sums = sums

    def mask(self, text: str) -> Masked:
        """The text, cleaned, with every card number as "•••• 1234" and every code as "•••".

        A card is recognised by its length, its issuer's range, its check digit (Luhn) and its
        grouping; Luhn alone would flag a tenth of all wallet numbers. A code is recognised by the
        words beside it.
        """
        text = clean(text)
        taken = bytearray(len(text))
        secrets: list[_Secret] = []
        for secret in (*self._find_cards(text), *_passwords(text), *self._find_codes(text)):
            if not any(taken[secret.start : secret.end]):
                taken[secret.start : secret.end] = b"\1" * (secret.end - secret.start)
                secrets.append(secret)
        shown, last = [], 0
        for secret in sorted(secrets, key=lambda one: one.start):
            shown += [text[last : secret.start], secret.mask]
            last = secret.end
        return Masked("".join([*shown, text[last:]]), frozenset(secret.kind for secret in secrets))

    def _find_cards(self, text: str) -> Iterator[_Secret]:
        for card in self._cards.find(text):
            yield _Secret(card.start, card.end, "card", f"•••• {card.last}")
            if card.back:
                yield _Secret(*card.back, "cvv")

    def _find_codes(self, text: str) -> Iterator[_Secret]:
        sums: set[int] | None = None  # found only once there is a number they could clear
        said = _Said(self._codes)
        for piece in _PIECE.finditer(small(text)):
            if piece.lastgroup == "word":
                said.hear(piece[0])
                continue
            kind = piece.lastgroup == "short" and (
                said.kind_of(piece[0]) or self._codes.kind_after(text, piece)
            )
            if kind and sums is None:
                sums = {one.start for one in self._sums.find(text) if one.firm}
            if kind and piece.start() not in (sums or ()) and not _YEAR.match(text, piece.end()):
                yield _Secret(*piece.span(), kind)
            else:
                said.forget()


def _passwords(text: str) -> Iterator[_Secret]:
    for match in _PASSWORD.finditer(text):
        for group in ("secret", "mixed"):
            if match[group]:
                yield _Secret(*match.span(group), "code")


class _Codes:
    """What the words around a number say it is."""

    def __init__(self, words: CodeWords) -> None:
        self.identifiers = words.identifiers
        self._between_words = words.between_words
        self._between = words.between + words.code
        self._stems = {kind: getattr(words, kind) for kind in _LENGTHS}
        self._pairs = {
            kind: tuple(stem for stem in stems if " " in stem)
            for kind, stems in self._stems.items()
        }
        self._announcing = tuple(
            stem.split()[-1] for stems in self._stems.values() for stem in stems
        )
        self._kinds_after = lru_cache(maxsize=1024)(self._find_kinds_after)

    def stands_between(self, word: str) -> bool:
        """Whether the word may stand between what announces a secret and the secret."""
        return word in self._between_words or word.startswith(self._between)

    def kind_after(self, text: str, piece: re.Match[str]) -> str | None:
        """What kind of secret the words after the number make it: "1234 – код из смс"."""
        said = _IT_IS.match(text, piece.end())
        return self.announced(plain(said["word"])).get(len(_digits(piece[0]))) if said else None

    def announced(self, word: str, before: str = "") -> Mapping[int, str]:
        """The kind of secret that the word announces, by the number of digits that follow.

        `before` is the word before it, for the stems in data that are pairs of words.
        """
        return self._kinds_after(word, before) if word.startswith(self._announcing) else {}

    def _find_kinds_after(self, word: str, before: str) -> Mapping[int, str]:
        kinds: dict[int, str] = {}
        for kind, lengths in _LENGTHS.items():
            pair = f"{before} {word}"
            if word.startswith(self._stems[kind]) or pair.startswith(self._pairs[kind]):
                kinds = dict.fromkeys(lengths, kind) | kinds
        return kinds


class _Said:
    """What kind of secret the words so far make a number, by its number of digits.

    Kept up to date word by word: going back over the words at each number would be quadratic, and
    there may be hundreds of both.
    """

    def __init__(self, codes: _Codes) -> None:
        self._codes = codes
        self._kinds: dict[int, str | None] = {}
        self._last: Mapping[int, str] = {}
        self._word = ""

    def forget(self) -> None:
        """A sentence ends here, or here is a number that is not a secret."""
        self._kinds, self._last, self._word = {}, {}, ""

    def hear(self, word: str) -> None:
        """The next word: it may announce a secret, stand between, or end what was announced."""
        if word.startswith(self._codes.identifiers):  # "код операции": not a secret
            self._kinds |= dict.fromkeys(self._last)
        if self._kinds and not self._codes.stands_between(word):
            self._kinds = {}
        self._last = self._codes.announced(word, self._word)
        if self._last:
            self._kinds |= self._last
        self._word = word

    def kind_of(self, number: str) -> str | None:
        """The kind of secret that the words before the number make it; the nearest word wins."""
        return self._kinds.get(len(_digits(number)))


def _digits(text: str) -> str:
    return text.replace(" ", "").replace("-", "")
