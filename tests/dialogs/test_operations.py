"""*Были ещё операции?*: further operations are typed, shown back, removed, and stand in letters."""

import pytest

from bot.app import Application
from bot.escalation.operations import MOST, OPERATIONS, further, total
from bot.escalation.questions import SKIPPED
from bot.escalation.values import Money
from tests.dialogs.journeys import does, newest_case, opens, reported, send, text_of
from tests.people import fill
from tests.telegram import Person

ASKED = "Были ещё операции?"
SECOND = "02.05 03:15 4 900 номер 778812 на карту 1234"
THIRD = "02.05 03:17 3 000,50"


FIRST = {
    "Как называется кошелёк": "ЮMoney",
    "Когда это случилось": "02.05.2026 03:10",
    "О какой сумме речь": "12 400",
    "Какой номер у операции": "778811",
    "Кому шли деньги": "карта незнакомого",
}


async def to_the_question(anna: Person) -> None:
    """The letter to the support, asked up to the question about further operations."""
    await anna.says("/new")
    await opens(anna, "Другой кошелёк или банк", "Списали без меня")
    await reported(anna)
    await anna.presses("✍️ Текст обращения")
    while ASKED not in anna.screen:
        if "✅ Верно" in anna.labels:
            await anna.presses("✅ Верно")
        else:
            await anna.says(next(said for asked, said in FIRST.items() if asked in anna.screen))


async def add(anna: Person, *lines: str) -> None:
    await anna.presses("Добавить ещё одну")
    await anna.says("\n".join(lines))


async def test_one_operation_is_one_tap_and_the_sentence_it_was(
    anna: Person, app: Application
) -> None:
    await to_the_question(anna)
    assert {"Нет, одна", "Добавить ещё одну"} <= set(anna.labels)
    await anna.presses("Нет, одна")
    assert "Нет, одна" not in anna.labels
    assert (await newest_case(app, anna)).answers[OPERATIONS] == SKIPPED
    await fill(anna)
    assert "списана сумма 12 400 руб." in text_of(anna)
    assert "Итого" not in anna.screen


async def test_what_was_typed_is_shown_back_and_stands_in_the_letter(
    anna: Person, app: Application
) -> None:
    await to_the_question(anna)
    await add(anna, SECOND)
    shown = text_of(anna)
    assert "Операций: 2. Всё верно?" in shown
    assert "1. 2 мая 2026 г., 03:10 – 12 400 ₽, № 778811" in shown
    assert "2. 2 мая 2026 г., 03:15 – 4 900 ₽, № 778812, карта •••• 1234" in shown
    assert "Итого: 17 300 ₽" in shown
    await anna.says(THIRD)  # the list takes one more without a button, too
    await anna.presses("✅ Верно")
    assert total((await newest_case(app, anna)).answers) == Money(2_030_050)
    await fill(anna)
    letter = text_of(anna)
    assert "списаны деньги, 3 операции:" in letter
    assert "3 | 02.05.2026 в 03:17 | 3 000 руб. 50 коп." in letter
    assert letter.count("20 300 руб. 50 коп.") == 2  # in all, and demanded


async def test_several_lines_in_one_message_are_several_operations(
    anna: Person, app: Application
) -> None:
    await to_the_question(anna)
    await anna.says(f"{SECOND}\n{THIRD}")
    assert "Операций: 3" in anna.screen
    assert len(further((await newest_case(app, anna)).answers).rows) == 2


async def test_a_wrong_operation_is_removed_once(anna: Person, app: Application) -> None:
    await to_the_question(anna)
    await add(anna, SECOND, THIRD)
    await anna.presses("🗑 Убрать 2")
    assert "Операций: 2" in anna.screen
    assert "778812" not in anna.screen
    await anna.presses("🗑 Убрать 2")
    assert ASKED in anna.screen
    assert (await newest_case(app, anna)).answers[OPERATIONS] == SKIPPED


async def test_a_double_tap_removes_one(anna: Person, app: Application) -> None:
    await to_the_question(anna)
    await add(anna, SECOND, THIRD, "02.05 100 руб")
    await anna.presses("🗑 Убрать 2", times=2)
    assert len(further((await newest_case(app, anna)).answers).rows) == 2


async def test_what_cannot_be_read_leaves_the_question_and_keeps_nothing(
    anna: Person, app: Application
) -> None:
    await to_the_question(anna)
    await add(anna, SECOND, "02.05 номер 778813")
    assert "Операция 2 из 2: не понял сумму" in text_of(anna)
    assert OPERATIONS not in (await newest_case(app, anna)).answers
    await anna.says("вчера сняли 4900 и потом ещё 3000")
    assert "с новой строки" in anna.screen
    await anna.says(SECOND)
    assert "Операций: 2" in anna.screen


async def test_another_currency_is_refused_with_a_word(anna: Person, app: Application) -> None:
    await to_the_question(anna)
    await add(anna, "02.05 10 000 тенге")
    assert "валюты разные" in anna.screen
    await anna.says(SECOND)
    assert "Операций: 2" in anna.screen
    await anna.presses("✅ Верно")
    await fill(anna)
    await anna.presses("Изменить ответы")
    await anna.presses("Сумма")
    await anna.says("10 000 тенге")
    assert "валюты разные" in anna.screen
    assert (await newest_case(app, anna)).answers["sum"] == Money(1_240_000)


async def test_a_case_holds_twenty(anna: Person, app: Application) -> None:
    await to_the_question(anna)
    await add(anna, *(f"02.05 {at}00 руб № {at}" for at in range(1, MOST)))
    assert f"Операций: {MOST}" in anna.screen
    await anna.says("02.05 100 руб № 777")
    assert f"помещается {MOST} операций" in anna.screen
    assert len(further((await newest_case(app, anna)).answers).rows) == MOST - 1


async def test_operations_are_changed_later_where_answers_are(anna: Person) -> None:
    await to_the_question(anna)
    await add(anna, SECOND)
    await anna.presses("✅ Верно")
    await fill(anna)
    await anna.presses("Изменить ответы")
    shown = text_of(anna)
    if "Другие операции" not in shown:
        await anna.presses("Следующие ›")
        shown = text_of(anna)
    assert "Другие операции: 2 мая 2026 г., 03:15, 4 900 ₽" in shown
    await anna.presses("Другие операции")
    assert "Операций: 2" in anna.screen
    await anna.presses("🗑 Убрать 2")
    await anna.presses("Нет, одна")
    assert "списана сумма 12 400 руб." in text_of(anna)


async def test_a_card_number_is_kept_by_its_last_digits(anna: Person, app: Application) -> None:
    await to_the_question(anna)
    await add(anna, "02.05 4 900 на карту 4276 3800 1234 5679")
    rows = further((await newest_case(app, anna)).answers).rows
    assert [row.receiver for row in rows] == ["карта •••• 5679"]


async def test_a_part_that_came_back_is_taken_off_the_whole(anna: Person, app: Application) -> None:
    await to_the_question(anna)
    await add(anna, SECOND)
    await anna.presses("✅ Верно")
    await fill(anna)
    await send(anna)
    await anna.presses("Что значит их ответ?")
    await anna.presses("Вернули часть")
    await anna.presses("Записать")
    await anna.presses("Сегодня")
    assert "Была сумма 17 300 ₽" in text_of(anna)
    await anna.says("12 400 тенге")
    assert "валюты разные" in anna.screen
    await anna.says("12 400")
    assert "Вернули 4 900 ₽, осталось 12 400 ₽" in text_of(anna)
    case = await newest_case(app, anna)
    assert case.answers["sum"] == Money(1_240_000)
    assert total(case.answers) == Money(1_240_000)
    await anna.presses("✅ Верно")
    await fill(anna)
    letter = text_of(anna)
    assert "Итого | 17 300 руб." in letter
    assert "Из этих денег возвращено 4 900 руб." in letter
    await anna.presses("Изменить ответы")
    await anna.presses("Другие операции")
    await anna.presses("🗑 Ничего не вернули")
    assert total((await newest_case(app, anna)).answers) == Money(1_730_000)


async def test_the_case_is_called_by_its_whole_sum_and_told_so_on_the_phone(anna: Person) -> None:
    await to_the_question(anna)
    await add(anna, SECOND)
    await does(anna, "card")
    assert "17 300 ₽" in text_of(anna)
    await anna.presses("📞 Что сказать по телефону")
    assert "сумма 17 300 ₽" in text_of(anna)


@pytest.mark.parametrize("problem", ["Платёж не дошёл", "Кошелёк заблокирован"])
async def test_nobody_else_is_asked(anna: Person, problem: str) -> None:
    await anna.says("/new")
    await opens(anna, "Другой кошелёк или банк", problem)
    if "✍️ Текст обращения" not in anna.labels:
        await anna.presses("Не помогло")
    await anna.presses("✍️ Текст обращения")
    assert OPERATIONS not in await fill(anna)


async def test_operations_are_erased_with_everything_else(anna: Person, app: Application) -> None:
    await to_the_question(anna)
    await add(anna, SECOND)
    await anna.says("/delete")
    await anna.presses("Да, стереть")
    assert await app.casework.list(anna.id) == []
