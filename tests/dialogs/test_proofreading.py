"""The letter looked over: what is found, mended in one tap, asked anew, or let be."""

import pytest

from bot.app import Application
from tests.dialogs.journeys import at_support, looks_at, newest_case, replied, send, text_of, write
from tests.people import IS_READY, fill
from tests.telegram import Person

CLEAN = "Деньги списали, магазин их не получил."
BAD = {
    "caps": ("Верните мои деньги НЕМЕДЛЕННО И БЕЗ РАЗГОВОРОВ.", "Убрать ЗАГЛАВНЫЕ", "НЕМЕДЛЕННО"),
    "insult": ("Деньги списали. Вы идиоты! Верните их.", "Убрать резкое слово", "идиоты"),
    "profanity": ("Деньги списали, блядь, и молчат.", "Убрать грубое слово", "блядь"),
    "threat": ("Деньги списали. Я взорву ваш офис. Верните их.", "Убрать угрозу", "взорву"),
    "passport": ("Мой паспорт 4500 765432, деньги списали.", "Закрыть паспорт", "765432"),
}


async def at_letter(anna: Person, story: str) -> None:
    await at_support(anna)
    await write(anna, own_words=story)


async def test_a_clean_letter_has_nothing_to_look_at(anna: Person) -> None:
    await at_letter(anna, CLEAN)
    assert not [label for label in anna.labels if "Проверить" in label]


@pytest.mark.parametrize("slug", BAD)
async def test_a_flaw_is_explained_and_mended_in_one_tap(anna: Person, slug: str) -> None:
    story, mend, bad = BAD[slug]
    await at_letter(anna, story)
    await anna.presses("Проверить перед отправкой: 1")
    assert "Перед отправкой посмотрите" in anna.screen
    await anna.presses(mend)
    assert IS_READY.search(anna.screen)
    assert bad not in anna.screen
    assert "еньги" in anna.screen
    assert not [label for label in anna.labels if "Проверить" in label]


async def test_what_is_let_be_stays_word_for_word(anna: Person, app: Application) -> None:
    story = BAD["insult"][0]
    await at_letter(anna, story)
    await anna.presses("Проверить")
    await anna.presses("Оставить как есть")
    assert story in text_of(anna)
    assert (await newest_case(app, anna)).answers["own_words"] == story


async def test_a_double_tap_mends_once(anna: Person, app: Application) -> None:
    await at_letter(anna, BAD["caps"][0])
    await anna.presses("Проверить")
    await anna.presses("Убрать ЗАГЛАВНЫЕ", times=2)
    assert (await newest_case(app, anna)).answers["own_words"] == (
        "Верните мои деньги немедленно и без разговоров."
    )


async def test_several_flaws_are_mended_one_after_another(anna: Person) -> None:
    await at_letter(anna, "ВЕРНИТЕ МОИ ДЕНЬГИ ОБРАТНО. Вы идиоты!")
    await anna.presses("Проверить перед отправкой: 2")
    await anna.presses("Убрать ЗАГЛАВНЫЕ")
    assert "Резкое слово" in anna.screen
    assert "заглавных" not in anna.screen
    await anna.presses("Убрать резкое слово")
    assert IS_READY.search(anna.screen)
    assert "Верните мои деньги обратно." in text_of(anna)


async def test_what_one_tap_cannot_mend_opens_its_question_and_comes_back(anna: Person) -> None:
    await at_support(anna)
    await anna.presses("✍️ Текст обращения")
    while "Какой номер у операции" not in anna.screen:
        await anna.presses("Пропустить")
    await anna.presses("Пропустить")
    await fill(anna)
    await anna.presses("Проверить перед отправкой: 3")
    for mend, heading, answer in (
        ("Добавить дату", "Когда это случилось", "3 мая"),
        ("Добавить сумму", "О какой сумме", "12 400"),
        ("Добавить номер операции", "Какой номер у операции", "555"),
    ):
        if "Перед отправкой" not in anna.screen:
            await anna.presses("Проверить")
        await anna.presses(mend)
        assert heading in anna.screen
        await anna.says(answer)
        await fill(anna)
        assert IS_READY.search(anna.screen)
    assert not [label for label in anna.labels if "Проверить" in label]


async def test_the_right_answer_is_mended(anna: Person, app: Application) -> None:
    await at_letter(anna, CLEAN)
    await send(anna)
    await replied(anna, "Отказали")
    await write(
        anna,
        provider_reply="Отвечают: ИДИТЕ КУДА ХОТИТЕ И НЕ ПИШИТЕ.",
        new_facts="Нашёлся чек. Вы идиоты!",
    )
    await anna.presses("Проверить перед отправкой: 2")
    assert "в ответе «Что вам ответили»" in anna.screen
    assert "в ответе «Что нового»" in anna.screen
    await anna.presses("Убрать резкое слово")
    await anna.presses("Убрать ЗАГЛАВНЫЕ")
    answers = (await newest_case(app, anna)).answers
    assert answers["own_words"] == CLEAN
    assert answers["provider_reply"] == "Отвечают: идите куда хотите и не пишите."
    assert answers["new_facts"] == "Нашёлся чек."


async def test_what_is_not_in_the_letter_is_not_judged(anna: Person) -> None:
    await at_letter(anna, BAD["caps"][0])
    await anna.presses("‹ К делу")
    await looks_at(anna, "Соцсети")
    await anna.presses("Перейти к этому шагу")
    await write(anna)
    assert not [label for label in anna.labels if "Проверить" in label]


async def test_at_a_door_the_findings_are_that_doors_and_lead_back_to_it(anna: Person) -> None:
    await at_letter(anna, BAD["insult"][0])
    await anna.presses("Как отправить")
    await anna.presses("Чат поддержки")
    await anna.presses("Проверить")
    assert anna.screen.startswith("Чат поддержки: перед отправкой посмотрите")
    await anna.presses("Оставить как есть")
    assert "Как отправить: чат поддержки" in anna.screen
    await anna.presses("Проверить")
    await anna.presses("Убрать резкое слово")
    assert "идиоты" not in anna.screen


async def test_an_operation_after_the_first_letter_is_a_contradiction(anna: Person) -> None:
    await at_letter(anna, CLEAN)
    await anna.presses("📮 Отправлено")
    await anna.presses("Другой день")
    await anna.says("02.05.2026")
    await anna.presses("✅ Верно")
    await anna.says("А-17")
    await anna.presses("Не знаю")
    await replied(anna, "Молчат")
    await write(anna)
    await anna.presses("Проверить")
    assert "Даты спорят" in anna.screen
    await anna.presses("Проверить дату")
    assert "Когда это случилось" in anna.screen
