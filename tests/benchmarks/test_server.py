"""The benchmarks' server: updates as Telegram gives them out, over HTTP as any client speaks it."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from tests.benchmarks.line import Line
from tests.benchmarks.wire import listen

TOKEN = "1:test"
Lane = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[], Awaitable[Lane]]


class Chats:
    """Notes what the bot does."""

    def __init__(self) -> None:
        self.told: list[tuple[str, int, int]] = []

    def shown(self, chat: int, message: int, form: bytes) -> None:
        self.told.append(("shown", chat, message))

    def answered(self, query: int) -> None:
        self.told.append(("answered", query, 0))

    def polled(self) -> None:
        """Nobody waits for it."""


@pytest.fixture
def line() -> Line:
    return Line(Chats())


@pytest.fixture
async def url(line: Line) -> AsyncIterator[str]:
    server, url = await listen({TOKEN.encode(): line})
    yield url
    server.close()


@pytest.fixture
async def connect(url: str) -> AsyncIterator[Connect]:
    """Makes connections, closed at the end."""
    lanes: list[Lane] = []

    async def make() -> Lane:
        lanes.append(await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2])))
        return lanes[-1]

    yield make
    for _, writer in lanes:
        writer.close()
        await writer.wait_closed()


async def ask(lane: Lane, method: str, body: bytes = b"", head: str = "") -> Any:
    lane[1].write(request(method, body, head))
    return await hear(lane)


def request(method: str, body: bytes = b"", head: str = "") -> bytes:
    length = head or f"Content-Length: {len(body)}\r\n"
    return f"POST /bot{TOKEN}/{method} HTTP/1.1\r\nHost: x\r\n{length}\r\n".encode() + body


async def hear(lane: Lane) -> Any:
    head = await lane[0].readuntil(b"\r\n\r\n")
    return json.loads(await lane[0].readexactly(int(head.rpartition(b": ")[2])))


def deliver(line: Line, *numbers: int) -> None:
    for number in numbers:
        assert line.new_update() == number
        line.deliver(number, b'{"update_id":%d}' % number)


def ids(answer: Any) -> list[int]:
    return [update["update_id"] for update in answer["result"]]


class TestUpdates:
    async def test_come_again_until_an_offset_confirms_them(
        self, line: Line, connect: Connect
    ) -> None:
        lane = await connect()
        deliver(line, 1, 2, 3)
        assert ids(await ask(lane, "getUpdates")) == [1, 2, 3]
        assert ids(await ask(lane, "getUpdates", b"offset=0&limit=2")) == [1, 2]
        assert ids(await ask(lane, "getUpdates", b'{"offset": 3, "timeout": 5}')) == [3]
        assert ids(await ask(lane, "getUpdates", b'{"offset":4}')) == []
        assert not len(line)

    async def test_a_negative_offset_keeps_the_newest(self, line: Line, connect: Connect) -> None:
        lane = await connect()
        deliver(line, 1, 2, 3)
        assert ids(await ask(lane, "getUpdates", b"offset=-1")) == [3]

    async def test_a_poll_waits_for_one(self, line: Line, connect: Connect) -> None:
        lane = await connect()
        asyncio.get_running_loop().call_later(0.05, deliver, line, 1)
        assert ids(await ask(lane, "getUpdates?timeout=20")) == [1]

    async def test_the_earlier_of_two_polls_is_refused(self, line: Line, connect: Connect) -> None:
        one, two = await connect(), await connect()
        one[1].write(request("getUpdates", b"timeout=20"))
        await asyncio.sleep(0.05)
        two[1].write(request("getUpdates", b"timeout=20"))
        assert (await hear(one))["error_code"] == 409
        deliver(line, 1)
        assert ids(await hear(two)) == [1]

    async def test_a_poll_whose_connection_closed_takes_none(
        self, line: Line, connect: Connect
    ) -> None:
        gone, lane = await connect(), await connect()
        gone[1].write(request("getUpdates", b"timeout=20"))
        await asyncio.sleep(0.05)
        gone[1].close()
        await asyncio.sleep(0.05)
        deliver(line, 1)
        assert ids(await ask(lane, "getUpdates", b"timeout=20")) == [1]


class TestCalls:
    @pytest.mark.parametrize(
        ("body", "head"),
        [
            (b"chat_id=7&message_id=5&text=x", ""),
            (b'{"chat_id": 7, "message_id": 5}', ""),
            (b'{"message_id":5,"chat_id":"7"}', ""),
            (
                b"6\r\nchat_i\r\n12\r\nd=7&message_id=5&x\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n",
            ),
        ],
    )
    async def test_forms_json_and_chunks(
        self, line: Line, connect: Connect, body: bytes, head: str
    ) -> None:
        lane = await connect()
        for _ in range(2):  # the connection is kept
            answer = await ask(lane, "editMessageText", body, head)
            assert (answer["result"]["chat"]["id"], answer["result"]["message_id"]) == (7, 5)
        assert isinstance(line.chats, Chats)
        assert line.chats.told == [("shown", 7, 5)] * 2

    async def test_in_pieces_and_several_at_once(self, connect: Connect) -> None:
        lane = await connect()
        for byte in request("sendMessage", b"chat_id=7") + request("deleteMessage"):
            lane[1].write(bytes([byte]))
            await asyncio.sleep(0)
        assert (await hear(lane))["result"]["chat"]["id"] == 7
        assert (await hear(lane))["result"] is True

    @pytest.mark.parametrize("method", ["deleteWebhook", "setMyCommands", "answerCallbackQuery"])
    async def test_what_gives_true(self, connect: Connect, method: str) -> None:
        answer = await ask(await connect(), method, b'{"callback_query_id":"9"}')
        assert answer == {"ok": True, "result": True}

    async def test_a_connection_is_closed_when_that_is_asked(self, connect: Connect) -> None:
        lane = await connect()
        await ask(lane, "getMe", head="Connection: close\r\n")
        assert await lane[0].read() == b""
