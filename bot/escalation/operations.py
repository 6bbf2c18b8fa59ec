"""Several operations in one case: a theft is usually several debits.

The first is told by four questions of its own, the others by the question `operations`; what is
asked back is their sum.
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.escalation.errors import EscalationError
from bot.escalation.questions import SKIPPED
from bot.escalation.values import Moment, Money, Operation, Operations, Value

OPERATIONS = "operations"
"""The question about the operations beside the first one."""

MOST = 20
"""How many operations one case may have, the first one included: a person types them by hand, and
what has more is proved by a statement of the account."""

Answers = Mapping[str, Value]


def further(answers: Answers) -> Operations:
    """The operations beside the first one; none where the question was passed or not asked."""
    given = answers.get(OPERATIONS)
    return given if isinstance(given, Operations) else Operations(())


def operations(answers: Answers) -> tuple[Operation, ...]:
    """All operations of the case, the one told by its own questions first."""
    first = _first(answers)
    return (*([] if first == _NOTHING else [first]), *further(answers).rows)


def whole(answers: Answers) -> Money | None:
    """The sum of all operations; None while the sum of one is not known."""
    sums = [operation.money for operation in operations(answers)]
    known = [money for money in sums if money is not None]
    if not known or len(known) < len(sums):
        return None
    return Money(sum(money.minor for money in known), known[0].currency)


def total(answers: Answers) -> Money | None:
    """What the case asks for: the sum of its operations without what came back; None while it is
    not known.

    The one place that counts it, for letters, for the court and for the ombudsman's limit.
    """
    everything, returned = whole(answers), further(answers).returned
    if everything is None or returned is None or returned.minor >= everything.minor:
        return everything
    return replace(everything, minor=everything.minor - returned.minor)


def added(answers: Answers, rows: tuple[Operation, ...]) -> Operations:
    """The further operations with these added. One whose number is there already is the same
    operation told again, and takes its place; the first one's number is left out.

    Raises EscalationError: too_many_operations, other_currency.
    """
    first, before = _first(answers), further(answers)
    new = {_key(row, at): row for at, row in enumerate((*before.rows, *rows))}
    if first.number:
        new.pop(first.number, None)
    merged = replace(before, rows=tuple(new.values()))
    if len(operations({**answers, OPERATIONS: merged})) > MOST:
        raise EscalationError("too_many_operations", limit=MOST)
    check_currency({**answers, OPERATIONS: merged})
    return merged


def removed(answers: Answers, at: int, of: int) -> Value:
    """The further operations without the one in this place of `of`; SKIPPED without the last one.

    Nothing changes when there are not `of` any more: a second tap on the same button removes
    nothing else.
    """
    before = further(answers)
    if len(before.rows) == of:
        before = replace(before, rows=(*before.rows[:at], *before.rows[at + 1 :]))
    return before if before != Operations(()) else SKIPPED


def without_returned(answers: Answers) -> Value:
    """The further operations when nothing came back after all."""
    before = replace(further(answers), returned=None)
    return before if before.rows else SKIPPED


def with_rest(answers: Answers, rest: Money) -> Mapping[str, Value]:
    """The answers that change when only `rest` is left to be returned.

    Of one operation its sum becomes the rest. Of several each keeps its own sum, and what came back
    is noted beside them. Raises EscalationError other_currency.
    """
    before, everything = further(answers), whole(answers)
    if before == Operations(()) or everything is None:
        return {"sum": rest}
    _check_same(everything, rest)
    came = everything.minor - rest.minor
    returned = replace(rest, minor=came) if came > 0 else None
    return {OPERATIONS: replace(before, returned=returned)}


def check_currency(answers: Answers) -> None:
    """All operations of a case are in one currency: sums of two are not added up.

    Raises EscalationError other_currency.
    """
    sums = [operation.money for operation in operations(answers)]
    known = [money for money in (*sums, further(answers).returned) if money is not None]
    for money in known[1:]:
        _check_same(known[0], money)


def is_after(row: Operation, told: Moment) -> bool:
    """Whether it surely was made after that moment: on one day only where both hours are known."""
    if row.when is None or row.when.on != told.on:
        return row.when is not None and row.when.on > told.on
    return row.when.at is not None and told.at is not None and row.when.at > told.at


def on_several_days(answers: Answers) -> bool:
    """Whether the operations are of different days, without those made after the operator was told
    of them: each day has its notices then."""
    told = answers.get("reported")
    before = [
        row
        for row in operations(answers)
        if not isinstance(told, Moment) or not is_after(row, told)
    ]
    return len({row.when.on for row in before if row.when}) > 1


def _check_same(kept: Money, other: Money) -> None:
    if kept.currency != other.currency:
        raise EscalationError("other_currency", kept=kept, other=other)


_NOTHING = Operation(None, None)


def _first(answers: Answers) -> Operation:
    """The operation that has questions of its own, as far as they were answered."""
    when, money = answers.get("happened"), answers.get("sum")
    return Operation(
        when if isinstance(when, Moment) else None,
        money if isinstance(money, Money) else None,
        str(answers.get("operation", "")),
        str(answers.get("recipient", "")),
    )


def _key(row: Operation, at: int) -> str | int:
    return row.number or at
