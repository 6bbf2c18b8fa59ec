"""What a person gets of a letter: files with a name and a picture, an inventory, or text alone."""

import io
import re

import docx
import imagesize  # type: ignore[import-untyped]
import pypdf

from tests.dialogs.journeys import at_support, text_of, to_claim, verbs, write
from tests.dialogs.test_routes import looks_at
from tests.telegram import Person

POST = "Заказное письмо"


def newest_file(person: Person) -> tuple[str, bytes]:
    return list(person.files.items())[-1]


def small_picture(person: Person) -> bytes | None:
    document = person.messages[-1].content["document"]
    if "thumbnail" not in document:
        return None
    return person.telegram.files[document["thumbnail"]["file_id"]].content


async def test_only_the_pdf_shows_its_first_page(anna: Person) -> None:
    await at_support(anna)
    await write(anna)
    await anna.presses(".pdf")
    picture = small_picture(anna)
    assert picture is not None
    width, height = imagesize.get(io.BytesIO(picture))
    assert 200 < width < height <= 320
    for ending in (".docx", ".txt"):
        await anna.presses(ending)
        assert small_picture(anna) is None


async def test_a_paper_for_the_court_says_how_many_sheets_it_has(anna: Person) -> None:
    await to_claim(anna)
    await anna.presses(".pdf")
    for kind in ("Исковое заявление", "Расчёт цены иска"):  # the reckoning is a paper of its own
        ((name, data),) = [file for file in anna.files.items() if file[0].startswith(kind)]
        pages = pypdf.PdfReader(io.BytesIO(data)).pages
        assert re.fullmatch(rf"{kind} \d\d\.\d\d\.\d{{4}}, {len(pages)} л\.pdf", name)
        text = " ".join(" ".join(page.extract_text().split()) for page in pages)
        assert "цена иска: 12 400 руб." in text
        assert text.count("Подпись:") == 1


async def test_what_was_not_answered_is_a_captioned_line_in_every_format(anna: Person) -> None:
    await at_support(anna)
    await anna.presses("✍️ Текст обращения")
    await anna.presses("Показать письмо сейчас")
    missing = "__________________________ (фамилия, имя, отчество)"
    assert missing in text_of(anna)
    for ending in (".docx", ".pdf", ".txt"):
        await anna.presses(ending)
    files = {name.rpartition(".")[2]: data for name, data in anna.files.items()}
    assert missing in files["txt"].decode()
    word = docx.Document(io.BytesIO(files["docx"])).paragraphs
    assert missing in "\n".join(one.text for one in word).replace("\u00a0", " ")
    page = pypdf.PdfReader(io.BytesIO(files["pdf"])).pages[0].extract_text()
    assert missing in " ".join(page.split())


async def test_an_inventory_goes_with_a_letter_by_post(anna: Person) -> None:
    await at_support(anna)
    await write(anna)
    await anna.presses("Как отправить")
    await anna.presses("Электронная почта")
    assert "inventory" not in verbs(anna)
    await anna.presses("‹ Назад")
    await anna.presses(POST)
    for ending in (".pdf", ".docx"):
        await anna.presses(f"Опись {ending}")
        assert "форма 107" in anna.messages[-1].words
        name, data = newest_file(anna)
        assert re.fullmatch(rf"Опись вложения \d\d\.\d\d\.\d{{4}}\{ending}", name)
        if ending == ".pdf":
            assert small_picture(anna)
            text = pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text()
        else:
            cells = [
                c.text
                for table in docx.Document(io.BytesIO(data)).tables
                for row in table.rows
                for c in row.cells
            ]
            text = " ".join(cells)
        assert " ".join(text.split()).count("Обращение в службу поддержки от ") == 2


async def test_a_public_post_is_text_alone(anna: Person) -> None:
    await at_support(anna)
    await looks_at(anna, "social")
    await anna.presses("Перейти к этому шагу")
    await write(anna)
    assert "Здравствуйте!" in anna.screen
    assert "file" not in verbs(anna)
    screen = [message for message in anna.messages if message.buttons][-1]
    for forged in ("file", "inventory"):  # as an old button would ask
        kind, case, revision, step, *_ = verbs(anna)["channels"].split(":")
        await anna.presses_data(screen.id, ":".join((kind, case, revision, step, forged, "pdf")))
        assert not anna.files
    await anna.presses("Как отправить")
    await anna.presses("Открытая запись")
    assert not {"file", "inventory"} & set(verbs(anna))


async def test_a_name_in_capitals_is_set_right_and_declined(anna: Person) -> None:
    await at_support(anna)
    await write(anna, full_name="ИВАНОВА-ОРЛОВА АННА ПЕТРОВНА")
    assert "от Ивановой-Орловой Анны Петровны" in text_of(anna)


async def test_abroad_sums_are_declined_and_there_is_no_russian_inventory(anna: Person) -> None:
    await anna.says("/new")
    for label in ("за границей", "Казахстан", "Терминал взял деньги", "Не помогло"):
        await anna.presses(label)
    await write(anna, sum="300 000 тенге 50 тиын")
    assert "300 000 тенге" in text_of(anna)
    assert "(триста тысяч тенге" in text_of(anna)
    await anna.presses("Как отправить")
    await anna.presses(POST)
    assert "inventory" not in verbs(anna)
