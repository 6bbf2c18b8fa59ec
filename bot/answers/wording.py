"""The word lists in data/ by which typed answers are read; each file is read once."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parents[2] / "data"


@cache
def words(name: str) -> dict[str, Any]:
    """The list `data/<name>.toml`. Raises OSError or TOMLDecodeError when it is not readable."""
    with (_DATA / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def plain(word: str) -> str:
    """A word as the lists spell it: lower case, without dots, ё as е."""
    return word.lower().replace("ё", "е").replace(".", "")


def small(text: str) -> str:
    """The text in small letters with ё as е, letter for letter: each stays at its place."""
    lowered = text.lower().replace("ё", "е")
    if len(lowered) == len(text):
        return lowered
    return "".join(char.lower()[0] for char in text).replace("ё", "е")
