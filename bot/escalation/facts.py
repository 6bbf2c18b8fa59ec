"""A fact as a record: what is known, from where, how well, and until when that may be trusted."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

NO_SOURCE = "general knowledge"
"""What a record writes as its source when no text is at hand; it is then at best likely."""


class Confidence(StrEnum):
    """How well a fact is known."""

    SURE = "sure"  # a public source says it, and it fits the other material
    LIKELY = "likely"  # one weak source, or a statute quoted from memory
    UNVERIFIED = "unverified"  # no source: never worded as certain, the person is sent to check


class Standing(StrEnum):
    """What comparing the fact with its sources has shown."""

    CONFIRMED = "confirmed"
    ARTICLE_ONLY = "article_only"  # the source article says it, nothing else does
    UNCONFIRMED = "unconfirmed"  # named elsewhere than in the article, and nothing confirms it
    CLOSED = "closed"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that a screen or a letter may say.

    `source_date` is the day of the source (`None`: undated), `checked_on` the day on which this
    record was compared with it, `review_by` the last day on which that comparison may be trusted.
    """

    id: str
    value: str | int | date
    source: str
    source_date: date | None = None
    checked_on: date
    confidence: Confidence
    standing: Standing
    review_by: date


def is_stale(fact: Fact, today: date) -> bool:
    """Whether the fact's last check is too old to rely on: the day after `review_by` it is."""
    return today > fact.review_by


def may_be_primary(fact: Fact) -> bool:
    """Whether the fact may be the first or the main thing that a person is advised to do.

    Only what is confirmed may: never a closed, contradicted, unconfirmed or article-only one.
    """
    return fact.standing is Standing.CONFIRMED and fact.confidence is not Confidence.UNVERIFIED
