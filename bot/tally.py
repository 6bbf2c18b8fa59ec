"""What the bot has done since it started, in numbers: nobody's ids and nobody's words."""

import time
from bisect import bisect_left
from collections import Counter

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds: an update is counted under the first bound that it does not pass."""


class Tally:
    """Counted where it happens; whoever watches reads it."""

    def __init__(self) -> None:
        self.updates: Counter[tuple[str, str]] = Counter()
        """By kind and outcome: handled, refused (by a rule), unsent, failed, unread, away (the
        database)."""
        self.took: Counter[int] = Counter()
        """By the number of their bound in BOUNDS."""
        self.seconds = 0.0
        self.calls: Counter[tuple[str, str]] = Counter()
        """By the Bot API's method and outcome: ok, refused, lost."""
        self.reminders: Counter[str] = Counter()
        """sent and failed."""
        self.reminders_late = 0.0
        """Seconds by which the reminder that has waited longest is late."""
        self.handled_at: float | None = None
        """The Unix time at which the last update was over."""
        self._taken: dict[int, float] = {}

    def take(self, update_id: int) -> None:
        """This update was taken, and waits."""
        self._taken.setdefault(update_id, time.time())

    def over(self, update_id: int) -> None:
        """It waits no more, and is over."""
        self._taken.pop(update_id, None)
        self.handled_at = time.time()

    def spent(self, seconds: float) -> None:
        """Handling an update has taken so long."""
        self.took[bisect_left(BOUNDS, seconds)] += 1
        self.seconds += seconds

    @property
    def waiting_since(self) -> float | None:
        """The Unix time since which the oldest update in memory has waited; None without one."""
        return next(iter(self._taken.values()), None)

    @property
    def signs(self) -> dict[str, float | None]:
        """What the pulse shows beside the last poll."""
        return {
            "handled_at": self.handled_at,
            "waiting_since": self.waiting_since,
            "reminders_late": self.reminders_late,
        }
