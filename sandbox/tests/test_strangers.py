"""Bots that know nothing of the sandbox hold whole conversations with it.

aiogram's own examples as its source distribution has them, a python-telegram-bot and a grammY bot
of ours. Their packages come from registries: where there is none the tests are skipped, unless
STRANGERS=required, as CI has it.
"""

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from telegram_sandbox.pytest_plugin import Sandbox

pytestmark = [pytest.mark.strangers, pytest.mark.process]

STRANGERS = Path(__file__).with_name("strangers")
LOCK = Path(__file__).parents[2] / "uv.lock"
PYTHON_TELEGRAM_BOT = "python-telegram-bot==22.5"
FETCH_SECONDS = 180
STOP_SECONDS = 20
UV_PYTHON = ("uv", "run", "--no-project", "--python", sys.executable)


def locked(package: str) -> str:
    """The version of a package that the bot is locked to."""
    packages = tomllib.loads(LOCK.read_text(encoding="utf-8"))["package"]
    return next(str(one["version"]) for one in packages if one["name"] == package)


def run(*command: str, cwd: Path = STRANGERS) -> None:
    """Run what fetches something. Skips the test when it cannot, or fails it in CI."""
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False
    )
    if done.returncode:
        unavailable(f"{' '.join(command)}: {(done.stderr or done.stdout).strip()[-300:]}")


def unavailable(why: str) -> None:
    """What is needed is not here."""
    if os.environ.get("STRANGERS") == "required":
        pytest.fail(why)
    pytest.skip(why)


def needs(*programs: str) -> None:
    """Skip, or fail in CI, where one of these programs is not."""
    for program in programs:
        if shutil.which(program) is None:
            unavailable(f"there is no {program}")


@pytest.fixture(scope="module")
def aiogram_examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples of the aiogram that the bot is locked to, out of its source distribution."""
    needs("uv")
    folder = tmp_path_factory.mktemp("aiogram")
    wanted = f"aiogram=={locked('aiogram')}"
    fetch = ("uvx", "pip", "download", "--no-deps", "--no-binary", "aiogram", wanted)
    run(*fetch, cwd=folder)
    run(*with_packages(wanted), "-c", "import aiogram")
    (archive,) = folder.glob("aiogram-*.tar.gz")
    with tarfile.open(archive) as sources:
        sources.extractall(folder, filter="data")
    return folder / archive.name.removesuffix(".tar.gz") / "examples"


def with_packages(package: str) -> tuple[str, ...]:
    """The Python that has this package and what it depends on, and nothing of ours."""
    return (*UV_PYTHON, "--with", package, "python")


@pytest.fixture(scope="module")
def grammy() -> Path:
    """The grammY bot with its packages installed beside it."""
    needs("node", "npm")
    run("npm", "ci", "--no-audit", "--no-fund", cwd=STRANGERS / "grammy")
    return STRANGERS / "grammy" / "bot.mjs"


@contextmanager
def running(command: Sequence[str], sandbox: Sandbox, log: Path) -> Iterator[None]:
    """The bot as a process that takes updates. When the block fails, its log is in the reason."""
    with log.open("w") as output:
        environment = os.environ | {"BOT_TOKEN": sandbox.token}
        process = subprocess.Popen(
            command, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            sandbox.wait_for_bot()
            yield
        except BaseException as error:
            error.add_note(f"the bot said: {log.read_text(encoding='utf-8')[-2000:]}")
            raise
        finally:
            process.terminate()
            process.wait(STOP_SECONDS)


@contextmanager
def example(file: Path, sandbox: Sandbox, log: Path) -> Iterator[None]:
    """An example of aiogram, unchanged."""
    python = with_packages(f"aiogram=={locked('aiogram')}")
    command = (*python, str(STRANGERS / "aiogram_example.py"), sandbox.api_url, str(file))
    with running(command, sandbox, log):
        yield


def test_aiograms_echo_bot(
    telegram_sandbox: Sandbox, aiogram_examples: Path, tmp_path: Path
) -> None:
    with example(aiogram_examples / "echo_bot.py", telegram_sandbox, tmp_path / "log"):
        anna = telegram_sandbox.person("Анна")
        anna.says("/start")
        assert anna.screen == "Hello, Анна!"
        anna.says("https://aiogram.dev")
        assert anna.messages[-1]["entities"][0]["type"] == "url"
        for kind in ("sticker", "photo", "voice"):
            anna.does(kind)
            assert kind in anna.messages[-1]
        anna.does("document", name="а.txt", text="мяу")
        assert anna.messages[-1]["document"]["file_name"] == "а.txt"


def test_aiograms_state_machine(
    telegram_sandbox: Sandbox, aiogram_examples: Path, tmp_path: Path
) -> None:
    with example(aiogram_examples / "finite_state_machine.py", telegram_sandbox, tmp_path / "log"):
        anna, boris = telegram_sandbox.person("Анна"), telegram_sandbox.person("Борис")
        anna.says("/start")
        boris.says("/start")
        anna.says("Anna <3")
        assert anna.labels == ["Yes", "No"]
        anna.says("Perhaps")
        assert anna.screen == "I don't understand you :("
        anna.presses("Yes")
        assert anna.labels == []
        boris.says("/cancel")
        assert boris.screen == "Cancelled."
        anna.says("Python")
        anna.until(lambda person: "you like to write bots with Python" in person.screen)
        assert anna.screen.startswith("I'll keep in mind that, Anna <3")


def test_aiograms_quiz(telegram_sandbox: Sandbox, aiogram_examples: Path, tmp_path: Path) -> None:
    with example(aiogram_examples / "quiz_scene.py", telegram_sandbox, tmp_path / "log"):
        anna = telegram_sandbox.person("Анна")
        anna.says("/quiz")
        anna.until(lambda person: "capital of France" in person.screen)
        anna.presses("Paris")
        anna.presses("Back")
        for answer in ("Paris", "Madrid", "Berlin", "Madrid"):
            anna.presses(answer)
        anna.presses("Rome")
        assert "Correct: 4" in anna.screen
        assert "Incorrect: 1" in anna.screen


def test_a_python_telegram_bot(telegram_sandbox: Sandbox, tmp_path: Path) -> None:
    needs("uv")
    python = with_packages(PYTHON_TELEGRAM_BOT)
    run(*python, "-c", "import telegram")
    bot = str(STRANGERS / "ptb_bot.py")
    command = (*python, bot, telegram_sandbox.api_url, telegram_sandbox.token)
    with running(command, telegram_sandbox, tmp_path / "log"):
        anna = telegram_sandbox.person("Анна")
        anna.says("/start")
        assert anna.screen == "Анна, which city?"
        anna.presses("Kazan")
        anna.does("photo")
        anna.until(lambda person: person.labels == ["Right", "Wrong"])
        albums = [message.get("media_group_id") for message in anna.messages if "photo" in message]
        assert len(albums) == 2
        assert albums[0] == albums[1] is not None
        anna.presses("Right")
        anna.until(lambda person: "You are from Kazan." in texts(person.messages))
        assert anna.alert == "Noted"
        anna.says("/start")
        anna.says("/cancel")
        anna.until(lambda person: person.screen == "Cancelled")
        assert telegram_sandbox.calls()["refused"] == []


def test_a_grammy_bot(telegram_sandbox: Sandbox, grammy: Path, tmp_path: Path) -> None:
    command = ("node", str(grammy), telegram_sandbox.api_url, telegram_sandbox.token)
    with running(command, telegram_sandbox, tmp_path / "log"):
        anna = telegram_sandbox.person("Анна", username="anna")
        anna.says("Nowhere")
        assert anna.screen == "Begin with /start"
        anna.says("/start")
        assert anna.screen == "Hello, Анна (@anna)! Which size?"
        anna.presses("Large")
        assert (anna.screen, anna.alert) == ("A large one. Where to?", "Good choice")
        anna.says("/menu")
        anna.until(lambda person: person.screen == "Funghi")
        anna.says("Home")
        anna.until(lambda person: person.screen == "A large pizza goes to Home (member)")
        assert "Home" in texts(anna.messages)
        assert telegram_sandbox.calls()["refused"] == []


def texts(messages: Sequence[dict[str, object]]) -> list[object]:
    return [message.get("text") for message in messages]
