"""data/terms.toml made into terms."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.escalation.terms import Term
from bot.records import BadData, read_toml, records

FILE = "terms.toml"


def load_terms(folder: Path) -> Mapping[str, Term]:
    """Every term of `folder`/terms.toml by its id.

    Raises BadData for an unknown or missing key, a value of the wrong type, or an empty file.
    """
    content = read_toml(folder / FILE)
    tables = content.pop("terms", {})
    if not tables:
        raise BadData(FILE, "terms", "no terms")
    return records(Term, FILE, dated(FILE, content, tables))


def dated(file: str, head: Mapping[str, Any], tables: Mapping[str, Any]) -> dict[str, Any]:
    """Tables, with `checked_on` and `review_by` from the file's head where they have none.

    `head` is everything else in the file; raises BadData for any other key in it.
    """
    for key in set(head) - {"checked_on", "review_by"}:
        raise BadData(file, key, "unknown key")
    return {
        id_: {**head, **table} if isinstance(table, Mapping) else table
        for id_, table in tables.items()
    }
