"""Whose name a strange host or a made-up account borrows, and by what trick."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.answers.pasted import public_suffix, registrable, written_labels
from bot.answers.resemblance import fold, mixes_alphabets, one_edit_apart
from bot.escalation.shield import ShieldRules, Why

_LONG = 4  # from this length on a brand is looked for inside other words
_RARE = 6  # from this length on a name one letter off is no chance, whatever its zone


class Imitation(NamedTuple):
    """The trick, and the contact whose name is borrowed (`None`: nobody's in particular)."""

    why: Why
    of: str | None


def imitated_by(host: str, hosts: Mapping[str, str], rules: ShieldRules) -> Imitation | None:
    """What a host that is nobody's own imitates, if anything.

    `hosts` gives the contact of each known site. The registered name is looked at first, then a
    known site put in front of a strange one (cbr.ru.evil.com), then brands in any part of the name.
    """
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
    """The contact whose brand an account's or a page's name uses, if any."""
    found = _brand(name, rules)
    return None if found is None else rules.brands[found]


def _near(host: str, name: str, zone: str, hosts: Mapping[str, str]) -> Imitation | None:
    for site, contact_id in hosts.items():
        own_zone = public_suffix(site)
        own = written_labels((registrable(site) or site).removesuffix(f".{own_zone}"))[-1]
        if name == own and zone != own_zone:
            return Imitation(Why.OTHER_ZONE, contact_id)
        if fold(name) == fold(own):
            return Imitation(_disguise(host), contact_id)
        if one_edit_apart(name, own) and (zone == own_zone or len(own) >= _RARE):
            return Imitation(Why.ONE_LETTER, contact_id)
    return None


def _in_front(labels: Sequence[str], hosts: Mapping[str, str]) -> Imitation | None:
    whole = f".{fold('.'.join(labels))}."
    for site, contact_id in hosts.items():
        if f".{fold(site)}." in whole:
            return Imitation(Why.SUBDOMAIN, contact_id)
    return None


def _branded(host: str, names: Sequence[str], rules: ShieldRules) -> Imitation | None:
    for name in reversed(names):
        brand = _brand(name, rules)
        if brand is None:
            continue
        if brand not in re.sub(r"[\W_]", "", name):
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
    words = [fold(word) for word in re.split(r"[\W_]+", name)]
    whole = "".join(words)
    for brand in rules.brands:
        folded = fold(brand)
        if folded in (whole if len(brand) >= _LONG else words):
            return brand
        if any({fold(lure + brand), fold(brand + lure)} & {*words} for lure in rules.lures):
            return brand
    return None
