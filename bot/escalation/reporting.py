"""A debit without the person's order: when it was reported, and what follows by ст. 9 of 161-ФЗ.

Which part applies is told by days: when the notice of the operation came, when the person told the
operator, when further operations were made. A letter names only the part that its facts allow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.escalation.case import Case, EventKind, Stage, stage
from bot.escalation.firms import LISTED
from bot.escalation.operations import is_after, on_several_days, operations
from bot.escalation.path import UNKNOWN_PLACE
from bot.escalation.questions import SKIPPED, chosen
from bot.escalation.values import Moment, Money, Operation, Value

REPORTED = "reported"
"""The question about the moment at which the person told the operator."""

EACH_DAY = "each"
"""The answer that a notice of each operation came on its day."""

STEP = "report"
"""The step at which the operator is told, by phone or in its app."""

TO_FIRM = frozenset({"support", "pretenziya", "appeal"})
"""The letters, and their steps, that tell the operator itself of an operation."""

LURED = "lured"
"""The answer of whoever had a code or a password lured out of them."""

UNSAID = "unsaid"
"""The answer that stands while nobody has said how the money left: the case was opened by 🚨."""


class How(StrEnum):
    """How the money left, as the urgent screen asks it."""

    DEBITED = "unauthorised"
    CODE = "code"
    SENT = "deceived"

    @property
    def problem(self) -> str:
        """Whose code was lured out of them gave no order."""
        return How.SENT.value if self is How.SENT else How.DEBITED.value


def how_of(case: Case) -> How | None:
    """How the money of the case left; None while that was not said."""
    if case.answers.get(UNSAID) or case.problem not in (How.DEBITED, How.SENT):
        return None
    if case.problem == How.SENT:
        return How.SENT
    return How.CODE if case.answers.get(LURED) else How.DEBITED


def told_how(how: How | None) -> dict[str, Value | None]:
    """The answers that say so."""
    lured = "1" if how is How.CODE else None
    return {LURED: lured, UNSAID: None if how else "1"}


def is_urgent(case: Case) -> bool:
    """Whether the case stands where the operator is to be told, and was not."""
    return case.step == STEP and stage(case) is Stage.TODO


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
    for all others but those in `late`, of which it was told later than the day after their notice,
    and `owed_sum` the sum without these; `simple` says that ч. 15 is closed to the person: the
    wallet is not identified (ч. 16).
    """

    after: tuple[int, ...]
    after_sum: Money | None
    before: Ground
    simple: bool
    late: tuple[int, ...] = ()
    owed_sum: Money | None = None

    @property
    def is_owed(self) -> bool:
        """Whether any part binds the operator to refund something."""
        closed = self.before is Ground.IN_TIME and self.simple
        return bool(self.after) or not (closed or self.before is Ground.LATE)

    @property
    def only_after(self) -> bool:
        """Whether only what was debited after the report is owed."""
        return bool(self.after) and self.before is Ground.LATE

    @property
    def is_partial(self) -> bool:
        """Whether only a part of the operations is owed."""
        return self.only_after or bool(self.late)

    @property
    def part(self) -> Money | None:
        """The sum of that part; None while it is not known."""
        return self.owed_sum if self.late else self.after_sum


def grounds(answers: Mapping[str, Value], told: Moment | None) -> Grounds:
    """What the refund rests on; `told` is when the operator was told, None while not known."""
    rows = operations(answers)
    after = tuple(at for at, row in enumerate(rows, 1) if told and is_after(row, told))
    if rows and len(after) == len(rows):  # what was told of then was something else
        after, told = (), None
    before = [at for at in range(1, len(rows) + 1) if at not in after]
    late = _late(rows, before, told) if EACH_DAY in chosen(answers.get("notice")) else ()
    ground = Ground.LATE if before and len(late) == len(before) else _ground(answers, told)
    late = () if ground is not Ground.IN_TIME else late
    return Grounds(
        after=after,
        after_sum=_sum([rows[at - 1] for at in after]),
        before=ground,
        simple="none" in chosen(answers.get("identified")),
        late=late,
        owed_sum=_sum([row for at, row in enumerate(rows, 1) if at not in late]),
    )


def _late(rows: Sequence[Operation], before: Sequence[int], told: Moment | None) -> tuple[int, ...]:
    """The numbers of those whose notice, come on their own day, was older than a day when the
    operator was told."""
    days = {at: when.on for at in before if (when := rows[at - 1].when)}
    return tuple(at for at, day in days.items() if told and told.on > day + _NEXT_DAY)


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
    if EACH_DAY in notice and told is not None:
        days_known = all(row.when for row in operations(answers))
        return Ground.IN_TIME if days_known else Ground.EITHER
    if "came" not in notice or told is None or not isinstance(came, Moment):
        return Ground.EITHER
    if on_several_days({**answers, REPORTED: told}):  # one notice is not of all of them
        return Ground.EITHER
    return Ground.IN_TIME if told.on <= came.on + _NEXT_DAY else Ground.LATE


def _sum(rows: Sequence[Operation]) -> Money | None:
    sums = [row.money for row in rows]
    known = [money for money in sums if money is not None]
    if not known or len(known) < len(sums):
        return None
    return Money(sum(money.minor for money in known), known[0].currency)
