"""A case is carried away and comes back: here, to another account, to another bot."""

import io
import json
import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from cryptography.fernet import Fernet
from telegram_sandbox.clock import MovableClock
from telegram_sandbox.telegram import Telegram

from bot import app as composition
from bot.app import Application, assemble
from bot.archive.vault import locked, unlocked
from bot.dialogs.card import card_screen
from bot.dialogs.desk import Desk
from bot.dialogs.letter import write as written
from bot.escalation.case import Case, kept_letters
from bot.escalation.exhibits import shown
from bot.escalation.timeline import case_dates
from bot.settings import load_settings
from tests.conftest import MakePerson, read_once
from tests.dialogs.journeys import at_support, does, only_case, replied, send, write
from tests.dialogs.test_exhibits import shows
from tests.exhibits import files
from tests.telegram import Person, TelegramSession

Archive = dict[str, bytes]


async def lived(anna: Person) -> None:
    """A case with a letter sent, refused, three exhibits, and a letter begun."""
    await at_support(anna)
    await shows(anna, 1, "Чек")
    await anna.sends("document", name="выписка.pdf", content=files.pdf(2))
    await anna.presses("Выписка")
    await anna.presses("Вчера")
    await does(anna, "card")
    await write(anna)
    await send(anna)
    await replied(anna, "Отказали")
    await shows(anna, 2, "Их ответ")
    await does(anna, "card")


async def exported(anna: Person) -> tuple[Archive, str]:
    """What the archive holds, and the phrase."""
    await does(anna, "export")
    await anna.presses("📦 Собрать архив")
    (packed,) = [data for name, data in anna.files.items() if name.endswith(".zip")]
    said = next(m.words for m in anna.messages if "пять слов" in m.words)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    return found, said.splitlines()[1]


@pytest.fixture
async def elsewhere(
    clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Application, Person]]:
    """Another bot with an empty database, and Boris in front of it."""
    telegram = Telegram(clock, token="77:another")
    settings = load_settings(
        token=telegram.token,
        data_key=Fernet.generate_key().decode(),
        database=":memory:",
        time_zone="Europe/Moscow",
    )
    monkeypatch.setattr(composition, "load_content", read_once)
    session = lambda _: TelegramSession(telegram)  # noqa: E731
    async with assemble(settings, clock=clock, session=session) as app:
        yield app, Person(telegram, app.dispatcher, app.bot, 2002, "Борис")


def same(case: Case, app: Application) -> tuple[Any, ...]:
    """What a person sees of the case: its card, its dates, its letters."""
    desk = Desk(app.dispatcher["content"], app.casework)
    step = desk.content.path.steps[case.step]
    letter = written(case, case.step, desk).letter if step.draft else None
    return (
        card_screen(case, desk).text,
        case_dates(case, desk.content.timing, desk.today),
        letter,
        [(event.kind, event.step, event.happened_on, dict(event.note)) for event in case.events],
    )


async def test_the_archive_holds_the_whole_case(anna: Person, app: Application) -> None:
    await lived(anna)
    archive, phrase = await exported(anna)
    assert len(phrase.split()) == 5
    names = sorted(archive)
    assert "Материалы дела.pdf" in names
    assert "case.qnav" in names
    letters = [name for name in names if name.startswith("Отправленные письма/")]
    assert {name.rpartition(".")[2] for name in letters} == {"pdf", "docx"}
    exhibits = [name for name in names if name.startswith("Приложения/")]
    assert [name.rpartition(".")[2] for name in exhibits] == ["jpg", "pdf", "jpg"]
    assert "1. Ответ от" in exhibits[0], "replies come first"
    assert any(name.endswith(".ics") for name in names)
    with pikepdf.open(io.BytesIO(archive["Материалы дела.pdf"])) as whole:
        assert len(whole.pages) == 3 + 1 + 4  # its own, the letter, a reply, two sheets, a photo
        with whole.open_outline() as outline:
            parts = {one.title: [under.title for under in one.children] for one in outline.root}
    assert [len(parts[name]) for name in ("Отправленные письма", "Ответы", "Приложения")] == [
        1,
        1,
        2,
    ]
    for data in archive.values():
        assert files.CAMERA.encode() not in data
    for personal in ("Соколова", "2605031530"):
        assert personal.encode() not in archive["case.qnav"]


async def test_it_comes_back_in_another_bot_with_the_same_card_dates_and_letters(
    anna: Person, app: Application, elsewhere: tuple[Application, Person]
) -> None:
    await lived(anna)
    before = await only_case(app, anna)
    archive, phrase = await exported(anna)
    other, boris = elsewhere
    await boris.sends("document", name="case.qnav", content=archive["case.qnav"])
    await boris.says(phrase.upper())
    after = await only_case(other, boris)
    assert same(after, other) == same(before, app)
    assert after.answers == before.answers
    for at in kept_letters(before):
        there = await app.casework.sent_letter(before, at)
        assert await other.casework.sent_letter(after, at) == there
    assert "Нет файлов приложений: 3" in boris.screen
    for name, data in archive.items():
        if name.startswith("Приложения/"):
            await boris.sends("document", name=name.rpartition("/")[2], content=data)
            assert "Этот файл уже есть" in boris.screen
    found = shown(await only_case(other, boris))
    assert all(one.original.file_id for one in found)
    assert [one.kind for one in found] == [one.kind for one in shown(before)]


async def test_it_comes_back_in_the_same_bot_after_everything_was_erased(
    anna: Person, app: Application
) -> None:
    await lived(anna)
    before = await only_case(app, anna)
    archive, phrase = await exported(anna)
    await anna.says("/delete")
    await anna.presses("Да, стереть всё")
    assert await app.casework.list(anna.id) == []
    await anna.sends("document", name="case.qnav", content=archive["case.qnav"])
    await anna.says(phrase)
    after = await only_case(app, anna)
    assert same(after, app) == same(before, app)
    assert after.exhibits == before.exhibits, "the same bot still has the files"


async def test_three_wrong_phrases_and_a_pause(
    anna: Person, app: Application, clock: MovableClock
) -> None:
    await at_support(anna)
    archive, phrase = await exported(anna)
    await anna.sends("document", name="case.qnav", content=archive["case.qnav"])
    for left in ("осталось: 2", "осталось: 1", "Три раза мимо"):
        await anna.says("маяк кедр чайник роса сом")
        assert left in anna.screen
    await anna.says(phrase)
    assert "Подождите 15 минут" in anna.screen
    assert len(await app.casework.list(anna.id)) == 1
    clock.advance(timedelta(minutes=16))
    await anna.says(phrase)
    assert len(await app.casework.list(anna.id)) == 2


EXHIBIT: dict[str, Any] = {
    "original": {"file_id": "a", "unique_id": "b", "sha256": "c", "size": 1, "mime": "image/png"},
    "on": "2026-01-01",
    "received": 1,
}

SPOILT: dict[str, Any] = {
    "a place that there is not": lambda told: told.update(place="mars"),
    "a problem of another place": lambda told: told.update(problem="licence_revoked"),
    "a step that there is not": lambda told: told.update(step="ministry"),
    "another form": lambda told: told.update(form=2),
    "no event": lambda told: told.update(events=[]),
    "a day to come": lambda told: told["events"][0].__setitem__(2, "2099-01-01"),
    "an event to come": lambda told: told["events"][0].__setitem__(3, 10**11),
    "an unheard of event": lambda told: told["events"][0].__setitem__(0, "bribed"),
    "an unheard of answer": lambda told: told["answers"].update(shoe_size="43"),
    "a sum of nothing": lambda told: told["answers"].update(sum={"minor": -5, "currency": "RUB"}),
    "a text for a sum": lambda told: told["answers"].update(sum="много"),
    "an unheard of choice": lambda told: told["answers"].update(wanted=["castle"]),
    "an endless name": lambda told: told["answers"].update(full_name="Ы" * 9000),
    "a wallet for a list": lambda told: told["answers"].update(wallet=["1", "2"]),
    "a field more": lambda told: told.update(admin=True),
    "a letter of no sending": lambda told: told.update(letters={"0": {}}),
    "an exhibit of no digest": lambda told: told.update(exhibits=[EXHIBIT | {"number": 1}]),
    "closed and not closed": lambda told: told.update(closed=True),
}


async def test_what_could_not_have_been_typed_here_does_not_come_back(
    anna: Person, app: Application
) -> None:
    await at_support(anna)
    archive, phrase = await exported(anna)
    whole = unlocked(archive["case.qnav"], phrase)
    for how, spoil in SPOILT.items():
        told = json.loads(whole)
        spoil(told)
        spoilt = locked(json.dumps(told).encode(), phrase)
        await anna.sends("document", name="case.qnav", content=spoilt)
        await anna.says(phrase)
        assert "Восстановить не вышло" in anna.screen, how
        assert len(await app.casework.list(anna.id)) == 1, how


async def test_a_card_number_in_it_is_masked(anna: Person, app: Application) -> None:
    await at_support(anna)
    archive, phrase = await exported(anna)
    told = json.loads(unlocked(archive["case.qnav"], phrase))
    told["answers"]["recipient"] = "карта 4276 3800 1234 5679"
    changed = locked(json.dumps(told).encode(), phrase)
    await anna.sends("document", name="case.qnav", content=changed)
    await anna.says(phrase)
    newest = (await app.casework.list(anna.id))[0]
    assert "3800 1234" not in str(newest.answers["recipient"])


@pytest.mark.parametrize("content", [b"", b"QNAV1\n", b"PK\3\4", b"QNAV1\n" + bytes(3 * 2**20)])
async def test_another_file_is_no_case(anna: Person, content: bytes) -> None:
    await anna.says("/start")
    await anna.sends("document", name="case.qnav", content=content)
    if "Какая фраза" in anna.screen:
        await anna.says("маяк кедр чайник роса порог")
    assert "не файл дела" in anna.screen


async def test_one_case_is_offered_at_once_and_none_is_said(person: MakePerson) -> None:
    anna = person()
    await anna.says("/export")
    assert "Выгружать пока нечего" in anna.screen
    await at_support(anna)
    await anna.says("/export")
    assert "Выгрузить дело?" in anna.screen
