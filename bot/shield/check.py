"""The scam shield: is what a person was sent a verified contact, its look-alike, or unknown?

Only an exact match with a sure and confirmed contact is ever green.
"""

from collections.abc import Iterable
from functools import lru_cache

from bot.escalation.contacts import Contact
from bot.shield.imitation import brand_in, imitated_by
from bot.shield.known import SHORT, Known, dialled
from bot.shield.pasted import (
    MOST,
    Pasted,
    PieceKind,
    ascii_host,
    find_pasted,
    has_many_links,
    is_address_in_figures,
    is_endless,
    registrable,
)
from bot.shield.pleas import is_offer, red_flags
from bot.shield.resemblance import one_edit_apart
from bot.shield.verdicts import ShieldRules, Verdict, VerdictKind, Why

_GRAVEST_FIRST = list(VerdictKind)


def check(
    text: str, contacts: Iterable[Contact], rules: ShieldRules, *, asked: bool = True
) -> Verdict:
    """The gravest verdict on anything in `text`: a link, a phone, an e-mail, an @name or a plea.

    A text with none of these is unknown. A single unknown part is enough to keep the whole from
    being green.

    With `asked` the person sent the text to be checked, so a plea in it is somebody else's. An
    unprompted text may be their own question ("как вывести деньги, какая комиссия?"): there a plea
    counts only alongside a word of an offer, or of a report of one.
    """
    known = _known(tuple(contacts), rules)
    pieces = dict.fromkeys(find_pasted(text))
    verdicts = [_judge(piece, known, rules) for piece in pieces]
    if len(pieces) >= MOST:  # the rest was not checked and may be anything
        verdicts.append(_unknown(Why.UNKNOWN_SITE))
    if has_many_links(text):
        verdicts.append(_red(Why.MANY_LINKS))
    if asked or is_offer(text, rules):
        verdicts += [_red(flag.why, flag.quote) for flag in red_flags(text, rules)]
    if not verdicts:
        return Verdict(kind=VerdictKind.UNKNOWN, why=Why.NOTHING_FOUND)
    return min(verdicts, key=lambda verdict: _GRAVEST_FIRST.index(verdict.kind))


@lru_cache(maxsize=1)
def _known(contacts: tuple[Contact, ...], rules: ShieldRules) -> Known:
    """The lookup over all contacts, built once: they change only at a restart."""
    return Known.of(contacts, rules)


def _judge(piece: Pasted, known: Known, rules: ShieldRules) -> Verdict:
    if is_endless(piece.host):
        return _red(Why.LONG_HOST)
    if piece.hidden:
        return _lookalike(Why.HIDDEN, known.at(ascii_host(piece.host)))
    if piece.kind is PieceKind.PHONE:
        return _phone(piece, known, rules)
    if piece.kind is PieceKind.NAME:
        return _name(piece.text, rules) or _unknown(Why.UNKNOWN_NAME)
    if piece.kind is PieceKind.EMAIL:
        return _email(piece, known, rules)
    return _link(piece, known, rules)


def _link(piece: Pasted, known: Known, rules: ShieldRules) -> Verdict:
    host = _lowered(piece.host)
    if piece.userinfo:
        return _lookalike(Why.USERINFO, known.at(piece.userinfo.rstrip("@").lower()))
    if is_address_in_figures(host):
        return _unknown(Why.BARE_IP)
    contact = known.at(host)
    if contact is not None:
        return known.verdict(contact, Why.OWN_SITE)
    if registrable(host) in rules.platforms or host in rules.platforms:
        return _name(piece.path, rules) or _unknown(Why.UNKNOWN_SITE)
    return _strange_host(host, known, rules) or _unknown(Why.UNKNOWN_SITE)


def _lowered(host: str) -> str:
    """Lower case, unless that would turn a foreign letter (the Kelvin sign) into a plain one."""
    return host.lower() if host.isascii() == host.lower().isascii() else host


def _email(piece: Pasted, known: Known, rules: ShieldRules) -> Verdict:
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


def _phone(piece: Pasted, known: Known, rules: ShieldRules) -> Verdict:
    number = dialled(piece.text)
    if number in known.phones:
        return known.verdict(known.phones[number], Why.OWN_PHONE)
    if number in rules.old_phones:
        return Verdict(kind=VerdictKind.UNCONFIRMED, why=Why.OLD_NUMBER)
    for other, contact_id in known.phones.items():
        longer = len(other) > SHORT and number.startswith(other)
        near = len(other) > SHORT and one_edit_apart(number, other)
        if contact_id in known.green and (longer or near):
            return _lookalike(Why.NEAR_NUMBER, contact_id)
    return _unknown(Why.UNKNOWN_PHONE)


def _name(name: str, rules: ShieldRules) -> Verdict | None:
    """A look-alike verdict on an @name, or on the path of a page that anyone could have created."""
    brand = brand_in(name, rules)
    return None if brand is None else _lookalike(Why.BRAND_NAME, brand)


def _strange_host(host: str, known: Known, rules: ShieldRules) -> Verdict | None:
    """A verdict on a host that belongs to no contact, if there is anything to say about it."""
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


def _lookalike(why: Why, looks_like: str | None = None) -> Verdict:
    return Verdict(kind=VerdictKind.LOOKALIKE, why=why, looks_like=looks_like)


def _red(why: Why, quote: str = "") -> Verdict:
    return Verdict(kind=VerdictKind.RED_FLAG, why=why, quote=quote)


def _unknown(why: Why, contact: str | None = None) -> Verdict:
    return Verdict(kind=VerdictKind.UNKNOWN, why=why, contact=contact)
