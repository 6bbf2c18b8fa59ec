"""What a person does to a case, and what tells that they do it to the case as it is."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.escalation.case import Case


@dataclass(frozen=True, slots=True)
class StoredCase:
    """A case as it was read, with the row it was made of: opening the seals again is spared to
    whoever finds the same row."""

    case: Case
    row: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something to which case, by which update and when: the clock is read once an act.

    `at` is the aware instant, `today` the day of it where the bot's people live; `revision` is the
    pressed button's, None where a button of any age may do it; `known` is the case as the update
    found it.
    """

    person_id: int
    case_id: int
    update_id: int
    at: datetime
    today: date
    revision: int | None = None
    known: StoredCase | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """The message by which a question of the step's letter was answered last."""

    message_id: int
    step: str
    question: str


class StaleButtonError(Exception):
    """The pressed button is older than the case; `case` is the case as it is now."""

    def __init__(self, case: Case) -> None:
        super().__init__(f"case {case.id} has moved on")
        self.case = case
