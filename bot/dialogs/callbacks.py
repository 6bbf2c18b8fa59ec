"""What a button carries, and how what it carries is read back."""

from collections.abc import Container

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from bot.dialogs.screen import Button, button
from bot.escalation.case import Case

NO_STEP = "-"
"""The step of a button that only opens its case."""


class CaseButton(CallbackData, prefix="c"):
    """A button of a case: which case at which revision, which step, what to do, and to what."""

    case: int
    revision: int
    step: str
    do: str
    arg: str = ""


class Page(CallbackData, prefix="p"):
    """A button that opens a page which belongs to no case."""

    name: str
    arg: str = ""


Verb = tuple[str, str]
"""The prefix of a kind of button and what the button does."""


def verb(query: CallbackQuery) -> Verb | None:
    """What the pressed button does; None for a button that is not ours."""
    match (query.data or "").split(CaseButton.__separator__):
        case [CaseButton.__prefix__, _, _, _, do, *_]:
            return CaseButton.__prefix__, do
        case [Page.__prefix__, name, _]:
            return Page.__prefix__, name
    return None


class OldButtonError(Exception):
    """The button says something that no current button says: it is from another version, or forged.
    Its press is answered, and changes nothing."""


def chosen_from(arg: str, options: Container[str]) -> str:
    """What the button says, if it is one of these. Raises OldButtonError."""
    if arg not in options:
        raise OldButtonError
    return arg


MOST = 100
"""Telegram takes this many buttons, so none is of a longer list."""


def number_below(arg: str, end: int = MOST) -> int:
    """The number that the button says, from 0 up to but without `end`. Raises OldButtonError."""
    if not arg.isdecimal() or len(arg) > 9 or int(arg) >= end:
        raise OldButtonError
    return int(arg)


def is_on(arg: str) -> bool:
    """What the switch of a button says: 1 is on, 0 is off. Raises OldButtonError."""
    return number_below(arg, 2) == 1


def parts_of(arg: str, count: int) -> list[str]:
    """The parts of what the button says, separated by dots. Raises OldButtonError unless there are
    exactly `count`."""
    parts = arg.split(".")
    if len(parts) != count:
        raise OldButtonError
    return parts


def case_button(
    text: str, case: Case, do: str, arg: str = "", *, step: str = "", style: str | None = None
) -> Button:
    """A button of this case; `step` is the case's own unless another is meant."""
    data = _packed(CaseButton, case.id, case.revision, step or case.step, do, arg)
    return button(text, callback_data=data, style=style)


def tick_button(text: str, case: Case, do: str, what: str, *, on: bool, step: str = "") -> Button:
    """A tick beside the text. It says what it is to be made, so a double tap counts once."""
    mark = "✅" if on else "▫️"
    return case_button(f"{mark} {text}", case, do, f"{what}.{int(not on)}", step=step)


def card_button(text: str, case_id: int) -> Button:
    """A button that opens a case of which only the number is known."""
    data = CaseButton(case=case_id, revision=0, step=NO_STEP, do="card")
    return button(text, callback_data=data.pack())


def pressed_case(query: CallbackQuery) -> int | None:
    """The number of the case whose button was pressed; None for a button of no case."""
    match (query.data or "").split(CaseButton.__separator__):
        # SQLite's integers end at 19 digits; no case of ours comes near.
        case [CaseButton.__prefix__, number, *_] if number.isdecimal() and len(number) < 19:
            return int(number)
    return None


def page_button(text: str, name: str, arg: str = "", *, style: str | None = None) -> Button:
    """A button that opens a page."""
    return button(text, callback_data=_packed(Page, name, arg), style=style)


def _packed(kind: type[CallbackData], *values: object) -> str:
    """What `kind(…).pack()` gives: a card has ten buttons, and ours need no check by pydantic."""
    return kind.__separator__.join((kind.__prefix__, *map(str, values)))
