"""Loads the word lists of data/ by which typed answers are read."""

from pathlib import Path
from typing import TypeVar

from bot.records import BadData, read_toml, record
from bot.russian.wording import RudeWords, SecretWords, StoryWords, Wording, WordLists

MONTHS = 12
LONGEST_MONTH = 31

T = TypeVar("T")


def load_word_lists(folder: Path) -> WordLists:
    """The lists of `folder`/wording.toml, secrets.toml, lint.toml and stories.toml.

    Raises BadData for an unknown or missing key, a value of the wrong type and an invalid regular
    expression; for a missing month or day of the month, and for a region's currency or a multiplier
    that is named but does not exist.
    """
    lists = WordLists(
        wording=_read(Wording, folder / "wording.toml"),
        secrets=_read(SecretWords, folder / "secrets.toml"),
        rude=_read(RudeWords, folder / "lint.toml"),
        stories=_read(StoryWords, folder / "stories.toml"),
    )
    _check(lists.wording)
    return lists


def _read(cls: type[T], file: Path) -> T:
    return record(cls, file.name, "", read_toml(file))


def _check(wording: Wording) -> None:
    days = wording.days
    if len(days.months) != MONTHS:
        raise BadData("wording.toml", "days.months", f"must be {MONTHS}")
    if len(days.ordinals) != LONGEST_MONTH:
        raise BadData("wording.toml", "days.ordinals", f"must be {LONGEST_MONTH}")
    for region, currency in wording.regions.items():
        if currency not in wording.currencies:
            raise BadData("wording.toml", f"regions.{region}", f"no currency {currency}")
    for word in wording.multipliers.roubles:
        if word not in wording.multipliers.words:
            raise BadData("wording.toml", "multipliers.roubles", f"no multiplier {word}")
