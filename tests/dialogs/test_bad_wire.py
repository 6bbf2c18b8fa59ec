"""The way to Telegram fails: what may be said twice is tried again, nothing done is lost."""

import pytest
from telegram_sandbox.faults import Fault

from bot import patience
from bot.app import Application
from tests.dialogs.journeys import newest_case
from tests.people import picks
from tests.telegram import Person


@pytest.mark.parametrize(
    "fault",
    [
        Fault(method="editMessageText", code=500, description="Internal Server Error"),
        Fault(method="editMessageText"),
        Fault(method="editMessageText", after=True),
        Fault(method="editMessageText", code=429, description="Too Many Requests", retry_after=1),
        Fault(method="answerCallbackQuery", code=502, description="Bad Gateway"),
    ],
)
async def test_a_screen_comes_at_the_second_try(
    anna: Person, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "PAUSES", (0.01, 0.01, 0.01))
    await anna.says("/new")
    anna.telegram.faults.add(fault)
    await anna.presses("Другой кошелёк или банк")
    assert "Какой кошелёк" in anna.screen


async def test_a_press_whose_screen_was_lost_stands_and_the_next_one_shows_it(
    app: Application,
    anna: Person,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(patience, "PAUSES", (0.01, 0.01, 0.01))
    await anna.says("/new")
    await picks(anna, "Другой кошелёк или банк")
    await anna.presses("Платёж не дошёл")
    anna.telegram.faults.add(Fault(method="editMessageText", times=4))
    await anna.presses("Не помогло")
    assert (await newest_case(app, anna)).step == "support"
    assert "Первые проверки" in anna.screen
    await anna.presses("Не помогло")
    assert "Поддержка" in anna.screen
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
