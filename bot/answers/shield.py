"""The scam shield: is what a person was sent a verified channel, its look-alike, or unknown?

Only an exact match with a sure and confirmed contact is ever green.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import phonenumbers

from bot.answers.imitation import brand_in, imitated_by
from bot.answers.pasted import (
    Kind,
    Pasted,
    ascii_host,
    find_pasted,
    is_address_in_figures,
    registrable,
)
from bot.answers.resemblance import fold, one_edit_apart
from bot.escalation.contacts import Contact, ContactKind
from bot.escalation.facts import Confidence, Standing
from bot.escalation.shield import ShieldRules, Verdict, VerdictKind, Why

_GRAVEST_FIRST = list(VerdictKind)
_SENTENCE = re.compile(r"[.!?\n]+")
_WORD = re.compile(r"\w+")
_SHORT = 4  # a number of up to so many digits is dialled as it is
_RUSSIAN = 10  # digits of a Russian number without its 8 or +7


def check(
    text: str, channels: Iterable[Contact], rules: ShieldRules, *, asked: bool = True
) -> Verdict:
    """The gravest verdict on anything in `text`: a link, a phone, an e-mail, an @name or a plea.

    A text that holds nothing of the kind is unknown. A single unknown part is enough for the whole
    not to be green.

    With `asked` the person has sent the text to be checked: a plea in it is somebody else's. A text
    that came by itself may be their own question ("как вывести деньги, какая комиссия?"): there a
    plea counts only beside a word of an offer or of a report on one.
    """
    known = _Known.of(channels, rules)
    verdicts = [_judge(piece, known, rules) for piece in find_pasted(text)]
    if asked or _is_offer(text, rules):
        verdicts += [Verdict(kind=VerdictKind.RED_FLAG, why=why) for why in _red_flags(text, rules)]
    if not verdicts:
        return Verdict(kind=VerdictKind.UNKNOWN, why=Why.NOTHING_FOUND)
    return min(verdicts, key=lambda verdict: _GRAVEST_FIRST.index(verdict.kind))


@dataclass(frozen=True)
class _Known:
    """The channels by what can be pasted; `green` are the ids of the sure and confirmed ones."""

    green: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    hosts: dict[str, str] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)
    phones: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, channels: Iterable[Contact], rules: ShieldRules) -> "_Known":
        known = cls(hosts=dict(rules.old_hosts), phones=dict(rules.short_numbers))
        for contact in channels:
            if contact.standing is Standing.CONFIRMED and contact.confidence is Confidence.SURE:
                known.green.add(contact.id)
            if contact.standing is Standing.CLOSED:
                known.closed.add(contact.id)
            known.add(contact, rules)
        return known

    def add(self, contact: Contact, rules: ShieldRules) -> None:
        host = (urlsplit(contact.url or "").hostname or "").removeprefix("www.")
        if host and registrable(host) not in rules.platforms:
            self.hosts.setdefault(host, contact.id)
        if contact.kind is ContactKind.EMAIL:
            self.emails[contact.value.lower()] = contact.id
        if contact.kind is ContactKind.PHONE:
            for piece in find_pasted(contact.value):
                if piece.kind is Kind.PHONE:
                    self.phones.setdefault(_number(piece.text), contact.id)

    def at(self, host: str) -> str | None:
        """The channel whose site this host is or lies under, written as the site writes itself."""
        if "" in host.split("."):
            return None
        for written, contact_id in self.hosts.items():
            for form in {written, ascii_host(written)}:
                if host == form or host.endswith(f".{form}"):
                    return contact_id
        return None

    def beside(self, host: str) -> str | None:
        """The channel that shares the registered domain with this host."""
        domain = registrable(host)
        for written, contact_id in self.hosts.items():
            if domain is not None and domain == registrable(written):
                return contact_id
        return None

    def verdict(self, contact_id: str, why: Why) -> Verdict:
        """What to say of the channel itself: green, or honest about what it is."""
        if contact_id in self.green:
            return Verdict(kind=VerdictKind.VERIFIED, why=why, channel=contact_id)
        dead = contact_id in self.closed
        return Verdict(
            kind=VerdictKind.UNCONFIRMED,
            why=Why.CLOSED if dead else Why.NOT_CONFIRMED,
            channel=contact_id,
        )


def _judge(piece: Pasted, known: _Known, rules: ShieldRules) -> Verdict:
    if piece.hidden:
        return _lookalike(Why.HIDDEN, known.at(ascii_host(piece.host)))
    if piece.kind is Kind.PHONE:
        return _phone(piece, known, rules)
    if piece.kind is Kind.NAME:
        return _name(piece.text, rules) or _unknown(Why.UNKNOWN_NAME)
    if piece.kind is Kind.EMAIL:
        return _email(piece, known, rules)
    return _link(piece, known, rules)


def _link(piece: Pasted, known: _Known, rules: ShieldRules) -> Verdict:
    host = _lowered(piece.host)
    if piece.userinfo:
        return _lookalike(Why.USERINFO, known.at(piece.userinfo.rstrip("@").lower()))
    if is_address_in_figures(host):
        return _unknown(Why.BARE_IP)
    channel = known.at(host)
    if channel is not None:
        return known.verdict(channel, Why.OWN_SITE)
    if registrable(host) in rules.platforms or host in rules.platforms:
        return _name(piece.path, rules) or _unknown(Why.UNKNOWN_SITE)
    return _strange_host(host, known, rules) or _unknown(Why.UNKNOWN_SITE)


def _lowered(host: str) -> str:
    """Lower case, unless that would turn a foreign letter (the Kelvin sign) into a plain one."""
    return host.lower() if host.isascii() == host.lower().isascii() else host


def _email(piece: Pasted, known: _Known, rules: ShieldRules) -> Verdict:
    whole = f"{piece.userinfo}@{piece.host}".lower()
    if piece.text.isascii() and whole in known.emails:
        return known.verdict(known.emails[whole], Why.OWN_EMAIL)
    if piece.text.isascii() and known.at(piece.host.lower()):
        return _unknown(Why.SAME_DOMAIN, known.at(piece.host.lower()))
    return (
        _strange_host(piece.host, known, rules)
        or _name(piece.userinfo, rules)
        or _unknown(Why.UNKNOWN_EMAIL)
    )


def _phone(piece: Pasted, known: _Known, rules: ShieldRules) -> Verdict:
    number = _number(piece.text)
    if number in known.phones:
        return known.verdict(known.phones[number], Why.OWN_PHONE)
    if number in rules.old_phones:
        return Verdict(kind=VerdictKind.UNCONFIRMED, why=Why.OLD_NUMBER)
    for other, contact_id in known.phones.items():
        longer = len(other) > _SHORT and number.startswith(other)
        near = len(other) > _SHORT and one_edit_apart(number, other)
        if contact_id in known.green and (longer or near):
            return _lookalike(Why.NEAR_NUMBER, contact_id)
    return _unknown(Why.UNKNOWN_PHONE)


def _number(text: str) -> str:
    """A phone in the international form, a short number as it is.

    Russia's 8 becomes +7 even when the number has a digit too many: that digit is what gives a
    forgery away.
    """
    digits = re.sub(r"[^0-9]", "", text)
    if len(digits) <= _SHORT:
        return digits
    if "+" not in text and len(digits) > _RUSSIAN and digits.startswith("8"):
        return f"+7{digits[1:]}"
    try:
        parsed = phonenumbers.parse(text, "RU")
    except phonenumbers.NumberParseException:
        return digits
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _name(name: str, rules: ShieldRules) -> Verdict | None:
    """A look-alike verdict on an @name or the path of a page that anyone may have opened."""
    brand = brand_in(name, rules)
    return None if brand is None else _lookalike(Why.BRAND_NAME, brand)


def _strange_host(host: str, known: _Known, rules: ShieldRules) -> Verdict | None:
    """A verdict on a host that is no channel's own, if there is anything to say of it."""
    domain = registrable(host)
    if domain in rules.shorteners:
        return _lookalike(Why.SHORTENER)
    if domain in rules.strangers or "" in host.split("."):
        return None
    neighbour = known.beside(host) if host.isascii() else None
    if neighbour is not None:
        return _unknown(Why.SAME_DOMAIN, neighbour)
    found = imitated_by(host, known.hosts, rules)
    return None if found is None else _lookalike(found.why, found.of)


def _red_flags(text: str, rules: ShieldRules) -> Iterator[Why]:
    for sentence in _SENTENCE.split(text):
        words = [fold(word) for word in _WORD.findall(sentence)]
        for why, groups in rules.red_flags.items():
            if any(_all_begin(group, words) for group in groups):
                yield why


def _is_offer(text: str, rules: ShieldRules) -> bool:
    """Whether somebody offers, promises or demands here: the person's own questions do not."""
    words = [fold(word) for word in _WORD.findall(text)]
    return any(_all_begin([mark], words) for mark in rules.offers)


def _all_begin(beginnings: Sequence[str], words: Sequence[str]) -> bool:
    """Whether each beginning starts a word; one that ends in $ must be the whole of it."""
    return all(
        fold(part[:-1]) in words
        if part.endswith("$")
        else any(word.startswith(fold(part)) for word in words)
        for part in beginnings
    )


def _lookalike(why: Why, looks_like: str | None = None) -> Verdict:
    return Verdict(kind=VerdictKind.LOOKALIKE, why=why, looks_like=looks_like)


def _unknown(why: Why, channel: str | None = None) -> Verdict:
    return Verdict(kind=VerdictKind.UNKNOWN, why=why, channel=channel)
