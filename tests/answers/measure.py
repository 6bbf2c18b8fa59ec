"""How well a story is read: the figures of docs/measured.md, `python -m tests.answers.measure`.

It takes any set of stories: `python -m tests.answers.measure FILE ...`; without a file the six
sets beside it. With `-v` it also prints every field that was not simply found, save of the fresh
sets: what nobody reads, nobody tunes on. A set is a TOML file:

    told = 2026-11-24            # the day on which they were told; this one if it is not named

    [[stories]]
    text = "18 числа перевела 7к на безопасный счет, сбер"
    problem = "deceived"         # an id of data/path.toml
    provider = "other_wallet"    # a place of data/path.toml: whose door it is by what the story
                                 # says; a wallet that is not named is none
    firm = "sber"                # a firm of data/providers.toml
    sum = 700000                 # in the smallest unit
    currency = "RUB"             # this one if it is not named
    happened = 2026-11-18        # or with the time: 2026-11-18T15:30:00

and likewise operation, recipient, phone, email, wallet. What a story does not say is left out.
"""

import argparse
import sys
import tomllib
from collections.abc import Iterable, Sequence
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

FOLDER = Path(__file__).parent
TUNED = FOLDER / "stories.toml"
"""What phrases and cues were tuned on; the model of problems has seen none of them."""
HELD_OUT = FOLDER / "held_out.toml"
"""What the model was not trained on."""
FRESH = tuple(FOLDER / f"{name}.toml" for name in ("fresh", "fresh2", "fresh3", "fresh4"))
"""By strangers who knew neither names nor cues: never read, so never tuned on."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one field of one story; `first` if the right value was the first."""

    field: str
    outcome: str
    story: str
    wanted: Value | None
    got: tuple[Value, ...]

    @property
    def first(self) -> bool:
        return self.got[:1] == (self.wanted,)


def stories(file: Path) -> list[dict[str, Any]]:
    """The stories of a set, with what is true in each, and the day on which they were told."""
    read = tomllib.loads(file.read_text(encoding="utf-8"))
    told = read.get("told", TODAY)
    return [{"told": told, **story} for story in read["stories"]]


def readings(told: Iterable[dict[str, Any]]) -> list[Reading]:
    """Every field of every story that is in the story or was found in it."""
    read = []
    for story in told:
        found = find(story["text"], today=story["told"])
        for field in FIELDS:
            wanted = _wanted(story, field)
            got = tuple(one.value for one in found.of(field))
            if wanted is not None or got:
                read.append(Reading(field, _outcome(wanted, got), story["text"], wanted, got))
    return read


def table(read: Sequence[Reading]) -> dict[str, dict[str, int]]:
    """How often each outcome was had, and how often the right value came first, by field."""
    counts = {}
    for field in FIELDS:
        mine = [one for one in read if one.field == field]
        counts[field] = {
            outcome: sum(one.outcome == outcome for one in mine) for outcome in OUTCOMES
        } | {
            "first": sum(one.first for one in mine),
            "stated": sum(one.wanted is not None for one in mine),
        }
    return counts


def markdown(counts: dict[str, dict[str, int]]) -> str:
    """The table as docs/measured.md has it, shares being of what the stories state."""
    lines = [f"| field | {' | '.join(OUTCOMES)} | first | right |", "|---|" + "---|" * 6]
    for field, row in counts.items():
        right, stated = row["found"] + row["offered"], row["stated"]
        cells = [str(row[outcome]) for outcome in OUTCOMES]
        cells += [f"{count / stated:.0%}" if stated else "–" for count in (row["first"], right)]
        lines.append(f"| {field} | {' | '.join(cells)} |")
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
    """Print the table of each set."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m tests.answers.measure")
    parser.add_argument("files", nargs="*", type=Path, default=[TUNED, HELD_OUT, *FRESH])
    parser.add_argument("-v", action="store_true", dest="verbose")
    arguments = parser.parse_args()
    for file in arguments.files:
        told = stories(file)
        read = readings(told)
        sys.stdout.write(f"{file.name}: {len(told)} stories\n\n{markdown(table(read))}\n\n")
        for one in read if arguments.verbose and file not in FRESH else []:
            if one.outcome != "found":
                sys.stdout.write(
                    f"\n{one.outcome} {one.field}: {one.story}\n  {one.wanted}\n  {one.got}\n"
                )


if __name__ == "__main__":
    main()
