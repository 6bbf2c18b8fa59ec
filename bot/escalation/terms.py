"""Terms: how long something may take, by whose word, and how far that word can be trusted."""

from dataclasses import dataclass
from enum import StrEnum

from bot.escalation.facts import Confidence, Fact

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
    working day (ГК ст. 193 and the like); `careful` that the law's own day may be a later one.
    """

    value: int
    unit: Unit
    kind: TermKind
    role: Role
    starts: Start
    rule: str
    roll: bool = False
    careful: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.value <= LONGEST:
            raise ValueError(f"a term is 1 to {LONGEST} units long")

    @property
    def ground(self) -> str:
        """The act and its article, or whoever promised."""
        return self.basis or self.rule

    @property
    def is_careful(self) -> bool:
        """Whether the law's own last day may be another than ours: the term is only likely, or its
        first day is not the law's own, or may be another."""
        likely = self.confidence is not Confidence.SURE
        return likely or self.careful or self.starts is Start.LEARNED

    @property
    def length(self) -> int:
        """How many of `unit`."""
        return self.value
