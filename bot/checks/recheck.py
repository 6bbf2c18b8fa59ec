"""`python -m bot check --facts`: must run in the image too, which has no telegram-sandbox."""

import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path as File
from types import MappingProxyType

from bot.checks.samples import ZONE
from bot.clock import now
from bot.content.aging import ended_tables, has_old_source, sentences, sentences_of, to_recheck
from bot.content.content import ROOT, Content, load_content
from bot.escalation.facts import Fact, is_stale
from bot.storage.reports import report_counts

TEMPLATES = ROOT / "templates"


def list_facts(database: File | str | None = None) -> int:
    """Print the tables that end in the past and the facts to look up again, oldest first, each with
    the sentences that depend on it, and how often people reported in this database that a contact
    does not answer."""
    silent = report_counts(database) if database else {}
    content, today = load_content(), now().astimezone(ZONE).date()
    facts = list(facts_told(content, today, silent))
    tables = list(tables_told(content, today))
    told = [
        line for head, uses in (*tables, *facts) for line in (head, *(f"    {use}" for use in uses))
    ]
    count = f"{len(facts)} facts to check again, {len(tables)} tables end in the past"
    sys.stdout.write("\n".join([*told, count]) + "\n")
    return 0


def tables_told(content: Content, today: date) -> Iterator[tuple[str, list[str]]]:
    """A line for each table that ends before `today`, and the sentences that depend on it."""
    for table in ended_tables(content, today):
        head = f"{table.ended_on}  {table.file}, {table.id}: ends in the past: {table.remedy}"
        yield head, list(sentences(table.in_templates, TEMPLATES))


def facts_told(
    content: Content, today: date, silent: Mapping[str, int] = MappingProxyType({})
) -> Iterator[tuple[str, list[str]]]:
    """A line for each fact to look up again, oldest first, and the sentences that depend on it.

    `silent` is how often people reported that a contact does not answer, by its id.
    """
    for fact in to_recheck(content.dated, today, silent):
        said = f", said not to answer: {silent[fact.id]}" if fact.id in silent else ""
        head = (
            f"{fact.checked_on}  {fact.id}: {fact.standing.value}, {fact.confidence.value}, "
            f"{_late(fact, today)}{said}  [{fact.source}]"
        )
        yield head, list(sentences_of(fact, TEMPLATES))


def _late(fact: Fact, today: date) -> str:
    late = "past its review" if is_stale(fact, today) else f"review by {fact.review_by}"
    if has_old_source(fact, today):
        return f"{late}, its source of {fact.source_date} is over a year old"
    return late
