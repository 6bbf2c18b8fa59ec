"""*Расчёт* from the court's step, and the claim that carries it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from telegram_sandbox.clock import MovableClock
from telegram_sandbox.entities import parsed, utf16_length

from bot.app import Application
from bot.content.content import Content
from bot.dialogs.court import figures_screen
from bot.dialogs.desk import Desk
from bot.escalation.case import Case, Event, EventKind
from bot.escalation.claim import calculation
from bot.escalation.values import Money
from tests.dialogs.journeys import looks_at, sent_today
from tests.people import confirms, picks
from tests.telegram import NoSuchButtonError, Person

MAX_TEXT = 4096


@pytest.fixture
def clock() -> MovableClock:
    """A day of its own: what is shown must not depend on the machine's."""
    return MovableClock(lambda: datetime(2026, 11, 24, 9, tzinfo=UTC))


async def stands_on(anna: Person, step: str) -> None:
    await looks_at(anna, step)
    await anna.presses("Перейти")


async def opens(anna: Person, place: str, problem: str) -> None:
    await anna.says("/new")
    await picks(anna, place)
    await anna.presses(problem)


async def answers_sum(anna: Person, sum_: str) -> None:
    await anna.presses("✏️ Сумма")
    await anna.says(sum_)
    await confirms(anna)
    await anna.says("/cases")
    await anna.presses("▶️")
    await anna.presses("🧮 Расчёт")


@pytest.mark.parametrize(
    ("place", "problem"),
    [
        ("Другой кошелёк", "Платёж не дошёл"),
        ("Терминал взял деньги", "Терминал взял деньги"),
        ("Магазин не вернул", "Не вернули деньги"),
        ("Не знаю", "Лишняя комиссия"),
    ],
)
async def test_without_a_sum_the_screen_says_what_to_answer(
    anna: Person, place: str, problem: str
) -> None:
    await opens(anna, place, problem)
    await stands_on(anna, "Суд")
    await anna.presses("🧮 Расчёт")

    assert "не хватает ответа" in anna.screen
    assert "✏️ Сумма" in anna.labels


async def test_a_claim_in_figures_and_the_letter_that_carries_them(
    anna: Person, clock: MovableClock
) -> None:
    await opens(anna, "Другой кошелёк", "Платёж не дошёл")
    await stands_on(anna, "Претензия")
    await sent_today(anna)
    await anna.presses("Номера нет")
    clock.advance(timedelta(days=120))
    await stands_on(anna, "Суд")
    await anna.presses("🧮 Расчёт")
    await answers_sum(anna, "12 400")

    for part in (
        "требование: 12 400 ₽",
        "мировой судья",
        "Пошлина: 0 ₽",
        "Без льготы было бы 4 000 ₽",
        "сначала к нему",
        "Дни с 16.12.2026 пока не посчитаны",
        "Штраф 50 %",
        "по нашим данным, сверьте",
        "Откуда мы это знаем",
    ):
        assert part in anna.screen.replace("\xa0", " ")

    await anna.presses("Текст обращения")
    await anna.presses("Показать письмо сейчас")
    letter = anna.screen.replace("\xa0", " ")
    assert "Мировому судье" in letter
    assert "истец освобождён" in letter
    assert "сумма долга: 12 400 руб." in letter
    assert "с 16.12.2026 по день фактической уплаты долга по ключевой ставке Банка России" in letter
    assert "cbr.ru" not in letter


async def test_before_any_demand_was_sent_the_screen_says_when_interest_begins(
    anna: Person,
) -> None:
    await opens(anna, "Другой кошелёк", "Платёж не дошёл")
    await stands_on(anna, "Суд")
    await anna.presses("🧮 Расчёт")
    await answers_sum(anna, "12 400")

    assert "Отметьте его отправку" in anna.screen


async def test_a_quarrel_that_is_not_about_money_has_no_price(anna: Person) -> None:
    await opens(anna, "Другой кошелёк", "Не проходит идентификация")
    await stands_on(anna, "Суд")
    await anna.presses("🧮 Расчёт")

    assert "цены иска нет" in anna.screen
    with pytest.raises(NoSuchButtonError):
        await anna.presses("✏️ Сумма")


async def test_a_claim_against_a_stranger_is_counted_without_the_consumers_privileges(
    anna: Person,
) -> None:
    await opens(anna, "Другой кошелёк", "Ошибка в реквизитах")
    await stands_on(anna, "Суд")
    await anna.presses("🧮 Расчёт")
    await answers_sum(anna, "60 000")

    screen = anna.screen.replace("\xa0", " ")
    assert "районный суд" in screen
    assert "Пошлина: 4 000 ₽" in screen
    assert "льготы нет" in screen
    assert "Штраф" not in screen


async def test_the_closed_bank_is_not_sued_here(anna: Person) -> None:
    await opens(anna, "QIWI Кошелёк", "Деньги остались")
    await anna.presses("Карта")

    assert not any(label.endswith(" Суд") for label in anna.labels)


@pytest.mark.exhaustive
@pytest.mark.parametrize("place", ["other_wallet", "terminal", "shop", "unknown"])
@pytest.mark.parametrize("sum_", [1, 99_999_99, 100_000_00, 1_200_000_00, 250_000_000_00])
async def test_the_longest_figures_fit_a_message(
    app: Application, content: Content, place: str, sum_: int
) -> None:
    casework = app.casework
    case = Case(
        id=1,
        person_id=1,
        place=place,
        problem="other",
        step="court",
        revision=1,
        opened_at=casework.now(),
        closed=False,
        answers={"sum": Money(sum_)},
        events=tuple(
            Event(EventKind.SENT, step, date(2023, 11, 20), int(casework.now().timestamp()))
            for step in ("pretenziya", "terminal", "shop")
        ),
    )
    found = calculation(case, content.timing, content.court, casework.today())
    text, _ = parsed(figures_screen(case, "court", found, Desk(content, casework)).text, "HTML")

    assert found is not None
    assert found.interest is not None
    assert len(found.interest.lines) > len(content.court.rates.rates)
    assert utf16_length(text) <= MAX_TEXT
    assert "None" not in text
