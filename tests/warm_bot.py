"""Starts the real bot again and again, quickly: one process imports it, each bot is a fork of that.

`python -m tests.warm_bot` reads lines of JSON: for each it forks a child that runs `python -m bot
run` (its own `main`, in its own process) with that environment, and writes the child's number.
Importing aiogram takes seconds; a test that kills the bot twenty times has no time for them.
"""

import asyncio
import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from cryptography.fernet import Fernet

from bot.__main__ import main
from bot.lean import import_aiogram
from bot.storage.files import MEMORY
from bot.storage.postgres import look
from bot.storage.sql import T, Work
from bot.storage.sqlite import reading

if TYPE_CHECKING:
    from telegram_sandbox.telegram import Call, Telegram

ROOT = Path(__file__).parents[1]
LOG = "errors.log"
"""What the bot says, in the folder of its database."""

FOLDER = "TEST_FOLDER"
"""Of the environment: where a bot writes its log."""

START_SECONDS = 90
QUIET_SECONDS = 0.08
MOST_SECONDS = 60


class WarmBot:
    """The process that forks, as a test sees it. What it has started is the test's to end."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.warm_bot"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def fork(self, environment: Mapping[str, str]) -> int:
        """Start a bot with these settings; gives its number."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(environment) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        """End it."""
        self._process.communicate()


class Bot:
    """One bot's process after another, on the same database; Telegram is the sandbox."""

    def __init__(
        self, warm: WarmBot, telegram: "Telegram", url: str, folder: Path, where: str = MEMORY
    ) -> None:
        """`where` is PostgreSQL's address; in memory is nothing for a process: it gets a file."""
        self.telegram = telegram
        self.file = folder / "bot.sqlite3"
        self.database: Path | str = self.file if where == MEMORY else where
        self.seal_key = Fernet.generate_key().decode()
        self.kills = 0
        self._warm = warm
        self._errors = folder / LOG
        self._environment = {
            "BOT_TOKEN": telegram.token,
            "BOT_API_URL": url,
            "BOT_DATABASE": str(self.database),
            "BOT_DATA_KEY": self.seal_key,
            "BOT_LOG_LEVEL": "WARNING",
            FOLDER: str(folder),
        }
        self.process = psutil.Process()

    async def start(self) -> None:
        """Start a bot; it polls when this ends."""
        last = self.telegram.calls[-1] if self.telegram.calls else None
        async with asyncio.timeout(START_SECONDS):
            number = await asyncio.to_thread(self._warm.fork, self._environment)
            self.process = psutil.Process(number)
            while not self._polled_since(last):  # noqa: ASYNC110  (nobody could set an event)
                await asyncio.sleep(0.01)

    def _polled_since(self, last: "Call | None") -> bool:
        for call in reversed(self.telegram.calls):
            if call is last:
                return False
            if call.method.lower() == "getupdates":
                return True
        return False

    def kill(self) -> None:
        """SIGKILL: nothing can be tidied up."""
        if self.process.pid != os.getpid() and self.process.is_running():
            self.process.kill()

    async def ends(self) -> None:
        """Wait until the process is gone."""
        await asyncio.to_thread(self.process.wait, 30)

    async def killed(self) -> None:
        """Kill it, and let what it has sent by then arrive."""
        self.kill()
        self.kills += 1
        await self.ends()
        await asyncio.sleep(0.05)

    async def quiet(self) -> None:
        """Wait until the bot has taken and handled every update, and has been silent for a while.

        Telegram is told "taken" of what lies in the inbox, too.
        """
        telegram = self.telegram
        async with asyncio.timeout(MOST_SECONDS):
            while True:
                last = telegram.calls[-1]
                await asyncio.sleep(QUIET_SECONDS)
                still = last is telegram.calls[-1] and not len(telegram.updates)
                if still and not self.inbox():
                    return

    def inbox(self) -> set[int]:
        """The updates that wait in the database."""
        sql = "SELECT update_id FROM inbox"
        return self.looks(lambda connection: {number for (number,) in connection.execute(sql)})

    def looks(self, work: Work[T]) -> T:
        """What `work` reads in the database as it lies there: the bot alone mends it after a
        kill."""
        if isinstance(self.database, str):
            return look(self.database, work)
        with reading(self.database) as sqlite:
            return work(sqlite)

    @property
    def errors(self) -> str:
        """What all of these bots have logged."""
        return self._errors.read_text() if self._errors.exists() else ""


def warm_up() -> None:
    """Do what every start would do again: import, build the models in use, compile templates."""
    import_aiogram()  # first, as `python -m bot run` does it

    from aiogram import methods, types

    import bot.metrics
    import bot.process
    import bot.storage.postgres  # noqa: F401
    from bot.content.content import load_content

    load_content()
    for model in (
        types.CallbackQuery,
        types.InlineKeyboardMarkup,
        types.Message,
        types.User,
        methods.AnswerCallbackQuery,
        methods.DeleteMessage,
        methods.EditMessageText,
        methods.GetMe,
        methods.SendDocument,
        methods.SendMessage,
        methods.SetMyCommands,
    ):
        model.model_rebuild()


def serve() -> None:
    """Fork a bot for every line that comes in, until the input ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no child stays as a zombie
    gc.freeze()
    for line in iter(sys.stdin.readline, ""):
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os._exit(_bot(json.loads(line)))
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def _bot(environment: Mapping[str, str]) -> int:
    os.environ.pop("BOT_KILL_SEED", None)  # is no setting: the bot would refuse to start
    os.environ.update(environment)
    os.chdir(environment[FOLDER])  # there is no .env
    log = os.open(LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, sys.stderr.fileno())
    code = 1
    try:
        code = main(["run"])
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return code


if __name__ == "__main__":
    warm_up()
    serve()
