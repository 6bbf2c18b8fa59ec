"""*Выгрузить дело*: everything that a case is, in one archive that survives Telegram."""

import asyncio
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from functools import partial
from hashlib import sha256
from html import unescape
from typing import Any

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import BufferedInputFile, CallbackQuery, User

from bot.archive.carried import packed
from bot.archive.vault import locked, new_phrase
from bot.dialogs.bundles import UPLOAD_BYTES, gather
from bot.dialogs.callbacks import case_button
from bot.dialogs.card import show_card
from bot.dialogs.desk import Desk
from bot.dialogs.exhibit_list import named
from bot.dialogs.filters import Opened, Pressed
from bot.dialogs.history import calendar_of
from bot.dialogs.map_view import MapView
from bot.dialogs.screen import column
from bot.dialogs.turn import Event, Turn
from bot.documents.files import letter_file
from bot.documents.frames import bundle_words
from bot.documents.kept import KeptLetter, unpacked
from bot.documents.names import safe
from bot.documents.picture import map_picture
from bot.escalation.case import Case, Exhibit, ExhibitKind, kept_letters
from bot.escalation.exhibits import shown
from bot.escalation.questions import Question
from bot.escalation.timeline import case_dates, timeline
from bot.escalation.values import Operations, Value
from bot.exhibits.workshop import Workshop, WorkshopError
from bot.storage.sealing import answers_as_json

router = Router(name=__name__)

CARRIED = "case.qnav"
"""The file in the archive from which a case is restored."""

_TAG = re.compile(r"<[^>]+>")
_SIGN = re.compile(r"^[^\w«]+")
"""The sign before a line of the chronology: fonts that print have none."""


@router.message(Command("export"))
@router.callback_query(Opened("export"))
async def pick_case(event: Event, turn: Turn) -> None:
    """Which case? The only one is taken at once."""
    cases = await turn.casework.list(turn.person_id)
    if len(cases) == 1:
        await _offer(turn, cases[0])
        return
    buttons = [case_button(turn.content.title(case), case, "export") for case in cases[:40]]
    await turn.say("export_which", [*column(buttons), [turn.page("home")]], found=bool(cases))


@router.callback_query(Pressed("export"))
async def offer_export(query: CallbackQuery, turn: Turn, case: Case) -> None:
    """What will be in it, and what the phrase is for."""
    await _offer(turn, case)


async def _offer(turn: Turn, case: Case) -> None:
    rows = [[turn.do(case, "export_now", "export_go", style="primary")], [turn.do(case, "card")]]
    await turn.say("export", rows, case)


@router.callback_query(Pressed("export_go"))
async def send_export(query: CallbackQuery, turn: Turn, case: Case, workshop: Workshop) -> None:
    """The archive, and the phrase that opens what is locked in it: shown once, kept nowhere."""
    await turn.answer_press()
    letters = await _letters(turn, case)
    archive = await _archive(turn, case, letters, workshop)
    if archive is None or len(archive[0]) > UPLOAD_BYTES:
        rows = [[turn.do(case, "exhibits")], [turn.do(case, "card")]]
        await turn.say("bundle_failed", rows, case, large=archive is not None)
        return
    data, phrase, gone = archive
    name = f"{safe(turn.label('archive', 'archive').format(title=turn.content.title(case)))}.zip"
    caption = turn.text("exported", gone=gone)
    await turn.bot.send_document(turn.person_id, BufferedInputFile(data, name), caption=caption)
    await turn.bot.send_message(turn.person_id, turn.text("phrase", phrase=phrase))
    await show_card(turn, case)


async def _letters(turn: Turn, case: Case) -> dict[int, KeptLetter]:
    """The letters that were kept as they went out, by the number of their sending."""
    found = {}
    for at in kept_letters(case):
        kept = await turn.casework.sent_letter(case, at)
        if kept is not None:
            found[at] = unpacked(kept)
    return found


async def _archive(
    turn: Turn, case: Case, letters: Mapping[int, KeptLetter], workshop: Workshop
) -> tuple[bytes, str, list[int]] | None:
    """The zip, its phrase, and the exhibits that Telegram does not give any more. None where the
    worker failed."""
    order = _order(case)
    originals, gone = await gather(turn, order)
    papers = [await asyncio.to_thread(_papers, kept) for kept in letters.values()]
    pictured = await asyncio.to_thread(partial(map_picture, MapView(case, turn).drawing))
    job = _job(case, [f"{k.called} {k.letter.dated_on:%d.%m.%Y}" for k in letters.values()], turn)
    files = [pictured, *(pdf.data for pdf, _ in papers), *originals]
    try:
        _, (whole, *cleaned) = await workshop.do(job, files)
    except WorkshopError:
        return None
    copies = _copies(order, cleaned)
    told = await _carried(turn, case, {one.number: copy for one, copy in copies.items()})
    phrase = new_phrase()
    secret = await asyncio.to_thread(locked, told, phrase)
    contents = {
        turn.label("whole", "archive"): whole,
        **{f"{turn.label('letters', 'archive')}/{f.name}": f.data for two in papers for f in two},
        **_exhibits(order, cleaned, turn),
        **_calendar(turn, case, await turn.bot.me()),
        CARRIED: secret,
    }
    return await asyncio.to_thread(_zip, contents), phrase, gone


def _order(case: Case) -> list[tuple[int, Exhibit]]:
    """The exhibits as the case file has them, counted: the papers of replies first."""
    return list(enumerate(sorted(shown(case), key=lambda one: not _is_reply(one)), 1))


def _is_reply(one: Exhibit) -> bool:
    return one.kind is ExhibitKind.REPLY


def _papers(kept: KeptLetter) -> tuple[Any, Any]:
    return letter_file(kept.letter, "pdf"), letter_file(kept.letter, "docx")


def _zip(contents: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return out.getvalue()


def _job(case: Case, letters: Sequence[str], turn: Turn) -> dict[str, Any]:
    """What the worker makes the case file of."""
    words = turn.words.environment.get_template("macros/letters.txt.j2").module
    opened = turn.casework.day_of(case.opened_at)
    exhibits = [
        {
            "at": at,
            "number": one.number,
            "name": named(one, turn),
            "mime": one.original.mime,
            "sha256": one.original.sha256,
            "sheets": one.original.sheets,
            "part": words.case_file["replies" if _is_reply(one) else "exhibits"],  # type: ignore[attr-defined]
        }
        for at, one in _order(case)
    ]
    return {
        "job": "case",
        "letters": list(letters),
        "exhibits": exhibits,
        "case": {
            "title": turn.content.title(case),
            "words": {**bundle_words(), **dict(words.case_file)},  # type: ignore[attr-defined]
            "cover": [
                f"{turn.label('at', 'archive')} {turn.label(case.step, 'steps')}",
                f"{turn.label('opened', 'archive')} {opened:%d.%m.%Y}",
                f"{turn.label('made', 'archive')} {turn.today:%d.%m.%Y}",
            ],
            "chronology": _chronology(case, turn),
            "answers": list(_answers(case, turn)),
        },
    }


def _chronology(case: Case, desk: Desk) -> list[dict[str, str]]:
    """What happened and when, in plain words."""
    environment = desk.words.environment
    said = environment.get_template("macros/timeline.html.j2").module.what  # type: ignore[attr-defined]
    rows = []
    for entry in timeline(case, desk.content.timing, desk.today):
        text = unescape(_TAG.sub("", str(said(entry, desk.words.label, desk.content.path.steps))))
        line = _SIGN.sub("", " ".join(text.split()))
        rows.append({"day": f"{entry.on:%d.%m.%Y}", "what": line})
    return rows


def _answers(case: Case, desk: Desk) -> Any:
    """What the person has told, as they read it on the screens."""
    for name, question in desk.content.questions.items():
        value = case.answers.get(name)
        if value and not isinstance(value, Operations):
            yield {"name": desk.label(name, "questions"), "value": _shown(question, value, desk)}


def _shown(question: Question, value: Value, desk: Desk) -> str:
    if isinstance(value, tuple) and question.choices:
        return ", ".join(desk.label(one, question.id) for one in value if one in question.choices)
    return unescape(str(desk.reader.show(value)))


def _copies(
    order: Sequence[tuple[int, Any]], cleaned: Sequence[bytes]
) -> dict[Any, tuple[str, int, str]]:
    """The digest, size and kind of what goes out of each exhibit."""
    found = {}
    for (_, one), data in zip(order, cleaned, strict=True):
        if data:
            mime = "application/pdf" if data.startswith(b"%PDF") else "image/jpeg"
            found[one] = (sha256(data).hexdigest(), len(data), mime)
    return found


def _exhibits(
    order: Sequence[tuple[int, Any]], cleaned: Sequence[bytes], turn: Turn
) -> dict[str, bytes]:
    folder = turn.label("exhibits", "archive")
    found = {}
    for (at, one), data in zip(order, cleaned, strict=True):
        if data:
            ending = "pdf" if data.startswith(b"%PDF") else "jpg"
            found[f"{folder}/{safe(f'{at}. {named(one, turn)}')}.{ending}"] = data
    return found


def _calendar(turn: Turn, case: Case, me: User) -> dict[str, bytes]:
    name = turn.label("file", "calendar").format(case=case.id)
    dated = case_dates(case, turn.content.timing, turn.today)
    return {name: calendar_of(case, turn, me)} if dated else {}


async def _carried(turn: Turn, case: Case, copies: Mapping[int, tuple[str, int, str]]) -> bytes:
    me = await turn.bot.me()
    letters = {}
    for at in kept_letters(case):
        kept = await turn.casework.sent_letter(case, at)
        if kept is not None:
            letters[at] = kept
    return packed(case, me.id, answers_as_json(case.answers), letters, copies)
