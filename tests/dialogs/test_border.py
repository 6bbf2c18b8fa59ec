"""Where the money went is known before the last day of a dispute is stated (161-ФЗ ст. 9 ч. 8)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from telegram_sandbox.clock import MovableClock

from bot.app import Application
from bot.escalation.case import EventKind, last
from bot.escalation.path import Step
from tests.dialogs.journeys import looks_at, newest_case
from tests.dialogs.test_routes import CONTENT, opens, stands_on
from tests.telegram import Person

DISPUTED = [step for step in CONTENT.path.steps.values() if step.disputes]


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(lambda: datetime(2026, 11, 27, 9, tzinfo=UTC))


@pytest.mark.exhaustive
@pytest.mark.parametrize("step", DISPUTED, ids=lambda step: step.id)
@pytest.mark.parametrize(
    ("said", "term"),
    [
        ("За границу", "dispute_161_cross_border"),
        ("Внутри России", "dispute_161"),
        ("Не знаю", "dispute_161"),
    ],
)
async def test_it_is_asked_once_before_the_day_is_said(
    app: Application, anna: Person, step: Step, said: str, term: str
) -> None:
    await opens(anna, "other_wallet", "unauthorised")
    await stands_on(app, anna, step)
    await anna.presses("📮 Отправлено")
    await anna.presses("Сегодня")
    if "Иначе: почта, чат, e-mail" in anna.labels:
        await anna.presses("Иначе: почта, чат, e-mail")
    assert "Деньги ушли за границу?" in anna.screen
    assert "По закону" not in anna.screen
    await anna.presses(said)
    await anna.presses("Номера нет")
    case = await newest_case(app, anna)
    law = CONTENT.timing.clock(case, step.id).law
    assert law is not None
    assert law.term.id == term
    assert (law.last_day - date.fromordinal(law.start_on.toordinal())).days >= 30
    await anna.presses("Задают вопросы")
    await anna.presses("Сегодня")
    await anna.presses("Дня не назвали")
    await anna.presses("📮 Ответ отправлен")
    await anna.presses("Сегодня")
    assert "Деньги ушли за границу?" not in anna.screen


async def test_the_day_is_kept_though_the_question_is_left_and_it_waits_on_the_card(
    app: Application, anna: Person
) -> None:
    await opens(anna, "other_wallet", "unauthorised")
    await stands_on(app, anna, CONTENT.path.steps["support"])
    await anna.presses("📮 Отправлено")
    await anna.presses("Вчера")
    assert "Деньги ушли за границу?" in anna.screen
    sent = last(await newest_case(app, anna), EventKind.SENT, "support")
    assert sent is not None
    assert sent.happened_on == date(2026, 11, 26)
    await anna.presses("‹ К делу")
    await anna.presses("Деньги ушли за границу?")
    await anna.presses("За границу")
    await anna.presses("Номера нет")
    assert "Деньги ушли за границу?" not in anna.labels
    assert CONTENT.timing.clock(await newest_case(app, anna), "support").law is not None


@pytest.mark.parametrize(
    ("place", "problem"),
    [("other_wallet", "not_delivered"), ("unlicensed", "deceived"), ("qiwi_kz", "unauthorised")],
)
async def test_it_is_not_asked_where_no_term_hangs_on_it(
    app: Application, anna: Person, place: str, problem: str
) -> None:
    await opens(anna, place, problem)
    await stands_on(app, anna, CONTENT.path.steps["support"])
    await anna.presses("📮 Отправлено")
    await anna.presses("Сегодня")
    assert "за границу?" not in anna.screen


async def test_without_a_licence_no_term_of_the_banks_law_is_stated_and_silence_opens_the_court(
    app: Application, anna: Person, clock: MovableClock
) -> None:
    await opens(anna, "unlicensed", "deceived")
    await stands_on(app, anna, CONTENT.path.steps["pretenziya"])
    await anna.presses("📮 Отправлено")
    await anna.presses("Сегодня")
    await anna.presses("Номера нет")
    assert "По закону ответ" not in anna.screen
    await anna.presses("Молчат")
    assert "две недели, до 11.12.2026" in anna.screen
    await anna.presses("Подожду до 11.12")
    await looks_at(anna, "Суд")
    assert "🔒" in anna.screen
    clock.advance(timedelta(days=14))
    await anna.presses("‹ К делу")
    await anna.presses("Молчат")
    await anna.presses("Иду дальше всё равно")
    assert (await newest_case(app, anna)).step == "court"
    assert "🔒" not in anna.screen
