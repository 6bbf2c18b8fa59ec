"""The only place that asks the machine what time it is.

Everything else is handed a `Clock`, so that tests and the sandbox can move time.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Gives the current instant as an aware datetime in UTC."""


def now() -> datetime:
    """The machine's current instant, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251  (this is the one allowed call)


class MovableClock:
    """The machine's clock plus an offset that can only grow: the sandbox and the tests move it."""

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
