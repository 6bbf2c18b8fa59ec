"""The card of a case: one coloured action, few others, and the rest behind *Ещё*."""

import pytest

from bot.app import Application
from bot.checks import samples
from bot.content.content import Content
from bot.dialogs.card import card_screen, standpoint
from bot.dialogs.card_rows import further_rows
from bot.dialogs.desk import Desk
from bot.dialogs.screen import Rows
from tests.dialogs.journeys import replied, sent_today
from tests.dialogs.test_routes import CONTENT, opens, stands_on
from tests.telegram import Person

MOST_BUTTONS, MOST_LISTED = 7, 12


def does(rows: Rows) -> list[str]:
    return [button.get("callback_data", "").split(":", 4)[-1] for row in rows for button in row]


def test_no_card_has_more_than_one_colour_or_more_buttons_than_fit(
    app: Application, content: Content
) -> None:
    desk = Desk(content, app.casework)
    for case, stage in samples.cases_at_stages(content, desk.today):
        rows = card_screen(case, desk).rows
        styled = [button for row in rows for button in row if "style" in button]
        where = (case.place, case.problem, case.step, stage)
        assert len(styled) <= 1, where
        assert len(does(rows)) <= MOST_BUTTONS, where
        assert len(does(further_rows(standpoint(case, desk)))) <= MOST_LISTED, where


def test_no_button_stands_both_on_the_card_and_behind_it(
    app: Application, content: Content
) -> None:
    desk = Desk(content, app.casework)
    for case, _ in samples.cases_at_stages(content, desk.today):
        if not case.closed:
            shown, hidden = (
                does(card_screen(case, desk).rows),
                does(further_rows(standpoint(case, desk))),
            )
            shown = [one for one in shown if one]  # what is copied carries nothing
            assert len(shown) == len(set(shown)), (case.step, shown)
            assert not set(shown) & set(hidden), (case.step, set(shown) & set(hidden))


async def test_the_rest_is_behind_more_and_leads_back(app: Application, anna: Person) -> None:
    await opens(anna, "other_wallet", "not_delivered")
    await stands_on(app, anna, CONTENT.path.steps["support"])
    assert "Контакты" not in anna.labels
    await anna.presses("Ещё")
    assert {"Контакты", "Закрыть", "‹ К делу"} <= set(anna.labels)
    await anna.presses("‹ К делу")
    assert "✍️ Текст обращения" in anna.labels


async def test_the_police_are_one_tap_from_a_theft(anna: Person) -> None:
    await opens(anna, "other_wallet", "unauthorised")
    assert "Полиция" in anna.labels


async def test_a_reply_is_told_from_the_step_that_waits_for_none_yet(
    app: Application, anna: Person
) -> None:
    await opens(anna, "other_wallet", "not_delivered")
    await stands_on(app, anna, CONTENT.path.steps["support"])
    assert "Что значит их ответ?" in anna.labels


async def test_the_ombudsman_is_offered_as_soon_as_he_may_be_gone_to(
    app: Application, anna: Person
) -> None:
    await opens(anna, "other_wallet", "not_delivered")
    await stands_on(app, anna, CONTENT.path.steps["pretenziya"])
    assert "Уже можно: Финуполномоченный" not in anna.labels
    await sent_today(anna)
    await anna.presses("Номера нет")
    await replied(anna, "Отказали")
    assert "Уже можно: Финуполномоченный" in anna.labels
    await anna.presses("Уже можно: Финуполномоченный")
    await anna.presses("Перейти к этому шагу")
    assert "Уже можно: Финуполномоченный" not in anna.labels


async def test_a_decision_that_is_not_in_force_yet_is_waited_for(
    app: Application, anna: Person
) -> None:
    await opens(anna, "other_wallet", "not_delivered")
    await stands_on(app, anna, CONTENT.path.steps["ombudsman"])
    await sent_today(anna)
    await anna.presses("Номера нет")
    await replied(anna, "Отказали")
    assert "ещё не вступило в силу" in anna.screen
    assert "финансовому уполномоченному" in anna.screen
    await anna.presses("Ещё")
    await anna.presses("🧮 Расчёт")
    assert "сначала к нему" not in anna.screen


@pytest.mark.parametrize(
    ("problem", "says", "never"),
    [
        ("deceived", "был ли получатель в базе", "ст. 9 закона"),
        ("unauthorised", "ст. 9 закона", "двухдневный"),
    ],
)
async def test_you_confirmed_is_answered_by_the_law_of_this_problem(
    app: Application, anna: Person, problem: str, says: str, never: str
) -> None:
    await opens(anna, "other_wallet", problem)
    await stands_on(app, anna, CONTENT.path.steps["support"])
    await anna.presses("Что значит их ответ?")
    await anna.presses("Вы сами подтвердили")
    assert says in anna.screen
    assert never not in anna.screen


@pytest.mark.parametrize(
    ("told", "door"),
    [
        ("перевела 90 000 руб мошенникам со сбера", "Финуполномоченный"),
        ("перевела 900 000 руб мошенникам со сбера", "Суд"),
    ],
)
async def test_whoever_was_deceived_is_shown_who_decides_by_the_sum(
    app: Application, anna: Person, told: str, door: str
) -> None:
    await anna.says(told)
    await anna.presses("✅ Сообщено")
    await anna.presses("Отмена")
    await stands_on(app, anna, CONTENT.path.steps["pretenziya"])
    await sent_today(anna)
    await anna.presses("Номера нет")
    await replied(anna, "Отказали")
    assert f"Уже можно: {door}" in anna.labels


async def test_a_receiver_who_refuses_opens_the_court_before_the_bank_has_answered(
    app: Application, anna: Person
) -> None:
    await opens(anna, "other_wallet", "wrong_details")
    await stands_on(app, anna, CONTENT.path.steps["receiver"])
    await sent_today(anna)
    await anna.presses("Номера нет")
    assert "Уже можно: Суд" not in anna.labels
    await replied(anna, "Отказали")
    assert "Уже можно: Суд" in anna.labels
