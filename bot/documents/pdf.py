"""A paper as a .pdf, to print and to sign: set by Typst, fonts inside, no network, no markup."""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.documents.frames import FRAMES, frame
from bot.documents.letter import Letter

if TYPE_CHECKING:
    import typst

THUMBNAIL_PPI = 27
"""At so many pixels per inch the longer side of an A4 page has at most the 320 pixels that a
thumbnail may have in Telegram."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A .pdf, the number of its pages, and its first page as a small JPEG."""

    pdf: bytes
    pages: int
    thumbnail: bytes


def printed(letter: Letter) -> Printed:
    """The letter on A4 pages: PDF/A-2a, tagged, unless it holds a character that our fonts lack,
    which that standard forbids.

    The letter reaches Typst as data, so nothing in it is read as code. Takes some milliseconds and
    blocks: call it in a thread. Raises typst.TypstError for a mistake in the frame.
    """
    return set_in_type("letter.typ", data_of(letter))


def as_pdf(letter: Letter) -> bytes:
    """The .pdf alone of what `printed` gives."""
    return _pdf(_compiler("letter.typ", data_of(letter)))


def pages_of(letter: Letter) -> int:
    """How many pages `printed` has."""
    pages = _compiler("letter.typ", data_of(letter)).compile(format="png", ppi=1)
    return len(pages) if isinstance(pages, list) else 1


def set_in_type(name: str, data: Mapping[str, Any]) -> Printed:
    """The frame of this name, filled with the data; as `printed`."""
    compiler = _compiler(name, data)
    pdf = _pdf(compiler)
    # The pages are laid out once for both.
    pages = compiler.compile(format="png", ppi=THUMBNAIL_PPI)
    pages = pages if isinstance(pages, list) else [pages or b""]
    return Printed(pdf, len(pages), _jpeg(pages[0]))


def data_of(letter: Letter) -> dict[str, Any]:
    """What the frame letter.typ is filled with."""
    filled = frame(letter)
    return {
        "title": letter.title,
        "addressee": letter.addressee,
        "parties": filled["parties"],
        "body": filled["body"],
        "asking": letter.asking,
        "demands": letter.demands,
        "motions": letter.motions,
        "attachments": letter.attachments,
        "signer": letter.signer,
        "author": filled["author"],
        "public": letter.public,
        "date": filled["date"],
        "enclosed": filled["enclosed"],
        "words": filled["frame"],
    }


def _compiler(name: str, data: Mapping[str, Any]) -> "typst.Compiler":
    import typst  # with the first letter: it takes 7 MiB

    return typst.Compiler(
        FRAMES / name,  # its path: given bytes, Typst keeps one source per call forever
        font_paths=_fonts(),
        sys_inputs={"letter": json.dumps(data, ensure_ascii=False)},
    )


def _pdf(compiler: "typst.Compiler") -> bytes:
    import typst

    try:
        pdf = compiler.compile(pdf_standards="a-2a")
    except typst.TypstError as error:
        if "could not be displayed" not in error.message:
            raise
        pdf = compiler.compile()
    if not isinstance(pdf, bytes):
        raise TypeError("a PDF is one file")
    return pdf


def _jpeg(png: bytes) -> bytes:
    from PIL import Image  # with the first letter, too

    file = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").save(file, "JPEG", quality=85)
    return file.getvalue()


@cache
def _fonts() -> "typst.Fonts":
    """The fonts that come with Typst, and no other: the same letter on every machine."""
    import typst

    return typst.Fonts(include_system_fonts=False)
