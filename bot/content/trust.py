"""What a dated record must fulfil beyond its types, to be trusted."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.escalation.contacts import MAX_COPY, Contact
from bot.escalation.facts import NO_SOURCE, Confidence, Fact, Standing


def broken_rules(fact: Fact) -> Iterator[tuple[str, str]]:
    """The rules beyond types that this record breaks: the field and the reason for each."""
    yield from _empty(fact)
    yield from _dates(fact)
    yield from _trust(fact)
    if isinstance(fact, Contact):
        yield from _channel(fact)


def _empty(fact: Fact) -> Iterator[tuple[str, str]]:
    for field, value in vars(fact).items():
        if isinstance(value, str) and not value.strip():
            yield field, "is blank"


def _dates(fact: Fact) -> Iterator[tuple[str, str]]:
    if fact.source_date is not None and fact.source_date > fact.checked_on:
        yield "source_date", "a source cannot be younger than its check"
    if fact.review_by <= fact.checked_on:
        yield "review_by", "a review comes after the check"


def _trust(fact: Fact) -> Iterator[tuple[str, str]]:
    if fact.source == NO_SOURCE and fact.confidence is Confidence.SURE:
        yield "confidence", "without a source a fact is at best likely"
    if fact.source == NO_SOURCE and fact.standing is Standing.CONFIRMED:
        yield "standing", "without a source nothing is confirmed"
    if fact.confidence is Confidence.UNVERIFIED and fact.standing is Standing.CONFIRMED:
        yield "standing", "what is unverified cannot be confirmed"


def _channel(contact: Contact) -> Iterator[tuple[str, str]]:
    dead = contact.standing in {Standing.CLOSED, Standing.CONTRADICTED}
    if contact.standing is not Standing.CONFIRMED and contact.reason is None:
        yield "reason", "say why it is not confirmed"
    if contact.standing is Standing.CLOSED and contact.closed_on is None:
        yield "closed_on", "say when it closed"
    if len(contact.copy or "") > MAX_COPY:
        yield "copy", f"Telegram copies at most {MAX_COPY} characters"
    if dead and (contact.url or contact.copy):
        yield "url", "a dead channel has neither a link nor a copy button"
    if contact.url is not None:
        if not _is_web_address(contact.url):
            yield "url", "Telegram takes only http(s) addresses with a host"
        if contact.confidence is Confidence.UNVERIFIED:
            yield "url", "an unverified channel has no link"


def _is_web_address(url: str) -> bool:
    parts = urlsplit(url)
    return (
        parts.scheme in {"http", "https"}
        and "." in (parts.hostname or "")
        and "@" not in parts.netloc
        and not re.search(r"\s", url)
    )
