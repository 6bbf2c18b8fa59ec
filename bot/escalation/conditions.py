"""What may hold of a case, by name: data says which term, or which step, goes with it."""

from collections.abc import Callable, Mapping

from bot.escalation.amount import amount_of, is_against_receiver, problems_of
from bot.escalation.case import Case, EventKind, Reply, last
from bot.escalation.court_rules import Limits
from bot.escalation.firms import LISTED
from bot.escalation.path import UNKNOWN_PLACE, Path, Step
from bot.escalation.questions import chosen
from bot.escalation.reporting import REPORTED

BY_POLICE = "by_police"
"""The answer of whoever was told that the police entered them into the base of fraud cases."""

Condition = Callable[[Case, Limits], bool]
"""Says whether it holds of this case, by the limits of data/court.toml."""

BORDER = "cross_border"
"""The question of whether the money went abroad."""


def small_claim(case: Case, limits: Limits) -> bool:
    """The claim is small enough for simplified proceedings (ГПК ст. 232.2 ч. 1 п. 1).

    By what is demanded, without interest: near the limit that is the careful reading, because the
    terms of these proceedings are the shorter ones. A sum that is not known counts as small.
    """
    amount = amount_of(case)
    return amount is None or amount <= limits.simplified_up_to


def magistrate_claim(case: Case, limits: Limits) -> bool:
    """The claim goes to a magistrate, whose term is a month (ГПК ст. 23, 154)."""
    amount = amount_of(case)
    others = is_against_receiver(problems_of(case))
    up_to = limits.magistrate_others_up_to if others else limits.magistrate_up_to
    return amount is not None and amount <= up_to


def over_ombudsman_limit(case: Case, limits: Limits) -> bool:
    """More is asked for than the financial ombudsman may award (123-ФЗ)."""
    amount = amount_of(case)
    return amount is not None and amount > limits.ombudsman_up_to


def police_refused(case: Case, limits: Limits) -> bool:
    """The police refused to open a case: the complaint is one of ст. 124 УПК."""
    reply = last(case, EventKind.REPLIED, "police")
    return reply is not None and reply.note.get("reply") == Reply.REFUSED


def standard_form(case: Case, limits: Limits) -> bool:
    """The claim was sent by the ombudsman's standard electronic form, within 180 days of the breach
    (123-ФЗ ст. 16 ч. 2): the person says so when it is marked as sent."""
    sent = last(case, EventKind.SENT, "pretenziya")
    return sent is not None and "form" in sent.note


def in_armenia(case: Case, limits: Limits) -> bool:
    """The complaint goes to the Financial System Mediator of Armenia, who has a window."""
    return case.place == "qiwi_am"


def not_by_115(case: Case, limits: Limits) -> bool:
    """The wallet is blocked for another reason than law № 115-ФЗ, as far as the person was told:
    the commission of that law has nothing to look into (ст. 7 п. 13.5). False while not known."""
    told = chosen(case.answers.get("block_kind"))
    return bool(told) and not {"law_115", "not_told"} & set(told)


def listed_by_police(case: Case, limits: Limits) -> bool:
    """The police entered the person into the Bank of Russia's base of fraud cases: the way out is
    through them and not through that bank (rehabilitation since 01.12.2025; FACTS 0a)."""
    return case.problem == "fraud_base" and bool(case.answers.get(BY_POLICE))


def listed_otherwise(case: Case, limits: Limits) -> bool:
    """The person is in that base, and nobody has said that the police entered them."""
    return case.problem == "fraud_base" and not listed_by_police(case, limits)


def cross_border(case: Case, limits: Limits) -> bool:
    """The money went abroad, as the person says: a dispute about it has 60 days instead of 30
    (161-ФЗ ст. 9 ч. 8)."""
    return "abroad" in chosen(case.answers.get(BORDER))


def must_report(case: Case, limits: Limits) -> bool:
    """The client has until the day after the notice to tell the operator of an operation without
    their consent (161-ФЗ ст. 9 ч. 11): of a licensed operator's only, where a notice came, or may
    have, and as long as it was not told. Whoever gave the order by deceit has no such day."""
    bound = case.place in (LISTED, UNKNOWN_PLACE) and "unauthorised" in problems_of(case)
    unnoticed = "none" in chosen(case.answers.get("notice"))
    return bound and not unnoticed and not case.answers.get(REPORTED)


def border_unsaid(case: Case, step: Step) -> bool:
    """Whether the term for a reply at this step hangs on where the money went, and the person has
    not said, or does not know."""
    turns_on_it = case.problem in step.disputes and "cross_border" in step.disputes_when
    return turns_on_it and not chosen(case.answers.get(BORDER))


def asks_border(case: Case, path: Path) -> bool:
    """Whether the last day of what is sent at the case's step hangs on where the money went, and
    that was not asked yet: `cross_border` may then hold, and no day is to be said before."""
    step = path.steps[case.step]
    has_term = bool(step.laws.get(case.place, step.law))
    return has_term and border_unsaid(case, step) and BORDER not in case.answers


CONDITIONS: Mapping[str, Condition] = {
    "small_claim": small_claim,
    "magistrate_claim": magistrate_claim,
    "over_ombudsman_limit": over_ombudsman_limit,
    "police_refused": police_refused,
    "standard_form": standard_form,
    "listed_by_police": listed_by_police,
    "listed_otherwise": listed_otherwise,
    "cross_border": cross_border,
    "not_by_115": not_by_115,
    "in_armenia": in_armenia,
    "must_report": must_report,
}
"""Every condition that data/path.toml may name."""
