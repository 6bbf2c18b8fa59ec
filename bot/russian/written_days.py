"""Jinja filters that write a day the way a person reads it."""

from collections.abc import Callable, Mapping
from datetime import date

from pytils.dt import MONTH_NAMES, ru_strftime  # type: ignore[import-untyped]
from pytils.numeral import choose_plural  # type: ignore[import-untyped]

_VOWEL_ENDS = {"ь": "е", "й": "е", "т": "те"}
"""How the ending of a month's name changes in the prepositional case."""


def day(on: date) -> str:
    """The day in figures: 21.02.2024."""
    return on.strftime("%d.%m.%Y")


def month_year(on: date) -> str:
    """The month and the year: «март 2026 г.»."""
    return str(ru_strftime("%B %Y г.", on))


def in_month(on: date) -> str:
    """The month and the year after "in": «в марте 2026 г.»."""
    name = MONTH_NAMES[on.month - 1][1]
    stem, last = name[:-1], name[-1]
    return f"в {stem}{_VOWEL_ENDS[last]} {on.year} г."


def long_day(on: date) -> str:
    """The day with its month in words: «3 мая 2026 г.»."""
    return str(ru_strftime("%-d %B %Y г.", on, inflected=True))


def day_month(on: date) -> str:
    """The day without its year: «3 мая»."""
    return str(ru_strftime("%-d %B", on, inflected=True))


def weekday(on: date) -> str:
    """The day of the week: «среда»."""
    return str(ru_strftime("%A", on))


_OF_WEEKDAY = ("понедельника", "вторника", "среды", "четверга", "пятницы", "субботы", "воскресенья")


def until(on: date, today: date) -> str:
    """The day after "until": «16 декабря, среды»; with its year instead of its weekday where that
    is another than today's: «21 февраля 2027 года»."""
    if on.year != today.year:
        return f"{day_month(on)} {on.year} года"
    return f"{day_month(on)}, {_OF_WEEKDAY[on.weekday()]}"


def near_day(on: date, today: date) -> str:
    """The day in few words: «24 ноября», with the year where that is another than today's."""
    return day_month(on) if on.year == today.year else f"{day_month(on)} {on.year}"


def plural(count: int, one: str, few: str, many: str) -> str:
    """The form of a noun that goes with the count: «1 день», «2 дня», «5 дней»."""
    return str(choose_plural(count, (one, few, many)))


def lower_first(text: str) -> str:
    """The text with its first letter in lower case, for use inside a sentence."""
    return text[:1].lower() + text[1:]


def capitalize_first(text: str) -> str:
    """The text with its first letter in upper case, for use at the start of a sentence."""
    return text[:1].upper() + text[1:]


FILTERS: Mapping[str, Callable[..., str]] = {
    "day": day,
    "month_year": month_year,
    "in_month": in_month,
    "long_day": long_day,
    "lower_first": lower_first,
    "capitalize_first": capitalize_first,
    "day_month": day_month,
    "near_day": near_day,
    "until": until,
    "weekday": weekday,
    "plural": plural,
}
"""The filters by the names that templates use."""
