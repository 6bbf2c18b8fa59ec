"""The exhibits of a case: their list, and what can be done with one."""

from aiogram import Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, Message

from bot.answers.clean import one_line
from bot.dialogs.callbacks import (
    CaseButton,
    OldButtonError,
    case_button,
    chosen_from,
    number_below,
    parts_of,
)
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Answers, Pressed
from bot.dialogs.screen import Row, Rows, Screen, column, page_of, pages_row
from bot.dialogs.states import Asking
from bot.dialogs.turn import Turn
from bot.dialogs.ways_out import to_question
from bot.escalation import exhibits
from bot.escalation.case import Case, Exhibit, ExhibitKind
from bot.escalation.enclosed import enclosed
from bot.escalation.exhibits import is_sharp, replies, shown, unsorted

router = Router(name=__name__)


def named(exhibit: Exhibit, desk: Desk, same: int = 1) -> str:
    """What letters call the exhibit: «Снимок экрана от 12.10.2026»; `same` counts those alike."""
    name = exhibit.caption or desk.label(exhibit.kind or "unsorted", "exhibits")
    name = f"{name} {same}" if same > 1 else name
    return desk.label("exhibit", "exhibits").format(name=name, day=f"{exhibit.on:%d.%m.%Y}")


@router.callback_query(Pressed("exhibits"))
async def open_exhibits(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """All exhibits of the case, some on a page; how to add one."""
    await show_exhibits(turn, case, number_below(button.arg) if button.arg else 0)


async def show_exhibits(turn: Turn, case: Case, page: int = 0) -> None:
    """The list, on the case's card."""
    order = shown(case)
    left = len(unsorted(case))
    alike = [one.same for one in enclosed(case, ())]
    buttons = [
        case_button(f"{at}. {named(one, turn, same)}", case, "exhibit", str(one.number))
        for at, (one, same) in page_of(list(enumerate(zip(order, alike, strict=True), 1)), page)
    ]
    sort = case_button(turn.label("unsorted").format(number=left), case, "xsort", style="primary")
    rows = [
        [sort] if left else [],
        *column(buttons),
        pages_row(len(order), page, lambda to, at: turn.do(case, to, "exhibits", str(at))),
        to_question(turn) or [turn.do(case, "card")],
    ]
    await turn.say("exhibits", rows, case, count=len(order))


@router.callback_query(Pressed("exhibit"))
async def open_exhibit(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """One exhibit, and what can be done with it."""
    await show_exhibit(turn, case, exhibit_said(button.arg, case).number)


async def show_exhibit(turn: Turn, case: Case, number: int, *, again: bool = False) -> None:
    """The same, on the case's card; `again` says that its file has come once more."""
    one = exhibit_said(str(number), case)
    at = shown(case).index(one) + 1
    await turn.say(
        "exhibit",
        _rows(case, one, at, turn),
        case,
        called=named(one, turn),
        at=at,
        exhibit=one,
        sharp=is_sharp(one),
        again=again,
        hung=_hung(case, one, turn),
    )


def _rows(case: Case, one: Exhibit, at: int, turn: Turn) -> Rows:
    number = str(one.number)
    kind = list(ExhibitKind).index(one.kind or ExhibitKind.OTHER)
    up = [turn.do(case, "higher", "xmove", f"{number}.0")] if at > 1 else []
    down = [turn.do(case, "lower", "xmove", f"{number}.1")] if at < len(shown(case)) else []
    return [
        *_reply_rows(case, one, turn),
        [turn.do(case, "drop_copy" if one.copied else "keep_copy", "xcopy", number)],
        [
            turn.do(case, "call_it", "xname", number),
            turn.do(case, "its_day", "xkind", f"{kind}.{number}"),
        ],
        [*up, *down],
        [
            turn.do(case, "show_file", "xshow", number),
            turn.do(case, "remove_file", "xremove", number),
        ],
        to_question(turn) or [turn.do(case, "to_exhibits", "exhibits"), turn.do(case, "card")],
    ]


def _reply_rows(case: Case, one: Exhibit, turn: Turn) -> Rows:
    """For an answer: the reply that is to be recorded, or which of several it is."""
    if one.kind is not ExhibitKind.REPLY:
        return []
    others = [at for at in replies(case) if at != one.event][:3]
    return column(
        case_button(
            turn.label("hang_on").format(
                step=turn.label(case.events[at].step, "steps"),
                day=f"{case.events[at].happened_on:%d.%m}",
            ),
            case,
            "xhang",
            f"{one.number}.{at}",
        )
        for at in others
    )


def _hung(case: Case, one: Exhibit, desk: Desk) -> str:
    """The step whose reply it is the paper of; "" for none."""
    if one.event is None or one.event not in replies(case):
        return ""
    return desk.label(case.events[one.event].step, "steps")


@router.callback_query(Pressed("xmove"))
async def move(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """One place up or down."""
    number, down = parts_of(button.arg, 2)
    one, by = exhibit_said(number, case), 1 if number_below(down, 2) else -1
    act = turn.act()
    case = await turn.casework.exhibit(act, lambda case: exhibits.move(case, one.number, by))
    await show_exhibits(turn, case)


@router.callback_query(Pressed("xhang"))
async def hang(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """It is the paper of that reply."""
    number, event = parts_of(button.arg, 2)
    one, at = exhibit_said(number, case), int(chosen_from(event, [str(at) for at in replies(case)]))
    act = turn.act()
    case = await turn.casework.exhibit(act, lambda case: exhibits.hang(case, one.number, at))
    await show_exhibit(turn, case, one.number)


@router.callback_query(Pressed("xremove"))
async def remove(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """It is no exhibit any more; the file stays in the chat."""
    number = exhibit_said(button.arg, case).number
    act = turn.act()
    case = await turn.casework.exhibit(act, lambda case: exhibits.remove(case, [number]))
    turn.toast(turn.text("alerts/exhibit_left"))
    await show_exhibits(turn, case)


@router.callback_query(Pressed("xshow"))
async def show_file(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """The file itself, as Telegram has it."""
    one = exhibit_said(button.arg, case)
    send = turn.bot.send_photo if one.original.is_photo else turn.bot.send_document
    try:
        await send(turn.person_id, one.original.file_id, caption=named(one, turn))
    except TelegramBadRequest:
        turn.alert(turn.text("alerts/exhibit_gone"))


@router.callback_query(Pressed("xname"))
async def ask_name(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """What is it to be called?"""
    one = exhibit_said(button.arg, case)
    text = turn.text("exhibit_name", case=case, called=named(one, turn))
    back = _plain(case, one, turn)
    await turn.ask(Asking.exhibit_name, Screen(text, [*back]), case, number=one.number)


def _plain(case: Case, one: Exhibit, turn: Turn) -> Rows:
    number = str(one.number)
    by_kind: Row = [turn.do(case, "no_name", "xplain", number)] if one.caption else []
    return [by_kind, [turn.do(case, "back", "exhibit", number)]]


@router.callback_query(Pressed("xplain"))
async def name_by_kind(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """It is called by its kind alone."""
    await _call(turn, exhibit_said(button.arg, case), "")


@router.message(Answers(Asking.exhibit_name))
async def keep_name(message: Message, turn: Turn, case: Case) -> None:
    """What it is called was typed."""
    one = exhibit_said(str(turn.asked["number"]), case)
    await _call(turn, one, one_line(message.text or ""))


async def _call(turn: Turn, one: Exhibit, caption: str) -> None:
    act = turn.act()
    case = await turn.casework.exhibit(act, lambda case: exhibits.call(case, one.number, caption))
    if turn.state == Asking.exhibit_name.state:
        turn.forget()
    await show_exhibit(turn, case, one.number)


def exhibit_said(said: str, case: Case) -> Exhibit:
    """The exhibit that a button means. Raises OldButtonError."""
    found = next((one for one in shown(case) if str(one.number) == said), None)
    if found is None:
        raise OldButtonError
    return found
