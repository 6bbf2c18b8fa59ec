"""What the QR code of a receipt says is shown; it is stored once the person has confirmed it."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.dialogs.callbacks import CaseButton, OldButtonError, parts_of
from bot.dialogs.desk import Desk
from bot.dialogs.exhibit_list import show_exhibit
from bot.dialogs.filters import Pressed
from bot.dialogs.screen import Screen
from bot.dialogs.turn import Turn
from bot.escalation import exhibits
from bot.escalation.case import Case, Change, Exhibit, ExhibitKind, applied
from bot.escalation.values import Moment, Money, Value
from bot.exhibits.fiscal import Receipt, as_code, from_code

router = Router(name=__name__)


def receipt_screen(case: Case, exhibit: Exhibit, receipt: Receipt, desk: Desk) -> Screen:
    """The day, the time and the sum of the receipt, to be confirmed."""
    arg = f"{exhibit.number}.{as_code(receipt)}"
    other = _other(case, receipt, desk)
    rows = [
        [desk.do(case, "receipt_right", "xqr" if other else "xqrall", arg, style="success")],
        [desk.do(case, "receipt_mends", "xqrall", arg)] if other else [],
        [desk.do(case, "not_that", "xsort")],
    ]
    money, when = Money(receipt.kopecks), Moment(receipt.on, receipt.at)
    return Screen(desk.text("receipt", case=case, money=money, when=when, other=other), rows)


def _other(case: Case, receipt: Receipt, desk: Desk) -> list[Value]:
    """What the case knows of the day and the sum that is not what the receipt says."""
    told = _answers(case, receipt, desk)
    known = [case.answers[name] for name in told if case.answers.get(name)]
    said = {name: value for name, value in told.items() if case.answers.get(name)}
    same = all(_alike(case.answers[name], value) for name, value in said.items())
    return [] if same else known


def _alike(known: Value, said: Value) -> bool:
    if isinstance(known, Moment) and isinstance(said, Moment):
        return known.on == said.on and known.at in (None, said.at)
    return known == said


def _answers(case: Case, receipt: Receipt, desk: Desk) -> dict[str, Value]:
    """The answers that the receipt gives, of those that the case's letters need."""
    told: dict[str, Value] = {
        "happened": Moment(receipt.on, receipt.at),
        "sum": Money(receipt.kopecks),
    }
    step = desk.content.path.steps[case.step]
    asked = desk.content.questions_for(case, step.id) if step.draft else ()
    return {name: value for name, value in told.items() if not asked or name in asked}


@router.callback_query(Pressed("xqr", "xqrall"))
async def keep_receipt(query: CallbackQuery, turn: Turn, button: CaseButton, case: Case) -> None:
    """It is right: the exhibit is a receipt of that day, and the case knows the day and the sum
    (`xqr` leaves what it knows already)."""
    number, code = parts_of(button.arg, 2)
    receipt = from_code(code)
    exhibit = next((one for one in case.exhibits if str(one.number) == number), None)
    if receipt is None or exhibit is None:
        raise OldButtonError
    told = _answers(case, receipt, turn)
    if button.do == "xqr":
        told = {name: value for name, value in told.items() if not case.answers.get(name)}

    def kept(case: Case) -> Change:
        numbers = [exhibit.number]
        sorted_ = applied(case, exhibits.sort(case, numbers, ExhibitKind.RECEIPT))
        dated = exhibits.date_on(sorted_, numbers, receipt.on, turn.today)
        return Change(exhibits=dated.exhibits, answers=told)

    case = await turn.casework.exhibit(turn.act(), kept)
    turn.toast(turn.text("alerts/exhibit_kept"))
    await show_exhibit(turn, case, exhibit.number)
