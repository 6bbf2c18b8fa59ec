"""Interest for holding another's money (ст. 395 ГК), by the key rate, line by line."""

from calendar import isleap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from bot.escalation.facts import Fact
from bot.escalation.roubles import WHOLE, check_roubles, half_up
from bot.escalation.values import Money

DAY = timedelta(days=1)


class RateUnknown(ValueError):  # noqa: N818  (the name says what is wrong)
    """Interest was asked for days before the first known rate, which is from `first_on`."""

    def __init__(self, first_on: date) -> None:
        super().__init__(f"no key rate before {first_on}")
        self.first_on = first_on


@dataclass(frozen=True, kw_only=True)
class KeyRate(Fact):
    """The Bank of Russia's key rate: `value` basis points a year, in force from `from_on`."""

    value: int
    from_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRates:
    """The rates, the earliest first, known up to and including `known_until`.

    `rule` is the law on interest, `due_rule` the one on the day from which it is counted.
    """

    rates: tuple[KeyRate, ...]
    known_until: date
    rule: str
    due_rule: str

    def on(self, day: date) -> KeyRate:
        """The rate in force on `day`, which is not after `known_until`. Raises RateUnknown."""
        if day < self.rates[0].from_on:
            raise RateUnknown(self.rates[0].from_on)
        return max((r for r in self.rates if r.from_on <= day), key=lambda r: r.from_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestLine:
    """One line of the calculation, both days included: amount = sum x rate x days / year_days."""

    from_on: date
    to_on: date
    days: int
    year_days: int
    rate: KeyRate
    amount: Money


@dataclass(frozen=True, slots=True)
class Interest:
    """The calculation: `total` is the sum of the lines' rounded amounts.

    `uncounted_from` is the first of the days asked for that no line covers, because their rate is
    not known to us: a claim asks for those days without a sum. None when every day is counted.
    """

    total: Money
    lines: tuple[InterestLine, ...]
    rules: tuple[str, ...]
    uncounted_from: date | None = None


def interest_395(sum_: Money, from_on: date, to_on: date, rates: KeyRates) -> Interest:
    """Interest on `sum_` for every day from `from_on` to `to_on`, both included, up to the last day
    with a known rate: no figure of a paper rests on a rate that nobody has looked up.

    A new line begins with a new rate and with a year of another length (365 or 366 days). Each line
    is exact and rounded once to a kopeck, half up. Raises ValueError for a sum that is not positive
    roubles or days in the wrong order, and RateUnknown for days before the first rate.
    """
    check_roubles(sum_)
    if to_on < from_on:
        raise ValueError("the period ends before it begins")
    counted_to = min(to_on, rates.known_until)
    lines = tuple(
        _line(sum_, start, after - DAY, rates)
        for start, after in pairwise(_borders(from_on, counted_to, rates))
    )
    return Interest(
        Money(sum(line.amount.minor for line in lines)),
        lines,
        (rates.rule,),
        uncounted_from=max(from_on, counted_to + DAY) if counted_to < to_on else None,
    )


def _borders(from_on: date, to_on: date, rates: KeyRates) -> list[date]:
    """The first days of the lines, and the day after the last one; nothing for no days."""
    if to_on < from_on:
        return []
    inside = {rate.from_on for rate in rates.rates} | set(_year_borders(from_on, to_on))
    return [from_on, *sorted(day for day in inside if from_on < day <= to_on), to_on + DAY]


def _year_borders(from_on: date, to_on: date) -> Iterator[date]:
    for year in range(from_on.year + 1, to_on.year + 1):
        if isleap(year) != isleap(year - 1):
            yield date(year, 1, 1)


def _line(sum_: Money, from_on: date, to_on: date, rates: KeyRates) -> InterestLine:
    rate = rates.on(from_on)
    days = (to_on - from_on).days + 1
    year_days = 366 if isleap(from_on.year) else 365
    return InterestLine(
        from_on=from_on,
        to_on=to_on,
        days=days,
        year_days=year_days,
        rate=rate,
        amount=Money(half_up(sum_.minor * rate.value * days, WHOLE * year_days)),
    )
