"""How far the sandbox moves the clock: at its start, and by the chat page's buttons."""

from datetime import datetime, time, timedelta
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


def to_daytime(now: datetime) -> timedelta:
    """From `now` to the next noon in Moscow when it is early or late there; nothing by day."""
    local = now.astimezone(MOSCOW)
    if time(11) <= local.time() < time(19):
        return timedelta()
    noon = datetime.combine(local.date(), time(12), MOSCOW)
    return (noon if noon > local else noon + timedelta(days=1)) - local
