"""Who may import whom: held against every file of the package (CONTRIBUTING.md, "The rooms")."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

BOT = Path(__file__).resolve().parents[1] / "bot"

ROOMS: dict[str, set[str]] = {
    # the rules, and what a person typed made into the values they work with
    "escalation": set(),
    "russian": {"escalation"},
    "answers": {"escalation", "russian"},
    "shield": {"escalation", "records", "russian"},
    # what is made from files, and what is kept in one
    "records": set(),
    "documents": {"answers", "escalation", "russian"},
    "content": {"answers", "documents", "escalation", "records", "russian", "shield"},
    "exhibits": set(),
    "archive": {"escalation"},
    "storage": {"escalation"},
    # rules, storage and time
    "casework": {"clock", "escalation", "storage"},
    "owner": {"clock", "content"},
    "reminders": {
        "casework",
        "clock",
        "content",
        "dialogs",
        "escalation",
        "owner",
        "patience",
        "storage",
        "tally",
    },
    "lines": {"storage"},
    "feeding": {"dialogs", "owner", "storage"},
    "polling": {"dialogs", "feeding", "lines", "logs", "owner", "storage", "tally"},
    "webhook": {"feeding", "storage", "tally"},
    # aiogram
    "dialogs": {
        "answers",
        "archive",
        "casework",
        "clock",
        "content",
        "documents",
        "escalation",
        "exhibits",
        "russian",
        "shield",
        "storage",
        "tally",
        "stats",
    },
    # the edges
    "clock": set(),
    "health": set(),
    "profile": {"content"},
    "tally": set(),
    "stats": {"casework", "content", "escalation", "storage", "tally"},
    "watch": {"casework", "content", "owner", "storage", "tally"},
    "metrics": {"content", "storage", "tally"},
    "http_line": set(),
    "session": {"http_line", "patience", "telegram_json"},
    "telegram_json": {"patience"},
    "patience": {"tally"},
    "settings": set(),
    "lean": set(),
    "logs": set(),
    "app": {
        "casework",
        "clock",
        "content",
        "dialogs",
        "exhibits",
        "feeding",
        "health",
        "owner",
        "patience",
        "polling",
        "reminders",
        "session",
        "settings",
        "stats",
        "storage",
        "watch",
    },
    "readiness": {"answers", "app", "content", "shield", "storage"},
    "serving": {
        "app",
        "feeding",
        "logs",
        "metrics",
        "polling",
        "profile",
        "readiness",
        "settings",
        "storage",
        "webhook",
    },
    "process": {"app", "clock", "logs", "readiness", "serving", "settings"},
    "sandbox": {"process", "content", "records", "settings"},
    "checks": {
        "answers",
        "casework",
        "clock",
        "content",
        "dialogs",
        "documents",
        "escalation",
        "exhibits",
        "owner",
        "records",
        "russian",
        "shield",
        "storage",
        "stats",
    },
    "keeping": {"clock", "settings", "storage"},
    "__main__": {
        "checks",
        "content",
        "health",
        "keeping",
        "lean",
        "logs",
        "process",
        "records",
        "sandbox",
        "settings",
        "storage",
    },
}
"""A room (a folder of bot/, or a file beside them) and the rooms it may import."""

KNOW_AIOGRAM = {
    "dialogs",
    "app",
    "feeding",
    "lean",
    "owner",
    "patience",
    "polling",
    "profile",
    "reminders",
    "serving",
    "session",
    "telegram_json",
}
KNOW_SQL = {"storage"}
KNOW_TELEGRAM_SANDBOX = {"sandbox", "checks"}
"""The rooms of the developer: the image holds their files and not the package."""
NOT_PURE = {
    "asyncio", "io", "os", "pathlib", "random", "shutil", "socket", "sqlite3", "subprocess",
    "tempfile", "threading", "time", "urllib.request",
}  # fmt: skip
"""Modules of the standard library with which a rule could reach out of its arguments."""

FILES = sorted(BOT.rglob("*.py"))
SANDBOX = sorted((BOT.parent / "sandbox" / "src").rglob("*.py"))


def room_of(file: Path) -> str:
    """The folder under bot/, or the file's own name beside the folders."""
    return file.relative_to(BOT).parts[0].removesuffix(".py")


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def imports(file: Path) -> Iterator[str]:
    """Every module the file imports, at its top or inside a function."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively"
            assert node.module is not None
            if node.module == "bot":
                yield from (f"bot.{alias.name}" for alias in node.names)
            else:
                yield node.module


def name(file: Path) -> str:
    return file.relative_to(BOT).as_posix()


def tops(file: Path) -> set[str]:
    """The packages that the file imports from."""
    return {module.split(".")[0] for module in imports(file)}


@pytest.mark.exhaustive
def test_a_file_lies_in_a_room_and_imports_only_what_its_room_may() -> None:
    wrong = {}
    for file in FILES:
        room = room_of(file)
        if room == "__init__":
            assert not tree(file).body, "bot/__init__.py holds nothing"
            continue
        assert room in ROOMS, f"{name(file)} is in no room"
        ours = {module.split(".")[1] for module in imports(file) if module.startswith("bot.")}
        wrong[name(file)] = ours - {room} - ROOMS[room]
    assert {file: rooms for file, rooms in wrong.items() if rooms} == {}


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("package", "rooms"),
    [
        ("aiogram", KNOW_AIOGRAM),
        ("sqlite3", KNOW_SQL),
        ("aiosqlite", KNOW_SQL),
        ("psycopg", {f"storage/{one}.py" for one in ("postgres", "moving", "resealing")}),
        ("telegram_sandbox", KNOW_TELEGRAM_SANDBOX),
    ],
)
def test_what_only_some_rooms_know(package: str, rooms: set[str]) -> None:
    others = [file for file in FILES if not rooms & {room_of(file), name(file)}]
    assert [name(file) for file in others if package in tops(file)] == []


def test_the_sandbox_serves_any_bot_and_knows_none() -> None:
    assert [file.name for file in SANDBOX if {"bot", "aiogram"} & tops(file)] == []


def test_rules_are_pure() -> None:
    """No third-party package, nothing that waits, opens, or asks the time."""
    waits = ast.AsyncFunctionDef | ast.Await | ast.AsyncWith | ast.AsyncFor
    for file in sorted((BOT / "escalation").glob("*.py")):
        assert tops(file) - sys.stdlib_module_names <= {"bot"}, name(file)
        assert not NOT_PURE & set(imports(file)), name(file)
        for node in ast.walk(tree(file)):
            assert not isinstance(node, waits), name(file)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in {"open", "print", "input"}, name(file)


def test_every_room_of_the_table_exists() -> None:
    there = {room_of(file) for file in FILES}
    assert set(ROOMS) - there == set()


def test_the_health_check_imports_nothing_heavy() -> None:
    light = {"argparse", "collections.abc", "json", "logging", "os", "pathlib", "sys", "time"}
    at_top = {
        alias.name.split(".")[0] if isinstance(node, ast.Import) else str(node.module)
        for file in (BOT / "health.py", BOT / "__main__.py")
        for node in tree(file).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert at_top <= light
