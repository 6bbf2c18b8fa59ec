"""Whether the running bot is well, read from a file. Imports nothing heavy: Docker asks often."""

import os
import time
from pathlib import Path

SICK_AFTER_SECONDS = 120
"""A long poll lasts 10 seconds; this many without an answer are more than a hiccup."""

BEATS_EVERY_SECONDS = 1.0
"""Under load there are many polls a second, and nobody looks at the file that often."""


class Pulse:
    """The file beside the database that is touched after a poll that Telegram answered.

    Beside it, because that folder is the bot's own: in the shared temporary folder somebody else's
    file of the same name could stand in the way. A database in memory has no pulse.
    """

    def __init__(self, database: Path) -> None:
        kept = database.name != ":memory:"
        self._file = database.with_name(f"{database.name}.pulse") if kept else None
        self._beaten = -BEATS_EVERY_SECONDS
        self._complained = False

    def beat(self) -> None:
        """Telegram has just answered a poll. Raises nothing: people are served without a pulse."""
        now = time.monotonic()
        if self._file is None or now - self._beaten < BEATS_EVERY_SECONDS:
            return
        self._beaten = now
        try:
            self._file.touch()
        except OSError as error:
            self._complain(error)

    def _complain(self, error: OSError) -> None:
        """Say so once; not every second, and not at the cost of the check, which logs nothing."""
        if not self._complained:
            import logging

            log = logging.getLogger(__name__)
            log.warning("no pulse in %s: %s", self._file, type(error).__name__)
        self._complained = True

    def is_well(self) -> bool:
        """Whether Telegram answered a poll of the bot lately; False where there is no pulse."""
        if self._file is None:
            return False
        try:
            age = time.time() - self._file.stat().st_mtime
        except OSError:
            return False
        return age < SICK_AFTER_SECONDS


def pulse() -> Pulse:
    """The pulse of the bot that runs with these settings.

    They are read here by hand, as `bot.settings.database_path` reads them: importing pydantic for
    one line takes four times as long as all the rest.
    """
    said = _named("bot_database", dict(os.environ))
    if said is None:
        from dotenv import dotenv_values  # what pydantic-settings reads .env with

        said = _named("bot_database", dotenv_values(".env"))
    return Pulse(Path("var/bot.sqlite3" if said is None else said))


def _named(name: str, values: dict[str, str] | dict[str, str | None]) -> str | None:
    """The value of a setting, whose name may be in lower or upper case."""
    return next((value for key, value in values.items() if key.lower() == name), None)
