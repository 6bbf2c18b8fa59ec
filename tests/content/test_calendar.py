"""Working days: the library, what data/calendar.toml adds, and what it refuses."""

import re
from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.calendar import COVER_DAYS, CountryCalendar, load_calendars
from bot.records import BadData

DATA = Path(__file__).parents[2] / "data"
CALENDARS = load_calendars(DATA)
COUNTRIES = ("RU", "KZ", "AM", "BY", "KG", "MD", "TJ", "UZ")

HEAD = """
checked_on = 2026-01-01
review_by = 2026-01-01
[countries.RU]
value = "RU"
language = "ru"
official_until = 2027-12-31
source = "a test"
confidence = "sure"
standing = "confirmed"
"""


def test_transfers_and_working_saturdays_of_russia() -> None:
    russia = CALENDARS.of("RU")
    assert not russia.is_working(date(2026, 1, 9))
    assert not russia.is_working(date(2026, 5, 11))
    assert not russia.is_working(date(2026, 12, 31))
    assert russia.is_working(date(2027, 2, 20))  # a Saturday
    assert not russia.is_working(date(2027, 2, 22))


@pytest.mark.exhaustive
@pytest.mark.parametrize("country", COUNTRIES)
@given(day=st.dates(date(2018, 1, 1), date(2032, 12, 31)))
def test_every_country_works_when_its_library_says_so(country: str, day: date) -> None:
    # One year at a time here, with its neighbours there: they must not disagree at the turn.
    library = holidays.country_holidays(country, years=range(day.year - 1, day.year + 2))
    assert CALENDARS.of(country).is_working(day) == library.is_working_day(day)


def test_a_day_worked_for_one_of_the_next_year_counts() -> None:
    # Armenia worked on Sunday 29 December 2002 for Friday 3 January 2003.
    assert CALENDARS.of("AM").is_working(date(2002, 12, 29))
    assert not CALENDARS.of("AM").is_working(date(2003, 1, 3))


def test_the_new_year_has_one_name_and_a_weekend_has_none() -> None:
    russia = CALENDARS.of("RU")
    names = {russia.name_of(date(2027, 1, day)) for day in range(1, 9)}
    assert names == {"новогодние каникулы"}
    assert russia.name_of(date(2027, 1, 9)) is None
    assert russia.name_of(date(2027, 1, 12)) is None
    assert russia.name_of(date(2026, 5, 9)) == "День Победы"


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_name_is_russian(country: str) -> None:
    calendar = CALENDARS.of(country)
    first = date(2018, 1, 1)
    names = {calendar.name_of(first + timedelta(days=n)) for n in range(15 * 366)} - {None}
    assert names
    for name in names:
        assert re.search("[а-я]", str(name))
        assert not re.search("[a-zA-ZіїєқңғүұһәөҚҢҒ]", str(name)), name


def test_a_country_that_nobody_knows_has_weekends_only_and_is_all_approximate() -> None:
    unknown = CALENDARS.of("XX")
    assert unknown.is_working(date(2026, 1, 1))
    assert not unknown.is_working(date(2026, 1, 3))
    assert unknown.name_of(date(2026, 1, 3)) is None
    assert unknown.official_until == date.min


def test_a_gap_is_told_once_the_calendar_ends_within_the_days_ahead() -> None:
    russia = CALENDARS.of("RU")
    last_good = russia.official_until - timedelta(days=COVER_DAYS)
    assert russia.gap(last_good) is None
    gap = russia.gap(last_good + timedelta(days=1))
    assert gap is not None
    assert (gap.country, gap.official_until) == ("RU", russia.official_until)
    assert gap.needed_until == russia.official_until + timedelta(days=1)
    assert gap in CALENDARS.gaps(last_good + timedelta(days=1))
    assert all(g.country != "RU" for g in CALENDARS.gaps(last_good))


def test_a_country_without_a_published_calendar_has_no_gap_to_close() -> None:
    assert CALENDARS.of("TJ").gap(date(2030, 1, 1)) is None


def test_a_year_is_built_once(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[str] = []
    real = holidays.country_holidays

    def counted(country: str, **options: object) -> holidays.HolidayBase:
        built.append(country)
        return real(country, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(holidays, "country_holidays", counted)
    calendar = CountryCalendar("RU", language="ru")
    for day in range(1, 31):
        calendar.is_working(date(2026, 6, day))
        calendar.name_of(date(2026, 6, day))
    assert built == ["RU"]


def written(folder: Path, text: str) -> Path:
    (folder / "calendar.toml").write_text(text, encoding="utf-8")
    return folder


def test_the_file_overrules_the_library(tmp_path: Path) -> None:
    days = """
[[days]]
country = "RU"
on = 2026-06-15
working = false
name = "внезапный выходной"
source = "a decree"
[[days]]
country = "RU"
on = 2026-06-20
working = true
source = "a decree"
"""
    russia = load_calendars(written(tmp_path, HEAD + days)).of("RU")
    assert not russia.is_working(date(2026, 6, 15))
    assert russia.name_of(date(2026, 6, 15)) == "внезапный выходной"
    assert russia.is_working(date(2026, 6, 20))
    assert CALENDARS.of("RU").is_working(date(2026, 6, 15))


ODD_DAY = 'on = 2026-06-15\nworking = false\nsource = "x"\n'


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("nonsense = 1\n" + HEAD, "nonsense"),
        (HEAD + "extra = 1\n", "RU.extra"),
        (HEAD.replace('"ru"', '"la"'), "RU.language"),
        (HEAD.replace("countries.RU", "countries.XX"), "countries.XX"),
        (HEAD + f'[[days]]\ncountry = "FR"\n{ODD_DAY}', "countries.FR"),
        (HEAD + f'[[days]]\ncountry = "RU"\nwho = 1\n{ODD_DAY}', "days.0.who"),
        (HEAD + '[[spans]]\ncountry = "RU"\nfirst = "01-01"\nname = "x"\n', "spans.0.last"),
        (HEAD + "[names]\nEaster = 1\n", "names.Easter"),
        ("days = 1\n" + HEAD, "days"),
    ],
)
def test_bad_data_says_which_key(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(BadData) as refused:
        load_calendars(written(tmp_path, text))
    assert (refused.value.file, refused.value.key) == ("calendar.toml", key)
