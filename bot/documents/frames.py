"""What every format needs around a letter: the templates' folder, the frame's own few words."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.documents.blanks import is_blank
from bot.documents.letter import CELL, MACROS, SECTION, Letter
from bot.russian.typesetting import typeset

FRAMES = Path(__file__).parents[2] / "templates" / "frames"
"""Where the frames lie: letter.txt.j2, letter.docx, letter.typ."""


LISTS = ("demands", "motions", "attachments")
"""The lists under a letter's text, in their order."""

KEPT = 2
"""So many of the last items stay on the page of the signature."""


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
    `body` are its parts, each with a `kind`: a "heading", an "item" of a list with a dash and a
    "paragraph" have a `text`, a "table" has `rows` of cells. Of the lists `demands`, `motions` and
    `attachments`, `leads` are the lines before them, `kept` the last items, which stay on the page
    of the signature, `loose` all others.
    `author` is the signer for the file's properties, "" while the name is not known.
    """
    words = frame_words()
    enclosed = words["attachment" if len(letter.attachments) == 1 else "attachments"]
    loose, kept = _lists(letter)
    return {
        "letter": letter,
        "enclosed": enclosed,
        "leads": {"demands": letter.asking, "motions": words["motions"], "attachments": enclosed},
        "loose": loose,
        "kept": kept,
        "parties": _parties(letter.applicant),
        "body": _parts(letter.body, words["item"]),
        "author": "" if is_blank(letter.signer) else letter.signer,
        "frame": words,
        "date": typeset(str(_phrases().day(letter.dated_on))),
    }


def _lists(letter: Letter) -> tuple[dict[str, Any], dict[str, Any]]:
    """The lists under the text without the last items of the last one, and those alone."""
    loose: dict[str, Any] = {name: getattr(letter, name) for name in LISTS}
    last = next((name for name in reversed(LISTS) if loose[name]), "")
    kept = {name: loose[name][-KEPT:] if name == last else () for name in LISTS}
    if last:
        loose[last] = loose[last][:-KEPT]
    return loose, kept


def _parts(body: tuple[str, ...], dash: str) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = []
    for line in body:
        if line.startswith(CELL):
            if not parts or parts[-1]["kind"] != "table":
                parts.append({"kind": "table", "rows": []})
            parts[-1]["rows"].append([cell.strip() for cell in line.split(CELL)[1:]])
            continue
        kinds = {SECTION: "heading", dash: "item"}
        mark = next((mark for mark in kinds if line.startswith(mark)), "")
        parts.append({"kind": kinds.get(mark, "paragraph"), "text": line.removeprefix(mark)})
    return parts


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
