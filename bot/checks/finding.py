"""One thing that is wrong; and whether Telegram would accept a text or buttons, by its own parser
and the sandbox's limits."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from telegram_sandbox.entities import parsed, utf16_length
from telegram_sandbox.keyboards import reply_markup
from telegram_sandbox.limits import ANSWER_CHARACTERS, TEXT_UNITS
from telegram_sandbox.parameters import Parameters
from telegram_sandbox.refused import Refused

from bot.dialogs.screen import Rows, Screen

_TWO_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What is wrong and where; a warning does not fail the check."""

    file: str
    key: str
    reason: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{'warning: ' if self.warning else ''}{self.file}: {self.key}: {self.reason}"


def text_faults(html: str, limit: int = TEXT_UNITS) -> Iterator[str]:
    """Why Telegram would refuse the text, in its words; `limit` in UTF-16 units after parsing."""
    try:
        plain, _ = parsed(html, "HTML")
    except Refused as refused:
        yield refused.description
        return
    if not plain.strip():
        yield "says nothing"
    if _TWO_STOPS.search(plain):
        yield "has two full stops"
    if (length := utf16_length(plain)) > limit:
        yield f"is {length} UTF-16 units long, Telegram takes {limit}"


def row_faults(rows: Rows) -> Iterator[str]:
    """Why Telegram would refuse the buttons, in its words."""
    markup = Screen("", rows).markup
    try:
        reply_markup(Parameters({"reply_markup": markup}, {}))
    except Refused as refused:
        yield refused.description


def alert_faults(text: str) -> Iterator[str]:
    """Why Telegram would refuse the text as the answer to a press, or show it differently: markup
    is not parsed there."""
    yield from text_faults(text)
    if len(text) > ANSWER_CHARACTERS:
        yield f"is {len(text)} characters long, Telegram takes {ANSWER_CHARACTERS}"
    if "<" in text:
        yield "has markup, which an alert shows as it is"
