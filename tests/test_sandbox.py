"""`python -m bot sandbox` begins by day, and says what it needs where the package is not."""

from datetime import UTC, datetime, timedelta
from importlib import util

import pytest

from bot.__main__ import main
from bot.sandbox import MOSCOW, to_daytime

MORNING = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.mark.parametrize("hour", range(24))
def test_it_begins_by_day(hour: int) -> None:
    now = MORNING + timedelta(hours=hour)
    begins = now + to_daytime(now)
    assert 11 <= begins.astimezone(MOSCOW).hour < 19
    assert now <= begins < now + timedelta(days=1)


@pytest.mark.parametrize("command", ["sandbox", "check"])
def test_where_the_package_is_not_installed_it_says_so_in_one_line(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(util, "find_spec", lambda name: None)
    assert main([command]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "telegram-sandbox" in said.err


@pytest.mark.exhaustive
def test_the_list_of_facts_needs_no_package(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(util, "find_spec", lambda name: None)
    assert main(["check", "--facts"]) == 0
    assert "facts to check again" in capsys.readouterr().out
