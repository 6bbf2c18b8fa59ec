from datetime import UTC, datetime, timedelta

import pytest
from telegram_sandbox.calendar import months_ahead, working_days_ahead


def moscow(day: str) -> datetime:
    """Noon in Moscow."""
    return datetime.fromisoformat(day).replace(hour=9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "days", "lands_on"),
    [
        ("2026-11-24", 1, "2026-11-25"),
        ("2026-11-27", 1, "2026-11-30"),
        ("2026-12-30", 1, "2027-01-11"),
        ("2026-11-24", 15, "2026-12-15"),
        ("2025-10-31", 1, "2025-11-01"),  # a working Saturday
    ],
)
def test_working_days_follow_the_russian_calendar(day: str, days: int, lands_on: str) -> None:
    assert moscow(day) + working_days_ahead(moscow(day), days) == moscow(lands_on)


def test_no_working_days_is_no_move() -> None:
    assert working_days_ahead(moscow("2026-11-28"), 0) == timedelta()


@pytest.mark.parametrize(
    ("day", "months", "lands_on"),
    [
        ("2026-11-24", 6, "2027-05-24"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-12-31", 1, "2027-01-31"),
        ("2026-11-24", 0, "2026-11-24"),
    ],
)
def test_months_end_on_the_last_day_when_they_are_shorter(
    day: str, months: int, lands_on: str
) -> None:
    assert moscow(day) + months_ahead(moscow(day), months) == moscow(lands_on)
