"""Questions, the name in the genitive, a second problem, and what one letter hands to the next."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from telegram_sandbox.clock import MovableClock

from bot.app import Application
from bot.checks import samples
from bot.content.content import Content
from bot.escalation.facts import may_be_primary
from tests.conftest import read_once
from tests.dialogs.journeys import (
    all_pages,
    at_support,
    looks_at,
    newest_case,
    replied,
    send,
    text_of,
    to_claim,
    verbs,
    write,
)
from tests.dialogs.test_fitting_papers import begins
from tests.people import IS_READY, TYPED, fill
from tests.telegram import Person, button_for


async def test_nothing_is_asked_twice_on_the_whole_way(anna: Person) -> None:
    asked = await to_claim(anna)
    everything = [question for letter in asked for question in letter]
    assert len(asked) == 5
    assert sorted(set(everything)) == sorted(everything)
    assert len(asked[0]) == 9  # one more than of a firm in the list
    assert asked[2] == []  # the Bank of Russia is told what the claim has told


FIRST = {"police", "police_abroad", "liquidator", "not_mine"}
"""Papers that many write before any other, wherever they stand on the way."""


@pytest.mark.parametrize("place", read_once().path.places)
def test_the_first_letter_asks_nine_questions_at_most(content: Content, place: str) -> None:
    for problem in content.path.places[place].problems:
        route = content.path.route(place, problem)
        letters = [step for step in route.steps if content.path.steps[step].draft]
        firms = [one.id for one in content.facts.firms.values() if one.place == place]
        for firm in ("", *firms[:1]):
            case = samples.opened(route, content, date(2026, 11, 27))
            case = replace(case, problem=problem, answers={"firm": firm} if firm else {})
            for step in {*letters[:1], *FIRST & {*route.steps, *route.also}}:
                asked = content.asked_for(case, step)
                assert len(asked) <= 9, (problem, step, asked)


async def test_what_waits_behind_the_button_is_asked_once_it_is_pressed(
    anna: Person, app: Application
) -> None:
    await begins(app, anna, "other_wallet", "unauthorised", "police")
    await fill(anna)
    assert "➕ Добавить подробности" in anna.labels
    await anna.presses("➕ Добавить подробности")
    assert "?" in anna.screen
    await fill(anna)
    assert "➕ Добавить подробности" not in anna.labels
    answers = (await newest_case(app, anna)).answers
    assert {"reported", "id_document", "attachments"} <= {*answers}


async def test_each_letter_names_the_ones_before_it(anna: Person) -> None:
    await to_claim(anna)
    await anna.presses("📎 .txt")
    name = next(name for name in anna.files if name.startswith("Исковое заявление"))
    claim = anna.files[name].decode().replace("\u00a0", " ")
    assert claim.count("№ А-17") >= 5
    for title in ("обращения в службу поддержки", "претензии", "жалобы в Банк России"):
        assert f"Копия {title} от" in claim
    assert (
        len(re.findall("Копия (?:ответа, полученного|решения от)", claim)) >= 3
    )  # those from one side on one day are one line


async def test_what_was_sent_needs_no_tick(anna: Person) -> None:
    await at_support(anna)
    await anna.presses("✍️ Текст обращения")
    while "Что сможете приложить" not in anna.screen:
        await anna.presses("Дальше ›" if "Дальше ›" in anna.labels else "Пропустить")
    assert "▫️ Прошлое обращение" in await all_pages(anna)
    await fill(anna)
    await send(anna)
    await replied(anna, "Молчат")
    await write(anna)
    await anna.presses("Изменить ответы")
    await anna.presses("Что приложите")
    offered = await all_pages(anna)
    assert "▫️ Чек" in offered
    assert not [text for text in offered if "Прошлое обращение" in text]
    assert "уже стоят в приложениях" in anna.screen


async def test_silence_is_no_enclosure_and_counts_the_days(
    anna: Person, clock: MovableClock
) -> None:
    await at_support(anna)
    await write(anna)
    await send(anna)
    clock.advance(timedelta(days=60))
    await anna.says("/start")
    await anna.presses("▶️")
    await replied(anna, "Молчат")
    await write(anna)
    letter = text_of(anna)
    assert "ответа нет, просрочка –" in letter
    assert "Копия ответа" not in letter


async def test_a_reply_that_says_wait_does_not_stop_the_days(
    anna: Person, app: Application, clock: MovableClock
) -> None:
    await at_support(anna)
    await write(anna)
    await send(anna)
    await anna.presses("Что значит их ответ?")
    await anna.presses("Идёт проверка")
    await replied(anna, "Записать и ждать дальше")
    clock.advance(timedelta(days=60))
    facts = app.casework.letter_facts(await newest_case(app, anna), "pretenziya")
    assert facts.earlier[0].interim
    assert facts.earlier[0].days_late > 20
    assert facts.counter == ("under_review",)


async def test_a_named_day_that_passed_is_a_broken_promise(
    anna: Person, clock: MovableClock
) -> None:
    await at_support(anna)
    await write(anna)
    await send(anna)
    await replied(anna, "Продлили срок")
    await anna.presses("До дня из уведомления")
    until = (clock() + timedelta(days=40)).strftime("%d.%m.%Y")
    await anna.says(until)
    await anna.presses("✅ Верно")
    clock.advance(timedelta(days=45))
    await anna.says("/start")
    await anna.presses("▶️")
    await replied(anna, "Молчат")
    await write(anna)
    assert f"Ответ обещали дать до {until}, обещание не выполнено." in text_of(anna)


async def test_the_name_in_the_genitive_is_confirmed_once(anna: Person, app: Application) -> None:
    await at_support(anna)
    await anna.presses("✍️ Текст обращения")
    while "Как вас зовут" not in anna.screen:
        await anna.presses("Дальше ›" if "Дальше ›" in anna.labels else "Пропустить")
    await anna.says(TYPED["full_name"])
    assert "«от Соколовой Анны Викторовны». Верно?" in anna.screen
    await anna.presses("✅ Верно")
    assert (await newest_case(app, anna)).answers["full_name_genitive"] == (
        "Соколовой Анны Викторовны"
    )
    await fill(anna)
    assert "от Соколовой Анны Викторовны" in text_of(anna)


@pytest.mark.parametrize("typed", ["Ивановой-Чен Марии Петровны", "от Ивановой-Чен Марии Петровны"])
@pytest.mark.parametrize("through", ["fix", "type"])
async def test_a_wrongly_declined_name_is_corrected(anna: Person, typed: str, through: str) -> None:
    await at_support(anna)
    await anna.presses("✍️ Текст обращения")
    while "Как вас зовут" not in anna.screen:
        await anna.presses("Дальше ›" if "Дальше ›" in anna.labels else "Пропустить")
    await anna.says("Иванова-Чен Мария Петровна")
    if through == "fix":
        await anna.presses("✏️ Исправить")
        assert "после слова «от»" in anna.screen
    await anna.says(typed)
    await fill(anna)
    assert "от Ивановой-Чен Марии Петровны\n" in text_of(anna)


async def test_a_doubtful_name_is_not_asked_about_but_can_be_given(anna: Person) -> None:
    await at_support(anna)
    asked = await write(anna, full_name="Ким Чен")
    assert "full_name_genitive" not in asked
    assert "Заявитель: Ким Чен" in text_of(anna)
    await anna.presses("Изменить ответы")
    await anna.presses("Имя после слова «от»")
    await anna.says("Ким Чена")
    assert "от Ким Чена" in text_of(anna)


async def test_another_name_is_declined_anew(anna: Person) -> None:
    await at_support(anna)
    await write(anna)
    await anna.presses("Изменить ответы")
    await anna.presses("Фамилия, имя, отчество")
    await anna.says("Петров Пётр Ильич")
    assert "«от Петрова Петра Ильича». Верно?" in anna.screen
    await anna.presses("✅ Верно")
    assert "от Петрова Петра Ильича" in text_of(anna)


async def test_a_letter_without_from_does_not_ask_for_the_genitive(
    anna: Person, app: Application
) -> None:
    await at_support(anna)
    await anna.presses("🗺 Карта")
    await anna.presses("Жалоба в Банк России")
    await anna.presses("Перейти к этому шагу")
    asked = await write(anna)
    assert asked
    assert "full_name_genitive" not in (await newest_case(app, anna)).answers
    assert "Имя после слова «от»" not in anna.labels


async def test_a_second_problem_gives_numbered_demands(anna: Person, app: Application) -> None:
    await at_support(anna)
    await write(anna)
    assert "комисси" not in text_of(anna)
    await anna.presses("Изменить ответы")
    await anna.presses("Добавить проблему")
    assert "▫️ Платёж не дошёл" not in anna.labels
    await anna.presses("▫️ Лишняя комиссия", times=2)
    assert (await newest_case(app, anna)).answers["also"] == ("fee",)
    await anna.presses("Дальше ›")
    assert "Какую комиссию с вас взяли?" in anna.screen
    await fill(anna)
    letter = text_of(anna)
    assert "о недошедшем платеже и об удержанной комиссии" in letter
    assert "4. Прислать тариф" in letter
    await anna.presses("Изменить ответы")
    assert "Ещё проблемы: комиссия" in anna.screen
    await anna.presses("Добавить проблему")
    await anna.presses("✅ Лишняя комиссия")
    await anna.presses("Дальше ›")
    assert "тариф" not in text_of(anna)
    assert "удержанной комиссии" not in text_of(anna)


@pytest.mark.parametrize(
    ("step", "post", "confirmed"),
    [("Жалоба в Банк России", "cbr_post", True), ("Роспотребнадзор", "rpn_post", False)],
)
async def test_the_address_stands_under_the_addressee_only_when_it_is_confirmed(
    anna: Person, content: Content, step: str, post: str, confirmed: bool
) -> None:
    await at_support(anna)
    await looks_at(anna, step)
    await anna.presses("Перейти к этому шагу")
    await write(anna)
    contact = content.contacts[post]
    assert may_be_primary(contact) is confirmed
    assert (contact.value in text_of(anna)) is confirmed


async def test_an_address_past_its_review_is_left_out(
    anna: Person, app: Application, clock: MovableClock
) -> None:
    await at_support(anna)
    case = await newest_case(app, anna)
    assert app.casework.letter_facts(case, "cbr").addressee
    clock.advance(timedelta(days=3000))
    assert not app.casework.letter_facts(case, "cbr").addressee


async def test_a_body_of_another_country_has_no_address_in_the_letter(
    anna: Person, content: Content
) -> None:
    """By the map that was opened before the person knew whose wallet it was: a wallet of
    Kazakhstan, and the Russian regulator's step."""
    for label in ("/new", "Не знаю", "Платёж не дошёл", "🗺 Карта", "Рядом"):
        await (anna.says(label) if label == "/new" else anna.presses(label))
    message, step = button_for("Жалоба в Роскомнадзор", anna.messages)
    before = [one for one in anna.messages if one.id < message.id][-1]
    await anna.presses_data(before.id, verbs(anna)["card"])
    await anna.presses("📍 Уточнить, чей кошелёк")
    await anna.presses("Кошелёк или банк за границей")
    await anna.presses("Казахстан")
    await anna.presses_data(message.id, step["callback_data"])
    await anna.presses("Перейти к этому шагу")
    await write(anna)
    assert "Роскомнадзор" in text_of(anna)
    assert content.contacts["rkn_post"].value not in text_of(anna)


async def test_what_was_replied_is_asked_only_once_somebody_has_replied(
    anna: Person, app: Application
) -> None:
    await at_support(anna)
    await write(anna)
    await send(anna)
    await replied(anna, "Молчат")
    await anna.presses("✍️ Текст обращения")
    assert "provider_reply" not in await fill(anna)
    await send(anna)
    await replied(anna, "Отказали")
    await anna.presses("✍️ Текст обращения")
    assert "Что вам ответили?" in anna.screen


async def test_only_questions_that_are_left_are_counted(anna: Person) -> None:
    await at_support(anna)
    asked = await write(anna)
    await send(anna)
    await replied(anna, "Отказали")
    await anna.presses("✍️ Текст обращения")
    counted = []
    while not IS_READY.search(anna.screen):
        counted.append(anna.screen.partition("\n")[0])
        ways = ("Пропустить", "Дальше ›")
        await anna.presses(next(way for way in ways if way in anna.labels))
    assert len(counted) < len(asked) + 3, "what the first letter was told is not asked again"
    total = len(counted)
    assert counted == [
        *(f"Осталось вопросов: {left}" for left in range(total, 1, -1)),
        "Последний вопрос",
    ]
