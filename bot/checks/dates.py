"""What was checked too long ago, and calendars that end too soon."""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

from bot.checks.finding import Finding
from bot.content.content import Content
from bot.escalation.facts import is_stale


def check_dates(content: Content, today: date, *, strict: bool) -> Iterator[Finding]:
    """Warnings, so that a day that passes breaks nothing by itself; stale facts are errors with
    `strict`."""
    for fact in content.stale(today):
        reason = f"was to be checked again by {fact.review_by}: {fact.source}"
        yield Finding(type(fact).__name__.lower(), fact.id, reason, warning=not strict)
    for gap in content.calendars.gaps(today):
        if gap.loud:
            yield Finding("calendar.toml", gap.country, gap.remedy, warning=True)


def to_recheck(
    content: Content, today: date, silent: Mapping[str, int] = MappingProxyType({})
) -> Iterator[str]:
    """One line for each fact to look up again, the oldest first.

    `silent` says how often people found that a contact does not answer, by its id.
    """
    for fact in content.facts.facts_to_recheck(today, silent):
        late = "past its review" if is_stale(fact, today) else f"review by {fact.review_by}"
        said = f", said not to answer: {silent[fact.id]}" if fact.id in silent else ""
        yield (
            f"{fact.checked_on}  {fact.id}: {fact.standing.value}, {fact.confidence.value}, {late}"
            f"{said}  [{fact.source}]"
        )
