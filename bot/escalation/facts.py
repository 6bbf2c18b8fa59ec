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

    `basis` is what a person is shown as the ground: the act and its article, or the body's own
    page; `source` is what the record was compared with, for whoever keeps it up to date. `event`
    says that it happened once, so that a newspaper may tell of it. `ask` is where a person finds
    out what has no such ground, or is not sure ("на сайте АСВ, asv.org.ru").
    `source_date` is the day of the source (`None`: undated), `checked_on` the day on which this
    record was compared with it, `review_by` the last day on which that comparison may be trusted.
    """

    id: str
    value: str | int | date
    source: str
    basis: str | None = None
    event: bool = False
    ask: str | None = None
    source_date: date | None = None
    checked_on: date
    confidence: Confidence
    standing: Standing
    review_by: date

    @property
    def ground(self) -> str | None:
        """What a screen names as the ground of this fact; None when we have nothing to name."""
        return self.basis or (self.source if self.event else None)


def is_stale(fact: Fact, today: date) -> bool:
    """Whether the fact's last check is too old to rely on: the day after `review_by` it is."""
    return today > fact.review_by


def may_be_primary(fact: Fact) -> bool:
    """Whether the fact may be the first or the main thing that a person is advised to do.

    Only what is confirmed may: never a closed, contradicted, unconfirmed or article-only one.
    """
    return fact.standing is Standing.CONFIRMED and fact.confidence is not Confidence.UNVERIFIED
