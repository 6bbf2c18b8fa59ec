"""What a screen is made from: the words, the rules, and one reading of the clock."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from bot.casework import Casework
from bot.content.content import Content
from bot.content.reader import Reader
from bot.content.render import Words
from bot.dialogs.callbacks import case_button, page_button
from bot.dialogs.screen import Button, Row
from bot.escalation.case import Case


class Desk:
    """Everything that a screen needs besides its case.

    `now` is an aware instant in UTC, the current one unless another is given, and `today` its day
    where the bot's people live: both come from one reading, so that no screen and no act sees two
    days.
    """

    def __init__(self, content: Content, casework: Casework, now: datetime | None = None) -> None:
        self.content = content
        self.casework = casework
        self.now: datetime = now or casework.now()
        self.today: date = casework.day_of(self.now)

    @property
    def reader(self) -> Reader:
        return self.content.reader

    @property
    def words(self) -> Words:
        return self.content.words

    def text(self, name: str, **facts: Any) -> str:
        """The screen's text in Telegram's HTML. Every template knows `today` and `unix_end`."""
        given = {"today": self.today, "unix_end": self.casework.unix_end, **facts}
        return self.content.words.screen(name, **given)

    def label(self, name: str, group: str = "buttons") -> str:
        """A short word of labels.toml."""
        return self.content.words.label(group, name)

    def do(
        self,
        case: Case,
        name: str,
        verb: str = "",
        arg: str = "",
        *,
        step: str = "",
        style: str | None = None,
    ) -> Button:
        """A button of this case, labelled `name`; its verb is the same, unless `verb` says
        otherwise."""
        return case_button(self.label(name), case, verb or name, arg, step=step, style=style)

    def choices(
        self, case: Case, verb: str, group: str, names: Iterable[str], *, step: str = ""
    ) -> Row:
        """A button of this case for each name, labelled from the group of labels.toml."""
        return [case_button(self.label(name, group), case, verb, name, step=step) for name in names]

    def page(self, name: str, to: str = "", arg: str = "", *, style: str | None = None) -> Button:
        """A button labelled `name` that opens the page of that name, unless `to` is another."""
        return page_button(self.label(name), to or name, arg, style=style)
