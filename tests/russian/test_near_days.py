"""Days as a screen says them: with a weekday this year, with the year in another."""

from datetime import date, timedelta

from bot.russian.written_days import near_day, until

TODAY = date(2026, 11, 27)


def test_until_a_day_of_this_year_names_its_weekday() -> None:
    week = [until(date(2026, 12, 14) + timedelta(days=n), TODAY) for n in range(7)]
    assert week == [
        "14 декабря, понедельника",
        "15 декабря, вторника",
        "16 декабря, среды",
        "17 декабря, четверга",
        "18 декабря, пятницы",
        "19 декабря, субботы",
        "20 декабря, воскресенья",
    ]


def test_another_year_is_named() -> None:
    assert until(date(2027, 2, 21), TODAY) == "21 февраля 2027 года"
    assert near_day(date(2025, 5, 1), TODAY) == "1 мая 2025"
    assert near_day(date(2026, 5, 1), TODAY) == "1 мая"
