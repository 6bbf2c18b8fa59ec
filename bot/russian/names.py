"""Names found in free text as people write them: declined, misspelt by a letter, glued together.

"тинькоффом", "тинкофф", "тинькоффбанк", "Т-Банка", "ОZОН" are what a list that says "тинькофф",
"т банк" and "ozon" knows. What is found is a reading of the text and nothing else.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.russian.phrases import Word
from bot.russian.wording import small

SHORTEST_MISSPELT = 6
"""A shorter name must be spelt right: too many words are a letter away from it."""

SHORTEST_STEM = 3
"""What is left of a word without its ending has at least so many letters."""

MOST_WORDS = 300
"""The most words read in one text: whoever writes more has named their bank by then."""

MOST_NAMES = 50
"""The most names found in one text: a story has a few."""

_WORD = re.compile(r"[^\W_]+|[.!?;]+(?=\s|$)|\n")
_ENDINGS = frozenset({
    "а", "я", "о", "е", "и", "ы", "у", "ю", "ь", "й", "ой", "ей", "ий", "ый", "ая", "ое",
    "ые", "ом", "ем", "ам", "ям", "ами", "ями", "ах", "ях", "ого", "его", "ому", "ему",
    "ых", "их", "им", "ым", "ов", "ев", "ия", "ию", "ии", "ием", "овский", "овская",
    "овской", "овскую",
})  # fmt: skip
_LONGEST_ENDING = max(map(len, _ENDINGS))
_GLUED = re.compile(r"банк|bank|карт|card|кошел|онлайн|online|мани|money|пэй|пей|pay")
_LATIN, _CYRILLIC = "abcehkmoptxyz", "авсенкмортхуз"
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_HAS_LATIN, _HAS_CYRILLIC = re.compile("[a-z]"), re.compile("[а-я]")


@dataclass(frozen=True, slots=True)
class Named:
    """A name of `id`, from word `first` up to but not including word `last`."""

    id: str
    first: int
    last: int


class Names:
    """Finds the names of a list: `names` by the id of whose they are, in the nominative."""

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        listed = [(_words(name), id_) for id_, lines in names.items() for name in lines]
        for said, id_ in listed:
            for one in {said, ("".join(said),)}:
                self._by_first.setdefault(one[0], []).append((one, id_))
        for known in self._by_first.values():
            known.sort(key=lambda one: -len(one[0]))
        self._means: dict[str, set[str]] = {}
        self._nearly: dict[str, set[str]] = {}
        for word in {word for lines in self._by_first.values() for one, _ in lines for word in one}:
            stem = min(_bare(word), key=len)
            for form in (word, stem):
                self._means.setdefault(form, set()).add(word)
            if len(stem) >= SHORTEST_MISSPELT:
                for form in with_one_left_out(stem):
                    self._nearly.setdefault(form, set()).add(word)
        self._letters = {letter for form in self._means for letter in _first_letters(form)}
        self._longest = max(map(len, self._means), default=0) + _LONGEST_ENDING

    def find(self, words: Sequence[Word]) -> list[Named]:
        """Every name among the words (of `split`), in order, at most `MOST_NAMES`; of several at
        one place the longest, and none shares a word with another."""
        known: dict[str, set[str]] = {}
        for one in words:
            if one.word not in known:
                known[one.word] = self._meant(one.word)
        found: list[Named] = []
        at = 0
        while at < len(words) and len(found) < MOST_NAMES:
            named = self._named(words, at, known)
            if named:
                found.append(named)
            at = named.last if named else at + 1
        return found

    def _named(self, words: Sequence[Word], at: int, known: Mapping[str, set[str]]) -> Named | None:
        longest: Named | None = None
        for first in known[words[at].word]:
            for said, id_ in self._by_first.get(first, ()):
                there = words[at : at + len(said)]
                if (
                    len(there) == len(said)
                    and there[-1].sentence == there[0].sentence
                    and all(word in known[one.word] for word, one in zip(said, there, strict=True))
                    and (longest is None or len(said) > longest.last - longest.first)
                ):
                    longest = Named(id_, at, at + len(said))
        return longest

    def _meant(self, word: str) -> set[str]:
        """The words of the list that this one is a form of, or a misspelling, or begins with."""
        if word[0] not in self._letters or len(word) > self._longest + _LONGEST_ENDING:
            return set()
        for form in _in_one_alphabet(word):
            meant = self._forms(form)
            if meant:
                return meant
            glued = _GLUED.search(form, 2)
            if glued:
                meant = self._forms(form[: glued.start()])
                if meant:
                    return meant
        return set()

    def _forms(self, word: str) -> set[str]:
        bare = _bare(word)
        exact = [self._means[one] for one in bare if one in self._means]
        if exact:
            return set().union(*exact)
        nearly = [
            self._nearly[form]
            for one in bare
            if len(one) >= SHORTEST_MISSPELT - 1
            for form in with_one_left_out(one)
            if form in self._nearly
        ]
        return {one for near in nearly for one in near if any(_is_slip(form, one) for form in bare)}


def split(text: str) -> list[Word]:
    """The first `MOST_WORDS` words of the text; hyphens and dots inside a name part words."""
    found: list[Word] = []
    sentence = 0
    for match in _WORD.finditer(small(text)):
        if len(found) == MOST_WORDS:
            break
        if match[0][0] in ".!?;\n":
            sentence += 1
        else:
            found.append(Word(match[0], match.start(), match.end(), sentence))
    return found


def _words(name: str) -> tuple[str, ...]:
    return tuple(one.word for one in split(name))


def _bare(word: str) -> list[str]:
    """The word, and the word without each ending that it may have."""
    return [
        word,
        *(
            word[:-length]
            for length in range(1, _LONGEST_ENDING + 1)
            if len(word) - length >= SHORTEST_STEM and word[-length:] in _ENDINGS
        ),
    ]


def _is_slip(word: str, name: str) -> bool:
    """Whether the word is a form of the name with a slip of the finger inside: one letter more,
    less or other, or two exchanged."""
    return any(is_letter_apart(word, stem) for stem in _bare(name))


def is_letter_apart(one: str, other: str) -> bool:
    """Whether the words are the same but for one letter more, less or other, or two exchanged; the
    first one is the same."""
    if one[0] != other[0]:
        return False
    pairs = enumerate(zip(one, other, strict=False))
    same = next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
    one, other = one[same:], other[same:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])


def with_one_left_out(word: str) -> Iterator[str]:
    """The word, and the word without each of its letters: two words that are a slip apart have one
    of these in common."""
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _first_letters(word: str) -> str:
    """The first letter, and what it may be mistaken for."""
    return f"{word[0]}{word[0].translate(_TO_LATIN)}{word[0].translate(_TO_CYRILLIC)}"


def _in_one_alphabet(word: str) -> Iterable[str]:
    """The word; where it mixes alphabets, as either of them would be read."""
    if _HAS_LATIN.search(word) and _HAS_CYRILLIC.search(word):
        return word, word.translate(_TO_LATIN), word.translate(_TO_CYRILLIC)
    return (word,)
