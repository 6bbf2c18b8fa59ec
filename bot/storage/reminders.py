"""The due table: which reminders are due, when, and who is sending each."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import partial
from zoneinfo import ZoneInfo

from bot.escalation.case import Case
from bot.escalation.reminders import Due, Key, ReminderContext, ReminderKind
from bot.storage.cases import Cases
from bot.storage.database import Database
from bot.storage.sql import Sql

LEASE = timedelta(seconds=20)
"""How long a reminder belongs to whoever leased it: twice what one sending may take. After that,
if the process was killed, anybody may lease it again."""

BATCH = 50

_KEY = "case_id = ? AND step = ? AND kind = ? AND event = ?"

_CONTEXT = """
SELECT p.zone_minutes,
       p.reminders = 1 AND p.away = 0 AND c.muted = 0 AND c.rested_at IS NULL,
       c.changed_at, c.answered_at, c.put_off_until,
       (SELECT coalesce(json_group_array(json_array(step, kind, event)), '[]')
          FROM reminders WHERE case_id = c.id AND state = 'sent')
  FROM cases c JOIN people p ON p.id = c.person_id
 WHERE c.id = ?
"""

# A case that was changed and not yet planned anew has nothing to say: its rows may be out of date.
# There are few of those (a change drops its case's rows), and however many there are, no look goes
# over more than some of them: they are planned before anything is sent.
_NEXT = """
SELECT r.case_id, c.person_id, r.step, r.kind, r.event, r.attempts
  FROM (SELECT * FROM reminders
         WHERE state = 'waiting' AND due_at <= ? ORDER BY due_at LIMIT 500) AS r
  JOIN cases c ON c.id = r.case_id
 WHERE r.claimed_until <= ? AND c.replan = 0
 ORDER BY r.due_at LIMIT 1
"""

# A case: both of its instants are asked for, each by an index of its own.
_KEPT_LONG_ENOUGH = "closed = 1 AND changed_at < ? OR rested_at < ?"

Planner = Callable[[Case, ReminderContext], Sequence[Due]]


@dataclass(frozen=True, slots=True)
class Leased:
    """A reminder that is ours to send until the lease ends; `attempts` counts this one."""

    case: Case
    context: ReminderContext
    key: Key
    attempts: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose in the settings. `zone` is the bot's own unless they chose another."""

    zone: tzinfo
    zone_minutes: int | None
    reminders: bool
    muted_cases: int


class Reminders:
    """Every statement about reminders and about who wants them. `zone` is the bot's own."""

    def __init__(self, database: Database, cases: Cases, zone: ZoneInfo) -> None:
        self._database = database
        self._cases = cases
        self._zone = zone

    # What is to come

    async def changed(self, before: datetime) -> list[tuple[int, int]]:
        """Some cases to plan anew, changed at or before that instant: (person, case)."""
        return await self._database.read(
            lambda sql: sql.execute(
                "SELECT person_id, id FROM cases WHERE replan = 1 AND changed_at <= ?"
                " ORDER BY changed_at LIMIT ?",
                (_seconds(before), BATCH),
            ).fetchall()
        )

    async def late(self, now: datetime) -> timedelta:
        """By how much the reminder that has waited longest is late; nothing where none is due, or
        it is being sent."""
        at = _seconds(now)
        due = await self._database.read(
            lambda sql: sql.execute(
                "SELECT min(due_at) FROM reminders"
                " WHERE state = 'waiting' AND due_at <= ? AND claimed_until <= ?",
                (at, at),
            ).fetchone()
        )
        return timedelta(seconds=at - due[0]) if due[0] is not None else timedelta()

    async def replan(self, person_id: int, case_id: int, planner: Planner) -> None:
        """Store what `planner` plans, and drop what it no longer plans, in one transaction.

        Raises EscalationError no_such_case for a case erased meanwhile, and what `planner` raises.
        """

        def work(sql: Sql) -> None:
            case = self._cases.load_in(sql, person_id, case_id).case
            dues = planner(case, self._context(sql, case_id))
            kept = {_columns(due.key) for due in dues}
            waiting = sql.execute(
                "SELECT step, kind, event FROM reminders WHERE case_id = ? AND state = 'waiting'",
                (case_id,),
            ).fetchall()
            sql.executemany(
                f"DELETE FROM reminders WHERE {_KEY}",
                [(case_id, *key) for key in waiting if key not in kept],
            )
            sql.executemany(
                "INSERT INTO reminders (case_id, step, kind, event, due_at)"
                " VALUES (?, ?, ?, ?, ?) ON CONFLICT (case_id, step, kind, event) DO UPDATE"
                " SET due_at = excluded.due_at"
                " WHERE reminders.state = 'waiting' AND reminders.attempts = 0",
                [(case_id, *_columns(due.key), _seconds(due.at)) for due in dues],
            )
            sql.execute("UPDATE cases SET replan = 0 WHERE id = ?", (case_id,))

        await self._database.run(work, person_id)

    async def set_aside(self, case_id: int) -> None:
        """The case cannot be planned: it is left alone until it changes or the bot restarts."""
        await self._database.write("UPDATE cases SET replan = 2 WHERE id = ?", (case_id,))

    async def lease(self, now: datetime) -> Leased | None:
        """The reminder that has waited longest, ours for LEASE; None when none is due."""
        at = _seconds(now)

        def work(sql: Sql) -> Leased | None:
            row = sql.execute(_NEXT, (at, at)).fetchone()
            if row is None:
                return None
            case_id, person_id, step, kind, event, attempts = row
            key = Key(step, ReminderKind(kind), event)
            leased = sql.execute(
                "UPDATE reminders SET claimed_until = ?, attempts = ?"
                f" WHERE {_KEY} AND claimed_until <= ?",
                (at + int(LEASE.total_seconds()), attempts + 1, case_id, *_columns(key), at),
            )
            if not leased.rowcount:  # another process has just leased it: it leads again
                return None
            case = self._cases.load_in(sql, person_id, case_id).case
            return Leased(case, self._context(sql, case_id), key, attempts + 1)

        return await self._database.run(work)

    async def mark_sent(self, leased: Leased, now: datetime, *, rests: bool) -> None:
        """Telegram has taken it. With `rests` the case rests from now on.

        This one work is all that stands between Telegram's answer and the table: a kill in between
        is the only way to send a reminder twice.
        """

        def work(sql: Sql) -> None:
            sql.execute(f"UPDATE reminders SET state = 'sent' WHERE {_KEY}", _row(leased))
            if rests:
                sql.execute(
                    "UPDATE cases SET rested_at = ?, replan = 1 WHERE id = ?",
                    (_seconds(now), leased.case.id),
                )

        await self._database.run(work, leased.case.person_id)

    async def postpone(self, leased: Leased, until: datetime) -> None:
        """Not now: it is due again at that instant."""
        await self._database.write(
            f"UPDATE reminders SET due_at = ?, claimed_until = 0 WHERE {_KEY}",
            (_seconds(until), *_row(leased)),
            leased.case.person_id,
        )

    async def fail(self, leased: Leased) -> None:
        """It can never be sent."""
        await self._database.write(
            f"UPDATE reminders SET state = 'failed' WHERE {_KEY}",
            _row(leased),
            leased.case.person_id,
        )

    async def drop(self, leased: Leased) -> None:
        """It is not planned any more."""
        await self._database.write(
            f"DELETE FROM reminders WHERE {_KEY}", _row(leased), leased.case.person_id
        )

    # Who wants them

    async def begin(self) -> None:
        """Give what was set aside another chance; called once, before the first look."""
        await self._database.write("UPDATE cases SET replan = 1 WHERE replan = 2")

    async def leave(self, person_id: int) -> None:
        """The person has blocked the bot: nothing is planned until they write again."""
        await self._of_person(person_id, "away = 1")

    async def choose_zone(self, person_id: int, minutes: int, now: datetime) -> None:
        """The person lives so many minutes ahead of UTC."""
        await self._meet(person_id, now)
        await self._of_person(person_id, "zone_minutes = ?", minutes)

    async def turn(self, person_id: int, now: datetime, *, on: bool) -> None:
        """Reminders on or off for all the person's cases. Turning them on unmutes every case."""
        await self._meet(person_id, now)
        await self._of_person(person_id, "reminders = ?", int(on))
        if on:
            await self._database.write(
                "UPDATE cases SET muted = 0 WHERE person_id = ?", (person_id,), person_id
            )

    async def choices(self, person_id: int) -> Choices:
        """What the person chose; what holds for everybody when they chose nothing."""
        row = await self._database.read(
            lambda sql: sql.execute(
                "SELECT zone_minutes, reminders, (SELECT count(*) FROM cases c"
                " WHERE c.person_id = p.id AND c.muted = 1 AND c.closed = 0)"
                " FROM people p WHERE id = ?",
                (person_id,),
            ).fetchone(),
            person_id,
        )
        if row is None:
            return Choices(self._zone, None, True, 0)
        minutes, reminders, muted = row
        return Choices(self._zone_of(minutes), minutes, bool(reminders), muted)

    async def put_off(self, person_id: int, case_id: int, until: date, now: datetime) -> None:
        """Quiet about the case until that day. It is an act: a resting case wakes."""
        await self._of_case(person_id, case_id, "put_off_until = ?", now, until.isoformat())

    async def mute(self, person_id: int, case_id: int, now: datetime, *, on: bool) -> None:
        """No reminders about this case, or reminders again."""
        await self._of_case(person_id, case_id, "muted = ?", now, int(on))

    async def wake(self, person_id: int, case_id: int, now: datetime) -> None:
        """The person still waits: the case does not rest."""
        await self._of_case(person_id, case_id, "put_off_until = NULL", now)

    # The end

    async def purge(self, before: datetime) -> int:
        """Erase the cases of some people that were closed or began to rest before that instant, and
        those of whom nothing else is left. Gives how many cases were erased: 0 when none is
        left."""
        at = (_seconds(before),)
        people = await self._database.read(
            lambda sql: [
                row[0]
                for row in sql.execute(
                    f"SELECT DISTINCT person_id FROM cases WHERE {_KEPT_LONG_ENOUGH} LIMIT ?",
                    (*at, *at, BATCH),
                )
            ]
        )

        def work(sql: Sql, person: int) -> int:
            gone = sql.execute(
                f"DELETE FROM cases WHERE person_id = ? AND ({_KEPT_LONG_ENOUGH})",
                (person, *at, *at),
            ).rowcount
            left = "NOT EXISTS (SELECT 1 FROM cases WHERE person_id = ?)"
            sql.execute(f"DELETE FROM expected WHERE person_id = ? AND {left}", (person, person))
            sql.execute(f"DELETE FROM people WHERE id = ? AND {left}", (person, person))
            return gone

        # A work for each person, none of whose own may come between: they share a commit in SQLite.
        erased = await asyncio.gather(
            *(self._database.run(partial(work, person=one), one) for one in people)
        )
        if people:
            await self._database.scrub()
        return sum(erased)

    async def scrub_again(self) -> None:
        """Remove what was erased from the write-ahead log, if a reader held the log at the time."""
        await self._database.scrub_again()

    # Inside

    def _context(self, sql: Sql, case_id: int) -> ReminderContext:
        row = sql.execute(_CONTEXT, (case_id,)).fetchone()
        minutes, wanted, changed_at, answered_at, put_off_until, sent = row
        return ReminderContext(
            zone=self._zone_of(minutes),
            changed_at=_instant(changed_at),
            answered_at=None if answered_at is None else _instant(answered_at),
            put_off_until=date.fromisoformat(put_off_until) if put_off_until else None,
            wanted=bool(wanted),
            sent={Key(step, ReminderKind(kind), event) for step, kind, event in json.loads(sent)},
        )

    def _zone_of(self, minutes: int | None) -> tzinfo:
        return self._zone if minutes is None else timezone(timedelta(minutes=minutes))

    async def _meet(self, person_id: int, now: datetime) -> None:
        await self._database.write(
            "INSERT INTO people (id, started_at) VALUES (?, ?) ON CONFLICT (id) DO NOTHING",
            (person_id, _seconds(now)),
            person_id,
        )

    async def _of_person(self, person_id: int, what: str, *values: object) -> None:
        """Set columns of the person; all their cases are planned anew."""

        def work(sql: Sql) -> None:
            sql.execute(f"UPDATE people SET {what} WHERE id = ?", (*values, person_id))
            sql.execute(
                "UPDATE cases SET replan = 1 WHERE person_id = ? AND closed = 0", (person_id,)
            )

        await self._database.run(work, person_id)

    async def _of_case(
        self, person_id: int, case_id: int, what: str, now: datetime, *values: object
    ) -> None:
        """Set columns of the person's open case: an act of theirs, so it is planned anew."""
        await self._database.write(
            f"UPDATE cases SET {what}, changed_at = ?, rested_at = NULL, replan = 1"
            " WHERE id = ? AND person_id = ? AND closed = 0",
            (*values, _seconds(now), case_id, person_id),
            person_id,
        )


def _row(leased: Leased) -> tuple[object, ...]:
    return (leased.case.id, *_columns(leased.key))


def _columns(key: Key) -> tuple[str, str, int]:
    return key.step, key.kind.value, key.event


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
