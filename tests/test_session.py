"""The session over the wire: what it sends, and what it makes of what comes back."""

import asyncio
import json
import traceback
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import EditMessageText, GetMe, SendDocument, SendMessage, TelegramMethod
from aiogram.types import BufferedInputFile

from bot.patience import NotArrivedError
from bot.session import JsonSession
from tests.raw_server import Peer, answering, playing

TOKEN = "42:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
EDIT = EditMessageText(chat_id=5, message_id=7, text="Дело")
SEND = SendMessage(chat_id=5, text="Дело")
FILE = SendDocument(chat_id=5, document=BufferedInputFile(b"abc", "a.txt"))
SENT = {"message_id": 3, "date": 1780000000, "chat": {"id": 5, "type": "private"}, "text": "Дело"}

BY: dict[str, TelegramMethod[Any]] = {"line": EDIT, "aiohttp": FILE}
"""A call for each of the two ways out."""


def http(status: int, body: bytes | dict[str, Any], kind: str = "application/json") -> bytes:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


def refusal(status: int, description: str, **parameters: int) -> bytes:
    body = {"ok": False, "error_code": status, "description": description}
    return http(status, body | ({"parameters": parameters} if parameters else {}))


def a_bot(port: int, scheme: str = "http", proxy: str | None = None) -> Bot:
    server = TelegramAPIServer.from_base(f"{scheme}://127.0.0.1:{port}")
    session = JsonSession(api=server, proxy=proxy)
    return Bot(TOKEN, session=session, default=DefaultBotProperties(parse_mode="HTML"))


async def test_a_call_is_a_post_of_json_and_gives_its_result() -> None:
    heard = []

    async def part(peer: Peer) -> None:
        head = await peer.reader.readuntil(b"\r\n\r\n")
        length = int(head.rpartition(b"Content-Length: ")[2])
        heard.append((head, await peer.reader.readexactly(length)))
        await peer.says(http(200, {"ok": True, "result": SENT}))

    async with playing(part) as server, a_bot(server.port).context() as bot:
        sent = await bot.send_message(5, "Дело")
    assert sent.message_id == 3
    [(head, body)] = heard
    assert head.decode().splitlines()[:3] == [
        f"POST /bot{TOKEN}/sendMessage HTTP/1.1",
        f"Host: 127.0.0.1:{server.port}",
        "Content-Type: application/json",
    ]
    assert json.loads(body) == {"chat_id": 5, "text": "Дело", "parse_mode": "HTML"}


async def test_two_bots_of_one_session_keep_their_tokens() -> None:
    paths = []

    async def part(peer: Peer) -> None:
        while True:
            paths.append((await peer.reader.readuntil(b" HTTP/1.1")).split()[1])
            await peer.hears()
            await peer.says(http(200, {"ok": True, "result": True}))

    async with playing(part) as server, a_bot(server.port).context() as bot:
        await bot(EDIT)
        await Bot("43:AAA", session=bot.session)(EDIT)
    assert paths == [f"/bot{TOKEN}/editMessageText".encode(), b"/bot43:AAA/editMessageText"]


@pytest.mark.exhaustive
@pytest.mark.parametrize("way", BY)
@pytest.mark.parametrize(
    ("status", "page"),
    [
        (500, b'{"ok": false, "error_code": 500, "description": "Internal Server Error"}'),
        (502, b"<html>Bad Gateway</html>"),
        (504, "<html>Шлюз молчит</html>".encode("cp1251")),
        (520, b""),
    ],
)
async def test_from_500_on_the_server_is_at_fault_whatever_the_page(
    way: str, status: int, page: bytes
) -> None:
    answer = http(status, page, "text/html")
    async with playing(answering(answer)) as server, a_bot(server.port).context() as bot:
        with pytest.raises(TelegramServerError, match=f"HTTP {status}"):
            await bot(BY[way])


@pytest.mark.exhaustive
@pytest.mark.parametrize("way", BY)
@pytest.mark.parametrize("status", [200, 302, 403, 404])
async def test_a_page_of_something_in_between_is_a_broken_network(way: str, status: int) -> None:
    page = http(status, b"<html>Pay for your Wi-Fi, secret</html>", "text/html")
    async with playing(answering(page)) as server, a_bot(server.port).context() as bot:
        with pytest.raises(TelegramNetworkError, match=f"HTTP {status}") as lost:
            await bot(BY[way])
    assert "secret" not in str(lost.value)


@pytest.mark.exhaustive
@pytest.mark.parametrize("way", BY)
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refusal(400, "Bad Request: message is not modified"), TelegramBadRequest),
        (refusal(403, "Forbidden: bot was blocked by the user"), TelegramForbiddenError),
        (refusal(413, "Request Entity Too Large"), TelegramEntityTooLarge),
        (refusal(429, "Too Many Requests", retry_after=7), TelegramRetryAfter),
        (refusal(400, "Bad Request", retry_after=["secret"]), TelegramNetworkError),  # type: ignore[arg-type]
    ],
)
async def test_refusals_are_aiograms(way: str, answer: bytes, error: type[Exception]) -> None:
    async with playing(answering(answer)) as server, a_bot(server.port).context() as bot:
        with pytest.raises(error) as refused:
            await bot(BY[way])
    assert refused.type is error
    assert "secret" not in str(refused.value)


async def test_an_empty_success_of_an_edit_is_enough_but_not_of_a_message() -> None:
    empty = http(200, {"ok": True, "result": {}})
    async with playing(answering(empty)) as server, a_bot(server.port).context() as bot:
        assert await bot(EDIT) is True
        with pytest.raises(ClientDecodeError):
            await bot(GetMe())


@pytest.mark.parametrize("way", BY)
@pytest.mark.parametrize("answer", [b"", b"garbled\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Len"])
async def test_a_lost_answer_names_neither_the_token_nor_the_call(way: str, answer: bytes) -> None:
    async def part(peer: Peer) -> None:
        await peer.hears()
        await peer.says(answer)

    async with playing(part) as server, a_bot(server.port).context() as bot:
        with pytest.raises(TelegramNetworkError) as lost:
            await bot(BY[way])
    assert not isinstance(lost.value, NotArrivedError)
    told = "".join(traceback.format_exception(lost.value))
    assert not [secret for secret in (TOKEN, "Дело") if secret in told]


@pytest.mark.parametrize("way", BY)
async def test_a_server_that_is_not_there_has_surely_not_been_reached(way: str) -> None:
    async with a_bot(1).context() as bot:
        with pytest.raises(NotArrivedError):
            await bot(BY[way])


@pytest.mark.parametrize("way", BY)
async def test_a_call_waits_no_longer_than_its_caller(way: str) -> None:
    async def silent(peer: Peer) -> None:
        await peer.reader.read()
        await asyncio.Event().wait()

    async with playing(silent) as server, a_bot(server.port).context() as bot:
        with pytest.raises(TelegramNetworkError) as late:
            await bot(BY[way], request_timeout=1)
    assert not isinstance(late.value, NotArrivedError)


async def test_a_redirect_is_not_followed_with_the_token() -> None:
    async def elsewhere(peer: Peer) -> None:
        raise AssertionError("somebody came")

    async with playing(elsewhere) as other:
        away = f"HTTP/1.1 307 X\r\nLocation: http://127.0.0.1:{other.port}/\r\nContent-Length: 0"
        part = answering(away.encode() + b"\r\n\r\n")
        async with playing(part) as server, a_bot(server.port).context() as bot:
            for call in BY.values():
                with pytest.raises(TelegramNetworkError, match="HTTP 307"):
                    await bot(call)


async def test_after_the_end_nothing_is_open() -> None:
    ended = asyncio.Semaphore(0)
    answer = answering(http(200, {"ok": True, "result": SENT}))

    async def part(peer: Peer) -> None:
        try:
            await answer(peer)
        finally:
            ended.release()

    async with playing(part) as server:
        bot = a_bot(server.port)
        for call in BY.values():
            await bot(call)
        await bot.session.close()
        async with asyncio.timeout(20):
            for _ in server.peers:
                await ended.acquire()
        assert len(server.peers) == 2
