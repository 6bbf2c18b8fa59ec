"""TOML tables made into frozen dataclasses, with the file and the key in every complaint."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")


class BadData(Exception):  # noqa: N818  (it is the data that is bad, the program is fine)
    """A file of data/ or templates/ cannot be used: which file, which key in it, and why."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(f"{file}: {key}: {reason}")
        self.file = file
        self.key = key
        self.reason = reason


WHOLE = "(file)"
"""The key of a complaint about a file as a whole."""


BIGGEST = 10**12
"""No number of data/ is bigger; Python's days and cents overflow somewhere above."""


def read_toml(file: Path) -> dict[str, Any]:
    """The whole file. Raises BadData when it is missing, is not TOML or holds a number past
    BIGGEST."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadData(file.name, WHOLE, error.strerror or str(error)) from error
    except ValueError as error:  # not TOML, not UTF-8, a number of five thousand digits
        raise BadData(file.name, WHOLE, str(error)) from error
    for key in _oversized(table, ""):
        raise BadData(file.name, key, f"a number past {BIGGEST}")
    return table


def _oversized(value: Any, key: str) -> Iterator[str]:
    """Where a number is too big."""
    if isinstance(value, Mapping | list):
        parts = value.items() if isinstance(value, Mapping) else enumerate(value)
        for name, each in parts:
            yield from _oversized(each, f"{key}.{name}".lstrip("."))
    elif isinstance(value, int) and abs(value) > BIGGEST:
        yield key


def typed(kind: Any, file: str, key: str, value: Any) -> Any:
    """A value of the file as the type `kind`, `key` being where it stands ("": the whole file).

    Raises BadData for a value of another type, and for an unknown or missing key of a dataclass at
    any depth.
    """
    for surplus in _surplus(kind, value, key):
        raise BadData(file, surplus, "unknown key")
    try:
        return _adapter(kind).validate_python(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(filter(None, [key, *(str(part) for part in first["loc"])]))
        raise BadData(file, where or WHOLE, first["msg"]) from error


def record(cls: type[T], file: str, key: str, table: Mapping[str, Any]) -> T:
    """One table as an instance of the dataclass `cls`; `key` is as in `typed`.

    Raises BadData for an unknown or missing key and for a value of another type.
    """
    if not isinstance(table, Mapping):
        raise BadData(file, key, "must be a table")
    made: T = typed(cls, file, key, dict(table))
    return made


def records(cls: type[T], file: str, tables: Mapping[str, Any]) -> dict[str, T]:
    """Tables keyed by id as instances of `cls`, each given its key as `id`. Raises BadData."""
    return {
        id_: record(cls, file, id_, {**table, "id": id_})
        if isinstance(table, Mapping)
        else record(cls, file, id_, table)
        for id_, table in tables.items()
    }


def _surplus(kind: Any, value: Any, key: str) -> Iterator[str]:
    """The keys of the value that its type does not know: pydantic lets them pass in dataclasses."""
    inner = get_args(kind)
    if isinstance(kind, type) and is_dataclass(kind) and isinstance(value, Mapping):
        known = _known(kind)
        for name, each in value.items():
            where = f"{key}.{name}".lstrip(".")
            if name not in known:
                yield where
            else:
                yield from _surplus(known[name], each, where)
    elif inner and isinstance(value, Mapping):
        for name, each in value.items():
            yield from _surplus(inner[-1], each, f"{key}.{name}".lstrip("."))
    elif inner and isinstance(value, list | tuple):
        for number, each in enumerate(value):
            yield from _surplus(inner[0], each, f"{key}.{number}".lstrip("."))


@cache
def _known(cls: type[Any]) -> Mapping[str, Any]:
    """What a dataclass is made from: the types by name."""
    types = get_type_hints(cls)
    return {field.name: types[field.name] for field in fields(cls) if field.init}


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
