"""The HTTP Bot API over a `Telegram`: what an unchanged bot talks to."""

import json
from typing import Any

from aiohttp import web

from telegram_sandbox.parameters import Upload
from telegram_sandbox.refused import Dropped, Refused
from telegram_sandbox.telegram import Telegram


def routes(telegram: Telegram) -> list[web.RouteDef]:
    """`/bot<token>/<method>` and `/file/bot<token>/<path>`."""

    async def method(request: web.Request) -> web.StreamResponse:
        try:
            telegram.check_token(request.match_info["token"])
            values, files = await _arguments(request)
            result = await telegram.call(request.match_info["method"], values, files)
        except Refused as refused:
            return _json(refused.envelope(), refused.code)
        except Dropped:
            return _broken(request)
        return _json({"ok": True, "result": result}, 200)

    async def file(request: web.Request) -> web.StreamResponse:
        try:
            telegram.check_token(request.match_info["token"])
        except Refused as refused:
            return _json(refused.envelope(), refused.code)
        stored = telegram.file_at(request.match_info["path"])
        if stored is None:
            return _json(Refused(404, "Not Found").envelope(), 404)
        return web.Response(body=stored.content, content_type="application/octet-stream")

    return [
        web.post("/bot{token}/{method}", method),
        web.get("/bot{token}/{method}", method),
        web.get("/file/bot{token}/{path:.+}", file),
    ]


def _json(body: dict[str, Any], status: int) -> web.Response:
    return web.Response(
        text=json.dumps(body, ensure_ascii=False), status=status, content_type="application/json"
    )


def _broken(request: web.Request) -> web.StreamResponse:
    """Break the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _arguments(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Parameters and uploads from the query string and a form or JSON body."""
    values: dict[str, Any] = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except json.JSONDecodeError:
            body = None
        if not isinstance(body, dict):
            raise Refused(400, "Bad Request: can't parse JSON object")
        return values | body, files
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = (value.filename, value.file.read())
        elif isinstance(value, str):
            values[name] = value
        else:
            values[name] = bytes(value).decode()
    return values, files
