"""A letter with its exhibits: one .pdf to print and to send, or single files for a court."""

import asyncio
from collections.abc import Collection, Sequence
from hashlib import sha256
from typing import Any

from aiogram import Router
from aiogram.types import BufferedInputFile, CallbackQuery

from bot.dialogs.callbacks import CaseButton, OldButtonError, number_below
from bot.dialogs.exhibit_list import exhibit_said, show_exhibit
from bot.dialogs.fetching import LostFileError, fetch
from bot.dialogs.filters import Pressed, with_letter
from bot.dialogs.letter import write
from bot.dialogs.turn import Turn
from bot.documents.bundle import bundle_job, copies_of, court_job, not_shown, placed
from bot.documents.kept import unpacked
from bot.documents.letter import Letter
from bot.documents.names import file_name
from bot.documents.pdf import Printed, printed
from bot.escalation.case import Exhibit
from bot.escalation.exhibits import drop_copy
from bot.exhibits.workshop import Workshop, WorkshopError

router = Router(name=__name__)

UPLOAD_BYTES = 50 * 1024 * 1024
"""Telegram takes no larger file from a bot."""

Placed = Sequence[tuple[int, Exhibit]]


@router.callback_query(Pressed("bundle", at=with_letter))
async def send_bundle(query: CallbackQuery, turn: Turn, step: str, workshop: Workshop) -> None:
    """The letter as it is now, with its exhibits, as one .pdf."""
    await _bundle(turn, write(turn.case, step, turn).letter, workshop)


@router.callback_query(Pressed("sent_bundle"))
async def send_sent(
    query: CallbackQuery, turn: Turn, button: CaseButton, workshop: Workshop
) -> None:
    """A letter as it went out, with the exhibits that it had."""
    kept = await turn.casework.sent_letter(turn.case, number_below(button.arg, 10**6))
    if kept is None:
        raise OldButtonError
    await _bundle(turn, unpacked(kept).letter, workshop)


async def _bundle(turn: Turn, letter: Letter, workshop: Workshop) -> None:
    of, copies = await _enclosed(turn, letter)
    name = file_name(letter.title[0], letter.dated_on, "pdf")
    job = bundle_job(letter, of, copies)
    await _give(turn, letter, of, {at for at, _ in copies}, workshop, (job, [], name))


@router.callback_query(Pressed("court_files", at=with_letter))
async def send_court_files(query: CallbackQuery, turn: Turn, step: str, workshop: Workshop) -> None:
    """The letter and its exhibits as single files, as courts take them."""
    letter = write(turn.case, step, turn).letter
    of, copies = await _enclosed(turn, letter)
    paper, *earlier = await asyncio.to_thread(_printed, [letter, *(one for _, one in copies)])
    name = file_name(letter.title[0], letter.dated_on, "zip")
    sheets = [(at, one.pages) for (at, _), one in zip(copies, earlier, strict=True)]
    job = court_job(letter, paper.pages, of, sheets)
    what = (job, [paper.pdf, *(one.pdf for one in earlier)], name)
    await _give(turn, letter, of, {at for at, _ in copies}, workshop, what)


def _printed(letters: Sequence[Letter]) -> list[Printed]:
    return [printed(one) for one in letters]


async def _enclosed(turn: Turn, letter: Letter) -> tuple[Placed, list[tuple[int, Letter]]]:
    """What the letter encloses that is here: exhibits and earlier letters, each with its number.
    Raises OldButtonError where there is nothing."""
    of = placed(letter, turn.case.exhibits)
    copies = []
    for at, sending in copies_of(letter, turn.case):
        kept = await turn.casework.sent_letter(turn.case, sending)
        if kept is not None:
            copies.append((at, unpacked(kept).letter))
    if not of and not copies:
        raise OldButtonError
    return of, copies


async def _give(
    turn: Turn,
    letter: Letter,
    of: Placed,
    laid: Collection[int],
    workshop: Workshop,
    what: tuple[dict[str, Any], list[bytes], str],
) -> None:
    """Fetch the files, have the job done, send what came of it; say what is not in it. The earlier
    letters at the numbers `laid` are."""
    job, before, name = what
    await turn.answer_press()
    files, lost = await gather(turn, of)
    try:
        _, (made,) = await workshop.do(job, [*before, *files])
    except WorkshopError:
        await turn.say("bundle_failed", [[turn.do(turn.case, "exhibits")]], turn.case, large=False)
        return
    if len(made) > UPLOAD_BYTES:
        await turn.say("bundle_failed", [[turn.do(turn.case, "exhibits")]], turn.case, large=True)
        return
    caption = turn.text(
        "bundle",
        title=letter.title[0],
        court=job["job"] == "court",
        gone=lost,
        beside=not_shown(letter, laid),
    )
    await turn.bot.send_document(turn.person_id, BufferedInputFile(made, name), caption=caption)


async def gather(turn: Turn, of: Placed) -> tuple[list[bytes], list[int]]:
    """The files of these exhibits as they were on the day they came, empty for one that Telegram
    does not give any more, or not the same; and the numbers of those. Progress is shown."""
    files, lost = [], []
    telling = None
    for done, (at, one) in enumerate(of):
        words = turn.text("gathering", done=done, of=len(of))
        if telling is None:
            telling = await turn.bot.send_message(turn.person_id, words)
        else:
            await turn.bot.edit_message_text(
                words, chat_id=turn.person_id, message_id=telling.message_id
            )
        data = await _same(turn, one)
        files.append(data)
        if not data and at not in lost:
            lost.append(at)
    if telling is not None:
        await turn.bot.delete_message(turn.person_id, telling.message_id)
    return files, lost


async def _same(turn: Turn, one: Exhibit) -> bytes:
    """The file of the exhibit, or the copy that is kept of it; empty where neither is there."""
    data = await original(turn, one)
    if not data and one.copied:
        data = await turn.casework.exhibit_copy(turn.case, one.number) or b""
    return data


async def original(turn: Turn, one: Exhibit) -> bytes:
    """The file of the exhibit as it was when it came; empty where Telegram has it no more."""
    try:
        data = await fetch(turn.bot, one.original.file_id, one.original.size)
    except LostFileError:
        return b""
    digest = await asyncio.to_thread(sha256, data)
    return data if digest.hexdigest() == one.original.sha256 else b""


@router.callback_query(Pressed("xcopy"))
async def keep_copy(
    query: CallbackQuery, turn: Turn, button: CaseButton, workshop: Workshop
) -> None:
    """A copy of the exhibit is kept from now on, or no more."""
    one = exhibit_said(button.arg, turn.case)
    if one.copied:
        act = turn.act()
        case = await turn.casework.exhibit(act, lambda case: drop_copy(case, one.number))
        await show_exhibit(turn, case, one.number)
        return
    data = await original(turn, one)
    if not data:
        turn.alert(turn.text("alerts/exhibit_gone"))
        return
    try:
        _, (made,) = await workshop.do({"job": "copy", "mime": one.original.mime}, [data])
    except WorkshopError:
        turn.alert(turn.text("alerts/exhibit_gone"))
        return
    await show_exhibit(
        turn, await turn.casework.keep_copy(turn.act(), one.number, made), one.number
    )
