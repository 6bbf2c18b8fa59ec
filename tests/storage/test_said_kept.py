"""What is kept of a person and what *Что я храню о вас* says of it are the same, by the schema."""

import pytest

from bot.content.content import Content
from bot.storage.database import Database
from tests.storage.conftest import columns_of

OF_NOBODY = {
    "updates.id", "updates.done_at", "contact_reports.contact", "contact_reports.count",
    "inbox.update_id", "inbox.tries",
}  # fmt: skip
"""What is kept of no person."""

INSIDE = {
    "cases.id", "cases.revision", "cases.replan", "cases.card_message_id", "cases.map_message_id",
    "cases.map_digest", "events.case_id", "events.seq", "reminders.case_id", "reminders.event",
    "reminders.claimed_until", "reminders.attempts", "letters.case_id", "letters.event",
    "typed.case_id", "typed.question", "typed.step", "copies.case_id", "copies.exhibit",
    "copies.size", "expected.state", "people.away",
}  # fmt: skip
"""Numbers that only join what is named below, or our own screens."""

CLEAR = {
    "номер в Telegram": {
        "people.id", "cases.person_id", "inbox.person_id", "expected.person_id", "typed.person_id",
    },
    "чей кошелёк": {"cases.place"},
    "что случилось": {"cases.problem"},
    "шаги и их дни": {
        "cases.step", "cases.opened_at", "cases.closed", "cases.changed_at", "cases.answered_at",
        "cases.rested_at", "events.kind", "events.step", "events.happened_on", "events.recorded_at",
        "people.started_at",
    },
    "часовой пояс": {"people.zone_minutes"},
    "напоминания": {
        "people.reminders", "cases.put_off_until", "cases.muted", "reminders.step",
        "reminders.kind", "reminders.due_at", "reminders.state",
    },
    "номера сообщений с ответами": {"typed.message_id"},
}  # fmt: skip
"""What lies in clear, by how the screen calls it."""

SEALED = {
    "ответы": {"people.answers", "cases.answers", "inbox.content", "expected.data"},
    "номера обращений": {"events.note", "cases.notes"},
    "письма": {"letters.content"},
    "отпечаток файла": {"cases.exhibits"},
    "копии файлов": {"copies.content"},
}
"""What is sealed, by how the screen calls it."""

ANSWERS = {
    "имя": {"full_name", "full_name_genitive"}, "паспорт": {"id_document"},
    "дата и место рождения": {"birth_date", "birth_place"}, "СНИЛС и ИНН": {"identifier", "inn"},
    "адрес": {"address"}, "телефон": {"phone"}, "почта": {"email"},
    "счёт и кошелёк": {"bank_details", "wallet"}, "рассказ": {"own_words", "police_words"},
}  # fmt: skip
"""The answers that tell who somebody is, by how the screen calls them."""


@pytest.fixture
def said(content: Content) -> str:
    return content.words.screen("privacy", keep_days=365, owner="")


async def columns(database: Database) -> set[str]:
    return {
        f"{table}.{column}"
        for table, columns in (await columns_of(database)).items()
        for column in columns
    }


async def test_every_column_is_named_on_the_screen_or_of_nobody(
    database: Database, said: str
) -> None:
    told = {**CLEAR, **SEALED}
    assert [phrase for phrase in told if phrase not in said] == []
    assert await columns(database) == set().union(OF_NOBODY, INSIDE, *told.values())


def test_every_answer_that_tells_who_one_is_is_named(content: Content, said: str) -> None:
    assert [phrase for phrase in ANSWERS if phrase not in said] == []
    of_person = {one.id for one in content.questions.values() if one.scope == "person"}
    assert of_person - set().union(*ANSWERS.values()) <= {"post_checked"}


def test_backups_are_named_where_data_is_erased(content: Content) -> None:
    for screen in ("privacy", "delete"):
        assert "копи" in content.words.screen(screen, keep_days=365, owner="")
