"""The finished letter: a text to copy, a file to keep, answers to change."""

import asyncio
import re
from collections.abc import Callable, Mapping

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    Message,
)

from bot.casework import Casework
from bot.content.content import Content
from bot.dialogs.callbacks import CaseButton, Pressed, case_button
from bot.dialogs.card import show_case
from bot.dialogs.screen import Rows, Screen, pairs, show
from bot.dialogs.states import forget
from bot.dialogs.writing import can_be_sent, find_flaws, write_letter
from bot.documents.docx import as_docx
from bot.documents.letter import Letter
from bot.documents.names import file_name
from bot.documents.pdf import as_pdf
from bot.documents.text import as_text, split_text
from bot.escalation.case import Case
from bot.escalation.values import BLANK

FORMATS: Mapping[str, Callable[[Letter], bytes]] = {
    "docx": as_docx,
    "pdf": as_pdf,
    "txt": lambda letter: as_text(letter).encode(),
}

PART = 3000
"""How much of a letter one card shows, in UTF-16 units: the rest of the 4096 is for the words
around it and for what escaping adds to the text while it travels."""


async def show_letter(
    event: Message | CallbackQuery,
    state: FSMContext,
    case: Case,
    step: str,
    content: Content,
    casework: Casework,
    part: int = 0,
) -> None:
    """The letter on the case's card, in parts when it is long: one tap copies a part."""
    await forget(state)
    letter = as_text(write_letter(case, step, content, casework))
    parts = split_text(letter, PART)
    part = min(part, len(parts) - 1)
    text = content.words.screen(
        "letter",
        case=case,
        step=content.path.steps[step],
        letter=parts[part],
        part=part + 1,
        parts=len(parts),
        blanks=_blanks(letter),
    )
    flaws = find_flaws(case, step, content, casework)
    rows = _letter_rows(case, step, part, len(parts), len(flaws), content)
    await show_case(event, case, Screen(text, rows), casework)


def _blanks(letter: str) -> int:
    """How many lines there are to fill in by hand; the line to sign on is longer, and no blank."""
    return len(re.findall(rf"(?<!_){BLANK}(?!_)", letter))


def _letter_rows(
    case: Case, step: str, part: int, parts: int, flaws: int, content: Content
) -> Rows:
    words = content.words

    def do(name: str, verb: str, style: str | None = None) -> InlineKeyboardButton:
        return case_button(words.label("buttons", name), case, verb, step=step, style=style)

    others = [
        case_button(
            words.label("buttons", "part").format(number=at + 1), case, "part", str(at), step=step
        )
        for at in range(parts)
        if at != part
    ]
    look = words.label("buttons", "flaws").format(number=flaws)
    can_send = can_be_sent(case, content.path.steps[step])
    return [
        *pairs(others),
        [
            case_button(words.label("formats", name), case, "file", name, step=step)
            for name in FORMATS
        ],
        [case_button(look, case, "flaws", step=step)] if flaws else [],
        [do("doors", "doors"), do("edit_answers", "edit")],
        [
            *([do("sent", "sent", "success")] if can_send else []),
            case_button(words.label("buttons", "card"), case, "card"),
        ],
    ]


async def turn_part(
    query: CallbackQuery,
    button: CaseButton,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """Another part of a long letter."""
    case = await casework.load(query.from_user.id, button.case)
    part = int(button.arg)
    await show_letter(query, state, case, button.step, content, casework, part)


async def send_file(
    query: CallbackQuery, button: CaseButton, content: Content, casework: Casework
) -> None:
    """The letter as a file, in the format pressed, with a line on what the file is for."""
    case = await casework.load(query.from_user.id, button.case)
    letter = write_letter(case, button.step, content, casework)
    facts = casework.letter_facts(case, button.step)
    data = await asyncio.to_thread(FORMATS[button.arg], letter)
    caption = content.words.screen(
        "file",
        title=letter.title[0],
        format=button.arg,
        papers=len(letter.attachments),
        blanks=_blanks(as_text(letter)),
        sends=can_be_sent(case, content.path.steps[button.step]),
    )
    file = BufferedInputFile(data, filename=file_name(letter, facts, button.arg))
    assert query.bot is not None
    await query.bot.send_document(query.from_user.id, file, caption=caption)


async def show_script(
    query: CallbackQuery, button: CaseButton, content: Content, casework: Casework
) -> None:
    """Five lines to say on the phone."""
    case = await casework.load(query.from_user.id, button.case)
    text = content.words.screen("script", case=case)
    rows = [[case_button(content.words.label("buttons", "card"), case, "card")]]
    await show(query, Screen(text, rows))


def router() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(turn_part, Pressed("part"))
    router.callback_query.register(send_file, Pressed("file"))
    router.callback_query.register(show_script, Pressed("script"))
    return router
