"""Doors that fit the person, by the road a person takes; cases stored before a door was locked."""

from datetime import UTC, datetime

import pytest

from bot.app import Application
from bot.escalation.act import Act
from bot.escalation.case import Case, Change, Event, EventKind, Stage, settled_reply, stage
from tests.dialogs.journeys import newest_case, replied, sent_today, write
from tests.dialogs.test_fitting_papers import ON, begins, finishes, said
from tests.dialogs.test_routes import CONTENT, label, looks_at, opens, stands_on
from tests.telegram import Person

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


# The court without the ombudsman


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        ("over_limit", "сумма больше предела"),
        ("not_money", "только денежные требования"),
        ("ombudsman_refused", "получен отказ: ________________ (дата и номер решения)"),
    ],
)
async def test_a_claim_names_the_reason_for_which_the_court_was_opened(
    app: Application, anna: Person, reason: str, says: str
) -> None:
    await opens(anna, "other_wallet", "blocked" if reason == "not_money" else "not_delivered")
    await looks_at(anna, "court")
    await anna.presses(label("ways", reason))
    if reason == "ombudsman_refused":
        assert "Каким днём подписано решение?" in anna.screen
        await anna.presses("Не знаю")
    await anna.presses("✍️ Текст обращения")
    await finishes(anna)

    text = await said(anna)
    assert says in text
    assert "Сведения об обращении к финансовому уполномоченному" not in text


async def test_a_sum_within_the_limit_is_not_called_one_above_it(
    app: Application, anna: Person
) -> None:
    await opens(anna, "other_wallet", "not_delivered")
    await looks_at(anna, "court")
    await anna.presses(label("ways", "over_limit"))
    await write(anna, sum="9900 руб")

    text = await said(anna)
    assert "больше предела" not in text
    assert "Сведения об обращении к финансовому уполномоченному" in text


# A firm abroad


async def test_a_place_abroad_names_no_firm(app: Application, anna: Person) -> None:
    await begins(app, anna, "qiwi_kz", "fee", "support")
    await finishes(anna)
    text = await said(anna)
    assert "(название организации)" in text
    assert "QIWI" not in text
    await anna.presses("‹ К делу")
    await anna.presses("Контакты")
    assert anna.labels[0] != "Линия терминалов QIWI в Казахстане"


async def test_the_line_of_qiwi_leads_once_the_person_has_named_qiwi(
    app: Application, anna: Person
) -> None:
    await begins(app, anna, "qiwi_kz", "fee", "support")
    await anna.says("QIWI Kazakhstan")
    while any(way in anna.labels for way in ON):
        await anna.presses(next(way for way in ON if way in anna.labels))
    assert "QIWI Kazakhstan" in await said(anna)
    await anna.presses("‹ К делу")
    await anna.presses("Контакты")
    assert anna.labels[0] == "Линия терминалов QIWI в Казахстане"


# The prosecutor


async def test_a_refusal_of_the_bank_of_russia_is_no_matter_of_the_prosecutor(
    app: Application, anna: Person
) -> None:
    await opens(anna, "other_wallet", "fee")
    await stands_on(app, anna, CONTENT.path.steps["cbr"])
    await sent_today(anna)
    await anna.presses("Номера нет")
    await replied(anna, "Отказали")
    await looks_at(anna, "prosecutor")
    assert "🔒" in anna.screen
    await anna.presses("Мне отказали письменно")
    await write(anna)

    text = await said(anna)
    assert "жалоба: Банк России" not in text
    assert "(название органа)" in text


# Cases that stood there before the lock


LOCKED_SINCE = pytest.mark.parametrize(
    ("place", "problem", "step"),
    [("unlicensed", "blocked", "rospotrebnadzor"), ("other_wallet", "fee", "prosecutor")],
)


async def stood_at(app: Application, anna: Person, place: str, problem: str, step: str) -> Case:
    """A case that came to the step when it was not locked yet."""
    await opens(anna, place, problem)
    case = await newest_case(app, anna)
    return await app.casework.go_to(Act(anna.id, case.id, 900_001, NOW, NOW.date()), step)


@LOCKED_SINCE
async def test_a_case_that_stood_at_a_step_before_it_was_locked_opens_and_goes_on(
    app: Application, anna: Person, place: str, problem: str, step: str
) -> None:
    await stood_at(app, anna, place, problem, step)

    await anna.says("/start")
    await anna.presses(next(one for one in anna.labels if one.startswith("▶️")))
    assert f"{label('steps', step)}" in anna.screen
    assert "🔒" in anna.screen
    await anna.presses(label("ways", CONTENT.path.steps[step].ways_through[0]))
    assert "🔒" not in anna.screen
    await sent_today(anna)
    assert stage(await newest_case(app, anna)) is Stage.WAITING


@LOCKED_SINCE
async def test_a_case_that_waited_there_before_the_lock_hears_its_answer(
    app: Application, anna: Person, place: str, problem: str, step: str
) -> None:
    case = await stood_at(app, anna, place, problem, step)
    sent = Event(EventKind.SENT, step, NOW.date(), int(NOW.timestamp()))
    await app.casework._cases.change(  # noqa: SLF001  # as an older version stored it
        Act(anna.id, case.id, 900_002, NOW, NOW.date()), lambda case: Change(events=(sent,))
    )

    await anna.says("/start")
    await anna.presses(next(one for one in anna.labels if one.startswith("▶️")))
    assert "🔒" not in anna.screen
    await replied(anna, "Отказали")
    assert settled_reply(await newest_case(app, anna), step) is not None
