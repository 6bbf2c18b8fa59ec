"""The dates as a person sees them: what the card says, and why."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.app import Application
from bot.clock import MovableClock
from bot.sandbox.telegram import Telegram
from tests.telegram import Person

MOSCOW_NOON = 9
"""The hour in UTC."""

Card = Callable[[str], str]


class Stopped:
    """A clock that stands at noon of a day and is moved by the day."""

    def __init__(self) -> None:
        self.at = datetime(2026, 4, 20, MOSCOW_NOON, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def goes_to(self, day: str) -> None:
        self.at = datetime.combine(date.fromisoformat(day), self.at.timetz())


@pytest.fixture
def day() -> Stopped:
    return Stopped()


@pytest.fixture
def clock(day: Stopped) -> MovableClock:
    return MovableClock(day)


async def at_support(anna: Person, place: str = "Другой кошелек или банк") -> None:
    """A case that stands on the step of the support."""
    await anna.says("/new")
    await anna.presses(place)
    await anna.presses("Платеж не дошел")
    await anna.presses("Не помогло")


async def has_sent(anna: Person, number: str = "А-17") -> None:
    """The letter went out today, with a number and no day of registration."""
    await anna.presses("📮 Отправлено")
    await anna.presses("Сегодня")
    await anna.says(number)
    await anna.presses("Не знаю")


async def registered_on(anna: Person, typed: str) -> None:
    await anna.presses("День регистрации")
    await anna.presses("Другой день")
    await anna.says(typed)


async def why(anna: Person) -> list[str]:
    """The lines of *Почему эта дата?*."""
    await anna.presses("Почему эта дата?")
    return [line.strip() for line in anna.screen.splitlines() if line.strip()]


@pytest.mark.parametrize(
    ("sent", "last", "skipped"),
    [
        (
            "2025-12-25",
            "27 января 2026 г., вторник",
            [
                "– 31 декабря – выходной (перенесено с 05.01.2025)",
                "– 1–8 января – новогодние каникулы",
                "– 9 января – выходной (перенесено с 03.01.2026)",
                "– остальные субботы и воскресенья: 8 дней",
            ],
        ),
        (
            "2025-12-30",
            "30 января 2026 г., пятница",
            [
                "– 31 декабря – выходной (перенесено с 05.01.2025)",
                "– 1–8 января – новогодние каникулы",
                "– 9 января – выходной (перенесено с 03.01.2026)",
                "– остальные субботы и воскресенья: 6 дней",
            ],
        ),
        (
            "2026-04-20",
            "13 мая 2026 г., среда",
            [
                "– 1 мая – Праздник Весны и Труда",
                "– 9 мая – День Победы",
                "– 11 мая – День Победы (выходной)",
                "– остальные субботы и воскресенья: 5 дней",
            ],
        ),
        (
            "2026-12-21",
            "20 января 2027 г., среда",
            [
                "– 31 декабря – выходной (перенесено с 04.01.2026)",
                "– 1–8 января – новогодние каникулы",
                "– остальные субботы и воскресенья: 6 дней",
            ],
        ),
    ],
)
async def test_fifteen_working_days_are_told_to_the_day(
    anna: Person, day: Stopped, sent: str, last: str, skipped: list[str]
) -> None:
    day.goes_to(sent)
    await at_support(anna)
    await has_sent(anna)
    print(anna.screen)
    lines = await why(anna)
    print("\n".join(lines))
    assert f"⚖️ Закон: до {last}, включительно." in lines[1]
    at = lines.index("3. Не считались нерабочие дни:")
    assert lines[at + 1 :] == skipped
