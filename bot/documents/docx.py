"""A letter as a .docx, to edit: docxtpl fills templates/frames/letter.docx."""

import io
from functools import cache

from jinja2 import Environment, StrictUndefined

from bot.documents.frames import FRAMES, frame
from bot.documents.letter import Letter


def as_docx(letter: Letter) -> bytes:
    """The letter as the bytes of a .docx on A4 pages.

    Without autoescape "A & B" would lose its ampersand. Takes some tens of milliseconds and
    blocks: call it in a thread.
    """
    # Imported by the first letter: half a second and 20 MiB that the start does not need.
    from docxtpl import DocxTemplate  # type: ignore[import-untyped]

    document = DocxTemplate(io.BytesIO(_frame_bytes()))
    words = Environment(autoescape=True, undefined=StrictUndefined)
    document.render(frame(letter), words, autoescape=True)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@cache
def _frame_bytes() -> bytes:
    return (FRAMES / "letter.docx").read_bytes()
