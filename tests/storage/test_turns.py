"""What a turn reads when it begins and what it leaves behind."""

from datetime import UTC, datetime

import pytest

from bot.escalation.case import Case, Picture
from bot.storage.cases import Cases
from bot.storage.database import Database
from bot.storage.sealing import Seal
from bot.storage.turns import Beginning, Ending, Expected, Turns
from tests.storage.conftest import rows_of

AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
ANNA, BORIS = 1001, 1002
NAME = "Иванова Анна"


@pytest.fixture
def turns(database: Database, seal: Seal, cases: Cases) -> Turns:
    return Turns(database, seal, cases)


@pytest.fixture
async def case(cases: Cases) -> Case:
    return await cases.open(ANNA, 1, "shop", "refund", "shop", AT, AT.date())


def asking(**data: object) -> Ending:
    return Ending(changes_expected=True, expected=Expected("Asking:answer", data))


async def test_nobody_is_known_before_they_write(turns: Turns) -> None:
    assert await turns.begin(ANNA) == Beginning()


async def test_what_is_expected_is_kept_replaced_and_forgotten(turns: Turns) -> None:
    turns.end(ANNA, asking(question="sum", shown=7))
    turns.end(BORIS, asking(question="story"))
    assert (await turns.begin(ANNA)).expected == Expected(
        "Asking:answer", {"question": "sum", "shown": 7}
    )
    turns.end(ANNA, asking(question="phone"))
    turns.end(ANNA, Ending())
    found = (await turns.begin(ANNA)).expected
    assert found is not None
    assert found.data == {"question": "phone"}
    turns.end(ANNA, Ending(changes_expected=True))
    assert (await turns.begin(ANNA)).expected is None
    assert (await turns.begin(BORIS)).expected is not None


async def test_the_case_is_the_pressed_buttons_else_the_one_asked_about(
    turns: Turns, cases: Cases, case: Case
) -> None:
    other = await cases.open(ANNA, 2, "shop", "fee", "shop", AT, AT.date())
    turns.end(ANNA, asking(case=case.id))
    asked, pressed = await turns.begin(ANNA), await turns.begin(ANNA, other.id)
    assert asked.case is not None
    assert pressed.case is not None
    assert (asked.case.case.id, pressed.case.case.id) == (case.id, other.id)


async def test_anothers_case_and_one_that_is_gone_are_no_case(turns: Turns, case: Case) -> None:
    assert (await turns.begin(BORIS, case.id)).case is None
    assert (await turns.begin(ANNA, 999)).case is None


async def test_the_card_is_moved_for_its_owner_only(turns: Turns, cases: Cases, case: Case) -> None:
    turns.end(BORIS, Ending(card=(case.id, 66)))
    turns.end(ANNA, Ending(card=(case.id, 55)))
    turns.end(BORIS, Ending(card=(case.id, 77)))
    assert (await cases.load(ANNA, case.id)).card_message_id == 55


async def test_the_map_is_put_and_taken_away_by_its_owner_only(
    turns: Turns, cases: Cases, case: Case
) -> None:
    assert (await cases.load(ANNA, case.id)).map is None
    turns.end(ANNA, Ending(map=(case.id, Picture(55, "a1"))))
    turns.end(BORIS, Ending(map=(case.id, Picture(66, "b2"))))
    assert (await cases.load(ANNA, case.id)).map == Picture(55, "a1")
    turns.end(ANNA, Ending(map=(case.id, None)))
    assert (await cases.load(ANNA, case.id)).map is None


async def test_what_is_kept_with_a_question_is_sealed(turns: Turns, database: Database) -> None:
    turns.end(ANNA, asking(story=NAME))
    ((data,),) = await rows_of(database, "SELECT data FROM expected")
    assert NAME not in data


async def test_a_turn_that_leaves_nothing_asks_the_database_for_nothing(
    turns: Turns, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "soon", pytest.fail)
    turns.end(ANNA, Ending())
