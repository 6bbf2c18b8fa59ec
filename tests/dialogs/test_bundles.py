"""A letter goes with its exhibits: one .pdf, or single files for a court."""

import io
import re
import zipfile
from typing import Any

import pikepdf
import pytest
from telegram_sandbox.telegram import Telegram

from bot.app import Application
from bot.dialogs import bundles
from bot.dialogs.desk import Desk
from bot.escalation.exhibits import shown
from tests.dialogs.journeys import at_support, does, only_case, replied, send, to_claim, write
from tests.dialogs.test_exhibits import shows
from tests.exhibits import files
from tests.people import fill
from tests.telegram import Person

ONE_PDF = "📄 С приложениями, один PDF"


async def with_three(anna: Person) -> None:
    """At the letter of the support, with a photo, a document and an iPhone's picture."""
    await at_support(anna)
    await shows(anna, 1, "Чек")
    for name, content, kind in (
        ("выписка.pdf", files.pdf(2), "Выписка"),
        ("IMG.HEIC", files.HEIC, "Снимок экрана"),
    ):
        await anna.sends("document", name=name, content=content)
        await anna.presses(kind)
        await anna.presses("Сегодня")
    await does(anna, "card")
    await write(anna)


async def test_it_is_gathered_before_ones_eyes_and_what_is_too_large_is_said(
    anna: Person, app: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    await with_three(anna)
    told: list[str] = []
    text = Desk.text

    def heard(desk: Desk, name: str, **facts: Any) -> str:
        said = text(desk, name, **facts)
        told.extend([said] if name == "gathering" else [])
        return said

    monkeypatch.setattr(Desk, "text", heard)
    monkeypatch.setattr(bundles, "UPLOAD_BYTES", 1000)
    await anna.presses(ONE_PDF)
    assert told == [f"Собираю приложения: {done} из 3." for done in range(3)]
    assert "МБ" in anna.screen
    assert not [name for name in anna.files if name.endswith(".pdf")]


async def test_the_letter_its_list_and_its_exhibits_are_one_pdf(
    anna: Person, app: Application
) -> None:
    await with_three(anna)
    before = len(anna.messages)
    await anna.presses(ONE_PDF)
    (name,) = [name for name in anna.files if name.endswith(".pdf")]
    pdf = anna.files[name]
    with pikepdf.open(io.BytesIO(pdf)) as whole:
        letters = len(whole.pages) - 5  # the list, a photo, two pages, a photo
        assert letters >= 1
        with whole.open_outline() as outline:
            titles = [one.title for one in _all(outline.root)]
        assert any(title.startswith("Чек от") for title in titles)
        assert any(title.startswith("Выписка от") for title in titles)
    assert files.CAMERA.encode() not in pdf, "what the camera wrote stays here"
    assert len(anna.messages) == before + 1, "the progress is gone again"
    assert "одним файлом" in anna.screen


def _all(items: object) -> list[pikepdf.OutlineItem]:
    found = []
    for one in items:  # type: ignore[attr-defined]
        found += [one, *_all(one.children)]
    return found


async def test_pictures_alone_make_an_archivable_pdf(anna: Person, app: Application) -> None:
    await at_support(anna)
    await shows(anna, 1, "Чек")
    await does(anna, "card")
    await write(anna)
    await anna.presses(ONE_PDF)
    (pdf,) = [data for name, data in anna.files.items() if name.endswith(".pdf")]
    with pikepdf.open(io.BytesIO(pdf)) as whole:
        assert whole.open_metadata().pdfa_status == "2A"
        digest = shown(await only_case(app, anna))[0].original.sha256
        assert len(digest) == 64


async def test_what_telegram_has_no_more_is_said_and_left_out(
    anna: Person, app: Application, telegram: Telegram
) -> None:
    await with_three(anna)
    (first, *_, last) = shown(await only_case(app, anna))
    del telegram.files[first.original.file_id]
    changed = telegram.files[last.original.file_id]
    object.__setattr__(changed, "content", b"\xff\xd8\xff another")
    await anna.presses(ONE_PDF)
    assert re.search(r"Не вошли: \d+, \d+\.", anna.screen)
    assert any(name.endswith(".pdf") for name in anna.files)


async def test_what_went_out_goes_out_again_as_it_was(anna: Person, app: Application) -> None:
    await with_three(anna)
    await send(anna)
    await does(anna, "sent_letters")
    await does(anna, "sent_letter")
    await anna.presses(ONE_PDF)
    assert any(name.endswith(".pdf") for name in anna.files)


async def test_a_court_gets_single_files_named_by_kind_and_sheets(
    anna: Person, app: Application
) -> None:
    await to_claim(anna)
    await anna.sends("document", name="выписка.pdf", content=files.pdf(2))
    await anna.presses("Выписка")
    await anna.presses("Сегодня")
    await shows(anna, 1, "Чек")
    photos = {f"{at}.jpg": files.picture(at, (60, 40)) for at in (2, 3)}
    anna.actor.send_album(photos, chat=anna.chat)
    await anna.settle()
    await anna.presses("Их ответ")
    await anna.presses("Сегодня")
    await does(anna, "card")
    await does(anna, "letter")
    await anna.presses("📄 Файлы для суда")
    (packed,) = [data for name, data in anna.files.items() if name.endswith(".zip")]
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = archive.namelist()
        assert re.fullmatch(r"Исковое заявление .*, \d+ л\.pdf", names[0])
        assert all(re.fullmatch(r"Приложение \d+\. .*, \d+ л\.pdf", name) for name in names[1:])
        assert len(names) == len(set(names)), "two of one name: one is lost when they are unpacked"
        numbers = [int(name.split()[1].rstrip(".")) for name in names[1:]]
        assert numbers == sorted(set(numbers))
        assert any(name.endswith(", 2 л.pdf") and ". Копия решения" in name for name in names)
        copies = [name for name in names if ". Копия " in name]
        assert len(names) == len(copies) + 3
        day = r"от \d\d\.\d\d\.\d{4}(?:, № .+)?"
        assert (
            len([name for name in copies if re.search(rf"Копия .* {day}, \d+ л\.pdf$", name)]) > 1
        )
        for name in names:
            data = archive.read(name)
            assert len(data) < 30 * 2**20
            assert files.CAMERA.encode() not in data
            sheets = int(name.rpartition(", ")[2].split()[0])
            with pikepdf.open(io.BytesIO(data)) as one:
                assert len(one.pages) == sheets
                assert "/Title" not in one.docinfo or one.docinfo["/Title"] != "Выписка"


async def test_without_exhibits_no_such_button_stands_there(anna: Person) -> None:
    await at_support(anna)
    await write(anna)
    assert ONE_PDF not in anna.labels


async def test_a_letter_whose_exhibits_were_removed_is_an_old_button(anna: Person) -> None:
    await with_three(anna)
    await send(anna)
    await does(anna, "exhibits")
    for _ in range(3):
        await does(anna, "exhibit")
        await anna.presses("🗑 Убрать")
    await does(anna, "card")
    await does(anna, "sent_letters")
    await does(anna, "sent_letter")
    await anna.presses(ONE_PDF)
    assert anna.alert


async def test_a_copy_is_kept_on_request_and_serves_where_telegram_has_the_file_no_more(
    anna: Person, app: Application, telegram: Telegram
) -> None:
    await at_support(anna)
    await shows(anna, 1, "Чек")
    await anna.presses("Хранить копию")
    assert "Копия хранится у меня" in anna.screen
    case = await only_case(app, anna)
    (one,) = shown(case)
    copy = await app.casework.exhibit_copy(case, one.number)
    assert copy is not None
    assert copy.startswith(b"\xff\xd8\xff")
    assert files.CAMERA.encode() not in copy
    del telegram.files[one.original.file_id]
    await does(anna, "card")
    await write(anna)
    await anna.presses(ONE_PDF)
    assert "Не вошли" not in anna.screen
    await does(anna, "card")
    await does(anna, "exhibits")
    await does(anna, "exhibit")
    await anna.presses("Копию не хранить")
    case = await only_case(app, anna)
    assert await app.casework.exhibit_copy(case, one.number) is None


async def test_copies_go_with_their_exhibits(anna: Person, app: Application) -> None:
    await at_support(anna)
    await shows(anna, 1, "Чек")
    await anna.presses("Хранить копию")
    case = await only_case(app, anna)
    (one,) = shown(case)
    await anna.presses("🗑 Убрать")
    assert await app.casework.exhibit_copy(case, one.number) is None


async def test_earlier_letters_are_laid_in_as_they_went_out(anna: Person, app: Application) -> None:
    await at_support(anna)
    await write(anna)
    await send(anna)
    await replied(anna, "Отказали")
    await does(anna, "letter")
    await fill(anna)
    await anna.presses(ONE_PDF)
    (pdf,) = [data for name, data in anna.files.items() if name.endswith(".pdf")]
    with pikepdf.open(io.BytesIO(pdf)) as whole:
        assert whole.open_metadata().pdfa_status == "2A"
        with whole.open_outline() as outline:
            titles = [one.title for one in _all(outline.root)]
    assert any(title.startswith("Копия обращения в службу поддержки") for title in titles)
    assert "Добавьте сами" in anna.screen
    assert "обращения в службу поддержки" not in anna.screen
