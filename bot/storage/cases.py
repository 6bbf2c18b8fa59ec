"""Cases and people in SQLite."""

import json
import sqlite3
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from bot.escalation.case import MAX_OPEN_CASES, Case, Change, Event, EventKind, applied
from bot.escalation.errors import EscalationError
from bot.escalation.values import Value
from bot.storage.database import Database
from bot.storage.sealing import Seal

# One statement for the case, its person's answers and its events.
_SELECT = """
SELECT c.id, c.person_id, c.place, c.problem, c.step, c.revision, c.opened_at, c.closed,
       c.answers, p.answers, c.card_message_id,
       (SELECT json_group_array(json_array(kind, step, happened_on, recorded_at, note))
          FROM (SELECT * FROM events e WHERE e.case_id = c.id ORDER BY e.seq))
  FROM cases c JOIN people p ON p.id = c.person_id
"""

_ONE = _SELECT + "WHERE c.id = ? AND c.person_id = ?"

_SEALED = (("people", "answers"), ("cases", "answers"), ("events", "note"), ("fsm", "data"))

NO_ANSWERS: Mapping[str, Value] = {}


class StaleButtonError(Exception):
    """The pressed button is older than the case; `case` is the case as it is now."""

    def __init__(self, case: Case) -> None:
        super().__init__(f"case {case.id} has moved on")
        self.case = case


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something to which case, by which update; `revision` is the pressed button's."""

    person_id: int
    case_id: int
    update_id: int
    revision: int | None = None


class Cases:
    """Every statement about people, cases and events. `shared` are questions kept per person."""

    def __init__(self, database: Database, seal: Seal, shared: Collection[str] = ()) -> None:
        self._database = database
        self._seal = seal
        self._shared = frozenset(shared)

    async def check_key(self) -> None:
        """Open one sealed value of each kind, so that a wrong key is known at the start and not in
        the middle of somebody's letter. Raises WrongKeyError."""
        for table, column in _SEALED:
            rows = await self._database.connection.execute_fetchall(
                f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL LIMIT 1"
            )
            for row in rows:
                self._seal.open(row[0])

    async def load(self, person_id: int, case_id: int) -> Case:
        """The person's case.

        Raises EscalationError no_such_case: erased, or another person's (they look the same).
        """
        rows = await self._database.connection.execute_fetchall(_ONE, (case_id, person_id))
        return self._found(next(iter(rows), None))

    async def list(self, person_id: int) -> list[Case]:
        """All cases of the person, the open ones first, the newest first."""
        rows = await self._database.connection.execute_fetchall(
            _SELECT + "WHERE c.person_id = ? ORDER BY c.closed, c.id DESC", (person_id,)
        )
        return [self._case(row) for row in rows]

    async def open(
        self,
        person_id: int,
        update_id: int,
        place: str,
        problem: str,
        step: str,
        at: datetime,
        on: date,
        answers: Mapping[str, Value] = NO_ANSWERS,
    ) -> Case:
        """A new case, with what is known of it already. The same update gives the same case again.

        So does another update while such a case is untouched, without an answer or a move: it is
        the second of two taps, or a press repeated because a crash ate the reply to the first.
        Raises EscalationError too_many_cases past MAX_OPEN_CASES open ones.
        """

        def work(sqlite: sqlite3.Connection) -> Case:
            again = seen(sqlite, update_id, at)
            untouched = (
                "" if again else " AND c.closed = 0 AND c.revision = 1 AND c.answers IS NULL"
            )
            rows = sqlite.execute(
                f"{_SELECT} WHERE c.person_id = ? AND c.place = ? AND c.problem = ?{untouched}"
                " ORDER BY c.id DESC LIMIT 1",
                (person_id, place, problem),
            )
            for row in rows:
                return self._case(row)
            case_id = self._insert(sqlite, person_id, place, problem, step, at, on, answers)
            return self._load(sqlite, person_id, case_id)

        return await self._database.run(work)

    def _insert(
        self,
        sqlite: sqlite3.Connection,
        person_id: int,
        place: str,
        problem: str,
        step: str,
        at: datetime,
        on: date,
        answers: Mapping[str, Value],
    ) -> int:
        now = int(at.timestamp())
        sqlite.execute(
            "INSERT OR IGNORE INTO people (id, started_at) VALUES (?, ?)", (person_id, now)
        )
        row = sqlite.execute(
            "INSERT INTO cases (person_id, place, problem, step, opened_at, answers)"
            " SELECT ?1, ?2, ?3, ?4, ?5, ?6"
            " WHERE (SELECT count(*) FROM cases WHERE person_id = ?1 AND closed = 0) < ?7"
            " RETURNING id",
            (
                person_id,
                place,
                problem,
                step,
                now,
                self._seal.close_answers(answers),
                MAX_OPEN_CASES,
            ),
        ).fetchone()
        if row is None:
            raise EscalationError("too_many_cases", limit=MAX_OPEN_CASES)
        case_id = int(row[0])
        self._append(sqlite, case_id, 0, (Event(EventKind.OPENED, step, on, at),))
        return case_id

    async def change(self, act: Act, rule: Callable[[Case], Change], at: datetime) -> Case:
        """Apply what `rule` decides about the case, and that the update did it, in one transaction.

        An update that was applied before gives the case as it is. Raises StaleButtonError when the
        button is older than the case, and whatever the rule raises; then nothing is stored.
        """

        def work(sqlite: sqlite3.Connection) -> Case:
            again = seen(sqlite, act.update_id, at)
            case = self._load(sqlite, act.person_id, act.case_id)
            if again:
                return case
            if act.revision not in (None, case.revision):
                raise StaleButtonError(case)
            change = rule(case)
            return self._store(sqlite, case, change, int(at.timestamp()))

        return await self._database.run(work)

    def _store(self, sqlite: sqlite3.Connection, case: Case, change: Change, now: int) -> Case:
        changed = applied(case, change)
        mine = {q: v for q, v in changed.answers.items() if q not in self._shared}
        sqlite.execute(
            # The person has acted: the case is planned anew, and neither rests nor is put off.
            "UPDATE cases SET place = ?, step = ?, closed = ?, revision = ?,"
            " answers = ?, replan = 1, changed_at = ?, answered_at = ?, rested_at = NULL,"
            " put_off_until = NULL WHERE id = ?",
            (
                changed.place,
                changed.step,
                changed.closed,
                changed.revision,
                self._seal.close_answers(mine),
                now,
                None if change.events else now,
                case.id,
            ),
        )
        self._append(sqlite, case.id, len(case.events), change.events)
        if not self._shared.isdisjoint(change.answers):
            shared = {q: v for q, v in changed.answers.items() if q in self._shared}
            sqlite.execute(
                "UPDATE people SET answers = ? WHERE id = ?",
                (self._seal.close_answers(shared), case.person_id),
            )
        return changed

    def _append(
        self,
        sqlite: sqlite3.Connection,
        case_id: int,
        seq: int,
        events: tuple[Event, ...],
    ) -> None:
        for number, event in enumerate(events, start=seq):
            sqlite.execute(
                "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    case_id,
                    number,
                    event.kind,
                    event.step,
                    event.happened_on.isoformat(),
                    int(event.recorded_at.timestamp()),
                    self._seal.close(event.note) if event.note else None,
                ),
            )

    async def move_card(self, case_id: int, message_id: int | None) -> None:
        """Remember which message is the case's living card."""
        await self._database.write(
            "UPDATE cases SET card_message_id = ? WHERE id = ?", (message_id, case_id)
        )

    async def erase(self, person_id: int) -> None:
        """Erase the person: cases, events, answers and form states go with the row."""

        def work(sqlite: sqlite3.Connection) -> None:
            sqlite.execute("DELETE FROM people WHERE id = ?", (person_id,))
            sqlite.execute("DELETE FROM fsm WHERE user_id = ?", (person_id,))

        await self._database.run(work)
        # The write-ahead log still holds the erased pages until it is folded back and cut.
        await self._database.write("PRAGMA wal_checkpoint(TRUNCATE)")

    async def forget_updates(self, before: datetime) -> None:
        """Drop update ids older than `before`: Telegram keeps an update for 24 hours at most."""
        await self._database.write(
            "DELETE FROM updates WHERE done_at < ?", (int(before.timestamp()),)
        )

    def _load(self, sqlite: sqlite3.Connection, person_id: int, case_id: int) -> Case:
        row = sqlite.execute(_ONE, (case_id, person_id)).fetchone()
        return self._found(row)

    def _found(self, row: Any) -> Case:
        if row is None:
            raise EscalationError("no_such_case")
        return self._case(row)

    def _case(self, row: Any) -> Case:
        answers: Mapping[str, Value] = {
            **self._seal.open_answers(row[9]),
            **self._seal.open_answers(row[8]),
        }
        events = tuple(
            Event(
                EventKind(kind),
                step,
                date.fromisoformat(on),
                datetime.fromtimestamp(at, UTC),
                self._seal.open(note),
            )
            for kind, step, on, at, note in json.loads(row[11])
        )
        return Case(
            id=row[0],
            person_id=row[1],
            place=row[2],
            problem=row[3],
            step=row[4],
            revision=row[5],
            opened_at=datetime.fromtimestamp(row[6], UTC),
            closed=bool(row[7]),
            answers=answers,
            events=events,
            card_message_id=row[10],
        )


def seen(sqlite: sqlite3.Connection, update_id: int, at: datetime) -> bool:
    """Whether this update was stored before; from now on it is. For use in a transaction."""
    row = sqlite.execute(
        "INSERT INTO updates VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING id",
        (update_id, int(at.timestamp())),
    ).fetchone()
    return row is None
