"""What a bundle is made from: the letter, the list of what it encloses, the exhibits by number."""

from collections.abc import Collection, Sequence
from typing import Any

from bot.documents.enclosures import copy_of, sheets_in
from bot.documents.frames import bundle_words
from bot.documents.letter import Letter
from bot.documents.names import LONGEST_NAME, file_name, safe
from bot.documents.pdf import data_of
from bot.escalation.case import Case, Exhibit, kept_letters

MADE_HERE = ""
"""The kind of a file that is ready as it is."""


def placed(letter: Letter, exhibits: Sequence[Exhibit]) -> list[tuple[int, Exhibit]]:
    """The exhibits that the letter encloses, each with its number there, in that order; one that
    was removed since is left out."""
    known = {one.number: one for one in exhibits}
    return [(at, known[number]) for at, number in sorted(letter.exhibits) if number in known]


def copies_of(letter: Letter, case: Case) -> list[tuple[int, int]]:
    """The earlier letters that the letter encloses and that were kept as they went out: the number
    of each there, and of its sending."""
    kept = {copy_of(event.step, event.happened_on): at for at, event in kept_letters(case).items()}
    return sorted((at, kept[name]) for at, name in letter.copies if name in kept)


def has_papers(letter: Letter, case: Case) -> bool:
    """Whether anything that the letter encloses can be laid in here."""
    return bool(letter.exhibits or copies_of(letter, case))


def not_shown(letter: Letter, laid: Collection[int]) -> list[tuple[int, str]]:
    """What the letter encloses beside its exhibits and what was `laid` in at these numbers: the
    person adds it by hand."""
    shown = {at for at, _ in letter.exhibits}.union(laid)
    lines = enumerate(letter.attachments, 1)
    return [(at, sheets_in(line)[0]) for at, line in lines if at not in shown]


def bundle_job(
    letter: Letter, exhibits: Sequence[tuple[int, Exhibit]], copies: Sequence[tuple[int, Letter]]
) -> dict[str, Any]:
    """The job by which the worker makes one .pdf of all: of the letter, of the earlier ones that
    it encloses, each at its number, and of the exhibits, whose files follow in this order."""
    rows = [(at, *sheets_in(line)) for at, line in enumerate(letter.attachments, 1)]
    return {
        "job": "bundle",
        "letter": data_of(letter),
        "words": bundle_words(),
        "list": [{"at": at, "name": name, "sheets": sheets} for at, name, sheets in rows],
        "exhibits": [_told(at, one, letter) for at, one in exhibits],
        "copies": [
            {"at": at, "name": _name(at, letter), "letter": data_of(one)} for at, one in copies
        ],
    }


def court_job(
    letter: Letter,
    pages: int,
    exhibits: Sequence[tuple[int, Exhibit]],
    copies: Sequence[tuple[int, int]],
) -> dict[str, Any]:
    """The job by which the worker makes the single files of it: the name of each says what it is
    and its sheets (`pages` are the letter's, `copies` the number and the sheets of each earlier
    letter, whose .pdf come before the files of the exhibits). What lies at one number is one paper
    and has one name: a reply of two photos."""
    words = bundle_words()
    papers = [
        {"at": at, "name": _name(at, letter), "mime": MADE_HERE, "sheets": sheets}
        for at, sheets in copies
    ]
    told = [*papers, *(_told(at, one, letter) for at, one in exhibits)]
    for one in told:
        name = safe(f"{words['exhibit']} {one['at']}. {one['name']}", LONGEST_NAME)
        sheets = sum(part["sheets"] for part in told if part["at"] == one["at"])
        one["file_name"] = f"{name}, {sheets} {words['sheets']}.pdf"
    name = file_name(letter.title[0], letter.dated_on, "pdf", pages)
    return {"job": "court", "letter_name": name, "exhibits": told}


def _name(at: int, letter: Letter) -> str:
    return sheets_in(letter.attachments[at - 1])[0]


def _told(at: int, one: Exhibit, letter: Letter) -> dict[str, Any]:
    return {
        "at": at,
        "number": one.number,
        "name": _name(at, letter),
        "mime": one.original.mime,
        "sha256": one.original.sha256,
        "sheets": one.original.sheets,
    }
