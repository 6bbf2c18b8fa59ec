"""Cases and people."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from msgspec.json import Decoder

from bot.escalation import exhibits
from bot.escalation.act import Act, StaleButtonError, StoredCase, Typed
from bot.escalation.case import (
    MAX_OPEN_CASES,
    Case,
    Change,
    Event,
    EventKind,
    Picture,
    applied,
)
from bot.escalation.errors import EscalationError
from bot.escalation.values import NO_ANSWERS, Value
from bot.storage.database import Database
from bot.storage.exhibits import (
    copies_size,
    copy_of,
    exhibits_of,
    insert_copy,
    keep_exhibits,
)
from bot.storage.sealing import Seal
from bot.storage.sql import Sql

_SELECT = """
SELECT c.id, c.person_id, c.place, c.problem, c.step, c.revision, c.opened_at, c.closed,
       c.answers, p.answers, c.card_message_id, c.notes,
       c.map_message_id, c.map_digest, c.exhibits
  FROM cases c JOIN people p ON p.id = c.person_id
"""

# All events as one text: two hundred rows take three times as long to fetch. SQLite sorts nothing
# here: the table is stored in the order of its primary key.
_EVENTS = """
SELECT json_group_array(json_array(kind, step, happened_on, recorded_at)), count(note)
  FROM (SELECT * FROM events WHERE case_id = ? ORDER BY seq) AS e
"""

_OLDER_NOTES = "SELECT seq, note FROM events WHERE case_id = ? AND note IS NOT NULL"

_ONE = _SELECT + "WHERE c.id = ? AND c.person_id = ?"

SEALED = (
    ("people", "answers"),
    ("cases", "answers"),
    ("cases", "notes"),
    ("cases", "exhibits"),
    ("copies", "content"),
    ("events", "note"),
    ("expected", "data"),
    ("inbox", "content"),
    ("letters", "content"),
)
"""Every column that holds sealed values, by its table; a new one is written here, too."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How many people and cases the database holds, and how many migrations it has had."""

    people: int
    cases: int
    schema: int


class Cases:
    """Every statement about people, cases and events. `shared` are questions kept per person;
    every case that is read goes through `mend`: another version of the bot may have stored it."""

    def __init__(
        self,
        database: Database,
        seal: Seal,
        shared: Collection[str] = (),
        mend: Callable[[Case], Case] = lambda case: case,
    ) -> None:
        self._database = database
        self._seal = seal
        self._shared = frozenset(shared)
        self._mend = mend

    async def check_key(self) -> None:
        """Open one sealed value of each kind, so that a wrong key is noticed at the start, not in
        the middle of somebody's letter. Raises WrongKeyError."""

        def work(sql: Sql) -> None:
            for table, column in SEALED:
                row = sql.execute(
                    f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL LIMIT 1"
                ).fetchone()
                self._seal.open(row[0] if row else None)

        await self._database.read(work)

    async def kept(self) -> Kept:
        """How much the database holds."""

        def work(sql: Sql) -> Kept:
            people, cases = sql.execute(
                "SELECT (SELECT count(*) FROM people), (SELECT count(*) FROM cases)"
            ).fetchone()
            return Kept(people, cases, self._database.schema)

        return await self._database.read(work)

    async def begun_at(self) -> datetime | None:
        """When the first of the people who are kept came; None while there is nobody."""
        row = await self._database.read(
            lambda sql: sql.execute("SELECT min(started_at) FROM people").fetchone()
        )
        return datetime.fromtimestamp(row[0], UTC) if row[0] is not None else None

    async def load(self, person_id: int, case_id: int) -> Case:
        """The person's case.

        Raises EscalationError no_such_case: erased, or another person's (they look the same).
        """
        return (await self.known(person_id, case_id)).case

    async def known(self, person_id: int, case_id: int) -> StoredCase:
        """The same with its row. Raises EscalationError no_such_case."""
        return await self._database.read(
            lambda sql: self.load_in(sql, person_id, case_id), person_id
        )

    def load_in(
        self,
        sql: Sql,
        person_id: int,
        case_id: int,
        known: StoredCase | None = None,
    ) -> StoredCase:
        """The same within a work; no seal is opened while the row is still the `known` one."""
        row = sql.execute(_ONE, (case_id, person_id)).fetchone()
        if row is None:
            raise EscalationError("no_such_case")
        if known and known.row == row:  # no new event either: each one raises the revision
            return known
        return StoredCase(self._case(sql, row), row)

    async def list_open(self, person_id: int) -> Sequence[Case]:
        """The open cases of the person, the newest first; the closed ones stay sealed."""
        return await self._list(
            "WHERE c.person_id = ? AND c.closed = 0 ORDER BY c.id DESC", person_id
        )

    async def list(self, person_id: int) -> Sequence[Case]:
        """All cases of the person, the open ones first, the newest first."""
        return await self._list("WHERE c.person_id = ? ORDER BY c.closed, c.id DESC", person_id)

    async def _list(self, which: str, person_id: int) -> Sequence[Case]:
        return await self._database.read(
            lambda sql: [
                self._case(sql, row)
                for row in sql.execute(_SELECT + which, (person_id,)).fetchall()
            ],
            person_id,
        )

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

        So does another update while such a case is untouched, without a move and with no other
        answers: it is the second of two taps, or a press repeated because the first reply was lost
        in a crash.
        Raises EscalationError too_many_cases past MAX_OPEN_CASES open ones.
        """

        def work(sql: Sql) -> Case:
            again = seen(sql, update_id, at)
            untouched = "" if again else " AND c.closed = 0 AND c.revision = 1"
            row = sql.execute(
                "SELECT id, answers FROM cases c WHERE person_id = ? AND place = ? AND problem = ?"
                f"{untouched} ORDER BY id DESC LIMIT 1",
                (person_id, place, problem),
            ).fetchone()
            same = row and (again or self._seal.open_answers(row[1]) == answers)
            case_id = row[0] if same else None
            if case_id is None:
                case_id = self._insert(sql, person_id, place, problem, step, at, on, answers)
            return self.load_in(sql, person_id, case_id).case

        return await self._database.run(work, person_id)

    def _insert(
        self,
        sql: Sql,
        person_id: int,
        place: str,
        problem: str,
        step: str,
        at: datetime,
        on: date,
        answers: Mapping[str, Value],
    ) -> int:
        now = int(at.timestamp())
        sql.execute(
            "INSERT INTO people (id, started_at) VALUES (?, ?) ON CONFLICT (id) DO NOTHING",
            (person_id, now),
        )
        row = sql.execute(
            "INSERT INTO cases (person_id, place, problem, step, opened_at, answers)"
            " SELECT ?, ?, ?, ?, ?, ?"
            " WHERE (SELECT count(*) FROM cases WHERE person_id = ? AND closed = 0) < ?"
            " RETURNING id",
            (
                person_id,
                place,
                problem,
                step,
                now,
                self._seal.close_answers(answers),
                person_id,
                MAX_OPEN_CASES,
            ),
        ).fetchone()
        if row is None:
            raise EscalationError("too_many_cases", limit=MAX_OPEN_CASES)
        case_id = int(row[0])
        sql.execute(
            "INSERT INTO events (case_id, seq, kind, step, happened_on, recorded_at)"
            " VALUES (?, 0, ?, ?, ?, ?)",
            (case_id, EventKind.OPENED.value, step, on.isoformat(), now),
        )
        return case_id

    async def change(
        self,
        act: Act,
        rule: Callable[[Case], Change],
        letter: Mapping[str, Any] | None = None,
        typed: Typed | None = None,
    ) -> Case:
        """Store what `rule` decides about the case, and the update that did it, in one transaction;
        `letter` (what JSON can hold) is sealed with the last of the new events; `typed` is the
        message that gives an answer.

        An update that was applied before gives the case as it is. Raises StaleButtonError when the
        button is older than the case, and whatever the rule raises; then nothing is stored.
        """

        def work(sql: Sql) -> Case:
            again = seen(sql, act.update_id, act.at)
            case = self.load_in(sql, act.person_id, act.case_id, act.known).case
            if again:
                return case
            if act.revision not in (None, case.revision):
                raise StaleButtonError(case)
            changed = self._store(sql, case, rule(case), int(act.at.timestamp()))
            if letter is not None:
                sql.execute(
                    "INSERT INTO letters (case_id, event, content) VALUES (?, ?, ?)",
                    (case.id, len(changed.events) - 1, self._seal.close(letter)),
                )
            if typed is not None:
                sql.execute(
                    "INSERT INTO typed (case_id, question, step, person_id, message_id)"
                    " VALUES (?, ?, ?, ?, ?) ON CONFLICT (case_id, question) DO UPDATE"
                    " SET step = excluded.step, message_id = excluded.message_id",
                    (case.id, typed.question, typed.step, case.person_id, typed.message_id),
                )
            return changed

        return await self._database.run(work, act.person_id)

    def _store(self, sql: Sql, case: Case, change: Change, now: int) -> Case:
        changed = applied(case, change)
        mine = {q: v for q, v in changed.answers.items() if q not in self._shared}
        sql.execute(
            # The person has acted: the case is planned anew, and no longer rests or is put off.
            "UPDATE cases SET place = ?, problem = ?, step = ?, closed = ?, revision = ?,"
            " answers = ?, replan = 1, changed_at = ?, "
            " answered_at = CASE WHEN ? = 1 THEN ? ELSE answered_at END,"
            " rested_at = NULL, put_off_until = NULL WHERE id = ?",
            (
                changed.place,
                changed.problem,
                changed.step,
                int(changed.closed),
                changed.revision,
                self._seal.close_answers(mine),
                now,
                int(bool(change.events or change.answers)),
                None if change.events else now,
                case.id,
            ),
        )
        # They are planned anew; one that is being sent is left to whoever sends it.
        sql.execute(
            "DELETE FROM reminders WHERE case_id = ? AND state = 'waiting' AND claimed_until = 0",
            (case.id,),
        )
        if change.events:
            self._append(sql, changed, len(case.events))
        if change.exhibits is not None:
            keep_exhibits(sql, self._seal, changed)
        if not self._shared.isdisjoint(change.answers):
            shared = {q: v for q, v in changed.answers.items() if q in self._shared}
            sql.execute(
                "UPDATE people SET answers = ? WHERE id = ?",
                (self._seal.close_answers(shared), case.person_id),
            )
        return changed

    def _append(self, sql: Sql, case: Case, seq: int) -> None:
        """Store the case's events from position `seq` on, and the notes of all of them."""
        sql.executemany(
            "INSERT INTO events (case_id, seq, kind, step, happened_on, recorded_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    case.id,
                    number,
                    event.kind.value,
                    event.step,
                    event.happened_on.isoformat(),
                    event.recorded,
                )
                for number, event in enumerate(case.events[seq:], start=seq)
            ],
        )
        notes = [dict(event.note) for event in case.events]
        if any(notes):
            sealed = self._seal.close({"notes": notes})
            sql.execute("UPDATE cases SET notes = ? WHERE id = ?", (sealed, case.id))
            # The notes that were sealed one by one are among them now.
            sql.execute(
                "UPDATE events SET note = NULL WHERE case_id = ? AND note IS NOT NULL", (case.id,)
            )

    async def carry(
        self, act: Act, to: int, rule: Callable[[Case, Case], tuple[Change, Change]]
    ) -> Case:
        """Store what `rule` decides about the case and about the person's other case `to`, in one
        transaction; gives the other one. Raises what `change` does."""

        def work(sql: Sql) -> Case:
            again = seen(sql, act.update_id, act.at)
            case = self.load_in(sql, act.person_id, act.case_id, act.known).case
            other = self.load_in(sql, act.person_id, to).case
            if again or case.id == other.id:
                return other
            here, there = rule(case, other)
            now = int(act.at.timestamp())
            self._store(sql, case, here, now)
            return self._store(sql, other, there, now)

        return await self._database.run(work, act.person_id)

    async def keep_copy(self, act: Act, number: int, copy: bytes) -> Case:
        """Keep a copy of this exhibit, sealed. Raises EscalationError copies_too_big."""

        def work(sql: Sql) -> Case:
            again = seen(sql, act.update_id, act.at)
            case = self.load_in(sql, act.person_id, act.case_id, act.known).case
            if again:
                return case
            size = copies_size(sql, case.id, number) + len(copy)
            change = exhibits.copy(case, number, size)
            changed = self._store(sql, case, change, int(act.at.timestamp()))
            insert_copy(sql, self._seal, case.id, number, copy)
            return changed

        return await self._database.run(work, act.person_id)

    async def copy(self, person_id: int, case_id: int, number: int) -> bytes | None:
        """The copy that is kept of this exhibit of the person's case; None where there is none."""

        def work(sql: Sql) -> bytes | None:
            return copy_of(sql, self._seal, person_id, case_id, number)

        return await self._database.read(work, person_id)

    async def restore(
        self,
        person_id: int,
        update_id: int,
        case: Case,
        letters: Mapping[int, Mapping[str, Any]],
        at: datetime,
    ) -> Case:
        """A case that was carried here, as this person's new one, with the letters of its sendings.
        What the person has told here of themselves stays as it is. The same update gives the newest
        case again. Raises EscalationError too_many_cases."""

        def work(sql: Sql) -> Case:
            if seen(sql, update_id, at):
                newest = "SELECT max(id) FROM cases WHERE person_id = ?"
                (number,) = sql.execute(newest, (person_id,)).fetchone()
                return self.load_in(sql, person_id, number or 0).case
            first, *later = case.events
            number = self._insert(
                sql, person_id, case.place, case.problem, first.step, case.opened_at,
                first.happened_on, {},
            )  # fmt: skip
            new = self.load_in(sql, person_id, number).case
            change = Change(
                events=tuple(later),
                step=case.step,
                closed=case.closed,
                answers={**case.answers, **new.answers},
                exhibits=case.exhibits,
            )
            new = self._store(sql, new, change, int(at.timestamp()))
            sql.executemany(
                "INSERT INTO letters (case_id, event, content) VALUES (?, ?, ?)",
                [(number, event, self._seal.close(told)) for event, told in letters.items()],
            )
            return new

        return await self._database.run(work, person_id)

    async def letter(self, person_id: int, case_id: int, event: int) -> Mapping[str, Any] | None:
        """The letter that was sealed with this event of the person's case; None where there is
        none."""

        def work(sql: Sql) -> Mapping[str, Any] | None:
            row = sql.execute(
                "SELECT l.content FROM letters l JOIN cases c ON c.id = l.case_id"
                " WHERE l.case_id = ? AND l.event = ? AND c.person_id = ?",
                (case_id, event, person_id),
            ).fetchone()
            return self._seal.open(row[0]) if row else None

        return await self._database.read(work, person_id)

    async def erase(self, person_id: int) -> None:
        """Erase the person: cases, events, answers, what was expected of them and what they wrote
        go with the row."""

        def work(sql: Sql) -> None:
            sql.execute("DELETE FROM people WHERE id = ?", (person_id,))
            sql.execute("DELETE FROM expected WHERE person_id = ?", (person_id,))
            sql.execute("DELETE FROM inbox WHERE person_id = ?", (person_id,))

        await self._database.run(work, person_id)
        await self._database.scrub()

    async def forget_updates(self, before: datetime) -> None:
        """Drop update ids older than `before`: Telegram keeps an update for 24 hours at most."""
        await self._database.write(
            "DELETE FROM updates WHERE done_at < ?", (int(before.timestamp()),)
        )

    def _case(self, sql: Sql, row: tuple[Any, ...]) -> Case:
        answers: Mapping[str, Value] = {
            **self._seal.open_answers(row[9]),
            **self._seal.open_answers(row[8]),
        }
        case = Case(
            id=row[0],
            person_id=row[1],
            place=row[2],
            problem=row[3],
            step=row[4],
            revision=row[5],
            opened_at=datetime.fromtimestamp(row[6], UTC),
            closed=bool(row[7]),
            answers=answers,
            events=self._events(sql, row[0], row[11]),
            card_message_id=row[10],
            map=Picture(row[12], row[13]) if row[12] else None,
            exhibits=exhibits_of(self._seal.open(row[14])),
        )
        return self._mend(case)

    def _events(self, sql: Sql, case_id: int, sealed: str | None) -> tuple[Event, ...]:
        """`sealed` are their notes, in the order of the events; the older ones lie beside them."""
        text, older = sql.execute(_EVENTS, (case_id,)).fetchone()
        events = _read_events(text)
        notes = dict(enumerate(self._seal.open(sealed).get("notes", ())))
        if older:
            rows = sql.execute(_OLDER_NOTES, (case_id,))
            notes |= {seq: self._seal.open(note) for seq, note in rows}
        for at, note in notes.items():
            if note:
                events[at] = Event(*events[at][:4], note)
        return tuple(events)


_read_events = Decoder(list[Event]).decode


def seen(sql: Sql, update_id: int, at: datetime) -> bool:
    """Whether this update was stored before; it is stored now. For use in a transaction."""
    row = sql.execute(
        "INSERT INTO updates (id, done_at) VALUES (?, ?) ON CONFLICT (id) DO NOTHING RETURNING id",
        (update_id, int(at.timestamp())),
    ).fetchone()
    return row is None
