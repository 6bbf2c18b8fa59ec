"""How well a story is read: the figures of docs/measured.md, `python -m tests.answers.measure`."""

import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.answers.story import FIELDS
from bot.escalation.values import Moment, Money, Value
from tests.answers.reading import find

TODAY = date(2026, 11, 24)
OUTCOMES = ("found", "offered", "missed", "wrong")
"""found: the right value alone; offered: among others; missed: nothing; wrong: only others."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one field of one story."""

    field: str
    outcome: str
    story: str
    fresh: bool
    wanted: Value | None
    got: tuple[Value, ...]


def stories() -> list[dict[str, Any]]:
    """The stories with what is true in each; `fresh` ones were never tuned on."""
    with Path(__file__).with_name("stories.toml").open("rb") as file:
        listed: list[dict[str, Any]] = tomllib.load(file)["stories"]
    return listed


def readings() -> Iterator[Reading]:
    """Every field of every story that is in the story or was found in it."""
    for story in stories():
        found = find(story["text"], today=TODAY)
        for field in FIELDS:
            wanted = _wanted(story, field)
            got = tuple(one.value for one in found.of(field))
            if wanted is not None or got:
                outcome = _outcome(wanted, got)
                fresh = story.get("fresh", False)
                yield Reading(field, outcome, story["text"], fresh, wanted, got)


def table(read: list[Reading]) -> dict[str, dict[str, int]]:
    """How often each outcome was had, field by field."""
    return {
        field: {
            outcome: sum(one.field == field and one.outcome == outcome for one in read)
            for outcome in OUTCOMES
        }
        for field in FIELDS
    }


def markdown(counts: dict[str, dict[str, int]]) -> str:
    """The table as docs/measured.md has it."""
    lines = [f"| field | {' | '.join(OUTCOMES)} |", "|---|" + "---|" * len(OUTCOMES)]
    lines += [
        f"| {field} | {' | '.join(str(count) for count in row.values())} |"
        for field, row in counts.items()
    ]
    return "\n".join(lines)


def _wanted(story: dict[str, Any], field: str) -> Value | None:
    value = story.get(field)
    if field == "sum" and value is not None:
        return Money(value, story.get("currency", "RUB"))
    if isinstance(value, datetime):
        return Moment(value.date(), value.time())
    return Moment(value) if isinstance(value, date) else value


def _outcome(wanted: Value | None, got: tuple[Value, ...]) -> str:
    if not got:
        return "missed"
    if wanted not in got:
        return "wrong"
    return "found" if len(got) == 1 else "offered"


def main() -> None:
    """Print both tables; with `-v` also every field that was not simply found."""
    read = list(readings())
    for fresh, name in ((False, "tuned on"), (True, "fresh")):
        count = sum(story.get("fresh", False) == fresh for story in stories())
        counts = markdown(table([one for one in read if one.fresh == fresh]))
        sys.stdout.write(f"{count} stories, {name}\n\n{counts}\n\n")
    if "-v" in sys.argv:
        for one in read:
            if one.outcome != "found":
                sys.stdout.write(
                    f"\n{one.outcome} {one.field}: {one.story}\n  {one.wanted}\n  {one.got}\n"
                )


if __name__ == "__main__":
    main()
