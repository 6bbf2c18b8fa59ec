"""What aiogram's own tests ask of every FSM storage, asked of ours and of aiogram's side by side.

The model is aiogram's tests/test_fsm/storage/test_storages.py.
"""

import dataclasses
from typing import Any

import pytest
from aiogram.exceptions import DataNotDictLikeError
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseStorage, StorageKey
from aiogram.fsm.storage.memory import MemoryStorage

from bot.storage.database import Database
from bot.storage.fsm import SQLiteStorage
from bot.storage.sealing import Seal

KEY = StorageKey(bot_id=42, chat_id=-42, user_id=42)

OTHERS = {
    "bot_id": 43,
    "chat_id": -43,
    "user_id": 43,
    "thread_id": 7,
    "business_connection_id": "b",
    "destiny": "other",
}


class Form(StatesGroup):
    name = State()


@pytest.fixture(params=["memory", "sqlite"])
def storage(request: pytest.FixtureRequest, database: Database, seal: Seal) -> BaseStorage:
    return MemoryStorage() if request.param == "memory" else SQLiteStorage(database, seal)


class TestEveryStorage:
    async def test_keeps_and_forgets_a_state(self, storage: BaseStorage) -> None:
        assert await storage.get_state(KEY) is None
        await storage.set_state(KEY, "state")
        assert await storage.get_state(KEY) == "state"
        await storage.set_state(KEY, Form.name)
        assert await storage.get_state(KEY) == "Form:name"
        await storage.set_state(KEY, None)
        assert await storage.get_state(KEY) is None

    async def test_keeps_replaces_and_forgets_data(self, storage: BaseStorage) -> None:
        assert await storage.get_data(KEY) == {}
        await storage.set_data(KEY, {"имя": "Анна", "n": [1, {"x": None}]})
        assert await storage.get_data(KEY) == {"имя": "Анна", "n": [1, {"x": None}]}
        await storage.set_data(KEY, {"foo": "bar"})
        assert await storage.get_data(KEY) == {"foo": "bar"}
        await storage.set_data(KEY, {})
        assert await storage.get_data(KEY) == {}

    async def test_updates_data(self, storage: BaseStorage) -> None:
        assert await storage.update_data(KEY, {"foo": "bar"}) == {"foo": "bar"}
        assert await storage.update_data(KEY, {}) == {"foo": "bar"}
        both = {"foo": "bar", "baz": "spam"}
        assert await storage.update_data(KEY, {"baz": "spam"}) == both
        assert await storage.get_data(KEY) == both
        await storage.update_data(KEY, {"baz": "test"})
        assert await storage.get_data(KEY) == {"foo": "bar", "baz": "test"}

    async def test_gives_one_value(self, storage: BaseStorage) -> None:
        await storage.set_data(KEY, {"foo": "bar"})
        assert await storage.get_value(KEY, "foo") == "bar"
        assert await storage.get_value(KEY, "baz") is None
        assert await storage.get_value(KEY, "baz", default="spam") == "spam"

    async def test_what_it_gave_is_a_copy(self, storage: BaseStorage) -> None:
        await storage.set_data(KEY, {"foo": "bar"})
        (await storage.get_data(KEY))["foo"] = "changed"
        assert await storage.get_data(KEY) == {"foo": "bar"}

    @pytest.mark.parametrize("data", [None, 1, "text", [("a", 1)], (), {1, 2}])
    async def test_refuses_data_that_is_no_dict(self, storage: BaseStorage, data: Any) -> None:
        with pytest.raises(DataNotDictLikeError):
            await storage.set_data(KEY, data)
        assert await storage.get_data(KEY) == {}

    async def test_state_and_data_do_not_touch_each_other(self, storage: BaseStorage) -> None:
        await storage.set_state(KEY, "state")
        await storage.set_data(KEY, {"foo": "bar"})
        await storage.set_state(KEY, None)
        assert await storage.get_data(KEY) == {"foo": "bar"}
        await storage.set_state(KEY, "state")
        await storage.set_data(KEY, {})
        assert await storage.get_state(KEY) == "state"

    @pytest.mark.parametrize("part", OTHERS)
    async def test_keys_that_differ_in_one_part_are_apart(
        self, storage: BaseStorage, part: str
    ) -> None:
        other = dataclasses.replace(KEY, **{part: OTHERS[part]})  # type: ignore[arg-type]
        await storage.set_state(KEY, "mine")
        await storage.set_data(KEY, {"foo": "bar"})
        assert await storage.get_state(other) is None
        assert await storage.get_data(other) == {}
        await storage.set_state(other, "theirs")
        assert await storage.get_state(KEY) == "mine"


async def _rows(database: Database) -> list[Any]:
    return list(await database.connection.execute_fetchall("SELECT * FROM fsm"))


class TestOursAlone:
    async def test_leaves_no_row_when_nothing_is_kept(self, database: Database, seal: Seal) -> None:
        storage = SQLiteStorage(database, seal)
        await storage.set_state(KEY, "state")
        await storage.set_data(KEY, {"foo": "bar"})
        assert len(await _rows(database)) == 1
        await storage.set_state(KEY, None)
        await storage.set_data(KEY, {})
        assert await _rows(database) == []

    async def test_seals_the_data(self, database: Database, seal: Seal) -> None:
        await SQLiteStorage(database, seal).set_data(KEY, {"foo": "секрет"})
        assert "секрет" not in str(await _rows(database))

    async def test_puts_state_and_data_at_once(self, database: Database, seal: Seal) -> None:
        storage = SQLiteStorage(database, seal)
        await storage.put(KEY, Form.name, {"foo": 1})
        await storage.put(KEY, Form.name, {"foo": 2})
        assert (await storage.get_state(KEY), await storage.get_data(KEY)) == (
            "Form:name",
            {"foo": 2},
        )

    async def test_another_storage_over_the_same_file_sees_it(
        self, database: Database, seal: Seal
    ) -> None:
        first = SQLiteStorage(database, seal)
        await first.set_state(KEY, "state")
        await first.close()
        assert await SQLiteStorage(database, seal).get_state(KEY) == "state"
