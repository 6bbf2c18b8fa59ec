"""Whole letters, kept as files and compared word for word: each is written on the way of a life
(lives.toml), by the road that a person's letter takes.

After a change of words run `python -m tests.documents.golden`, read every file that changed aloud,
and commit it only if a lawyer would sign it.
"""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from bot.content.content import Content
from bot.documents.written import Written
from bot.escalation.values import Moment, Money, Operation, Operations, Value
from tests.documents.known import CONTENT
from tests.lives import Life

FOLDER = Path(__file__).parent
TABLE: Mapping[str, Any] = tomllib.loads((FOLDER / "lives.toml").read_text(encoding="utf-8"))
LIVES: Mapping[str, Any] = TABLE["lives"]
NAMES = [
    f"{life}_{event.split()[2]}"
    for life, record in LIVES.items()
    for event in record["events"]
    if event.split()[1] == "writes"
]


def letters_of(life: str, content: Content = CONTENT) -> Mapping[str, Written]:
    """The letters written on the way of this life, by their golden files' names."""
    record = LIVES[life]
    told = _told(record)
    if "firm" in record:
        told["firm"] = record["firm"]
    first_day = date.fromisoformat(record["events"][0].split()[0])
    lived = Life(content, record["place"], record["problem"], told, first_day)
    return {f"{life}_{step}": letter for step, letter in lived.live(record["events"])}


@cache
def _written(life: str) -> Mapping[str, str]:
    return {
        name: f"[{one.letter.subject}]\n\n{one.text}\n" for name, one in letters_of(life).items()
    }


def written(name: str) -> str:
    """The golden letter of this name as it is written today."""
    life = max((one for one in LIVES if name.startswith(f"{one}_")), key=len)
    return _written(life)[name]


def _told(record: Mapping[str, Any]) -> dict[str, Value]:
    """What this person answers when asked, as the bot keeps it."""
    raw = dict(TABLE["who"][record["who"]]) if "who" in record else {}
    for part in (*(TABLE["what"][name] for name in record.get("what", ())), record.get("answers")):
        raw |= part or {}
    currency = raw.pop("currency", "RUB")
    return {question: _value(question, told, currency) for question, told in raw.items()}


def _value(question: str, told: Any, currency: str) -> Value:
    if question in {"sum", "fee_sum", "moral_damage"}:
        return Money(round(told * 100), currency)
    if question == "operations":
        rows = (
            Operation(
                _moment(one["at"]),
                Money(round(one["sum"] * 100), currency),
                one.get("number", ""),
                one.get("receiver", ""),
            )
            for one in told
        )
        return Operations(tuple(rows))
    if isinstance(told, date):
        return _moment(told)
    return tuple(told) if isinstance(told, list) else str(told)


def _moment(told: date) -> Moment:
    if isinstance(told, datetime):
        return Moment(told.date(), told.time())
    return Moment(told)
