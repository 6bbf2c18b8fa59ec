"""After a whole conversation nothing personal lies anywhere in clear: not in the database, its
files or the log, at the most talkative level."""

import logging
import re
import sqlite3
from collections.abc import Callable, Coroutine
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from telegram_sandbox.telegram import Telegram

from bot.app import Application, assemble
from bot.settings import Settings
from bot.storage.cases import Cases
from bot.storage.database import DatabaseError
from tests.conftest import MakePerson
from tests.telegram import Person, TelegramSession
from tests.traveller import ANSWERS, NUMBER, Traveller

CARD = "4276 3800 1234 5679"

PERSONAL = (
    "full_name", "phone", "email", "address", "wallet", "story", "provider_reply", "new_facts",
    "recipient", "operation",
)  # fmt: skip

NEEDLES = {
    "Иванова", "Петровна", "Смирнов", "916 123", "9161234567", "123-45-67", "anna.ivanova",
    "улица Мира", "получатель их не видел", "платеж исполнен", "прислал выписку",
    "77123456789", NUMBER, "4276", "3800", "3800 1234", "987654",
}  # fmt: skip
"""Enough of each personal answer to recognise it by."""


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"database": tmp_path / "bot.sqlite3"})


async def _whole_conversation(anna: Person) -> None:
    traveller = Traveller()
    for _ in range(400):
        move = traveller.next_move(anna.messages)
        if move is None:
            return
        if move.data:
            await anna.presses_data(move.message_id, move.data)
        else:
            await anna.says(move.text)
    raise AssertionError("the way has no end")


async def _slips(anna: Person) -> None:
    """What people send by mistake, and where it could leak from."""
    await anna.says(f"вот карта {CARD}")
    await anna.says("код из смс 987654")
    await anna.sends("photo", caption=f"моя карта {CARD}")
    await anna.says("Иванова Анна Петровна, улица Мира")
    await anna.edits(anna.own_messages[-1].id, f"Иванова, {CARD}")
    await anna.forwards("Уважаемая Иванова, получатель их не видел")


async def test_nothing_personal_lies_in_clear(
    app: Application,
    person: MakePerson,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    anna = person()
    await _whole_conversation(anna)
    await _slips(anna)

    case = (await app.casework.list(anna.id))[0]
    assert {question for question in PERSONAL if case.answers.get(question)} >= {
        "full_name",
        "phone",
        "email",
        "address",
        "story",
    }, "the conversation has told too little for this test to show anything"
    assert all(ANSWERS[question] for question in PERSONAL)

    dump = _dump(settings.database)
    raw = b"".join(file.read_bytes() for file in settings.database.parent.iterdir())
    assert len(dump) > 10_000
    for needle in NEEDLES:
        assert needle not in dump, f"{needle} lies in the database"
        assert needle.encode() not in raw, f"{needle} lies in the files"
        assert needle not in caplog.text, f"{needle} lies in the log"
    for secret in (settings.token, settings.data_key):
        assert secret.get_secret_value() not in caplog.text
        assert secret.get_secret_value() not in dump


async def test_what_was_erased_leaves_the_files_though_a_reader_held_the_log(
    app: Application, person: MakePerson, settings: Settings
) -> None:
    """A backup that reads at that moment keeps the write-ahead log: the loop cuts it later."""
    anna = person()
    await _whole_conversation(anna)
    sealed = _sealed(settings.database)
    assert len(sealed) >= 3  # the answers of hers, of the case, and the notes
    with closing(sqlite3.connect(settings.database, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM cases").fetchone()
        await anna.says("/delete")
        erase = next(b for b in anna.messages[-1].buttons if ":erase:" in b["callback_data"])
        await anna.presses(erase["text"])
        assert await app.casework.list(anna.id) == []
        await app.reminding.look()
        assert _lying_in_files(sealed, settings.database), "the reader held nothing: no test"
    await app.reminding.look()
    assert not _lying_in_files(sealed, settings.database)


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


async def test_our_own_fault_puts_no_answer_into_the_log(
    app: Application,
    person: MakePerson,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*given: object, **named: object) -> None:
        raise RuntimeError(f"cannot take {given} {named}")

    anna = person()
    traveller = Traveller()
    while True:
        move = traveller.next_move(anna.messages)
        assert move is not None
        if move.question == "story":
            break
        if move.data:
            await anna.presses_data(move.message_id, move.data)
        else:
            await anna.says(move.text)
    monkeypatch.setattr(Cases, "change", broken)
    caplog.set_level(logging.DEBUG)
    await anna.says(move.text)
    assert any(record.levelno == logging.ERROR for record in caplog.records)
    assert move.text not in caplog.text
    assert anna.screen == app.content.words.screen("errors/unexpected")


async def test_a_wrong_key_stops_the_start_by_name_before_anything_is_sent(
    app: Application, person: MakePerson, settings: Settings, telegram: Telegram
) -> None:
    anna = person()
    traveller = Traveller()
    for _ in range(15):
        move = traveller.next_move(anna.messages)
        assert move is not None
        if move.data:
            await anna.presses_data(move.message_id, move.data)
        else:
            await anna.says(move.text)
    calls = len(telegram.calls)
    other = settings.model_copy(update={"data_key": SecretStr(Fernet.generate_key().decode())})
    with pytest.raises(DatabaseError, match="BOT_DATA_KEY"):
        async with assemble(other, session=lambda _: TelegramSession(telegram)):
            pass
    assert len(telegram.calls) == calls


def _sealed(path: Path) -> list[str]:
    """The sealed texts of all that is kept in the tables."""
    return re.findall(r"gAAAA[\w=-]+", _dump(path))


def _lying_in_files(sealed: list[str], path: Path) -> list[str]:
    raw = b"".join(file.read_bytes() for file in path.parent.iterdir())
    return [token for token in sealed if token[:40].encode() in raw]


def _dump(path: Path) -> str:
    connection = sqlite3.connect(path)
    dump = "\n".join(connection.iterdump())
    connection.close()
    return dump
