"""After a whole conversation nothing personal lies anywhere in clear: not in the database, its
files or the log, at the most talkative level."""

import logging
import re
import sqlite3
from collections.abc import Callable, Coroutine
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from telegram_sandbox.telegram import Telegram

from bot.app import Application, assemble
from bot.settings import Settings
from bot.storage.faults import DatabaseError
from bot.storage.files import copy_to
from tests.conftest import MakePerson
from tests.exhibits import files
from tests.people import NUMBER, TYPED, asked, at_letter, fill, to_the_end
from tests.telegram import Person, TelegramSession

CARD = "4276 3800 1234 5679"

PERSONAL = (
    "full_name", "phone", "email", "address", "wallet", "own_words", "provider_reply", "new_facts",
    "recipient", "operation",
)  # fmt: skip

TITLE = "Отказ Мелодии на улице Лебедева"
"""What an exhibit is called."""

NEEDLES = {
    "Соколова", "Соколовой", "Викторовна", "Мелоди", "916 555", "9165551234", "555-12-34",
    "sokolova.anna", "Лебедева", "магазин их не получил", "Операция завершена", "прислал справку",
    "2605031530", "410011234567890", NUMBER, "4276", "3800", "3800 1234", "987654",
}  # fmt: skip
"""Enough of each personal answer to recognise it by."""


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"database": tmp_path / "bot.sqlite3"})


async def _slips(anna: Person) -> None:
    """What people send by mistake, and where it could leak from."""
    await anna.says(f"вот карта {CARD}")
    await anna.says("код из смс 987654")
    await anna.sends("photo", caption=f"моя карта {CARD}")
    await anna.says("Соколова Анна Викторовна, улица Лебедева")
    await anna.edits(anna.own_messages[-1].id, f"Соколова, {CARD}")
    await anna.forwards("Уважаемая Соколова, магазин их не получил")


async def _shows(anna: Person) -> None:
    """A photo with a caption, of which a copy is kept, and a document, named by hand."""
    await anna.sends("photo", caption="чек Соколовой", content=files.picture())
    await anna.presses("Чек")
    await anna.presses("Сегодня")
    await anna.presses(next(label for label in anna.labels if "Чек Соколовой" in label))
    await anna.presses("Хранить копию")
    await anna.sends("document", name="отказ Мелодии.pdf", content=files.pdf())
    await anna.presses("Их ответ")
    await anna.presses("Сегодня")
    await anna.presses("✏️ Назвать")
    await anna.says(TITLE)


async def test_nothing_personal_lies_in_clear(
    app: Application,
    person: MakePerson,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    anna = person()
    await at_letter(anna)
    await fill(anna, own_words=TYPED["own_words"])
    await to_the_end(anna)
    await _slips(anna)
    await _shows(anna)

    case = (await app.casework.list(anna.id))[0]
    assert {question for question in PERSONAL if case.answers.get(question)} >= {
        "full_name",
        "phone",
        "email",
        "address",
        "own_words",
    }, "the conversation has told too little for this test to show anything"
    assert all(TYPED[question] for question in PERSONAL)

    assert {one.caption for one in case.exhibits} > {"Чек Соколовой", TITLE}
    of_files = {one.original.file_id for one in case.exhibits} | {
        one.original.sha256 for one in case.exhibits
    }

    dump = _dump(settings.file)
    raw = _raw(settings.file)
    assert len(dump) > 10_000
    assert files.CAMERA.encode() not in raw
    (kept,) = [one.number for one in case.exhibits if one.copied]
    copy = await app.casework.exhibit_copy(case, kept)
    assert copy is not None
    pieces = {copy[at : at + 32] for at in range(0, len(copy) - 32, 32)}
    telling = [piece for piece in pieces if len(set(piece)) > 16]  # white is all alike
    assert telling
    assert not [piece for piece in telling if piece in raw], "a copy lies in clear"
    log = re.sub(r"0x[0-9a-f]+", "", caplog.text)  # an address of memory may hold any figures
    for needle in NEEDLES | of_files:
        assert needle not in dump, f"{needle} lies in the database"
        assert needle.encode() not in raw, f"{needle} lies in the files"
        assert needle not in log, f"{needle} lies in the log"
    for secret in (settings.token, settings.data_key):
        assert secret.get_secret_value() not in caplog.text
        assert secret.get_secret_value() not in dump


async def test_what_was_erased_leaves_the_files_though_a_reader_held_the_log(
    app: Application, person: MakePerson, settings: Settings
) -> None:
    """A backup that reads at that moment keeps the write-ahead log: the loop cuts it later."""
    anna = person()
    await to_the_end(anna)
    sealed = _sealed_of(settings.file, anna.id)
    with closing(sqlite3.connect(settings.file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM cases").fetchone()
        await anna.says("/delete")
        await anna.presses("Да, стереть всё")
        assert await app.casework.list(anna.id) == []
        await app.reminding.look()
        held = _raw(settings.file)
        assert [one for one in sealed if one in held], "the reader held nothing: no test"
    await app.reminding.look()
    left = _raw(settings.file)
    assert not [one for one in sealed if one in left]


@pytest.fixture
def plain_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite as most build it: Debian's overwrites what is deleted without being told to."""
    connect = sqlite3.connect

    def without(*given: Any, **named: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*given, **named)
        connection.execute("PRAGMA secure_delete = OFF")
        return connection

    monkeypatch.setattr(sqlite3, "connect", without)


@pytest.mark.usefixtures("plain_sqlite")
async def test_what_was_deleted_lies_in_no_free_page(
    app: Application, person: MakePerson, settings: Settings
) -> None:
    """Answers are sealed; whose case it was, where it stands and on which day it went is not."""
    boris, anna = person(id=1002, first_name="Борис"), person(id=7_003_005_007)
    for one in (boris, anna):
        await asked(one, "full_name")
    await app.database.drain()
    whose = anna.id.to_bytes(6, "big")  # as SQLite writes a number of this size
    sealed = _sealed_of(settings.file, anna.id)
    before = _raw(settings.file)
    assert len(sealed) == 2, "of the case, and of the question that is asked"
    assert all(one in before for one in (whose, *sealed))

    await anna.says("/delete")
    await anna.presses("Да, стереть всё")
    await app.database.drain()
    left = _raw(settings.file)
    assert whose not in left
    assert not [one for one in sealed if one in left]
    assert len(await app.casework.list(boris.id)) == 1


async def test_a_card_number_is_gone_from_the_chat_and_the_person_is_told(
    app: Application, person: MakePerson
) -> None:
    anna = person()
    await anna.says("/start")
    sends: list[Callable[[], Coroutine[object, object, None]]] = [
        lambda: anna.says(f"вот {CARD}"),
        lambda: anna.sends("photo", caption=f"вот {CARD}"),
    ]
    for send in sends:
        before = len(anna.messages)
        await send()
        assert not any(CARD in message.words for message in anna.own_messages)
        told = [message.words for message in anna.messages[before:]]
        assert any("карты" in words for words in told)
    await anna.says("привет")
    await anna.edits(anna.own_messages[-1].id, f"вот {CARD}")
    assert not any(CARD in message.words for message in anna.own_messages)


async def test_a_wrong_key_stops_the_start_by_name_before_anything_is_sent(
    app: Application, person: MakePerson, settings: Settings, telegram: Telegram
) -> None:
    anna = person()
    await asked(anna, "recipient")
    calls = len(telegram.calls)
    await app.database.drain()
    copy = settings.file.with_name("copy")  # the file itself is the running bot's
    copy_to(settings.file, copy)
    key = SecretStr(Fernet.generate_key().decode())
    other = settings.model_copy(update={"data_key": key, "database": copy})
    with pytest.raises(DatabaseError, match="BOT_DATA_KEY"):
        async with assemble(other, session=lambda _: TelegramSession(telegram)):
            pass
    assert len(telegram.calls) == calls


def _raw(database: Path) -> bytes:
    """Every byte of the database, its log and its index."""
    return b"".join(file.read_bytes() for file in database.parent.iterdir())


def _sealed_of(path: Path, person_id: int) -> list[bytes]:
    """The end of each sealed record of the person: what is longer lies on several pages."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT answers FROM people WHERE id = :id UNION ALL SELECT answers FROM cases"
            " WHERE person_id = :id UNION ALL SELECT data FROM expected WHERE person_id = :id",
            {"id": person_id},
        )
        return [sealed.encode()[-40:] for (sealed,) in rows if sealed]


def _dump(path: Path) -> str:
    connection = sqlite3.connect(path)
    dump = "\n".join(connection.iterdump())
    connection.close()
    return dump
