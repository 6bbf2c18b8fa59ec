"""A paper as a .docx, to edit: docxtpl fills a frame of templates/frames/."""

import io
from collections.abc import Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined

from bot.documents.blanks import around_captions
from bot.documents.frames import FRAMES, frame
from bot.documents.letter import Letter
from bot.russian.typesetting import NO_BREAK, keep_numbers_whole

if TYPE_CHECKING:
    from docxtpl import RichText  # type: ignore[import-untyped]

CAPTION, CELL = 16, 19
"""How big a caption and what stands in a table are, in half points."""


def as_docx(letter: Letter) -> bytes:
    """The letter as the bytes of a .docx on A4 pages.

    Takes some tens of milliseconds and blocks: call it in a thread.
    """
    return fill("letter.docx", frame(letter))


def fill(name: str, data: Mapping[str, Any]) -> bytes:
    """The frame of this name, filled with the data; without autoescape "A & B" would lose its
    ampersand."""
    # Imported by the first letter: half a second and 20 MiB that the start does not need.
    from docxtpl import DocxTemplate

    document = DocxTemplate(io.BytesIO(_frame_bytes(name)))
    words = Environment(autoescape=True, undefined=StrictUndefined)
    words.filters["rich"] = _rich
    words.filters["cell"] = partial(_rich, size=CELL)
    words.filters["column"] = partial(_rich, size=CELL, bold=True)
    document.render(data, words, autoescape=True)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _rich(line: str, size: int | None = None, bold: bool = False) -> "RichText":
    """The line with the captions of its blanks in small letters, each in one piece."""
    from docxtpl import RichText

    text = RichText()
    for at, part in enumerate(around_captions(line)):
        if at % 2:
            text.add(part.replace(" ", NO_BREAK), size=CAPTION)
        else:
            text.add(keep_numbers_whole(part), size=size, bold=bold)
    return text


@cache
def _frame_bytes(name: str) -> bytes:
    return (FRAMES / name).read_bytes()
