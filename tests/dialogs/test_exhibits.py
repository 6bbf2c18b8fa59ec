"""What a person shows: a photo at any moment becomes an exhibit of the case."""

from datetime import date, timedelta

import pytest
from telegram_sandbox.telegram import Telegram

from bot.app import Application
from bot.escalation.case import ExhibitKind
from bot.escalation.exhibits import shown, unsorted
from bot.escalation.values import Moment, Money
from tests.dialogs.journeys import (
    at_support,
    does,
    only_case,
    replied,
    send,
    state_of,
    verbs,
    write,
)
from tests.exhibits import files
from tests.people import asked
from tests.telegram import Person

TODAY = "Сегодня"


async def shows(person: Person, seed: int = 0, kind: str = "Чек", day: str = TODAY) -> None:
    """Send a picture and say what it is."""
    await person.sends("document", name="скан.jpg", content=files.picture(seed))
    await person.presses(kind)
    await person.presses(day)


async def test_a_photo_is_asked_what_it_is_and_becomes_an_exhibit(
    anna: Person, app: Application
) -> None:
    await at_support(anna)
    await anna.sends("photo", caption="чек терминала.", content=files.picture())
    assert "Фото пришло. Что на нём?" in anna.screen
    assert "закрытыми" in anna.screen
    assert unsorted(await only_case(app, anna)) != ()
    await anna.presses("Чек")
    assert "От какого оно числа?" in anna.screen
    await anna.presses(TODAY)
    (one,) = shown(await only_case(app, anna))
    assert (one.kind, one.on) == (ExhibitKind.RECEIPT, app.casework.today())
    assert one.caption == "Чек терминала"
    assert one.original.mime == "image/jpeg"
    assert one.original.is_photo
    assert "Приложение 1" in anna.screen


async def test_a_small_picture_is_taken_with_a_word_of_warning(
    anna: Person, app: Application
) -> None:
    await at_support(anna)
    await anna.sends("photo")  # 320 pixels
    await anna.presses("Снимок экрана")
    await anna.presses(TODAY)
    assert "Снимок мелкий" in anna.screen
    await anna.sends("document", name="экран.png", content=files.picture(form="PNG"))
    await anna.presses("Снимок экрана")
    await anna.presses(TODAY)
    assert "Снимок мелкий" not in anna.screen


async def test_an_album_is_asked_about_once(anna: Person, app: Application) -> None:
    await at_support(anna)
    before = len(anna.messages)
    await anna.sends("album", files={f"{n}.jpg": files.picture(n) for n in range(3)})
    assert "Пришло 3 файла. Что на них?" in anna.screen
    assert len(anna.messages) == before, "one question stands in the chat, and it is the card"
    await anna.presses("Переписка")
    await anna.presses("Вчера")
    case = await only_case(app, anna)
    assert [one.kind for one in shown(case)] == [ExhibitKind.CORRESPONDENCE] * 3
    assert len({one.album for one in shown(case)}) == 1


async def test_the_files_of_an_album_may_be_told_one_by_one(anna: Person, app: Application) -> None:
    await at_support(anna)
    pictures = {f"{n}.jpg": files.picture(n) for n in range(2)}
    await anna.sends("album", files=pictures, as_files=True)
    await anna.presses("Разобрать по одному")
    await anna.presses("Чек")
    await anna.presses(TODAY)
    assert len(unsorted(await only_case(app, anna))) == 1
    await anna.presses("Выписка")
    await anna.presses(TODAY)
    kinds = {one.kind for one in shown(await only_case(app, anna))}
    assert kinds == {ExhibitKind.RECEIPT, ExhibitKind.STATEMENT}


async def test_a_question_stays_open_while_a_photo_is_sorted(
    anna: Person, app: Application
) -> None:
    good = await asked(anna, "recipient")
    before = await state_of(app, anna)
    await anna.sends("document", name="чек.jpg", content=files.picture())
    assert await state_of(app, anna) == before
    assert "Вопрос выше подождёт" in anna.screen
    await anna.presses("Чек")
    await anna.presses(TODAY)
    await anna.presses("‹ К вопросу")
    await anna.says(good.text)
    case = await only_case(app, anna)
    assert case.answers["recipient"] == good.text
    assert len(shown(case)) == 1


async def test_without_a_case_a_photo_is_not_kept(anna: Person, app: Application) -> None:
    await anna.says("/start")
    await anna.sends("photo", content=files.picture())
    assert "прочесть его не могу" in anna.screen
    assert await app.casework.list(anna.id) == []


async def test_a_day_may_be_typed_but_not_one_to_come(anna: Person, app: Application) -> None:
    await at_support(anna)
    await anna.sends("document", name="скан.jpg", content=files.picture())
    await anna.presses("Выписка")
    await anna.presses("Другой день")
    to_come = app.casework.today() + timedelta(days=2)
    await anna.says(f"{to_come:%d.%m.%Y}")
    assert shown(await only_case(app, anna)) == ()
    await anna.says("12.03.2026")
    (one,) = shown(await only_case(app, anna))
    assert one.on == date(2026, 3, 12)
    assert "Выписка от 12.03.2026" in anna.screen


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("договор.docx", b"PK\3\4" + bytes(100), "Такой файл не приложить"),
        ("скан.jpg", files.picture()[:3000], "Файл повреждён"),
        ("огромный.png", files.huge(8200, 5000), "Снимок слишком большой"),
        ("бомба.png", files.bomb(), "Файл повреждён"),
        ("закрыт.pdf", files.encrypted(), "Файл закрыт паролем"),
        ("скрипт.pdf", files.scripted("opening"), "В файле есть программа"),
        ("двойной.gif", b"GIF89a" + files.pdf(), "Такой файл не приложить"),
        ("длинный.pdf", files.pdf(201), "слишком много листов"),
        ("большой.jpg", b"\xff\xd8\xff" + bytes(20 * 2**20), "Файл слишком большой"),
    ],
)
async def test_a_file_that_is_no_exhibit_is_refused_with_its_reason(
    anna: Person, app: Application, name: str, content: bytes, words: str
) -> None:
    await at_support(anna)
    await anna.sends("document", name=name, content=content)
    assert words in anna.screen
    assert (await only_case(app, anna)).exhibits == ()
    assert "‹ К делу" in anna.labels


async def test_an_iphone_s_picture_and_a_document_are_taken(anna: Person, app: Application) -> None:
    await at_support(anna)
    await anna.sends("document", name="IMG_1.HEIC", content=files.HEIC)
    await anna.presses("Чек")
    await anna.presses(TODAY)
    await anna.sends("document", name="выписка.pdf", content=files.pdf(3))
    assert "Файл пришёл. Что в нём?" in anna.screen
    await anna.presses("Выписка")
    await anna.presses(TODAY)
    assert "3 л." in anna.screen
    mimes = [one.original.mime for one in shown(await only_case(app, anna))]
    assert mimes == ["image/heic", "application/pdf"]


async def test_the_same_file_is_taken_once_and_from_its_newest_message(
    anna: Person, app: Application
) -> None:
    await at_support(anna)
    await shows(anna)
    (before,) = (await only_case(app, anna)).exhibits
    await anna.sends("document", name="ещё раз.jpg", content=files.picture())
    assert "Этот файл уже есть" in anna.screen
    (one,) = (await only_case(app, anna)).exhibits
    assert one.number == before.number
    assert one.original.file_id != before.original.file_id


async def test_a_file_that_telegram_does_not_give_is_asked_for_again(
    anna: Person, app: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    await at_support(anna)
    monkeypatch.setattr(anna.telegram, "file_at", lambda path: None)
    await anna.sends("document", name="чек.jpg", content=files.picture())
    assert "Файл не дошёл" in anna.screen
    assert (await only_case(app, anna)).exhibits == ()


async def test_the_exhibits_stand_by_their_days_and_may_be_moved_named_and_removed(
    anna: Person, app: Application
) -> None:
    await at_support(anna)
    await shows(anna, 1, "Чек")
    await shows(anna, 2, "Снимок экрана", "Вчера")
    await anna.presses("‹ Приложения")
    first, second = names_on(anna)[:2]
    assert first.startswith("1. Снимок экрана от ")
    assert second.startswith("2. Чек от ")
    await anna.presses(second)
    await anna.presses("Выше")
    assert [line[3:6] for line in names_on(anna)] == ["Чек", "Сни"]
    await anna.presses("1. Чек")
    await anna.presses("✏️ Назвать")
    await anna.says("Чек терминала\nу метро")
    assert "Чек терминала у метро от " in anna.screen
    await anna.presses("✏️ Назвать")
    await anna.presses("Без названия")
    assert "Чек от " in anna.screen
    await anna.presses("Другой день")
    await anna.presses("Вчера")
    await anna.presses("🗑 Убрать")
    (one,) = shown(await only_case(app, anna))
    assert one.kind is ExhibitKind.SCREENSHOT


def names_on(person: Person) -> list[str]:
    """The exhibits as they are listed."""
    return [label for label in person.labels if label[0].isdigit()]


async def test_the_file_is_shown_again_as_telegram_has_it(
    anna: Person, app: Application, telegram: Telegram
) -> None:
    await at_support(anna)
    await shows(anna)
    (one,) = shown(await only_case(app, anna))
    await does(anna, "xshow")
    assert anna.messages[-1].content["document"]["file_id"] == one.original.file_id
    del telegram.files[one.original.file_id]
    await anna.presses("Показать")
    assert "больше не хранит" in anna.alert


async def test_what_is_no_exhibit_is_left_out(anna: Person, app: Application) -> None:
    await at_support(anna)
    await anna.sends("photo")
    await anna.presses("Не прикладывать")
    assert (await only_case(app, anna)).exhibits == ()
    assert "letter" in verbs(anna)


async def test_an_answer_hangs_on_its_reply(anna: Person, app: Application) -> None:
    await at_support(anna)
    await write(anna)
    await send(anna)
    await replied(anna, "Отказали")
    await shows(anna, 5, "Их ответ")
    case = await only_case(app, anna)
    (one,) = shown(case)
    assert one.event is not None
    assert case.events[one.event].note["reply"] == "refused"
    assert "Это ответ: Поддержка" in anna.screen


async def test_a_file_may_belong_to_another_case(anna: Person, app: Application) -> None:
    await at_support(anna)
    first = await only_case(app, anna)
    await anna.says("/new")
    await anna.presses("Магазин не вернул деньги")
    while not (await app.casework.list_open(anna.id))[1:]:
        await anna.presses(anna.labels[0])
    await anna.sends("document", name="чек.jpg", content=files.picture())
    await anna.presses("К другому делу")
    await anna.presses("платёж не дошёл")
    await anna.presses("Чек")
    await anna.presses(TODAY)
    by_id = {case.id: case for case in await app.casework.list(anna.id)}
    assert len(by_id.pop(first.id).exhibits) == 1
    assert [case.exhibits for case in by_id.values()] == [()]


class TestReceipt:
    async def test_its_code_is_shown_and_stored_once_it_is_confirmed(
        self, anna: Person, app: Application
    ) -> None:
        await at_support(anna)
        await anna.sends("document", name="чек.jpg", content=files.receipt("20260401T1423"))
        assert "Это чек? Всё верно?" in anna.screen
        case = await only_case(app, anna)
        assert not {"happened", "sum"} & case.answers.keys()
        await anna.presses("✅ Всё верно, записать")
        case = await only_case(app, anna)
        (one,) = shown(case)
        assert (one.kind, one.on) == (ExhibitKind.RECEIPT, date(2026, 4, 1))
        assert case.answers["sum"] == Money(470_000)
        happened = case.answers["happened"]
        assert isinstance(happened, Moment)
        assert (happened.on, str(happened.at)) == (date(2026, 4, 1), "14:23:00")

    async def test_what_the_case_knows_is_changed_by_the_person_s_word_only(
        self, anna: Person, app: Application
    ) -> None:
        await asked(anna, "recipient")
        known = (await only_case(app, anna)).answers["sum"]
        await anna.sends("document", name="чек.jpg", content=files.receipt("20260401T1423"))
        assert "В деле записано другое" in anna.screen
        await anna.presses("✅ Всё верно, записать")
        assert (await only_case(app, anna)).answers["sum"] == known
        await anna.sends("document", name="чек.jpg", content=files.receipt("20260402T1423"))
        await anna.presses("Верно, исправить в деле")
        assert (await only_case(app, anna)).answers["sum"] == Money(470_000)

    async def test_another_thing_is_asked_about_like_any_file(
        self, anna: Person, app: Application
    ) -> None:
        await at_support(anna)
        await anna.sends("document", name="чек.jpg", content=files.receipt("20260401T1423"))
        await anna.presses("Это другое")
        assert "Что на нём?" in anna.screen
        await anna.sends("document", name="q.jpg", content=files.qr("https://evil.example"))
        assert "Пришло 2 файла" in anna.screen


async def test_closing_erases_the_exhibits(anna: Person, app: Application) -> None:
    await at_support(anna)
    await shows(anna)
    await does(anna, "card")
    await does(anna, "close")
    await does(anna, "end")
    case = await only_case(app, anna)
    assert case.closed
    assert case.exhibits == ()
