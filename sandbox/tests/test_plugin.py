"""The pytest fixture, used by a project that has nothing of ours but the package."""

import subprocess
import sys
from pathlib import Path

import pytest

BOT = """
import json, sys, urllib.request

ROOT, TOKEN = sys.argv[1:]

def call(method, **params):
    request = urllib.request.Request(
        f"{ROOT}/bot{TOKEN}/{method}",
        json.dumps(params).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["result"]

offset = 0
while True:
    for update in call("getUpdates", offset=offset, timeout=20):
        offset = update["update_id"] + 1
        if "callback_query" in update:
            query = update["callback_query"]
            call("answerCallbackQuery", callback_query_id=query["id"], text="Noted")
            call("sendMessage", chat_id=query["from"]["id"], text="You said yes")
            continue
        message = update["message"]
        chat_id, text = message["chat"]["id"], message.get("text")
        yes = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}
        sizes = {"keyboard": [["Large", "Small"]]}
        language = message["from"]["language_code"]
        if text == "/start":
            call("sendMessage", chat_id=chat_id, text=f"Sure? ({language})", reply_markup=yes)
        elif text == "/size":
            call("sendMessage", chat_id=chat_id, text="Which?", reply_markup=sizes)
        elif text == "Small":
            remove = {"remove_keyboard": True}
            call("sendMessage", chat_id=chat_id, text="Got Small", reply_markup=remove)
        else:
            call("sendMessage", chat_id=chat_id, text=f"Got {text or 'a file'}")
"""
TESTS = """
import subprocess, sys
import pytest

@pytest.fixture
def bot(telegram_sandbox):
    root, token = telegram_sandbox.api_url, telegram_sandbox.token
    process = subprocess.Popen([sys.executable, "bot.py", root, token])
    yield
    process.terminate()
    process.wait()

def test_a_conversation(telegram_sandbox, bot):
    telegram_sandbox.wait_for_bot()
    anna = telegram_sandbox.person("Anna", username="anna", language_code="en")
    boris = telegram_sandbox.person("Boris")
    anna.says("/start")
    assert anna.screen == "Sure? (en)"
    anna.presses("yes")
    assert (anna.screen, anna.alert) == ("You said yes", "Noted")
    anna.says("/size")
    assert anna.labels == ["Large", "Small"]
    anna.presses("Small")
    assert anna.screen == "Got Small"
    assert anna.labels == ["Yes"]
    anna.does("photo")
    assert anna.screen == "Got a file"
    assert boris.messages == []
    assert telegram_sandbox.calls()["counts"]["answerCallbackQuery"] == 1
    telegram_sandbox.advance(days=1)

def test_a_silent_bot_is_told_of(telegram_sandbox, monkeypatch):
    monkeypatch.setattr("telegram_sandbox.remote.WAIT_SECONDS", 0.2)
    with pytest.raises(AssertionError, match="did not react"):
        telegram_sandbox.person("Anna").says("/start")
    with pytest.raises(TimeoutError):
        telegram_sandbox.wait_for_bot(seconds=0.1)
"""


@pytest.mark.process
def test_a_plain_project_has_the_fixture(tmp_path: Path) -> None:
    (tmp_path / "bot.py").write_text(BOT, encoding="utf-8")
    (tmp_path / "test_bot.py").write_text(TESTS, encoding="utf-8")
    done = subprocess.run(
        (sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:asyncio"),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "2 passed" in done.stdout, done.stdout + done.stderr
