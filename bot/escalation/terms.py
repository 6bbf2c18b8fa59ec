"""Terms: how long something may take, by whose word, and how far that word can be trusted."""

from dataclasses import dataclass
from enum import StrEnum

from bot.escalation.facts import Fact

LONGEST = 1_000
"""Units, whichever they are: a date so many years ahead can still be written."""


class Unit(StrEnum):
    """What a term is counted in."""

    HOURS = "hours"
    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"


class TermKind(StrEnum):
    """Whose word it is: the company's own promise, or the law."""

    PROMISE = "promise"
    LAW = "law"


class Role(StrEnum):
    """What the term does: they must reply, they may take longer, or the person's window closes."""

    REPLY = "reply"
    EXTENSION = "extension"
    WINDOW = "window"


class Start(StrEnum):
    """What started the count: the day of it is day zero."""

    REGISTERED = "registered"
    SENT = "sent"
    RECEIVED = "received"
    NOTIFIED = "notified"
    LEARNED = "learned"
    DECIDED = "decided"
    DUE = "due"


@dataclass(frozen=True, kw_only=True)
class Term(Fact):
    """A length of time with its rule: `value` is how many of `unit`.

    `starts` is the event whose day is day zero; `rule` names the law or the article's row in
    words a letter can quote; `roll` says whether a last day that is a day off moves to the next
    working day (ГК ст. 193 and the like).
    """

    value: int
    unit: Unit
    kind: TermKind
    role: Role
    starts: Start
    rule: str
    roll: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.value <= LONGEST:
            raise ValueError(f"a term is 1 to {LONGEST} units long")

    @property
    def ground(self) -> str:
        """The act and its article, or whoever promised."""
        return self.basis or self.rule

    @property
    def length(self) -> int:
        """How many of `unit`."""
        return self.value
