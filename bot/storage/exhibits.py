"""The exhibits of a case, sealed together, and the copies of those that are kept."""

import sqlite3
from collections.abc import Mapping
from typing import Any

import msgspec

from bot.escalation.case import Case, Exhibit
from bot.storage.sealing import Seal


def exhibits_of(opened: Mapping[str, Any]) -> tuple[Exhibit, ...]:
    """The exhibits inside what was sealed of a case."""
    return msgspec.convert(opened.get("exhibits", ()), tuple[Exhibit, ...])


def keep_exhibits(sqlite: sqlite3.Connection, seal: Seal, case: Case) -> None:
    """Store the case's exhibits; copies of those that it has no more are erased. For use in a
    transaction."""
    sealed = None
    if case.exhibits:
        sealed = seal.close({"exhibits": msgspec.to_builtins(case.exhibits)})
    sqlite.execute("UPDATE cases SET exhibits = ? WHERE id = ?", (sealed, case.id))
    kept = [one.number for one in case.exhibits if one.copied]
    marks = ", ".join("?" * len(kept))
    sqlite.execute(
        f"DELETE FROM copies WHERE case_id = ? AND exhibit NOT IN ({marks})", (case.id, *kept)
    )
