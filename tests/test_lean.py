"""aiogram imported without its models is the same aiogram. Each way runs in a process of its own:
`python -m tests.test_lean lean` prints what this file compares."""

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.process

ROOT = Path(__file__).resolve().parents[1]

ANNA = {"id": 5, "is_bot": False, "first_name": "Анна", "language_code": "ru", "is_premium": True}
CHAT = {"id": 5, "type": "private", "first_name": "Анна"}
BOT = {"id": 1, "is_bot": True, "first_name": "Бот", "username": "the_bot"}
TEXT = {"message_id": 7, "date": 1790000000, "chat": CHAT, "from": ANNA, "text": "/start да"}
PHOTO = [{"file_id": "a", "file_unique_id": "b", "width": 9, "height": 9, "file_size": 70}]
KEYS = {"inline_keyboard": [[{"text": "Да", "callback_data": "c:1"}, {"text": "x", "url": "t.me"}]]}
ENTITIES = [
    {"type": "bot_command", "offset": 0, "length": 6},
    {"type": "text_mention", "offset": 7, "length": 2, "user": ANNA},
]
FORWARDED = {"type": "hidden_user", "sender_user_name": "Пётр", "date": 1780000000}
CARD = TEXT | {"from": BOT, "reply_markup": KEYS, "entities": ENTITIES}
POLL = {
    "id": "1", "question": "?", "options": [{"text": "x", "voter_count": 0, "persistent_id": "1"}],
    "total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular",
    "allows_multiple_answers": False, "allows_revoting": False, "members_only": False,
}  # fmt: skip
UPDATES: list[dict[str, Any]] = [
    {"message": TEXT | {"entities": ENTITIES, "link_preview_options": {"is_disabled": True}}},
    {"message": TEXT | {"reply_to_message": CARD, "forward_origin": FORWARDED}},
    {"edited_message": TEXT | {"edit_date": 1790000001, "photo": PHOTO, "caption": "вот"}},
    {"message": TEXT | {"document": {"file_id": "d", "file_unique_id": "u", "file_name": "п.pdf"}}},
    {"message": TEXT | {"contact": {"phone_number": "+7", "first_name": "Анна", "user_id": 5}}},
    {"message": TEXT | {"location": {"latitude": 55.7, "longitude": 37.6}, "poll": POLL}},
    {"message": TEXT | {"pinned_message": {"chat": CHAT, "message_id": 3, "date": 0}}},
    {"message": TEXT | {"a field": {"that": ["aiogram does not know"]}}},
    {"callback_query": {"id": "9", "from": ANNA, "chat_instance": "1",
                        "data": "c", "message": CARD}},
    {"callback_query": {"id": "9", "from": ANNA, "chat_instance": "1",
                        "message": {"chat": CHAT, "message_id": 3, "date": 0}}},
    {"inline_query": {"id": "1", "from": ANNA, "query": "да", "offset": ""}},
    {"my_chat_member": {
        "chat": CHAT, "from": ANNA, "date": 1790000000,
        "old_chat_member": {"status": "member", "user": BOT},
        "new_chat_member": {"status": "kicked", "user": BOT, "until_date": 0}}},
    {"message_reaction": {
        "chat": CHAT, "message_id": 7, "user": ANNA, "date": 1790000000, "old_reaction": [],
        "new_reaction": [{"type": "emoji", "emoji": "👍"}, {"type": "custom_emoji",
                                                            "custom_emoji_id": "1"}]}},
    {"poll": POLL},
    {"message": TEXT | {"date": "soon"}},
    {"callback_query": {"id": "9", "from": ANNA}},
    {"message": TEXT | {"entities": [{"type": "bold"}]}},
]  # fmt: skip
"""What Telegram sends, and at the end what it does not: aiogram cannot read the last three."""


def run(*command: str, path: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run Python with `path` before everything else that can be imported."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={"PYTHONPATH": f"{path}:{ROOT}", "PYTHONWARNINGS": "error"},
        capture_output=True,
        text=True,
        check=False,
    )


@cache
def told(way: str) -> dict[str, Any]:
    """What this file, run as a program, says of aiogram imported this way."""
    done = run("-m", "tests.test_lean", way)
    assert not done.returncode, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_the_lean_import_builds_only_what_every_bot_needs() -> None:
    assert told("lean")["lean"]
    assert told("lean")["types built at the start"] < 10
    assert told("ordinary")["types built at the start"] > 350


def test_every_model_can_be_built_and_has_the_same_fields() -> None:
    lean, ordinary = told("lean")["models"], told("ordinary")["models"]
    assert len(lean) > 550
    assert lean == ordinary


def test_what_is_read_of_an_update_is_the_same() -> None:
    lean, ordinary = told("lean")["updates"], told("ordinary")["updates"]
    assert len(lean) == len(UPDATES)
    assert [isinstance(read, list) for read in ordinary] == [False] * (len(UPDATES) - 3) + [
        True
    ] * 3
    assert lean == ordinary


@pytest.mark.parametrize("name", ["Update", "Response[Message]", "SendMessage"])
def test_the_whole_schema_is_the_same(name: str) -> None:
    assert len(told("ordinary")["schemas"][name]) > 1000
    assert told("lean")["schemas"][name] == told("ordinary")["schemas"][name]


def test_a_second_call_does_nothing() -> None:
    code = """
from bot.lean import import_aiogram
assert import_aiogram()
import aiogram.types
update = aiogram.types.Update
assert not import_aiogram()
assert aiogram.types.Update is update
"""
    done = run("-c", code)
    assert not done.stderr


def test_whoever_uses_a_model_first_lends_it_no_names() -> None:
    """pydantic looks among the local variables of the caller before it looks into the module."""
    code = """
from bot.lean import import_aiogram
assert import_aiogram()
from aiogram.methods import SendMessage
from aiogram.types import BusinessConnection, InlineKeyboardMarkup

def use():
    User = InlineKeyboardButton = ReplyMarkupUnion = ChatIdUnion = int
    user = BusinessConnection.model_validate({
        "id": "1", "user": {"id": 5, "is_bot": False, "first_name": "x"}, "user_chat_id": 5,
        "date": 0, "is_enabled": True,
    }).user
    keys = InlineKeyboardMarkup(inline_keyboard=[[{"text": "x"}]])
    return user.id, keys.inline_keyboard[0][0].text, SendMessage(chat_id="@x", text="x").chat_id

assert use() == (5, "x", "@x"), use()
"""
    done = run("-c", code)
    assert not done.stderr


OTHER_AIOGRAMS = {
    "builds nothing at its import": "class Update(BaseModel): ...",
    "gives no names": "class Update(BaseModel): ...\nUpdate.model_rebuild(force=True)",
    "uses a model at once": (
        "class Update(BaseModel):\n    x: 'Later'\nclass Later: ...\n"
        "Update.model_rebuild(_types_namespace={'Later': int})\nassert Update(x=1).x == 1"
    ),
    "has no update": (
        "class Other(BaseModel):\n    x: 'Never'\n"
        "Other.model_rebuild(_types_namespace={'Never': int})"
    ),
    "has other rooms": (
        "class Update(BaseModel):\n    x: 'Never'\n"
        "Update.model_rebuild(_types_namespace={'Never': int})"
    ),
}
"""aiograms to come, each as its aiogram/types.py."""


@pytest.mark.parametrize("name", OTHER_AIOGRAMS)
def test_another_aiogram_is_imported_as_ever_and_the_log_says_so(name: str, tmp_path: Path) -> None:
    (tmp_path / "aiogram").mkdir()
    (tmp_path / "aiogram" / "__init__.py").write_text("from . import types")
    types = f"from pydantic import BaseModel\n{OTHER_AIOGRAMS[name]}\n"
    (tmp_path / "aiogram" / "types.py").write_text(types)
    code = """
from pydantic import BaseModel
ordinary = BaseModel.__dict__["model_rebuild"]
from bot.lean import import_aiogram
assert not import_aiogram()
import aiogram
named = [it for it in vars(aiogram.types).values() if isinstance(it, type)]
models = [it for it in named if issubclass(it, BaseModel) and it is not BaseModel]
assert all(model.__pydantic_complete__ for model in models)
assert BaseModel.__dict__["model_rebuild"] is ordinary
print("imported")
"""
    done = run("-c", code, path=tmp_path)
    assert done.stdout == "imported\n", done.stderr
    assert "aiogram" in done.stderr


def test_what_is_no_python_is_said_by_the_ordinary_import(tmp_path: Path) -> None:
    (tmp_path / "aiogram.py").write_text("import a_package_that_is_missing")
    done = run("-c", "from bot.lean import import_aiogram; import_aiogram()", path=tmp_path)
    assert done.stderr.endswith("No module named 'a_package_that_is_missing'\n")


# Run as a program


def tell(way: str) -> dict[str, Any]:
    """Everything compared above, of this process's aiogram."""
    from bot.lean import import_aiogram

    lean = import_aiogram() if way == "lean" else False

    import warnings

    from aiogram import methods, types
    from aiogram.methods import Response
    from pydantic import BaseModel
    from pydantic.json_schema import PydanticJsonSchemaWarning

    warnings.simplefilter("ignore", PydanticJsonSchemaWarning)
    named = [getattr(room, name) for room in (types, methods) for name in room.__all__]
    models = [it for it in named if isinstance(it, type) and issubclass(it, BaseModel)]
    built = sum(it.__pydantic_complete__ for it in models if issubclass(it, types.TelegramObject))
    updates = [_read(types.Update, raw) for raw in UPDATES]
    for model in models:
        model.model_rebuild()
    return {
        "lean": lean,
        "types built at the start": built,
        "updates": updates,
        "models": {model.__name__: _fields(model) for model in models},
        "schemas": {
            "Update": _schema(types.Update),
            "Response[Message]": _schema(Response[types.Message]),
            "SendMessage": _schema(methods.SendMessage),
        },
    }


def _read(update: Any, raw: dict[str, Any]) -> object:
    """The update as aiogram reads it, with the class of every part; for one that it cannot read a
    list of what is wrong with it."""
    from pydantic import ValidationError

    try:
        read = update.model_validate({"update_id": 1} | raw)
    except ValidationError as error:
        return [[list(fault["loc"]), fault["type"]] for fault in error.errors()]
    return repr((read, read.model_dump(warnings=False)))


def _fields(model: Any) -> dict[str, str]:
    """Each field with its type, its default and how it is read and written."""
    return {
        name: re.sub("0x[0-9a-f]+", "", repr(field)) for name, field in model.model_fields.items()
    }


def _schema(model: Any) -> str:
    return json.dumps(model.model_json_schema(), sort_keys=True)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(tell(sys.argv[1])))
