"""One's own words in a paper: shown before the first letter, kept, mended, written anew or out."""

import pytest

from bot.app import Application
from bot.content.content import Content
from bot.escalation.questions import SKIPPED
from bot.escalation.values import Money
from tests.conftest import MakePerson
from tests.dialogs.journeys import at_support, newest_case, opens, send, text_of, write
from tests.people import IS_READY, fill
from tests.telegram import Person

FACTS = "3 мая ушло 12 400 руб, операция 2605031530."
TOLD = f"Здравствуйте! {FACTS} Я продиктовала код из письма. Что мне делать?"


async def tells(anna: Person, told: str = TOLD) -> None:
    """Somebody robbed has told it in one message, and is asked what of it the letter says."""
    await anna.says("/new")
    await opens(anna, "Другой кошелёк или банк", "Списали без меня")
    await anna.presses("✅ Сообщено – записать номер")
    while "✍️ Текст обращения" not in anna.labels:
        await anna.presses("Пропустить" if "Пропустить" in anna.labels else "Номера не дали")
    await anna.presses("✍️ Текст обращения")
    await anna.presses("Рассказать одним сообщением")
    await anna.says(told)
    await anna.presses("Дальше ›")
    for _ in range(20):
        if "Ваш рассказ в письме" in anna.screen:
            return
        ways = ("Дальше ›", "Пропустить", "Нет, одна")
        await anna.presses(next(way for way in ways if way in anna.labels))
    raise AssertionError(anna.screen)


async def test_what_was_told_is_shown_with_what_would_hurt(anna: Person) -> None:
    await tells(anna)
    assert TOLD in text_of(anna)
    for heading in ("Обращение к человеку", "Вопрос.", "Этими словами могут объяснить отказ"):
        assert heading in anna.screen
    assert "Неправды не пишите" in anna.screen
    assert "операцию совершили не вы" in anna.screen


@pytest.mark.parametrize(
    ("way", "kept"),
    [
        ("Оставить", TOLD),
        ("✅ Оставить без отмеченного", FACTS),
        ("Убрать", SKIPPED),
    ],
)
async def test_it_stands_in_the_letter_as_was_chosen(
    anna: Person, app: Application, way: str, kept: str
) -> None:
    await tells(anna)
    await anna.presses(way)
    await fill(anna)
    assert (await newest_case(app, anna)).answers["own_words"] == kept
    assert ("продиктовала" in text_of(anna)) is (kept == TOLD)
    assert (FACTS in text_of(anna)) is bool(kept)
    assert (await newest_case(app, anna)).answers["story"] == TOLD  # facts are still read in it


@pytest.mark.parametrize("pressed", [True, False])
async def test_it_is_written_anew(anna: Person, app: Application, pressed: bool) -> None:
    await tells(anna)
    if pressed:
        await anna.presses("Переписать")
        assert "Что добавить своими словами?" in anna.screen
    await anna.says("О списании узнала из уведомления 3 мая.")
    await fill(anna)
    assert "О списании узнала из уведомления 3 мая." in text_of(anna)
    assert "продиктовала" not in anna.screen


async def test_what_has_no_flaw_is_kept_or_left_out(anna: Person) -> None:
    await tells(anna, FACTS)
    assert "✅ Оставить без отмеченного" not in anna.labels
    assert "стоит поправить" not in anna.screen
    assert {"Оставить", "Убрать"} <= set(anna.labels)


async def test_two_taps_keep_it_once_and_a_later_tap_overrules_nothing(
    anna: Person, app: Application
) -> None:
    await tells(anna)
    screen = anna.messages[-1]
    keep = next(one["callback_data"] for one in screen.buttons if one["text"] == "Оставить")
    await anna.presses("Убрать")
    await anna.presses_data(screen.id, keep)
    assert (await newest_case(app, anna)).answers["own_words"] == SKIPPED


async def test_nobody_who_told_nothing_is_asked_but_a_letter_takes_a_paragraph(
    anna: Person, app: Application
) -> None:
    await at_support(anna)
    assert "own_words" not in await write(anna)
    await anna.presses("Добавить от себя")
    await anna.says("Магазин закрылся 4 мая.")
    assert "Магазин закрылся 4 мая." in text_of(anna)
    await anna.presses("Убрать абзац от себя")
    assert "Магазин закрылся" not in anna.screen
    assert "✍️ Добавить от себя" in anna.labels
    assert (await newest_case(app, anna)).answers["own_words"] == SKIPPED


async def test_a_problem_of_no_kind_has_no_other_facts_and_asks(anna: Person) -> None:
    await anna.says("/new")
    await opens(anna, "Другой кошелёк или банк", "Другое", "Не помогло")
    assert "own_words" in await write(anna)


async def test_what_was_told_before_is_looked_at_in_a_stored_case(
    anna: Person, app: Application
) -> None:
    """Cases of the version before hold as "story" what was typed for a letter."""
    await at_support(anna)
    await write(anna)
    case = await newest_case(app, anna)
    act = (await app.turns.begin(anna.id, case.id)).case
    assert act is not None
    await app.database.run(
        lambda sqlite: sqlite.execute(
            "UPDATE cases SET answers = ? WHERE id = ?",
            (
                app.casework._cases._seal.close_answers(  # noqa: SLF001
                    {name: value for name, value in case.answers.items() if name != "full_name"}
                    | {"story": FACTS}
                ),
                case.id,
            ),
        )
    )
    await anna.presses("‹ К делу")
    await anna.presses("✍️ Текст обращения")
    assert "Ваш рассказ в письме" in anna.screen
    assert FACTS in text_of(anna)


# ---------------------------------------------------------------- an answer emptied, or none


async def asked_about(person: Person, heading: str) -> None:
    """The support's letter has come to this question; those before it were passed."""
    await at_support(person)
    await person.presses("✍️ Текст обращения")
    while heading not in person.screen:
        await person.presses("Пропустить")


async def test_any_answer_can_be_emptied(anna: Person, app: Application, content: Content) -> None:
    await at_support(anna)
    asked = await write(anna)
    for name in asked:
        if content.questions[name].choices:
            continue  # ticks are unticked
        await anna.presses("Изменить ответы")
        await anna.presses(content.words.label("questions", name))
        await anna.presses("Стереть ответ")
        assert (await newest_case(app, anna)).answers[name] == SKIPPED
        assert IS_READY.search(anna.screen)
    await anna.presses("Изменить ответы")
    await anna.presses(content.words.label("questions", "full_name"))
    assert "🗑 Стереть ответ" not in anna.labels


@pytest.mark.parametrize("typed", ["-", "—", "нет", "Нет.", "не знаю", "ХЗ", "...", "?"])
async def test_nothing_is_no_answer(anna: Person, app: Application, typed: str) -> None:
    await asked_about(anna, "Какой номер у операции")
    await anna.says(typed)
    assert "нажмите «Пропустить»" in anna.screen
    assert "operation" not in (await newest_case(app, anna)).answers
    await anna.says("555-01")
    assert (await newest_case(app, anna)).answers["operation"] == "555-01"


# ---------------------------------------------------------------- an edited message


async def test_an_edited_message_changes_the_answer_that_it_gave(
    anna: Person, app: Application
) -> None:
    await asked_about(anna, "Какой номер у операции")
    await anna.says("555-01")
    number = anna.own_messages[-1].id
    await anna.edits(number, "555-02")
    assert "Исправил ответ «Номер операции»: 555-02" in text_of(anna)
    assert (await newest_case(app, anna)).answers["operation"] == "555-02"
    await anna.says("Магазин на Ленина")  # what was asked meanwhile is still asked
    assert (await newest_case(app, anna)).answers["recipient"] == "Магазин на Ленина"


async def test_an_edit_that_cannot_be_read_leaves_the_answer(
    anna: Person, app: Application
) -> None:
    await asked_about(anna, "О какой сумме")
    await anna.says("12 400")
    kept = (await newest_case(app, anna)).answers["sum"]
    await anna.edits(anna.own_messages[-1].id, "много")
    assert "Исправил" not in anna.screen
    assert (await newest_case(app, anna)).answers["sum"] == kept


async def test_a_refused_answer_can_be_edited_until_it_is_read(
    anna: Person, app: Application
) -> None:
    await asked_about(anna, "О какой сумме")
    await anna.says("много")
    refused = anna.own_messages[-1].id
    await anna.edits(refused, "очень много")
    assert "sum" not in (await newest_case(app, anna)).answers
    await anna.edits(refused, "12 400")
    assert (await newest_case(app, anna)).answers["sum"] == Money(1_240_000)
    await anna.edits(refused, "12 500")  # it is the answer now, and is edited as any other
    assert (await newest_case(app, anna)).answers["sum"] == Money(1_250_000)


async def test_a_refused_message_answers_no_later_question(anna: Person, app: Application) -> None:
    await asked_about(anna, "О какой сумме")
    await anna.says("много")
    refused = anna.own_messages[-1].id
    await anna.says("12 400")
    before = (await newest_case(app, anna)).answers
    await anna.edits(refused, "99")
    assert (await newest_case(app, anna)).answers == before
    assert "не было ответом" in anna.screen


async def test_an_answer_edited_into_nonsense_answers_nothing_else(
    anna: Person, app: Application
) -> None:
    await asked_about(anna, "О какой сумме")
    await anna.says("12 400")
    summed = anna.own_messages[-1].id
    before = (await newest_case(app, anna)).answers
    await anna.edits(summed, "много")
    await anna.edits(summed, "12 500")
    assert (await newest_case(app, anna)).answers == {**before, "sum": Money(1_250_000)}


async def test_an_edit_changes_no_letter_that_has_gone(anna: Person, app: Application) -> None:
    await asked_about(anna, "Какой номер у операции")
    await anna.says("555-01")
    number = anna.own_messages[-1].id
    await fill(anna)
    await send(anna)
    await anna.edits(number, "555-02")
    assert "это письмо уже отправлено" in anna.screen
    assert (await newest_case(app, anna)).answers["operation"] == "555-01"


async def test_only_the_last_message_is_the_answer(anna: Person, app: Application) -> None:
    await asked_about(anna, "Когда это случилось")
    await anna.says("3 мая")
    first = anna.own_messages[-1].id
    await anna.presses("✏️ Исправить")
    await anna.says("4 мая")
    kept = (await newest_case(app, anna)).answers["happened"]
    await anna.edits(first, "5 мая")
    assert (await newest_case(app, anna)).answers["happened"] == kept
    assert "не было ответом" in anna.screen


async def test_nobody_edits_anothers_answer(
    anna: Person, person: MakePerson, app: Application
) -> None:
    boris = person(id=1002, first_name="Борис")
    for who in (anna, boris):
        await asked_about(who, "Когда это случилось")
        await who.says("3 мая")
    kept = (await newest_case(app, anna)).answers["happened"]
    await boris.edits(boris.own_messages[-1].id, "5 мая")
    assert (await newest_case(app, anna)).answers["happened"] == kept
    assert (await newest_case(app, boris)).answers["happened"] != kept


# ---------------------------------------------------------------- what the police are told


async def test_what_is_told_to_the_police_reaches_nobody_else(
    anna: Person, app: Application
) -> None:
    told = "С ЮMoney украли 9900 р, я назвала код из смс мошеннику."
    await anna.says("/new")
    await opens(anna, "Другой кошелёк или банк", "Списали без меня")
    await anna.presses("Полиция")
    await anna.presses("Перейти к этому шагу")
    await anna.presses("✍️ Текст обращения")
    await anna.presses("Рассказать")
    await anna.says(told)
    await _goes_on(anna, "Ваш рассказ")
    assert "Полиции говорят всё как было" in anna.screen
    assert "отказ" not in anna.screen, "nothing is held against it"
    await anna.presses("Оставить")
    await fill(anna)
    assert "назвала код" in text_of(anna)
    await anna.presses("‹ К делу")
    await anna.presses("🗺 Карта")
    await anna.presses("Поддержка")
    await anna.presses("Перейти к этому шагу")
    await anna.presses("✍️ Текст обращения")
    await _goes_on(anna, "Ваш рассказ")
    assert "объяснить отказ" in anna.screen
    await anna.presses("Убрать")
    await fill(anna)
    assert "код" not in text_of(anna).lower().replace("кодов", "")


async def _goes_on(person: Person, heading: str) -> None:
    """Pass what is asked before this screen."""
    ways = ("Пропустить", "Дальше ›", "Нет, одна", "✅ Верно")
    while heading not in person.screen:
        await person.presses(next(way for way in ways if way in person.labels))
