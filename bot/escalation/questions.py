"""What the bot asks for a letter, and which question comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.escalation.values import Value


class Scope(StrEnum):
    """Whose an answer is: the person's in every case, or this case's only."""

    PERSON = "person"
    CASE = "case"


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question: the kind of its answer (`bot.answers.read`, or `choices`), and whose it is.

    `confirm` asks the person to look at how a typed answer was understood; `recent` offers today
    and yesterday as buttons; of the choices of `one` the one that is pressed is the answer. `blank`
    says in a letter what is to be written where the answer is missing.
    """

    id: str
    kind: str
    blank: str
    scope: Scope = Scope.CASE
    choices: tuple[str, ...] = ()
    confirm: bool = False
    recent: bool = False
    now: bool = False
    one: bool = False


SKIPPED = ""
"""The answer that stands for a question the person passed: a blank line in the letter."""


def chosen(value: Value | None) -> tuple[str, ...]:
    """The choices that an answer holds; none for an answer of another kind or none at all."""
    return value if isinstance(value, tuple) else ()


def toggled(value: Value | None, choice: str, *, on: bool) -> tuple[str, ...]:
    """The choices with this one ticked or unticked."""
    others = tuple(other for other in chosen(value) if other != choice)
    return (*others, choice) if on else others


def next_question(wanted: Sequence[str], answers: Mapping[str, Value]) -> str | None:
    """The first wanted question that has not been asked yet; None when all have been."""
    return next((question for question in wanted if question not in answers), None)


def previous_question(wanted: Sequence[str], current: str) -> str | None:
    """The question before this one in the letter's order; None at the first."""
    at = wanted.index(current) if current in wanted else 0
    return wanted[at - 1] if at > 0 else None


def unanswered(wanted: Sequence[str], answers: Mapping[str, Value]) -> list[str]:
    """The questions that were passed: the letter has a line to fill in there."""
    return [question for question in wanted if not answers.get(question)]
