"""Whose name a strange host or a made-up account borrows, and by what trick."""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from bot.shield.pasted import is_endless, public_suffix, registrable, written_labels
from bot.shield.resemblance import fold, mixes_alphabets, one_edit_apart
from bot.shield.verdicts import ShieldRules, Why

_NOT_WORD = re.compile(r"[\W_]+")
_LONG = 4  # a brand at least this long is also looked for inside other words
_RARE = 6  # a name at least this long, one letter off, is no accident in any zone


class Imitation(NamedTuple):
    """The trick, and the contact whose name is borrowed (None: nobody's in particular)."""

    why: Why
    of: str | None


def imitated_by(host: str, hosts: Mapping[str, str], rules: ShieldRules) -> Imitation | None:
    """What a host that belongs to no contact imitates, if anything.

    `hosts` maps each known site to its contact. The registered name is checked first, then a known
    site put in front of a strange one (cbr.ru.evil.com), then brands in any part of the name.
    """
    if is_endless(host):
        return None
    labels = written_labels(host)
    zone = public_suffix(host)
    names = labels[: len(labels) - zone.count(".") - 1] or labels
    return (
        _near(host, names[-1], zone, hosts)
        or _in_front(labels, hosts)
        or _branded(host, names, rules)
        or _mixed(labels)
    )


def brand_in(name: str, rules: ShieldRules) -> str | None:
    """The contact whose brand is used in the name of an account or a page, if any."""
    found = _brand(name, rules)
    return None if found is None else rules.brands[found]


class _Site(NamedTuple):
    """A known site: its zone, its registered name, and how that name and the host look."""

    zone: str
    name: str
    folded_name: str
    folded: str


@cache
def _site(host: str) -> _Site:
    zone = public_suffix(host)
    name = written_labels((registrable(host) or host).removesuffix(f".{zone}"))[-1]
    return _Site(zone, name, fold(name), fold(host))


def _near(host: str, name: str, zone: str, hosts: Mapping[str, str]) -> Imitation | None:
    folded = fold(name)
    for site, contact_id in hosts.items():
        own = _site(site)
        if name == own.name and zone != own.zone:
            return Imitation(Why.OTHER_ZONE, contact_id)
        if folded == own.folded_name:
            return Imitation(_disguise(host), contact_id)
        if one_edit_apart(name, own.name) and (zone == own.zone or len(own.name) >= _RARE):
            return Imitation(Why.ONE_LETTER, contact_id)
    return None


def _in_front(labels: Sequence[str], hosts: Mapping[str, str]) -> Imitation | None:
    whole = f".{fold('.'.join(labels))}."
    for site, contact_id in hosts.items():
        if f".{_site(site).folded}." in whole:
            return Imitation(Why.SUBDOMAIN, contact_id)
    return None


def _branded(host: str, names: Sequence[str], rules: ShieldRules) -> Imitation | None:
    for name in reversed(names):
        brand = _brand(name, rules)
        if brand is None:
            continue
        if brand not in _NOT_WORD.sub("", name):
            return Imitation(_disguise(host), rules.brands[brand])
        why = Why.EXTRA_WORDS if name == names[-1] else Why.SUBDOMAIN
        return Imitation(why, rules.brands[brand])
    return None


def _mixed(labels: Sequence[str]) -> Imitation | None:
    if any(mixes_alphabets(label) for label in labels):
        return Imitation(Why.MIXED_LETTERS, None)
    return None


def _disguise(host: str) -> Why:
    return Why.PUNYCODE if "xn--" in host.lower() else Why.HOMOGLYPH


def _brand(name: str, rules: ShieldRules) -> str | None:
    """The brand in a name: inside a long word, or as a word of its own with or without a lure."""
    words = [fold(word) for word in _NOT_WORD.split(name)]
    whole = "".join(words)
    for brand in _brands(rules):
        if brand.folded in (whole if len(brand.word) >= _LONG else words):
            return brand.word
        if not brand.glued.isdisjoint(words):
            return brand.word
    return None


class _Brand(NamedTuple):
    """A brand: as written, as it looks, and as it looks with a lure glued to it."""

    word: str
    folded: str
    glued: frozenset[str]


@lru_cache(maxsize=2)
def _brands(rules: ShieldRules) -> tuple[_Brand, ...]:
    return tuple(
        _Brand(
            brand,
            fold(brand),
            frozenset(fold(both) for lure in rules.lures for both in (lure + brand, brand + lure)),
        )
        for brand in rules.brands
    )
