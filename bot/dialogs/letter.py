"""The finished letter: a text to copy, a file to keep, answers to change."""

import asyncio
from collections.abc import Callable, Iterable, Mapping

from aiogram import Router
from aiogram.types import BufferedInputFile, CallbackQuery

from bot.dialogs.asking import lettered
from bot.dialogs.callbacks import CaseButton, case_button, chosen_from, number_below
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Pressed
from bot.dialogs.screen import Button, Rows, Screen, pairs
from bot.dialogs.turn import Turn
from bot.dialogs.writing import Written, blanks_in, write
from bot.documents.docx import as_docx
from bot.documents.letter import Letter
from bot.documents.names import file_stem
from bot.documents.pdf import as_pdf
from bot.documents.text import as_text, split_text
from bot.escalation.case import Case
from bot.escalation.operations import total

Row = list[Button]

FORMATS: Mapping[str, Callable[[Letter], bytes]] = {
    "docx": as_docx,
    "pdf": as_pdf,
    "txt": lambda letter: as_text(letter).encode(),
}

PART = 3000
"""How much of a letter one card shows, in UTF-16 units: the rest of the 4096 is for the words
around it and for what escaping adds to the text in transit."""

MANY_PARTS = 100
"""More than any letter has."""


async def show_letter(turn: Turn, case: Case, step: str, part: int = 0) -> None:
    """The letter on the case's card, in parts when it is long: one tap copies a part."""
    await show_written(turn, write(case, step, turn), part)


async def show_written(turn: Turn, written: Written, part: int = 0) -> None:
    """The same for a letter that is written already."""
    turn.forget()
    parts = split_text(written.text, PART)
    part = min(part, len(parts) - 1)
    text = turn.text(
        "letter",
        case=written.case,
        step=written.step,
        letter=parts[part],
        part=part + 1,
        parts=len(parts),
        blanks=written.blanks,
    )
    others = [at for at in range(len(parts)) if at != part]
    await turn.show(Screen(text, _letter_rows(written, others, turn)), written.case)


def _letter_rows(written: Written, others: list[int], desk: Desk) -> Rows:
    case, step = written.case, written.step.id
    part = desk.label("part")
    sent = [desk.do(case, "sent", step=step, style="success")] if written.can_be_sent else []
    return [
        *pairs(
            case_button(part.format(number=at + 1), case, "part", str(at), step=step)
            for at in others
        ),
        file_buttons(written, FORMATS, desk),
        flaws_button(written, desk),
        [desk.do(case, "channels", step=step), desk.do(case, "edit_answers", "edit", step=step)],
        [*sent, desk.do(case, "card")],
    ]


def file_buttons(written: Written, formats: Iterable[str], desk: Desk) -> Row:
    """The letter as a file of each of these formats."""
    return [
        case_button(desk.label(name, "formats"), written.case, "file", name, step=written.step.id)
        for name in formats
    ]


def flaws_button(written: Written, desk: Desk) -> Row:
    """A button to the letter's flaws, at its channel if one is chosen; no button without flaws."""
    if not written.flaws:
        return []
    label = desk.label("flaws").format(number=len(written.flaws))
    channel = written.channel.id if written.channel else ""
    return [case_button(label, written.case, "flaws", channel, step=written.step.id)]


async def turn_part(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """Another part of a long letter; the last one, when the letter has become shorter."""
    part = number_below(button.arg, MANY_PARTS)
    await show_letter(turn, case, lettered(button, turn), part)


async def send_file(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """The letter as a file, in the format pressed, with a line on what the file is for."""
    ending = chosen_from(button.arg, FORMATS)
    written = write(case, lettered(button, turn), turn)
    name = file_stem(written.letter, written.facts)
    await send_as_file(turn, written.letter, name, ending, sends=written.can_be_sent)


async def send_as_file(
    turn: Turn, letter: Letter, name: str, ending: str, *, sends: bool = False
) -> None:
    """The letter as a file of this name and one of FORMATS; `sends` says that it is still to be
    sent."""
    data = await asyncio.to_thread(FORMATS[ending], letter)
    caption = turn.text(
        "file",
        title=letter.title[0],
        format=ending,
        papers=len(letter.attachments),
        blanks=blanks_in(as_text(letter)),
        sends=sends,
    )
    file = BufferedInputFile(data, filename=f"{name}.{ending}")
    await turn.bot.send_document(turn.person_id, file, caption=caption)


async def show_script(query: CallbackQuery, turn: Turn, case: Case) -> None:
    """Five lines to say on the phone."""
    text = turn.text("script", case=case, money=total(case.answers))
    await turn.show(Screen(text, [[turn.do(case, "card")]]))


def router() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(turn_part, Pressed("part"))
    router.callback_query.register(send_file, Pressed("file"))
    router.callback_query.register(show_script, Pressed("script"))
    return router
