"""What a button carries, and the filters that read it."""

from aiogram.filters import BaseFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton

from bot.content.content import Content
from bot.escalation.case import Case
from bot.storage.cases import Act

NO_STEP = "-"
"""The step of a button that only opens its case."""


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


Verb = tuple[str, str]
"""The prefix of a kind of button and what the button does."""


def verb(query: CallbackQuery) -> Verb | None:
    """What the pressed button does; None for a button that is none of ours."""
    match (query.data or "").split(CaseButton.__separator__):
        case [CaseButton.__prefix__, _, _, _, do, *_]:
            return CaseButton.__prefix__, do
        case [Page.__prefix__, name, _]:
            return Page.__prefix__, name
    return None


class Pressed(BaseFilter):
    """A case's button that does one of these things. Gives the handler `button`.

    A button of a step that the path has no more is none of ours: it is answered as an old one.
    """

    def __init__(self, *does: str) -> None:
        self.verbs = frozenset((CaseButton.__prefix__, do) for do in does)

    async def __call__(
        self, query: CallbackQuery, content: Content
    ) -> bool | dict[str, CaseButton]:
        # Split first: unpacking is pydantic's work, and most of the filters asked say no.
        if verb(query) not in self.verbs:
            return False
        try:
            button = CaseButton.unpack(query.data or "")
        except (TypeError, ValueError):
            return False
        known = button.step == NO_STEP or button.step in content.path.steps
        return {"button": button} if known else False


class Opened(BaseFilter):
    """A page's button with one of these names. Gives the handler `page`."""

    def __init__(self, *names: str) -> None:
        self.verbs = frozenset((Page.__prefix__, name) for name in names)

    async def __call__(self, query: CallbackQuery) -> bool | dict[str, Page]:
        if verb(query) not in self.verbs:
            return False
        return {"page": Page.unpack(query.data or "")}


def case_button(
    text: str, case: Case, do: str, arg: str = "", *, step: str = "", style: str | None = None
) -> InlineKeyboardButton:
    """A button of this case; `step` is the case's own unless another is meant."""
    data = _packed(CaseButton, case.id, case.revision, step or case.step, do, arg)
    return InlineKeyboardButton(text=text, callback_data=data, style=style)


def card_button(text: str, case_id: int) -> InlineKeyboardButton:
    """A button that opens a case of which no more is known than its number."""
    data = CaseButton(case=case_id, revision=0, step=NO_STEP, do="card")
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
    return InlineKeyboardButton(text=text, callback_data=_packed(Page, name, arg), style=style)


def _packed(kind: type[CallbackData], *values: object) -> str:
    """What `kind(…).pack()` gives: a card has ten buttons, and pydantic need not check our own."""
    return kind.__separator__.join((kind.__prefix__, *map(str, values)))
