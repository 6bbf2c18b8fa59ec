"""Working days of each country: the `holidays` library, plus what data/calendar.toml adds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import holidays

from bot.content.terms import dated
from bot.escalation.deadlines import DAY
from bot.escalation.facts import Fact
from bot.records import BadData, read_toml, record, records, typed

FILE = "calendar.toml"
SATURDAY = 5
HOME = "RU"
"""The country that most cases are in."""

COVER_DAYS = 120
"""How many days ahead the calendar should be official: the longest term in working days."""


@dataclass(frozen=True, kw_only=True)
class Country(Fact):
    """A country's calendar: `language` is the library's code for the names of its holidays."""

    value: str
    language: str
    official_until: date = date.min


@dataclass(frozen=True, kw_only=True)
class OddDay:
    """A day that the library has wrong or lacks. A working day needs no name."""

    country: str
    on: date
    working: bool
    source: str
    name: str | None = None


@dataclass(frozen=True, kw_only=True)
class NamedSpan:
    """Days of every year, `first` to `last` ("01-08"), that people know by one name."""

    country: str
    first: str
    last: str
    name: str


@dataclass(frozen=True, slots=True)
class Gap:
    """The official calendar of `country` ends before the last day for which it is needed."""

    country: str
    official_until: date
    needed_until: date

    @property
    def loud(self) -> bool:
        """Whether most people's dates depend on this calendar; gaps in others are only notes."""
        return self.country == HOME

    @property
    def remedy(self) -> str:
        """What is missing and what to do about it."""
        return (
            f"official until {self.official_until}, needed until {self.needed_until}: look up the "
            f"new decree, raise countries.{self.country}.official_until, update `holidays`"
        )


class CountryCalendar:
    """A `WorkCalendar` of one country. Each year is built once, the first time it is asked for."""

    def __init__(
        self,
        country: str,
        *,
        language: str | None = None,
        official_until: date = date.min,
        odd_days: tuple[OddDay, ...] = (),
        spans: tuple[NamedSpan, ...] = (),
        names: Mapping[str, str] | None = None,
    ) -> None:
        """`language` is None if the library does not know the country: weekends only."""
        self.country = country
        self.official_until = official_until
        self._language = language
        self._odd_days = odd_days
        self._spans = spans
        self._names = names or {}
        longest_first = sorted(self._names, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
        self._off: dict[int, dict[date, str | None]] = {}

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day, transfers and working Saturdays included."""
        return day not in self._days_off(day.year)

    def name_of(self, day: date) -> str | None:
        """Why the day is off, in Russian; None for a plain weekend or a working day."""
        return self._days_off(day.year).get(day)

    def gap(self, today: date, days: int = COVER_DAYS) -> Gap | None:
        """What is missing if the official calendar does not cover the next `days` days.

        None for a country that publishes no calendar: there is nothing to update.
        """
        needed = today + timedelta(days=days)
        if self.official_until == date.min or self.official_until >= needed:
            return None
        return Gap(self.country, self.official_until, needed)

    def _days_off(self, year: int) -> dict[date, str | None]:
        if year not in self._off:
            self._off[year] = self._build(year)
        return self._off[year]

    def _build(self, year: int) -> dict[date, str | None]:
        library = self._library(year)
        off: dict[date, str | None] = {}
        for day in _days_of(year):
            if library is None:
                working, name = day.weekday() < SATURDAY, None
            else:
                working, name = library.is_working_day(day), library.get(day)
            if not working:
                off[day] = self._spoken(day, name)
        for odd in self._odd_days:
            if odd.on.year == year:
                off.pop(odd.on, None)
                if not odd.working:
                    off[odd.on] = odd.name
        return off

    def _library(self, year: int) -> holidays.HolidayBase | None:
        if self._language is None:
            return None
        return holidays.country_holidays(
            self.country, years=year, language=self._language, expand=False
        )

    def _spoken(self, day: date, name: str | None) -> str | None:
        if name is None:
            return None
        for span in self._spans:
            if span.first <= f"{day:%m-%d}" <= span.last:
                return span.name
        return self._known.sub(lambda found: self._names[found[0]], name)


class Calendars:
    """The calendars of all countries, by ISO 3166 code."""

    def __init__(self, known: Mapping[str, CountryCalendar]) -> None:
        self._known = dict(known)

    def of(self, country: str) -> CountryCalendar:
        """The country's calendar; for an unknown country, weekends only and all approximate."""
        if country not in self._known:
            self._known[country] = CountryCalendar(country)
        return self._known[country]

    def gaps(self, today: date, days: int = COVER_DAYS) -> tuple[Gap, ...]:
        """The countries whose official calendar does not cover the next `days` days."""
        found = (calendar.gap(today, days) for calendar in self._known.values())
        return tuple(gap for gap in found if gap is not None)


def load_calendars(folder: Path) -> Calendars:
    """The calendars that `folder`/calendar.toml describes.

    Raises BadData for an unknown or missing key, a value of the wrong type, a country or a language
    that the library does not have, and a day or a span of a country that is not listed.
    """
    content = read_toml(folder / FILE)
    tables = content.pop("countries", {})
    names = typed(dict[str, str], FILE, "names", content.pop("names", {}))
    days = [record(OddDay, FILE, *numbered) for numbered in _numbered(content, "days")]
    spans = [record(NamedSpan, FILE, *numbered) for numbered in _numbered(content, "spans")]
    countries = records(Country, FILE, dated(FILE, content, tables))
    for code in {day.country for day in days} | {span.country for span in spans}:
        if code not in countries:
            raise BadData(FILE, f"countries.{code}", "days or spans are given, the country is not")
    for country in countries.values():
        _check_language(country)
    return Calendars(
        {
            code: CountryCalendar(
                code,
                language=country.language,
                official_until=country.official_until,
                odd_days=tuple(day for day in days if day.country == code),
                spans=tuple(span for span in spans if span.country == code),
                names=names,
            )
            for code, country in countries.items()
        }
    )


def _numbered(content: dict[str, Any], key: str) -> list[tuple[str, Any]]:
    tables = content.pop(key, [])
    if not isinstance(tables, list):
        raise BadData(FILE, key, "must be an array of tables")
    return [(f"{key}.{number}", table) for number, table in enumerate(tables)]


def _check_language(country: Country) -> None:
    try:
        languages = holidays.country_holidays(country.id).supported_languages
    except NotImplementedError as error:
        raise BadData(FILE, f"countries.{country.id}", "the library lacks it") from error
    if country.language not in languages:
        raise BadData(FILE, f"{country.id}.language", f"must be one of {', '.join(languages)}")


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + n * DAY for n in range((date(year, 12, 31) - first).days + 1)]
