"""Updates that were acknowledged to Telegram, kept until they are handled: a kill loses none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.storage.database import Database
from bot.storage.sealing import Seal
from bot.storage.sql import Sql

MOST_TRIES = 3
"""How many starts may find an update unhandled: one that kills the process must not do so
forever."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update as Telegram sent it, and whose turn it is: a person's, or a group's."""

    update_id: int
    person_id: int
    raw: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """Updates that were not handled before a kill: whose each is, in their order; and the ids of
    those given up, because MOST_TRIES starts have found them."""

    waiting: Mapping[int, int]
    given_up: list[int]


class Inbox:
    """Every statement about updates that wait."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal

    async def keep(self, updates: Sequence[Waiting]) -> None:
        """Store them, sealed, in one insert; when this returns they are durable, and so is whatever
        the finished ones left behind."""
        if not updates:
            await self._database.settle()
            return

        def work(sql: Sql) -> None:
            sql.executemany(
                "INSERT INTO inbox (update_id, person_id, content) VALUES (?, ?, ?)"
                " ON CONFLICT (update_id) DO NOTHING",
                [(one.update_id, one.person_id, self._seal.close(one.raw)) for one in updates],
            )

        await self._database.run(work)

    async def next_of(self, person_id: int, after: int, most: int) -> list[Waiting]:
        """The person's first waiting updates with ids above `after`, at most `most` of them."""

        def work(sql: Sql) -> list[Waiting]:
            rows = sql.execute(
                "SELECT update_id, content FROM inbox WHERE person_id = ? AND update_id > ?"
                " ORDER BY update_id LIMIT ?",
                (person_id, after, most),
            )
            return [Waiting(id_, person_id, self._seal.open(content)) for id_, content in rows]

        return await self._database.read(work, person_id)

    async def recover(self) -> Found:
        """What a start finds here."""

        def work(sql: Sql) -> Found:
            given_up = sql.execute(
                "DELETE FROM inbox WHERE tries >= ? RETURNING update_id", (MOST_TRIES,)
            ).fetchall()
            waiting = sql.execute("SELECT update_id, person_id FROM inbox ORDER BY update_id")
            return Found(dict(waiting), [row[0] for row in given_up])

        return await self._database.run(work)

    async def begin_try(self, update_id: int) -> None:
        """A start has found this one and handles it now."""
        await self._database.write(
            "UPDATE inbox SET tries = tries + 1 WHERE update_id = ?", (update_id,)
        )

    def done(self, update_id: int) -> None:
        """It is handled, or never can be: deleted, soon."""
        self._database.soon(
            lambda sql: sql.execute("DELETE FROM inbox WHERE update_id = ?", (update_id,))
        )
