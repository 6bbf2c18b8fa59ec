"""The letter on its card and as files."""

import io
import re
import threading

import pypdf
import pytest

from bot.app import Application
from bot.content.content import Content
from bot.dialogs.desk import Desk
from bot.dialogs.letter import write as write_letter
from bot.documents.files import File, letter_file
from bot.documents.letter import Letter
from tests.dialogs.journeys import at_support, newest_case, reported, send, text_of, write
from tests.documents.docx_text import paragraphs_of
from tests.people import confirms
from tests.telegram import Person

CAPTION = 1024
STORY = " ".join(f"Предложение номер {number} о том, что случилось." for number in range(75))


def words(text: str) -> list[str]:
    return re.findall(r"[\w@+.-]+", text.replace("\u00a0", " ").replace("\u00ad", ""))


async def test_a_long_letter_is_shown_whole_in_parts(
    anna: Person, app: Application, content: Content
) -> None:
    await at_support(anna)
    await write(anna, own_words=STORY)
    shown = []
    parts = int(re.search(r"часть 1 из (\d+)", anna.screen)[1])  # type: ignore[index]
    assert parts >= 2
    for number in range(1, parts + 1):
        if number > 1:
            await anna.presses(f"📋 Часть {number}")
        assert f"часть {number} из {parts}" in anna.screen
        message = anna.messages[-1]
        assert len(message.words) <= 4096
        block = next(one for one in message.entities if one["type"] == "pre")
        units = message.words.encode("utf-16-le")
        start, end = 2 * block["offset"], 2 * (block["offset"] + block["length"])
        shown.append(units[start:end].decode("utf-16-le"))
    case = await newest_case(app, anna)
    whole = write_letter(case, "support", Desk(content, app.casework)).text
    assert words(" ".join(shown)) == words(whole)


async def test_three_files_say_the_same_and_say_what_they_are_for(anna: Person) -> None:
    await at_support(anna)
    await write(anna)
    said = {}
    for button in (".docx", ".pdf", ".txt"):
        await anna.presses(button)
        message = anna.messages[-1]
        assert message.content["document"]["file_name"].endswith(button)
        assert 40 < len(message.words) <= CAPTION
        said[button] = message.words
        calls = [call.method for call in anna.telegram.calls][-4:]
        assert calls.index("sendChatAction") < calls.index("sendDocument")
    assert "Word" in said[".docx"]
    assert "печати" in said[".pdf"]
    assert len(set(said.values())) == 3
    by_end = {name.rpartition(".")[2]: data for name, data in anna.files.items()}
    name = re.compile(r"Обращение в службу поддержки \d\d\.\d\d\.\d{4}\.(docx|pdf|txt)")
    assert all(name.fullmatch(file) for file in anna.files)
    assert all(len(data) < 100_000 for data in by_end.values())
    text = by_end["txt"].decode()
    paper = "\n".join(one.text for one in paragraphs_of(by_end["docx"]))
    pages = pypdf.PdfReader(io.BytesIO(by_end["pdf"])).pages
    printed = " ".join(page.extract_text() for page in pages)
    for word in ("Соколовой", "2605031530", "Мелодия", "двенадцать"):
        assert word in text
        assert word in paper
        assert word in printed


async def test_a_file_is_made_beside_the_loop(
    anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []

    def noted(letter: Letter, ending: str, *, counted: bool) -> File:
        threads.append(threading.current_thread())
        return letter_file(letter, ending, counted=counted)

    monkeypatch.setattr("bot.dialogs.letter.letter_file", noted)
    await at_support(anna)
    await write(anna)
    await anna.presses(".pdf")
    assert threads
    assert threads[0] is not threading.main_thread()


async def test_blank_lines_are_counted_as_they_stand_in_the_letter(anna: Person) -> None:
    await at_support(anna)
    await write(anna)
    assert "пуст" not in anna.screen
    await anna.presses("Изменить ответы")
    await anna.presses("Добавить проблему")
    await anna.presses("▫️ Лишняя комиссия")
    await anna.presses("Дальше ›")
    await anna.presses("Показать письмо сейчас")
    blanks = len(re.findall(r"_{8,} \(", text_of(anna)))
    assert blanks > 0
    assert re.search(rf"{blanks} пуст\w+ строк", anna.screen)


async def test_a_letter_of_another_step_cannot_be_marked_as_sent(anna: Person) -> None:
    await anna.says("/new")
    await anna.presses("QIWI Кошелёк или Contact, Россия")
    await anna.presses("Деньги остались в кошельке")
    await reported(anna)
    await write(anna)
    assert anna.screen.startswith("Собрать доказательства")
    assert not [text for text in anna.labels if "Отправлено" in text]


async def test_an_edited_answer_is_in_the_letter_at_once(anna: Person) -> None:
    await at_support(anna)
    await write(anna)
    await anna.presses("Изменить ответы")
    await anna.presses("Сумма")
    await anna.says("15 000")
    await confirms(anna)
    assert "15 000 руб." in text_of(anna)
    await anna.presses("Изменить ответы")
    await anna.presses("‹ К письму")
    assert "15 000 руб." in text_of(anna)


async def test_after_the_answers_list_a_message_changes_nothing(
    anna: Person, app: Application
) -> None:
    await at_support(anna)
    await write(anna)
    await anna.presses("Изменить ответы")
    await anna.presses("Номер операции")
    await anna.presses("Отмена")
    await anna.says("999999")
    assert (await newest_case(app, anna)).answers["operation"] == "2605031530"
    await anna.presses("Текст обращения")
    await send(anna)
    assert "А-17" in anna.screen
