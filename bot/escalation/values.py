"""What an answer can be: a text, a sum of money, a moment, a set of choices, operations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from types import MappingProxyType


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """A sum in the currency's smallest unit (kopecks, tiyn, cents); never a float.

    `currency` is an ISO 4217 code.
    """

    minor: int
    currency: str = "RUB"


@dataclass(frozen=True, slots=True)
class Moment:
    """A day and, when it is known, the time of that day in the person's own zone."""

    on: date
    at: time | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """One debit, as far as it is known: `number` is the operator's own, `receiver` whom it names
    as the receiver."""

    when: Moment | None
    money: Money | None
    number: str = ""
    receiver: str = ""


@dataclass(frozen=True, slots=True)
class Operations:
    """The operations of a case beside its first one, and how much of all of them came back."""

    rows: tuple[Operation, ...]
    returned: Money | None = None


Value = str | Money | Moment | tuple[str, ...] | Operations
"""An answer: a line or a story, a sum, a moment, the ids of the choices that were ticked, or the
further operations of the case."""

NO_ANSWERS: Mapping[str, Value] = MappingProxyType({})

MASK = "••••"
"""What stands for the digits of a card's number: only its last four are kept."""
