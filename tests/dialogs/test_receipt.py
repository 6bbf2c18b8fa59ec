"""The day on which a letter was received, from which the law counts some terms."""

from datetime import UTC, datetime, timedelta

import pytest
from telegram_sandbox.clock import MovableClock

from tests.dialogs.journeys import looks_at
from tests.telegram import Person

STORY = (
    "заказал стол за 12 000 в магазине, оплатил 10 октября, должны были привезти 1 ноября, "
    "не привезли"
)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(lambda: datetime(2026, 11, 24, 9, tzinfo=UTC))


async def wrote_to_the_shop(anna: Person) -> None:
    await anna.says(STORY)
    await anna.presses("верно")
    await anna.presses("Отправлено")
    await anna.presses("Сегодня")
    await anna.presses("Номера нет")


async def counts(anna: Person) -> None:
    await looks_at(anna, "Суд")
    if "Перейти к этому шагу" in anna.labels:
        await anna.presses("Перейти")
    await anna.presses("🧮 Расчёт")


async def test_a_promised_day_of_a_shop_is_not_the_day_of_payment(anna: Person) -> None:
    await anna.says(STORY)
    lines = anna.screen.replace("\N{NO-BREAK SPACE}", " ").splitlines()
    assert {"– 10 октября 2026 г.", "– обещали к 1 ноября 2026 г."} <= set(lines)


async def test_a_term_runs_from_the_day_on_which_the_shop_got_the_letter(
    anna: Person, clock: MovableClock
) -> None:
    await wrote_to_the_shop(anna)
    assert "до 04.12.2026" in anna.screen
    assert "по дню получения он кончится не раньше" in anna.screen
    clock.advance(timedelta(days=11))
    await anna.says("/cases")
    await anna.presses("▶️")
    await anna.presses("День, когда получили")
    assert "Когда письмо получили?" in anna.screen
    await anna.presses("Другой день")
    await anna.says("1 декабря")
    assert "Получили" in anna.screen
    await anna.presses("Верно")
    assert "до 11.12.2026" in anna.screen
    await anna.presses("Почему эта дата?")
    assert "01.12.2026, день получения" in anna.screen


async def test_figures_counted_from_the_sending_say_so_and_take_the_day_of_receipt(
    anna: Person, clock: MovableClock
) -> None:
    await anna.says("/new")
    await anna.presses("Магазин")
    await anna.presses("Не вернули деньги")
    await anna.presses("Отправлено")
    await anna.presses("Сегодня")
    await anna.presses("Номера нет")
    clock.advance(timedelta(days=30))
    await anna.says("/cases")
    await anna.presses("▶️")
    await anna.presses("Молчат")
    await counts(anna)
    await anna.presses("✏️ Сумма")
    await anna.says("12 400")
    await counts(anna)
    assert "Считаю с 05.12.2026" in anna.screen
    assert "Дня, когда его получили, я не знаю" in anna.screen
    await anna.presses("День, когда получили")
    await anna.presses("Другой день")
    await anna.says("1 декабря")
    await anna.presses("Верно")
    await counts(anna)
    assert "Считаю с 12.12.2026" in anna.screen
    assert "Это осторожный счёт" in anna.screen
    assert "День, когда получили" not in anna.labels
