"""Phrases found in free text by word stems: transparent, offline, and easy to check by hand."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

from bot.russian.beginnings import Beginnings
from bot.russian.wording import small

SLACK = 3
"""How many other words may come between the words of a phrase."""

MOST_WORDS = 1000
"""The most words read in one text: more than a message of prose holds."""

MOST_STEMMED = 150
"""The most distinct words stemmed in one text, since stemming is slow. Only possible forms of a
phrase's word are stemmed: a few dozen in a story of 4,000 characters."""

_WORD = re.compile(r"(?P<word>[^\W_]+(?:[-.][^\W_]+)*)|(?P<end>[.!?\n;]+)")
_NEGATIONS = {"не", "ни"}
_IN_ENDINGS = "авгеийлмностухшщыьюя"  # the letters that the stemmer can strip
_LONGEST = 40  # no word of a phrase is longer


class Word(NamedTuple):
    """A lower-case word, its position, and the number of its sentence."""

    word: str
    start: int
    end: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Match:
    """The id that was recognised, its score, and the position of its best phrase."""

    id: str
    score: int
    start: int
    end: int


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    """The stem of a lower-case word by the Snowball algorithm for Russian.

    It is a prefix of the word, and keeps a leading "не ".
    """
    no, _, bare = word.rpartition(" ")
    return f"{no} {_stemmer().stemWord(bare)}" if no else str(_stemmer().stemWord(bare))


@cache
def _stemmer() -> Any:
    # Imported at the first story: the package loads forty languages, which takes 0.25 s.
    import snowballstemmer  # type: ignore[import-untyped]

    return snowballstemmer.stemmer("russian")


def split_words(text: str) -> list[Word]:
    """The first `MOST_WORDS` words of the text; "не" and the word after it are one."""
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
    """The ids whose phrases are in the text, by score, then by position.

    A phrase is found where all its words are in one sentence with at most `SLACK` others among
    them, in any order and form; a word with a star stands for every word with that beginning. It
    scores its number of words, squared: a longer phrase says more than several short ones.
    Each span of the text counts once for an id.
    """
    said = _Wanted(line for lines in phrases.values() for line in lines).said(text)
    matches = [_best(said, id_, lines) for id_, lines in phrases.items()]
    return sorted(
        (match for match in matches if match is not None),
        key=lambda match: (-match.score, match.start),
    )


class Phrases:
    """Phrases by the ids that they mean, made ready once for many texts."""

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        self._wanted = _Wanted(line for lines in phrases.values() for line in lines)
        self._phrases = {id_: [_phrase(line) for line in lines] for id_, lines in phrases.items()}

    def spans(self, text: str) -> dict[str, list[tuple[int, int]]]:
        """Every span (start, end) of a phrase, in order, by its id; no id without any."""
        said = self._wanted.said(text)
        found = {
            id_: sorted({span for phrase in phrases for span in said.spans(phrase)})
            for id_, phrases in self._phrases.items()
        }
        return {id_: spans for id_, spans in found.items() if spans}


def _may_bend(word: str, stem: str) -> bool:
    """Whether what follows the stem can be an ending; mostly it cannot."""
    return len(word) < _LONGEST and not word[len(stem) :].strip(_IN_ENDINGS)


class _Wanted:
    """The stems and beginnings of which phrases are made."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.all = {one for line in lines for one in _phrase(line)}
        self.stars = Beginnings(one[:-1] for one in self.all if one.endswith("*"))
        self.stems = Beginnings(self.all)

    def said(self, text: str) -> "Said":
        """What the text says, by stems and beginnings; the first `MOST_STEMMED` words are
        stemmed."""
        left = MOST_STEMMED

        def means(word: str) -> frozenset[str]:
            nonlocal left
            meant = {f"{one}*" for one in self.stars.of(word)}
            if left > 0 and any(_may_bend(word, stem) for stem in self.stems.of(word)):
                left -= 1
                meant.add(_stem(word))
            return frozenset(meant & self.all)

        return Said(split_words(text), means)


class Said:
    """The words of a text, indexed by what they mean: the parts of phrases that they match."""

    def __init__(self, words: Sequence[Word], means: Callable[[str], frozenset[str]]) -> None:
        """`means` gives what a word matches; it is asked once for each."""
        self._words = words
        self._at: dict[str, list[int]] = {}
        meanings = {word: means(word) for word in dict.fromkeys(one.word for one in words)}
        self._means = [meanings[one.word] for one in words]
        for at, meant in enumerate(self._means):
            for one in meant:
                self._at.setdefault(one, []).append(at)

    @property
    def meant(self) -> Iterable[str]:
        """The parts of phrases that are in the text."""
        return self._at

    def spans(self, phrase: tuple[str, ...]) -> Iterator[tuple[int, int]]:
        """The spans (start, end) where all words of the phrase come together in one sentence."""
        if not all(one in self._at for one in phrase):
            return
        reach = len(phrase) + SLACK
        last = -1
        # Wherever they come together, the rarest of them is there too.
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


def _best(said: Said, id_: str, lines: Iterable[str]) -> Match | None:
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
    """The stems of a phrase; a word that ends with a star is a beginning and is kept as it is."""
    words = line.lower().replace("ё", "е").replace("не ", "не_").split()
    return tuple(
        word.replace("_", " ")
        if word.endswith("*")
        else _stem(split_words(word.replace("_", " "))[0].word)
        for word in words
    )
