"""README says what the package does."""

import re
from pathlib import Path

from telegram_sandbox.methods import METHODS, NAMES, names

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_it_lists_the_methods_that_are_answered_and_no_other() -> None:
    section = README.partition("## What it knows")[2].partition("Any other method")[0]
    told = re.findall(r"`((?:get|set|send|edit|delete|copy|forward|pin|unpin|answer)\w+)`", section)
    assert sorted(told) == sorted([*(names()[name] for name in METHODS), "getUpdates"])


def test_it_names_the_version_of_the_bot_api() -> None:
    version = re.search(r"Bot API [\d.]+", NAMES.read_text(encoding="utf-8"))
    assert version is not None
    assert version[0] in README


def test_the_picture_is_there() -> None:
    for path in re.findall(r"!\[[^]]*\]\(([^)]+)\)", README):
        assert (ROOT / path).is_file()
