"""A Bot API server that costs as little as Python allows, so that the bot is the limit.

It checks nothing (telegram-sandbox does): it reads the few fields the crowd needs straight from the
bytes of the form or the JSON and answers with ready-made JSON. One server serves several bots, told
apart by token.
"""

import asyncio
import re
from collections.abc import Mapping
from typing import cast

from tests.benchmarks.line import Line

TEXT = "Проверьте статус платежа, отметьте сделанное и выберите, чем кончилось. " * 8
"""What every message of the bot says, as far as Telegram's answers repeat it."""

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_CLOSE = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
# Fields of a form, or of JSON.
_CHAT = re.compile(rb'\bchat_id(?:=|": *"?)(\d+)')
_MESSAGE = re.compile(rb'\bmessage_id(?:=|": *"?)(\d+)')
_QUERY = re.compile(rb'\bcallback_query_id(?:=|": *"?)(\d+)')

_HEAD = b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
_DONE = b'{"ok":true,"result":true}'
_ME = (
    b'{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"Bot","username":"bench_bot",'
    b'"can_join_groups":true,"can_read_all_group_messages":false,"supports_inline_queries":false}}'
)
_NO_COMMANDS = b'{"ok":true,"result":[]}'
_NO_DESCRIPTION = b'{"ok":true,"result":{"description":""}}'
_NO_SHORT_DESCRIPTION = b'{"ok":true,"result":{"short_description":""}}'
_NO_WEBHOOK = (
    b'{"ok":true,"result":{"url":"","has_custom_certificate":false,"pending_update_count":0}}'
)
MESSAGE = (
    '{"message_id":%d,"date":1780000000,"chat":{"id":%d,"type":"private","first_name":"Anna"},'
    '"from":{"id":1,"is_bot":true,"first_name":"Bot","username":"bench_bot"},"text":"' + TEXT + '",'
    '"reply_markup":{"inline_keyboard":['
    + ",".join(
        f'[{{"text":"Кнопка {n}","callback_data":"c:1:1:support:sent:{n}"}}]' for n in "1234"
    )
    + "]}}"
).encode()
_SENT = b'{"ok":true,"result":' + MESSAGE + b"}"


class Connection(asyncio.Protocol):
    """One HTTP connection, kept alive until the other side closes it or asks for it."""

    def __init__(self, lines: Mapping[bytes, Line]) -> None:
        self._lines = lines
        self._buffer = b""
        self._last = False
        self._polled: Line | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._polled is not None:
            self._polled.hang_up(self)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            length = _LENGTH.search(head)
            if length is None and _CHUNKED.search(head):
                form, stop = _joined(self._buffer, end + 4)
            else:
                stop = end + 4 + (int(length[1]) if length else 0)
                form = self._buffer[end + 4 : stop]
            if not 0 < stop <= len(self._buffer):
                return
            self._buffer = self._buffer[stop:]
            self._last = _CLOSE.search(head) is not None
            path, _, query = head.split(b" ", 2)[1].partition(b"?")
            token, _, method = path.removeprefix(b"/bot").partition(b"/")
            self._call(self._lines[token], method, query + b"&" + form if query else form)

    def reply(self, body: bytes, status: bytes = b"200 OK") -> None:
        """Answer the call that is being read, or the poll that waits."""
        self._transport.write(_HEAD % (status, len(body)) + body)
        if self._last:
            self._transport.close()

    def _call(self, line: Line, method: bytes, form: bytes) -> None:
        match method:
            case b"getUpdates":
                self._polled = line
                line.poll(self, form)
            case b"sendMessage" | b"editMessageText":
                chat = _number(_CHAT, form)
                edited = method == b"editMessageText"
                message = _number(_MESSAGE, form) if edited else line.new_message()
                self.reply(_SENT % (message, chat))
                line.chats.shown(chat, message, form)
            case b"answerCallbackQuery":
                self.reply(_DONE)
                line.chats.answered(_number(_QUERY, form))
            case b"getMe":
                self.reply(_ME)
            case b"getWebhookInfo":
                self.reply(_NO_WEBHOOK)
            case b"getMyCommands":
                self.reply(_NO_COMMANDS)
            case b"getMyDescription":
                self.reply(_NO_DESCRIPTION)
            case b"getMyShortDescription":
                self.reply(_NO_SHORT_DESCRIPTION)
            case _:  # deleteMessage, deleteWebhook, setMyCommands and others that give True
                self.reply(_DONE)


def _joined(buffer: bytes, at: int) -> tuple[bytes, int]:
    """A body that came in chunks, and where it ends: 0 while chunks are missing."""
    parts: list[bytes] = []
    while (end := buffer.find(b"\r\n", at)) >= 0:
        size = int(buffer[at:end].partition(b";")[0], 16)
        if size == 0:
            return b"".join(parts), end + 4
        parts.append(buffer[end + 2 : end + 2 + size])
        at = end + 2 + size + 2
    return b"", 0


def _number(field: re.Pattern[bytes], form: bytes) -> int:
    found = field.search(form)
    if found is None:
        raise ValueError(f"no {field.pattern!r} in {form[:200]!r}")
    return int(found[1])


async def listen(lines: Mapping[bytes, Line]) -> tuple[asyncio.Server, str]:
    """Serve the lines, by token, on a free port; gives the server and its address."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(lines), "127.0.0.1", 0)
    return server, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
