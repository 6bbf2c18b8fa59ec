"""A debit without the person's order: when it was reported, and what follows by ст. 9 of 161-ФЗ.

Which part applies is told by days: when the notice of the operation came, when the person told the
operator, when further operations were made. A letter names only the part that its facts allow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.escalation.case import Case, EventKind
from bot.escalation.firms import LISTED
from bot.escalation.operations import operations
from bot.escalation.path import UNKNOWN_PLACE
from bot.escalation.questions import SKIPPED, chosen
from bot.escalation.values import Moment, Money, Operation, Value

REPORTED = "reported"
"""The question about the moment at which the person told the operator."""

STEP = "report"
"""The step at which the operator is told, by phone or in its app."""

TO_FIRM = frozenset({"support", "pretenziya", "appeal"})
"""The letters, and their steps, that tell the operator itself of an operation."""

_NEXT_DAY = timedelta(days=1)
"""By the day after the notice the client tells the operator (ч. 11 ст. 9 161-ФЗ)."""


class Ground(StrEnum):
    """Why the operator refunds what was debited before it was told."""

    UNTOLD = "untold"  # it sent no notice of the operation: ч. 4, 13
    IN_TIME = "in_time"  # it did, and was told by the next day: ч. 11, 15
    LATE = "late"  # it did, and was told later: no duty to refund, ч. 14
    EITHER = "either"  # whether it sent a notice is not known: ч. 13 or 15


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a demand for a refund rests on.

    `after` are the numbers (from 1) of the operations made after the operator was told, which it
    refunds by ч. 12, and `after_sum` their sum, None while one is not known; `before` is the ground
    for all others; `simple` says that ч. 15 is closed to the person: the
    wallet is not identified (ч. 16).
    """

    after: tuple[int, ...]
    after_sum: Money | None
    before: Ground
    simple: bool

    @property
    def is_owed(self) -> bool:
        """Whether any part binds the operator to refund something."""
        closed = self.before is Ground.IN_TIME and self.simple
        return bool(self.after) or not (closed or self.before is Ground.LATE)

    @property
    def only_after(self) -> bool:
        """Whether only what was debited after the report is owed."""
        return bool(self.after) and self.before is Ground.LATE


def grounds(answers: Mapping[str, Value], told: Moment | None) -> Grounds:
    """What the refund rests on; `told` is when the operator was told, None while not known."""
    rows = operations(answers)
    after = tuple(at for at, row in enumerate(rows, 1) if told and _is_after(row, told))
    if rows and len(after) == len(rows):  # what was told of then was something else
        after, told = (), None
    return Grounds(
        after=after,
        after_sum=_sum([rows[at - 1] for at in after]),
        before=_ground(answers, told),
        simple="none" in chosen(answers.get("identified")),
    )


def told_before(case: Case) -> bool:
    """Whether the step at which the operation is reported was passed, and nothing said since that
    it was not reported there."""
    passed = any(event.kind is EventKind.CHECKED and event.step == STEP for event in case.events)
    return passed and case.answers.get(REPORTED) != SKIPPED


def told_at(case: Case) -> Moment | None:
    """When the operator was told: as the person says, else by the first letter to it, unless it was
    told before that and nobody knows when."""
    said = case.answers.get(REPORTED)
    if isinstance(said, Moment):
        return said
    if told_before(case):
        return None
    sent = [e.happened_on for e in case.events if e.kind is EventKind.SENT and e.step in TO_FIRM]
    return Moment(min(sent)) if sent else None


def grounds_of(case: Case) -> Grounds | None:
    """What the refund of a debit without an order rests on in this case; None where ст. 9 of 161-ФЗ
    is not what the case is about, or binds nobody."""
    if case.problem != "unauthorised" or case.place not in (LISTED, UNKNOWN_PLACE):
        return None
    return grounds(case.answers, told_at(case))


def told_late(case: Case) -> bool:
    """Whether the operator was told later than the day after its notice came (ч. 14 ст. 9): what
    was debited before is not owed then, and the person is told so before they go to law."""
    by = grounds_of(case)
    return by is not None and by.before is Ground.LATE


def _ground(answers: Mapping[str, Value], told: Moment | None) -> Ground:
    notice, came = chosen(answers.get("notice")), answers.get("notice_at")
    if "none" in notice:
        return Ground.UNTOLD
    if "came" not in notice or told is None or not isinstance(came, Moment):
        return Ground.EITHER
    return Ground.IN_TIME if told.on <= came.on + _NEXT_DAY else Ground.LATE


def _is_after(row: Operation, told: Moment) -> bool:
    """Whether it surely was made after that moment: on one day only where both hours are known."""
    if row.when is None or row.when.on != told.on:
        return row.when is not None and row.when.on > told.on
    return row.when.at is not None and told.at is not None and row.when.at > told.at


def _sum(rows: Sequence[Operation]) -> Money | None:
    sums = [row.money for row in rows]
    known = [money for money in sums if money is not None]
    if not known or len(known) < len(sums):
        return None
    return Money(sum(money.minor for money in known), known[0].currency)
