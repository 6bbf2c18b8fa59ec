"""Days and times as people type them: "вчера", "03.05", "3 мая 2026 в 15:30", "неделю назад".

Own patterns come first, because dateparser reads "14.11" as ten past two today and "32 мая" as the
year 1932; it gets only what they do not know: words without digits, and "N дней назад".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

import dateparser  # type: ignore[import-untyped]

from bot.answers.unreadable import Unreadable
from bot.answers.wording import words
from bot.escalation.values import Moment

EARLIEST = date(1990, 1, 1)
"""Nothing that a case is about happened before it."""

_LEAP_CYCLE_YEARS = 8
_DAY_WORDS = words("wording")["days"]
_MONTHS = "|".join(f"(?P<m{number}>{stem})" for number, stem in enumerate(_DAY_WORDS["months"], 1))
_ORDINALS = "|".join(sorted(_DAY_WORDS["ordinals"], key=len, reverse=True))
_PARTS = "|".join(_DAY_WORDS["afternoon"] + _DAY_WORDS["morning"])
_YEAR = r"(?:,?\s*(?P<year>(?:19|20)\d\d|\d\d(?=\s*(?:г\b|год|$|[,;)])))(?:\s*(?:г\b\.?|год\w*))?)?"

_ISO = re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)(?!\d)")
_DIGITS = re.compile(
    r"(?<![\d.,/:-])(?P<day>\d{1,2})\s?(?P<mark>[./-])\s?(?P<month>\d{1,2})"
    r"(?:\s?(?P=mark)\s?(?P<year>\d{4}|\d{2}))?(?![\d/]|[.,:-]\d)(?:\s?г\b\.?)?"
)
_NAMED = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:-?(?:го|е|ого))?\s*(?:числа\s+)?(?:{_MONTHS})[а-я]*\.?{_YEAR}",
    re.IGNORECASE,
)
_SPELLED = re.compile(rf"\b(?P<day>{_ORDINALS})\s+(?:{_MONTHS})[а-я]*\.?{_YEAR}", re.IGNORECASE)
_STEPS: dict[str, int] = _DAY_WORDS["steps"]
_WORD = re.compile(rf"\b(?:{'|'.join(_STEPS)})\b", re.IGNORECASE)
_SPACED = re.compile(r"^(?P<day>\d{1,2})[ ,](?P<month>\d{1,2})[ ,](?P<year>\d{4})$")
_CHOICE = re.compile(rf"\d\s*(?:или|либо|[-–—])\s*\d{{1,2}}\s+(?:{_MONTHS})", re.IGNORECASE)
_RELATIVE = re.compile(
    r"(?:\b\w+\s+)?\b(?:дней|дня|день|недел\w+|месяц\w*|год|года|лет)\s+назад\b"
    r"|\bчерез\s+(?:\w+\s+)?(?:дней|дня|день|недел\w+|месяц\w*|год)\b"
    r"|\b(?:во?\s+)(?:прошл\w+\s+|эт\w+\s+)?"
    r"(?P<weekday>понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?<![\d.])(?P<hour>\d{1,2})[:.-](?P<minute>\d\d)(?::\d\d)?(?!\d|\.\d)"
    r"|(?<!\d)(?P<h>\d{1,2})\s*(?:час\w*|ч\b\.?)(?:\s*(?P<min>\d\d)\s*(?:м\b|мин\w*))?"
    rf"(?:\s+(?P<part>{_PARTS}))?"
    rf"|(?<!\d)(?P<hh>\d{{1,2}})\s+(?P<pp>{_PARTS})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DayFound:
    """A day at text[start:end]; `on` is None when there is no such day ("31.02")."""

    start: int
    end: int
    on: date | None


@dataclass(frozen=True, slots=True)
class ClockFound:
    """A time of day at text[start:end]; `at` is None when there is no such time ("25:70")."""

    start: int
    end: int
    at: time | None


def warm_up(today: date) -> None:
    """Make dateparser load its language data now: its first call takes a tenth of a second."""
    _by_dateparser("неделю назад", today)


def read_moment(text: str, *, today: date) -> Moment:
    """The one day in the text, not after `today`, with its time when one is named.

    Raises Unreadable: see `read_day`; impossible_time.
    """
    found = find_days(text, today=today)
    on = _only(text, found)
    _must_have_been(on, today)
    rest = _without(text, found)
    times = {one.at for one in find_clocks(rest)}
    if None in times:
        raise Unreadable("impossible_time")
    return Moment(on, times.pop() if len(times) == 1 else None)


def read_day(text: str, *, today: date) -> Moment:
    """The one day in the text, not after `today`; without a year it is the latest such day.

    Raises Unreadable: date_unclear, several_dates, impossible_date, date_in_future,
    date_too_long_ago.
    """
    on = _only(text, find_days(text, today=today))
    _must_have_been(on, today)
    return Moment(on)


def read_future_day(text: str, *, today: date) -> Moment:
    """The one day in the text, not before `today`; without a year it is the next such day.

    Raises Unreadable: date_unclear, several_dates, impossible_date, date_in_past.
    """
    on = _only(text, find_days(text, today=today, ahead=True))
    if on < today:
        raise Unreadable("date_in_past", on=on)
    return Moment(on)


def read_birth_date(text: str, *, today: date) -> Moment:
    """A birth date of a person of fourteen (the age of the first passport) or more.

    Raises Unreadable: date_unclear, several_dates, impossible_date, date_in_future,
    birth_date_too_recent (facts: `years`).
    """
    on = _only(text, find_days(text, today=today, last_year=today.year))
    years = today.year - on.year - ((today.month, today.day) < (on.month, on.day))
    if on > today:
        raise Unreadable("date_in_future", on=on)
    if years > 120:
        raise Unreadable("date_too_long_ago", on=on)
    if years < 14:
        raise Unreadable("birth_date_too_recent", years=14)
    return Moment(on)


def find_days(
    text: str, *, today: date, ahead: bool = False, last_year: int | None = None
) -> list[DayFound]:
    """Every day named in the cleaned text, in order, none overlapping.

    A day without a year is the latest one not after `today`, with `ahead` the first one not before
    it. A year of two digits is in this century, unless `last_year` is given and it would be after.
    """
    found: list[DayFound] = []
    for one in _candidates(text, today, ahead, last_year):
        if all(one.end <= other.start or one.start >= other.end for other in found):
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def find_clocks(text: str) -> Iterator[ClockFound]:
    """Every time of day named in the cleaned text: "15:30", "15.30", "в 9 вечера", "15 часов".

    Take the days out first: "14.11" is a day before it is a time.
    """
    for match in _CLOCK.finditer(text):
        hour = int(match["hour"] or match["h"] or match["hh"])
        part = (match["part"] or match["pp"] or "").lower()
        if part in _DAY_WORDS["afternoon"] and hour < 12:
            hour += 12
        elif part in _DAY_WORDS["morning"] and hour == 12:
            hour = 0
        minute = int(match["minute"] or match["min"] or 0)
        at = time(hour, minute) if hour < 24 and minute < 60 else None
        yield ClockFound(match.start(), match.end(), at)


def _candidates(text: str, today: date, ahead: bool, last_year: int | None) -> Iterator[DayFound]:
    for match in _WORD.finditer(text):
        step = _STEPS[match[0].lower()]
        yield DayFound(*match.span(), date.fromordinal(today.toordinal() + step))
    for pattern in (_SPACED, _ISO, _NAMED, _SPELLED, _DIGITS):
        for match in pattern.finditer(text):
            if pattern is _DIGITS and _is_clock(text, match):
                continue
            yield DayFound(*match.span(), _day_of(match, today, ahead, last_year))
    for match in _RELATIVE.finditer(text):
        on = _by_words(match, today)
        if on is not None:
            yield DayFound(*match.span(), on)


def _by_words(match: re.Match[str], today: date) -> date | None:
    """The day that "в прошлую пятницу" or "неделю назад" means, or None."""
    if match["weekday"]:
        return _by_dateparser(f"в {match['weekday']}", today)
    # The word before is a number ("пару недель назад") or has nothing to do with it.
    alone = match[0].split(maxsplit=1)[-1]
    return _by_dateparser(match[0], today) or _by_dateparser(alone, today)


def _is_clock(text: str, match: re.Match[str]) -> bool:
    """Whether d.m is a time: "в 15.30" or "15-30" beside a day that is named in another way."""
    if match["year"]:
        return False
    after_in = re.search(r"\bв\s+$", text[: match.start()]) is not None
    rest = text[: match.start()] + text[match.end() :]
    has_day = any(pattern.search(rest) for pattern in (_WORD, _ISO, _NAMED, _SPELLED, _DIGITS))
    return has_day and (after_in or int(match["month"]) > 12)


def _day_of(match: re.Match[str], today: date, ahead: bool, last_year: int | None) -> date | None:
    parts = match.groupdict()
    month = int(parts.get("month") or next((n for n in range(1, 13) if parts.get(f"m{n}")), 0))
    spelled = parts["day"].lower().replace("ё", "е")
    day = int(spelled) if spelled.isdigit() else _DAY_WORDS["ordinals"].index(spelled) + 1
    if not parts["year"]:
        return _nearest(day, month, today, ahead)
    year = int(parts["year"])
    if year < 100:
        year += 2000
        if last_year is not None and year > last_year:
            year -= 100
    return _date(year, month, day)


def _nearest(day: int, month: int, today: date, ahead: bool) -> date | None:
    """The latest such day not after today, or the first not before it; None when there is none."""
    step = 1 if ahead else -1
    for year in range(today.year, today.year + step * (_LEAP_CYCLE_YEARS + 1), step):
        on = _date(year, month, day)
        if on is not None and (on >= today if ahead else on <= today):
            return on
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # this is how the calendar says that there is no such day
        return None


def _by_dateparser(phrase: str, today: date) -> date | None:
    """The day that words mean, counted from `today`, or None."""
    parsed = dateparser.parse(
        phrase,
        languages=["ru"],
        settings={
            "RELATIVE_BASE": datetime(today.year, today.month, today.day),  # noqa: DTZ001
            "PREFER_DATES_FROM": "past",
            "TIMEZONE": "UTC",
        },
    )
    return None if parsed is None else parsed.date()


def _only(text: str, found: list[DayFound]) -> date:
    if _CHOICE.search(text):
        raise Unreadable("several_dates")
    if not found:
        raise Unreadable("date_unclear")
    days = {one.on for one in found}
    if None in days:
        raise Unreadable("impossible_date")
    if len(days) > 1:
        raise Unreadable("several_dates")
    on = days.pop()
    assert on is not None  # None was refused above
    return on


def _must_have_been(on: date, today: date) -> None:
    if on > today:
        raise Unreadable("date_in_future", on=on)
    if on < EARLIEST:
        raise Unreadable("date_too_long_ago", on=on)


def _without(text: str, found: list[DayFound]) -> str:
    """The text with the days blanked out, so that what is left can hold a time only."""
    for one in found:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text
