"""*Рассказать одним сообщением*: what was read, each reading confirmed, only the rest asked."""

import pytest

from bot.app import Application
from bot.escalation.values import Money
from tests.dialogs.journeys import at_support, newest_case, text_of
from tests.people import confirms, fill, picks
from tests.telegram import Person

TOLD = (
    "3 мая в 15:30 отправила 12 400 руб с кошелька ЮМани, операция 2605031530, деньги не дошли, "
    "мой телефон +7 916 555-12-34"
)
TWO_SUMS = "3 мая отправила 12 400 руб и ещё взяли комиссию 500 рублей, деньги не дошли."


async def tells(anna: Person, story: str) -> None:
    """The story is told inside a case."""
    await at_support(anna)
    await anna.presses("✍️ Текст обращения")
    await anna.presses("Рассказать одним сообщением")
    await anna.says(story)


def ticked(anna: Person) -> list[str]:
    return [text.replace("\u00a0", " ") for text in anna.labels if text.startswith("✅")]


async def test_one_green_button_goes_on_with_what_was_understood(
    anna: Person, app: Application
) -> None:
    await anna.says("/start")
    await anna.presses("Рассказать одним сообщением")
    await anna.says(TOLD)
    assert "Похоже на «Платёж не дошёл»" in anna.screen
    for understood in ("ЮMoney", "3 мая", "12 400 ₽", "2605031530", "+7 916 555-12-34"):
        assert understood in text_of(anna)
    await anna.presses("✅ Всё верно, дальше")
    case = await newest_case(app, anna)
    assert (case.place, case.problem) == ("other_wallet", "not_delivered")
    assert case.answers["firm"] == "yoomoney"
    assert case.answers["sum"] == Money(1_240_000)
    assert "Первые проверки" in anna.screen  # the case begins where every case begins
    await anna.presses("Не помогло")
    await anna.presses("✍️ Текст обращения")
    asked = await fill(anna)
    assert not {"happened", "sum", "operation", "phone"} & set(asked)


async def test_a_wrong_place_and_problem_are_corrected_by_choosing_others(
    anna: Person, app: Application
) -> None:
    await anna.says("/new")
    await anna.presses("Рассказать одним сообщением")
    await anna.says(TOLD)
    await anna.presses("Другой кошелёк")
    assert "Терминал взял деньги" not in anna.labels  # no payment fails to arrive there
    await picks(anna, "Магазин не вернул деньги")
    case = await newest_case(app, anna)
    assert (case.place, case.problem) == ("shop", "not_delivered")


async def test_a_rejected_guess_is_not_offered_again(anna: Person, app: Application) -> None:
    await anna.says(TWO_SUMS)
    assert "Похоже на «Лишняя комиссия»" in anna.screen
    await anna.presses("Это другое")
    assert "Лишняя комиссия" not in anna.labels
    await anna.presses("Платёж не дошёл")
    case = await newest_case(app, anna)
    assert case.problem == "not_delivered"
    assert not [text for text in anna.labels if "Ещё проблема: Лишняя комиссия" in text]


async def test_nothing_enters_the_letter_without_a_tap(anna: Person, app: Application) -> None:
    await tells(anna, TOLD)
    assert ticked(anna) == ["✅ Всё верно"]
    await anna.presses("Дальше ›")
    asked = await fill(anna)
    assert "sum" in asked
    assert "operation" in asked


async def test_only_what_is_missing_is_asked(anna: Person) -> None:
    await tells(anna, TOLD)
    await anna.presses("✅ Всё верно")
    assert [text.partition(":")[0] for text in ticked(anna)] == [
        "✅ Когда это случилось",
        "✅ Сумма",
        "✅ Номер операции",
        "✅ Телефон",
    ]
    await anna.presses("Дальше ›")
    asked = await fill(anna)
    assert not {"happened", "sum", "operation", "phone", "own_words"} & set(asked)
    assert "full_name" in asked
    letter = text_of(anna)
    for word in ("3 мая", "15:30", "12 400 руб.", "2605031530", "+7 916 555-12-34"):
        assert word in letter


async def test_several_readings_are_alternatives(anna: Person, app: Application) -> None:
    await tells(anna, TWO_SUMS)
    await anna.presses("✅ Всё верно")
    assert "Выберите одно: в рассказе несколько вариантов – сумма." in anna.screen
    assert "sum" not in (await newest_case(app, anna)).answers
    await anna.presses("Сумма: 12\u00a0400")
    assert (await newest_case(app, anna)).answers["sum"] == Money(1_240_000)
    assert "Выберите одно" not in anna.screen
    await anna.presses("Сумма: 500")
    assert (await newest_case(app, anna)).answers["sum"] == Money(50_000)
    assert [text for text in ticked(anna) if "Сумма" in text] == ["✅ Сумма: 500 ₽"]
    await anna.presses("✅ Сумма: 500")
    assert "sum" not in (await newest_case(app, anna)).answers


async def test_a_pencil_corrects_a_reading_right_there(anna: Person, app: Application) -> None:
    await tells(anna, TOLD)
    await anna.presses("✏️ Сумма")
    assert "О какой сумме речь?" in anna.screen
    await anna.says("сто тысяч миллионов")
    assert "О какой" not in anna.screen  # said how to write it; the question stays
    await anna.says("12,9 тыс")
    await anna.presses("✏️ Исправить")
    await anna.says("13 000")
    await confirms(anna)
    assert "Вот что я понял" in anna.screen
    assert "Записал с ваших слов:\n– Сумма: 13 000 ₽" in text_of(anna)
    await anna.presses("✅ Всё верно")
    case = await newest_case(app, anna)
    assert case.answers["sum"] == Money(1_300_000)  # the story does not overrule the hand
    assert case.answers["operation"] == "2605031530"


async def test_a_pencil_can_be_put_down_again(anna: Person, app: Application) -> None:
    await tells(anna, TOLD)
    await anna.presses("✏️ Телефон")
    await anna.presses("‹ К тому, что нашёл")
    assert "Вот что я понял" in anna.screen
    await anna.says("100")
    assert "phone" not in (await newest_case(app, anna)).answers


async def test_a_field_without_an_echo_comes_back_at_once(anna: Person) -> None:
    await tells(anna, TOLD)
    await anna.presses("✏️ Номер операции")
    await anna.says("777-1")
    assert "Вот что я понял" in anna.screen
    assert "– Номер операции: 777-1" in anna.screen


async def test_a_further_problem_of_the_story_is_offered(anna: Person, app: Application) -> None:
    await tells(anna, TWO_SUMS)
    assert "▫️ Ещё проблема: Лишняя комиссия" in anna.labels
    await anna.presses("Ещё проблема: Лишняя комиссия")
    assert (await newest_case(app, anna)).answers["also"] == ("fee",)
    await anna.presses("Ещё проблема: Лишняя комиссия")
    assert (await newest_case(app, anna)).answers["also"] == ()


async def test_an_unknown_place_is_told_by_the_story(anna: Person, app: Application) -> None:
    await at_support(anna, place="Не знаю")
    await anna.presses("✍️ Текст обращения")
    await anna.presses("Рассказать одним сообщением")
    await anna.says(TOLD)
    assert not [text for text in anna.labels if text.startswith("▫️ Чей кошелёк")]
    await anna.presses("Кошелёк или банк: ЮMoney")
    case = await newest_case(app, anna)
    assert (case.place, case.answers["firm"]) == ("other_wallet", "yoomoney")
    assert not [text for text in anna.labels if text.startswith("▫️ Кошелёк или банк")]


async def test_a_story_with_nothing_in_it_leads_to_the_questions(anna: Person) -> None:
    await tells(anna, "Всё так сложно.")
    assert "Рассказ записал" in anna.screen
    assert "✅ Всё верно" not in anna.labels
    await anna.presses("Дальше ›")
    assert "Как называется кошелёк" in anna.screen


async def test_a_story_can_be_told_anew(anna: Person, app: Application) -> None:
    await tells(anna, "Все пропало.")
    await anna.presses("Рассказать заново")
    await anna.says(TOLD)
    assert (await newest_case(app, anna)).answers["story"] == TOLD
    assert "▫️ Сумма: 12\u00a0400\u00a0₽" in anna.labels


@pytest.mark.parametrize(
    ("secret", "hidden"), [("карта 4276 3800 1234 5679", "3800"), ("код из смс 4821", "4821")]
)
async def test_secrets_of_a_story_are_kept_nowhere(
    anna: Person, app: Application, secret: str, hidden: str
) -> None:
    await tells(anna, f"{TOLD}, {secret}")
    kept = str((await newest_case(app, anna)).answers["story"])
    assert hidden not in kept
    assert "не дошли" in kept


async def test_whoever_was_deceived_is_led_to_their_own_bank_not_to_the_fake_shop(
    anna: Person, app: Application
) -> None:
    await anna.says("/start")
    await anna.presses("Рассказать одним сообщением")
    await anna.says(
        "нашла в интернете магазин, попросили перевести предоплату 5000 на карту, перевела сама, "
        "а это оказались мошенники, обманули"
    )
    await anna.presses("📞 Выбрать")
    assert "ЮMoney" in anna.labels  # whose bank it was
    assert "Магазин не вернул деньги" not in anna.labels
