"""Phrases looked for in free text by word stems: transparent, offline, countable by hand."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

SLACK = 3
"""How many other words may stand among the words of a phrase."""

_WORD = re.compile(r"(?P<word>[^\W_]+(?:[-.][^\W_]+)*)|(?P<end>[.!?\n;]+)")
_NEGATIONS = {"не", "ни"}


@dataclass(frozen=True, slots=True)
class Word:
    """A word in small letters and its stem, where it stands, and in which sentence."""

    word: str
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
def _stem(word: str) -> str:
    """The stem of a small-letter word by the Snowball algorithm for Russian."""
    return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:
    # Imported with the first story: the package loads forty languages, a quarter of a second.
    import snowballstemmer  # type: ignore[import-untyped]

    return snowballstemmer.stemmer("russian")


def stems(text: str) -> list[Word]:
    """The words of the text as stems; "не" and the word after it are one ("не дошло")."""
    found: list[Word] = []
    sentence = 0
    negation: re.Match[str] | None = None
    for match in _WORD.finditer(text):
        word = match[0].lower().replace("ё", "е")
        if match["end"]:
            sentence, negation = sentence + 1, None
        elif word in _NEGATIONS:
            negation = match
        else:
            start = negation.start() if negation else match.start()
            no = "не " if negation else ""
            found.append(Word(no + word, no + _stem(word), start, match.end(), sentence))
            negation = None
    return found


def recognise(text: str, phrases: Mapping[str, Sequence[str]]) -> list[Match]:
    """The ids whose phrases are in the text, by score, then by place.

    A phrase is there when all its words stand in one sentence with at most `SLACK` others among
    them, in any order and form; a word with a star stands for every word that begins so. It gives
    as many points as it has words, squared: a longer phrase says more than several short ones.
    Each place in the text counts once for an id.
    """
    words = stems(text)
    said = {(word.word, word.stem) for word in words}
    matches = [_best(words, said, id_, lines) for id_, lines in phrases.items()]
    return sorted(
        (match for match in matches if match is not None),
        key=lambda match: (-match.score, match.start),
    )


def _best(
    words: Sequence[Word], said: set[tuple[str, str]], id_: str, lines: Iterable[str]
) -> Match | None:
    places: dict[tuple[int, int], int] = {}
    for line in lines:
        wanted = _phrase(line)
        # Most phrases have a word that is nowhere in the text: no need to look for a place.
        if not all(any(_fits(*word, one) for word in said) for one in wanted):
            continue
        place = _place(words, wanted)
        if place is not None:
            places[place] = max(places.get(place, 0), len(wanted) ** 2)
    if not places:
        return None
    start, end = max(places, key=lambda place: (places[place], -place[0]))
    return Match(id_, sum(places.values()), start, end)


@cache
def _phrase(line: str) -> tuple[str, ...]:
    """The stems of a phrase; what ends with a star is a beginning, and kept as it is."""
    words = line.lower().replace("ё", "е").replace("не ", "не_").split()
    return tuple(
        word.replace("_", " ") if word.endswith("*") else stems(word.replace("_", " "))[0].stem
        for word in words
    )


def _fits(word: str, stem: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else stem == wanted


def _place(words: Sequence[Word], wanted: tuple[str, ...]) -> tuple[int, int] | None:
    """Where all wanted stems first stand together in one sentence: the start and the end."""
    for first, word in enumerate(words):
        if not any(_fits(word.word, word.stem, one) for one in wanted):
            continue
        missing = list(wanted)
        for other in words[first : first + len(wanted) + SLACK]:
            if other.sentence != word.sentence:
                break
            missing = [one for one in missing if not _fits(other.word, other.stem, one)]
            if not missing:
                return word.start, other.end
    return None
