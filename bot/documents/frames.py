"""What every format needs around a letter: the templates' folder, the frame's own few words."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.documents.blanks import is_blank
from bot.documents.letter import MACROS, Letter
from bot.russian.typesetting import typeset

FRAMES = Path(__file__).parents[2] / "templates" / "frames"
"""Where the frames lie: letter.txt.j2, letter.docx, letter.typ."""


@cache
def environment() -> Environment:
    """Jinja for plain text frames, over the folder templates/."""
    return Environment(
        loader=FileSystemLoader(FRAMES.parent),
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def frame_words() -> dict[str, str]:
    """The few words a frame writes itself, by name: `attachments`, `date`, `signature` …"""
    return dict(_phrases().frame)


@cache
def inventory_words() -> dict[str, str]:
    """The words of the postal inventory, by name."""
    return dict(_phrases().inventory)


@cache
def bundle_words() -> dict[str, str]:
    """The words around exhibits, by name."""
    return dict(_phrases().bundle)


def frame(letter: Letter) -> dict[str, Any]:
    """What a frame is filled with: the letter, its date in words, the frame's own words.

    `parties` are the applicant's lines in groups: a line that begins with a capital opens one.
    `author` is the signer for the file's properties, "" while the name is not known.
    """
    words = frame_words()
    return {
        "letter": letter,
        "enclosed": words["attachment" if len(letter.attachments) == 1 else "attachments"],
        "parties": _parties(letter.applicant),
        "author": "" if is_blank(letter.signer) else letter.signer,
        "frame": words,
        "date": typeset(str(_phrases().day(letter.dated_on))),
    }


def _parties(lines: tuple[str, ...]) -> list[list[str]]:
    groups: list[list[str]] = []
    for line in lines:
        if not groups or (line[:1].isupper() and not line[:2].isupper()):  # "ИНН …" opens none
            groups.append([])
        groups[-1].append(line)
    return groups


@cache
def _phrases() -> Any:
    return environment().get_template(MACROS).module
