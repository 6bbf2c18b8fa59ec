"""`python -m bot check --facts`: must run in the image too, which has no telegram-sandbox."""

import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path as File
from types import MappingProxyType

from bot.checks.samples import ZONE
from bot.clock import now
from bot.content.content import Content, load_content
from bot.escalation.facts import is_stale
from bot.storage.reports import report_counts


def list_facts(database: File | None = None) -> int:
    """Print the facts to look up again, oldest first, and how often people reported in this
    database that a contact does not answer."""
    silent = report_counts(database) if database else {}
    lines = list(to_recheck(load_content(), now().astimezone(ZONE).date(), silent))
    sys.stdout.write("\n".join([*lines, f"{len(lines)} facts to check again"]) + "\n")
    return 0


def to_recheck(
    content: Content, today: date, silent: Mapping[str, int] = MappingProxyType({})
) -> Iterator[str]:
    """One line for each fact to look up again, oldest first.

    `silent` is how often people reported that a contact does not answer, by its id.
    """
    for fact in content.facts.facts_to_recheck(today, silent):
        late = "past its review" if is_stale(fact, today) else f"review by {fact.review_by}"
        said = f", said not to answer: {silent[fact.id]}" if fact.id in silent else ""
        yield (
            f"{fact.checked_on}  {fact.id}: {fact.standing.value}, {fact.confidence.value}, {late}"
            f"{said}  [{fact.source}]"
        )
