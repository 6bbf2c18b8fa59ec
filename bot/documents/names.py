"""What a letter's file is called, so that a person finds it again on any system."""

import re
from datetime import date

from bot.documents.frames import frame_words

_LONGEST_TITLE = 80
LONGEST_NAME = 110
"""Of a name that also tells a number and a day: with its ending below 255 bytes of Cyrillic."""

_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def _shortened(kind: str, longest: int) -> str:
    """Not longer than it may be, cut between words where there are any."""
    if len(kind) <= longest:
        return kind
    words, space, _ = kind[: longest + 1].rpartition(" ")
    return words if space else kind[:longest]


def file_name(title: str, on: date, ending: str, sheets: int | None = None) -> str:
    """The name of a paper's file: its kind, its day, and the number of its sheets where it is
    given: "Исковое заявление 27.11.2026, 3 л.pdf".

    Free of what Windows, macOS and Android forbid: reserved marks, a dot or a space at an end.
    """
    kind = safe(title)
    counted = f", {sheets} {frame_words()['sheets']}" if sheets else ""
    return f"{' '.join(f'{kind} {on:%d.%m.%Y}'.split())}{counted}.{ending}"


def safe(title: str, longest: int = _LONGEST_TITLE) -> str:
    """The title as any system takes it in the name of a file, no more than `longest` characters."""
    return _shortened(" ".join(_UNSAFE.sub("", title).split()), longest).strip(" .")
