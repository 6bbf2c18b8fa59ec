"""Which wallet or bank, and in which country: picked once, and never asked again."""

import re
from dataclasses import replace

import pytest

from bot.app import Application
from bot.content.content import Content
from bot.documents.letter import compose
from bot.escalation.carry_over import letter_facts
from bot.escalation.case import Case
from bot.escalation.values import Value
from tests.dialogs.journeys import newest_case, only_case, text_of, write
from tests.dialogs.test_routes import stands_on
from tests.people import picks
from tests.telegram import Person

NUMBER = re.compile(r"8 800 [\d-]+|\b900\b")
OTHER = "Другой кошелёк или банк"


async def picks_firm(anna: Person, firm: str, problem: str = "Платёж не дошёл") -> None:
    await anna.says("/new")
    await anna.presses(OTHER)
    await anna.presses(firm)
    await anna.presses(problem)


async def test_a_firm_is_picked_by_name_and_fills_the_letters(
    anna: Person, app: Application, content: Content
) -> None:
    await picks_firm(anna, "ЮMoney")
    case = await only_case(app, anna)
    assert (case.place, dict(case.answers)) == ("other_wallet", {"firm": "yoomoney"})
    assert content.title(case) == "ЮMoney · платёж не дошёл"
    await anna.presses("Не помогло")
    asked = await write(anna)
    assert "provider_name" not in asked
    letter = text_of(anna)
    assert "ООО НКО «ЮМани»" in letter
    assert "ИНН 7750005725, ОГРН 1127711000031" in letter
    assert "адрес: Москва, Садовническая" not in letter  # that address is only likely


async def test_a_sure_address_for_claims_stands_under_the_name(anna: Person) -> None:
    await picks_firm(anna, "Газпромбанк")
    await anna.presses("Не помогло")
    await write(anna)
    letter = text_of(anna)
    assert letter.index("Банк ГПБ (АО)") < letter.index("117420, Москва") < letter.index("от ")


async def test_requisites_past_their_review_are_left_out(anna: Person, app: Application) -> None:
    await picks_firm(anna, "Газпромбанк")
    case = await only_case(app, anna)
    names, timing = app.content.names, app.content.timing
    late = app.content.facts.firms["gazprombank"].inn
    assert late is not None
    fresh = letter_facts(case, timing, "support", names, late.review_by)
    stale = letter_facts(case, timing, "support", names, late.review_by.replace(year=2099))
    assert fresh.requisites is not None
    assert fresh.requisites.address
    assert stale.requisites is not None
    assert stale.requisites.inn is None
    assert stale.requisites.address is None
    assert stale.firm == fresh.firm == "Банк ГПБ (АО)"


async def test_the_defendants_address_is_offered_and_a_typed_one_goes_before_it(
    anna: Person, app: Application
) -> None:
    await picks_firm(anna, "Газпромбанк")
    case = await only_case(app, anna)
    await anna.presses_data(_last(anna), f"c:{case.id}:1:court:ask:defendant_address")
    assert "117420, Москва, ул. Намёткина" in anna.screen
    assert "egrul.nalog.ru" in anna.screen
    assert "адрес: 117420, Москва" in _claim(app, case)
    typed = {**case.answers, "defendant_address": "г. Тула"}
    assert "адрес: г. Тула" in _claim(app, case, typed)
    assert "117420" not in _claim(app, case, typed)


def _claim(app: Application, case: Case, answers: dict[str, Value] | None = None) -> str:
    known = replace(case, answers=answers or case.answers)
    facts = app.casework.letter_facts(known, "court")
    letter = compose(app.content.words.environment, "court", facts)
    return "\n".join(letter.applicant).replace("\u00a0", " ")


def _last(person: Person) -> int:
    return [message.id for message in person.messages if message.buttons][-1]


async def test_two_taps_on_a_firms_problem_open_one_case(anna: Person, app: Application) -> None:
    await anna.says("/new")
    await anna.presses(OTHER)
    await anna.presses("ЮMoney")
    for _ in range(2):
        await anna.presses_data(_last(anna), "p:open:other_wallet.fee.yoomoney")
    await only_case(app, anna)
    await anna.presses_data(_last(anna), "p:open:other_wallet.fee.ozon_bank")
    assert len(await app.casework.list(anna.id)) == 2


@pytest.mark.parametrize(
    ("said", "place"),
    [("Да, есть", "other_wallet"), ("Нет, его там", "unlicensed"), ("Не знаю", "other_wallet")],
)
@pytest.mark.parametrize(("firm", "kept"), [("Другого нет", "none"), ("VK Pay", "vk_pay")])
async def test_the_list_of_the_bank_of_russia_decides_where_nobody_else_knows(
    anna: Person, app: Application, said: str, place: str, firm: str, kept: str
) -> None:
    await anna.says("/new")
    await anna.presses(OTHER)
    await anna.presses(firm)
    if kept == "none":
        await anna.presses("Кошелёк или другой сервис")
    assert "cbr.ru/registries/nps/oper_zip" in anna.screen
    await anna.presses(said)
    await anna.presses("Лишняя комиссия")
    case = await only_case(app, anna)
    unlooked = kept == "none" and said == "Не знаю"
    assert (case.place, case.answers["firm"]) == (place, "unchecked" if unlooked else kept)


async def test_whoever_has_not_looked_is_reminded_where_it_decides_and_may_look_later(
    anna: Person, app: Application
) -> None:
    await anna.says("/new")
    for label in (OTHER, "Другого нет", "Кошелёк или другой сервис", "Не знаю", "Лишняя комиссия"):
        await anna.presses(label)
    await stands_on(app, anna, app.content.path.steps["cbr"])
    assert "Сначала найдите его в списке Банка России" in anna.screen
    await anna.presses("Есть ли он в списке?")
    await anna.presses("Нет, его там")
    case = await only_case(app, anna)
    assert (case.place, case.answers["firm"]) == ("unlicensed", "none")
    assert "Есть ли он в списке?" not in anna.labels


@pytest.mark.parametrize("kind", ["Банк", "Не знаю"])
@pytest.mark.parametrize("road", ["new", "case", "urgent"])
async def test_the_client_of_a_small_bank_keeps_its_supervisor_and_the_ombudsman(
    anna: Person, app: Application, kind: str, road: str
) -> None:
    """A bank does not stand in the list of e-money operators: its client is not sent there."""
    if road == "urgent":
        await anna.says("/start")
        await anna.presses("🚨")
        await anna.presses("📞 Выбрать")
    else:
        await anna.says("/new")
        await anna.presses(OTHER if road == "new" else "Не знаю")
    if road == "case":
        await anna.presses("Списали без меня")
        await anna.presses("📞 Выбрать")
    await anna.presses("Другого нет в списке")
    assert "Это банк или кошелёк?" in anna.screen
    await anna.presses_data(_last(anna), _data_of(anna, kind))
    assert "oper_zip" not in anna.screen
    if road == "new":
        await anna.presses("Списали без меня")
    case = await only_case(app, anna)
    assert (case.place, case.answers["firm"]) == ("other_wallet", "none")
    assert {"cbr", "ombudsman"} <= set(app.content.path.route(case.place, case.problem).steps)
    assert "Есть ли он в списке?" not in anna.labels


def _data_of(person: Person, label: str) -> str:
    """What the button of the newest screen with exactly this label carries."""
    screen = [message for message in person.messages if message.buttons][-1]
    return next(str(one["callback_data"]) for one in screen.buttons if one["text"] == label)


async def test_an_open_case_asks_the_list_only_about_a_wallet(
    anna: Person, app: Application
) -> None:
    await anna.says("/start")
    await anna.presses_data(_last(anna), "p:open:other_wallet.fee")
    await anna.presses("📞 Выбрать кошелёк или банк")
    await anna.presses("Другого нет в списке")
    await anna.presses("Кошелёк или другой сервис")
    await anna.presses("Нет, его там нет")
    assert (await only_case(app, anna)).place == "unlicensed"


async def test_the_name_is_asked_where_the_firm_is_not_in_the_list(anna: Person) -> None:
    await anna.says("/new")
    await picks(anna, OTHER)
    await anna.presses("Платёж не дошёл")
    await anna.presses("Не помогло")
    assert "provider_name" in await write(anna, provider_name="АО «Редкий банк»")
    assert "АО «Редкий банк»" in text_of(anna)
    assert "ИНН" not in text_of(anna)


async def test_a_firm_without_a_licence_goes_its_own_way_unasked(
    anna: Person, app: Application
) -> None:
    await picks_firm(anna, "WebMoney", "Лишняя комиссия")
    case = await only_case(app, anna)
    assert (case.place, case.answers["firm"]) == ("unlicensed", "webmoney")
    route = app.content.path.route(case.place, case.problem).steps
    assert not {"cbr", "ombudsman"} & set(route)


@pytest.mark.parametrize(
    ("firm", "channel", "said", "unsaid"),
    [
        ("ЮMoney", "Электронная почта", "support@yoomoney.ru", ""),
        ("МТС Банк", "Электронная почта", "mtsbank.ru, раздел", "info@mtsbank.ru"),
        ("МТС Банк", "Заказное письмо", "115432, Москва, пр-т Андропова", ""),
        ("ВТБ", "Заказное письмо", "egrul.nalog.ru, по номеру 7702070139", "Дегтярный"),
    ],
)
async def test_where_to_send_is_said_as_far_as_it_is_sure(
    anna: Person, firm: str, channel: str, said: str, unsaid: str
) -> None:
    await picks_firm(anna, firm)
    await anna.presses("Не помогло")
    await write(anna)
    await anna.presses("Как отправить")
    await anna.presses(channel)
    assert said in anna.screen
    assert not unsaid or unsaid not in anna.screen


async def test_where_the_number_of_an_operation_is_found_is_told(anna: Person) -> None:
    await picks_firm(anna, "Kaspi")
    await anna.presses("Не помогло")
    await anna.presses("Текст обращения")
    while "Какой номер у операции" not in anna.screen:
        await anna.presses("Пропустить")
    assert "Kaspi Gold → Выписка" in anna.screen


# Buttons and cases of before


async def test_the_buttons_of_before_are_answered(anna: Person, app: Application) -> None:
    await anna.says("/start")
    await anna.presses_data(_last(anna), "p:place:other_wallet.")
    assert "ЮMoney" in anna.labels
    await anna.presses_data(_last(anna), "p:place:terminal.")
    assert "Казахстан" in anna.labels
    await anna.presses_data(_last(anna), "p:country:fee")
    assert "Армения" in anna.labels
    await anna.presses_data(_last(anna), "p:open:other_wallet.fee")
    assert "firm" not in (await only_case(app, anna)).answers


async def test_a_name_typed_in_an_older_case_keeps_working(anna: Person, app: Application) -> None:
    await anna.says("/start")
    await anna.presses_data(_last(anna), "p:open:other_wallet.not_delivered")
    assert "📞 Выбрать кошелёк или банк" in anna.labels
    await anna.presses("Не помогло")
    assert "provider_name" in await write(anna, provider_name="АО «Старый банк»")
    assert "АО «Старый банк»" in text_of(anna)
    await anna.presses("‹ К делу")
    assert "📞 Выбрать кошелёк или банк" not in anna.labels


async def test_an_older_case_picks_its_firm_once(anna: Person, app: Application) -> None:
    phone = app.content.facts.firms["yoomoney"].phone
    assert phone is not None
    await anna.says("/start")
    await anna.presses_data(_last(anna), "p:open:other_wallet.unauthorised")
    assert not NUMBER.search(anna.screen)
    await anna.presses("📞 Выбрать кошелёк или банк")
    await anna.presses("ЮMoney")
    assert phone in anna.screen
    assert "📞 Выбрать кошелёк или банк" not in anna.labels
    case = await only_case(app, anna)
    assert (case.step, case.answers["firm"]) == ("report", "yoomoney")


async def test_a_wrong_pick_is_corrected_from_the_answers(anna: Person, app: Application) -> None:
    await picks_firm(anna, "Т-Банк")
    await anna.presses("Не помогло")
    await write(anna)
    await anna.presses("Изменить ответы")
    await anna.presses("Кошелёк или банк: Т-Банк")
    await anna.presses("Payeer")
    case = await only_case(app, anna)
    assert (case.place, case.answers["firm"]) == ("unlicensed", "payeer")


async def test_whose_wallet_it_was_is_said_later_with_its_firm(
    anna: Person, app: Application
) -> None:
    await anna.says("/new")
    await anna.presses("Не знаю")
    await anna.presses("Платёж не дошёл")
    await anna.presses("📍 Уточнить, чей кошелёк")
    assert "Сервис без лицензии в России" not in anna.labels
    await anna.presses(OTHER)
    assert (await only_case(app, anna)).place == "other_wallet"
    await anna.presses("VK Pay")
    await anna.presses("Нет, его там нет")
    case = await only_case(app, anna)
    assert (case.place, case.answers["firm"]) == ("unlicensed", "vk_pay")
    assert case.step in app.content.path.route("unlicensed", "not_delivered").steps


async def test_a_pick_that_cannot_be_there_keeps_the_cases_place(
    anna: Person, app: Application, content: Content
) -> None:
    """QIWI in Russia has its own path: no firm is picked there."""
    await anna.says("/start")
    await anna.presses_data(_last(anna), "p:open:qiwi_ru.refund")
    case = await only_case(app, anna)
    await anna.presses_data(_last(anna), f"c:{case.id}:{case.revision}:{case.step}:firm:yoomoney")
    assert (await only_case(app, anna)) == case


# A number to dial


@pytest.mark.parametrize(
    ("button", "problem"), [("Выманили", "unauthorised"), ("Убедили", "deceived")]
)
async def test_the_urgent_screen_has_a_number_to_dial_after_one_choice(
    anna: Person, app: Application, button: str, problem: str
) -> None:
    await anna.says("/start")
    await anna.presses("🚨")
    assert not NUMBER.search(anna.screen)
    await anna.presses("📞 Выбрать кошелёк или банк")
    await anna.presses("Сбер")
    assert "900 или 8 800 555-55-50" in anna.screen
    assert "копии 2026 года" in anna.screen
    await anna.presses(button)
    case = await only_case(app, anna)
    assert (case.place, case.problem, case.step) == ("other_wallet", problem, "report")
    assert case.answers["firm"] == "sber"
    assert "8 800 555-55-50" in anna.screen


@pytest.mark.parametrize(
    "firm", ["WB Банк", "Россельхозбанк", "Совкомбанк", "Почта Банк", "Райффайзен", "Яндекс Банк"]
)
async def test_a_number_that_is_not_sure_is_never_a_call_to_action(anna: Person, firm: str) -> None:
    await anna.says("/start")
    await anna.presses("🚨")
    await anna.presses("📞 Выбрать кошелёк или банк")
    await anna.presses(firm)
    assert not NUMBER.search(anna.screen)
    assert "по номеру с карты или из приложения" in anna.screen
    await anna.presses("Выманили код или пароль")
    assert not NUMBER.search(anna.screen)


async def test_russian_law_and_numbers_are_not_shown_to_another_country(anna: Person) -> None:
    await anna.says("/start")
    await anna.presses("🚨")
    await anna.presses("📞 Выбрать кошелёк или банк")
    await anna.presses("Kaspi")
    assert "102" not in anna.screen
    assert "полиция вашей страны" in anna.screen
    assert "По закону" not in anna.screen


# A terminal


@pytest.mark.parametrize(("country", "place"), [("Казахстан", "qiwi_kz"), ("Беларусь", "qiwi_by")])
async def test_a_terminals_country_is_asked_before_any_law(
    anna: Person, app: Application, country: str, place: str
) -> None:
    await anna.says("/new")
    await anna.presses("Терминал взял деньги")
    assert await app.casework.list(anna.id) == []
    await anna.presses(country)
    case = await only_case(app, anna)
    assert (case.place, case.problem) == (place, "terminal")


async def test_another_country_and_a_banks_machine_have_their_ways(
    anna: Person, app: Application
) -> None:
    await anna.says("/new")
    await anna.presses("Терминал взял деньги")
    await anna.presses("Другая страна")
    await anna.presses("Армения")
    case = await newest_case(app, anna)
    assert (case.place, case.problem) == ("qiwi_am", "terminal")
    await anna.says("/new")
    await anna.presses("Терминал взял деньги")
    await anna.presses("Это банкомат банка")
    await anna.presses("ВТБ")
    await anna.presses("Платёж не дошёл")
    case = await newest_case(app, anna)
    assert (case.place, case.answers["firm"]) == ("other_wallet", "vtb")


async def test_a_terminal_of_an_open_case_is_asked_for_its_country(
    anna: Person, app: Application
) -> None:
    await anna.says("/new")
    await anna.presses("Не знаю")
    await anna.presses("Терминал взял деньги")
    await anna.presses("📍 Уточнить, чей кошелёк")
    await anna.presses("Терминал взял деньги")
    assert (await only_case(app, anna)).place == "unknown"
    await anna.presses("Россия")
    assert (await only_case(app, anna)).place == "terminal"


async def test_the_signs_of_each_mention_the_terminals_country(anna: Person) -> None:
    await anna.says("/new")
    await anna.presses("❓ Как понять, чей кошелёк")
    assert "в какой он стране" in anna.screen


# A story


@pytest.mark.parametrize(
    ("story", "first", "place"),
    [
        ("терминал съел 5000 тенге", "Казахстан", "qiwi_kz"),
        ("терминал в Алматы не дал чек", "Казахстан", "qiwi_kz"),
        ("терминал в минске зажевал купюру", "Беларусь", "qiwi_by"),
    ],
)
async def test_the_words_of_a_country_decide_where_the_terminal_is(
    anna: Person, app: Application, story: str, first: str, place: str
) -> None:
    await tells(anna, story)
    assert first in anna.screen
    await anna.presses("✅ Всё верно, дальше")
    case = await only_case(app, anna)
    assert (case.place, case.problem) == (place, "terminal")


async def test_a_story_without_a_country_asks_it_and_keeps_the_story(
    anna: Person, app: Application
) -> None:
    await tells(anna, "терминал съел купюру")
    await anna.presses("✅ Всё верно, дальше")
    await anna.presses("Другая страна")
    await anna.presses("Узбекистан")
    case = await only_case(app, anna)
    assert (case.place, case.problem) == ("qiwi_uz", "terminal")
    assert case.answers["story"] == "терминал съел купюру"


@pytest.mark.parametrize(
    ("story", "button", "place", "firm"),
    [
        ("с юмани ушло 500", "ЮMoney", "other_wallet", "yoomoney"),
        ("на тинькофф перевод завис", "Т-Банк", "other_wallet", "tbank"),
        ("вебмани не выводит", "WebMoney", "unlicensed", "webmoney"),
    ],
)
async def test_a_firm_named_in_a_story_is_picked(
    anna: Person, app: Application, story: str, button: str, place: str, firm: str
) -> None:
    await tells(anna, story)
    if "Другой кошелёк" in anna.labels:
        await anna.presses("Это другое")
    else:
        assert anna.labels[0] == button
        await anna.presses(button)
    await anna.presses("Лишняя комиссия")
    case = await only_case(app, anna)
    assert (case.place, case.answers["firm"]) == (place, firm)


async def test_a_story_whose_firm_is_not_named_asks_for_it(anna: Person, app: Application) -> None:
    await tells(anna, "с кошелька ушло 500 рублей")
    await anna.presses("📞 Выбрать кошелёк или банк")
    await anna.presses("Сбер")
    case = await only_case(app, anna)
    assert (case.place, case.answers["firm"]) == ("other_wallet", "sber")
    assert case.answers["story"] == "с кошелька ушло 500 рублей"


async def tells(anna: Person, story: str) -> None:
    await anna.says("/new")
    await anna.presses("Рассказать одним сообщением")
    await anna.says(story)
