"""The SQL that the stores write, once for both engines: what they say it to, and works made of it.

SQLite's connection takes it as it is; PostgreSQL's is given it in its own words (postgres.py). So
a statement names the target of ON CONFLICT and the table of a column there, keeps flags in integers
and gives each sub-select a name.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Rows(Protocol):
    """What a statement gives."""

    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...

    def close(self) -> None: ...


class Sql(Protocol):
    """A connection inside a transaction. Values are marked `?`."""

    def execute(self, sql: str, values: Sequence[Any] = ..., /) -> Rows: ...

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> Rows: ...


Work = Callable[[Sql], T]
"""Reads, writes and computes on the connection it is given, and does nothing else: it may be rolled
back, and it may be repeated."""
