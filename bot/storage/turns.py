"""What a turn reads when it begins and stores when it ends: one trip to the database each."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from bot.escalation.act import StoredCase, Typed
from bot.escalation.case import Picture
from bot.escalation.errors import EscalationError
from bot.storage.cases import Cases
from bot.storage.database import Database
from bot.storage.sealing import Seal
from bot.storage.sql import Sql

# One row even for somebody who has never written.
_BEGINNING = """
SELECT e.state, e.data, p.away
  FROM (SELECT ? AS id) AS who
  LEFT JOIN expected e ON e.person_id = who.id
  LEFT JOIN people p ON p.id = who.id
"""

_TYPED = "SELECT case_id, step, question FROM typed WHERE person_id = ? AND message_id = ?"


@dataclass(frozen=True, slots=True)
class Expected:
    """What the person's next message means: an FSM state's name and what is kept with it."""

    state: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Beginning:
    """How an update finds its person. `case` is the one asked for, None where there is none;
    `typed` says what the edited message had answered, in that case."""

    expected: Expected | None = None
    case: StoredCase | None = None
    away: bool = False
    typed: Typed | None = None


@dataclass(slots=True)
class Ending:
    """What a turn leaves behind. `expected` is stored where it changes, None when nothing is
    expected any more; `card` is a case and the message that shows it now, `map` a case and its
    picture, None once that is gone; `back` says that whoever had blocked the bot writes again."""

    changes_expected: bool = False
    expected: Expected | None = None
    card: tuple[int, int] | None = None
    map: tuple[int, Picture | None] | None = None
    back: bool = False


class Turns:
    """Every statement about what is expected of a person."""

    def __init__(self, database: Database, seal: Seal, cases: Cases) -> None:
        self._database = database
        self._seal = seal
        self._cases = cases

    async def begin(
        self, person_id: int, case_id: int | None = None, edited: int | None = None
    ) -> Beginning:
        """How the update finds its person, in one read: what is expected of them, and the case of
        the pressed button (`case_id`) or of the answer that the `edited` message gave, else the one
        that a question was asked about."""

        def work(sql: Sql) -> Beginning:
            state, sealed, away = sql.execute(_BEGINNING, (person_id,)).fetchone()
            expected = Expected(state, self._seal.open(sealed)) if state else None
            wanted: int | None = case_id
            typed = None
            if edited is not None:
                row = sql.execute(_TYPED, (person_id, edited)).fetchone()
                if row:
                    wanted, typed = row[0], Typed(edited, row[1], row[2])
            if wanted is None and expected is not None:
                wanted = expected.data.get("case")
            case = None
            if wanted is not None:
                with suppress(EscalationError):  # the handler that needs it says so
                    case = self._cases.load_in(sql, person_id, wanted)
            return Beginning(expected, case, bool(away), typed)

        return await self._database.glance(work, person_id)

    def end(self, person_id: int, ending: Ending) -> asyncio.Future[Any] | None:
        """Store what the turn leaves, soon: its screen is out, and nobody has to wait for this.
        Gives what one could wait for."""
        if not (ending.changes_expected or ending.card or ending.map or ending.back):
            return None

        def work(sql: Sql) -> None:
            if ending.changes_expected:
                self._expect(sql, person_id, ending.expected)
            if ending.card is not None:
                case_id, message_id = ending.card
                sql.execute(
                    "UPDATE cases SET card_message_id = ? WHERE id = ? AND person_id = ?",
                    (message_id, case_id, person_id),
                )
            if ending.map is not None:
                case_id, picture = ending.map
                sql.execute(
                    "UPDATE cases SET map_message_id = ?, map_digest = ?"
                    " WHERE id = ? AND person_id = ?",
                    (*(picture or (None, None)), case_id, person_id),
                )
            if ending.back:
                sql.execute("UPDATE people SET away = 0 WHERE id = ?", (person_id,))
                sql.execute(
                    "UPDATE cases SET replan = 1 WHERE person_id = ? AND closed = 0",
                    (person_id,),
                )

        return self._database.soon(work, person_id)

    def _expect(self, sql: Sql, person_id: int, expected: Expected | None) -> None:
        if expected is None:
            sql.execute("DELETE FROM expected WHERE person_id = ?", (person_id,))
            return
        sql.execute(
            "INSERT INTO expected (person_id, state, data) VALUES (?, ?, ?)"
            " ON CONFLICT (person_id) DO UPDATE SET state = excluded.state, data = excluded.data",
            (person_id, expected.state, self._seal.close(expected.data)),
        )
