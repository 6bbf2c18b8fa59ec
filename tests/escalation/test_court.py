"""A court in figures: the table at every border, and what must hold for any sum."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.court import load_court
from bot.escalation.court import (
    Court,
    Demand,
    claim_price,
    consumer_duty,
    fine_50,
    ombudsman_first,
    state_duty,
    which_court,
)
from bot.escalation.court_rules import Bracket, DemandKind
from bot.escalation.values import Money

LAW = load_court(Path(__file__).parents[2] / "data")

prices = st.integers(1, 10**12).map(Money)


def roubles(whole: int, kopecks: int = 0) -> Money:
    return Money(whole * 100 + kopecks)


def duty(price: Money) -> Money:
    return state_duty(price, LAW.duty).amount


def consumer(price: Money) -> Money:
    return consumer_duty(price, LAW.duty, LAW.exemption).amount


@pytest.mark.parametrize(
    ("price", "due"),
    [
        (1, 4_000),
        (50_000, 4_000),
        (100_000, 4_000),
        (250_000, 8_500),
        (300_000, 10_000),
        (450_000, 13_750),
        (500_000, 15_000),
        (1_000_000, 25_000),
        (1_200_000, 27_000),
        (2_000_000, 35_000),
        (3_000_000, 45_000),
        (8_000_000, 80_000),
        (24_000_000, 136_000),
        (50_000_000, 214_000),
        (100_000_000, 314_000),
        (200_000_000, 464_000),
        (490_666_666, 900_000),
        (500_000_000, 900_000),
        (9_000_000_000, 900_000),
    ],
)
def test_the_table(price: int, due: int) -> None:
    assert duty(roubles(price)) == roubles(due)


@pytest.mark.parametrize("bracket", LAW.duty.brackets[1:], ids=lambda b: str(b.over.minor))
def test_a_kopeck_over_a_border_costs_no_jump(bracket: Bracket) -> None:
    border = bracket.over
    at = duty(border)
    assert duty(Money(border.minor - 1)) == at
    assert duty(Money(border.minor + 1)) == at
    # The flattest bracket, 0.15 %, asks 1.50 roubles for the next thousand.
    assert duty(Money(border.minor + 1_000_00)) > at


def test_kopecks_of_the_duty_are_dropped_below_fifty_and_make_a_rouble_from_fifty() -> None:
    # 3 % over 100,000: half a rouble is reached at 16.6667 roubles.
    assert duty(roubles(100_016, 66)) == roubles(4_000)
    assert duty(roubles(100_016, 67)) == roubles(4_001)
    exact, rounded = (state_duty(price, LAW.duty) for price in (roubles(200_000), roubles(200_016)))
    assert exact.rules == ("duty",)
    assert rounded.rules == ("duty", "duty_rounding")


def test_a_price_on_a_border_rests_on_the_rule_below_it() -> None:
    assert state_duty(roubles(8_000_000), LAW.duty).rules == ("duty",)
    assert state_duty(roubles(8_100_000), LAW.duty).rules == ("duty_high",)
    million = consumer_duty(roubles(1_000_000), LAW.duty, LAW.exemption)
    assert million.rules == ("consumer_exemption",)


def test_the_cap_is_named_when_it_is_met() -> None:
    capped = state_duty(roubles(500_000_000), LAW.duty)
    assert "duty_cap" in capped.rules
    assert "duty_cap" not in state_duty(roubles(400_000_000), LAW.duty).rules


@given(price=prices, more=st.integers(0, 10**9))
def test_the_duty_never_falls_with_the_price(price: Money, more: int) -> None:
    dearer = Money(price.minor + more)
    assert roubles(4_000) <= duty(price) <= duty(dearer) <= roubles(900_000)
    assert consumer(price) <= consumer(dearer)


@given(price=prices)
def test_the_duty_is_whole_roubles_and_a_consumer_pays_25_000_less(price: Money) -> None:
    assert duty(price).minor % 100 == 0
    if price > roubles(1_000_000):
        assert consumer(price).minor == duty(price).minor - 25_000_00
    else:
        assert consumer(price) == Money(0)


@pytest.mark.parametrize(
    ("price", "due"),
    [
        (roubles(1), 0),
        (roubles(999_999, 99), 0),
        (roubles(1_000_000), 0),
        (roubles(1_000_000, 1), 0),
        (roubles(1_000_050), 1),
        (roubles(1_200_000), 2_000),
        (roubles(2_000_000), 10_000),
        (roubles(1_000_000_000), 875_000),
    ],
)
def test_a_consumer_pays_for_what_is_above_a_million(price: Money, due: int) -> None:
    assert consumer(price) == roubles(due)
    assert "consumer_exemption" in consumer_duty(price, LAW.duty, LAW.exemption).rules


@pytest.mark.parametrize(
    ("price", "court", "rule"),
    [
        (roubles(1), Court.MAGISTRATE, "magistrate"),
        (roubles(99_999, 99), Court.MAGISTRATE, "magistrate"),
        (roubles(100_000), Court.MAGISTRATE, "magistrate"),
        (roubles(100_000, 1), Court.DISTRICT, "district"),
    ],
)
def test_up_to_a_hundred_thousand_it_is_the_magistrate(
    price: Money, court: Court, rule: str
) -> None:
    choice = which_court(price, LAW.limits)
    assert choice.court is court
    assert choice.rules == (rule, "court_of_choice")


@pytest.mark.parametrize(
    ("licensed", "price", "first"),
    [
        (True, roubles(499_999, 99), True),
        (True, roubles(500_000), True),
        (True, roubles(500_000, 1), False),
        (False, roubles(1_000), False),
    ],
)
def test_the_ombudsman_comes_first_for_a_licensed_provider(
    licensed: bool, price: Money, first: bool
) -> None:
    answer = ombudsman_first(licensed, price, LAW.limits)
    assert answer.required is first
    assert answer.rules == (("ombudsman",) if licensed else ("ombudsman_not_for_unlicensed",))


def test_the_price_of_the_claim_is_property_only() -> None:
    asked = [Demand(kind, roubles(10**n)) for n, kind in enumerate(DemandKind)]
    price = claim_price(asked, LAW.price)
    assert {d.kind for d in price.left_out} == {
        DemandKind.MORAL_DAMAGE,
        DemandKind.FINE,
        DemandKind.COSTS,
    }
    assert price.amount == roubles(1_111)
    assert len(price.counted) + len(price.left_out) == len(asked)


def test_the_fine_is_half_of_what_is_awarded() -> None:
    on = date(2026, 11, 24)
    assert fine_50(roubles(15_000, 50), LAW.fine, on).amount == roubles(7_500, 25)
    assert fine_50(Money(3), LAW.fine, on).amount == Money(2)
    assert fine_50(Money(0), LAW.fine, on).amount == Money(0)


def test_the_exceptions_to_the_fine_are_told_from_february_2026() -> None:
    before, after = (
        fine_50(roubles(1), LAW.fine, day) for day in (date(2026, 1, 31), date(2026, 2, 1))
    )
    assert before.exceptions == ()
    assert len(after.exceptions) == 3
    assert set(after.exceptions) <= LAW.rules.keys()


@pytest.mark.parametrize("wrong", [Money(0), Money(-1), Money(100, "KZT")])
def test_a_price_is_positive_roubles(wrong: Money) -> None:
    for count in (
        lambda: state_duty(wrong, LAW.duty),
        lambda: consumer_duty(wrong, LAW.duty, LAW.exemption),
        lambda: which_court(wrong, LAW.limits),
        lambda: ombudsman_first(True, wrong, LAW.limits),
    ):
        with pytest.raises(ValueError, match=r"roubles|kopecks"):
            count()


def test_a_sum_taken_away_or_in_another_currency_is_no_demand() -> None:
    for wrong in (Money(-1), Money(1, "USD")):
        with pytest.raises(ValueError, match=r"roubles|kopecks"):
            claim_price([Demand(DemandKind.PRINCIPAL, wrong)], LAW.price)
        with pytest.raises(ValueError, match=r"roubles|kopecks"):
            fine_50(wrong, LAW.fine, date(2026, 11, 24))


def test_a_demand_of_nothing_adds_nothing_to_the_price() -> None:
    asked = [
        Demand(DemandKind.PRINCIPAL, roubles(100)),
        Demand(DemandKind.INTEREST, Money(0)),
    ]
    assert claim_price(asked, LAW.price).amount == roubles(100)
