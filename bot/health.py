"""Whether the running bot is well, read from a file. Imports nothing heavy: Docker asks often."""

import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

SICK_AFTER_SECONDS = 120
"""A long poll lasts 10 seconds; this many without an answer are more than a hiccup."""

WAITS_TOO_LONG_SECONDS = 300
LATE_SECONDS = 900
"""How long an update may wait and by how much a reminder may be late before something is wrong."""

POSTGRES = ("postgresql://", "postgres://")
"""How the address of a PostgreSQL database begins."""

ASKS_SECONDS = 4
OK = 200

BEATS_EVERY_SECONDS = 1.0
"""Under load there are many polls a second, and nobody looks at the file that often."""


class Pulse:
    """The file beside the database that is written after a poll that Telegram answered: its age is
    that of the poll, in it stand the `signs` (see Tally.signs).

    Beside it, because that folder is the bot's own, and so is the name: two bots on one machine
    have two. A database in memory or in PostgreSQL has no pulse.
    """

    def __init__(
        self, database: Path | str, signs: Callable[[], Mapping[str, float | None]] = dict
    ) -> None:
        is_file = isinstance(database, Path) and database.name != ":memory:"
        self._file = Path(f"{database}.pulse") if is_file else None
        self._signs = signs
        self._beaten = -BEATS_EVERY_SECONDS
        self._complained = False

    def beat(self) -> None:
        """Telegram has just answered a poll. Raises nothing: people are served without a pulse."""
        now = time.monotonic()
        if self._file is None or now - self._beaten < BEATS_EVERY_SECONDS:
            return
        self._beaten = now
        try:
            self._file.write_text(json.dumps(self._signs()), encoding="utf-8")
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
        """Whether nothing is wrong; False where there is no pulse."""
        return self.told()[0]

    def told(self) -> tuple[bool, str]:
        """Whether the bot is well, and a line that says why (not)."""
        if self._file is None:
            return False, "a database in memory or in PostgreSQL has no pulse: set BOT_LISTEN"
        try:
            age = time.time() - self._file.stat().st_mtime
            signs = _read(self._file.read_text(encoding="utf-8"))
        except OSError:
            return False, f"no pulse in {self._file}: no bot of this BOT_DATABASE has polled yet"
        if age >= SICK_AFTER_SECONDS:
            return False, f"Telegram has answered no poll for {age:.0f} s"
        waited = time.time() - signs.get("waiting_since", time.time())
        if waited >= WAITS_TOO_LONG_SECONDS:
            return False, f"an update has waited for {waited:.0f} s"
        if (late := signs.get("reminders_late", 0.0)) >= LATE_SECONDS:
            return False, f"a reminder is late by {late:.0f} s"
        handled = signs.get("handled_at")
        ago = f"{time.time() - handled:.0f} s ago" if handled else "none since the start"
        return True, f"well: Telegram answered a poll {age:.0f} s ago, last update handled: {ago}"


def _read(text: str) -> dict[str, float]:
    """The signs of a pulse, those that are known; none in one that is just being written."""
    try:
        signs = json.loads(text)
    except ValueError:
        return {}
    return {name: value for name, value in signs.items() if isinstance(value, int | float)}


def told() -> tuple[bool, str]:
    """Whether the bot that runs with these settings is well, and a line that says why (not). One
    that writes no pulse is asked at BOT_LISTEN.

    The settings are read here by hand, as `bot.settings.database_place` reads them: importing
    pydantic for two lines takes four times as long as all the rest.
    """
    listen = _said("bot_listen")
    if listen and (_said("bot_webhook_url") or (_said("bot_database") or "").startswith(POSTGRES)):
        return _asked(listen)
    return pulse().told()


def pulse() -> Pulse:
    """The pulse of the bot that runs with these settings."""
    said = _said("bot_database")
    if said is not None and said.startswith(POSTGRES):
        return Pulse(said)
    return Pulse(Path("var/bot.sqlite3" if said is None else said))


def _asked(listen: str) -> tuple[bool, str]:
    """What its /ready answers. An address of all is asked on this machine."""
    from http.client import HTTPConnection, HTTPException

    host, _, port = listen.rpartition(":")
    here = "127.0.0.1" if host in ("", "0.0.0.0") else "::1" if host == "[::]" else host.strip("[]")
    connection = HTTPConnection(here, int(port), timeout=ASKS_SECONDS)
    try:
        connection.request("GET", "/ready")
        answer = connection.getresponse()
        return answer.status == OK, f"{listen}: {answer.read(100).decode(errors='replace').strip()}"
    except (OSError, HTTPException) as error:
        return False, f"{listen}: nobody answers: {type(error).__name__}"
    finally:
        connection.close()


def _said(name: str) -> str | None:
    """A setting as it is written, in the environment or in .env; None where it is not."""
    said = _named(name, dict(os.environ))
    if said is None:
        from dotenv import dotenv_values  # what pydantic-settings reads .env with

        said = _named(name, dotenv_values(".env"))
    return said


def _named(name: str, values: dict[str, str] | dict[str, str | None]) -> str | None:
    """The value of a setting, whose name may be in lower or upper case."""
    return next((value for key, value in values.items() if key.lower() == name), None)
