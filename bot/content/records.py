"""TOML tables made into frozen dataclasses, with the file and the key in every complaint."""

import tomllib
from collections.abc import Hashable, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.content.errors import BadData

T = TypeVar("T")


def read_toml(file: Path) -> dict[str, Any]:
    """The whole file. Raises BadData when it is missing or is not TOML."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadData(file.name, "(file)", error.strerror or str(error)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadData(file.name, "(file)", str(error)) from error


def record(cls: type[T], file: str, key: str, table: Mapping[str, Any]) -> T:
    """One table as an instance of the dataclass `cls`.

    Raises BadData for an unknown or missing key and for a value of another type.
    """
    if not isinstance(table, Mapping):
        raise BadData(file, key, "must be a table")
    known = {field.name for field in fields(cls) if field.init}  # type: ignore[arg-type]
    for name in table:
        if name not in known:
            raise BadData(file, f"{key}.{name}", "unknown key")
    try:
        made: T = _adapter(cls).validate_python(dict(table))  # type: ignore[arg-type]
        return made
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join([key, *(str(part) for part in first["loc"])])
        raise BadData(file, where, first["msg"]) from error


def records(cls: type[T], file: str, tables: Mapping[str, Any]) -> dict[str, T]:
    """Tables keyed by id as instances of `cls`, each given its key as `id`. Raises BadData."""
    return {
        id_: record(cls, file, id_, {**table, "id": id_})
        if isinstance(table, Mapping)
        else record(cls, file, id_, table)
        for id_, table in tables.items()
    }


@cache
def _adapter(cls: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cls)
