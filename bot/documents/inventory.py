"""The postal inventory of an envelope (опись вложения, form 107), filled in from its letter."""

import re
from dataclasses import asdict, dataclass
from typing import Any

from bot.documents.blanks import blank
from bot.documents.docx import fill
from bot.documents.enclosures import sheets_in
from bot.documents.frames import inventory_words
from bot.documents.letter import Letter
from bot.documents.pdf import Printed, pages_of, set_in_type
from bot.russian.typesetting import NO_BREAK

_ADDRESS = re.compile(r"адрес: |.*(?<!\d)\d{6}(?!\d)")
"""Begins with the word, or has a postal index."""

_NUMBERS = re.compile(r"(?:ИНН|БИН) ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """What an envelope holds, and to whom it goes; of each item there is one. What each is worth
    is the sender's to say."""

    whom: str
    where: str
    items: tuple[str, ...]
    sender: str


def inventory(letter: Letter, sheets: int | None = None) -> Inventory:
    """The inventory of the letter and what it encloses; `sheets` are the letter's own.

    How many sheets an enclosure has is known of exhibits only, nor are the letter's own where they
    are not given: they are lines to fill in.
    """
    words = inventory_words()
    own = f"{letter.title[0]} {words['of']} {letter.dated_on:%d.%m.%Y}"
    address = [line.removeprefix("адрес: ") for line in letter.addressee if _ADDRESS.match(line)]
    whom = [
        line for line in letter.addressee if not _ADDRESS.match(line) and not _NUMBERS.match(line)
    ]
    return Inventory(
        whom=" ".join(whom),
        where=", ".join(address) or blank("address", words["address"]),
        items=(
            f"{own}, {_counted(sheets)}",
            *(_item(line) for line in letter.attachments),
        ),
        sender=letter.signer,
    )


def _item(line: str) -> str:
    paper, sheets = sheets_in(line)
    return f"{paper}, {_counted(int(sheets) if sheets else None)}"


def _counted(sheets: int | None) -> str:
    return f"{sheets or '____'}{NO_BREAK}{inventory_words()['sheets']}"


def inventory_pdf(letter: Letter) -> Printed:
    """Two copies of the inventory on an A4 page, as a .pdf. Blocks: call it in a thread."""
    return set_in_type("inventory.typ", _data(inventory(letter, pages_of(letter))))


def inventory_docx(letter: Letter) -> bytes:
    """The same as a .docx; Word may set the letter on other pages, so its sheets are left open."""
    return fill("inventory.docx", _data(inventory(letter)))


def _data(one: Inventory) -> dict[str, Any]:
    return {**asdict(one), "words": inventory_words()}
