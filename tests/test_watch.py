"""Whoever runs the bot hears what needs a look, once a day, and Prometheus sees numbers."""

import os
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import aiohttp
import pytest
from telegram_sandbox.clock import MovableClock
from telegram_sandbox.telegram import Telegram

from bot.app import Application
from bot.escalation.case import EventKind, stage
from bot.serving import listening
from bot.settings import Settings, SettingsError
from bot.stats import code_version, few
from bot.storage import figures as module
from bot.storage.figures import figures
from bot.storage.files import BACKED_UP
from bot.storage.sealing import Seal
from bot.tally import BOUNDS, Tally
from tests.conftest import MakePerson
from tests.telegram import Person

ADMIN = 1009


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"database": tmp_path / "bot.sqlite3", "admins": str(ADMIN)})


@pytest.fixture
async def admin(person: MakePerson) -> Person:
    """Whoever runs the bot; they have written to it once."""
    admin = person(id=ADMIN)
    await admin.says("/start")
    return admin


def told(admin: Person) -> list[str]:
    return [message.text or "" for message in admin.messages if "⚙️" in (message.text or "")]


@pytest.fixture
def fresh(app: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in data/ is old on the day of the test."""
    checked = max(fact.checked_on for fact in app.content.facts)
    monkeypatch.setattr(app.casework, "today", lambda: checked)
    monkeypatch.setattr(type(app.content.calendars), "gaps", lambda *_: ())


@pytest.mark.usefixtures("fresh")
class TestTold:
    async def test_nothing_while_all_is_well(self, app: Application, admin: Person) -> None:
        await app.watch.look()
        assert told(admin) == []

    async def test_a_backup_that_is_too_old_once_a_day(
        self, app: Application, admin: Person, clock: MovableClock, settings: Settings
    ) -> None:
        await app.database.write(
            "INSERT INTO people (id, started_at) VALUES (1, ?)", [int(clock().timestamp())]
        )
        clock.advance(timedelta(days=3, hours=1))
        await app.watch.look()
        clock.advance(timedelta(hours=1))
        await app.watch.look()
        assert [("копии базы нет" in line, "3 дня" in line) for line in told(admin)] == [
            (True,) * 2
        ]
        backup = settings.file.with_name(settings.file.name + BACKED_UP)
        backup.touch()
        os.utime(backup, (clock().timestamp(), clock().timestamp()))
        clock.advance(timedelta(days=1, hours=1))
        await app.watch.look()
        assert len(told(admin)) == 1
        clock.advance(timedelta(days=1))
        await app.watch.look()
        assert "2 дня" in told(admin)[1]

    async def test_reminders_that_are_late(
        self, app: Application, admin: Person, clock: MovableClock
    ) -> None:
        at = int(clock().timestamp())
        await app.database.write("INSERT INTO people (id, started_at) VALUES (1, ?)", [at])
        await app.database.write(
            "INSERT INTO cases (id, person_id, problem, step, opened_at)"
            " VALUES (1, 1, 'x', 's', ?)",
            [at],
        )
        await app.database.write(
            "INSERT INTO reminders (case_id, step, kind, event, due_at) VALUES (1, 's', 'k', 0, ?)",
            [at],
        )
        clock.advance(timedelta(minutes=14))
        await app.watch.look()
        assert told(admin) == []
        assert app.dispatcher.tally.reminders_late == 14 * 60
        clock.advance(timedelta(minutes=7))
        await app.watch.look()
        assert "21 минуту" in told(admin)[0]

    async def test_a_file_that_is_gone(
        self, app: Application, admin: Person, settings: Settings
    ) -> None:
        settings.file.unlink()
        await app.watch.look()
        assert "Файла базы больше нет" in told(admin)[0]

    async def test_a_disk_that_fills(
        self, app: Application, admin: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=50 << 20))
        await app.watch.look()
        assert "50 МиБ" in told(admin)[0]


async def test_what_grows_old_is_told(app: Application, admin: Person, clock: MovableClock) -> None:
    clock.advance(timedelta(days=3650))
    await app.watch.look()
    said = " ".join(told(admin))
    assert "Пора перепроверить" in said
    assert "календарь известен только по" in said


class TestFigures:
    @pytest.fixture
    async def anna(self, person: MakePerson) -> Person:
        return person()

    async def test_they_say_what_the_cases_say(
        self, app: Application, anna: Person, settings: Settings, clock: MovableClock
    ) -> None:
        at = int(clock().timestamp())
        events = {
            1: [],
            2: [EventKind.SENT],
            3: [EventKind.SENT, EventKind.REPLIED],
            4: [EventKind.SENT, EventKind.PAPERS_DUE],
            5: [EventKind.CHECKED],
        }
        await app.database.write("INSERT INTO people (id, started_at) VALUES (1, ?)", [at])
        for case, kinds in events.items():
            await app.database.write(
                "INSERT INTO cases (id, person_id, place, problem, step, opened_at, closed)"
                " VALUES (?, 1, 'unknown', 'other', 'support', ?, 0)",
                [case, at],
            )
            for seq, kind in enumerate([EventKind.OPENED, *kinds]):
                await app.database.write(
                    "INSERT INTO events VALUES (?, ?, ?, 'support', '2026-11-27', ?, NULL)",
                    [case, seq, kind.value, at],
                )
        found = await app.database.beside(partial(figures, now=clock()))
        expected: dict[tuple[str, str], int] = {}
        for kept in await app.casework.list(1):
            shown = module.REPLIED if kept.id == 3 else stage(kept).value
            key = ("support", shown)
            expected[key] = expected.get(key, 0) + 1
        assert found.cases == expected
        assert found.replies == {"support": 1}
        assert (found.due, found.inbox) == (0, 0)


class TestSite:
    @pytest.fixture
    async def url(
        self, app: Application, settings: Settings, unused_port: int
    ) -> AsyncIterator[str]:
        at = settings.model_copy(update={"listen": str(unused_port)})
        async with listening(app, at):
            with pytest.raises(SettingsError, match="BOT_LISTEN: "):
                async with listening(app, at):
                    pass
            yield f"http://127.0.0.1:{unused_port}"

    @pytest.fixture
    def unused_port(self) -> int:
        import socket

        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            return int(one.getsockname()[1])

    async def test_it_shows_numbers_and_nobody(
        self, app: Application, url: str, admin: Person, telegram: Telegram
    ) -> None:
        await admin.says("Иванова Анна +79123456789")
        async with aiohttp.ClientSession() as session:
            for page, said in (("live", "live\n"), ("ready", "ready\n")):
                async with session.get(f"{url}/{page}") as answer:
                    assert (answer.status, await answer.text()) == (200, said)
            async with session.get(f"{url}/metrics") as answer:
                shown = await answer.text()
        lines = dict(line.rsplit(" ", 1) for line in shown.splitlines() if line[0] != "#")
        assert float(lines['bot_updates_total{kind="message",outcome="handled"}']) >= 2
        assert float(lines['bot_api_calls_total{method="sendMessage",outcome="ok"}']) >= 1
        for name in (
            "bot_oldest_update_seconds",
            "bot_reminders_late_seconds",
            "bot_reminders_due",
            "bot_facts_past_review",
            "bot_calendar_days_left",
            "bot_inbox",
            "bot_leader",
        ):
            assert float(lines[name]) >= 0
        assert "Анна" not in shown
        assert str(ADMIN) not in shown
        assert telegram.token not in shown

    async def test_a_database_that_does_not_answer_is_not_ready(
        self, app: Application, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def fails(work: object) -> None:
            raise OSError

        monkeypatch.setattr(app.database, "read", fails)
        async with aiohttp.ClientSession() as session:
            async with session.get(f"{url}/ready") as answer:
                assert answer.status == 503
            async with session.get(f"{url}/live") as answer:
                assert answer.status == 200


def test_seconds_are_counted_under_their_bound() -> None:
    tally = Tally()
    for seconds in (0.001, BOUNDS[0], 0.3, 100.0):
        tally.spent(seconds)
    assert tally.took == {0: 2, BOUNDS.index(0.5): 1, len(BOUNDS): 1}


class TestStats:
    async def test_whoever_runs_the_bot_sees_numbers_and_a_picture(
        self, app: Application, admin: Person, settings: Settings, clock: MovableClock
    ) -> None:
        at = int(clock().timestamp())
        seal = Seal(settings.data_keys)
        await app.database.write("INSERT INTO people (id, started_at) VALUES (1, ?)", [at])
        replies = ["refused"] * 6 + ["silent"] * 2 + ["solved"] * 5 + [""]
        for case, reply in enumerate(replies, start=1):
            notes = seal.close({"notes": [{}, {}, {"reply": reply}]}) if reply else None
            await app.database.write(
                "INSERT INTO cases (id, person_id, place, problem, step, opened_at, notes)"
                " VALUES (?, 1, 'unknown', 'other', 'support', ?, ?)",
                [case, at, notes],
            )
            for seq, kind in enumerate(["opened", "sent", *(["replied"] if reply else [])]):
                await app.database.write(
                    "INSERT INTO events VALUES (?, ?, ?, 'support', '2026-11-27', ?, NULL)",
                    [case, seq, kind, at],
                )
        await admin.says("/stats")
        assert "Дел: 14, открыто: 14." in admin.screen
        assert "отправлено 14, ответили 5, отказали 6, молчат <5" in admin.screen
        assert "Людей: <5." in admin.screen
        assert code_version() in admin.screen
        assert any(call.method == "sendPhoto" for call in admin.telegram.calls)

    async def test_for_anybody_else_there_is_no_such_command(
        self, person: MakePerson, telegram: Telegram
    ) -> None:
        anna = person()
        await anna.says("/start")
        await anna.says("/stats")
        assert "Как идут дела" not in anna.screen
        assert not any(call.method == "sendPhoto" for call in telegram.calls)


@pytest.mark.parametrize(("count", "shown"), [(0, "0"), (1, "<5"), (4, "<5"), (5, "5")])
def test_a_count_that_could_be_somebody_is_not_shown(count: int, shown: str) -> None:
    assert few(count) == shown
