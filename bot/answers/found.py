"""Phones and e-mail addresses in typed text, read by libraries: slowly, hence the limits."""

import re
from collections.abc import Iterator
from itertools import islice

import phonenumbers
from email_validator import EmailNotValidError, validate_email

MOST_PHONES = 20
"""The most phones found in one text: each takes a sixth of a millisecond."""

MOST_TRIED = 60
"""The most numbers tried that turn out not to be phones: sums, days, operation numbers."""

MOST_EMAILS = 10
"""The most distinct addresses read in one text: each takes up to half a millisecond."""

_LONGEST_EMAIL = 254  # RFC 5321

# An address starts where a run of its characters starts: one attempt per run, not per character.
_IN_ADDRESS = r"[^\s<>()\[\],;:\"'«»]"
EMAIL = re.compile(rf"(?<!{_IN_ADDRESS}){_IN_ADDRESS}+@{_IN_ADDRESS}+")


def phones_in(text: str, region: str) -> Iterator[phonenumbers.PhoneNumberMatch]:
    """The valid phone numbers of the text, the first `MOST_PHONES` of them."""
    matcher = phonenumbers.PhoneNumberMatcher(text, region, max_tries=MOST_TRIED)
    return islice(matcher, MOST_PHONES)


def emails_in(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """The valid addresses in the text in normal form, each with its match."""
    read: dict[str, str | None] = {}
    for match in EMAIL.finditer(text):
        written = match[0].rstrip(".!?")
        if written not in read:
            if len(read) == MOST_EMAILS:
                return
            read[written] = valid_email(written)
        address = read[written]
        if address is not None:
            yield address, match


def valid_email(written: str) -> str | None:
    """The address in its normal form, or None if it is not valid."""
    if len(written) > _LONGEST_EMAIL:
        return None
    try:
        return validate_email(written, check_deliverability=False).normalized
    except EmailNotValidError:  # a typo is asked for again, like any missing field
        return None
