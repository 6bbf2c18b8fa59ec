"""*Сообщить сегодня*: when, how and under which number it was done is a fact of later letters."""

from datetime import timedelta

import pytest

from bot.app import Application
from bot.escalation.act import Act
from bot.escalation.values import Moment
from tests.dialogs.journeys import newest_case, opens, text_of, write
from tests.dialogs.test_routes import CONTENT, stands_on
from tests.telegram import Person


async def robbed(person: Person, problem: str = "unauthorised") -> None:
    await person.says("/new")
    await opens(person, "Другой кошелёк или банк", CONTENT.words.label("problems", problem))


async def test_what_was_reported_is_asked_and_stands_in_the_next_letter(
    app: Application, anna: Person
) -> None:
    await robbed(anna)
    await anna.presses("✅ Сообщено – записать номер")
    assert "Когда вы сообщили?" in anna.screen
    await anna.says("сегодня в 00:01")
    await anna.presses("✅ Верно")
    assert "Как вы сообщили?" in anna.screen
    await anna.presses("По телефону")
    assert "Какой номер у обращения?" in anna.screen
    await anna.says("88-1234567")
    case = await newest_case(app, anna)
    assert case.step == "support"
    assert anna.screen.startswith("Записал: сообщено")
    assert "88-1234567" in anna.screen
    await anna.presses("‹ К делу")

    asked = await write(anna)
    today = app.casework.today()
    assert not {"reported", "report_way", "report_no"} & set(asked)
    text = text_of(anna).replace("\u00a0", " ")
    assert f"сообщено вам {today:%d.%m.%Y} в 00:01 по телефону, обращение № 88-1234567." in text
    assert "Это письмо подтверждает то сообщение" in text
    assert "Прошу считать" not in text


async def test_yesterday_is_one_tap_and_no_number_is_fine(app: Application, anna: Person) -> None:
    await robbed(anna)
    await anna.presses("✅ Сообщено – записать номер")
    await anna.presses("Вчера")
    await anna.presses("В чате приложения")
    await anna.presses("Номера не дали")
    await anna.presses("‹ К делу")

    case = await newest_case(app, anna)
    yesterday = app.casework.today() - timedelta(days=1)
    assert case.answers["reported"] == Moment(yesterday)
    await write(anna)
    text = text_of(anna).replace("\u00a0", " ")
    assert f"сообщено вам {yesterday:%d.%m.%Y} в чате приложения. Это письмо" in text


async def test_whoever_has_not_reported_is_asked_once_and_the_letter_is_the_report(
    app: Application, anna: Person
) -> None:
    await robbed(anna)
    await anna.presses("✅ Сообщено – записать номер")
    await anna.presses("Пропустить")

    assert (await newest_case(app, anna)).step == "support"
    asked = await write(anna)
    assert not {"reported", "report_way", "report_no"} & set(asked)
    assert "уведомлением по части 11 статьи 9" in text_of(anna).replace("\u00a0", " ")


async def test_a_case_that_passed_the_report_before_it_was_asked_says_nothing_of_it(
    app: Application, anna: Person
) -> None:
    await robbed(anna)
    case = await newest_case(app, anna)
    act = Act(anna.id, case.id, 999_999, app.casework.now(), app.casework.today())
    case = await app.casework.finish_checks(act, helped=False)  # as it was stored before
    facts = app.casework.letter_facts(case, "support")

    assert facts.told_before
    assert not facts.is_first_report
    assert "reported" not in facts.answers


async def test_the_letter_asks_it_of_whoever_went_past_the_report(
    app: Application, anna: Person
) -> None:
    await robbed(anna)
    await stands_on(app, anna, CONTENT.path.steps["support"])
    assert "reported" in await write(anna)


@pytest.mark.parametrize("forged", ["reported.991231", "sum.261101", "reported", "reported.x"])
async def test_a_forged_day_changes_nothing(app: Application, anna: Person, forged: str) -> None:
    await robbed(anna)
    await anna.presses("✅ Сообщено – записать номер")
    before = await newest_case(app, anna)
    message = anna.messages[-1]
    data = next(one["callback_data"] for one in message.buttons if ":recent:" in str(one))
    await anna.presses_data(message.id, f"{data.rpartition(':')[0]}:{forged}")

    assert (await newest_case(app, anna)).answers == before.answers
