"""Which problem a story tells of: a linear model over the pieces of its words.

The model (problems.json beside this file) was trained by `tests/answers/training` on stories that
people might type. It is multinomial logistic regression: each piece of the text that it knows adds
its weight to every problem, and the sums become shares of one. No word list decides; a misspelt
word still has most of its pieces.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from math import exp, sqrt
from pathlib import Path

from bot.russian.wording import ProblemWeights, small

WEIGHTS = Path(__file__).with_name("problems.json")
"""The trained model, read by `bot.content.wording`."""

SHORTEST, LONGEST = 2, 5
"""How many characters a piece of a word has; the word's two edges count as one each."""

BEGINNING = 5
"""By how many letters a whole word is known, alone and beside the next."""

MOST_WORDS = 1000
"""The most words read in one text: more than a message of prose holds."""

MOST_DIFFERENT = 250
"""So many different words are taken apart; a message of prose seldom has more."""

LONGEST_WORD = 40
"""No word of a language is longer; what follows in it is not read."""

LEAST_SHARE = 0.07
"""What is less likely than this is not offered."""

MOST_OFFERED = 3
"""So many problems are offered at the most."""

_WORD = re.compile(r"[^\W_]+")
_FIGURES = re.compile(r"\d+")
_LAWS = {"115", "161"}
"""The two laws by which wallets are blocked; no other number says what happened."""
_NEGATIONS = {"не", "ни"}

_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem, its share among those that are possible, and the word of the text that says most
    for it, at text[start:end]."""

    id: str
    share: float
    start: int
    end: int


class Problems:
    """Tells the likeliest problems of a story by trained weights."""

    def __init__(self, weights: ProblemWeights) -> None:
        self._weights = weights
        self._at = {piece: at for at, piece in enumerate(weights.pieces)}

    def find(self, text: str, among: Collection[str] | None = None) -> list[Problem]:
        """The problems offered for the text, the likeliest first, at most `MOST_OFFERED`.

        `among` are those that are possible, by default all of the model; there are none where the
        text holds nothing the model knows.
        """
        possible = [one for one in self._weights.problems if among is None or one in among]
        said = self._said(text)
        if not said or not possible:
            return []
        shares = dict(zip(self._weights.problems, self._shares(said), strict=True))
        total = sum(shares[one] for one in possible)
        likely = sorted(possible, key=lambda one: -shares[one])[:MOST_OFFERED]
        return [
            Problem(one, shares[one] / total, *self._most_telling(one, said))
            for one in likely
            if shares[one] >= LEAST_SHARE * total
        ]

    def _said(self, text: str) -> dict[_Span, list[Sequence[int]]]:
        """What the known pieces of each word say for each problem."""
        rows: dict[_Span, list[Sequence[int]]] = {}
        weights, width = self._weights.rows, self._weights.columns
        for piece, span in pieces_of(text).items():
            at = self._at.get(piece)
            if at is not None:
                rows.setdefault(span, []).append(weights[at * width : (at + 1) * width])
        return rows

    def _shares(self, said: Mapping[_Span, list[Sequence[int]]]) -> list[float]:
        """The share of each problem of the model."""
        *columns, rarities = zip(*chain.from_iterable(said.values()), strict=True)
        # The last column is how rare a piece is, by which the text's length is evened out.
        unit = sqrt(sum(one * one for one in rarities)) * self._weights.unit
        scores = [
            bias + sum(column) / unit
            for bias, column in zip(self._weights.biases, columns, strict=True)
        ]
        highest = max(scores)
        likelihoods = [exp(score - highest) for score in scores]
        total = sum(likelihoods)
        return [one / total for one in likelihoods]

    def _most_telling(self, problem: str, said: Mapping[_Span, list[Sequence[int]]]) -> _Span:
        column = self._weights.problems.index(problem)
        return max(said, key=lambda span: sum(row[column] for row in said[span]))


def pieces_of(text: str) -> dict[str, _Span]:
    """What the model knows a text by, each with the span of the first word it was found in.

    Pieces of single words (" не", "ревел", "ела "), the beginnings of whole words ("=перев") and of
    two neighbours ("безоп счет"). A word after "не" is also read together with it.
    """
    pieces: dict[str, _Span] = {}
    seen: set[str] = set()
    before = ""
    for word, span in _words(text):
        beginning = word[:BEGINNING]
        pieces.setdefault(f"{before} {beginning}", span)
        for one in (word, f"не{word}") if before in _NEGATIONS else (word,):
            if one not in seen and len(seen) < MOST_DIFFERENT:
                seen.add(one)
                pieces.setdefault(f"={one[:BEGINNING]}", span)
                for piece in _inside(one):
                    pieces.setdefault(piece, span)
        before = beginning
    return pieces


def _words(text: str) -> Iterator[tuple[str, _Span]]:
    """The words, with 0 for the figures in them ("5к")."""
    for match in islice(_WORD.finditer(small(text)), MOST_WORDS):
        word = match[0][:LONGEST_WORD]
        if word in _LAWS:
            yield word, match.span()
        elif not word.isdigit():
            yield _FIGURES.sub("0", word), match.span()


def _inside(word: str) -> list[str]:
    edged = f"<{word}>"
    return [
        edged[start : start + length]
        for length in range(SHORTEST, LONGEST + 1)
        for start in range(len(edged) - length + 1)
    ]
