"""The parameters of one call, read as the Bot API server reads them: strings, or JSON in strings.

A parameter that no method asks for is ignored, as Telegram does. One that is asked for and is of
the wrong type is refused.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telegram_sandbox.refused import bad_request

Upload = tuple[str, bytes]
"""File name and content of a file that came with the call."""


@dataclass(frozen=True)
class Parameters:
    """What came with a call. Values are text (forms) or already JSON values (JSON bodies)."""

    values: Mapping[str, Any]
    files: Mapping[str, Upload]

    def text(self, name: str) -> str:
        """The string, or "" when it is missing; numbers are taken as text, objects refused."""
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, bool | dict | list):
            raise bad_request(f'field "{name}" must be of type String')
        return str(value)

    def integer(self, name: str) -> int | None:
        """The number, or None when it is missing."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            if isinstance(value, bool | float | dict | list):
                raise ValueError
            return int(value)
        except ValueError:
            raise bad_request(f'field "{name}" must be a valid Number') from None

    def flag(self, name: str) -> bool:
        """The truth of the parameter: "true", "yes" and "1" are true, anything else is false."""
        value = self.values.get(name)
        if isinstance(value, dict | list):
            raise bad_request(f'field "{name}" must be of type Boolean')
        return str(value).lower() in {"true", "yes", "1"}

    def object(self, name: str, called: str, unparsed: str = "") -> dict[str, Any] | None:
        """The JSON object, or None when it is missing.

        `called` is Telegram's name for it, `unparsed` its other one for what is no JSON at all.
        """
        value = self._json(name, f"can't parse {unparsed or called} JSON object")
        if value is None:
            return None
        if not isinstance(value, dict):
            raise bad_request(f"object expected as {called}")
        return value

    def array(self, name: str, called: str) -> list[Any] | None:
        """The JSON array, or None when it is missing; `called` is Telegram's name for it."""
        value = self._json(name, f"can't parse {called} JSON object")
        if value is None:
            return None
        if not isinstance(value, list):
            raise bad_request(f"expected an Array of {called}")
        return value

    def _json(self, name: str, otherwise: str) -> Any:
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except json.JSONDecodeError:
            raise bad_request(otherwise) from None

    def upload(self, name: str) -> Upload | str | None:
        """The file sent under `name`: its name and content, or the file_id or URL given instead."""
        if name in self.files:
            return self.files[name]
        value = self.text(name)
        if value.startswith("attach://"):
            attached = self.files.get(value.removeprefix("attach://"))
            if attached is None:
                raise bad_request("wrong file identifier/HTTP URL specified")
            return attached
        return value or None
