"""A letter as a .pdf, to print and to sign: set by Typst, fonts inside, no network, no markup."""

import json
from functools import cache
from typing import TYPE_CHECKING

from bot.documents.frames import FRAMES, frame
from bot.documents.letter import Letter

if TYPE_CHECKING:
    import typst


def as_pdf(letter: Letter) -> bytes:
    """The letter on A4 pages, as the bytes of a PDF: PDF/A-2a, tagged, unless it holds a character
    that our fonts lack, which that standard forbids.

    The letter reaches Typst as data, so nothing in it is read as code. Takes some milliseconds and
    blocks: call it in a thread. Raises typst.TypstError for a mistake in the frame.
    """
    import typst  # with the first letter: it takes 7 MiB

    filled = frame(letter)
    data = {
        "title": letter.title,
        "addressee": letter.addressee,
        "parties": filled["parties"],
        "body": letter.body,
        "asking": letter.asking,
        "demands": letter.demands,
        "attachments": letter.attachments,
        "signer": letter.signer,
        "author": filled["author"],
        "public": letter.public,
        "date": filled["date"],
        "enclosed": filled["enclosed"],
        "words": filled["frame"],
    }
    given = json.dumps(data, ensure_ascii=False)
    try:
        return _compiled(given, "a-2a")
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        return _compiled(given, [])


def _compiled(letter: str, standard: "typst.PDFStandards") -> bytes:
    import typst

    pdf = typst.compile(
        FRAMES / "letter.typ",  # its path: given bytes, Typst keeps one source per call forever
        font_paths=_fonts(),
        sys_inputs={"letter": letter},
        pdf_standards=standard,
    )
    if not isinstance(pdf, bytes):
        raise TypeError("a PDF is one file")
    return pdf


@cache
def _fonts() -> "typst.Fonts":
    """The fonts that come with Typst, and no other: the same letter on every machine."""
    import typst

    return typst.Fonts(include_system_fonts=False)
