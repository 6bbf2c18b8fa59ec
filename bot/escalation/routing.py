"""The rules that data names: when a step opens."""

from collections.abc import Callable, Mapping
from datetime import date

from bot.escalation.case import Case, EventKind
from bot.escalation.path import Path, Step

Rule = Callable[[Case, Path, date], bool]
"""Says whether a step is open for this case on this day."""


def _letter_sent(case: Case, path: Path, today: date) -> bool:
    return any(event.kind is EventKind.SENT for event in case.events)


RULES: Mapping[str, Rule] = {
    "letter_sent": _letter_sent,
}
"""Every rule a step may name in `opens_when`."""


def is_open(case: Case, path: Path, step: Step, today: date) -> bool:
    """Whether the person may act on this step today.

    A step that was passed for a named reason stays open.
    """
    if step.opens_when is None or RULES[step.opens_when](case, path, today):
        return True
    return any(
        event.kind is EventKind.MOVED and event.step == step.id and "reason" in event.note
        for event in case.events
    )
