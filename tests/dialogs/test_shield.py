"""*Проверить контакт*, pasting anywhere, and *Контакт не отвечает*."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.app import Application
from bot.checks import recheck
from bot.checks.recheck import list_facts
from bot.settings import Settings
from bot.storage.reports import report_counts
from tests.conftest import read_once
from tests.dialogs.journeys import at_support, newest_case, state_of
from tests.telegram import Person

GREEN = "✅ Это проверенный контакт"
STOP = "🛑 Стоп"
FORGERY = "🛑 Осторожно, похоже на подделку"
NOT_SURE = "❔ Знаем этот контакт, но ручаться не можем"
UNKNOWN = "❔ Не знаем"
UNCLEAR = "Не понял. Попробуем так"

SENT = {
    read_once().contacts["cbr_phone"].value: GREEN,
    "https://asv.org.ru/banks": GREEN,
    "https://qiwi-help.ru/vyplata": FORGERY,
    "пишите @qiwi_support": FORGERY,
    "support@qiwi.com": NOT_SURE,
    "qiwi.com": NOT_SURE,
    "8 916 123-45-67": UNKNOWN,
    "someone@example.org": UNKNOWN,
    "Оплатите комиссию за вывод, и деньги придут": STOP,
    "Мы восстановим ваш кошелёк": STOP,
}


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "bot.sqlite3"


@pytest.fixture
def settings(settings: Settings, database: Path) -> Settings:
    """A file, to be looked into from outside."""
    return settings.model_copy(update={"database": database})


@pytest.mark.parametrize(("text", "verdict"), SENT.items())
async def test_what_is_sent_to_be_checked_gets_its_verdict(
    anna: Person, text: str, verdict: str
) -> None:
    await anna.says("/start")
    await anna.presses("Проверить контакт")
    await anna.says(text)

    assert anna.screen.startswith(verdict)
    assert "🔎 Проверить ещё" in anna.labels
    assert "🏠 В начало" in anna.labels


@pytest.mark.exhaustive
@pytest.mark.parametrize(("text", "verdict"), SENT.items())
async def test_the_same_comes_of_pasting_it_anywhere(anna: Person, text: str, verdict: str) -> None:
    await anna.says("/start")
    await anna.says(text)

    assert anna.screen.startswith(verdict)


async def test_a_red_stop_leads_to_what_to_do_now(anna: Person) -> None:
    await anna.says("Назовите код из СМС, это служба безопасности")
    await anna.presses("🚨 Уже взяли деньги или код")

    assert "Сначала остановите деньги" in anna.screen


async def test_a_forgery_leads_to_a_contact_that_is_verified(anna: Person) -> None:
    await anna.says("cbr-vyplata.ru")
    await anna.presses("Проверенный контакт")
    assert "cbr.ru/reception" in anna.screen

    await anna.says("qiwi-vyplata.ru")
    await anna.presses("Проверенный контакт")
    assert "asv.org.ru" in anna.screen


@pytest.mark.parametrize(
    "text",
    [
        "Как вывести деньги и какая комиссия за вывод?",
        "Можно ли восстановить кошелёк киви",
        "хочу вывод средств, с меня взяли налог на выплату",
        "как разблокировать qiwi",
        "Привет",
    ],
)
async def test_an_honest_question_is_not_shouted_at(anna: Person, text: str) -> None:
    await anna.says(text)

    assert not anna.screen.startswith("🛑")


@pytest.mark.parametrize(
    "text",
    [
        "Мне пишут, что нужна комиссия за вывод. Это правда?",
        "Звонят из банка и просят назвать код из СМС: назовите код",
        "Предлагают: вернём деньги за киви, предоплата 10 процентов",
        "Скачайте AnyDesk, мы поможем",
    ],
)
async def test_a_report_of_an_offer_is_answered_like_the_offer(anna: Person, text: str) -> None:
    await anna.says(text)

    assert anna.screen.startswith(STOP)


async def test_a_number_in_a_long_story_does_not_make_it_a_paste(anna: Person) -> None:
    story = (
        "Добрый день. Третьего мая я пополнил телефон сестры на пятьсот рублей через кошелёк, "
        "номер 8 916 123-45-67, статус стоит успешно, а деньги так и не пришли до сих пор."
    )
    await anna.says(story)
    assert anna.screen.startswith("Похоже на «Платёж не дошёл»")

    await anna.says(f"{story} Вот ссылка: qiwi-help.ru")
    assert anna.screen.startswith(FORGERY)


async def test_nothing_to_check_asks_again(anna: Person) -> None:
    await anna.says("/start")
    await anna.presses("Проверить контакт")
    await anna.says("Как дела?")
    assert "не вижу здесь ни ссылки" in anna.screen

    await anna.says("cbr.ru")
    assert anna.screen.startswith(GREEN)
    await anna.says("Как дела?")
    assert anna.screen.startswith(UNCLEAR)


async def test_the_page_on_safety_leads_to_the_shield(anna: Person) -> None:
    await anna.says("/safety")
    await anna.presses("Проверить контакт")

    assert "Пришлите то, что вам дали" in anna.screen


async def test_while_a_form_asks_its_answer_is_not_judged(anna: Person) -> None:
    await anna.says("/new")
    await anna.presses("Магазин не вернул деньги")
    await anna.presses("Не вернули деньги")
    await anna.presses("Текст")
    while "Осталось вопросов" not in anna.screen:
        await anna.presses("вопрос")
    before = anna.screen
    await anna.says("shop-qiwi.ru 12 400")

    assert not anna.screen.startswith((FORGERY, UNKNOWN))
    assert anna.screen != before


async def test_a_text_that_came_before_the_question_is_not_judged_either(
    anna: Person, app: Application
) -> None:
    await anna.says("/new")
    await anna.presses("Магазин не вернул деньги")
    await anna.presses("Не вернули деньги")
    await anna.presses("Текст")
    context = app.dispatcher.fsm.get_context(anna.bot, chat_id=anna.id, user_id=anna.id)
    await context.update_data(shown=10**9)
    await anna.says("qiwi-help.ru")

    assert not anna.screen.startswith(FORGERY)


async def test_nothing_that_was_checked_is_stored(anna: Person, database: Path) -> None:
    await anna.says("/start")
    await anna.presses("Проверить контакт")
    await anna.says("секретная-ссылка.рф/qiwi")
    await anna.says("другая-ссылка.рф")

    with closing(sqlite3.connect(database)) as connection:
        for table in ("people", "cases", "events", "expected", "contact_reports"):
            assert connection.execute(f"SELECT * FROM {table}").fetchall() == []


SCAM = "Помогу вернуть с QIWI. Комиссия 10%, предоплата 1800, пишите @vozvrat_kivi или +79005556677"


async def test_what_is_warned_of_can_be_kept_for_the_police(anna: Person, app: Application) -> None:
    await at_support(anna)
    await anna.says(SCAM)
    assert anna.screen.startswith(STOP)
    assert "«Помогу вернуть с QIWI»" in anna.screen
    await anna.presses("Сохранить для полиции")
    case = await newest_case(app, anna)
    assert case.answers["contact_trace"] == "@vozvrat_kivi, +79005556677"
    await anna.says(f"{SCAM} и на qiwi-help.ru")
    await anna.presses("Сохранить для полиции")
    kept = (await newest_case(app, anna)).answers["contact_trace"]
    assert str(kept).startswith("@vozvrat_kivi, +79005556677, ")
    assert "qiwi-help.ru" in str(kept)


async def test_a_message_without_a_contact_is_kept_by_its_words(
    anna: Person, app: Application
) -> None:
    await at_support(anna)
    await anna.says("Срочно переведите деньги на безопасный счёт, иначе их спишут мошенники")
    assert anna.screen.startswith(STOP)
    await anna.presses("Сохранить для полиции")
    kept = str((await newest_case(app, anna)).answers["contact_trace"])
    assert kept.startswith("сообщение «Срочно переведите деньги на безопасный счёт")
    assert kept.endswith("»")


async def test_a_long_message_is_kept_as_far_as_the_answer_holds(
    anna: Person, app: Application
) -> None:
    await at_support(anna)
    await anna.says("Срочно переведите деньги на безопасный счёт. " + "Слушайте нас. " * 60)
    await anna.presses("Сохранить для полиции")
    kept = str((await newest_case(app, anna)).answers["contact_trace"])
    assert len(kept) <= 300
    assert kept.endswith("…»")


async def test_it_opens_a_case_where_there_is_none(anna: Person, app: Application) -> None:
    await anna.says(SCAM)
    await anna.presses("Сохранить для полиции")
    await anna.presses("Другой кошелёк или банк")
    await anna.presses("ЮMoney")
    case = await newest_case(app, anna)
    assert case.problem == "deceived"
    assert case.answers["contact_trace"] == "@vozvrat_kivi, +79005556677"


async def test_what_nobody_kept_is_forgotten_with_the_next_screen(
    anna: Person, app: Application
) -> None:
    await anna.says(SCAM)
    await anna.presses("🏠 В начало")
    assert await state_of(app, anna) == (None, {})


async def test_the_own_masked_card_is_no_unknown_contact(anna: Person) -> None:
    await anna.says("/start")
    await anna.presses("Проверить контакт")
    await anna.says("4276 3800 1234 5679")
    assert anna.screen.startswith("🔒")
    await anna.says("4276 3800 1234 5670")  # no card's number, and no phone either
    assert not anna.screen.startswith("❔ Не знаем\n\nЭтого номера")


async def test_a_message_is_judged_by_its_words_whatever_the_contact(anna: Person) -> None:
    good = read_once().contacts["cbr_phone"].value
    await anna.says(f"Оплатите комиссию за вывод и звоните {good}")
    assert anna.screen.startswith(STOP)


@pytest.mark.parametrize(
    "text",
    [
        "Ваш счёт взломали! Срочно переведите деньги на безопасный счёт",
        "Мошенники сняли деньги с вашего счёта, назовите код для отмены операции",
        "С вашей карты украли 15000, установите AnyDesk",
    ],
)
async def test_a_loss_told_to_the_reader_is_somebody_elses_message(anna: Person, text: str) -> None:
    await anna.says(text)
    assert anna.screen.startswith(STOP)


@pytest.mark.parametrize(
    "text",
    [
        "мне звонили, говорили переведите на безопасный счёт, я перевела 90 тысяч, обманули",
        "у меня украли деньги, звонили из банка: «назовите код из смс», я назвала",
    ],
)
async def test_whoever_has_lost_money_needs_the_actions_not_the_verdict(
    anna: Person, text: str
) -> None:
    await anna.says(text)
    assert anna.screen.startswith("Слышу вас. Остановите деньги")


async def test_unknown_never_reassures(anna: Person) -> None:
    await anna.says("someone@example.org")
    for said in ("не платите и кодов не называйте", "Обман, если", "найдите номер сами"):
        assert said in anna.screen
    assert "не значит, что там обман" not in anna.screen


async def test_a_contact_that_does_not_answer_is_counted(anna: Person, database: Path) -> None:
    await anna.says("/contacts")
    await anna.presses("Банк России")
    await anna.presses("Телефон Банка России")
    await anna.presses("Контакт не отвечает")
    assert "Спасибо" in anna.alert
    await anna.presses("Контакт не отвечает")
    await anna.presses("Назад")
    await anna.presses("Интернет-приёмная")
    await anna.presses("Контакт не отвечает")

    assert report_counts(database) == {"cbr_phone": 2, "cbr_reception": 1}


async def test_the_count_knows_no_person(anna: Person, database: Path) -> None:
    await anna.says("/contacts")
    await anna.presses("Суд")
    await anna.presses("Документы в суд")
    await anna.presses("Контакт не отвечает")

    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT * FROM contact_reports").fetchall()
        people = connection.execute("SELECT * FROM people").fetchall()
    assert rows == [("court_site", 1)]
    assert people == []


@pytest.mark.exhaustive
async def test_what_is_said_not_to_answer_is_in_the_list_of_facts_to_check_again(
    anna: Person,
    database: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recheck, "load_content", read_once)
    list_facts(database)
    assert "cbr_phone:" not in capsys.readouterr().out  # sure and confirmed: not to be checked yet

    await anna.says("/contacts")
    await anna.presses("Банк России")
    await anna.presses("Телефон Банка России")
    await anna.presses("Контакт не отвечает")
    list_facts(database)

    lines = capsys.readouterr().out.splitlines()
    assert any("cbr_phone:" in line and "said not to answer: 1" in line for line in lines)
