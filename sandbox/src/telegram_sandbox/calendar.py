"""How far the chat page's buttons move the clock; working days are Russia's."""

from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

MOSCOW = ZoneInfo("Europe/Moscow")


@cache
def _russia() -> holidays.HolidayBase:
    return holidays.country_holidays("RU")


def working_days_ahead(now: datetime, days: int) -> timedelta:
    """From `now` to the same time of day `days` Russian working days later."""
    day = now.astimezone(MOSCOW).date()
    start = day
    while days > 0:
        day += timedelta(days=1)
        days -= _russia().is_working_day(day)
    return day - start


def months_ahead(now: datetime, months: int) -> timedelta:
    """From `now` to the same day `months` later, the month's last day when it is shorter."""
    day = now.astimezone(MOSCOW).date()
    years, month = divmod(day.month - 1 + months, 12)
    first = day.replace(year=day.year + years, month=month + 1, day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day)) - day
