"""The first thing done to typed text: invisible characters are removed."""

import re
import unicodedata

_JOINER = "\u200d"
_MOST_MARKS = 30  # as many as Unicode's Stream-Safe Text Format allows (UAX 15)
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\v\f]")
_SPACES = re.compile(r"[^\S\n]+")
_SPACE_ROUND_LINE_END = re.compile(r" ?\n ?")
_BLANK_LINES = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """The text in NFC without invisible, direction and control characters; emoji stay whole.

    Every run of spaces of any kind becomes one plain space; line breaks stay, with at most one
    blank line in a row. HTML and braces are plain text here and are kept.
    """
    text = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", _few_marks(text)))
    hidden = {char for char in set(text) if not _is_visible(char)}
    visible = (
        text
        if not hidden
        else "".join(
            char
            for index, char in enumerate(text)
            if char not in hidden or _joins_emoji(text, index)
        )
    )
    visible = _SPACE_ROUND_LINE_END.sub("\n", _SPACES.sub(" ", visible))
    return _BLANK_LINES.sub("\n\n", visible).strip()


def one_line(text: str) -> str:
    """The cleaned text with its lines joined by spaces."""
    return " ".join(clean(text).split())


def _few_marks(text: str) -> str:
    """The text with at most `_MOST_MARKS` marks on one letter.

    Sorting them into canonical order takes quadratic time.
    """
    marks = "".join(char for char in set(text) if unicodedata.combining(char))
    if len(marks) < 2:
        return text
    return re.sub(f"([{marks}]{{{_MOST_MARKS}}})[{marks}]+", r"\1", text)


def _is_visible(char: str) -> bool:
    # Cc, Cf, Co, Cs, Cn: control, format, private use, surrogate, unassigned.
    return char in "\n\t" or unicodedata.category(char)[0] != "C"


def _joins_emoji(text: str, index: int) -> bool:
    """Whether the character is the joiner inside an emoji of several parts (a family, a flag)."""
    if text[index] != _JOINER or not 0 < index < len(text) - 1:
        return False
    return not text[index - 1].isalnum() and unicodedata.category(text[index + 1]) == "So"
