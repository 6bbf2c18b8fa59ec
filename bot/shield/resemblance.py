"""How alike two names look to a hurried eye."""

import unicodedata
from functools import cache, lru_cache
from itertools import takewhile

from confusable_homoglyphs.confusables import (  # type: ignore[import-untyped]
    confusables_data,
    is_dangerous,
)

_SAME_TO_THE_EYE = str.maketrans({"1": "l", "i": "l", "0": "o", "3": "e", "4": "a", "5": "s"})


@lru_cache(maxsize=2048)
def fold(text: str) -> str:
    """The text with every letter turned into the plain one that it looks like.

    Two texts that fold to the same one are hard to tell apart: «qіwi» with a Ukrainian і, «qiw1»,
    «qivvi» and «qiwi». Confusable letters are those of Unicode's own table (UTS 39).
    """
    plain = "".join(map(_plain, unicodedata.normalize("NFKD", text)))
    return plain.lower().replace("vv", "w").replace("rn", "m").translate(_SAME_TO_THE_EYE)


@cache
def _plain(char: str) -> str:
    if unicodedata.combining(char):
        return ""
    if char.isascii():
        return char
    for form in (char, char.upper()):
        for twin in confusables_data.get(form, ()):
            if len(twin["c"]) == 1 and twin["c"].isascii() and twin["c"].isalnum():
                return str(twin["c"])
    return char


def mixes_alphabets(text: str) -> bool:
    """Whether letters of another alphabet are mixed with Latin ones and pass for them."""
    if text.isascii():
        return False
    # Only the set of letters matters, and each costs a look-up in the table of all scripts.
    return bool(is_dangerous("".join(set(text)), preferred_aliases=["latin"]))


def one_edit_apart(one: str, other: str) -> bool:
    """Whether one letter added, dropped, replaced or swapped with its neighbour makes them equal.

    Equal texts are not one edit apart.
    """
    start = _shared(one, other)
    one, other = one[start:], other[start:]
    end = _shared(one[::-1], other[::-1])
    one, other = one[: len(one) - end], other[: len(other) - end]
    if len(one) == len(other) == 2:
        return one == other[::-1]
    return max(len(one), len(other)) == 1


def _shared(one: str, other: str) -> int:
    """The length of the common prefix of two texts."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
