from datetime import UTC, datetime, timedelta

import pytest
from telegram_sandbox.clock import MovableClock

AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def test_a_movable_clock_runs_with_its_source_and_ahead_of_it() -> None:
    instants = iter([AT, AT + timedelta(seconds=1), AT + timedelta(seconds=2)])
    clock = MovableClock(lambda: next(instants))
    assert clock() == AT
    assert clock.advance(timedelta(days=1)) == AT + timedelta(days=1, seconds=1)
    assert clock() == AT + timedelta(days=1, seconds=2)


def test_it_never_goes_back() -> None:
    clock = MovableClock(lambda: AT)
    with pytest.raises(ValueError, match="only moves ahead"):
        clock.advance(timedelta(seconds=-1))
    assert clock() == AT
