"""Days and times found in typed text: "вчера", "03.05", "3 мая 2026 в 15:30", "18 числа".

Our own patterns come first, because dateparser reads "14.11" as eleven past two today and "32 мая"
as the year 1932; it gets only what they do not know: "месяц назад", "пару недель назад".
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice

import dateparser  # type: ignore[import-untyped]

from bot.russian.wording import DayWords

MOST_DAYS = 100
"""The most days found in one text: a story has a few."""

MOST_ASKED = 3
"""The most distinct phrases of one text given to dateparser: each takes it a millisecond."""

_LEAP_CYCLE_YEARS = 8
_YEAR = r"(?:,?\s*(?P<year>(?:19|20)\d\d|\d\d(?=\s*(?:г\b|год|$|[,;)])))(?:\s*(?:г\b\.?|год\w*))?)?"

# A number's first digit is matched before what may not stand before it is looked at, and a word's
# first letter before its alternatives: most places of a text are then passed over at once.
_ISO = re.compile(r"(?P<year>\d(?<!\d\d)\d{3})-(?P<month>\d\d?)-(?P<day>\d\d?)(?!\d)")
_DIGITS = re.compile(
    r"(?P<day>\d(?<![\d.,/:-]\d)\d?)\s?(?P<mark>[./-])\s?(?P<month>\d{1,2})"
    r"(?:\s?(?P=mark)\s?(?P<year>\d{4}|\d{2}))?(?![\d/]|[.,:-]\d)(?:\s?г\b\.?)?"
)
_SPACED = re.compile(r"^(?P<day>\d{1,2})[ ,](?P<month>\d{1,2})[ ,](?P<year>\d{4})$")
_WEEKDAYS = ("понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье")
_COUNTED = re.compile(
    r"(?P<ahead>через\s+)?(?P<count>\d{1,4})\s+(?:(?P<week>недел\w+)|дней|дня|день)(?:\s+назад)?",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?:(?:\w{1,20}\s{1,3})?\b(?:дней|дня|день|недел\w{1,5}|месяц\w{0,5}|год|года|лет)\s{1,3}назад\b"
    r"|через\s{1,3}(?:\w{1,20}\s{1,3})?(?:дней|дня|день|недел\w{1,5}|месяц\w{0,5}|год)\b"
    r"|во?\s{1,3}(?:прошл\w{1,5}\s{1,3}|эт\w{1,5}\s{1,3})?"
    rf"(?P<weekday>{'|'.join(_WEEKDAYS)})\b)",
    re.IGNORECASE,
)
_ENDING = r"(?:\s?-?\s?(?:го|е|ого)\b)?"
_MONTH_BEFORE = r"прошл\w{1,4}\s{1,3}месяц\w{0,2}"
_ENDS_THERE = r"(?=\s{0,3}(?:[,;.!?]|$|утром|днем|днём|вечером|ночью|в\s))"
_NOT_ONE_DAY = re.compile(r"(?:\bдо|\bк|кажд\w{1,4}|не позднее)\s{1,3}$", re.IGNORECASE)
"""Before a day of the month, they say that it is a term or comes again and again."""
_FEW_WORDS = re.compile(r"\s{1,3}(?:[^\W\d_]{1,20}\s{1,3}){0,2}")
"""What may stand between a day and the word that says what was done on it."""
_MOST_NOTICED = 20
_AFTER_IN = re.compile(r"\bв\s+$")


@dataclass(frozen=True, slots=True)
class DayFound:
    """A day at text[start:end]; `on` is None if there is no such day ("31.02")."""

    start: int
    end: int
    on: date | None


@dataclass(frozen=True, slots=True)
class DaysSaid:
    """Where a text may name days, by the ways of naming them, the surest first; which days these
    are depends on who asks (`Days.meant`). Looking for them costs, meaning them does not."""

    text: str
    steps: Sequence[re.Match[str]]
    dated: Sequence[re.Match[str]]
    numbered: Sequence[re.Match[str]]
    relative: Sequence[re.Match[str]]


@dataclass(frozen=True, slots=True)
class ClockFound:
    """A time of day at text[start:end]; `at` is None if there is no such time ("25:70")."""

    start: int
    end: int
    at: time | None


def warm_up(today: date) -> None:
    """Make dateparser load its language data now: its first call takes a tenth of a second."""
    _by_dateparser("неделю назад", today)


def _any_of(words: Iterable[str]) -> str:
    """A pattern for any one of these words, the longest tried first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _firsts(words: Iterable[str]) -> str:
    """The first letters of these words, for a set of characters."""
    return "".join(sorted({word[0] for word in words}))


class Days:
    """Finds days and times by the words of data/wording.toml."""

    def __init__(self, words: DayWords) -> None:
        self._words = words
        in_months = _firsts([word for said in words.months for word in said])
        months = "|".join(f"(?P<m{at}>{_any_of(said)})" for at, said in enumerate(words.months, 1))
        firsts = _firsts(words.ordinals)
        parts = _any_of(words.afternoon + words.morning)
        self._named = re.compile(
            rf"(?P<day>\d(?<!\d\d)\d?){_ENDING}\s*(?:числа\s+)?"
            rf"(?=[{in_months}])(?:{months})[а-я]*\.?{_YEAR}",
            re.IGNORECASE,
        )
        self._month = re.compile(
            rf"\b(?=[в{in_months}])(?<!\d[\s-])(?<!\dго\s)(?P<at>в\s{{1,3}})?(?:{months})[а-я]{{0,6}}\s{{1,3}}"
            rf"(?:(?P<year>(?:19|20)\d\d)(?!\d)|(?P<short>\d\d)\s?-?(?:го|года|год|г)\b)",
            re.IGNORECASE,
        )
        self._spelled = re.compile(
            rf"\b(?=[{firsts}])(?P<day>{_any_of(words.ordinals)})\s+"
            rf"(?:{months})[а-я]*\.?{_YEAR}",
            re.IGNORECASE,
        )
        self._numbered = re.compile(
            rf"(?=[\dпч{firsts}])(?:(?P<before>{_MONTH_BEFORE})\s{{1,3}})?(?<![\d.,:/-])"
            rf"(?:(?P<day>\d{{1,2}}){_ENDING}\s{{0,3}}(?:числа|число)\b"
            rf"|(?P<glued>\d{{1,2}})\s?-?\s?(?:го|ого){_ENDS_THERE}"
            r"|\bчисла\s{1,3}(?P<after>\d{1,2})(?![\d.,:/-]|\s{1,3}\w{1,20}\s{1,3}назад)\b"
            rf"|\b(?=[{firsts}])(?P<spelled>{_any_of(words.ordinals)})\s{{1,3}}числа\b)"
            rf"(?:\s{{1,3}}(?P<then>{_MONTH_BEFORE}))?",
            re.IGNORECASE,
        )
        self._step = re.compile(
            rf"\b(?=[{_firsts(words.steps)}])(?:{_any_of(words.steps)})\b", re.IGNORECASE
        )
        self._choice = re.compile(
            rf"\d\s*(?:или|либо|[-–—])\s*\d{{1,2}}\s+(?:{months}|числа)", re.IGNORECASE
        )
        self._noticed = re.compile(
            rf"\b(?=[{_firsts(words.noticed)}])(?:{_any_of(words.noticed)})\w{{0,9}}", re.IGNORECASE
        )
        self._clock = re.compile(
            r"(?=\d)(?:(?<![\d.])(?P<hour>\d{1,2})[:.-](?P<minute>\d\d)(?::\d\d)?(?!\d|\.\d)"
            r"|(?<!\d)(?P<h>\d{1,2})\s*(?:час\w*|ч\b\.?)(?:\s*(?P<min>\d\d)\s*(?:м\b|мин\w*))?"
            rf"(?:\s+(?P<part>{parts}))?"
            rf"|(?<!\d)(?P<hh>\d{{1,2}})\s+(?P<pp>{parts})\b)",
            re.IGNORECASE,
        )

    def find(
        self, text: str, *, today: date, ahead: bool = False, last_year: int | None = None
    ) -> list[DayFound]:
        """Every day named in the cleaned text, in order, none overlapping.

        A day without a year is the latest one not after `today`; with `ahead`, the first one not
        before it. A two-digit year is in this century, unless that would put it after `last_year`.
        """
        return self.meant(self.said(text), today=today, ahead=ahead, last_year=last_year)

    def said(self, text: str) -> DaysSaid:
        """Where the cleaned text may name days, at most `MOST_DAYS` of each way of naming them."""
        steps = list(self._step.finditer(text))
        ways = (_SPACED, _ISO, self._named, self._spelled)
        dated = [match for one in ways for match in islice(one.finditer(text), MOST_DAYS)]
        digits = list(islice(_DIGITS.finditer(text), 2 * MOST_DAYS))
        is_beside_a_day = len(digits) > 1 or bool(dated or steps)
        dated += [one for one in digits if not (is_beside_a_day and _can_be_clock(text, one))]
        numbered = list(islice(self._numbered.finditer(text), MOST_DAYS))
        return DaysSaid(text, steps, dated, numbered, list(_RELATIVE.finditer(text)))

    def meant(
        self, said: DaysSaid, *, today: date, ahead: bool = False, last_year: int | None = None
    ) -> list[DayFound]:
        """The days that are meant there; see `find`."""
        found: list[DayFound] = []
        taken = bytearray(len(said.text))
        for one in islice(self._candidates(said, today, ahead, last_year), MOST_DAYS):
            if not any(taken[one.start : one.end]):
                taken[one.start : one.end] = b"\1" * (one.end - one.start)
                found.append(one)
        return sorted(found, key=lambda one: one.start)

    def happened(self, text: str, found: Sequence[DayFound]) -> list[DayFound]:
        """Without the days on which something was only seen or told ("20 ноября, увидел сегодня"),
        where another one is left."""
        noticed = [
            self._seen_on(text, match.span(), found)
            for match in islice(self._noticed.finditer(text), _MOST_NOTICED)
        ]
        return [one for one in found if one not in noticed] or list(found)

    def _seen_on(
        self, text: str, verb: tuple[int, int], found: Sequence[DayFound]
    ) -> DayFound | None:
        """The day that the word of seeing goes with: the one right after it, else before it."""
        start, end = verb
        after = (one for one in found if _FEW_WORDS.fullmatch(text[end : max(end, one.start)]))
        before = (one for one in found if _FEW_WORDS.fullmatch(text[min(one.end, start) : start]))
        return next(after, None) or next(before, None)

    def months(self, text: str) -> list[DayFound]:
        """The months named with a year and without a day, each with its first day: "в октябре
        2023", "в феврале 24-го". At most `MOST_DAYS`."""
        found = []
        for match in islice(self._month.finditer(text), MOST_DAYS):
            if match["year"] or match["at"]:  # "февраля 24го" is a day
                year = int(match["year"] or 2000 + int(match["short"]))
                month = next(n for n in range(1, 13) if match[f"m{n}"])
                found.append(DayFound(*match.span(), date(year, month, 1)))
        return found

    def is_choice(self, text: str) -> bool:
        """Whether the days are alternatives: "3 или 4 мая"."""
        return self._choice.search(text) is not None

    def clocks(self, text: str) -> Iterator[ClockFound]:
        """The times of day named in the cleaned text: "15:30", "15.30", "в 9 вечера", "15 часов".

        At most twice `MOST_DAYS`. Remove the days first: "14.11" is a day before it is a time.
        """
        for match in islice(self._clock.finditer(text), 2 * MOST_DAYS):
            hour = int(match["hour"] or match["h"] or match["hh"])
            part = (match["part"] or match["pp"] or "").lower()
            if part in self._words.afternoon and hour < 12:
                hour += 12
            elif part in self._words.morning and hour == 12:
                hour = 0
            minute = int(match["minute"] or match["min"] or 0)
            at = time(hour, minute) if hour < 24 and minute < 60 else None
            yield ClockFound(match.start(), match.end(), at)

    def _candidates(
        self, said: DaysSaid, today: date, ahead: bool, last_year: int | None
    ) -> Iterator[DayFound]:
        for match in said.steps:
            step = self._words.steps[match[0].lower()]
            yield DayFound(*match.span(), date.fromordinal(today.toordinal() + step))
        for match in said.dated:
            yield DayFound(*match.span(), self._day_of(match, today, ahead, last_year))
        for match in said.numbered:
            # "до 20 числа" is the answer where a day to come is asked, and a term anywhere else.
            before = said.text[max(0, match.start() - 15) : match.start()]
            if ahead or not _NOT_ONE_DAY.search(before):
                yield DayFound(*match.span(), self._day_of_month(match, today, ahead))
        yield from _relative(said.relative, today)

    def _day_of(
        self, match: re.Match[str], today: date, ahead: bool, last_year: int | None
    ) -> date | None:
        parts = match.groupdict()
        month = int(parts.get("month") or next((n for n in range(1, 13) if parts.get(f"m{n}")), 0))
        day = self._number(parts["day"])
        if not parts["year"]:
            return _nearest(day, month, today, ahead)
        year = int(parts["year"])
        if year < 100:
            year += 2000
            if last_year is not None and year > last_year:
                year -= 100
        return _date(year, month, day)

    def _day_of_month(self, match: re.Match[str], today: date, ahead: bool) -> date | None:
        """The day that "18 числа" means: the nearest such day, or that of the month before."""
        said = match["day"] or match["glued"] or match["after"] or match["spelled"]
        if match["before"] or match["then"]:
            last = today.replace(day=1) - timedelta(days=1)
            return _date(last.year, last.month, self._number(said))
        return _nearest_of_months(self._number(said), today, ahead)

    def _number(self, said: str) -> int:
        """A day of a month in digits or in words."""
        said = said.lower().replace("ё", "е")
        return int(said) if said.isdigit() else self._words.ordinals.index(said) + 1


def _relative(said: Iterable[re.Match[str]], today: date) -> Iterator[DayFound]:
    """Days relative to `today`: "неделю назад", "в прошлую пятницу"."""
    asked: dict[str, date | None] = {}
    for match in said:
        on = _counted(match, today)
        if on is None:
            phrase = match[0].lower()
            if phrase not in asked and len(asked) < MOST_ASKED:
                asked[phrase] = _by_words(phrase, today)
            on = asked.get(phrase)
        if on is not None:
            yield DayFound(*match.span(), on)


def _counted(match: re.Match[str], today: date) -> date | None:
    """A relative day worked out without dateparser: a weekday, or days and weeks in digits."""
    if match["weekday"]:
        back = today.weekday() - _WEEKDAYS.index(match["weekday"].lower())
        return today - timedelta(days=back % 7 or 7)
    counted = _COUNTED.fullmatch(match[0])
    if counted is None:
        return None
    days = int(counted["count"]) * (7 if counted["week"] else 1)
    return today + timedelta(days=days if counted["ahead"] else -days)


def _by_words(phrase: str, today: date) -> date | None:
    """The day that "месяц назад" means, or None."""
    # The word before is either a number ("пару недель назад") or unrelated.
    alone = phrase.split(maxsplit=1)[-1]
    return _by_dateparser(phrase, today) or _by_dateparser(alone, today)


def _can_be_clock(text: str, match: re.Match[str]) -> bool:
    """Whether d.m can be a time because another day is named: "вчера в 14.11", "3 мая 15-30"."""
    after_in = _AFTER_IN.search(text[max(0, match.start() - 5) : match.start()]) is not None
    return not match["year"] and (after_in or int(match["month"]) > 12)


def _nearest(day: int, month: int, today: date, ahead: bool) -> date | None:
    """The latest such day not after today, or the first not before it; None if there is none."""
    step = 1 if ahead else -1
    for year in range(today.year, today.year + step * (_LEAP_CYCLE_YEARS + 1), step):
        on = _date(year, month, day)
        if on is not None and (on >= today if ahead else on <= today):
            return on
    return None


def _nearest_of_months(day: int, today: date, ahead: bool) -> date | None:
    """The latest such day of a month not after today, or the first not before it."""
    months = today.year * 12 + today.month - 1
    for month in range(months, months + 3) if ahead else range(months, months - 3, -1):
        on = _date(month // 12, month % 12 + 1, day)
        if on is not None and (on >= today if ahead else on <= today):
            return on
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # there is no such day
        return None


@lru_cache(maxsize=512)
def _by_dateparser(phrase: str, today: date) -> date | None:
    """The day that the phrase means relative to `today`, or None."""
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
