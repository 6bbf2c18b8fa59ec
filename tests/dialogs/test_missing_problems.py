"""The problems that were missing, by the road a person takes, to the letters of their steps."""

from dataclasses import replace

import pytest

from bot.app import Application
from bot.checks import samples
from bot.content.content import Content
from bot.dialogs.card import card_screen
from bot.dialogs.desk import Desk
from bot.escalation.values import Value
from tests.dialogs.journeys import newest_case, text_of, write
from tests.dialogs.test_routes import CONTENT, looks_at, opens, stands_on
from tests.people import IS_READY
from tests.telegram import Person

ROADS = [
    ("other_wallet", "deceived", "support", "под влиянием обмана"),
    ("other_wallet", "deceived", "police", "статья 159 УК РФ"),
    ("other_wallet", "deceived", "pretenziya", "был ли перевод задержан"),
    ("unlicensed", "deceived", "pretenziya", "Прошу ответить в течение 10 дней"),
    ("qiwi_kz", "deceived", "police_abroad", "Зарегистрировать заявление"),
    ("other_wallet", "fraud_base", "leave_base", "Исключить сведения, которые относятся ко мне"),
    ("other_wallet", "blocked", "commission", "межведомственную комиссию"),
    ("shop", "not_supplied", "shop", "заказ не исполнен"),
    ("other_wallet", "opened_without_me", "support", "открыт кошелёк"),
    ("qiwi_ru", "opened_without_me", "not_mine", "не числить меня ни кредитором"),
    ("qiwi_ru", "contact_transfer", "liquidator", "по системе Contact мной отправлен перевод"),
    ("other_wallet", "wrong_details", "court", "Ходатайства:"),
    ("other_wallet", "not_delivered", "reasoned", "Составить мотивированное решение"),
    ("other_wallet", "not_delivered", "certificate", "Выдать удостоверение"),
    ("other_wallet", "not_delivered", "writ", "Выдать исполнительный лист"),
    ("other_wallet", "not_delivered", "enforcement", "Исполнить этот документ"),
    ("qiwi_am", "fee", "foreign", "Взыскать с"),
]


@pytest.mark.exhaustive
@pytest.mark.parametrize(("place", "problem", "step", "says"), ROADS)
async def test_a_person_comes_to_the_letter(
    app: Application, anna: Person, place: str, problem: str, step: str, says: str
) -> None:
    await opens(anna, place, problem)
    await stands_on(app, anna, CONTENT.path.steps[step])
    await write(anna)

    assert IS_READY.search(anna.screen)
    text = text_of(anna)
    while f"📋 Часть {2}" in anna.labels and says not in text:
        await anna.presses("📋 Часть 2")
        text = text_of(anna)
    assert says in text


async def test_the_deceived_are_told_what_changes_and_are_not_blamed(anna: Person) -> None:
    await anna.says("/start")
    await anna.presses("🚨 Деньги уходят прямо сейчас")
    await anna.presses("Выманили код или пароль")
    assert "Вернуть будет труднее" in anna.screen
    assert "Это их обман, не ваша вина" in anna.screen

    await opens(anna, "other_wallet", "deceived")
    assert "Меня обманом убедили перевести деньги" in anna.screen
    assert "102 или 112" in anna.screen
    assert "надежда, не обещание" in anna.screen
    assert "Операция не моя" not in anna.screen


@pytest.mark.parametrize("problem", ["unauthorised", "deceived"])
async def test_abroad_no_russian_number_is_named(
    app: Application, anna: Person, problem: str
) -> None:
    await opens(anna, "qiwi_kz", problem)
    for step in ("report", "police_abroad"):
        await stands_on(app, anna, CONTENT.path.steps[step])
        assert "102" not in anna.screen
        assert "КУСП" not in anna.screen
        assert "Перезапустите" not in anna.screen
        if "Контакты" in anna.labels:
            await anna.presses("Контакты")
            assert not any(text in ("Полиция", "Приём обращений МВД") for text in anna.labels)
            await anna.presses("‹ К делу")


async def test_over_the_limit_the_map_says_that_the_ombudsman_does_not_take_it(
    app: Application, anna: Person
) -> None:
    await opens(anna, "other_wallet", "not_delivered")
    await anna.presses("🗺 Карта")
    assert "🔒 Финуполномоченный" in anna.screen
    await anna.presses("‹ К делу")
    await stands_on(app, anna, CONTENT.path.steps["support"])
    await write(anna, sum="500 001")
    await anna.presses("‹ К делу")
    await anna.presses("🗺 Карта")
    assert "Финуполномоченный" not in anna.screen
    await anna.presses("Рядом")
    assert "➖ Финуполномоченный – не рассматривает" in anna.screen
    await anna.presses("Ещё ›")
    assert "➖ Удостоверение: не платят" in anna.labels
    await anna.presses("‹ К делу")
    await looks_at(anna, "ombudsman")
    assert "Не рассматривает" in anna.screen


async def test_the_limitation_stays_on_the_card_of_the_closed_wallet_after_sending(
    app: Application, anna: Person
) -> None:
    await opens(anna, "qiwi_ru", "licence_revoked")
    await stands_on(app, anna, CONTENT.path.steps["liquidator"])
    assert anna.screen.count("Исковая давность") == 1
    await anna.presses("📮 Отправлено")
    await anna.presses("Сегодня")
    await anna.presses("Номера нет")

    assert "Исковая давность, три года: до 21 февраля 2027 года" in anna.screen
    await stands_on(app, anna, CONTENT.path.steps["proofs"])
    assert anna.screen.count("Исковая давность") == 1


async def test_no_years_are_counted_for_a_wallet_that_is_not_ones_own(
    app: Application, anna: Person
) -> None:
    await opens(anna, "qiwi_ru", "opened_without_me")
    for step in ("rkn", "police", "not_mine"):
        await stands_on(app, anna, CONTENT.path.steps[step])
        assert "давность" not in anna.screen


@pytest.mark.parametrize(
    ("told", "step"),
    [
        ("в январе 2024 перевел мошенникам с киви 15000 на безопасный счет", "police"),
        ("14.01.2024 обманули, перевела с киви кошелька мошенникам 15000", "police"),
        ("позавчера перевел мошенникам с киви 15000 на безопасный счет", ""),
    ],
)
async def test_a_closed_wallet_takes_part_in_a_deceit_of_before_it_was_closed_only(
    app: Application, anna: Person, told: str, step: str
) -> None:
    await anna.says(told)
    if not step:  # a wallet that works: the urgent screen
        assert "📞 Выбрать кошелёк или банк" in anna.labels
        return
    await anna.presses("✅ Всё верно, дальше")
    case = await newest_case(app, anna)
    assert (case.place, case.problem, case.step) == ("qiwi_ru", "deceived", step)


async def test_whoever_the_police_entered_into_the_base_goes_to_the_police(
    app: Application, anna: Person
) -> None:
    await opens(anna, "other_wallet", "fraud_base")
    assert "cbr.ru/reception" in anna.screen
    await anna.presses("Данные внесла полиция (МВД)")
    assert "исключают через неё" in anna.screen
    assert "cbr.ru" not in anna.screen
    assert (await newest_case(app, anna)).step == "police"
    await anna.presses("✍️ Текст обращения")
    await anna.presses("Показать письмо сейчас")
    await anna.presses("📬 Как отправить")
    assert "заявление об исключении из базы" in anna.screen
    await anna.presses("Лично, с отметкой о приёме")
    assert "КУСП" not in anna.screen  # it is no report of a crime
    await anna.presses("‹ Назад")
    await anna.presses("‹ К письму")
    await anna.presses("‹ К делу")
    await anna.presses("Данные внесла не полиция")
    assert (await newest_case(app, anna)).step == "leave_base"


@pytest.mark.parametrize(("problem", "said"), [("fraud_base", True), ("deceived", False)])
def test_the_term_of_a_crime_report_is_none_for_leaving_the_base(
    app: Application, content: Content, problem: str, said: bool
) -> None:
    desk = Desk(content, app.casework)
    route = content.path.route("other_wallet", problem)
    case = replace(samples.opened(route, content, desk.today), step="police")
    text = card_screen(case, desk).text
    assert ("Срока для исключения через полицию мы не знаем" in text) == said


GOODS, SERVICE = "0,5 % предоплаты в день", "по нашим данным, 3 % её цены в день"


@pytest.mark.parametrize(
    ("bought", "said", "unsaid", "norm"),
    [
        ((), {GOODS, SERVICE}, set(), "ст. 28 и 31 того же закона"),
        (("goods",), {GOODS}, {SERVICE}, "ст. 23.1 закона о защите прав потребителей"),
        (("service",), {SERVICE}, {GOODS}, "ст. 28 и 31 закона о защите прав потребителей"),
    ],
)
def test_what_a_late_order_costs_its_seller_goes_by_what_was_ordered(
    app: Application,
    content: Content,
    bought: tuple[str, ...],
    said: set[str],
    unsaid: set[str],
    norm: str,
) -> None:
    desk = Desk(content, app.casework)
    case = samples.opened(content.path.route("shop", "not_supplied"), content, desk.today)
    answers: dict[str, Value] = {"bought": bought} if bought else {}
    case = replace(case, place="shop", problem="not_supplied", answers=answers)
    text = card_screen(case, desk).text.replace("\u00a0", " ")
    assert {one for one in said | unsaid if one in text} == said
    assert norm in text


@pytest.mark.parametrize(("place", "said"), [("qiwi_kz", True), ("qiwi_am", False)])
def test_kazakhstan_s_antifraud_centre_is_named_with_the_way_to_it(
    app: Application, content: Content, place: str, said: bool
) -> None:
    desk = Desk(content, app.casework)
    route = content.path.route(place, "unauthorised")
    case = replace(samples.opened(route, content, desk.today), step="police_abroad", place=place)
    text = card_screen(case, desk).text
    assert ("Антифрод-центр" in text) == said
    assert ("nationalbank.kz" in text) == said
