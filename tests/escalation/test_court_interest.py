"""Interest of ст. 395 ГК: line by line, exact, and never at a rate that nobody has looked up."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.court import load_court
from bot.escalation.interest import RateUnknown, interest_395
from bot.escalation.values import Money

RATES = load_court(Path(__file__).parents[2] / "data").rates
FIRST, UNTIL = RATES.rates[0].from_on, RATES.known_until
DAY = timedelta(days=1)

sums = st.integers(1, 10**11).map(Money)
days = st.dates(FIRST, UNTIL + timedelta(days=1000))


def test_a_year_at_one_rate_is_the_rate() -> None:
    # 16 % from 18.12.2023 to 28.07.2024; 100 days of 2024, which has 366.
    counted = interest_395(Money(366_000_00), date(2024, 1, 1), date(2024, 4, 9), RATES)
    (line,) = counted.lines
    assert (line.days, line.year_days, line.rate.value) == (100, 366, 1600)
    assert counted.total == line.amount == Money(16_000_00)
    assert counted.uncounted_from is None
    assert counted.rules == ("interest",)


def test_a_new_rate_begins_a_new_line() -> None:
    counted = interest_395(Money(365_000_00), date(2025, 6, 8), date(2025, 6, 9), RATES)
    assert [(ln.from_on, ln.to_on, ln.rate.value, ln.amount) for ln in counted.lines] == [
        (date(2025, 6, 8), date(2025, 6, 8), 2100, Money(210_00)),
        (date(2025, 6, 9), date(2025, 6, 9), 2000, Money(200_00)),
    ]


def test_a_year_of_another_length_begins_a_new_line() -> None:
    counted = interest_395(Money(10_000_00), date(2024, 12, 31), date(2025, 1, 1), RATES)
    assert [line.year_days for line in counted.lines] == [366, 365]
    same = interest_395(Money(10_000_00), date(2025, 12, 31), date(2026, 1, 1), RATES)
    assert [line.year_days for line in same.lines] == [365]


def test_days_after_the_last_known_rate_are_not_counted() -> None:
    counted = interest_395(Money(10_000_00), UNTIL, UNTIL + 5 * DAY, RATES)
    assert [(line.from_on, line.to_on) for line in counted.lines] == [(UNTIL, UNTIL)]
    assert counted.total == counted.lines[0].amount
    assert counted.uncounted_from == UNTIL + DAY
    assert interest_395(Money(10_000_00), UNTIL, UNTIL, RATES).uncounted_from is None


def test_a_period_after_the_last_known_rate_has_no_figure_at_all() -> None:
    first = UNTIL + 3 * DAY
    counted = interest_395(Money(10_000_00), first, first + DAY, RATES)
    assert (counted.lines, counted.total, counted.uncounted_from) == ((), Money(0), first)


def test_this_years_rates_line_by_line() -> None:
    # The decisions of 2026: 15.5, 15, 14.5, 14.25 and 14 %, the last known until 2 October.
    counted = interest_395(Money(365_000_00), date(2026, 3, 1), date(2026, 11, 24), RATES)
    assert [(line.from_on, line.days, line.amount.minor) for line in counted.lines] == [
        (date(2026, 3, 1), 22, 22 * 155_00),
        (date(2026, 3, 23), 35, 35 * 150_00),
        (date(2026, 4, 27), 56, 56 * 145_00),
        (date(2026, 6, 22), 35, 35 * 142_50),
        (date(2026, 7, 27), 68, 68 * 140_00),
    ]
    assert counted.lines[-1].to_on == date(2026, 10, 2)
    assert counted.uncounted_from == date(2026, 10, 3)


def test_one_day_is_one_day() -> None:
    (line,) = interest_395(Money(365_00), date(2025, 3, 1), date(2025, 3, 1), RATES).lines
    assert (line.days, line.amount) == (1, Money(21))


def test_half_a_kopeck_is_rounded_up() -> None:
    # 50 % of 3.65 roubles for one day of 365 is half a kopeck.
    half = replace(RATES.rates[0], value=5_000, from_on=date(2025, 1, 1))
    rates = replace(RATES, rates=(half,))
    day = date(2025, 5, 5)
    assert interest_395(Money(365), day, day, rates).total == Money(1)
    assert interest_395(Money(364), day, day, rates).total == Money(0)


@given(sum_=sums, ends=st.tuples(days, days, days).map(sorted))
def test_a_period_split_in_two_comes_to_the_same(sum_: Money, ends: list[date]) -> None:
    start, middle, end = ends
    whole = interest_395(sum_, start, end, RATES)
    parts = interest_395(sum_, start, middle, RATES).total.minor
    if middle < end:
        parts += interest_395(sum_, middle + DAY, end, RATES).total.minor
    # One line more at most: one rounding more, and none is off by more than half a kopeck.
    assert abs(whole.total.minor - parts) <= 1


@given(sum_=sums, ends=st.tuples(days, days).map(sorted))
def test_the_lines_cover_every_day_with_a_known_rate_once(sum_: Money, ends: list[date]) -> None:
    start, end = ends
    counted = interest_395(sum_, start, end, RATES)
    known = max((min(end, UNTIL) - start).days + 1, 0)
    assert (counted.uncounted_from is None) is (end <= UNTIL)
    if known:
        assert counted.lines[0].from_on == start
        assert counted.lines[-1].to_on == min(end, UNTIL)
    for earlier, later in zip(counted.lines, counted.lines[1:], strict=False):
        assert later.from_on == earlier.to_on + DAY
    assert sum(line.days for line in counted.lines) == known
    assert counted.total.minor == sum(line.amount.minor for line in counted.lines)
    for line in counted.lines:
        assert line.rate == RATES.on(line.from_on) == RATES.on(line.to_on)
        exact_twice = 2 * sum_.minor * line.rate.value * line.days
        whole_twice = 2 * line.amount.minor * 10_000 * line.year_days
        assert abs(exact_twice - whole_twice) <= 10_000 * line.year_days


def test_a_day_before_the_first_rate_is_refused_with_the_first_day() -> None:
    with pytest.raises(RateUnknown) as refused:
        interest_395(Money(100), FIRST - DAY, UNTIL, RATES)
    assert refused.value.first_on == FIRST


@pytest.mark.parametrize("wrong", [Money(0), Money(-5), Money(5, "USD")])
def test_the_sum_is_positive_roubles(wrong: Money) -> None:
    with pytest.raises(ValueError, match=r"roubles|kopecks"):
        interest_395(wrong, FIRST, FIRST, RATES)


def test_the_period_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        interest_395(Money(100), FIRST + DAY, FIRST, RATES)
