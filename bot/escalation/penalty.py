"""The penalty of a seller or a performer that is late, by the law on consumers: a share of what was
paid for each day, and no more than that in all."""

from dataclasses import dataclass
from datetime import date

from bot.escalation.roubles import WHOLE, check_roubles, half_up
from bot.escalation.values import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PenaltyRules:
    """What a day of lateness costs, in basis points of the price: of goods paid for in advance (ст.
    23.1 ЗПП) and of a service (ст. 28 and 31)."""

    goods_share: int
    goods_rule: str
    service_share: int
    service_rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalty:
    """The calculation: sum x share x days, both days included; `capped` where that is more than
    the sum itself, and the sum is all there is."""

    amount: Money
    share: int
    from_on: date
    to_on: date
    days: int
    capped: bool
    rules: tuple[str, ...]


def penalty(sum_: Money, share: int, rule: str, from_on: date, to_on: date) -> Penalty:
    """The penalty on `sum_` for every day from `from_on` to `to_on`, both included.

    Half a kopeck is rounded up. Raises ValueError for a sum that is not positive roubles and for
    days in the wrong order.
    """
    check_roubles(sum_)
    days = (to_on - from_on).days + 1
    if days < 1:
        raise ValueError("the days are in the wrong order")
    grown = Money(half_up(sum_.minor * share * days, WHOLE))
    return Penalty(
        amount=min(grown, sum_),
        share=share,
        from_on=from_on,
        to_on=to_on,
        days=days,
        capped=grown >= sum_,
        rules=(rule,),
    )
