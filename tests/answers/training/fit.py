"""Multinomial logistic regression over pieces of words, in whole numbers of one byte."""

from array import array
from collections import Counter
from collections.abc import Sequence
from math import log, sqrt

import numpy
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.answers.problems import pieces_of
from bot.russian.wording import ProblemWeights
from tests.answers.training.corpus import Labelled

FEWEST = 3
"""A piece that is in fewer stories says nothing about others."""

WHOLE_WORDS = 2.0
"""How much more the beginnings of words and of pairs count than what is inside them."""

STRENGTH = 30.0
"""scikit-learn's C: the inverse of how strongly weights are held back."""

LARGEST = 127
"""Of a byte with a sign."""


def fit(stories: Sequence[Labelled]) -> ProblemWeights:
    """The model trained on these stories; the same stories give the same model."""
    texts = [frozenset(pieces_of(one.text)) for one in stories]
    counts = Counter(piece for text in texts for piece in text)
    pieces = sorted(piece for piece, count in counts.items() if count >= FEWEST)
    rarities = numpy.array(
        [
            log(len(texts) / counts[piece]) * (WHOLE_WORDS if _is_whole(piece) else 1)
            for piece in pieces
        ]
    )
    at = {piece: column for column, piece in enumerate(pieces)}
    regression = LogisticRegression(C=STRENGTH, max_iter=500, tol=1e-6)
    regression.fit(_matrix(texts, at, rarities), [one.problem for one in stories])
    return _in_bytes(regression, pieces, rarities)


def _is_whole(piece: str) -> bool:
    return piece[0] == "=" or " " in piece


def _matrix(
    texts: Sequence[frozenset[str]], at: dict[str, int], rarities: "numpy.ndarray"
) -> csr_matrix:
    rows, columns, values = [], [], []
    for row, text in enumerate(texts):
        known = sorted(at[piece] for piece in text if piece in at)
        length = sqrt(sum(rarities[column] ** 2 for column in known)) or 1.0
        rows += [row] * len(known)
        columns += known
        values += [rarities[column] / length for column in known]
    return csr_matrix((values, (rows, columns)), shape=(len(texts), len(at)))


def _in_bytes(
    regression: LogisticRegression, pieces: Sequence[str], rarities: "numpy.ndarray"
) -> ProblemWeights:
    weights = regression.coef_.T * rarities[:, None]
    step = numpy.abs(weights).max() / LARGEST
    rarity_step = rarities.max() / LARGEST
    rows = numpy.column_stack(
        [numpy.rint(weights / step), numpy.maximum(1, numpy.rint(rarities / rarity_step))]
    )
    return ProblemWeights(
        problems=tuple(map(str, regression.classes_)),
        biases=tuple(round(float(one), 4) for one in regression.intercept_),
        unit=round(float(rarity_step / step), 6),
        pieces=tuple(pieces),
        rows=array("b", rows.astype("int8").tobytes()),
    )
