"""Whether Telegram would take a screen, asked of Telegram's own parser and the sandbox's walls."""

from collections.abc import Iterator

from telegram_sandbox.entities import parsed, utf16_length
from telegram_sandbox.keyboards import reply_markup
from telegram_sandbox.limits import TEXT_UNITS
from telegram_sandbox.parameters import Parameters
from telegram_sandbox.refused import Refused

from bot.dialogs.screen import Rows, Screen


def text_faults(html: str, limit: int = TEXT_UNITS) -> Iterator[str]:
    """Why Telegram would refuse the text, in its words; `limit` in UTF-16 units after parsing."""
    try:
        plain, _ = parsed(html, "HTML")
    except Refused as refused:
        yield refused.description
        return
    if not plain.strip():
        yield "says nothing"
    if (length := utf16_length(plain)) > limit:
        yield f"is {length} UTF-16 units long, Telegram takes {limit}"


def row_faults(rows: Rows) -> Iterator[str]:
    """Why Telegram would refuse the buttons, in its words."""
    markup = Screen("", rows).markup
    try:
        reply_markup(Parameters({"reply_markup": markup}, {}))
    except Refused as refused:
        yield refused.description
