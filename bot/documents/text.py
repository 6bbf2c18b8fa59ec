"""A letter as plain text, whole or in parts that fit a message."""

import re

from bot.documents.frames import environment, frame
from bot.documents.letter import Letter

_BORDERS = (r"\n\n+", r"\n", r"(?<=[.!?;:…])[ \t]+", r"[ \t]+")
"""Where a text may be cut, best first: between paragraphs, lines, sentences, words."""


def as_text(letter: Letter) -> str:
    """The letter as it is pasted into a form: sections with an empty line between, no markup."""
    return environment().get_template("frames/letter.txt.j2").render(frame(letter)).strip()


def split_text(text: str, limit_utf16: int) -> list[str]:
    """The text in parts of at most so many UTF-16 units, as Telegram counts; in order, none lost.

    A part ends at the best border there is: a paragraph's, a line's, a sentence's, a word's; a
    word longer than the limit is cut between characters. The white space at a border is dropped.
    Raises ValueError when the limit is below 2, which is what one emoji takes.
    """
    if limit_utf16 < 2:
        raise ValueError("a part must hold at least one character")
    return _split(text.strip(), limit_utf16, _BORDERS)


def utf16_length(text: str) -> int:
    """How many UTF-16 units the text has."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _split(text: str, limit: int, borders: tuple[str, ...]) -> list[str]:
    if utf16_length(text) <= limit:
        return [text] if text else []
    if not borders:
        return _cut(text, limit)
    parts: list[str] = []
    start, end = 0, 0
    for border in [*re.finditer(borders[0], text), None]:
        piece_end = border.start() if border else len(text)
        if utf16_length(text[start:piece_end]) > limit:
            parts += _split(text[start:end].strip(), limit, borders[1:])
            start = end
        end = border.end() if border else len(text)
    return parts + _split(text[start:].strip(), limit, borders[1:])


def _cut(text: str, limit: int) -> list[str]:
    parts, size = [""], 0
    for char in text:
        width = utf16_length(char)
        if size + width > limit:
            parts.append("")
            size = 0
        parts[-1] += char
        size += width
    return parts
