"""Sixty-one people, written by a lawyer (people40.toml), led by the bot's own moves.

Each is a case with its events: its doors, its last days, and what its letters and screens must not
say. A person that fails is a question for the law first, then for the bot.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from bot.content.content import Content
from bot.dialogs.card import card_screen, standpoint
from bot.dialogs.card_rows import further_rows
from bot.documents.letter import compose
from bot.documents.text import as_text
from bot.escalation.routing import applies, opens_on
from bot.escalation.values import Moment, Money, Operation, Operations, Value
from tests.dialogs.journeys import plain
from tests.lives import Life
from tests.people import ANSWERS

pytestmark = pytest.mark.exhaustive

TABLE: Mapping[str, Any] = tomllib.loads(
    (Path(__file__).parent / "people40.toml").read_text(encoding="utf-8")
)
GROUPS: Mapping[str, list[str]] = TABLE["groups"]
KNOWN = {"full_name", "phone", "email", "address", "wallet", "birth_date", "birth_place",
         "identifier", "id_document", "bank_details", "operation", "recipient",
         "defendant_address"}  # fmt: skip
"""What everybody has answered besides what the table says."""

PRIVATE = {"support", "appeal", "social", "pretenziya", "shop", "terminal", "proofs"}
"""The steps whose letters go to a private side."""
DOUBTS = ["асколько мне известно", "корее всего", "верьте", "точните", "ерепроверьте"]
"""Doubts of the bot's own, which stand in no paper."""

Record = Mapping[str, Any]


def those(key: str) -> list[Any]:
    """The people for whom the table says this."""
    return [pytest.param(name, id=name) for name, one in TABLE["people"].items() if key in one]


def value_of(question: str, told: Any, record: Record) -> Value:
    """An answer as the bot keeps it."""
    if question in {"sum", "fee_sum"}:
        return Money(told * 100, record["answers"].get("currency", "RUB"))
    if question == "operations":
        return Operations(
            tuple(Operation(Moment(row["on"]), Money(row["sum"] * 100)) for row in told)
        )
    if isinstance(told, date):
        return Moment(told)
    return tuple(told) if isinstance(told, list) else str(told)


class World(Life):
    """One of the people: the case as it was opened, and as it is today."""

    def __init__(self, content: Content, name: str) -> None:
        record: Record = TABLE["people"][name]
        self.record = record
        events: list[str] = record.get("events", [])
        days = [date.fromisoformat(line.split()[0]) for line in events]
        told = {question: ANSWERS[question] for question in KNOWN} | {
            question: value_of(question, said, record)
            for question, said in record.get("answers", {}).items()
            if question != "currency"
        }
        if "firm" in record:
            told["firm"] = record["firm"]
        super().__init__(
            content, record["place"], record["problem"], told, min([record["today"], *days])
        )
        self.opened = self.case = replace(self.case, answers=told)
        assert not list(self.live(events))
        self.today = record["today"]

    @property
    def way(self) -> list[str]:
        """The steps on the case's way, those that are not for it left out."""
        route = self.content.path.route(self.case.place, self.case.problem)
        return [step for step in route.steps if self.is_for_it(step)]

    @property
    def beside(self) -> list[str]:
        route = self.content.path.route(self.case.place, self.case.problem)
        return [step for step in route.also if self.is_for_it(step)]

    def is_for_it(self, step: str) -> bool:
        return applies(self.case, self.content.path.steps[step], self.timing)

    def day(self, what: str) -> date | None:
        """The last day of the other side or of the person's window, or the day a step opens."""
        step, _, kind = what.partition(".")
        if kind == "opens":
            return opens_on(self.case, self.content.path.steps[step], self.timing, self.today)
        clock = self.timing.clock(self.case, step)
        ends = {"law": clock.law, "window": clock.window}[kind]
        return ends.last_day if ends else None

    def letter(self, step: str) -> str:
        """The letter of this step, without no-break spaces."""
        draft = self.content.path.steps[step].letter
        facts = self.casework.letter_facts(self.case, step, self.today)
        written = compose(self.content.words.environment, draft, facts)
        return f"{written.subject}\n{as_text(written)}".replace("\u00a0", " ")

    def letters(self) -> Iterator[tuple[str, str]]:
        """Every letter on the case's way and beside it."""
        for step in (*self.way, *self.beside):
            if self.content.path.steps[step].draft:
                yield step, self.letter(step)

    def screens(self) -> Iterator[tuple[str, str]]:
        """The case's card, and the card as it was opened, and each step's own screen."""
        for case in (self.opened, self.case):
            yield f"card at {case.step}", plain(card_screen(case, self.desk).text)
        for step in self.way:
            there = replace(self.case, step=step)
            yield f"card at {step}", plain(card_screen(there, self.desk).text)


@pytest.fixture
def world(content: Content, name: str) -> World:
    return World(content, name)


def sentences(groups: list[str]) -> list[str]:
    return [sentence for group in groups for sentence in GROUPS[group]]


def found_in(texts: Iterator[tuple[str, str]], forbidden: list[str]) -> list[tuple[str, str]]:
    """Which sentence stands where."""
    return [(where, one) for where, text in texts for one in forbidden if one in text]


@pytest.mark.parametrize("name", those("first"))
def test_the_first_door(world: World) -> None:
    assert world.opened.step == world.record["first"]


@pytest.mark.parametrize("name", those("doors"))
def test_the_doors_stand_in_their_order(world: World) -> None:
    wanted = world.record["doors"]
    assert [step for step in world.way if step in wanted] == wanted, world.way


@pytest.mark.parametrize("name", those("beside"))
def test_other_doors_are_offered(world: World) -> None:
    assert set(world.record["beside"]) - {*world.way, *world.beside} == set()


@pytest.mark.parametrize("name", those("never"))
def test_wrong_doors_are_not_offered(world: World) -> None:
    assert set(world.record["never"]) & {*world.way, *world.beside} == set()


@pytest.mark.parametrize("name", those("open"))
def test_doors_that_are_open(world: World) -> None:
    assert [step for step in world.record["open"] if not world.is_open(step)] == []


@pytest.mark.parametrize("name", those("locked"))
def test_doors_that_are_still_shut(world: World) -> None:
    assert [step for step in world.record["locked"] if world.is_open(step)] == []


@pytest.mark.parametrize("name", those("days"))
def test_the_last_days(world: World) -> None:
    wanted = world.record["days"]
    assert {what: world.day(what) for what in wanted} == wanted


@pytest.mark.parametrize("name", those("on_time"))
def test_nobody_is_called_late_too_early(world: World) -> None:
    late = [
        world.timing.is_overdue(world.case, one, world.today) for one in world.record["on_time"]
    ]
    assert not any(late)


@pytest.mark.parametrize("name", those("late"))
def test_who_is_late_is_called_so(world: World) -> None:
    late = [world.timing.is_overdue(world.case, one, world.today) for one in world.record["late"]]
    assert all(late)


@pytest.mark.parametrize("name", those("letters"))
def test_what_its_letters_say_and_do_not(world: World) -> None:
    for step, rule in world.record["letters"].items():
        text = world.letter(step)
        missing = [one for one in rule.get("has", ()) if one not in text]
        wrong = [one for one in rule.get("no", ()) if one in text]
        assert (missing, wrong) == ([], []), f"{step}:\n{text}"


@pytest.mark.parametrize("name", those("all_letters"))
def test_what_none_of_its_letters_says(world: World) -> None:
    assert found_in(world.letters(), sentences(world.record["all_letters"])) == []


@pytest.mark.parametrize("name", those("screens"))
def test_what_none_of_its_screens_says(world: World) -> None:
    assert found_in(world.screens(), sentences(world.record["screens"])) == []


@pytest.mark.parametrize("name", those("card"))
def test_what_the_card_of_today_says(world: World) -> None:
    card = plain(card_screen(world.case, world.desk).text)
    assert [one for one in world.record["card"] if one not in card] == [], card


@pytest.mark.parametrize("name", those("stop"))
def test_a_small_sum_may_be_let_be(world: World) -> None:
    rows = [
        *card_screen(world.case, world.desk).rows,
        *further_rows(standpoint(world.case, world.desk)),
    ]
    does = [button.get("callback_data", "") for row in rows for button in row]
    offered = any(one.endswith(":end:small_sum") for one in does)
    assert offered is world.record["stop"]


@pytest.mark.parametrize("name", TABLE["people"])
def test_no_body_and_no_court_reads_the_bots_doubt(world: World) -> None:
    bodies = ((step, text) for step, text in world.letters() if step not in PRIVATE)
    assert found_in(bodies, DOUBTS) == []


def test_the_table_itself(content: Content) -> None:
    """Forty people and more, of every place and problem; each rests on a reason."""
    people = TABLE["people"]
    assert len(people) >= 40
    assert all(
        one["why"] and one["who"] and one.keys() & {"doors", "days"} for one in people.values()
    )
    asked = {problem for place in content.path.places.values() for problem in place.problems}
    assert asked - {one["problem"] for one in people.values()} == {"other"}
    home = [place for place, group in groupby(content.path.places) if not re.match("qiwi_", place)]
    assert set(home) <= {one["place"] for one in people.values()}
