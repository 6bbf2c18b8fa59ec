"""What the tests of letters share: the drafts as data, and a case of which everything is known."""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bot.documents.letter import Letter, compose
from bot.escalation.claim import Calculation
from bot.escalation.court import (
    Demand,
    claim_price,
    consumer_duty,
    ombudsman_first,
    state_duty,
    which_court,
)
from bot.escalation.court_rules import DemandKind
from bot.escalation.drafts import Relevance
from bot.escalation.interest import interest_395
from bot.escalation.letters import Earlier, LetterFacts
from bot.escalation.values import Money, Value
from tests import people
from tests.conftest import read_once

CONTENT = read_once()
ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 24)
TEMPLATES = CONTENT.words.environment
FIRMS = CONTENT.names.firms


def table(name: str) -> dict[str, Any]:
    """The file data/<name>.toml."""
    return tomllib.loads((ROOT / "data" / f"{name}.toml").read_text(encoding="utf-8"))


DRAFTS: Mapping[str, Mapping[str, Any]] = table("drafts")["drafts"]
RELEVANCE: Mapping[str, Relevance] = CONTENT.letters.relevance
PLACES = tuple(table("path")["places"])
PROBLEMS = tuple(
    dict.fromkeys(
        problem for place in table("path")["places"].values() for problem in place["problems"]
    )
)
COUNTERS = (
    "under_review",
    "send_documents",
    "go_to_recipient",
    "you_confirmed",
    "blocked_115",
    "term_extended",
    "not_competent",
    "refused_no_reason",
    "partly_returned",
    "forwarded",
    "no_crime",
)

ANSWERS: Mapping[str, Value] = {
    **people.ANSWERS,
    "sum": Money(1_240_050),
    "own_words": "Первая строка рассказа.\nВторая строка рассказа.",
}
"""With kopecks, and a story of two lines."""

LAW = CONTENT.court
DUE_ON = date(2026, 5, 4)


def calculation(principal: Money, since: date | None = None) -> Calculation:
    """A consumer's claim against a bank: this sum, and interest since that day, if one is given."""
    interest = interest_395(principal, since, TODAY, LAW.rates) if since else None
    demands = [Demand(DemandKind.PRINCIPAL, principal)]
    if interest and interest.lines:
        demands.append(Demand(DemandKind.INTEREST, interest.total))
    price = claim_price(demands, LAW.price)
    return Calculation(
        consumer=True,
        principal=principal,
        price=price,
        due_on=since,
        due_rule=LAW.rates.due_rule,
        interest=interest,
        court=which_court(price.amount, LAW.limits),
        ombudsman=ombudsman_first(True, principal, LAW.limits),
        full_duty=state_duty(price.amount, LAW.duty),
        duty=consumer_duty(price.amount, LAW.duty, LAW.exemption),
        fine=None,
    )


FIGURES = calculation(Money(1_240_050), DUE_ON)


def sent(draft: str, reply: str | None = "refused", **more: Any) -> Earlier:
    """A letter that was sent from this draft on 5 May 2026 and registered the day after."""
    known: dict[str, Any] = {
        "step": draft,
        "draft": draft,
        "title": DRAFTS[draft]["title"],
        "addressee": "ООО НКО «ЮМани»",
        "sent_on": date(2026, 5, 5),
        "number": "771",
        "registered_on": date(2026, 5, 6),
        "due_on": date(2026, 5, 28),
        "days_late": 2,
        "reply": reply,
        "replied_on": date(2026, 5, 30) if reply not in (None, "silent") else None,
    }
    return Earlier(**{**known, **more})


def facts(
    draft: str, problem: str = "not_delivered", place: str = "other_wallet", **more: Any
) -> LetterFacts:
    """The facts of a letter in a case of which everything is known, unless said otherwise."""
    known: dict[str, Any] = {
        "problems": (problem,),
        "answers": ANSWERS,
        "today": TODAY,
        "country": CONTENT.path.places[place].country if place else "",
        "supervisor": CONTENT.names.supervisors.get(place),
        "firm": FIRMS.get(place),
    }
    return LetterFacts(draft=draft, place=place, **{**known, **more})


def letter(draft: str, *args: Any, **more: Any) -> Letter:
    """The letter of `facts` with the same arguments."""
    return compose(TEMPLATES, draft, facts(draft, *args, **more))
