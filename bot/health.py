"""Whether the running bot is well, told by a file. Imports nothing heavy: Docker asks often."""

import tempfile
import time
from pathlib import Path

PULSE = Path(tempfile.gettempdir()) / "bot.pulse"
"""Touched after each poll that Telegram answered."""

SICK_AFTER_SECONDS = 120
"""A long poll lasts 10 seconds; this many without an answer are no hiccup."""


def beat(pulse: Path = PULSE) -> None:
    """Telegram has just answered a poll."""
    pulse.touch()


def is_well(pulse: Path = PULSE) -> bool:
    """Whether Telegram answered a poll of the bot lately."""
    try:
        age = time.time() - pulse.stat().st_mtime
    except FileNotFoundError:
        return False
    return age < SICK_AFTER_SECONDS
