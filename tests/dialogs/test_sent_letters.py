"""A letter that went out is kept as it was, and given again."""

import io
import re
from dataclasses import replace
from datetime import timedelta

import pypdf
import pytest
from telegram_sandbox.clock import MovableClock

from bot.app import Application
from tests.dialogs.journeys import (
    at_support,
    newest_case,
    replied,
    send,
    text_of,
    verbs,
    write,
)
from tests.documents.docx_text import paragraphs_of
from tests.people import confirms
from tests.telegram import Person

SENT = "📨 Отправленные"
SUM = "12 400"


def words(text: str) -> str:
    """Without line breaks and what typesetting adds."""
    return re.sub(r"\s+", " ", text.replace("\u00ad", ""))


async def sent_letter(anna: Person) -> None:
    """A letter to the support went out today."""
    await at_support(anna)
    await write(anna)
    await send(anna)


async def sends_yesterday(anna: Person) -> None:
    """The letter of the step went out yesterday, without a number."""
    for label in ("📮 Отправлено", "Вчера", "Номера нет"):
        await anna.presses(label)


async def changes_the_sum(anna: Person, sum_: str) -> None:
    await anna.presses("✍️ Текст обращения")
    await anna.presses("Изменить ответы")
    await anna.presses(next(label for label in anna.labels if label.startswith("Сумма")))
    await anna.says(sum_)
    await confirms(anna)


async def test_new_answers_do_not_change_what_went_out(anna: Person) -> None:
    await sent_letter(anna)
    await anna.presses("Ещё")
    assert SENT in anna.labels
    await anna.presses("‹ К делу")
    await changes_the_sum(anna, "99 000")
    assert "99 000" in text_of(anna)
    await anna.presses("‹ К делу")
    await anna.presses(SENT)
    await anna.presses("Поддержка, ")
    assert SUM in text_of(anna)
    assert "99 000" not in text_of(anna)


async def test_its_files_are_those_of_that_day(
    anna: Person, clock: MovableClock, app: Application
) -> None:
    await sent_letter(anna)
    day = app.casework.today()
    clock.advance(timedelta(days=3))
    await anna.presses(SENT)
    assert any(label.endswith(f", {day:%d.%m.%Y}") for label in anna.labels)
    await anna.presses("Поддержка, ")
    for ending in (".docx", ".pdf", ".txt"):
        await anna.presses(ending)
    (word,), (page,), (plain,) = (
        [data for name, data in anna.files.items() if name.endswith(ending)]
        for ending in (".docx", ".pdf", ".txt")
    )
    assert all(f" {day:%d.%m.%Y}." in name for name in anna.files)
    dated = f"Дата: {day.day} "
    text = words(plain.decode())
    assert dated in text
    pages = pypdf.PdfReader(io.BytesIO(page)).pages
    assert dated in words(" ".join(one.extract_text() for one in pages))
    paragraphs = paragraphs_of(word)
    assert dated in words(" ".join(one.text for one in paragraphs))
    assert "вернитесь к делу" not in anna.messages[-1].words  # it was sent already


async def test_a_letter_sent_yesterday_bears_that_day(
    anna: Person, clock: MovableClock, app: Application
) -> None:
    await at_support(anna)
    await write(anna)
    yesterday = app.casework.today()
    clock.advance(timedelta(days=1))
    await sends_yesterday(anna)
    await anna.presses(SENT)
    await anna.presses(
        next(label for label in anna.labels if label.endswith(f"{yesterday:%d.%m.%Y}"))
    )
    assert f"Дата: {yesterday.day} " in text_of(anna)


async def test_what_the_person_sent_before_the_case_is_not_ours(anna: Person) -> None:
    await at_support(anna)
    await write(anna)
    await sends_yesterday(anna)
    assert SENT not in anna.labels


async def test_a_letter_for_which_nothing_was_answered_is_not_kept(anna: Person) -> None:
    await at_support(anna)
    await send(anna)
    assert "sent_letters" not in verbs(anna)


async def test_papers_that_they_asked_for_are_no_second_letter(
    anna: Person, app: Application
) -> None:
    await sent_letter(anna)
    await replied(anna, "Задают вопросы")
    await anna.presses("Дня не назвали")
    await anna.presses_data(anna.messages[-1].id, verbs(anna)["answered"])
    await anna.presses("Сегодня")
    case = await newest_case(app, anna)
    sendings = [event for event in case.events if event.kind == "sent"]
    assert len(sendings) == 2
    await anna.presses(SENT)
    assert sum("Поддержка" in label for label in anna.labels) == 1


@pytest.mark.exhaustive
@pytest.mark.parametrize("arg", ["1.0", "0.0", "99.0", "1.exe", "1", "1.-1", "x.pdf"])
async def test_another_number_is_an_old_button(anna: Person, arg: str) -> None:
    await sent_letter(anna)
    await anna.presses(SENT)
    data = verbs(anna)["sent_letter"]
    before = anna.screen
    head = data.rpartition(":")[0]
    for verb in ("sent_letter", "sent_file"):
        await anna.presses_data(anna.messages[-1].id, f"{head.replace('sent_letter', verb)}:{arg}")
    assert anna.screen == before
    assert not anna.files


async def test_nobody_else_reads_it(anna: Person, app: Application) -> None:
    await sent_letter(anna)
    case = await newest_case(app, anna)
    (at,) = (n for n, event in enumerate(case.events) if event.kind == "sent")
    assert await app.casework.sent_letter(case, at) is not None
    assert await app.casework.sent_letter(replace(case, person_id=anna.id + 1), at) is None


async def test_it_goes_with_everything_else(anna: Person, app: Application) -> None:
    await sent_letter(anna)
    case = await newest_case(app, anna)
    (at,) = (n for n, event in enumerate(case.events) if event.kind == "sent")
    await anna.says("/delete")
    await anna.presses("Да, стереть всё")
    assert await app.casework.sent_letter(case, at) is None


async def test_a_letter_names_only_what_was_sent_by_its_day(
    anna: Person, clock: MovableClock, app: Application
) -> None:
    await at_support(anna)
    await write(anna)
    first_day = app.casework.today()
    clock.advance(timedelta(days=1))
    await send(anna)
    await replied(anna, "Отказали")
    await write(anna)
    assert "поддержк" in text_of(anna)
    await sends_yesterday(anna)
    await anna.presses(SENT)
    await anna.presses(f"Претензия, {first_day:%d.%m.%Y}")
    assert "обращение в службу поддержки" not in text_of(anna).lower()
    await anna.presses("‹ К отправленным")
    order = [label for label in anna.labels if re.search(r", \d\d\.\d\d\.\d{4}$", label)]
    assert [label.partition(",")[0] for label in order] == [
        "Претензия",
        "Поддержка",
    ]
