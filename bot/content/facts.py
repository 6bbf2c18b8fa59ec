"""The fact base: checked records from data/*.toml, and what templates may see of them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path as File
from types import SimpleNamespace
from typing import TypeVar

from bot.content.firms import TABLE, load_firms
from bot.content.trust import broken_rules
from bot.escalation.contacts import Contact, Provider
from bot.escalation.facts import Confidence, Fact
from bot.escalation.firms import Firm
from bot.records import BadData, read_toml, records

Record = TypeVar("Record")

_ID = re.compile(r"[a-z][a-z0-9_]*")
_BUTTON = 40  # characters of a button that a phone shows without cutting


@dataclass(frozen=True, kw_only=True)
class FaqEntry:
    """A question people ask: its button and its place; its text is templates/faq/<id>.html.j2.

    `article_row` is the row of the source article that the entry covers. The entry is offered on
    the card of each of `steps`, and of the first step of a case with one of `problems`.
    """

    id: str
    title: str
    order: int
    article_row: str | None = None
    steps: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FactBase:
    """Every record by its id."""

    facts: Mapping[str, Fact]
    contacts: Mapping[str, Contact]
    providers: Mapping[str, Provider]
    faq: Mapping[str, FaqEntry]
    firms: Mapping[str, Firm]

    def __iter__(self) -> Iterator[Fact]:
        """Every dated record: facts, contacts, providers and what is known of each firm."""
        records = (self.facts.values(), self.contacts.values(), self.providers.values())
        return chain(*records, *self.firms.values())

    def contact(self, contact_id: str) -> Contact:
        """The contact with this id. Raises LookupError when there is none."""
        if contact_id not in self.contacts:
            raise LookupError(f"no contact {contact_id}")
        return self.contacts[contact_id]

    def entries_beside(self, step: str, problem: str, *, first: bool) -> list[FaqEntry]:
        """The entries offered on the card of `step` in a case with `problem`, in their order;
        `first` says whether that step is the first of the case's route."""
        return [
            entry
            for entry in self.faq.values()
            if step in entry.steps or (first and problem in entry.problems)
        ]


def load_facts(folder: File) -> FactBase:
    """Read contacts, providers, firms, facts and the FAQ from `folder` (data/).

    Raises BadData, with the file, the key and the reason, at the first record that breaks a rule.
    """
    base = FactBase(
        facts=_read(folder / "facts.toml", Fact),
        contacts=_read(folder / "contacts.toml", Contact),
        providers=_read(folder / "providers.toml", Provider),
        faq=_in_order(_read(folder / "faq.toml", FaqEntry)),
        firms=load_firms(folder),
    )
    for file, found in (
        ("facts.toml", base.facts),
        ("contacts.toml", base.contacts),
        ("providers.toml", base.providers),
    ):
        for fact in found.values():
            _refuse(file, fact.id, broken_rules(fact))
    for provider in base.providers.values():
        _refuse("providers.toml", provider.id, _dangling(provider, base.contacts))
    for entry in base.faq.values():
        if len(entry.title) > _BUTTON:
            raise BadData("faq.toml", f"{entry.id}.title", f"longer than {_BUTTON} characters")
    return base


def _in_order(faq: Mapping[str, FaqEntry]) -> dict[str, FaqEntry]:
    return {entry.id: entry for entry in sorted(faq.values(), key=lambda entry: entry.order)}


def _read(file: File, kind: type[Record]) -> dict[str, Record]:
    """The records `[<name of the file>.<id>]`; keys outside that table are their defaults. The
    firms, which stand among the providers, are read elsewhere."""
    table = read_toml(file)
    if kind is Provider:
        table.pop(TABLE, None)
    found = table.pop(file.stem, None)
    if not isinstance(found, dict):
        raise BadData(file.name, file.stem, "no such table")
    for record_id, record in found.items():
        if not _ID.fullmatch(record_id):
            raise BadData(file.name, record_id, "an id is lower_snake")
        if not isinstance(record, dict):
            raise BadData(file.name, record_id, "must be a table")
        if "id" in record:
            raise BadData(file.name, f"{record_id}.id", "the table's name is the id")
    return records(kind, file.name, {key: {**table, **record} for key, record in found.items()})


def namespaces(facts: Iterable[Fact]) -> dict[str, object]:
    """What templates see: `known` (only sure facts), `likely` (only likely), `unverified`.

    A template that uses `known.x` for a fact that is only likely fails to render under
    StrictUndefined: this keeps an unverified fact from being worded as certain.
    """
    shelves: dict[Confidence, dict[str, Fact]] = {confidence: {} for confidence in Confidence}
    for fact in facts:
        shelves[fact.confidence][fact.id] = fact
    return {
        "known": SimpleNamespace(**shelves[Confidence.SURE]),
        "likely": SimpleNamespace(**shelves[Confidence.LIKELY]),
        "unverified": SimpleNamespace(**shelves[Confidence.UNVERIFIED]),
    }


def _refuse(file: str, record_id: str, broken: Iterator[tuple[str, str]]) -> None:
    for field, reason in broken:
        raise BadData(file, f"{record_id}.{field}", reason)


def _dangling(provider: Provider, contacts: Mapping[str, Contact]) -> Iterator[tuple[str, str]]:
    named = {"regulators": provider.regulators, "contacts": provider.contacts, "own": provider.own}
    for field, ids in named.items():
        for contact_id in ids:
            if contact_id not in contacts:
                yield field, f"no contact {contact_id}"
