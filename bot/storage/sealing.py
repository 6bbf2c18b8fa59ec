"""Personal answers are sealed before SQLite sees them."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, time
from hashlib import sha256
from typing import Any

import orjson
from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.escalation.values import Moment, Money, Operation, Operations, Value
from bot.storage.faults import DatabaseError


class WrongKeyError(DatabaseError):
    """A sealed value opens with none of the keys given."""

    def __init__(self) -> None:
        super().__init__(
            "BOT_DATA_KEY does not open the answers in the database: "
            "write the key they were sealed with, alone or after the new one and a comma"
        )


def key_name(key: str) -> str:
    """What the key is called where it must not stand: the start of its digest."""
    return sha256(key.encode()).hexdigest()[:8]


class Seal:
    """Seals JSON with the first key and opens it with any of them (so that keys can be changed)."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._by_name = {key_name(key): Fernet(key) for key in keys}
        self._fernet = MultiFernet(list(self._by_name.values()))

    @property
    def names(self) -> list[str]:
        """The names of the keys, that of the one that seals first."""
        return list(self._by_name)

    def name_for(self, sealed: str) -> str:
        """The name of the key that opens it. Raises WrongKeyError."""
        for name, fernet in self._by_name.items():
            with suppress(InvalidToken):
                fernet.decrypt(sealed)
                return name
        raise WrongKeyError

    def resealed(self, sealed: str) -> str:
        """The same, sealed with the first key. Raises InvalidToken."""
        return self._fernet.rotate(sealed).decode()

    def close_bytes(self, plain: bytes) -> bytes:
        """Sealed bytes."""
        return self._fernet.encrypt(plain)

    def open_bytes(self, sealed: bytes) -> bytes:
        """The bytes inside. Raises InvalidToken."""
        return self._fernet.decrypt(sealed)

    def close(self, plain: Mapping[str, Any]) -> str:
        """The sealed text of a mapping that JSON can hold."""
        return self._fernet.encrypt(_dumps(plain)).decode()

    def open(self, sealed: str | None) -> dict[str, Any]:
        """The mapping inside; an empty one for None. Raises WrongKeyError."""
        if sealed is None:
            return {}
        try:
            opened: dict[str, Any] = _loads(self._fernet.decrypt(sealed))
        except InvalidToken:
            raise WrongKeyError from None
        return opened

    def close_answers(self, answers: Mapping[str, Value]) -> str | None:
        """Sealed answers; None when there are none."""
        return self.close(answers_as_json(answers)) if answers else None

    def open_answers(self, sealed: str | None) -> dict[str, Value]:
        """The answers inside. Raises WrongKeyError."""
        return answers_from_json(self.open(sealed))


def _dumps(plain: Mapping[str, Any]) -> bytes:
    """orjson refuses half a surrogate pair, which a person can type; the standard library does
    not."""
    try:
        return orjson.dumps(plain)
    except TypeError:
        return json.dumps(plain).encode()


def _loads(text: bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)


def answers_as_json(answers: Mapping[str, Value]) -> dict[str, Any]:
    """The answers as JSON holds them."""
    return {name: _to_json(value) for name, value in answers.items()}


def answers_from_json(told: Mapping[str, Any]) -> dict[str, Value]:
    """The answers again. Raises ValueError, KeyError, TypeError or AttributeError for what
    `answers_as_json` never gave."""
    return {name: _from_json(value) for name, value in told.items()}


def _to_json(value: Value | None) -> Any:
    """What JSON holds of an answer: a tuple is a list there, and what is not known is null."""
    match value:
        case Money():
            return {"minor": value.minor, "currency": value.currency}
        case Moment():
            return {"on": value.on.isoformat(), "at": value.at.isoformat() if value.at else None}
        case Operations():
            rows = [
                {
                    "when": _to_json(row.when),
                    "money": _to_json(row.money),
                    "number": row.number,
                    "receiver": row.receiver,
                }
                for row in value.rows
            ]
            return {"rows": rows, "returned": _to_json(value.returned)}
        case _:
            return value


def _from_json(value: Any) -> Value:
    match value:
        case {"minor": int(minor), "currency": str(currency)}:
            return Money(minor, currency)
        case {"on": str(on), "at": at}:
            return _moment(on, at)
        case {"rows": list(rows), "returned": returned}:
            return Operations(tuple(map(_operation, rows)), _money(returned))
        case list():
            return tuple(value)
        case _:
            return str(value)


def _moment(on: str, at: str | None) -> Moment:
    return Moment(date.fromisoformat(on), time.fromisoformat(at) if at else None)


def _money(value: Mapping[str, Any] | None) -> Money | None:
    return Money(value["minor"], value["currency"]) if value else None


def _operation(row: Mapping[str, Any]) -> Operation:
    when = row["when"]
    return Operation(
        _moment(when["on"], when["at"]) if when else None,
        _money(row["money"]),
        row["number"],
        row["receiver"],
    )
