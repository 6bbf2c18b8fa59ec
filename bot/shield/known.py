"""The known contacts by what a person may paste: a host, an e-mail, a phone."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import phonenumbers

from bot.escalation.contacts import Contact, ContactKind
from bot.escalation.facts import Confidence, Standing
from bot.shield.pasted import PieceKind, ascii_host, find_pasted, registrable
from bot.shield.verdicts import ShieldRules, Verdict, VerdictKind, Why

SHORT = 4
"""A number of at most this many digits is dialled as it is."""

_RUSSIAN = 10  # digits of a Russian number without its 8 or +7


@dataclass(frozen=True, kw_only=True)
class Known:
    """The id of the contact behind each site, e-mail and phone: the first, where several share it.

    `green` are the ids of the sure and confirmed ones; `forms` are the ways the sites can be
    written, `domains` their registered domains.
    """

    green: frozenset[str]
    closed: frozenset[str]
    hosts: Mapping[str, str]
    forms: Mapping[str, str]
    domains: Mapping[str, str]
    emails: Mapping[str, str]
    phones: Mapping[str, str]

    @classmethod
    def of(cls, contacts: Iterable[Contact], rules: ShieldRules) -> "Known":
        """The lookup over the contacts and the rules' old hosts and short numbers."""
        contacts = list(contacts)
        sites = [*rules.old_hosts.items(), *_sites(contacts, rules)]
        phones = [*rules.short_numbers.items(), *_phones(contacts)]
        forms = [(form, id_) for site, id_ in sites for form in (site, ascii_host(site))]
        domains = [(registrable(site) or site, id_) for site, id_ in sites]
        return cls(
            green=frozenset(one.id for one in contacts if _is_sure(one)),
            closed=frozenset(one.id for one in contacts if one.standing is Standing.CLOSED),
            hosts=_firsts(sites),
            forms=_firsts(forms),
            domains=_firsts(domains),
            emails={one.value.lower(): one.id for one in contacts if one.kind is ContactKind.EMAIL},
            phones=_firsts(phones),
        )

    def at(self, host: str) -> str | None:
        """The contact whose site this host is, or lies under, spelt as the site spells it."""
        if "" in host.split("."):
            return None
        under = (id_ for form, id_ in self.forms.items() if f".{host}".endswith(f".{form}"))
        return next(under, None)

    def beside(self, host: str) -> str | None:
        """The contact that shares the registered domain with this host."""
        domain = registrable(host)
        return None if domain is None else self.domains.get(domain)

    def verdict(self, contact_id: str, why: Why) -> Verdict:
        """The verdict on the contact itself: green, or honest about what it is."""
        if contact_id in self.green:
            return Verdict(kind=VerdictKind.VERIFIED, why=why, contact=contact_id)
        dead = contact_id in self.closed
        return Verdict(
            kind=VerdictKind.UNCONFIRMED,
            why=Why.CLOSED if dead else Why.NOT_CONFIRMED,
            contact=contact_id,
        )


def _is_sure(contact: Contact) -> bool:
    return contact.standing is Standing.CONFIRMED and contact.confidence is Confidence.SURE


def _sites(contacts: Iterable[Contact], rules: ShieldRules) -> Iterator[tuple[str, str]]:
    for contact in contacts:
        host = (urlsplit(contact.url or "").hostname or "").removeprefix("www.")
        if host and registrable(host) not in rules.platforms:
            yield host, contact.id


def _phones(contacts: Iterable[Contact]) -> Iterator[tuple[str, str]]:
    for contact in contacts:
        if contact.kind is ContactKind.PHONE:
            for piece in find_pasted(contact.value):
                if piece.kind is PieceKind.PHONE:
                    yield dialled(piece.text), contact.id


def _firsts(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The pairs as a dict; of several with one key, the first."""
    firsts: dict[str, str] = {}
    for key, value in pairs:
        firsts.setdefault(key, value)
    return firsts


def dialled(text: str) -> str:
    """A phone number in international form; a short number as it is.

    Russia's 8 becomes +7 even if the number has a digit too many: that digit is what gives a
    forgery away.
    """
    digits = re.sub(r"[^0-9]", "", text)
    if len(digits) <= SHORT:
        return digits
    if "+" not in text and len(digits) > _RUSSIAN and digits.startswith("8"):
        return f"+7{digits[1:]}"
    try:
        parsed = phonenumbers.parse(text, "RU")
    except phonenumbers.NumberParseException:
        return digits
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
