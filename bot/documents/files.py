"""A letter and what goes with it as files to send."""

from dataclasses import dataclass

from bot.documents.docx import as_docx
from bot.documents.frames import inventory_words
from bot.documents.inventory import inventory_docx, inventory_pdf
from bot.documents.letter import Letter
from bot.documents.names import file_name
from bot.documents.pdf import printed
from bot.documents.text import as_text

FORMATS = ("docx", "pdf", "txt")
"""The endings of a letter's files."""

PAPERS = ("pdf", "docx")
"""Those of a paper that is printed."""


@dataclass(frozen=True, slots=True)
class File:
    """A file: its name, its bytes, and its first page as a small JPEG where that is known."""

    name: str
    data: bytes
    thumbnail: bytes | None = None


def formats_of(letter: Letter) -> tuple[str, ...]:
    """The endings of the files that the letter is given as: a public post is pasted, never sent as
    a file."""
    return () if letter.public else FORMATS


def letter_file(letter: Letter, ending: str, *, counted: bool = False) -> File:
    """The letter as a file with one of FORMATS; `counted` says that the name tells the number of
    sheets, which only a .pdf is sure of. Blocks: call it in a thread."""
    title, on = letter.title[0], letter.dated_on
    if ending == "pdf":
        paper = printed(letter)
        name = file_name(title, on, ending, paper.pages if counted else None)
        return File(name, paper.pdf, paper.thumbnail)
    data = as_docx(letter) if ending == "docx" else as_text(letter).encode()
    return File(file_name(title, on, ending), data)


def inventory_file(letter: Letter, ending: str) -> File:
    """The letter's postal inventory as a file with one of PAPERS. Blocks: call it in a thread."""
    name = file_name(inventory_words()["title"], letter.dated_on, ending)
    if ending == "docx":
        return File(name, inventory_docx(letter))
    paper = inventory_pdf(letter)
    return File(name, paper.pdf, paper.thumbnail)
