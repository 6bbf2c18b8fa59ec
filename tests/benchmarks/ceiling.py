"""How many updates a second the server and the crowd can do when the bot costs next to nothing."""

import asyncio
import json
import sys
from multiprocessing import get_context
from typing import Any
from urllib.parse import urlencode

from tests.benchmarks.crowd import Crowd
from tests.benchmarks.wire import TEXT, listen

TOKEN = "444:none"
LANES = 16

_KEYBOARD = json.dumps(
    {
        "inline_keyboard": [
            [{"text": f"Кнопка {n}", "callback_data": f"c:1:1:s:b:{n}"}] for n in "1234567"
        ]
    }
)
_FORM = urlencode({"text": TEXT, "parse_mode": "HTML", "reply_markup": _KEYBOARD}).encode()


async def measure(people: int = 100, seconds: float = 3.0) -> float:
    """Updates a second with a client that parses next to nothing, in a process of its own."""
    crowd = Crowd(any_button=True)
    server, url = await listen({TOKEN.encode(): crowd.line})
    client = get_context("spawn").Process(target=_client, args=(int(url.rpartition(":")[2]),))
    client.start()
    try:
        await asyncio.wait_for(crowd.first_poll.wait(), 30)
        return len(await crowd.walk(people, seconds)) / seconds
    finally:
        client.terminate()
        client.join()
        server.close()


def _client(port: int) -> None:
    asyncio.run(_serve(port))


async def _serve(port: int) -> None:
    poll = await asyncio.open_connection("127.0.0.1", port)
    lanes = [await asyncio.open_connection("127.0.0.1", port) for _ in range(LANES)]
    seen = 0
    while True:
        form = b"timeout=10&offset=%d" % (seen + 1)
        updates = json.loads(await _call(poll, b"getUpdates", form))["result"]
        seen = updates[-1]["update_id"] if updates else seen
        await asyncio.gather(
            *(_answer(lane, updates[n::LANES]) for n, lane in enumerate(lanes) if updates[n::LANES])
        )


Lane = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _answer(lane: Lane, updates: list[dict[str, Any]]) -> None:
    """All calls for these updates in one write, then their answers."""
    reader, writer = lane
    calls = [call for update in updates for call in _calls(update)]
    writer.write(b"".join(calls))
    for _ in calls:
        await _body(reader)


def _calls(update: dict[str, Any]) -> list[bytes]:
    if query := update.get("callback_query"):
        message = query["message"]
        place = b"chat_id=%d&message_id=%d&" % (message["chat"]["id"], message["message_id"])
        answer = b"callback_query_id=%b" % str(query["id"]).encode()
        return [
            _request(b"editMessageText", place + _FORM),
            _request(b"answerCallbackQuery", answer),
        ]
    form = b"chat_id=%d&" % update["message"]["chat"]["id"] + _FORM
    return [_request(b"sendMessage", form), _request(b"deleteMessage", b"message_id=1")]


async def _call(lane: Lane, method: bytes, form: bytes) -> bytes:
    lane[1].write(_request(method, form))
    return await _body(lane[0])


def _request(method: bytes, form: bytes) -> bytes:
    head = b"POST /bot%b/%b HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
    return head % (TOKEN.encode(), method, len(form)) + form


async def _body(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    return await reader.readexactly(int(head.rpartition(b": ")[2]))


if __name__ == "__main__":
    sys.stdout.write(f"{asyncio.run(measure()):.0f} updates/s\n")
