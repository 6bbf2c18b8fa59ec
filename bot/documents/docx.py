"""A letter as a .docx, to edit: docxtpl fills templates/frames/letter.docx."""

import io
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined

from bot.documents.blanks import around_captions
from bot.documents.frames import FRAMES, frame
from bot.documents.letter import Letter
from bot.russian.typesetting import NO_BREAK

if TYPE_CHECKING:
    from docxtpl import RichText  # type: ignore[import-untyped]

CAPTION = 16
"""How big a caption is, in half points."""


def as_docx(letter: Letter) -> bytes:
    """The letter as the bytes of a .docx on A4 pages.

    Without autoescape "A & B" would lose its ampersand. Takes some tens of milliseconds and
    blocks: call it in a thread.
    """
    # Imported by the first letter: half a second and 20 MiB that the start does not need.
    from docxtpl import DocxTemplate

    document = DocxTemplate(io.BytesIO(_frame_bytes()))
    words = Environment(autoescape=True, undefined=StrictUndefined)
    words.filters["rich"] = _rich
    document.render(frame(letter), words, autoescape=True)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _rich(line: str) -> "RichText":
    """The line with the captions of its blanks in small letters."""
    from docxtpl import RichText

    text = RichText()
    for at, part in enumerate(around_captions(line)):
        if at % 2:
            text.add(part.replace(" ", NO_BREAK), size=CAPTION)
        else:
            text.add(part)
    return text


@cache
def _frame_bytes() -> bytes:
    return (FRAMES / "letter.docx").read_bytes()
