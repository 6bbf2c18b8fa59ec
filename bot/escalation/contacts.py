"""Whom to turn to: a contact of a provider, a regulator or a court, as a dated fact."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.escalation.facts import Fact

MAX_COPY = 256
"""Telegram's longest copy_text, in characters."""


class ContactKind(StrEnum):
    """By what means a contact is reached."""

    PHONE = "phone"
    EMAIL = "email"
    CHAT = "chat"
    WEB = "web"
    POST = "post"
    SOCIAL = "social"
    IN_PERSON = "in_person"


@dataclass(frozen=True, kw_only=True)
class Contact(Fact):
    """A channel: `value` is the number, the address or the name of the place as a person reads it.

    `url` is an http(s) address for a button, `copy` what the copy button gives; both are absent
    where sending a person there would do harm. `cost` is the cost of using it, `have_ready` what to
    have at hand, `note` what it is good for and what not, `reason` why it is closed, contradicted
    or not confirmed, `article_row` the row of the source article that names it ("A2.3").
    """

    value: str
    name: str
    kind: ContactKind
    organisation: str
    country: str
    url: str | None = None
    copy: str | None = None
    hours: str | None = None
    cost: str | None = None
    have_ready: tuple[str, ...] = ()
    note: str | None = None
    closed_on: date | None = None
    reason: str | None = None
    article_row: str | None = None


@dataclass(frozen=True, kw_only=True)
class Provider(Fact):
    """Whose money it was: `value` says the provider's state in a short line.

    `name` says it in full and `button` in a few words; `firm` is its name in a letter (absent where
    the person gives it); `country` is an ISO 3166 code; `licensed` says whether the provider may do
    payments today (absent: not known); `regulators` and `contacts` are ids of contacts, the first
    to turn to first, and `own` those of the company itself, for whoever deals with it and not with
    another one there.
    """

    value: str
    name: str
    button: str
    firm: str | None = None
    country: str
    licensed: bool | None = None
    closed_on: date | None = None
    reason: str | None = None
    regulators: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
