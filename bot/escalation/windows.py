"""What closes for the person: by which day, whatever step the case stands on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from bot.escalation.case import Case, Stage, stage
from bot.escalation.deadlines import Window
from bot.escalation.terms import Start
from bot.escalation.timeline import open_windows
from bot.escalation.timing import Timing, papers_until


@dataclass(frozen=True, slots=True)
class Closing:
    """Something that is lost after `last_day`: the time that the law leaves for a step, or, without
    a `window`, for the papers that the other side has asked for."""

    step: str
    last_day: date
    window: Window | None = None

    @property
    def is_careful(self) -> bool:
        """Whether the law's own day may be another: the day or the term is only likely."""
        return self.window is not None and self.window.term.is_careful


def closings(case: Case, timing: Timing, today: date) -> tuple[Closing, ...]:
    """All that may still be lost in the case, the earliest first, and the window of the step on
    which it stands, past its day too; nothing in a closed case."""
    if case.closed:
        return ()
    papers = [
        Closing(step, until)
        for step in dict.fromkeys(event.step for event in case.events)
        if (until := papers_until(case, step))
    ]
    found = [*_windows(case, timing, today), *papers]
    return tuple(sorted(found, key=lambda closing: closing.last_day))


def by_day(closings: Sequence[Closing]) -> list[tuple[Closing, ...]]:
    """The same, those of one day together."""
    return [tuple(same) for _, same in groupby(closings, lambda closing: closing.last_day)]


def _windows(case: Case, timing: Timing, today: date) -> Iterator[Closing]:
    """Each term once, at the first step that it leaves time for."""
    runs = [*open_windows(case, timing, today)]
    own = timing.window(case, case.step) if stage(case) is Stage.TODO else None
    runs += [(case.step, window) for window in (own, lasting_window(case, timing)) if window]
    first = {window.term.id: (step, window) for step, window in reversed(runs)}
    for step, window in first.values():
        yield Closing(step, window.last_day, window)


def lasting_window(case: Case, timing: Timing) -> Window | None:
    """The limitation that has run since the place's own day (its licence was revoked), whatever is
    sent meanwhile; None for a place without one, and on a route that claims nothing there."""
    since = timing.path.places[case.place].since
    if since is None:
        return None
    route = timing.path.route(case.place, case.problem)
    windows = (timing.window(case, step) for step in route.steps)
    lasting = (window for window in windows if window and window.term.starts is Start.LEARNED)
    return next(lasting, None)
