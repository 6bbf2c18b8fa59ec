"""A file comes: it becomes an exhibit of the case, once it is said what it is and of which day."""

from collections.abc import Sequence
from typing import Any

from aiogram import Router
from aiogram.enums import ChatAction
from aiogram.filters import BaseFilter
from aiogram.types import CallbackQuery, Message

from bot.answers.clean import one_line
from bot.dialogs.callbacks import CaseButton, OldButtonError, case_button, chosen_from, parts_of
from bot.dialogs.card import show_card
from bot.dialogs.days import day_said, said_day
from bot.dialogs.desk import Desk
from bot.dialogs.exhibit_list import show_exhibit, show_exhibits
from bot.dialogs.fetching import LostFileError, fetch
from bot.dialogs.filters import Answers, Pressed
from bot.dialogs.heard import answer_cry
from bot.dialogs.hearing import is_asked
from bot.dialogs.receipts import receipt_screen
from bot.dialogs.screen import Screen, column, pairs
from bot.dialogs.states import Asking
from bot.dialogs.turn import Turn
from bot.dialogs.ways_out import to_question
from bot.escalation import exhibits
from bot.escalation.case import Case, Change, Exhibit, ExhibitKind, Original, applied
from bot.escalation.deadlines import DAY
from bot.escalation.exhibits import MAX_FILE_MIB, MIB, unsorted
from bot.escalation.values import Moment
from bot.exhibits.fiscal import receipt_in
from bot.exhibits.looks import Looked, RefusedFileError
from bot.exhibits.workshop import Workshop
from bot.russian.papers import paper_named

router = Router(name=__name__)

ALL = "all"
"""What a button says that is about every file not yet sorted."""

KINDS = list(ExhibitKind)


class ShowsFile(BaseFilter):
    """A photo or a file, from somebody who has an open case. Gives the handler `case`: the one that
    is spoken of, else the newest."""

    async def __call__(self, message: Message, turn: Turn) -> bool | dict[str, Any]:
        if not (message.photo or message.document):
            return False
        if turn.has_case and not turn.case.closed:
            return {"case": turn.case}
        cases = await turn.casework.list_open(turn.person_id)
        return {"case": cases[0]} if cases else False


@router.message(ShowsFile())
async def take(message: Message, turn: Turn, case: Case, workshop: Workshop) -> None:
    """A file came. Whatever was asked stays open."""
    await turn.bot.send_chat_action(turn.person_id, ChatAction.TYPING)  # a look takes a second
    try:
        looked = await _look(message, turn, workshop)
    except RefusedFileError as refused:
        back = to_question(turn) or [turn.do(case, "card")]
        text = turn.text("file_refused", why=str(refused), asking=is_asked(turn))
        await turn.show(Screen(text, [back]))  # no card: the next file of an album replaces that
        return
    new = _exhibit(message, looked, turn)
    before = exhibits.alike(case, new)
    case = await turn.casework.exhibit(turn.act_on(case), lambda case: exhibits.take(case, new))
    if before and before.kind and before.original.file_id != new.original.file_id:
        await show_exhibit(turn, case, before.number, again=True)
        return
    if await answer_cry(turn, message.caption or ""):
        return  # the file waits until it is said what it is
    receipt, alone = receipt_in(looked.qr), len(unsorted(case)) == 1
    if receipt and receipt.on <= turn.today and alone:
        await turn.show(receipt_screen(case, unsorted(case)[0], receipt, turn), case)
    else:
        await ask_kind(turn, case)


async def _look(message: Message, turn: Turn, workshop: Workshop) -> Looked:
    """What the message's file is. Raises RefusedFileError."""
    file = _file(message)
    if (file.file_size or 0) > MAX_FILE_MIB * MIB:
        raise RefusedFileError("too_big")
    try:
        data = await fetch(turn.bot, file.file_id, MAX_FILE_MIB * MIB)
    except LostFileError:
        raise RefusedFileError("lost") from None
    return await workshop.look(data)


def _file(message: Message) -> Any:
    """The document, or the largest size of the photo."""
    if message.photo:
        return max(message.photo, key=lambda size: size.width * size.height)
    assert message.document is not None
    return message.document


def _exhibit(message: Message, looked: Looked, turn: Turn) -> Exhibit:
    file = _file(message)
    return Exhibit(
        number=message.message_id,
        original=Original(
            file_id=file.file_id,
            unique_id=file.file_unique_id,
            sha256=looked.sha256,
            size=looked.size,
            mime=looked.mime,
            width=looked.width,
            height=looked.height,
            sheets=looked.sheets,
            is_photo=bool(message.photo),
        ),
        on=min(turn.casework.day_of(message.date), turn.today),
        received=int(message.date.timestamp()),
        caption=paper_named(one_line(message.caption or ""))[: exhibits.MAX_CAPTION],
        album=message.media_group_id or "",
    )


# What it is


async def ask_kind(turn: Turn, case: Case, number: int | None = None) -> None:
    """*Что на нём?* – of one file, or of all that came."""
    waiting = unsorted(case)
    if not waiting:
        await show_exhibits(turn, case)
        return
    which = str(number or ALL)
    kinds = [
        case_button(turn.label(kind, "exhibit_kinds"), case, "xkind", f"{at}.{which}")
        for at, kind in enumerate(KINDS)
    ]
    several = await turn.casework.list_open(turn.person_id)
    rows = [
        *pairs(kinds),
        [turn.do(case, "one_by_one", "xone", str(waiting[0].number))]
        if len(waiting) > 1 and not number
        else [],
        [turn.do(case, "other_case", "xother")] if len(several) > 1 else [],
        [turn.do(case, "leave_file", "xno", which)],
        to_question(turn),
    ]
    picked = [one for one in waiting if number in (None, one.number)]
    await turn.say(
        "exhibit_kind", rows, case, files=picked, left=len(waiting), asking=is_asked(turn)
    )


@router.callback_query(Pressed("xone"))
async def ask_one(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """The files that came, one after another."""
    await ask_kind(turn, case, _picked(button.arg, unsorted(case))[0].number)


@router.callback_query(Pressed("xsort"))
async def ask_again(query: CallbackQuery, turn: Turn, case: Case) -> None:
    """What came and was not sorted."""
    await ask_kind(turn, case)


@router.callback_query(Pressed("xno"))
async def leave(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """The files are no exhibits."""
    numbers = [one.number for one in _picked(button.arg, unsorted(case))]
    case = await turn.casework.exhibit(turn.act(), lambda case: exhibits.remove(case, numbers))
    turn.toast(turn.text("alerts/exhibit_left"))
    if unsorted(case):
        await ask_kind(turn, case)
    else:
        await show_card(turn, case)


@router.callback_query(Pressed("xother"))
async def pick_case(query: CallbackQuery, turn: Turn, case: Case) -> None:
    """The files belong to another case: to which?"""
    cases = [one for one in await turn.casework.list_open(turn.person_id) if one.id != case.id]
    rows = column(case_button(turn.content.title(one), case, "xto", str(one.id)) for one in cases)
    await turn.say("exhibit_case", [*rows, [turn.do(case, "back", "xsort")]], case)


@router.callback_query(Pressed("xto"))
async def carry(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """They belong to that one."""
    cases = await turn.casework.list_open(turn.person_id)
    to = int(chosen_from(button.arg, [str(one.id) for one in cases]))
    numbers = [one.number for one in unsorted(case)]
    await ask_kind(turn, await turn.casework.carry_exhibits(turn.act(), to, numbers))


# Of which day


@router.callback_query(Pressed("xkind"))
async def ask_day(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """It is of this kind: of which day?"""
    kind, which = parts_of(button.arg, 2)
    files = _picked(which, case.exhibits if which != ALL else unsorted(case))
    came = files[-1].on
    days = [came, *(day for day in (turn.today, turn.today - DAY) if day != came)][:2]
    near = [
        case_button(_day_label(day, turn), case, "xday", f"{kind}.{which}.{said_day(day)}")
        for day in days
    ]
    rows = [
        *column(near),
        [turn.do(case, "other_day", "xtype", button.arg)],
        [turn.do(case, "back", "xsort" if files[0].kind is None else "exhibits")],
    ]
    await turn.say("exhibit_day", rows, case, kind=_kind(kind), files=files, typed=False)


def _day_label(day: Any, turn: Turn) -> str:
    """A day as a button says it: «Сегодня, 27 ноября»."""
    named = {turn.today: turn.label("today"), turn.today - DAY: turn.label("yesterday")}
    written = turn.words.environment.filters["near_day"](day, turn.today)
    return f"{named[day]}, {written}" if day in named else str(written)


@router.callback_query(Pressed("xtype"))
async def ask_typed_day(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """Another day: to be typed."""
    kind, which = parts_of(button.arg, 2)
    files = _picked(which, case.exhibits if which != ALL else unsorted(case))
    text = turn.text("exhibit_day", case=case, kind=_kind(kind), files=files, typed=True)
    screen = Screen(text, [[turn.do(case, "back", "xkind", button.arg)]])
    await turn.ask(Asking.exhibit_day, screen, case, kind=kind, which=which)


@router.message(Answers(Asking.exhibit_day))
async def keep_typed_day(message: Message, turn: Turn) -> None:
    """The day was typed."""
    day = turn.reader.read("day", message.text or "", today=turn.today)
    assert isinstance(day, Moment)
    await _keep(turn, turn.asked["kind"], turn.asked["which"], day.on)


@router.callback_query(Pressed("xday"))
async def keep_day(query: CallbackQuery, turn: Turn, button: CaseButton) -> None:
    """It is of that day: now it is an exhibit."""
    kind, which, day = parts_of(button.arg, 3)
    await _keep(turn, kind, which, day_said(day))


async def _keep(turn: Turn, kind: str, which: str, on: Any) -> None:
    case, named = turn.case, _kind(kind)
    files = _picked(which, case.exhibits if which != ALL else unsorted(case))
    numbers = [one.number for one in files]

    def kept(case: Case) -> Change:
        sorted_ = applied(case, exhibits.sort(case, numbers, named))
        return exhibits.date_on(sorted_, numbers, on, turn.today)

    case = await turn.casework.exhibit(turn.act(), kept)
    if turn.state == Asking.exhibit_day.state:
        turn.forget()
    turn.toast(turn.text("alerts/exhibit_kept"))
    if unsorted(case):
        await ask_kind(turn, case, unsorted(case)[0].number)
    elif len(numbers) == 1:
        await show_exhibit(turn, case, numbers[0])
    else:
        await show_exhibits(turn, case)


def _kind(said: str) -> ExhibitKind:
    """The kind that a button says. Raises OldButtonError."""
    return KINDS[int(chosen_from(said, [str(at) for at in range(len(KINDS))]))]


def _picked(said: str, among: Sequence[Exhibit]) -> Sequence[Exhibit]:
    """The files that a button means. Raises OldButtonError for none."""
    picked = [one for one in among if said in (ALL, str(one.number))]
    if not picked:
        raise OldButtonError
    return picked


def unsorted_row(case: Case, desk: Desk) -> list[Any]:
    """A button to what was not sorted; none where everything was."""
    left = len(unsorted(case))
    label = desk.label("unsorted").format(number=left)
    return [case_button(label, case, "xsort", style="primary")] if left else []
