"""The sandbox's clock: the machine's, which whoever tries a bot may move ahead."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Gives the current instant as an aware datetime in UTC."""


def now() -> datetime:
    """The machine's current instant, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251  (the one allowed call of this package)


class MovableClock:
    """The machine's clock plus an offset that can only grow.

    A bot in the same process can be given this very clock; one in another process keeps its own.
    """

    def __init__(self, source: Clock = now) -> None:
        self._source = source
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        return self._source() + self._ahead

    def advance(self, by: timedelta) -> datetime:
        """Move the clock ahead by `by` (not negative) and give the new current instant."""
        if by < timedelta():
            raise ValueError("a clock only moves ahead")
        self._ahead += by
        return self()
