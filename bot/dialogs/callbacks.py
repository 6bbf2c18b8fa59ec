"""What a button carries, and the filters that read it."""

from aiogram.filters import BaseFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton

from bot.escalation.case import Case
from bot.storage.cases import Act


class CaseButton(CallbackData, prefix="c"):
    """A button of a case: which case at which revision, which step, what to do, and to what."""

    case: int
    revision: int
    step: str
    do: str
    arg: str = ""

    def act(self, query: CallbackQuery, update_id: int, *, fresh: bool = False) -> Act:
        """This press as an act; with `fresh` it is refused once the case has moved on."""
        return Act(query.from_user.id, self.case, update_id, self.revision if fresh else None)


class Page(CallbackData, prefix="p"):
    """A button that opens a page which belongs to no case."""

    name: str
    arg: str = ""


class Pressed(BaseFilter):
    """A case's button that does one of these things. Gives the handler `button`."""

    def __init__(self, *does: str) -> None:
        self._does = frozenset(does)

    async def __call__(self, query: CallbackQuery) -> bool | dict[str, CaseButton]:
        # Split first: unpacking is pydantic's work, and most of the filters asked say no.
        parts = (query.data or "").split(CaseButton.__separator__)
        if len(parts) < 5 or parts[0] != CaseButton.__prefix__ or parts[4] not in self._does:
            return False
        try:
            return {"button": CaseButton.unpack(query.data or "")}
        except (TypeError, ValueError):
            return False


class Opened(BaseFilter):
    """A page's button with one of these names. Gives the handler `page`."""

    def __init__(self, *names: str) -> None:
        self._names = frozenset(names)

    async def __call__(self, query: CallbackQuery) -> bool | dict[str, Page]:
        parts = (query.data or "").split(Page.__separator__)
        if len(parts) != 3 or parts[0] != Page.__prefix__ or parts[1] not in self._names:
            return False
        return {"page": Page(name=parts[1], arg=parts[2])}


def case_button(
    text: str, case: Case, do: str, arg: str = "", *, step: str = "", style: str | None = None
) -> InlineKeyboardButton:
    """A button of this case; `step` is the case's own unless another is meant."""
    data = CaseButton(case=case.id, revision=case.revision, step=step or case.step, do=do, arg=arg)
    return InlineKeyboardButton(text=text, callback_data=data.pack(), style=style)


def card_button(text: str, case_id: int) -> InlineKeyboardButton:
    """A button that opens a case of which no more is known than its number."""
    data = CaseButton(case=case_id, revision=0, step="-", do="card")
    return InlineKeyboardButton(text=text, callback_data=data.pack())


def pressed_case(query: CallbackQuery) -> int | None:
    """The number of the case whose button was pressed; None for a button of no case."""
    parts = (query.data or "").split(CaseButton.__separator__)
    is_case = parts[0] == CaseButton.__prefix__ and len(parts) > 1 and parts[1].isdecimal()
    return int(parts[1]) if is_case else None


def page_button(
    text: str, name: str, arg: str = "", *, style: str | None = None
) -> InlineKeyboardButton:
    """A button that opens a page."""
    return InlineKeyboardButton(
        text=text, callback_data=Page(name=name, arg=arg).pack(), style=style
    )
