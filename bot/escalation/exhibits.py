"""What a person can show: the exhibits of a case, in their order and within their limits."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from bot.escalation.case import Case, Change, EventKind, Exhibit, ExhibitKind
from bot.escalation.errors import EscalationError

MIB = 1024 * 1024

MAX_EXHIBITS = 40
MAX_CASE_MIB = 60
"""How many exhibits a case may have, and how large their files may be together."""

MAX_COPIES_MIB = 20
"""How large the copies that are kept of a case's exhibits may be together."""

MAX_FILE_MIB = 20
"""Telegram gives a bot no larger file."""

SHARP_PIXELS = 1650
"""The short side of an A4 page at 200 dots an inch: below it small print cannot be read."""

MAX_CAPTION = 80
"""Characters of what a person calls an exhibit: a line of a letter."""


def shown(case: Case) -> tuple[Exhibit, ...]:
    """The exhibits of which it was said what they are, in their order: what letters enclose."""
    return tuple(one for one in case.exhibits if one.kind is not None)


def unsorted(case: Case) -> tuple[Exhibit, ...]:
    """Those of which it was not said yet, in the order in which they came."""
    return tuple(one for one in case.exhibits if one.kind is None)


def is_sharp(exhibit: Exhibit) -> bool:
    """Whether it can be read on paper. A document has no pixels: it is as sharp as it is."""
    sides = (exhibit.original.width, exhibit.original.height)
    return not all(sides) or min(sides) >= SHARP_PIXELS


def replies(case: Case) -> list[int]:
    """The replies on which an answer may hang, by the numbers of their events, the latest first."""
    kinds = [event.kind for event in case.events]
    return [at for at in reversed(range(len(kinds))) if kinds[at] is EventKind.REPLIED]


def take(case: Case, new: Exhibit) -> Change:
    """A file came: it is kept; what it is, is asked. The same message again changes nothing; a file
    that the case has already is taken from its newest message from now on.

    Raises EscalationError case_closed, too_many_exhibits and exhibits_too_big.
    """
    if case.closed:
        raise EscalationError("case_closed")
    if before := alike(case, new):
        return _replaced(case, before.number, original=new.original)
    taken = {one.number for one in case.exhibits}
    if new.number in taken:  # by an exhibit that was carried here from another chat
        new = replace(new, number=max(taken) + 1)
    if len(case.exhibits) >= MAX_EXHIBITS:
        raise EscalationError("too_many_exhibits", limit=MAX_EXHIBITS)
    if sum(one.original.size for one in (*case.exhibits, new)) > MAX_CASE_MIB * MIB:
        raise EscalationError("exhibits_too_big", limit=MAX_CASE_MIB)
    return Change(exhibits=(*case.exhibits, new))


def alike(case: Case, new: Exhibit) -> Exhibit | None:
    """The exhibit of the case that is the same file."""
    digest = new.original.sha256
    return next((one for one in case.exhibits if one.original.sha256 == digest), None)


def carry(case: Case, to: Case, numbers: Collection[int]) -> tuple[Change, Change]:
    """The exhibits belong to the case `to`: what changes here and there. Raises what
    `take` does."""
    there = to
    for one in case.exhibits:
        if one.number in numbers:
            there = replace(there, exhibits=take(there, one).exhibits or there.exhibits)
    return remove(case, numbers), Change(exhibits=there.exhibits)


def sort(case: Case, numbers: Collection[int], kind: ExhibitKind) -> Change:
    """These exhibits are of this kind; each stands where its day puts it. An answer hangs on the
    reply that was recorded last, if any."""
    event = next(iter(replies(case)), None) if kind is ExhibitKind.REPLY else None
    return _put(case, [replace(one, kind=kind, event=event) for one in _of(case, numbers)])


def date_on(case: Case, numbers: Collection[int], on: date, today: date) -> Change:
    """These exhibits are of that day, and stand where it puts them. Raises EscalationError
    exhibit_in_future."""
    if on > today:
        raise EscalationError("exhibit_in_future")
    return _put(case, [replace(one, on=on) for one in _of(case, numbers)])


def call(case: Case, number: int, caption: str) -> Change:
    """The exhibit is called so from now on, with a capital letter as a line of a list begins; ""
    for by its kind alone."""
    return _replaced(case, number, caption=(caption[:1].upper() + caption[1:])[:MAX_CAPTION])


def hang(case: Case, number: int, event: int) -> Change:
    """The exhibit is the paper of this reply."""
    return _replaced(case, number, event=event) if event in replies(case) else Change()


def move(case: Case, number: int, by: int) -> Change:
    """The exhibit goes one place up (-1) or down (1) among those that are shown."""
    order = list(shown(case))
    at = next((at for at, one in enumerate(order) if one.number == number), -1)
    if at < 0 or not 0 <= at + by < len(order):
        return Change()
    order[at], order[at + by] = order[at + by], order[at]
    return Change(exhibits=(*order, *unsorted(case)))


def copy(case: Case, number: int, size: int) -> Change:
    """A copy of the exhibit is kept; `size` is that of all the case's copies with it, in bytes.
    Raises EscalationError copies_too_big."""
    if size > MAX_COPIES_MIB * MIB:
        raise EscalationError("copies_too_big", limit=MAX_COPIES_MIB)
    return _replaced(case, number, copied=True)


def drop_copy(case: Case, number: int) -> Change:
    """No copy of the exhibit is kept any more."""
    return _replaced(case, number, copied=False)


def remove(case: Case, numbers: Collection[int]) -> Change:
    """These are no exhibits any more."""
    return Change(exhibits=tuple(one for one in case.exhibits if one.number not in numbers))


def _of(case: Case, numbers: Collection[int]) -> list[Exhibit]:
    return [one for one in case.exhibits if one.number in numbers]


def _replaced(case: Case, number: int, **what: object) -> Change:
    return Change(
        exhibits=tuple(
            replace(one, **what) if one.number == number else one  # type: ignore[arg-type]
            for one in case.exhibits
        )
    )


def _put(case: Case, changed: list[Exhibit]) -> Change:
    """The exhibits as changed, each behind the last one that is not of a later day."""
    numbers = {one.number for one in changed}
    order = [one for one in shown(case) if one.number not in numbers]
    rest = [one for one in unsorted(case) if one.number not in numbers]
    for new in changed:
        if new.kind is None:
            rest.append(new)
            continue
        at = max((at for at, one in enumerate(order, 1) if one.on <= new.on), default=0)
        order.insert(at, new)
    return Change(exhibits=(*order, *rest))
