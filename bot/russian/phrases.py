"""Phrases looked for in free text by word stems: transparent, offline, countable by hand."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from bot.russian.beginnings import Beginnings
from bot.russian.wording import small

SLACK = 3
"""How many other words may stand among the words of a phrase."""

MOST_WORDS = 1000
"""So many words of a text are looked at: of prose that is more than a message holds."""

MOST_STEMMED = 250
"""So many different words of a text are stemmed, which takes long: only those that can be a form
of a phrase's word are, fewer than two hundred in 4,000 characters of a story."""

_WORD = re.compile(r"(?P<word>[^\W_]+(?:[-.][^\W_]+)*)|(?P<end>[.!?\n;]+)")
_NEGATIONS = {"не", "ни"}
_IN_ENDINGS = "авгеийлмностухшщыьюя"  # the letters that the stemmer takes away
_LONGEST = 40  # no word of a phrase is longer


class Word(NamedTuple):
    """A word in small letters, where it stands, and in which sentence."""

    word: str
    start: int
    end: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Match:
    """Which id was recognised, its points, and where its best phrase stands."""

    id: str
    score: int
    start: int
    end: int


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    """The stem of a small-letter word by the Snowball algorithm for Russian.

    It is a beginning of the word, and keeps "не " before it.
    """
    no, _, bare = word.rpartition(" ")
    return f"{no} {_stemmer().stemWord(bare)}" if no else str(_stemmer().stemWord(bare))


@cache
def _stemmer() -> Any:
    # Imported with the first story: the package loads forty languages, a quarter of a second.
    import snowballstemmer  # type: ignore[import-untyped]

    return snowballstemmer.stemmer("russian")


def split_words(text: str) -> list[Word]:
    """The words of the text, the first `MOST_WORDS`; "не" and the word after it are one."""
    found: list[Word] = []
    sentence = 0
    negation: re.Match[str] | None = None
    for match in _WORD.finditer(small(text)):
        if len(found) == MOST_WORDS:
            break
        if match.lastgroup == "end":
            sentence, negation = sentence + 1, None
            continue
        word = match[0]
        if word in _NEGATIONS:
            negation = match
        elif negation:
            found.append(Word(f"не {word}", negation.start(), match.end(), sentence))
            negation = None
        else:
            found.append(Word(word, match.start(), match.end(), sentence))
    return found


def recognise(text: str, phrases: Mapping[str, Sequence[str]]) -> list[Match]:
    """The ids whose phrases are in the text, by score, then by where they stand.

    A phrase is there when all its words stand in one sentence with at most `SLACK` others among
    them, in any order and form; a word with a star stands for every word that begins so. It gives
    as many points as it has words, squared: a longer phrase says more than several short ones.
    Each span of the text counts once for an id.
    """
    said = _Said(text, (line for lines in phrases.values() for line in lines))
    matches = [_best(said, id_, lines) for id_, lines in phrases.items()]
    return sorted(
        (match for match in matches if match is not None),
        key=lambda match: (-match.score, match.start),
    )


def spans(text: str, lines: Sequence[str]) -> list[tuple[int, int]]:
    """Every span (start, end) where one of the phrases stands, in order."""
    said = _Said(text, lines)
    return sorted({span for line in lines for span in said.spans(_phrase(line))})


def _may_bend(word: str, stem: str) -> bool:
    """Whether what follows the stem can be an ending; most of the time it cannot."""
    return len(word) < _LONGEST and not word[len(stem) :].strip(_IN_ENDINGS)


class _Said:
    """The words of a text by what they stand for in the phrases: most stand for nothing."""

    def __init__(self, text: str, lines: Iterable[str]) -> None:
        wanted = {one for line in lines for one in _phrase(line)}
        stars = Beginnings(one[:-1] for one in wanted if one.endswith("*"))
        stems = Beginnings(wanted)
        self._words = split_words(text)
        self._at: dict[str, list[int]] = {}
        self._means: list[frozenset[str]] = []
        meanings: dict[str, frozenset[str]] = {}
        left = MOST_STEMMED
        for at, word in enumerate(self._words):
            if word.word not in meanings:
                means = {f"{one}*" for one in stars.of(word.word)}
                if left > 0 and any(_may_bend(word.word, stem) for stem in stems.of(word.word)):
                    left -= 1
                    means.add(_stem(word.word))
                meanings[word.word] = frozenset(means & wanted)
            self._means.append(meanings[word.word])
            for one in self._means[-1]:
                self._at.setdefault(one, []).append(at)

    def spans(self, phrase: tuple[str, ...]) -> Iterator[tuple[int, int]]:
        """Where all words of the phrase stand together in one sentence: the starts and the ends."""
        if not all(one in self._at for one in phrase):
            return
        reach = len(phrase) + SLACK
        last = -1
        # Wherever they stand together the rarest of them stands, too.
        for rarest in min((self._at[one] for one in phrase), key=len):
            for first in range(max(last + 1, rarest - reach + 1), rarest + 1):
                last = first
                span = self._span(first, phrase, reach)
                if span is not None:
                    yield span

    def _span(self, first: int, phrase: tuple[str, ...], reach: int) -> tuple[int, int] | None:
        if self._means[first].isdisjoint(phrase):
            return None
        missing = set(phrase)
        start = self._words[first]
        for other in range(first, min(first + reach, len(self._words))):
            if self._words[other].sentence != start.sentence:
                return None
            missing -= self._means[other]
            if not missing:
                return start.start, self._words[other].end
        return None


def _best(said: _Said, id_: str, lines: Iterable[str]) -> Match | None:
    spans: dict[tuple[int, int], int] = {}
    for line in lines:
        wanted = _phrase(line)
        span = next(said.spans(wanted), None)
        if span is not None:
            spans[span] = max(spans.get(span, 0), len(wanted) ** 2)
    if not spans:
        return None
    start, end = max(spans, key=lambda span: (spans[span], -span[0]))
    return Match(id_, sum(spans.values()), start, end)


@cache
def _phrase(line: str) -> tuple[str, ...]:
    """The stems of a phrase; what ends with a star is a beginning, and kept as it is."""
    words = line.lower().replace("ё", "е").replace("не ", "не_").split()
    return tuple(
        word.replace("_", " ")
        if word.endswith("*")
        else _stem(split_words(word.replace("_", " "))[0].word)
        for word in words
    )
