"""What Telegram shows of the bot before anybody has written."""

import pytest
from telegram_sandbox.telegram import Telegram

from bot.app import Application
from bot.profile import IN_GROUPS, set_profile


async def test_it_is_set_where_it_differs_and_only_there(
    app: Application, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = app.content.words
    await set_profile(app.bot, words)
    assert telegram.descriptions["description"] == words.label("bot", "description")
    assert telegram.descriptions["short_description"] == words.label("bot", "short_description")
    private = telegram.commands['{"type": "all_private_chats"}', ""]
    groups = telegram.commands['{"type": "all_group_chats"}', "ru"]
    assert [one["command"] for one in private] == list(words.labels("commands"))
    assert [one["command"] for one in groups] == list(IN_GROUPS)

    async def refuse(*_: object, **__: object) -> None:
        raise AssertionError("nothing has changed")

    for name in ("set_my_commands", "set_my_description", "set_my_short_description"):
        monkeypatch.setattr(app.bot, name, refuse)
    await set_profile(app.bot, words)


def test_the_texts_fit_telegrams_limits(app: Application) -> None:
    label = app.content.words.label
    assert len(label("bot", "description")) <= 512
    assert len(label("bot", "short_description")) <= 120
    assert "Начать" in label("bot", "description")
