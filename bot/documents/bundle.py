"""What a bundle is made from: the letter, the list of what it encloses, the exhibits by number."""

from collections.abc import Sequence
from typing import Any

from bot.documents.enclosures import sheets_in
from bot.documents.frames import bundle_words
from bot.documents.letter import Letter
from bot.documents.names import file_name, safe
from bot.documents.pdf import data_of
from bot.escalation.case import Exhibit


def placed(letter: Letter, exhibits: Sequence[Exhibit]) -> list[tuple[int, Exhibit]]:
    """The exhibits that the letter encloses, each with its number there, in that order; one that
    was removed since is left out."""
    known = {one.number: one for one in exhibits}
    return [(at, known[number]) for at, number in sorted(letter.exhibits) if number in known]


def not_shown(letter: Letter) -> list[tuple[int, str]]:
    """What the letter encloses that is no exhibit: the person adds it by hand."""
    shown = {at for at, _ in letter.exhibits}
    lines = enumerate(letter.attachments, 1)
    return [(at, sheets_in(line)[0]) for at, line in lines if at not in shown]


def bundle_job(letter: Letter, exhibits: Sequence[tuple[int, Exhibit]]) -> dict[str, Any]:
    """The job by which the worker makes one .pdf of all."""
    rows = [(at, *sheets_in(line)) for at, line in enumerate(letter.attachments, 1)]
    return {
        "job": "bundle",
        "letter": data_of(letter),
        "words": bundle_words(),
        "list": [{"at": at, "name": name, "sheets": sheets} for at, name, sheets in rows],
        "exhibits": [_told(at, one, letter) for at, one in exhibits],
    }


def court_job(
    letter: Letter, pages: int, exhibits: Sequence[tuple[int, Exhibit]]
) -> dict[str, Any]:
    """The job by which the worker makes the single files of it: the name of each says what it is
    and its sheets (`pages` are the letter's)."""
    words = bundle_words()
    told = [_told(at, one, letter) for at, one in exhibits]
    for one in told:
        name = safe(f"{words['exhibit']} {one['at']}. {one['name']}")
        one["file_name"] = f"{name}, {one['sheets']} {words['sheets']}.pdf"
    name = file_name(letter.title[0], letter.dated_on, "pdf", pages)
    return {"job": "court", "letter_name": name, "exhibits": told}


def _told(at: int, one: Exhibit, letter: Letter) -> dict[str, Any]:
    return {
        "at": at,
        "number": one.number,
        "name": sheets_in(letter.attachments[at - 1])[0],
        "mime": one.original.mime,
        "sha256": one.original.sha256,
        "sheets": one.original.sheets,
    }
