"""The exhibits of a case, sealed together, and the copies of those that are kept."""

import base64
from collections.abc import Mapping
from typing import Any

import msgspec

from bot.escalation.case import Case, Exhibit
from bot.storage.sealing import Seal
from bot.storage.sql import Sql


def exhibits_of(opened: Mapping[str, Any]) -> tuple[Exhibit, ...]:
    """The exhibits inside what was sealed of a case."""
    return msgspec.convert(opened.get("exhibits", ()), tuple[Exhibit, ...])


def keep_exhibits(sql: Sql, seal: Seal, case: Case) -> None:
    """Store the case's exhibits; copies of those that it has no more are erased. For use in a
    transaction."""
    sealed = None
    if case.exhibits:
        sealed = seal.close({"exhibits": msgspec.to_builtins(case.exhibits)})
    sql.execute("UPDATE cases SET exhibits = ? WHERE id = ?", (sealed, case.id))
    # No exhibit has the number 0: the list of marks is never empty.
    kept = [0, *(one.number for one in case.exhibits if one.copied)]
    marks = ", ".join("?" * len(kept))
    sql.execute(
        f"DELETE FROM copies WHERE case_id = ? AND exhibit NOT IN ({marks})", (case.id, *kept)
    )


def copies_size(sql: Sql, case_id: int, beside: int) -> int:
    """How large the copies kept of the case's exhibits are together, but for that of `beside`."""
    row = sql.execute(
        "SELECT coalesce(sum(size), 0) FROM copies WHERE case_id = ? AND exhibit <> ?",
        (case_id, beside),
    ).fetchone()
    return int(row[0])


def insert_copy(sql: Sql, seal: Seal, case_id: int, number: int, copy: bytes) -> None:
    """Store the copy of this exhibit, in place of an older one. For use in a transaction."""
    sealed = seal.close({"copy": base64.b64encode(copy).decode()})
    sql.execute(
        "INSERT INTO copies (case_id, exhibit, size, content) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (case_id, exhibit) DO UPDATE"
        " SET size = excluded.size, content = excluded.content",
        (case_id, number, len(copy), sealed),
    )


def copy_of(sql: Sql, seal: Seal, person_id: int, case_id: int, number: int) -> bytes | None:
    """The copy kept of this exhibit of the person's case; None where there is none."""
    row = sql.execute(
        "SELECT p.content FROM copies p JOIN cases c ON c.id = p.case_id"
        " WHERE p.case_id = ? AND p.exhibit = ? AND c.person_id = ?",
        (case_id, number, person_id),
    ).fetchone()
    return base64.b64decode(seal.open(row[0])["copy"]) if row else None
