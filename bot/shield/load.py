"""The lists of the scam shield, from data/shield.toml."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as File

from bot.escalation.contacts import Contact
from bot.records import BadData, read_toml, record
from bot.shield.verdicts import ShieldRules, Why

_FILE = "shield.toml"


@dataclass(frozen=True, kw_only=True)
class _Lists:
    lures: tuple[str, ...]
    shorteners: frozenset[str]
    platforms: frozenset[str]
    strangers: frozenset[str]
    old_phones: tuple[str, ...]
    offers: tuple[str, ...]
    warnings: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class _Shield:
    lists: _Lists
    brands: Mapping[str, str]
    old_hosts: Mapping[str, str]
    short_numbers: Mapping[str, str]
    red_flags: Mapping[Why, tuple[tuple[str, ...], ...]]


def load_shield(folder: File, contacts: Mapping[str, Contact]) -> ShieldRules:
    """The rules from `folder`/shield.toml.

    Raises BadData for an unknown key, a wrong type or a contact that does not exist.
    """
    shield = record(_Shield, _FILE, "", read_toml(folder / _FILE))
    for table in ("brands", "old_hosts", "short_numbers"):
        for word, contact_id in getattr(shield, table).items():
            if contact_id not in contacts:
                raise BadData(_FILE, f"{table}.{word}", f"no contact {contact_id}")
    return ShieldRules(
        **vars(shield.lists),
        brands=shield.brands,
        old_hosts=shield.old_hosts,
        short_numbers=shield.short_numbers,
        red_flags=shield.red_flags,
    )
