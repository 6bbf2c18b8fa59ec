"""data/court.toml made into the rules by which a court's figures are calculated."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from bot.content.terms import dated
from bot.escalation.court_rules import (
    Bracket,
    CourtRules,
    DutyTable,
    Exemption,
    FineRule,
    Limits,
    PriceRule,
    Rule,
)
from bot.escalation.interest import KeyRate, KeyRates
from bot.escalation.penalty import PenaltyRules
from bot.escalation.roubles import ROUBLE, WHOLE
from bot.escalation.values import Money
from bot.records import BadData, read_toml, record, records

FILE = "court.toml"
SUMS = frozenset(
    {
        "over",
        "base",
        "cap",
        "up_to",
        "magistrate_up_to",
        "magistrate_others_up_to",
        "simplified_up_to",
        "ombudsman_up_to",
    }
)
"""The keys whose values are in whole roubles."""
SECTIONS = {
    "duty": DutyTable,
    "exemption": Exemption,
    "limits": Limits,
    "price": PriceRule,
    "fine": FineRule,
    "penalty": PenaltyRules,
    "rates": KeyRates,
}

T = TypeVar("T")


def load_court(folder: Path) -> CourtRules:
    """The rules of `folder`/court.toml.

    Raises BadData for an unknown or missing key, a value of the wrong type, a rule that is named
    but does not exist, brackets that do not join up and rates out of order.
    """
    content = read_toml(folder / FILE)
    head: dict[str, Any] = {
        key: content.pop(key) for key in ("checked_on", "review_by") if key in content
    }
    rules = records(Rule, FILE, dated(FILE, head, _table(content, "rules")))
    rates = records(KeyRate, FILE, dated(FILE, head, _table(content, "key_rates")))
    tables = {key: _table(content, key) for key in SECTIONS}
    for key in content:
        raise BadData(FILE, key, "unknown key")
    tables["rates"]["rates"] = tuple(rates.values())
    tables["duty"]["brackets"] = tuple(
        _section(Bracket, f"duty.brackets.{number}", table)
        for number, table in enumerate(tables["duty"].get("brackets", ()))
    )
    sections: dict[str, Any] = {
        key: _section(cls, key, tables[key]) for key, cls in SECTIONS.items()
    }
    found = CourtRules(rules=rules, **sections)
    _check_brackets(found.duty)
    _check_rates(found.rates)
    for key, rule in (*_named(*sections.values()), *_named(*found.duty.brackets)):
        if rule not in rules:
            raise BadData(FILE, key, f"no rule called {rule}")
    return found


def _table(content: dict[str, Any], key: str) -> dict[str, Any]:
    table = content.pop(key, None)
    if not isinstance(table, dict) or not table:
        raise BadData(FILE, key, "must be a table with something in it")
    return table


def _section(cls: type[T], key: str, table: Mapping[str, Any]) -> T:
    """One table as `cls`, with whole roubles made into Money."""
    if not isinstance(table, Mapping):
        raise BadData(FILE, key, "must be a table")
    for name in SUMS & table.keys():
        if type(table[name]) is not int or table[name] < 0:
            raise BadData(FILE, f"{key}.{name}", "must be whole roubles")
    sums = {name: Money(table[name] * ROUBLE) for name in SUMS & table.keys()}
    return record(cls, FILE, key, {**table, **sums})


def _check_brackets(duty: DutyTable) -> None:
    """The duty must grow from zero up without a jump. Raises BadData."""
    if not duty.brackets or duty.brackets[0].over != Money(0):
        raise BadData(FILE, "duty.brackets.0.over", "the first bracket begins at 0")
    for number, (lower, upper) in enumerate(pairwise(duty.brackets), start=1):
        width = upper.over.minor - lower.over.minor
        if width <= 0:
            raise BadData(FILE, f"duty.brackets.{number}.over", "must grow")
        if upper.base.minor * WHOLE != lower.base.minor * WHOLE + width * lower.share:
            raise BadData(FILE, f"duty.brackets.{number}.base", "does not join the one below")


def _check_rates(rates: KeyRates) -> None:
    for earlier, later in pairwise(rates.rates):
        if later.from_on <= earlier.from_on:
            raise BadData(FILE, f"key_rates.{later.id}.from_on", "must be later than the one above")
    if rates.known_until < rates.rates[-1].from_on:
        raise BadData(FILE, "rates.known_until", "is before the last rate")


def _named(*sections: Any) -> Iterator[tuple[str, str]]:
    """Every rule that the sections name, with the key of the name."""
    for section in sections:
        for name in (field.name for field in fields(section)):
            value = getattr(section, name)
            if name == "rule" or name.endswith("_rule"):
                yield name, value
            elif name == "exceptions":
                yield from ((name, each) for each in value)
