"""The penalty of a late seller: how it grows, where it ends, when it replaces interest."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.escalation.case import Case
from bot.escalation.court_rules import DemandKind
from bot.escalation.penalty import penalty
from bot.escalation.values import Moment, Money
from tests.escalation.test_claim import LAW, case, counted, demanded, roubles

DUE = date(2026, 5, 5)
DEMANDED = date(2026, 5, 12)
AFTER_TEN_DAYS = date(2026, 5, 23)


def order(bought: str = "goods", problem: str = "not_supplied", due: bool = True) -> Case:
    day = Moment(DUE) if due else ""
    return case("shop", problem, sum=roubles(10_000), bought=(bought,), due_day=day)


def shop_was_told(one: Case) -> Case:
    return demanded(one, "shop", DEMANDED)


def test_it_grows_by_the_day_and_stops_at_the_sum() -> None:
    day = date(2026, 5, 6)
    half = penalty(roubles(10_000), 50, "rule", day, day + timedelta(days=16))
    whole = penalty(roubles(10_000), 50, "rule", day, day + timedelta(days=199))
    assert (half.amount, half.days, half.capped) == (roubles(850), 17, False)
    assert (whole.amount, whole.capped) == (roubles(10_000), True)
    assert penalty(roubles(10_000), 300, "rule", day, date(2027, 1, 1)).amount == roubles(10_000)
    with pytest.raises(ValueError, match="wrong order"):
        penalty(roubles(1), 50, "rule", day, day - timedelta(days=1))


@pytest.mark.parametrize(
    ("bought", "since", "share", "rule"),
    [
        ("goods", DUE + timedelta(days=1), 50, "penalty_goods"),
        ("service", AFTER_TEN_DAYS, 300, "penalty_service"),
    ],
)
def test_it_takes_the_place_of_interest_and_is_in_the_price(
    bought: str, since: date, share: int, rule: str
) -> None:
    found = counted(shop_was_told(order(bought)), date(2026, 5, 30))

    assert found.penalty is not None
    assert (found.penalty.from_on, found.penalty.share) == (since, share)
    assert found.interest is None
    assert found.price.amount.minor == found.principal.minor + found.penalty.amount.minor
    assert DemandKind.PENALTY in {demand.kind for demand in found.price.counted}
    assert rule in found.rules
    assert rule in LAW.rules


@pytest.mark.parametrize(
    "one",
    [
        order(),  # the shop was not told
        shop_was_told(order("")),
        shop_was_told(order(due=False)),
        shop_was_told(order("service", due=False)),
        shop_was_told(order(problem="refund")),
        replace(shop_was_told(order()), answers={**order().answers, "also": ("fee",)}),
    ],
)
def test_without_a_late_order_that_the_shop_was_told_of_there_is_none(one: Case) -> None:
    assert counted(one, date(2026, 5, 30)).penalty is None


def test_nobody_is_late_before_the_day() -> None:
    assert counted(shop_was_told(order()), DUE).penalty is None
    service = shop_was_told(order("service"))
    assert counted(service, AFTER_TEN_DAYS - timedelta(days=1)).penalty is None
    assert counted(service, AFTER_TEN_DAYS).penalty is not None
    assert Money(0) < counted(service, AFTER_TEN_DAYS).price.amount
