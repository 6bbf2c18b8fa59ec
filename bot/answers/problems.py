"""Which problem a story tells of: a linear model over the beginnings, middles and ends of its words.

The model (data/problems.json) was trained by `tests/answers/training` on stories that people might
type. It is multinomial logistic regression: each piece of the text that it knows adds its weight to
every problem, and the sums become shares of one. No word list decides; a misspelt word still has
most of its pieces.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from math import exp, sqrt

from bot.russian.wording import ProblemWeights, small

SHORTEST, LONGEST = 2, 5
"""How many characters a piece of a word has; the word's two edges count as one each."""

BEGINNING = 5
"""By how many letters a whole word is known, alone and beside the next."""

MOST_WORDS = 1000
"""The most words read in one text: more than a message of prose holds."""

LONGEST_WORD = 40
"""No word of a language is longer; what follows in it is not read."""

LEAST_SHARE = 0.07
"""What is less likely than this is not offered."""

MOST_OFFERED = 3
"""So many problems are offered at the most."""

_WORD = re.compile(r"[^\W_]+")
_FIGURES = re.compile(r"\d+")
_LAWS = {"115", "161"}
"""The two laws by which wallets are blocked: of all other figures it only matters that they are."""
_NEGATIONS = {"не", "ни"}


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
        pieces = pieces_of(text)
        known = {piece: self._at[piece] for piece in pieces if piece in self._at}
        possible = [one for one in self._weights.problems if among is None or one in among]
        if not known or not possible:
            return []
        shares = dict(zip(self._weights.problems, self._shares(known.values()), strict=True))
        total = sum(shares[one] for one in possible)
        likely = sorted(possible, key=lambda one: -shares[one])[:MOST_OFFERED]
        return [
            Problem(one, shares[one] / total, *self._most_telling(one, known, pieces))
            for one in likely
            if shares[one] >= LEAST_SHARE * total
        ]

    def _shares(self, known: Iterable[int]) -> list[float]:
        """The share of each problem of the model, given the known pieces of a text."""
        rows = [self._weights.rows[at] for at in known]
        # The last column is how rare the piece is, by which the text's length is evened out.
        *sums, _ = map(sum, zip(*rows, strict=True))
        length = sqrt(sum(row[-1] ** 2 for row in rows)) * self._weights.unit
        scores = [bias + one / length for bias, one in zip(self._weights.biases, sums, strict=True)]
        highest = max(scores)
        likelihoods = [exp(score - highest) for score in scores]
        total = sum(likelihoods)
        return [one / total for one in likelihoods]

    def _most_telling(
        self, problem: str, known: dict[str, int], pieces: dict[str, tuple[int, int]]
    ) -> tuple[int, int]:
        column = self._weights.problems.index(problem)
        said: dict[tuple[int, int], int] = {}
        for piece, at in known.items():
            span = pieces[piece]
            said[span] = said.get(span, 0) + self._weights.rows[at][column]
        return max(said, key=lambda span: said[span])


def pieces_of(text: str) -> dict[str, tuple[int, int]]:
    """What the model knows a text by, each with the span of the first word it was found in.

    Pieces of single words (" не", "ревел", "ела "), the beginnings of whole words ("=перев") and of
    two neighbours ("безоп счет"). A word after "не" is also read together with it.
    """
    pieces: dict[str, tuple[int, int]] = {}
    before = ""
    negated = False
    for word, span in _words(text):
        beginning = word[:BEGINNING]
        found = {f"={beginning}", f"{before} {beginning}"} | _inside(word)
        if negated:
            found |= {f"=не{word[: BEGINNING - 2]}"} | _inside(f"не{word}")
        for piece in found:
            pieces.setdefault(piece, span)
        before, negated = beginning, word in _NEGATIONS
    return pieces


def _words(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    for number, match in enumerate(_WORD.finditer(small(text))):
        if number == MOST_WORDS:
            return
        word = match[0][:LONGEST_WORD]
        yield word if word in _LAWS else _FIGURES.sub("0", word), match.span()


def _inside(word: str) -> set[str]:
    edged = f"<{word}>"
    return {
        edged[start : start + length]
        for length in range(SHORTEST, LONGEST + 1)
        for start in range(len(edged) - length + 1)
    }
