"""What an answer can be: a text, a sum of money, a moment, a set of choices."""

from dataclasses import dataclass
from datetime import date, time


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


Value = str | Money | Moment | tuple[str, ...]
"""An answer: a line or a story, a sum, a moment, or the ids of the choices that were ticked."""

BLANK = "________"
"""What stands in a letter where a fact is missing: a line to fill in by hand."""
