"""Shouting, swearing and insults in typed text: where they are, and the text without them.

Each search goes through the text once and gives every span, so that a text of nothing but insults
is read no oftener than any other.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from bot.russian.wording import LetterWords, small

_WORD = re.compile(r"[^\W\d_](?:[\w*@#$-]*\w)?")
_SHOUTED = re.compile(r"[A-ZА-ЯЁ]{2,}(?:[ ,]++(?:[A-ZА-ЯЁ]{2,}|[АВИКОСУЯ]\b))*")
_LETTERS = re.compile(r"[^\W\d_]+")
_SMALL_AT_START = re.compile(r"(?:^|[.!?]\s++|\n)[а-яё]")
_SPACES = re.compile(r"[ \t]{2,}")
_SPACE_BEFORE_MARK = re.compile(r"(?<!\s)\s++(?=[.,!?;:])")
_LONELY_MARK = re.compile(r"[,;]\s*+(?=[.!?,;])|^[\s.,!?;:]+")
_SHOUT_LETTERS = 8
"""How many letters in capitals on end are a shout, known abbreviations left out."""

_NEAR_YOU = 3
_MOST_DISGUISED = 100
"""So many words with a sign in them are read: each may stand for eight words."""

_PASSES = 3
"""So often what is left is searched again: leaving words out can bring others together."""

_SHORTEST, _LONGEST = 3, 40
"""A word of fewer or more letters is no obscene one, and a long one takes long to be told so."""

# A sign in the middle stands for a vowel or two letters: "х*й", "п**дец".
_SIGNS = re.compile(r"[*#@]+")
_BEHIND_SIGNS = ("у", "и", "е", "я", "а", "о", "уй", "из")
# Latin letters and digits that stand for Cyrillic ones in disguised words.
_DISGUISES = str.maketrans("aceopxykmtbh0$6", "асеорхукмтвносб")


Span = tuple[int, int]
"""Where something stands: text[start:end]."""


class Rude:
    """Finds shouting, swearing and insults by the words of data/lint.toml."""

    def __init__(self, words: LetterWords) -> None:
        self._words = words
        self._insults = _Listed(words.insults)
        self._insults_after_you = _Listed(words.insults_after_you)
        self._profanity = re.compile(
            "|".join(f"(?:{pattern.pattern})" for pattern in words.profanity.values())
        )
        self._is_profane = lru_cache(maxsize=1024)(self._look_if_profane)

    def shouts(self, text: str) -> Iterator[Span]:
        """The runs of capitals that are no abbreviations."""
        for match in _SHOUTED.finditer(text):
            loud = [word for word in _LETTERS.findall(match[0]) if word not in self._words.capitals]
            whole = not (text[match.end() : match.end() + 1].isalpha())
            if whole and sum(map(len, loud)) >= _SHOUT_LETTERS:
                yield match.span()

    def calm_down(self, text: str) -> str:
        """The text with its shouts in small letters, sentences and abbreviations kept in
        capitals."""
        calm, last = [], 0
        for start, end in self.shouts(text):
            calm += [text[last:start], _LETTERS.sub(self._calm_word, text[start:end])]
            last = end
        return _SMALL_AT_START.sub(lambda match: match[0].upper(), "".join([*calm, text[last:]]))

    def profanities(self, text: str) -> Iterator[Span]:
        """The obscene words, disguises included ("х*й", "бл@дь")."""
        plain = small(text)
        tidy = plain.translate(_DISGUISES)
        disguised = 0
        for match in _WORD.finditer(plain):
            start, end = match.span()
            disguised += _SIGNS.search(plain, start, end) is not None
            if disguised <= _MOST_DISGUISED and self._is_profane(tidy[start:end]):
                yield start, end

    def insults(self, text: str) -> Iterator[Span]:
        """The insults: some words always are, some only when said to the reader ("вы воры").

        "вы" and what stands between belong to it: what is left must still be a sentence.
        """
        said: deque[tuple[str, int]] = deque(maxlen=_NEAR_YOU)
        for match in _WORD.finditer(small(text)):
            word = match[0]
            you = next((one for one in reversed(said) if one[0] in self._words.you), None)
            said.append((word, match.start()))
            if word in self._insults or (you and word in self._insults_after_you):
                whole = you and you[0] == self._words.you[0]
                yield (you[1] if you and whole else match.start()), match.end()

    def _look_if_profane(self, tidy: str) -> bool:
        """Whether a word in small letters, its Latin letters and digits turned back, is obscene."""
        if not _SHORTEST <= len(tidy) <= _LONGEST or tidy in self._words.not_profane:
            return False
        bare = tidy.replace("-", "")
        signs = _SIGNS.search(bare)
        spellings = [_SIGNS.sub(letters, bare) for letters in _BEHIND_SIGNS] if signs else [bare]
        return any(self._profanity.fullmatch(spelling) for spelling in spellings)

    def _calm_word(self, match: re.Match[str]) -> str:
        return match[0] if match[0] in self._words.capitals else match[0].lower()


class _Listed:
    """A list of whole words, and of beginnings of words: what ends with a star."""

    def __init__(self, listed: tuple[str, ...]) -> None:
        self._whole = frozenset(listed)
        self._begins = tuple(one[:-1] for one in listed if one.endswith("*"))

    def __contains__(self, word: str) -> bool:
        return word in self._whole or word.startswith(self._begins)


def without(text: str, find: Callable[[str], Iterable[Span]]) -> str:
    """The text without what `find` finds in it; where it is all nested, some may be left."""
    for _ in range(_PASSES):
        spans = list(find(text))
        if not spans:
            break
        text = _cut(text, spans)
    return _tidy(text)


def leave_out(text: str, spans: Iterable[Span]) -> str:
    """The text without the spans, and without the marks and spaces that stood round them."""
    return _tidy(_cut(text, spans))


def _tidy(text: str) -> str:
    text = _SPACE_BEFORE_MARK.sub("", _SPACES.sub(" ", text))
    # What stood before or after the word alone: "вернуть,." or a sentence that is only a mark.
    return _LONELY_MARK.sub("", text).strip()


def _cut(text: str, spans: Iterable[Span]) -> str:
    """The text without the spans, each of which may begin inside the one before."""
    left: list[str] = []
    last, ended = 0, ""
    for start, end in spans:
        if start < last:
            continue
        before = _after_cut(text[last:start], ended) if last else text[:start]
        left.append(before)
        ended = before.rstrip(" \t")[-1:] or ended
        last = end
    return "".join([*left, _after_cut(text[last:], ended)])


def _after_cut(text: str, ended: str) -> str:
    """What stands after words left out: where they were a whole sentence its mark goes, too."""
    return text.lstrip(" \t.,!?;:") if ended in {"", ".", "!", "?", "\n"} else text
