"""What the law says about a court in figures, as data/court.toml records it.

Sums are roubles in kopecks, shares whole basis points (1 % = 100). `rule` fields are ids of rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.escalation.facts import Fact
from bot.escalation.interest import KeyRates
from bot.escalation.penalty import PenaltyRules
from bot.escalation.values import Money


@dataclass(frozen=True, kw_only=True)
class Rule(Fact):
    """A rule of law: `value` is how a letter refers to it ("ст. 395 ГК")."""

    value: str

    @property
    def ground(self) -> str:
        """The act and its article."""
        return self.basis or self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Bracket:
    """For a price above `over`: `base` and `share` (basis points) of what exceeds `over`."""

    over: Money
    base: Money
    share: int
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyTable:
    """ст. 333.19 НК: the brackets from the lowest up, and the most that can be due."""

    brackets: tuple[Bracket, ...]
    cap: Money
    cap_rule: str
    rounding_rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """ст. 333.36 НК: a consumer pays nothing for a price of up to `up_to`."""

    up_to: Money
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Up to what price the magistrate takes a consumer's claim (`magistrate_others_up_to`: anybody
    else's), proceedings are simplified, and the ombudsman comes first."""

    magistrate_up_to: Money
    magistrate_others_up_to: Money
    magistrate_rule: str
    simplified_up_to: Money
    simplified_rule: str
    district_rule: str
    choice_rule: str
    defendant_rule: str
    ombudsman_up_to: Money
    ombudsman_rule: str
    unlicensed_rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FineRule:
    """п. 6 ст. 13 ЗПП: the share (basis points) of what is awarded, and its exceptions."""

    share: int
    rule: str
    exceptions: tuple[str, ...]
    exceptions_from: date


class DemandKind(StrEnum):
    """What a claim can ask for."""

    PRINCIPAL = "principal"
    FEE = "fee"
    INTEREST = "interest"
    PENALTY = "penalty"
    MORAL_DAMAGE = "moral_damage"
    FINE = "fine"
    COSTS = "costs"


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRule:
    """Which demands make the price of the claim."""

    counted: frozenset[DemandKind]
    rule: str


@dataclass(frozen=True, kw_only=True)
class CourtRules:
    """Everything data/court.toml knows."""

    rules: Mapping[str, Rule]
    duty: DutyTable
    exemption: Exemption
    limits: Limits
    price: PriceRule
    fine: FineRule
    penalty: PenaltyRules
    rates: KeyRates
