"""A line to fill in by hand: as long as what belongs there, with a caption that says what it is."""

import re

LINE = "_"

_SHORT, _MIDDLING, _LONG = 8, 16, 26
"""So many of LINE; the longest fits beside "адрес: " in the right half of a page."""

_LENGTHS = {
    "day": _SHORT,
    "sum": _SHORT,
    "number": _SHORT,
    "address": _LONG,
    "account": _LONG,
    "id_document": _LONG,
    "name": _LONG,
    "name_of": _LONG,
    "story": _LONG,
}
"""By the kind of a question's answer (data/questions.toml); any other kind is in between."""

_BLANK = re.compile(rf"{LINE}{{{_SHORT},}}(?: \([^()]+\))?")
_CAPTION = re.compile(rf"(?<={LINE * _SHORT} )(\([^()]+\))")


def blank(kind: str, caption: str) -> str:
    """What stands in a letter where a fact of this kind is missing: "________ (номер дела)".

    The line is no shorter than its caption, which a .pdf has under it."""
    under_caption = round(len(caption) * 0.75)  # it is printed in smaller letters
    return f"{LINE * max(_LENGTHS.get(kind, _MIDDLING), under_caption)} ({caption})"


def is_blank(text: str) -> bool:
    """Whether the text is such a line and nothing else."""
    return _BLANK.fullmatch(text) is not None


def blanks_in(text: str) -> int:
    """How many lines to fill in there are in the text, also those of older letters, which have no
    captions."""
    return len(_BLANK.findall(text))


def around_captions(text: str) -> list[str]:
    """The text cut at the captions of its blanks: every other part, from the second on, is a
    caption in its brackets."""
    return _CAPTION.split(text)
