"""Phrases looked for in free text by word stems: transparent, offline, countable by hand."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import snowballstemmer  # type: ignore[import-untyped]

SLACK = 3
"""How many other words may stand among the words of a phrase."""

_WORD = re.compile(r"(?P<word>[^\W_]+(?:[-.][^\W_]+)*)|(?P<end>[.!?\n;]+)")
_NEGATIONS = {"не", "ни"}
_STEMMER = snowballstemmer.stemmer("russian")


@dataclass(frozen=True, slots=True)
class Word:
    """A word's stem, where it stands in the text, and in which sentence."""

    stem: str
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


@cache
def stem(word: str) -> str:
    """The stem of a word by the Snowball algorithm for Russian, ё as е."""
    return str(_STEMMER.stemWord(word.lower().replace("ё", "е")))


def stems(text: str) -> list[Word]:
    """The words of the text as stems; "не" and the word after it are one ("не дошло")."""
    found: list[Word] = []
    sentence = 0
    negation: re.Match[str] | None = None
    for match in _WORD.finditer(text):
        if match["end"]:
            sentence, negation = sentence + 1, None
        elif match[0].lower() in _NEGATIONS:
            negation = match
        elif negation is None:
            found.append(Word(stem(match[0]), *match.span(), sentence))
        else:
            word = f"не {stem(match[0])}"
            found.append(Word(word, negation.start(), match.end(), sentence))
            negation = None
    return found


def recognise(text: str, phrases: Mapping[str, Sequence[str]]) -> list[Match]:
    """The ids whose phrases are in the text, by score, then by place.

    A phrase is there when all its words stand in one sentence with at most `SLACK` others among
    them, in any order. It gives as many points as it has words, squared: a longer phrase says more
    than several short ones. Each place in the text counts once for an id.
    """
    words = stems(text)
    matches = [_best(words, id_, lines) for id_, lines in phrases.items()]
    return sorted(
        (match for match in matches if match is not None),
        key=lambda match: (-match.score, match.start),
    )


def _best(words: Sequence[Word], id_: str, lines: Iterable[str]) -> Match | None:
    places: dict[tuple[int, int], int] = {}
    for line in lines:
        wanted = frozenset(word.stem for word in _phrase(line))
        place = _place(words, wanted)
        if place is not None:
            places[place] = max(places.get(place, 0), len(_phrase(line)) ** 2)
    if not places:
        return None
    start, end = max(places, key=lambda place: (places[place], -place[0]))
    return Match(id_, sum(places.values()), start, end)


@cache
def _phrase(line: str) -> tuple[Word, ...]:
    return tuple(stems(line))


def _place(words: Sequence[Word], wanted: frozenset[str]) -> tuple[int, int] | None:
    """Where all wanted stems first stand together in one sentence: the start and the end."""
    for first, word in enumerate(words):
        if word.stem not in wanted:
            continue
        missing = set(wanted)
        for other in words[first : first + len(wanted) + SLACK]:
            if other.sentence != word.sentence:
                break
            missing.discard(other.stem)
            if not missing:
                return word.start, other.end
    return None
