"""A bot's side of the Bot API over HTTP, as libraries do it: forms with JSON in their fields."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import ClientSession, FormData
from telegram_sandbox.parameters import Upload
from telegram_sandbox.refused import Refused


class BotClient:
    """Calls methods; a refusal comes as `Refused`, a broken connection as aiohttp's error."""

    def __init__(self, session: ClientSession, api_url: str, token: str) -> None:
        self._session = session
        self._url = f"{api_url}/bot{token}"
        self._files = f"{api_url}/file/bot{token}"

    async def call(
        self, method: str, files: Mapping[str, Upload] | None = None, **params: Any
    ) -> Any:
        """The `result` of a method. Raises `Refused` with the code and words of the answer."""
        form = FormData(default_to_multipart=True, quote_fields=False)
        for name, value in params.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        for name, (file_name, content) in (files or {}).items():
            form.add_field(name, content, filename=file_name)
        async with self._session.post(f"{self._url}/{method}", data=form) as answer:
            body = await answer.json()
        if body["ok"]:
            return body["result"]
        assert answer.status == body["error_code"]
        after = body.get("parameters", {}).get("retry_after")
        raise Refused(body["error_code"], body["description"], after)

    async def download(self, file_id: str) -> bytes:
        """The bytes of a file, fetched from where getFile says."""
        file = await self.call("getFile", file_id=file_id)
        async with self._session.get(f"{self._files}/{file['file_path']}") as answer:
            assert answer.status == 200
            return await answer.read()
