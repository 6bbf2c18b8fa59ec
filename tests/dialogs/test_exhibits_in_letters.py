"""The letters name what the person has shown, by number, and the sending freezes it."""

from bot.app import Application
from bot.content.content import Content
from bot.dialogs.desk import Desk
from bot.dialogs.letter import write as written
from bot.documents.kept import unpacked
from bot.escalation.case import kept_letters
from bot.escalation.exhibits import shown
from bot.escalation.questions import chosen
from tests.dialogs.journeys import at_support, does, only_case, replied, send, text_of, write
from tests.dialogs.test_exhibits import shows
from tests.exhibits import files
from tests.telegram import Person


async def letter(anna: Person) -> str:
    """The text of the letter of the case's step."""
    await does(anna, "card")
    await write(anna)
    return text_of(anna)


def enclosures(text: str) -> list[str]:
    """The enclosures as the letter lists them."""
    tail = text.partition("Приложени")[2].splitlines()[1:]
    return [line for line in tail if line[:1].isdigit()]


async def test_exhibits_are_enclosed_by_their_names_and_the_facts_point_at_them(
    anna: Person, app: Application
) -> None:
    await at_support(anna)
    await shows(anna, 1, "Снимок экрана")
    await shows(anna, 2, "Чек")
    await shows(anna, 3, "Чек")
    today = f"{app.casework.today():%d.%m.%Y}"
    text = await letter(anna)
    assert f"Снимок экрана от {today}, 1 л." in text
    assert f"Чек от {today}, 1 л." in text
    assert f"Чек 2 от {today}, 1 л." in text
    assert "Снимки экрана" not in text.partition("Приложения")[2], "it is named itself"
    assert "Номер операции: 2605031530 (приложение 2)" in text
    assert "копии чеков (приложения 2 и 3)" in text
    await does(anna, "card")
    await does(anna, "exhibits")
    assert [label for label in anna.labels if "Чек" in label] == [
        f"2. Чек от {today}",
        f"3. Чек 2 от {today}",
    ]


async def test_the_receipt_of_the_day_shows_the_operation(anna: Person, app: Application) -> None:
    await at_support(anna)
    await shows(anna, 1, "Чек")
    await shows(anna, 2, "Чек", day="Другой день")
    await anna.says("03.05.2026")
    await anna.presses("Ниже")
    text = await letter(anna)
    assert "Номер операции: 2605031530 (приложение 2)" in text


async def test_a_document_has_its_sheets_and_what_is_ticked_besides_comes_first(
    anna: Person, app: Application
) -> None:
    await at_support(anna)
    await anna.sends("document", name="выписка.pdf", content=files.pdf(4))
    await anna.presses("Выписка")
    await anna.presses("Вчера")
    await does(anna, "card")
    await write(anna)
    case = await only_case(app, anna)
    assert "statement" not in chosen(case.answers.get("attachments")), "no need to tick it"
    lines = text_of(anna)
    assert ", 4 л." in lines


async def test_the_paper_of_a_reply_is_that_reply(anna: Person, app: Application) -> None:
    await at_support(anna)
    await write(anna)
    await send(anna)
    await replied(anna, "Отказали")
    await shows(anna, 5, "Их ответ")
    text = await letter(anna)
    assert "Копия ответа, полученного" in text
    assert text.count("1 л.") == 1
    assert "Ответ от" not in text.partition("Приложения")[2]


async def test_what_went_out_is_frozen_with_its_exhibits(
    anna: Person, app: Application, content: Content
) -> None:
    await at_support(anna)
    await shows(anna, 1, "Чек")
    await letter(anna)
    await send(anna)
    case = await only_case(app, anna)
    ((at, _),) = kept_letters(case).items()
    kept = await app.casework.sent_letter(case, at)
    assert kept is not None
    sent = unpacked(kept).letter
    (exhibit,) = shown(case)
    ((place, number),) = sent.exhibits
    assert number == exhibit.number
    assert sent.attachments[place - 1].startswith("Чек от ")
    await shows(anna, 2, "Выписка", "Вчера")
    again = await app.casework.sent_letter(await only_case(app, anna), at)
    assert again == kept
    now = written(await only_case(app, anna), "support", Desk(content, app.casework)).letter
    assert len(now.exhibits) == 2
