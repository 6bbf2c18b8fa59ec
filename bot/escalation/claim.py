"""The court in figures for one case: price of the claim, court, duty, interest, fine.

Pure: it takes what the person answered and the rules, and gives sums with the ids of their rules.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.escalation.amount import claimed, is_against_receiver, problems_of
from bot.escalation.case import Case, EventKind, awaits_reply, last
from bot.escalation.court import (
    ClaimPrice,
    CourtChoice,
    Demand,
    Duty,
    Fine,
    OmbudsmanFirst,
    claim_price,
    consumer_duty,
    fine_50,
    ombudsman_first,
    state_duty,
    which_court,
)
from bot.escalation.court_rules import CourtRules, DemandKind
from bot.escalation.deadlines import Deadline
from bot.escalation.firms import LISTED
from bot.escalation.interest import Interest, RateUnknown, interest_395
from bot.escalation.path import UNKNOWN_PLACE
from bot.escalation.penalty import Penalty, penalty
from bot.escalation.questions import chosen
from bot.escalation.terms import Start
from bot.escalation.timing import Timing, first_sent
from bot.escalation.values import Moment, Money

DEMANDS = ("pretenziya", "terminal", "shop", "support")
"""The steps at which the money itself was demanded, the strongest demand first."""

BANKS = frozenset({LISTED, UNKNOWN_PLACE})
"""The places where a bank or a licensed payment firm is liable, as far as we know."""

COUNTED = BANKS | {"terminal", "shop", "unlicensed"}
"""The places whose disputes a Russian court of general jurisdiction hears. Not qiwi_ru: its money
is a creditor's claim in the liquidation (ст. 23.4 закона № 395-1); not another country's wallet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculation:
    """A claim in figures, all in kopecks.

    `due_on` is the day from which interest is counted by `due_rule`, None while it is not known,
    and `demand` the term of the demand that ended the day before, of which a claim says from what
    it was counted; `interest` is None then, and before that day; it has no lines when no rate since
    is known.
    `penalty` takes the place of interest where the seller owes one for the same days.
    `full_duty` is what anybody else would pay, `duty` what this person pays. `fine` is what the
    court adds for a consumer when it awards all of `price`; None when the
    claim is not a consumer's.
    """

    consumer: bool
    principal: Money
    price: ClaimPrice
    due_on: date | None
    due_rule: str
    interest: Interest | None
    court: CourtChoice
    ombudsman: OmbudsmanFirst
    full_duty: Duty
    duty: Duty
    fine: Fine | None
    penalty: Penalty | None = None
    demand: Deadline | None = None

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of all rules that the calculation rests on, each once."""
        named: list[ClaimPrice | CourtChoice | OmbudsmanFirst | Duty] = [
            self.price,
            self.court,
            self.ombudsman,
            self.full_duty,
            self.duty,
        ]
        ids = [rule for part in named for rule in part.rules]
        if self.fine:
            ids += (*self.fine.rules, *self.fine.exceptions)
        if self.interest:
            ids += (*self.interest.rules, self.due_rule)
        if self.penalty:
            ids += self.penalty.rules
        return tuple(dict.fromkeys(ids))


_OF_A_DECISION = frozenset({"reasoned", "judgment", "writ"})
"""The letters about a claim that was decided."""


def counted_on(case: Case, draft: str | None, today: date) -> date | None:
    """The day as of which a letter of this draft counts the claim: its own, or that on which the
    claim was sent which it is about: the court that got it does not change. None for others."""
    sent = last(case, EventKind.SENT, "court") if draft in _OF_A_DECISION else None
    if sent is not None:
        return sent.happened_on
    return today if draft == "court" or draft in _OF_A_DECISION else None


def demanded(case: Case, timing: Timing) -> tuple[str, Deadline] | None:
    """The step at which the money was demanded, and the term that runs or ran there; None while no
    demand was sent, or no term for a reply to it is known."""
    clocks = ((step, timing.law(case, step)) for step in DEMANDS)
    return next(((step, law) for step, law in clocks if law is not None), None)


def due_from(case: Case, timing: Timing) -> date | None:
    """The first day of interest: the day after the last day on which the demand could be met.

    The careful reading of ст. 314 and 395 ГК: a debt without a day of its own falls due by the
    creditor's demand, so interest runs once the time to meet that demand is over (as extended, if
    it was). A person may have a right to an earlier day. None as for `demanded`.
    """
    found = demanded(case, timing)
    return found[1].overdue_from if found else None


def counted_from_sending(case: Case, timing: Timing) -> str:
    """The step whose demand is counted from its sending, for want of the day from which the law
    counts: that of receipt or of registration, which can still be told. "" where there is none."""
    step, law = demanded(case, timing) or ("", None)
    stands_in = law is not None and law.started_by is Start.SENT is not law.term.starts
    return step if stands_in and awaits_reply(case, step) else ""


def calculation(case: Case, timing: Timing, rules: CourtRules, today: date) -> Calculation | None:
    """The case's claim in figures on `today`.

    None where no court of general jurisdiction counts it (see `COUNTED`) and while the sum is not
    known or is not in roubles.
    """
    problems = problems_of(case)
    demands = claimed(case)
    if case.place not in COUNTED or not demands:
        return None
    consumer = not is_against_receiver(problems)
    principal = Money(sum(demand.amount.minor for demand in demands))
    _, demand = (demanded(case, timing) if consumer else None) or ("", None)
    due_on = due_from(case, timing) if consumer else None
    late = penalty_of(case, principal, due_on, today, rules)
    no_interest = late is not None or is_stopped_by_law(case)
    interest = None if no_interest else _interest(principal, due_on, today, rules)
    if late:
        demands = (*demands, Demand(DemandKind.PENALTY, late.amount))
    if interest is not None and interest.lines:
        demands = (*demands, Demand(DemandKind.INTEREST, interest.total))
    price = claim_price(demands, rules.price)
    full = state_duty(price.amount, rules.duty)
    return Calculation(
        consumer=consumer,
        principal=principal,
        price=price,
        due_on=due_on,
        due_rule=rules.rates.due_rule,
        interest=interest,
        court=which_court(price.amount, rules.limits, consumer=consumer),
        # By the demand alone: interest must carry nobody past a step that is mandatory.
        ombudsman=ombudsman_first(consumer and case.place in BANKS, principal, rules.limits),
        full_duty=full,
        duty=consumer_duty(price.amount, rules.duty, rules.exemption) if consumer else full,
        fine=fine_50(price.amount, rules.fine, today) if consumer else None,
        penalty=late,
        demand=demand,
    )


def is_stopped_by_law(case: Case) -> bool:
    """Whether the operator held the money by 115-ФЗ, as the person was told: it is not held without
    a ground then, and no interest is asked for."""
    told = "law_115" in chosen(case.answers.get("block_kind"))
    return told or any(event.note.get("kind") == "blocked_115" for event in case.events)


def penalty_of(
    case: Case, principal: Money, due_on: date | None, today: date, rules: CourtRules
) -> Penalty | None:
    """The penalty that the seller owes for an order that was paid for and is late.

    Goods: from the day after the one they were due on (ст. 23.1 ЗПП); a service: from `due_on`,
    once the money was demanded and not returned (ст. 28, 31). None where the demand to the shop,
    which announces it, was not sent, and where goods or service, or the day, are not known.
    """
    due_day, bought = case.answers.get("due_day"), chosen(case.answers.get("bought"))
    if problems_of(case) != ("not_supplied",) or first_sent(case, "shop") is None:
        return None
    law = rules.penalty
    if bought == ("goods",) and isinstance(due_day, Moment):
        share, rule, since = law.goods_share, law.goods_rule, due_day.on + timedelta(days=1)
    elif bought == ("service",) and isinstance(due_day, Moment) and due_on:
        share, rule, since = law.service_share, law.service_rule, due_on
    else:
        return None
    return penalty(principal, share, rule, since, today) if since <= today else None


def _interest(sum_: Money, due_on: date | None, today: date, rules: CourtRules) -> Interest | None:
    if due_on is None or due_on > today:
        return None
    try:
        return interest_395(sum_, due_on, today, rules.rates)
    except RateUnknown as unknown:
        # Days before the first known rate are left out, not guessed.
        return interest_395(sum_, unknown.first_on, today, rules.rates)
