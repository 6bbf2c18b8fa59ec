"""The `Person` of the tests, in front of a tiny aiogram bot."""

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from telegram_sandbox.telegram import Telegram

from tests import echo
from tests.telegram import NoSuchButtonError, Person, TelegramSession


@pytest.fixture
def anna(telegram: Telegram) -> Person:
    """A person in front of the tiny bot of echo.py."""
    html = DefaultBotProperties(parse_mode="HTML")
    bot = Bot(telegram.token, session=TelegramSession(telegram), default=html)
    return Person(telegram, echo.dispatcher(), bot)


async def test_a_person_says_and_sees_the_plain_text_of_the_answer(anna: Person) -> None:
    await anna.says("Привет & пока")
    assert anna.screen == "Привет & пока"
    await anna.says("/start")
    assert anna.screen.startswith("Дело № A-17")
    assert anna.labels == ["Считать", "Отправил", "Удалить", "Скопировать адрес", "Сайт", "Файл"]
    assert anna.copies == ["a@example.org"]


async def test_a_start_link_brings_its_payload(anna: Person) -> None:
    await anna.starts("case_17")
    assert anna.screen == "payload=case_17"
    with pytest.raises(ValueError, match="no such payload"):
        await anna.starts("два слова")


async def test_presses_by_exact_label_then_by_part(anna: Person) -> None:
    await anna.says("/start")
    await anna.presses("считать")
    assert anna.screen == "Счёт: 1"
    await anna.presses("Считать")
    assert anna.screen == "Счёт: 2"


async def test_a_missing_label_fails_with_the_labels_that_are_there(anna: Person) -> None:
    await anna.says("/start")
    with pytest.raises(NoSuchButtonError, match=r"'Нет такой'.*'Отправил'"):
        await anna.presses("Нет такой")


async def test_taps_before_any_answer_are_all_delivered(anna: Person) -> None:
    await anna.says("/start")
    await anna.presses("Отправил", times=3)
    assert [call.method for call in anna.telegram.calls].count("answerCallbackQuery") == 3


async def test_alerts_files_and_deleted_messages_are_seen(anna: Person) -> None:
    await anna.says("/start")
    await anna.presses("Отправил")
    assert anna.alert == "Записано"
    await anna.presses("Файл")
    assert anna.files == {"Заявление.txt": echo.LETTER}
    assert anna.screen == "Ваше заявление"
    await anna.presses("Удалить")
    assert anna.alert == "Удалено"
    assert [message.words for message in anna.messages] == ["Ваше заявление"]


async def test_an_old_button_can_still_be_pressed(anna: Person) -> None:
    await anna.says("/start")
    menu = anna.messages[-1].id
    await anna.presses("Считать")
    await anna.presses("Считать")
    with pytest.raises(LookupError, match="no button 'count:0'"):
        anna.actor.press(menu, "count:0")
    await anna.presses_data(menu, "count:0")
    assert anna.screen == "Счёт: 1"


@pytest.mark.parametrize("what", ["sticker", "voice", "photo"])
async def test_what_is_no_text_reaches_the_bot(anna: Person, what: str) -> None:
    await anna.sends(what)
    assert anna.screen == f"Получено: {what}"


async def test_edits_forwards_documents_and_contacts_reach_the_bot(anna: Person) -> None:
    await anna.says("раз")
    await anna.edits(anna.own_messages[-1].id, "два")
    assert anna.screen == "Вы исправили сообщение"
    await anna.forwards("чужое")
    assert anna.screen == "чужое"
    await anna.sends("document", name="скан.pdf", content=b"%PDF")
    assert anna.screen == "Получено: document"
    await anna.sends("contact", phone="+79991234567")
    assert anna.screen == "Получено: contact"


async def test_several_people_have_chats_of_their_own(anna: Person, telegram: Telegram) -> None:
    boris = Person(telegram, anna.dispatcher, anna.bot, id=1002, first_name="Борис")
    await anna.says("я Анна")
    await boris.says("я Борис")
    assert (anna.screen, boris.screen) == ("я Анна", "я Борис")


async def test_in_a_group_the_bot_hears_commands_only(anna: Person, telegram: Telegram) -> None:
    in_group = Person(telegram, anna.dispatcher, anna.bot, chat=telegram.group())
    await in_group.says("просто разговор")
    assert in_group.messages == []
    await in_group.says("/start@other_bot")
    assert in_group.messages == []
    await in_group.says("/start")
    assert in_group.screen == "Пишите мне в личные сообщения"
    await in_group.says("ответ", reply_to=in_group.messages[-1].id)
    assert len(in_group.messages) == 2


async def test_a_long_text_arrives_in_parts_as_telegram_sends_it(anna: Person) -> None:
    await anna.says("ж" * 10_000)
    assert [len(message.text) for message in anna.own_messages] == [4096, 4096, 1808]


async def test_an_error_in_the_bot_comes_out_of_the_verb(anna: Person) -> None:
    async def broken() -> None:
        raise RuntimeError("handler broke")

    anna.dispatcher.message.outer_middleware(lambda handler, event, data: broken())
    with pytest.raises(RuntimeError, match="handler broke"):
        await anna.says("раз")
