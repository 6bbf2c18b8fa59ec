"""The wallets and banks of data/providers.toml by name, each field with a source of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path as File
from typing import Any, get_type_hints

from bot.content.trust import broken_rules
from bot.escalation.facts import Confidence, Fact, Standing
from bot.escalation.firms import NOT_LISTED, Firm
from bot.records import BadData, read_toml, record

FILE = "providers.toml"

TABLE = "firms"

MAX_ID = 12
"""Characters of a firm's id: it stands in a button beside the ids of its case and step."""

MAX_BUTTON = 15
"""Characters of a firm's button, of which two stand in a row."""

_DATED = ("checked_on", "review_by")
_KNOWN = get_type_hints(Firm)
_FACTS = frozenset(field.name for field in fields(Firm) if _KNOWN[field.name] == Fact | None)

_INN_WEIGHTS = (2, 4, 10, 3, 5, 9, 4, 6, 8)


def load_firms(folder: File) -> Mapping[str, Firm]:
    """The firms from `folder`/providers.toml by id, in the order of their buttons.

    A field's `checked_on` and `review_by` are its firm's unless it has its own; its standing
    follows from its confidence. Raises BadData with the file, the key and the reason.
    """
    tables = read_toml(folder / FILE).get(TABLE, {})
    if not isinstance(tables, dict):
        raise BadData(FILE, TABLE, "must be a table")
    return {id_: _firm(id_, table) for id_, table in tables.items()}


def _firm(id_: str, table: Any) -> Firm:
    key = f"{TABLE}.{id_}"
    if not isinstance(table, dict):
        raise BadData(FILE, key, "must be a table")
    dated = {name: table[name] for name in _DATED if name in table}
    said = {
        name: _fact(id_, name, value, dated) if name in _FACTS else value
        for name, value in table.items()
        if name not in dated
    }
    firm = record(Firm, FILE, key, {**said, "id": id_})
    for field, reason in _broken(firm):
        raise BadData(FILE, f"{key}.{field}", reason)
    return firm


def _fact(firm: str, name: str, table: Any, dated: Mapping[str, Any]) -> Fact:
    key = f"{TABLE}.{firm}.{name}"
    if not isinstance(table, dict):
        raise BadData(FILE, key, "must be a table with a value and its source")
    sure = table.get("confidence") == Confidence.SURE
    standing = Standing.CONFIRMED if sure else Standing.UNCONFIRMED
    return record(Fact, FILE, key, {**dated, "standing": standing, **table, "id": f"{firm}.{name}"})


def _broken(firm: Firm) -> Iterator[tuple[str, str]]:
    if len(firm.id) > MAX_ID or not firm.id.isidentifier() or not firm.id.islower():
        yield "id", f"an id is lower_snake and has at most {MAX_ID} characters"
    if firm.id == NOT_LISTED:
        yield "id", "stands for a firm that is not in the list"
    if not 0 < len(firm.button) <= MAX_BUTTON:
        yield "button", f"has at most {MAX_BUTTON} characters: two stand in a row"
    for fact in firm:
        field = fact.id.rpartition(".")[2]
        yield from ((f"{field}.{name}", reason) for name, reason in broken_rules(fact))
    if firm.country == "RU":
        if firm.inn and not _is_inn(str(firm.inn.value)):
            yield "inn", "its check digit does not fit: a typo"
        if firm.ogrn and not _is_ogrn(str(firm.ogrn.value)):
            yield "ogrn", "its check digit does not fit: a typo"


def _is_inn(number: str) -> bool:
    """Whether these are the ten digits of a firm's ИНН, the last one being right."""
    if len(number) != 10 or not number.isdecimal():
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_INN_WEIGHTS, number, strict=False))
    return total % 11 % 10 == int(number[-1])


def _is_ogrn(number: str) -> bool:
    """Whether these are the thirteen digits of an ОГРН, the last one being right."""
    if len(number) != 13 or not number.isdecimal():
        return False
    return int(number[:-1]) % 11 % 10 == int(number[-1])
