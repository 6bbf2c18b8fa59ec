"""What a paper asks, says and offers fits the person it is for, by the road a person takes."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.app import Application
from bot.dialogs.desk import Desk
from bot.escalation.letters import ACTIONS, WISHES, demanded
from bot.escalation.questions import chosen
from tests.dialogs.journeys import newest_case, replied, sent_today, text_of, write
from tests.dialogs.test_routes import CONTENT, looks_at, opens, stands_on
from tests.people import ANSWERS, IS_READY
from tests.telegram import Person

ON = ("Дальше ›", "Пропустить", "Нет, одна")
"""How a question is passed."""


async def begins(app: Application, person: Person, place: str, problem: str, step: str) -> None:
    """The letter of this step, at its first question."""
    await opens(person, place, problem)
    await stands_on(app, person, CONTENT.path.steps[step])
    await person.presses("✍️ Текст обращения")


async def comes_to(person: Person, heading: str) -> list[str]:
    """Pass the questions up to this one; gives all that were on the way."""
    passed: list[str] = []
    while heading not in person.screen and not IS_READY.search(person.screen):
        passed.append(person.screen)
        await person.presses(next(way for way in ON if way in person.labels))
    return passed


async def finishes(person: Person) -> list[str]:
    """Pass all questions that are left; gives them."""
    return await comes_to(person, "текст готов")


async def said(person: Person) -> str:
    """The whole letter, also where it takes two screens."""
    text = text_of(person)
    if "📋 Часть 2" in person.labels:
        await person.presses("📋 Часть 2")
        text += text_of(person)
    return text


# The police


async def test_the_police_hear_the_place_and_the_way_in_two_answers(
    app: Application, anna: Person
) -> None:
    await begins(app, anna, "other_wallet", "unauthorised", "police")
    before = await comes_to(anna, "Где вы были, когда ушли деньги?")
    await anna.says("Тула, дома")
    assert "Как взяли деньги?" in anna.screen
    assert {"Просят доплатить", "Пропали с деньгами"}.isdisjoint(anna.labels)
    await anna.presses("Сим-карту заменили")
    after = await finishes(anna)
    await anna.presses("➕ Добавить подробности")
    after += await comes_to(anna, "Что сможете приложить?")
    papers = "".join(anna.labels)
    assert "Выписка" in papers
    assert "Талон КУСП" not in papers
    after += await finishes(anna)
    assert not [one for one in (*before, *after) if "КУСП" in one or "Что вам ответили" in one]

    text = await said(anna)
    assert "Моё местонахождение в это время: Тула, дома." in text
    assert "без моего участия заменена сим-карта" in text
    assert "Запросить у оператора связи сведения о замене сим-карты" in text


async def test_what_the_police_were_not_told_is_a_captioned_line(
    app: Application, anna: Person
) -> None:
    await begins(app, anna, "other_wallet", "unauthorised", "police")
    await finishes(anna)

    text = await said(anna)
    assert "(город, место)" in text
    assert "(каким способом, если известно)" in text


async def test_no_letter_to_the_police_where_there_is_no_crime() -> None:
    """What is late or went to a wrong number is none; who was deceived has a case of that."""
    for place, problem in (
        ("shop", "not_supplied"),
        ("shop", "refund"),
        ("other_wallet", "wrong_details"),
        ("other_wallet", "fee"),
        ("unknown", "not_delivered"),
    ):
        route = CONTENT.path.route(place, problem)
        assert "police" not in (*route.steps, *route.also), (place, problem)


async def test_whose_money_is_held_tells_the_police_what_became_of_the_holder(
    app: Application, anna: Person
) -> None:
    await begins(app, anna, "unlicensed", "blocked", "police")
    await comes_to(anna, "Как взяли деньги?")
    assert "Сим-карту заменили" not in anna.labels
    await anna.presses("Пропали с деньгами")
    await finishes(anna)

    assert "После получения денег получатель на связь не выходит." in await said(anna)


async def test_the_number_of_the_police_is_asked_once_they_have_it_and_goes_to_the_prosecutor(
    app: Application, anna: Person
) -> None:
    await begins(app, anna, "other_wallet", "unauthorised", "police")
    await finishes(anna)
    await anna.presses("‹ К делу")
    await sent_today(anna)
    assert "Какой номер КУСП?" in anna.screen
    await anna.says("18831")
    await anna.presses("В день отправки")
    await replied(anna, "Отказали")
    await stands_on(app, anna, CONTENT.path.steps["prosecutor"])

    assert "kusp_number" not in await write(anna)
    assert "КУСП № 18831" in await said(anna)


async def test_what_was_answered_is_asked_of_nobody_who_waited_in_vain(
    app: Application, anna: Person
) -> None:
    await opens(anna, "other_wallet", "unauthorised")
    await looks_at(anna, "ombudsman")
    await anna.presses("Срок уже прошёл")
    assert "provider_reply" not in await write(anna)


async def test_what_was_answered_is_asked_of_whoever_was_refused(
    app: Application, anna: Person
) -> None:
    await opens(anna, "other_wallet", "unauthorised")
    await looks_at(anna, "ombudsman")
    await anna.presses("Мне отказали письменно")
    assert "provider_reply" in await write(anna)


# What is wanted


@pytest.mark.parametrize(
    ("problem", "offered"),
    [
        ("not_delivered", ["Вернуть деньги", "Довести платёж"]),
        ("blocked", ["Вернуть деньги", "Снять блокировку"]),
        ("other", ["Вернуть деньги", "Объяснить причину", "Дать данные операции"]),
    ],
)
async def test_a_wish_is_offered_where_there_is_one_to_make(
    app: Application, anna: Person, problem: str, offered: Sequence[str]
) -> None:
    await begins(app, anna, "other_wallet", problem, "pretenziya")
    await comes_to(anna, "Чего вы хотите?")
    wishes = set(CONTENT.words.labels("wanted").values())
    assert [one.removeprefix("▫️ ") for one in anna.labels if one[3:] in wishes] == offered


@pytest.mark.parametrize("problem", ["unauthorised", "deceived", "wrong_details", "fee", "refund"])
async def test_nobody_else_is_asked_for_a_wish(
    app: Application, anna: Person, problem: str
) -> None:
    await begins(app, anna, "other_wallet", problem, "pretenziya")
    assert not [one for one in await finishes(anna) if "Чего вы хотите?" in one]


async def test_a_wish_of_an_older_case_asks_for_nothing_that_does_not_fit(
    app: Application, anna: Person
) -> None:
    await opens(anna, "other_wallet", "fee")
    wished = ("return_sum", "deliver", "answer_in_writing")
    case = replace(await newest_case(app, anna), answers={"wanted": wished, "sum": ANSWERS["sum"]})

    facts = app.casework.letter_facts(case, "pretenziya")
    assert demanded(facts.problems, chosen(facts.answers["wanted"])) == ACTIONS["fee"]
    shown = Desk(app.content, app.casework).text(
        "answers", case=case, questions=[app.content.questions["wanted"]], also=()
    )
    assert "вернуть деньги, довести платёж" in shown


# The shop


@pytest.mark.parametrize(
    ("what", "says", "never"),
    [
        ("Товар", "товар не передан", "услуг"),
        ("Услугу", "услуга не оказана", "товар"),
        ("Пропустить", "К этому дню заказ не исполнен.", "23.1"),
    ],
)
async def test_a_shop_reads_of_one_breach(
    app: Application, anna: Person, what: str, says: str, never: str
) -> None:
    await begins(app, anna, "shop", "not_supplied", "shop")
    await comes_to(anna, "Что вы оплатили?")
    await anna.presses(what)
    await finishes(anna)

    text = await said(anna)
    assert says in text
    assert never not in text


async def test_a_refund_says_why_it_is_owed(app: Application, anna: Person) -> None:
    await begins(app, anna, "shop", "refund", "shop")
    await comes_to(anna, "Почему магазин должен вернуть деньги?")
    await anna.presses("Возврат: не подошёл")
    await finishes(anna)

    text = await said(anna)
    assert "купленный дистанционно, возвращён продавцу. Деньги мне не возвращены." in text
    assert "не передан" not in text


@pytest.mark.parametrize(
    ("place", "step"), [("other_wallet", "pretenziya"), ("terminal", "terminal")]
)
async def test_whether_the_fee_was_told_is_asked_and_stands_with_its_norm(
    app: Application, anna: Person, place: str, step: str
) -> None:
    await begins(app, anna, place, "fee", step)
    await comes_to(anna, "О размере комиссии сказали до операции?")
    await anna.presses("Нет, не сказали")
    asked = await finishes(anna)

    text = await said(anna)
    assert "До операции её размер мне не сообщён." in text
    assert "статья 10 Закона РФ" in text
    if place == "terminal":
        assert "через терминал № " in text
        assert not [one for one in asked if "Номер кошелька" in one]


async def test_the_owner_of_a_wallet_says_what_is_wrong_in_their_data(
    app: Application, anna: Person
) -> None:
    await begins(app, anna, "other_wallet", "identification", "pretenziya")
    await comes_to(anna, "Что в ваших данных указано неверно?")
    await anna.says("фамилия – Соколава")
    await anna.says("фамилия – Соколова")
    await finishes(anna)

    assert "указано: фамилия – Соколава. Правильно: фамилия – Соколова." in await said(anna)


# The liquidator


@pytest.mark.parametrize(
    ("answer", "stands"),
    [
        ("Да, сверено", "127994, г. Москва, ГСП-4"),
        ("Другой, впишу", "(почтовый адрес – на сайте asv.org.ru)"),
        ("Пропустить", "(почтовый адрес – на сайте asv.org.ru)"),
    ],
)
async def test_the_liquidators_address_stands_once_it_was_compared(
    app: Application, anna: Person, answer: str, stands: str
) -> None:
    await begins(app, anna, "qiwi_ru", "licence_revoked", "liquidator")
    passed = await finishes(anna)
    assert not [screen for screen in passed if "Ваш ИНН?" in screen]
    await anna.presses("➕ Добавить подробности")
    await comes_to(anna, "Ваш ИНН?")
    await anna.says("710012345678")
    await comes_to(anna, "Адрес АСВ тот же?")
    assert "127994" in anna.screen
    await anna.presses(answer)

    text = await said(anna)
    assert stands in text
    assert ("127994" in text) is (answer == "Да, сверено")
    assert "ИНН: 710012345678" in text


async def test_the_liquidator_gets_only_what_was_ticked(app: Application, anna: Person) -> None:
    await begins(app, anna, "qiwi_ru", "contact_transfer", "liquidator")
    await finishes(anna)
    text = await said(anna)
    assert "Приложени" not in text
    assert "(12 цифр)" in text


# A service without a Russian licence


async def test_rospotrebnadzor_opens_by_one_tap_for_a_russian_trader(
    app: Application, anna: Person
) -> None:
    await opens(anna, "unlicensed", "blocked")
    await looks_at(anna, "rospotrebnadzor")
    assert "других Роспотребнадзор не проверяет" in anna.screen
    await anna.presses("Его ведёт российская фирма")
    assert "🔒" not in anna.screen
    assert "provider_reply" not in await write(anna)


async def test_rospotrebnadzor_asks_nothing_of_a_licensed_firm(
    app: Application, anna: Person
) -> None:
    await opens(anna, "other_wallet", "fee")
    await looks_at(anna, "rospotrebnadzor")
    assert "🔒" not in anna.screen


# A terminal in another country


async def test_a_terminal_abroad_is_its_owners(app: Application, anna: Person) -> None:
    await begins(app, anna, "qiwi_kz", "terminal", "support")
    await finishes(anna)
    text = await said(anna)
    assert "Обращение к владельцу терминала" in text
    assert "(владелец терминала)" in text
    assert "QIWI" not in text


@pytest.mark.parametrize(
    ("owner", "first"),
    [(None, "Владелец терминала"), ("ТОО «Касса 24»", "Владелец терминала"),
     ("ТОО «QIWI Kazakhstan»", "Линия терминалов QIWI в Казахстане")],
)  # fmt: skip
async def test_the_line_of_qiwi_leads_only_where_the_terminal_is_its_own(
    app: Application, anna: Person, owner: str | None, first: str
) -> None:
    await begins(app, anna, "qiwi_kz", "terminal", "support")
    await comes_to(anna, "Чей это терминал?")
    if owner:
        await anna.says(owner)
    await finishes(anna)
    await anna.presses("‹ К делу")
    await anna.presses("Контакты")
    assert anna.labels[0] == first


def test_every_wish_is_a_demand_of_a_letter() -> None:
    assert set(CONTENT.questions["wanted"].choices) == WISHES
