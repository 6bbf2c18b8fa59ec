"""The letter of a step: a text to copy, a file to keep, answers to change."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from aiogram import Router
from aiogram.enums import ChatAction
from aiogram.exceptions import TelegramAPIError
from aiogram.types import BufferedInputFile, CallbackQuery

from bot.dialogs.callbacks import CaseButton, case_button, chosen_from, number_below
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Pressed, with_letter
from bot.dialogs.screen import Button, Row, Rows, Screen, pairs
from bot.dialogs.turn import Turn
from bot.documents.bundle import has_papers
from bot.documents.files import File, formats_of, letter_file
from bot.documents.letter import Letter, compose
from bot.documents.reckoning import reckoning
from bot.documents.text import split_text
from bot.documents.written import Written
from bot.escalation.case import Case
from bot.escalation.drafts import Channel
from bot.escalation.operations import total
from bot.escalation.own_words import words_in

log = logging.getLogger(__name__)

router = Router(name=__name__)

PART = 3000
"""How much of a letter one card shows, in UTF-16 units: the rest of the 4096 is for the words
around it and for what escaping adds to the text in transit."""

COURT = "court"
"""The addressee whose papers are counted in sheets."""

THUMBNAIL = "thumbnail.jpg"


def write(
    case: Case, step: str, desk: Desk, channel: Channel | None = None, on: date | None = None
) -> Written:
    """The letter of this step, written from what the case knows now and dated `on` (today unless
    another day is given); composed once per screen."""
    facts = desk.casework.letter_facts(case, step, on or desk.today)
    return Written(
        case=case,
        lint=desk.reader.lint,
        step=desk.content.path.steps[step],
        draft=desk.content.draft_of(step),
        wanted=desk.content.questions_for(case, step),
        facts=facts,
        letter=compose(desk.words.environment, facts.draft, facts),
        channel=channel,
    )


async def show_letter(turn: Turn, case: Case, step: str, part: int = 0) -> None:
    """The letter on the case's card, in parts when it is long: one tap copies a part."""
    await show_written(turn, write(case, step, turn), part)


async def show_written(turn: Turn, written: Written, part: int = 0) -> None:
    """The same for a letter that is written already."""
    turn.forget()
    shown = Part.of(written.text, part)
    await turn.say(
        "letter",
        _letter_rows(written, shown, turn),
        written.case,
        step=written.step,
        letter=shown.text,
        part=shown.at + 1,
        parts=shown.count,
        blanks=written.blanks,
    )


@dataclass(frozen=True, slots=True)
class Part:
    """What one card shows of a letter: the part `at`, from 0, of `count`."""

    text: str
    at: int
    count: int

    @classmethod
    def of(cls, letter: str, at: int) -> "Part":
        """This part of the letter; the last one, when it has fewer."""
        parts = split_text(letter, PART)
        at = min(at, len(parts) - 1)
        return cls(parts[at], at, len(parts))

    def buttons(self, button: Callable[[str, int], Button], desk: Desk) -> Rows:
        """A button to each other part; `button` is given a label and the part."""
        label = desk.label("part")
        others = [at for at in range(self.count) if at != self.at]
        return pairs(button(label.format(number=at + 1), at) for at in others)


def _letter_rows(written: Written, shown: Part, desk: Desk) -> Rows:
    case, step = written.case, written.step.id
    sent = [desk.do(case, "sent", step=step)] if written.can_be_sent else []
    return [
        *shown.buttons(
            lambda label, at: case_button(label, case, "part", str(at), step=step), desk
        ),
        [desk.do(case, "channels", step=step, style="primary")],
        desk.choices(case, "file", "formats", formats_of(written.letter), step=step),
        bundle_row(written.letter, step, case, desk),
        flaws_button(written, desk),
        _own_words(written, desk),
        _details(written, desk),
        [desk.do(case, "edit_answers", "edit", step=step), *sent],
        [desk.do(case, "card")],
    ]


def bundle_row(letter: Letter, step: str, case: Case, desk: Desk) -> Row:
    """The button by which the letter is given with what it encloses; none where nothing of it is
    here. Courts
    take single files."""
    if letter.public or not has_papers(letter, case):
        return []
    court = desk.content.letters.drafts[letter.draft].addressee == COURT
    return [desk.do(case, "court_files" if court else "bundle", step=step)]


def _own_words(written: Written, desk: Desk) -> Row:
    """A paragraph of one's own: to add, or to take out of this letter and the next ones."""
    words = words_in(written.draft.questions)
    if words is None:
        return []
    case, step = written.case, written.step.id
    if case.answers.get(words):
        return [desk.do(case, "words_out", "clear", words, step=step)]
    return [desk.do(case, "words_in", "ask", words, step=step)]


def _details(written: Written, desk: Desk) -> Row:
    """A button to what the letter takes beside the questions that were asked in a row."""
    case, step = written.case, written.step.id
    asked = desk.content.asked_for(case, step)
    return [desk.do(case, "details", step=step)] if len(asked) < len(written.wanted) else []


def flaws_button(written: Written, desk: Desk) -> Row:
    """A button to the letter's flaws, at its channel if one is chosen; no button without flaws."""
    if not written.flaws:
        return []
    label = desk.label("flaws").format(number=len(written.flaws))
    channel = written.channel.id if written.channel else ""
    return [case_button(label, written.case, "flaws", channel, step=written.step.id)]


@router.callback_query(Pressed("part", at=with_letter))
async def turn_part(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """Another part of a long letter; the last one, when the letter has become shorter."""
    await show_letter(turn, turn.case, step, number_below(button.arg))


@router.callback_query(Pressed("file", at=with_letter))
async def give_file(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """The letter as a file, in the format pressed, with a line on what the file is for."""
    written = write(turn.case, step, turn)
    await send_letter(turn, written.letter, button.arg, sends=written.can_be_sent)


async def send_letter(turn: Turn, letter: Letter, ending: str, *, sends: bool = False) -> None:
    """The letter as a file with this ending, and a claim's reckoning as another; `sends` says that
    it is still to be sent. Raises OldButtonError for an ending that it does not have."""
    chosen_from(ending, formats_of(letter))
    counted = turn.content.letters.drafts[letter.draft].addressee == COURT
    caption = turn.text(
        "file",
        title=letter.title[0],
        format=ending,
        papers=len(letter.attachments),
        blanks=letter.blanks,
        sends=sends,
    )
    await send_file(turn, partial(letter_file, letter, ending, counted=counted), caption)
    if reckoned := reckoning(letter):
        make = partial(letter_file, reckoned, ending, counted=counted)
        await send_file(turn, make, turn.text("reckoning", title=reckoned.title[0]))


async def _say_that_it_comes(turn: Turn) -> None:
    """The chat shows that a file is on its way; without it the file comes all the same."""
    try:
        await turn.bot.send_chat_action(turn.person_id, ChatAction.UPLOAD_DOCUMENT)
    except TelegramAPIError as error:
        log.info("no chat action: %s", type(error).__name__)


async def send_file(turn: Turn, make: Callable[[], File], caption: str) -> None:
    """The file that is made in a thread, with its first page as a thumbnail if it has one."""
    file, _ = await asyncio.gather(asyncio.to_thread(make), _say_that_it_comes(turn))
    small = BufferedInputFile(file.thumbnail, THUMBNAIL) if file.thumbnail else None
    document = BufferedInputFile(file.data, file.name)
    await turn.bot.send_document(turn.person_id, document, thumbnail=small, caption=caption)


@router.callback_query(Pressed("script"))
async def show_script(query: CallbackQuery, turn: Turn, case: Case) -> None:
    """Five lines to say on the phone."""
    text = turn.text("script", case=case, money=total(case.answers))
    await turn.show(Screen(text, [[turn.do(case, "card")]]))
