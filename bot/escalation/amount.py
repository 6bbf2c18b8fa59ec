"""How much a case is about: what the person asks for, as far as it is known."""

from collections.abc import Sequence

from bot.escalation.case import Case
from bot.escalation.court import Demand
from bot.escalation.court_rules import DemandKind
from bot.escalation.operations import total
from bot.escalation.questions import chosen
from bot.escalation.reporting import grounds_of
from bot.escalation.values import Money

ALSO = "also"
"""The answer that holds the ids of a case's further problems, beside the one it was opened for."""


def problems_of(case: Case) -> tuple[str, ...]:
    """All problems of the case, the one it was opened with first."""
    return (case.problem, *chosen(case.answers.get(ALSO)))


def is_against_receiver(problems: Sequence[str]) -> bool:
    """Whether the money is with a stranger and is claimed back from them (ГК ст. 1102): no firm is
    liable, and no consumer claims."""
    return tuple(problems) == ("wrong_details",)


def owed(case: Case) -> Money | None:
    """What of the operations is claimed: their sum, but of debits without an order only those after
    the report where it came too late for the others; None while that is not known."""
    by = grounds_of(case)
    return by.part if by and by.is_partial else total(case.answers)


def claimed(case: Case) -> tuple[Demand, ...]:
    """What is asked for: what is owed of the operations, the fee, or both when there are more
    problems than the fee.

    Nothing without an answer in roubles: a court's duty and interest are counted in them.
    """
    found, problems = [], problems_of(case)
    for money, kind in (
        (owed(case), DemandKind.PRINCIPAL),
        (case.answers.get("fee_sum"), DemandKind.FEE),
    ):
        wanted = "fee" in problems if kind is DemandKind.FEE else set(problems) != {"fee"}
        if wanted and isinstance(money, Money) and money.currency == "RUB" and money.minor > 0:
            found.append(Demand(kind, money))
    # A fee cannot stand in for an unknown sum.
    complete = set(problems) == {"fee"} or any(d.kind is DemandKind.PRINCIPAL for d in found)
    return tuple(found) if complete else ()


def amount_of(case: Case) -> Money | None:
    """The roubles asked for in all; None while the sum is not known, or is in another currency."""
    demands = claimed(case)
    return Money(sum(demand.amount.minor for demand in demands)) if demands else None
