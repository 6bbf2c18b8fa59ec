"""Whoever comes with a decision in hand: its day is asked, and what it starts is counted."""

from datetime import UTC, date, datetime

import pytest
from telegram_sandbox.clock import MovableClock

from bot.app import Application
from bot.escalation.case import EventKind
from tests.dialogs.journeys import newest_case
from tests.dialogs.test_fitting_papers import finishes, said
from tests.dialogs.test_routes import looks_at, opens
from tests.telegram import Person


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(lambda: datetime(2026, 11, 24, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("place", "problem", "step", "reason", "day", "burns"),
    [
        # Ten working days from the 18th of November.
        ("qiwi_ru", "contact_transfer", "objection", "Мне отказали", "18.11", "2 декабря"),
        # Three months from the signing.
        ("other_wallet", "unauthorised", "certificate", "Решение за меня", "10.11", "10 февраля"),
        # In force ten working days after the 10th of November, thirty days from there.
        ("other_wallet", "unauthorised", "court", "Уполномоченный отказал", "10.11", "24 декабря"),
        # The sum is not known: fifteen working days, the shorter of both terms.
        ("other_wallet", "unauthorised", "judgment", "Мне отказали", "20.11", "11 декабря"),
    ],
)
async def test_the_day_of_a_decision_in_hand_is_asked_and_its_term_runs(
    anna: Person, app: Application, place: str, problem: str, step: str, reason: str, day: str,
    burns: str,
) -> None:  # fmt: skip
    await opens(anna, place, problem)
    await looks_at(anna, step)
    await anna.presses(reason)
    await anna.presses("Другой день")
    await anna.says(day)
    await anna.presses("Верно")
    case = await newest_case(app, anna)
    assert case.step == step
    (decided,) = [event for event in case.events if event.kind is EventKind.REPLIED]
    assert decided.step == app.content.path.steps[step].after
    assert f"до {burns}" in anna.screen.replace("\N{NO-BREAK SPACE}", " ")


async def test_a_judgment_in_hand_opens_the_request_for_its_reasons_too(
    anna: Person, app: Application
) -> None:
    await opens(anna, "other_wallet", "unauthorised")
    await looks_at(anna, "judgment")
    await anna.presses("Мне отказали")
    await anna.presses("Сегодня")
    await looks_at(anna, "reasoned")
    assert "🔒" not in anna.screen


async def test_a_decision_of_an_unknown_day_opens_the_step_all_the_same(
    anna: Person, app: Application
) -> None:
    await opens(anna, "other_wallet", "unauthorised")
    await looks_at(anna, "certificate")
    await anna.presses("Решение за меня")
    await anna.presses("Не знаю")
    case = await newest_case(app, anna)
    assert case.step == "certificate"
    assert "🔒" not in anna.screen


async def test_whoever_lost_at_the_ombudsman_has_no_day_to_ask_for_a_certificate(
    anna: Person, app: Application
) -> None:
    await opens(anna, "other_wallet", "unauthorised")
    await looks_at(anna, "court")
    await anna.presses("Уполномоченный отказал")
    await anna.presses("Сегодня")
    assert "суд" in anna.screen
    assert "удостоверение" not in anna.screen.lower()


async def test_objections_of_whoever_has_the_refusal_in_hand_do_not_say_that_none_came(
    anna: Person,
) -> None:
    await opens(anna, "qiwi_ru", "contact_transfer")
    await looks_at(anna, "objection")
    await anna.presses("Мне отказали")
    await anna.presses("Не знаю")
    await anna.presses("✍️ Текст обращения")
    await finishes(anna)
    assert "не сообщено" not in await said(anna)


async def test_a_firm_that_nobody_has_looked_up_is_told_no_law_of_banks(anna: Person) -> None:
    await anna.says("/new")
    for label in (
        "Другой кошелёк",
        "Другого нет",
        "Кошелёк или другой сервис",
        "Не знаю",
        "Платёж не дошёл",
    ):
        await anna.presses(label)
    await looks_at(anna, "pretenziya")
    await anna.presses("Перейти")
    await anna.presses("✍️ Текст обращения")
    await finishes(anna)
    letter = await said(anna)
    assert "Претензия" in letter
    assert "30.1" not in letter
    assert "финансовому уполномоченному" not in letter
    assert "Банк России" not in letter


async def test_a_refusal_of_the_ombudsman_that_was_told_opens_the_court_with_its_month(
    anna: Person, app: Application
) -> None:
    await anna.says("омбудсмен отказал 10 ноября, с карты сбера украли 300000 5 сентября")
    await anna.presses("Всё верно")
    await anna.presses("10\N{NO-BREAK SPACE}ноября")
    case = await newest_case(app, anna)
    assert case.step == "court"
    assert "до 24 декабря" in anna.screen.replace("\N{NO-BREAK SPACE}", " ")


async def test_a_refusal_after_papers_by_115_leads_to_the_commission(
    anna: Person, app: Application
) -> None:
    await anna.says("сбер заблокировал по 115, документы дал, пришёл отказ 20 ноября, 5000")
    await anna.presses("Всё верно")
    await anna.presses("Мне отказали письменно")
    case = await newest_case(app, anna)
    assert (case.step, case.answers["block_kind"]) == ("commission", ("law_115",))


async def test_a_law_that_was_named_is_not_asked_for(anna: Person, app: Application) -> None:
    await anna.says("юмани заблокировали по 115-фз, 12000")
    await anna.presses("Всё верно")
    assert "115-ФЗ. Дайте пояснения" in anna.screen
    assert "Почему остановили?" not in anna.screen


async def test_a_month_that_was_told_counts_the_limitation_with_care(
    anna: Person, app: Application
) -> None:
    await anna.says("списали в марте 2024 года 5000 с юмани без меня")
    assert "не раньше 1 марта 2024" in anna.screen.replace("\N{NO-BREAK SPACE}", " ")
    await anna.presses("Всё верно")
    case = await newest_case(app, anna)
    assert "happened" not in case.answers
    await looks_at(anna, "court")
    window = app.content.timing.clock(case, "court").window
    assert window is not None
    assert (window.last_day, window.start_on) == (date(2027, 3, 1), date(2024, 3, 1))
