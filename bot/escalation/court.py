"""A court in figures: state duty, which court, what to try before it, price of the claim, fine.

All sums are roubles in kopecks: no floats. Every result names the ids of the rules that it rests
on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.escalation.court_rules import DemandKind, DutyTable, Exemption, FineRule, Limits, PriceRule
from bot.escalation.roubles import ROUBLE, WHOLE, check_roubles, half_up
from bot.escalation.values import Money


@dataclass(frozen=True, slots=True)
class Duty:
    """A state duty in whole roubles and the ids of its rules."""

    amount: Money
    rules: tuple[str, ...]


def state_duty(price: Money, table: DutyTable) -> Duty:
    """The duty for a claim of `price` that nothing exempts, by ст. 333.19 НК.

    Rounded to whole roubles, half up. Raises ValueError for a price that is not positive roubles.
    """
    check_roubles(price)
    bracket = max((b for b in table.brackets if b.over < price), key=lambda b: b.over)
    # One fraction, rounded once: kopecks of the duty times the whole, over kopecks of a rouble.
    exact = bracket.base.minor * WHOLE + (price.minor - bracket.over.minor) * bracket.share
    amount = Money(half_up(exact, WHOLE * ROUBLE) * ROUBLE)
    if amount > table.cap:
        return Duty(table.cap, (bracket.rule, table.cap_rule))
    rounded = (table.rounding_rule,) if exact % (WHOLE * ROUBLE) else ()
    return Duty(amount, (bracket.rule, *rounded))


def consumer_duty(price: Money, table: DutyTable, exemption: Exemption) -> Duty:
    """What a consumer pays, by ст. 333.36 НК: nothing up to the limit, the difference above it.

    Raises ValueError for a price that is not positive roubles.
    """
    check_roubles(price)
    if price <= exemption.up_to:
        return Duty(Money(0), (exemption.rule,))
    full, free = state_duty(price, table), state_duty(exemption.up_to, table)
    rules = dict.fromkeys((exemption.rule, *full.rules, *free.rules))
    return Duty(Money(full.amount.minor - free.amount.minor), tuple(rules))


class Court(StrEnum):
    """Who hears the claim."""

    MAGISTRATE = "magistrate"
    DISTRICT = "district"


@dataclass(frozen=True, slots=True)
class CourtChoice:
    """The court, the rule that makes it this one and the rule on where it may be."""

    court: Court
    rules: tuple[str, ...]


def which_court(price: Money, limits: Limits, *, consumer: bool = True) -> CourtChoice:
    """The court for a property claim of `price` (ст. 23 and 24 ГПК).

    A consumer chooses the place; anybody else goes where the defendant lives (ст. 28 ГПК).
    Raises ValueError for a price that is not positive roubles.
    """
    check_roubles(price)
    limit = limits.magistrate_up_to if consumer else limits.magistrate_others_up_to
    place = limits.choice_rule if consumer else limits.defendant_rule
    if price <= limit:
        return CourtChoice(Court.MAGISTRATE, (limits.magistrate_rule, place))
    return CourtChoice(Court.DISTRICT, (limits.district_rule, place))


@dataclass(frozen=True, slots=True)
class OmbudsmanFirst:
    """Whether the court asks for the financial ombudsman's decision first."""

    required: bool
    rules: tuple[str, ...]


def ombudsman_first(provider_licensed: bool, price: Money, limits: Limits) -> OmbudsmanFirst:
    """Whether a claim of `price` must go to the financial ombudsman before the court (123-ФЗ).

    `provider_licensed`: a bank or НКО whose licence is in force. Raises ValueError for a price
    that is not positive roubles.
    """
    check_roubles(price)
    if not provider_licensed:
        return OmbudsmanFirst(False, (limits.unlicensed_rule,))
    return OmbudsmanFirst(price <= limits.ombudsman_up_to, (limits.ombudsman_rule,))


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing the claim asks for."""

    kind: DemandKind
    amount: Money


@dataclass(frozen=True, slots=True)
class ClaimPrice:
    """The price of the claim, the demands that make it and those that do not count."""

    amount: Money
    counted: tuple[Demand, ...]
    left_out: tuple[Demand, ...]
    rules: tuple[str, ...]


def claim_price(demands: Iterable[Demand], rule: PriceRule) -> ClaimPrice:
    """The price of a claim: property demands only; moral damage, fine and costs are left out.

    Raises ValueError for a negative demand or one in another currency.
    """
    counted: list[Demand] = []
    left_out: list[Demand] = []
    for demand in demands:
        check_roubles(demand.amount, least=0)
        (counted if demand.kind in rule.counted else left_out).append(demand)
    total = Money(sum(demand.amount.minor for demand in counted))
    return ClaimPrice(total, tuple(counted), tuple(left_out), (rule.rule,))


@dataclass(frozen=True, slots=True)
class Fine:
    """The fine and the ids of its rule; `exceptions` are rules under which it is not due."""

    amount: Money
    rules: tuple[str, ...]
    exceptions: tuple[str, ...]


def fine_50(awarded: Money, rule: FineRule, decided_on: date) -> Fine:
    """The fine on what the court awards, moral damage included (п. 6 ст. 13 ЗПП).

    Half a kopeck is rounded up; the exceptions of 500-ФЗ come with a decision from the day they
    are in force. Raises ValueError for a negative sum or another currency.
    """
    check_roubles(awarded, least=0)
    amount = Money(half_up(awarded.minor * rule.share, WHOLE))
    exceptions = rule.exceptions if decided_on >= rule.exceptions_from else ()
    return Fine(amount, (rule.rule,), exceptions)
