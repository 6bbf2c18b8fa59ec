"""A Bot API server that costs as little as Python allows, so that the bot is the limit.

It checks nothing (bot/sandbox does that): it reads the few fields the crowd needs straight from the
form's bytes and answers with ready-made JSON. One `Wire` serves several bots, told apart by token.
"""

import asyncio
import re
from collections.abc import Mapping
from typing import Protocol, cast

POLL_SECONDS = 10.0
POLL_UPDATES = 100
TEXT = "Проверьте статус платежа, отметьте сделанное и выберите, чем кончилось. " * 8
"""What every message of the bot says, as far as Telegram's answers repeat it."""

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
# Fields of a form, or of JSON.
_CHAT = re.compile(rb'\bchat_id(?:=|": *"?)(\d+)')
_MESSAGE = re.compile(rb'\bmessage_id(?:=|": *"?)(\d+)')
_QUERY = re.compile(rb'\bcallback_query_id(?:=|": *"?)(\d+)')

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
_DONE = b'{"ok":true,"result":true}'
_ME = b'{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"Bot","username":"bench_bot"}}'
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


class Chats(Protocol):
    """Who is at the other end of a bot: told what the bot does."""

    def shown(self, chat: int, message: int, form: bytes) -> None:
        """The bot has sent or edited this message."""

    def answered(self, query: int) -> None:
        """The bot has answered this press."""

    def polled(self) -> None:
        """The bot has asked for updates."""


class Line:
    """One bot's updates: those that wait, and the poll that waits for them."""

    def __init__(self, chats: Chats) -> None:
        self.chats = chats
        self._waiting: list[bytes] = []
        self._poll: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._soon = False
        self._messages = 0

    def new_message(self) -> int:
        """The id of a message that was just sent."""
        self._messages += 1
        return self._messages

    def deliver(self, update: bytes) -> None:
        """Hand the update to the bot with whatever else happens in this turn of the loop."""
        self._waiting.append(update)
        self._flush_soon()

    def poll(self, transport: asyncio.Transport) -> None:
        """The bot asks for updates."""
        self.chats.polled()
        self._poll = transport
        self._timer = asyncio.get_running_loop().call_later(POLL_SECONDS, self._answer)
        self._flush_soon()

    def _flush_soon(self) -> None:
        if self._poll is not None and self._waiting and not self._soon:
            self._soon = True
            asyncio.get_running_loop().call_soon(self._answer)

    def _answer(self) -> None:
        self._soon = False
        if self._poll is None:
            return
        if self._timer is not None:
            self._timer.cancel()
        given, self._waiting = self._waiting[:POLL_UPDATES], self._waiting[POLL_UPDATES:]
        _reply(self._poll, b'{"ok":true,"result":[' + b",".join(given) + b"]}")
        self._poll = None


def _reply(transport: asyncio.Transport, body: bytes) -> None:
    transport.write(_HEAD % len(body) + body)


class Connection(asyncio.Protocol):
    """One HTTP connection, kept alive."""

    def __init__(self, lines: Mapping[bytes, Line]) -> None:
        self._lines = lines
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            length = _LENGTH.search(head)
            stop = end + 4 + (int(length[1]) if length else 0)
            if len(self._buffer) < stop:
                return
            form, self._buffer = self._buffer[end + 4 : stop], self._buffer[stop:]
            path = head.split(b" ", 2)[1]
            token, _, method = path.removeprefix(b"/bot").partition(b"/")
            self._call(self._lines[token], method, form)

    def _call(self, line: Line, method: bytes, form: bytes) -> None:
        match method:
            case b"getUpdates":
                line.poll(self._transport)
            case b"sendMessage" | b"editMessageText":
                chat = _number(_CHAT, form)
                edited = method == b"editMessageText"
                message = _number(_MESSAGE, form) if edited else line.new_message()
                _reply(self._transport, _SENT % (message, chat))
                line.chats.shown(chat, message, form)
            case b"answerCallbackQuery":
                _reply(self._transport, _DONE)
                line.chats.answered(_number(_QUERY, form))
            case b"getMe":
                _reply(self._transport, _ME)
            case _:
                _reply(self._transport, _DONE)


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
