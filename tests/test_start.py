"""What is said at the start, before the first person is served."""

import logging
from datetime import timedelta

import pytest

from bot.app import Application, warn_of_age
from bot.clock import MovableClock


async def test_facts_past_their_review_are_named_at_the_start(
    app: Application, clock: MovableClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    newest = max(fact.review_by for fact in app.content.facts)
    clock.advance(max(newest - app.casework.today(), timedelta()) + timedelta(days=2))
    warn_of_age(app)
    told = next(line for line in caplog.messages if "past their review" in line)
    assert all(fact.id in told for fact in app.content.facts)


async def test_facts_that_may_be_relied_on_are_not_named(
    app: Application, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.WARNING)
    checked = max(fact.checked_on for fact in app.content.facts)
    monkeypatch.setattr(app.casework, "today", lambda: checked)
    warn_of_age(app)
    assert not [line for line in caplog.messages if "past their review" in line]
