"""The numbers by which a letter's text names its enclosures."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

_MARK = re.compile("\ue000([^\ue001]*)\ue001")
"""What the macro `mark` leaves: at an enclosure its name, in the text a place that refers to it."""

_PLACES = re.compile("(?:\ue000[^\ue001]*\ue001)+")

_EXHIBIT = "exhibit "
"""How the mark of an exhibit begins; its number follows."""

Blocks = Mapping[str, tuple[str, ...]]
Places = tuple[tuple[int, int], ...]
"""At which number of the enclosures, from 1, which exhibit lies."""

Copies = tuple[tuple[int, str], ...]
"""At which number of the enclosures the copy of which letter lies: its step and the day on which it
went out, as `copy_of` writes them."""

_COPY = re.compile(r"\w+ \d{4}-\d\d-\d\d")


_SHEETS = re.compile(r",\s(\d+)\sл\.$")


def sheets_in(line: str) -> tuple[str, str]:
    """What a line of the enclosures names, and of how many sheets, "" where it does not tell."""
    found = _SHEETS.search(line)
    return (line[: found.start()], found[1]) if found else (line, "")


def copy_of(step: str, sent_on: date) -> str:
    """What the macro `copy` marks an earlier letter with."""
    return f"{step} {sent_on}"


def with_numbers(
    blocks: Blocks, enclosed: str, text: Sequence[str]
) -> tuple[Blocks, Places, Copies]:
    """The blocks with each mark in those called `text` made into "(приложение 3)", and the
    enclosures of the block called `enclosed` in the order in which the text names them.

    What carries no mark comes first, what the text does not name after what it does, and exhibits
    last, in their own order; a reference to what is not enclosed is left out.
    """
    mentioned = [name for block in text for line in blocks[block] for name in _MARK.findall(line)]
    papers: dict[str, list[str]] = {}
    for line in blocks[enclosed]:  # called the same, they are one
        papers.setdefault(_MARK.sub("", line), []).extend(_MARK.findall(line))
    ordered = sorted(papers, key=lambda paper: _rank(papers[paper], mentioned))
    numbers: dict[str, list[int]] = {}  # three receipts are one proof
    for at, paper in enumerate(ordered, 1):
        for name in papers[paper]:
            numbers.setdefault(name, []).append(at)

    def named(line: str) -> str:
        return _PLACES.sub(lambda found: _reference(found[0], numbers), line)

    done = {block: tuple(map(named, blocks[block])) for block in text}
    places = tuple(
        (at, int(name.removeprefix(_EXHIBIT)))
        for name, ats in numbers.items()
        if name.startswith(_EXHIBIT)
        for at in ats
    )
    copies = tuple(
        (at, name) for name, ats in numbers.items() if _COPY.fullmatch(name) for at in ats
    )
    return {**blocks, **done, enclosed: tuple(ordered)}, places, copies


def _rank(names: Sequence[str], mentioned: Sequence[str]) -> int:
    if not names:
        return -1
    if names[0].startswith(_EXHIBIT):
        return len(mentioned) + 1
    found = (mentioned.index(name) for name in names if name in mentioned)
    return min(found, default=len(mentioned))


def _reference(marks: str, numbers: Mapping[str, Sequence[int]]) -> str:
    """The reference in brackets to all that stand together here."""
    found = sorted({at for name in _MARK.findall(marks) for at in numbers.get(name, ())})
    if not found:
        return ""
    *first, last = map(str, found)
    if not first:
        return f" (приложение\u00a0{last})"
    return f" (приложения\u00a0{', '.join(first)} и\u00a0{last})"
