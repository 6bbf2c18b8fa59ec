"""What of data/ grows old: facts to look up again, tables that end, the sentences that say so."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from bot.content.content import Content
from bot.escalation.facts import Confidence, Fact, Standing, is_stale

OLD_SOURCE = timedelta(days=365)
"""A source older than this may have been overtaken by a newer law."""


@dataclass(frozen=True, slots=True)
class EndedTable:
    """A table of `file` whose last day is past: what is missing, and how templates refer to it."""

    file: str
    id: str
    ended_on: date
    remedy: str
    in_templates: str


def to_recheck(facts: Iterable[Fact], today: date, doubted: Collection[str] = ()) -> list[Fact]:
    """What a maintainer has to look up again: what is stale, what is not yet sure and confirmed,
    what is sure by an old source, and the `doubted`: ids of contacts where, people say, nobody
    answers.

    The earliest review comes first. What is closed is left alone until its review is due.
    """
    found = (
        fact
        for fact in facts
        if is_stale(fact, today)
        or _is_open(fact)
        or has_old_source(fact, today)
        or fact.id in doubted
    )
    return sorted(found, key=lambda fact: (fact.review_by, fact.checked_on, fact.id))


def on_old_sources(facts: Iterable[Fact], today: date) -> list[Fact]:
    """The facts that are said to be sure by a source over a year old."""
    return [fact for fact in facts if has_old_source(fact, today)]


def has_old_source(fact: Fact, today: date) -> bool:
    """Whether a fact is said to be sure by a source over a year old.

    Not what happened once, nor what is closed: no newer source would say otherwise.
    """
    return (
        fact.confidence is Confidence.SURE
        and fact.standing is Standing.CONFIRMED
        and not fact.event
        and fact.source_date is not None
        and today - fact.source_date > OLD_SOURCE
    )


def _is_open(fact: Fact) -> bool:
    if fact.standing in {Standing.CLOSED, Standing.CONTRADICTED}:
        return False
    return fact.standing is not Standing.CONFIRMED or fact.confidence is not Confidence.SURE


def ended_tables(content: Content, today: date) -> Iterator[EndedTable]:
    """The tables that do not reach `today`: the key rates, the countries' official calendars."""
    known_until = content.court.rates.known_until
    if known_until < today:
        yield EndedTable(
            "court.toml",
            "key_rates",
            known_until,
            "look up the decisions on cbr.ru/hd_base/KeyRate, add them, raise rates.known_until",
            r"\bline\.rate\b|\buncounted_from\b",
        )
    for gap in content.calendars.gaps(today, days=0):
        yield EndedTable(
            "calendar.toml",
            gap.country,
            gap.official_until,
            gap.remedy,
            r"\.approximate\b",
        )


def sentences_of(fact: Fact, templates: Path) -> Iterator[str]:
    """The lines of templates that say this fact, as `file:line  text`."""
    name = re.escape(fact.id)
    shelf = rf"\b(?:known|likely|unverified)\.{name}\b"
    return sentences(rf"{shelf}|\bcontact\(\"{name}\"\)", templates)


def sentences(pattern: str, templates: Path) -> Iterator[str]:
    """The lines of templates that match, as `file:line  text`; lists of grounds are left out."""
    for place, line in _lines(templates):
        if re.search(pattern, line) and "sources([" not in line:
            yield f"{place}  {line.strip()}"


@cache
def _lines(templates: Path) -> tuple[tuple[str, str], ...]:
    """Every line of every template, after its `file:line`."""
    return tuple(
        (f"{file.relative_to(templates.parent)}:{number}", line)
        for file in sorted(templates.rglob("*.j2"))
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
    )
