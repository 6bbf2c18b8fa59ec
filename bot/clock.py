"""The only place that asks the machine what time it is.

Everything else is handed a `Clock`, so that tests and the sandbox can move time.
"""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the current instant as an aware datetime in UTC."""


def now() -> datetime:
    """The machine's current instant, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251  (this is the one allowed call)
