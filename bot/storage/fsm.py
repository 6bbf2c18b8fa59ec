"""aiogram's FSM states in the same SQLite file: a kill in mid-form loses nothing."""

from collections.abc import Mapping
from typing import Any

from aiogram.exceptions import DataNotDictLikeError
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

from bot.storage.database import Database
from bot.storage.sealing import Seal

_WHERE = "bot_id = ? AND chat_id = ? AND user_id = ? AND scope = ?"
_KEY = "bot_id, chat_id, user_id, scope"


def _key(key: StorageKey) -> tuple[int, int, int, str]:
    scope = f"{key.thread_id or ''}/{key.business_connection_id or ''}/{key.destiny}"
    return key.bot_id, key.chat_id, key.user_id, scope


class SQLiteStorage(BaseStorage):
    """An FSM storage over the bot's database. Closing it leaves the database open: its owner is
    whoever opened it."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        if name is None:
            await self._forget("state", key)
            return
        await self._database.write(
            f"INSERT INTO fsm ({_KEY}, state) VALUES (?, ?, ?, ?, ?)"
            f" ON CONFLICT ({_KEY}) DO UPDATE SET state = excluded.state",
            (*_key(key), name),
        )

    async def get_state(self, key: StorageKey) -> str | None:
        rows = await self._database.connection.execute_fetchall(
            f"SELECT state FROM fsm WHERE {_WHERE}", _key(key)
        )
        return next((row[0] for row in rows), None)

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        if not isinstance(data, dict):
            raise DataNotDictLikeError(f"Data must be a dict or dict-like object, got {type(data)}")
        if not data:
            await self._forget("data", key)
            return
        await self._database.write(
            f"INSERT INTO fsm ({_KEY}, data) VALUES (?, ?, ?, ?, ?)"
            f" ON CONFLICT ({_KEY}) DO UPDATE SET data = excluded.data",
            (*_key(key), self._seal.close(data)),
        )

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        rows = await self._database.connection.execute_fetchall(
            f"SELECT data FROM fsm WHERE {_WHERE}", _key(key)
        )
        return self._seal.open(next((row[0] for row in rows), None))

    async def put(self, key: StorageKey, state: State, data: Mapping[str, Any]) -> None:
        """State and data in one statement: a kill between the two would leave a state that speaks
        of one question with the data of another."""
        await self._database.write(
            f"INSERT INTO fsm ({_KEY}, state, data) VALUES (?, ?, ?, ?, ?, ?)"
            f" ON CONFLICT ({_KEY}) DO UPDATE SET state = excluded.state, data = excluded.data",
            (*_key(key), state.state, self._seal.close(data)),
        )

    async def drop(self, key: StorageKey) -> None:
        """Forget state and data in one statement."""
        await self._database.write(f"DELETE FROM fsm WHERE {_WHERE}", _key(key))

    async def close(self) -> None:
        """Nothing to close: the connection belongs to whoever opened it."""

    async def _forget(self, column: str, key: StorageKey) -> None:
        """Make the column NULL; a row with nothing left goes. Where there is no row, as for most
        people at most times, nothing is written."""
        other = "data" if column == "state" else "state"
        await self._database.write(
            f"UPDATE fsm SET {column} = NULL WHERE {_WHERE} AND {other} IS NOT NULL", _key(key)
        )
        await self._database.write(f"DELETE FROM fsm WHERE {_WHERE} AND {other} IS NULL", _key(key))
