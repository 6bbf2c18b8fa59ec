"""The letters that went out, as they were on that day: to read again, to enclose as copies."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.dialogs.callbacks import (
    CaseButton,
    OldButtonError,
    case_button,
    chosen_from,
    number_below,
    parts_of,
)
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Pressed
from bot.dialogs.letter import Part, send_letter, write
from bot.dialogs.screen import column
from bot.dialogs.turn import Turn
from bot.documents.bundle import has_papers
from bot.documents.files import formats_of
from bot.documents.kept import KeptLetter, packed, unpacked
from bot.documents.text import as_text
from bot.escalation.case import Case, Stage, kept_letters, stage
from bot.escalation.questions import Scope

router = Router(name=__name__)


def letter_to_keep(case: Case, on: date, desk: Desk) -> Mapping[str, Any] | None:
    """The letter of the case's step as it went out on that day, to be kept with its sending.

    None where it is not ours: nothing was answered for it, the day is before the case was opened,
    or what went out now are the papers that the other side has asked for.
    """
    asked = (desk.content.questions[name] for name in desk.content.questions_for(case, case.step))
    begun = any(case.answers.get(q.id) for q in asked if q.scope is Scope.CASE)
    opened = desk.casework.day_of(case.opened_at)
    if not begun or on < opened or stage(case) is not Stage.TODO:
        return None
    letter = write(case, case.step, desk, on=on).letter
    return packed(KeptLetter(called=letter.title[0], letter=letter))


@router.callback_query(Pressed("sent_letters"))
async def list_sent(query: CallbackQuery, turn: Turn, case: Case) -> None:
    """All letters that were kept, in the order in which they went out."""
    label = turn.label("sent_letter")
    buttons = [
        case_button(
            label.format(
                called=turn.label(event.step, "steps"), day=f"{event.happened_on:%d.%m.%Y}"
            ),
            case,
            "sent_letter",
            f"{at}.0",
        )
        for at, event in kept_letters(case).items()
    ]
    await turn.say("sent_letters", column([*buttons, turn.do(case, "card")]), case)


@router.callback_query(Pressed("sent_letter"))
async def show_sent(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """One of them: its text, and its files."""
    at, part = _said(button.arg, case)
    kept = await _kept(turn, case, at)
    shown = Part.of(as_text(kept.letter), number_below(part))
    rows = [
        *shown.buttons(
            lambda label, other: case_button(label, case, "sent_letter", f"{at}.{other}"), turn
        ),
        [
            case_button(turn.label(name, "formats"), case, "sent_file", f"{at}.{name}")
            for name in formats_of(kept.letter)
        ],
        [turn.do(case, "bundle", "sent_bundle", str(at))] if has_papers(kept.letter, case) else [],
        [turn.do(case, "to_sent", "sent_letters"), turn.do(case, "card")],
    ]
    await turn.say(
        "sent_letter",
        rows,
        case,
        called=kept.called,
        on=kept_letters(case)[at].happened_on,
        letter=shown.text,
        part=shown.at + 1,
        parts=shown.count,
    )


@router.callback_query(Pressed("sent_file"))
async def send_sent(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """One of them as a file, the same as on the day on which it went out."""
    at, ending = _said(button.arg, case)
    kept = await _kept(turn, case, at)
    await send_letter(turn, kept.letter, ending)


def _said(arg: str, case: Case) -> tuple[int, str]:
    """Which sending the button means, and what of it. Raises OldButtonError."""
    at, what = parts_of(arg, 2)
    return int(chosen_from(at, [str(number) for number in kept_letters(case)])), what


async def _kept(turn: Turn, case: Case, at: int) -> KeptLetter:
    content = await turn.casework.sent_letter(case, at)
    if content is None:
        raise OldButtonError
    return unpacked(content)
