"""The pulse: seen by whoever asks, in nobody's way, and found without the token."""

import json
import logging
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot import health
from bot.health import LATE_SECONDS, SICK_AFTER_SECONDS, WAITS_TOO_LONG_SECONDS, Pulse, pulse
from bot.settings import database_place
from bot.tally import Tally

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "bot.sqlite3"


def test_a_bot_is_well_while_its_polls_are_answered(database: Path) -> None:
    asked = Pulse(database)
    assert not asked.is_well()
    Pulse(database).beat()
    assert asked.is_well()
    long_ago = time.time() - SICK_AFTER_SECONDS - 1
    os.utime(database.with_name("bot.sqlite3.pulse"), (long_ago, long_ago))
    assert not asked.is_well()


def test_the_file_is_touched_once_a_second_at_most(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter([0.0, 0.4, 0.9, 1.1, 1.2, 2.5])
    touched: list[Path] = []
    monkeypatch.setattr(time, "monotonic", lambda: next(seconds))
    monkeypatch.setattr(Path, "write_text", lambda self, *_, **__: touched.append(self))
    beating = Pulse(database)
    for _ in range(6):
        beating.beat()
    assert touched == [database.with_name("bot.sqlite3.pulse")] * 3


def test_a_file_that_cannot_be_touched_is_named_once_and_stops_nothing(
    database: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def forbid(self: Path, *text: str, encoding: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "write_text", forbid)
    monkeypatch.setattr(health, "BEATS_EVERY_SECONDS", 0.0)
    caplog.set_level(logging.WARNING)
    beating = Pulse(database)
    beating.beat()
    beating.beat()
    assert caplog.messages == [f"no pulse in {database}.pulse: PermissionError"]


def test_a_database_in_memory_has_no_pulse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Pulse(Path(":memory:")).beat()
    assert not Pulse(Path(":memory:")).is_well()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("environment", "file"),
    [
        ({}, ""),
        ({"BOT_DATABASE": "/data/bot.sqlite3"}, ""),
        ({"bot_database": "small.sqlite3"}, ""),
        ({}, "BOT_DATABASE=of_the_file.sqlite3\nBOT_TOKEN=1:abc\n"),
        ({}, "export bot_database='a file.sqlite3' # here\n"),
        ({"BOT_DATABASE": "first.sqlite3"}, "BOT_DATABASE=second.sqlite3\n"),
        ({"BOT_DATABASE": ":memory:"}, ""),
    ],
)
def test_the_pulse_lies_beside_the_database_of_the_settings(
    environment: dict[str, str], file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.lower().startswith("bot_")]:
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(file)
    assert vars(pulse()) == vars(Pulse(database_place()))


def test_it_says_what_is_wrong(database: Path, tmp_path: Path) -> None:
    tally = Tally()
    beating = Pulse(database, lambda: tally.signs)
    assert "has polled yet" in beating.told()[1]
    beating.beat()
    assert beating.told() == (
        True,
        "well: Telegram answered a poll 0 s ago, last update handled: none since the start",
    )

    def beaten() -> tuple[bool, str]:
        database.with_name("bot.sqlite3.pulse").write_text(json.dumps(tally.signs))
        return Pulse(database).told()

    tally.take(1)
    assert beaten()[0]
    tally._taken[1] -= WAITS_TOO_LONG_SECONDS + 1  # noqa: SLF001
    assert beaten() == (False, f"an update has waited for {WAITS_TOO_LONG_SECONDS + 1} s")
    tally.over(1)
    assert beaten()[1].endswith("last update handled: 0 s ago")
    tally.reminders_late = LATE_SECONDS + 5
    assert beaten() == (False, f"a reminder is late by {LATE_SECONDS + 5} s")
    database.with_name("bot.sqlite3.pulse").write_text("{")  # just being written
    assert Pulse(database).is_well()


@pytest.mark.process
def test_the_command_tells_it_by_its_exit_code(database: Path) -> None:
    def ask() -> int:
        environment = {"BOT_DATABASE": str(database)}
        command = [sys.executable, "-m", "bot", "health"]
        asked = subprocess.run(
            command, env=environment, cwd=ROOT, check=False, capture_output=True, text=True
        )
        said.append(asked.stdout + asked.stderr)
        return asked.returncode

    said: list[str] = []
    assert ask() == 1
    Pulse(database).beat()
    assert ask() == 0
    assert "has polled yet" in said[0]
    assert said[1].startswith("well: ")
