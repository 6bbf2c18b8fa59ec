"""What the tests of letters share: the drafts as data, and a case of which everything is known."""

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.documents.frames import environment
from bot.documents.letter import Letter, compose
from bot.escalation.drafts import Relevance
from bot.escalation.letters import ClaimFigures, Earlier, InterestLine, LetterFacts
from bot.escalation.values import Money, Value
from tests import people

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 24)


def table(name: str) -> dict[str, Any]:
    """The file data/<name>.toml."""
    return tomllib.loads((ROOT / "data" / f"{name}.toml").read_text(encoding="utf-8"))


DRAFTS: Mapping[str, Mapping[str, Any]] = table("drafts")["drafts"]
RELEVANCE: Mapping[str, Relevance] = {
    question: Relevance(**{key: frozenset(ids) for key, ids in record.items()})
    for question, record in table("drafts")["relevance"].items()
}
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
    "story": "Первая строка рассказа.\nВторая строка рассказа.",
}
"""With kopecks, and a story of two lines."""

FIGURES = ClaimFigures(
    principal=Money(1_240_050),
    interest=(
        InterestLine(
            since=date(2026, 5, 4),
            until=date(2026, 11, 24),
            days=205,
            rate=Decimal("15.5"),
            days_in_year=365,
            interest=Money(107_953),
        ),
    ),
    interest_sum=Money(107_953),
    price=Money(1_348_003),
    duty=Money(0),
    court="magistrate",
)


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
        "promised": "ответим завтра",
    }
    return Earlier(**{**known, **more})


def facts(
    draft: str, problem: str = "not_delivered", place: str = "other_wallet", **more: Any
) -> LetterFacts:
    """The facts of a letter in a case of which everything is known, unless said otherwise."""
    known: dict[str, Any] = {"problems": (problem,), "answers": ANSWERS, "today": TODAY}
    return LetterFacts(draft=draft, place=place, **{**known, **more})


def letter(draft: str, *args: Any, **more: Any) -> Letter:
    """The letter of `facts` with the same arguments."""
    return compose(environment(), draft, facts(draft, *args, **more))
