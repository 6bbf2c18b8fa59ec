"""What is kept about people and their cases, and what must never happen to it."""

import asyncio
import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from bot.escalation.act import Act, StaleButtonError
from bot.escalation.case import MAX_OPEN_CASES, Case, Change, Event, EventKind
from bot.escalation.errors import EscalationError
from bot.escalation.values import Moment, Money
from bot.storage.cases import Cases
from bot.storage.database import Database, open_database
from bot.storage.inbox import Inbox, Waiting
from bot.storage.sealing import Seal, WrongKeyError
from bot.storage.turns import Ending, Expected, Turns
from tests.storage.conftest import rows_of, tables_of

ANNA, BORIS = 1001, 1002
AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
ON = date(2026, 5, 4)

updates = itertools.count(1)


problems = (f"problem {number}" for number in itertools.count())


async def _open(
    cases: Cases, person: int = ANNA, update: int | None = None, problem: str = ""
) -> Case:
    kind = problem or next(problems)
    return await cases.open(person, update or next(updates), "shop", kind, "first", AT, ON)


def _sent(case: Case) -> Change:
    event = Event(EventKind.SENT, case.step, ON, int(AT.timestamp()), {"number": "А-17"})
    return Change(events=(event,), step="second")


def _act(
    person: int, case: int, update: int, revision: int | None = None, at: datetime = AT
) -> Act:
    return Act(person, case, update, at, ON, revision)


def _answers(**answers: Any) -> Callable[[Case], Change]:
    return lambda case: Change(answers=answers)


async def _dump(database: Database) -> str:
    tables = await tables_of(database)
    return repr([await rows_of(database, f"SELECT * FROM {table}") for table in tables])


class TestOpening:
    async def test_gives_the_case_as_it_is_kept(self, cases: Cases) -> None:
        case = await _open(cases, problem="fee")
        assert (case.person_id, case.place, case.problem) == (ANNA, "shop", "fee")
        assert (case.step, case.closed, case.answers) == ("first", False, {})
        assert [event.kind for event in case.events] == [EventKind.OPENED]
        assert case.opened_at == AT
        assert await cases.load(ANNA, case.id) == case
        assert await cases.list(ANNA) == [case]

    async def test_the_same_update_opens_one_case(self, cases: Cases) -> None:
        case = await _open(cases, update=777, problem="fee")
        assert await _open(cases, update=777, problem="fee") == case
        moved = await cases.change(_act(ANNA, case.id, next(updates)), _sent)
        assert await _open(cases, update=777, problem="fee") == moved
        assert len(await cases.list(ANNA)) == 1

    async def test_the_same_update_at_once_opens_one_case(self, cases: Cases) -> None:
        opened = await asyncio.gather(*(_open(cases, update=777, problem="fee") for _ in range(10)))
        assert len({case.id for case in opened}) == 1

    async def test_a_second_tap_gives_the_case_that_is_still_untouched(self, cases: Cases) -> None:
        taps = await asyncio.gather(*(_open(cases, problem="fee") for _ in range(5)))
        assert len({case.id for case in taps}) == 1
        assert (await _open(cases, BORIS, problem="fee")).id != taps[0].id
        assert (await _open(cases, problem="other")).id != taps[0].id

    @pytest.mark.parametrize("touch", ["answer", "move", "close"])
    async def test_a_touched_case_gets_a_sister(self, cases: Cases, touch: str) -> None:
        first = await _open(cases, problem="fee")
        changes: dict[str, Callable[[Case], Change]] = {
            "answer": _answers(sum=Money(100)),
            "move": _sent,
            "close": lambda case: Change(closed=True),
        }
        await cases.change(_act(ANNA, first.id, next(updates)), changes[touch])
        assert (await _open(cases, problem="fee")).id != first.id

    async def test_keeps_what_is_known_already_and_knows_a_second_tap_by_it(
        self, cases: Cases
    ) -> None:
        async def tap(**known: str) -> Case:
            return await cases.open(
                ANNA, next(updates), "shop", "fee", "first", AT, ON, answers=known
            )

        told = await tap(story="моя")
        assert told.answers == {"story": "моя"}
        assert (await tap(story="моя")).id == told.id
        assert (await tap(story="другая")).id != told.id

    async def test_stops_at_the_limit_and_goes_on_after_closing_one(self, cases: Cases) -> None:
        opened = [await _open(cases) for _ in range(MAX_OPEN_CASES)]
        with pytest.raises(EscalationError) as refused:
            await _open(cases)
        assert refused.value.slug == "too_many_cases"
        assert refused.value.facts == {"limit": MAX_OPEN_CASES}
        assert len(await cases.list(ANNA)) == MAX_OPEN_CASES
        await _open(cases, BORIS)
        await cases.change(
            _act(ANNA, opened[0].id, next(updates)), lambda case: Change(closed=True)
        )
        await _open(cases)

    async def test_a_refused_update_may_be_tried_again(self, cases: Cases) -> None:
        opened = [await _open(cases) for _ in range(MAX_OPEN_CASES)]
        with pytest.raises(EscalationError):
            await _open(cases, update=5555)
        act = _act(ANNA, opened[0].id, next(updates))
        await cases.change(act, lambda case: Change(closed=True))
        assert (await _open(cases, update=5555)).id > opened[-1].id


class TestChanging:
    async def test_keeps_the_event_the_step_and_the_revision(self, cases: Cases) -> None:
        case = await _open(cases)
        moved = await cases.change(_act(ANNA, case.id, next(updates), case.revision), _sent)
        assert moved.step == "second"
        assert moved.revision == case.revision + 1
        assert moved.events[-1] == Event(
            EventKind.SENT, "first", ON, int(AT.timestamp()), {"number": "А-17"}
        )
        assert await cases.load(ANNA, case.id) == moved

    async def test_an_update_applied_twice_changes_nothing(self, cases: Cases) -> None:
        case = await _open(cases)
        act = _act(ANNA, case.id, next(updates))
        moved = await cases.change(act, _sent)
        assert await cases.change(act, _sent) == moved
        assert await cases.load(ANNA, case.id) == moved

    async def test_a_redelivered_press_is_no_stale_button(self, cases: Cases) -> None:
        case = await _open(cases)
        act = _act(ANNA, case.id, next(updates), case.revision)
        moved = await cases.change(act, _sent)
        assert await cases.change(act, _sent) == moved

    async def test_two_taps_at_once_move_once(self, cases: Cases) -> None:
        case = await _open(cases)
        acts = [_act(ANNA, case.id, next(updates), case.revision) for _ in range(5)]
        done = await asyncio.gather(
            *(cases.change(act, _sent) for act in acts), return_exceptions=True
        )
        assert sum(isinstance(one, StaleButtonError) for one in done) == 4
        assert len((await cases.load(ANNA, case.id)).events) == 2

    async def test_a_stale_button_is_refused_with_the_case_as_it_is(self, cases: Cases) -> None:
        case = await _open(cases)
        moved = await cases.change(_act(ANNA, case.id, next(updates)), _sent)
        with pytest.raises(StaleButtonError) as stale:
            await cases.change(_act(ANNA, case.id, next(updates), case.revision), _sent)
        assert stale.value.case == moved
        assert await cases.load(ANNA, case.id) == moved

    async def test_what_a_rule_refuses_leaves_no_trace(
        self, cases: Cases, database: Database
    ) -> None:
        def refuse(case: Case) -> Change:
            raise EscalationError("step_locked")

        case = await _open(cases)
        before = await _dump(database)
        with pytest.raises(EscalationError):
            await cases.change(_act(ANNA, case.id, next(updates)), refuse)
        assert await _dump(database) == before

    async def test_an_answer_is_kept_replaced_and_forgotten(self, cases: Cases) -> None:
        case = await _open(cases)
        given = {"sum": Money(1240000), "happened": Moment(ON), "wanted": ("a", "b"), "story": ""}
        kept = await cases.change(_act(ANNA, case.id, next(updates)), _answers(**given))
        assert kept.answers == given
        assert kept.revision == case.revision  # an answer is no move: the buttons stay good
        changed = _answers(sum=Money(1), story=None)
        kept = await cases.change(_act(ANNA, case.id, next(updates)), changed)
        assert kept.answers == {
            "sum": Money(1),
            "happened": Moment(ON),
            "wanted": ("a", "b"),
        }

    async def test_a_persons_answer_is_in_all_their_cases_and_nobody_elses(
        self, cases: Cases
    ) -> None:
        first, second, other = await _open(cases), await _open(cases), await _open(cases, BORIS)
        given = _answers(full_name="Иванова Анна", story="моя")
        await cases.change(_act(ANNA, first.id, next(updates)), given)
        assert (await cases.load(ANNA, first.id)).answers == {
            "full_name": "Иванова Анна",
            "story": "моя",
        }
        assert (await cases.load(ANNA, second.id)).answers == {"full_name": "Иванова Анна"}
        assert (await cases.load(BORIS, other.id)).answers == {}
        assert (await _open(cases)).answers == {"full_name": "Иванова Анна"}

    async def test_the_instant_of_the_last_answer_is_kept_until_the_next_move(
        self, cases: Cases, database: Database
    ) -> None:
        async def answered() -> list[tuple[Any, ...]]:
            return await rows_of(database, "SELECT answered_at FROM cases")

        case = await _open(cases)
        assert await answered() == [(None,)]
        await cases.change(_act(ANNA, case.id, next(updates)), _answers(story="моя"))
        assert await answered() == [(int(AT.timestamp()),)]
        await cases.change(_act(ANNA, case.id, next(updates)), _sent)
        assert await answered() == [(None,)]

    async def test_seals_are_not_opened_for_a_row_that_was_read_before(
        self, database: Database, seal: Seal
    ) -> None:
        opened: list[Case] = []

        def look(case: Case) -> Case:
            opened.append(case)
            return case

        cases = Cases(database, seal, mend=look)
        case = await _open(cases)
        known = await cases.known(ANNA, case.id)
        assert known.case == case
        read = len(opened)
        act = replace(_act(ANNA, case.id, next(updates), case.revision), known=known)
        await cases.change(act, _sent)
        assert len(opened) == read

    async def test_an_unchanged_row_is_not_opened_again_and_a_changed_one_is(
        self, cases: Cases
    ) -> None:
        case = await _open(cases)
        known = await cases.known(ANNA, case.id)
        act = replace(_act(ANNA, case.id, next(updates)), known=known)
        changed = await cases.change(act, _answers(story="моя"))
        late = replace(_act(ANNA, case.id, next(updates)), known=known)
        assert (await cases.change(late, lambda case: Change())).answers == changed.answers


class TestLetters:
    LETTER: Mapping[str, Any] = {"title": "Претензия", "text": "Верните деньги"}

    async def test_is_kept_sealed_with_the_sending_it_went_out_with(
        self, cases: Cases, database: Database
    ) -> None:
        case = await _open(cases)
        await cases.change(_act(ANNA, case.id, next(updates)), _sent)
        sent = await cases.change(_act(ANNA, case.id, next(updates)), _sent, letter=self.LETTER)
        at = len(sent.events) - 1
        assert await cases.letter(ANNA, case.id, at) == self.LETTER
        assert await cases.letter(ANNA, case.id, at - 1) is None
        assert self.LETTER["text"] not in repr(await rows_of(database, "SELECT * FROM letters"))

    async def test_of_another_person_looks_like_none(self, cases: Cases) -> None:
        case, other = await _open(cases), await _open(cases, BORIS)
        await cases.change(_act(ANNA, case.id, next(updates)), _sent, letter=self.LETTER)
        assert await cases.letter(BORIS, case.id, 1) is None
        assert await cases.letter(BORIS, other.id, 1) is None


class TestNotes:
    async def test_are_sealed_together(self, cases: Cases, database: Database) -> None:
        case = await _open(cases)
        for _ in range(3):
            case = await cases.change(_act(ANNA, case.id, next(updates)), _sent)
        assert [event.note for event in case.events] == [{}, *[{"number": "А-17"}] * 3]
        assert await cases.load(ANNA, case.id) == case
        assert await rows_of(database, "SELECT note FROM events WHERE note IS NOT NULL") == []

    async def test_of_an_older_version_are_read_and_join_the_others(
        self, cases: Cases, database: Database, seal: Seal
    ) -> None:
        case = await _open(cases)
        case = await cases.change(_act(ANNA, case.id, next(updates)), _sent)
        alone = seal.close({"number": "А-17"})
        await database.write("UPDATE cases SET notes = NULL")
        await database.write("UPDATE events SET note = ? WHERE kind = 'sent'", (alone,))
        assert await cases.load(ANNA, case.id) == case
        case = await cases.change(_act(ANNA, case.id, next(updates)), _sent)
        assert await cases.load(ANNA, case.id) == case
        assert await rows_of(database, "SELECT note FROM events WHERE note IS NOT NULL") == []

    async def test_of_two_versions_are_read_side_by_side(
        self, cases: Cases, database: Database, seal: Seal
    ) -> None:
        case = await _open(cases)
        for _ in range(2):
            case = await cases.change(_act(ANNA, case.id, next(updates)), _sent)
        await database.write(
            "UPDATE cases SET notes = ?", (seal.close({"notes": [{}, {"number": "new"}]}),)
        )
        await database.write(
            "UPDATE events SET note = ? WHERE seq = 2", (seal.close({"number": "old"}),)
        )
        notes = [event.note for event in (await cases.load(ANNA, case.id)).events]
        assert notes == [{}, {"number": "new"}, {"number": "old"}]


class TestOthers:
    async def test_another_persons_case_looks_like_a_missing_one(
        self, cases: Cases, database: Database
    ) -> None:
        case = await _open(cases)
        before = await _dump(database)
        refusals = []
        for number in (case.id, 999_999):
            for attempt in (
                cases.load(BORIS, number),
                cases.change(_act(BORIS, number, next(updates)), _sent),
                cases.change(_act(BORIS, number, next(updates), case.revision), _sent),
            ):
                with pytest.raises(EscalationError) as refused:
                    await attempt
                refusals.append((refused.value.slug, refused.value.facts))
        assert refusals == [("no_such_case", {})] * 6
        assert await _dump(database) == before

    async def test_open_cases_come_first_and_the_newest_first(self, cases: Cases) -> None:
        first, second, third = [(await _open(cases)).id for _ in range(3)]
        await cases.change(_act(ANNA, third, next(updates)), lambda case: Change(closed=True))
        assert [case.id for case in await cases.list(ANNA)] == [second, first, third]
        assert [case.closed for case in await cases.list(ANNA)] == [False, False, True]

    async def test_the_open_ones_alone_are_the_persons_own_and_the_newest_first(
        self, cases: Cases
    ) -> None:
        first, second, third = [await _open(cases) for _ in range(3)]
        await _open(cases, BORIS)
        act = _act(ANNA, second.id, next(updates))
        await cases.change(act, lambda case: Change(closed=True))
        assert await cases.list_open(ANNA) == [third, first]


class TestErasing:
    NAME, STORY, NUMBER = "Ъъова Фёкла", "Рассказ о пропаже", "КУСП-4711"

    async def _fill(self, database: Database, cases: Cases, seal: Seal, person: int) -> None:
        case = await _open(cases, person)
        given = _answers(full_name=self.NAME, story=self.STORY)
        await cases.change(_act(person, case.id, next(updates)), given)
        letter = {"text": self.STORY}
        await cases.change(_act(person, case.id, next(updates)), _sent, letter=letter)
        asked = Expected("Asking:answer", {"case": case.id})
        Turns(database, seal, cases).end(person, Ending(changes_expected=True, expected=asked))
        await Inbox(database, seal).keep([Waiting(next(updates), person, {"text": self.STORY})])

    async def test_leaves_no_row_of_the_person_and_all_of_others(
        self, database: Database, cases: Cases, seal: Seal
    ) -> None:
        await self._fill(database, cases, seal, BORIS)
        before = await cases.list(BORIS)
        await self._fill(database, cases, seal, ANNA)
        await cases.erase(ANNA)
        assert await cases.list(ANNA) == []
        assert await cases.list(BORIS) == before
        for table in ("people", "cases", "expected", "inbox"):
            column = "id" if table == "people" else "person_id"
            assert await rows_of(database, f"SELECT {column} FROM {table}") == [(BORIS,)], table
        for table in ("events", "letters"):
            orphans = f"SELECT * FROM {table} WHERE case_id NOT IN (SELECT id FROM cases)"
            assert await rows_of(database, orphans) == [], table

    async def test_leaves_no_byte_of_the_person_in_the_files(
        self, tmp_path: Path, seal: Seal
    ) -> None:
        path = tmp_path / "bot.sqlite3"
        async with open_database(path) as database:
            cases = Cases(database, seal, shared=["full_name"])
            for _ in range(5):
                await self._fill(database, cases, seal, ANNA)
            sealed = await rows_of(
                database,
                "SELECT answers FROM people UNION SELECT answers FROM cases UNION"
                " SELECT notes FROM cases UNION SELECT data FROM expected"
                " UNION SELECT content FROM inbox UNION SELECT content FROM letters",
            )
            traces = [row[0].encode()[-60:] for row in sealed if row[0]]
            assert len(traces) >= 10
            assert any(trace in _bytes(path) for trace in traces)
            await cases.erase(ANNA)
            assert not [trace for trace in traces if trace in _bytes(path)]

    async def test_while_others_write(self, database: Database, cases: Cases, seal: Seal) -> None:
        case = await _open(cases, BORIS)
        await self._fill(database, cases, seal, ANNA)
        await asyncio.gather(
            cases.erase(ANNA),
            *(
                cases.change(_act(BORIS, case.id, next(updates)), _answers(story=str(n)))
                for n in range(20)
            ),
        )
        assert await cases.list(ANNA) == []

    async def test_erased_twice_or_unknown_is_no_error(self, cases: Cases) -> None:
        await _open(cases)
        await cases.erase(ANNA)
        await cases.erase(ANNA)
        assert await cases.list(ANNA) == []


def _bytes(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


class TestKeys:
    async def test_a_wrong_key_is_known_at_the_start(self, database: Database) -> None:
        old, new = (Fernet.generate_key().decode() for _ in range(2))
        cases = Cases(database, Seal([old]))
        await cases.check_key()
        case = await _open(cases)
        await cases.change(_act(ANNA, case.id, next(updates)), _answers(story="тайна"))
        with pytest.raises(WrongKeyError, match="BOT_DATA_KEY"):
            await Cases(database, Seal([new])).check_key()
        rotated = Cases(database, Seal([new, old]))
        await rotated.check_key()
        assert (await rotated.load(ANNA, case.id)).answers == {"story": "тайна"}

    async def test_a_new_key_is_used_at_the_next_answer(self, database: Database) -> None:
        old, new = (Fernet.generate_key().decode() for _ in range(2))
        case = await _open(Cases(database, Seal([old])))
        act = _act(ANNA, case.id, next(updates))
        await Cases(database, Seal([old])).change(act, _answers(story="тайна"))
        act = _act(ANNA, case.id, next(updates))
        await Cases(database, Seal([new, old])).change(act, _answers(operation="5"))
        newest = Cases(database, Seal([new]))
        assert (await newest.load(ANNA, case.id)).answers == {"story": "тайна", "operation": "5"}


async def test_old_update_ids_are_forgotten_and_young_ones_kept(cases: Cases) -> None:
    case = await _open(cases)
    old = _act(ANNA, case.id, 90_001, at=AT - timedelta(days=3))
    young = _act(ANNA, case.id, 90_002)
    await cases.change(old, _sent)
    await cases.change(young, _sent)
    await cases.forget_updates(AT - timedelta(days=2))
    assert len((await cases.change(young, _sent)).events) == 3
    assert len((await cases.change(old, _sent)).events) == 4
