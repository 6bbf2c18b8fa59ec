"""Phrases found in what people type in haste: in any form, misspelt, by ear, in the wrong layout.

"памагите", "спсите", "gjvjubnt" and "pomogite" are what a list that says "помог" and "спаси" knows.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from bot.russian.beginnings import Beginnings
from bot.russian.names import is_letter_apart, with_one_left_out
from bot.russian.phrases import Match, Said, split_words
from bot.russian.wording import small

SHORTEST_MISSPELT = 5
"""A shorter beginning must be there as it sounds: too many words are a letter away from it."""

MOST_WORDS = 200
"""The most words heard in one text: whoever writes more has said by then what it is about."""

MOST_MIXED = 40
"""The most words read in another alphabet once the first has said something: reading is slow."""

_LONGEST = 24  # characters of a word: no beginning is longer
_SOUNDS = str.maketrans("оеэяыйщіїєґәғқңөұүўһҳҷӣӯ", "аииииищииигагкнауууххчиу", "ьъ")
"""How letters sound alike, those of the neighbours' alphabets among them."""
_CYRILLIC, _HAS_LATIN = re.compile("[а-яё]"), re.compile("[a-z]")
_LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_LAYOUT = str.maketrans(_LATIN, "ёйцукенгшщзхъфывапролджэячсмитьбю")
_LETTERS = (
    ("shch", "щ"), ("sch", "щ"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш"),
    ("yu", "ю"), ("ju", "ю"), ("ya", "я"), ("ja", "я"), ("yo", "е"),
    *zip("abvgdezijklmnoprstufhcyxw", "абвгдезийклмнопрстуфхцыхв", strict=True),
)  # fmt: skip


def sound(word: str) -> str:
    """A lower-case word as it is heard: unstressed vowels and doubled letters told as one."""
    plain = word.translate(_SOUNDS)
    said = (two for two in pairwise(plain) if two[0] != two[1] or two[1].isdigit())
    return plain[:1] + "".join(after for _, after in said)


def in_cyrillic(text: str) -> Iterator[str]:
    """The text; one without a Cyrillic letter also as the other layout of the keyboard would have
    it, and spelt in Russian letters."""
    yield text
    lowered = text.lower()
    if _CYRILLIC.search(lowered) or not _HAS_LATIN.search(lowered):
        return
    yield lowered.translate(_LAYOUT)
    for latin, russian in _LETTERS:
        lowered = lowered.replace(latin, russian)
    yield lowered


class Spoken:
    """Phrases by the ids that they mean, made ready once for many texts.

    A phrase is its words in any order within one sentence, with a few others among them. Each word
    is given by its beginning, by several of them ("снял|списал"), by the whole of it ("код$"), or
    by what comes after "не" ("не_дошл"). `spelt` are beginnings of words that are spelt right: none
    of them is taken for a slip of another.
    """

    def __init__(self, phrases: Mapping[str, Sequence[str]], spelt: Iterable[str] = ()) -> None:
        split = {id_: [tuple(small(line).split()) for line in of] for id_, of in phrases.items()}
        self._phrases = [
            (id_, one) for id_, of in split.items() for one in sorted(of, key=len, reverse=True)
        ]
        self._order = {id_: at for at, id_ in enumerate(phrases)}
        # By its first word: a text has few of all these words, so few phrases are looked for in it.
        self._beginning: dict[str, list[int]] = {}
        for at, (_, phrase) in enumerate(self._phrases):
            self._beginning.setdefault(phrase[0], []).append(at)
        elements = {one for _, phrase in self._phrases for one in phrase}
        self._said = _Index(_alternatives(elements, denied=False), spelt)
        self._denied = _Index(_alternatives(elements, denied=True), spelt)
        self._means = lru_cache(maxsize=1024)(self._meant)

    def find(self, text: str) -> list[Match]:
        """The ids whose phrases are in the text, by the best phrase, its length squared, then in
        their order in the list."""
        best: dict[str, Match] = {}
        for written in in_cyrillic(text):  # "hi, pomogite": two alphabets in one
            most = MOST_MIXED if best else MOST_WORDS
            for one in self._best(Said(split_words(written)[:most], self._means)):
                if one.id not in best or one.score > best[one.id].score:
                    best[one.id] = one
        return sorted(best.values(), key=lambda one: (-one.score, self._order[one.id]))

    def _best(self, said: Said) -> list[Match]:
        """The longest phrase of each id that is in the text, in the order of the list."""
        best: dict[str, Match] = {}
        for at in sorted(at for one in said.meant for at in self._beginning.get(one, ())):
            id_, phrase = self._phrases[at]
            if id_ not in best and (span := next(said.spans(phrase), None)):
                best[id_] = Match(id_, len(phrase) ** 2, *span)
        return [*best.values()]

    def _meant(self, word: str) -> frozenset[str]:
        """The elements of phrases that this word is."""
        no, _, bare = word.rpartition(" ")
        heard = sound(bare[:_LONGEST])
        return (self._denied if no else self._said).elements(heard)


def _alternatives(elements: Iterable[str], *, denied: bool) -> Iterator[tuple[str, str]]:
    """Each beginning that an element names, with the element."""
    for element in elements:
        for one in element.split("|"):
            if one.startswith("не_") == denied:
                yield one.removeprefix("не_"), element


class _Index:
    """Beginnings and whole words, as they sound, each with the elements that it stands for."""

    def __init__(self, named: Iterable[tuple[str, str]], spelt: Iterable[str]) -> None:
        self._elements: dict[str, set[str]] = {}
        self._whole: dict[str, set[str]] = {}
        for one, element in named:
            into = self._whole if one.endswith("$") else self._elements
            into.setdefault(sound(one.removesuffix("$")), set()).add(element)
        self._beginnings = Beginnings(self._elements)
        self._spelt = Beginnings(map(sound, spelt))
        self._nearly: dict[str, set[str]] = {}
        self._lengths: dict[str, set[int]] = {}
        for one in self._elements:
            if len(one) >= SHORTEST_MISSPELT:
                lengths = self._lengths.setdefault(one[0], set())
                lengths.update(range(len(one) - 1, len(one) + 2))
                for form in with_one_left_out(one):
                    self._nearly.setdefault(form, set()).add(one)

    def elements(self, heard: str) -> frozenset[str]:
        """What the word, as it sounds, stands for; a slip of the finger is looked through only
        where it is nothing as it stands."""
        exact = [self._elements[one] for one in self._beginnings.of(heard)]
        if heard in self._whole:
            exact.append(self._whole[heard])
        if exact or self._spelt.of(heard):
            return frozenset().union(*exact)
        return frozenset().union(*(self._elements[one] for one in self._slips(heard)))

    def _slips(self, heard: str) -> set[str]:
        """The beginnings that the word would have but for one letter more, less or other, or two
        exchanged; never the first."""
        return {
            one
            for length in self._lengths.get(heard[:1], ())
            if length <= len(heard)
            for form in with_one_left_out(heard[:length])
            for one in self._nearly.get(form, ())
            if is_letter_apart(heard[:length], one)
        }
