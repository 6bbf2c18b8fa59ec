"""A wire between the bot and the sandbox that breaks once, in a way of the test's choice."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession

Writer = asyncio.StreamWriter
Call = Callable[[], Coroutine[Any, Any, bytes]]
"""Lets the call take effect; gives the sandbox's answer."""

HTML = b"<html><head><title>Bad Gateway</title></head><body>nginx</body></html>"


@dataclass
class Wire:
    """`method` breaks at its next call, as `fault` plays it; every other call goes through."""

    url: str = ""
    method: str = ""
    fault: "Fault | None" = None

    def break_once(self, method: str, fault: "Fault") -> None:
        self.method, self.fault = method, fault

    def due(self, method: str) -> "Fault | None":
        if method != self.method:
            return None
        fault, self.fault = self.fault, None
        return fault


Fault = Callable[[Call, Writer], Coroutine[Any, Any, None]]


def answer(status: int, body: bytes = b"", *, after: bool = False) -> Fault:
    """An answer of somebody on the way; `after` lets the call take effect before."""

    async def play(call: Call, writer: Writer) -> None:
        if after:
            await call()
        _write(writer, body, status)

    return play


def refusal(code: int, words: str, **parameters: int) -> Fault:
    """Telegram itself refuses, in its envelope."""
    envelope = {"ok": False, "error_code": code, "description": words}
    if parameters:
        envelope["parameters"] = parameters
    return answer(code, json.dumps(envelope).encode())


async def cut_before(call: Call, writer: Writer) -> None:
    """The connection ends and the call has not taken effect."""


async def cut_after(call: Call, writer: Writer) -> None:
    """The connection ends, and the bot cannot know that the call took effect."""
    await call()


async def reset_in_the_middle(call: Call, writer: Writer) -> None:
    """Half an answer."""
    body = await call()
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body[:5])
    await writer.drain()
    writer.transport.abort()


async def slow(call: Call, writer: Writer) -> None:
    """The answer takes its time."""
    body = await call()
    await asyncio.sleep(0.3)
    _write(writer, body)


async def in_chunks(call: Call, writer: Writer) -> None:
    """The answer comes in drops."""
    body = await call()
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for at in range(0, len(body), 40):
        part = body[at : at + 40]
        writer.write(b"%x\r\n%b\r\n" % (len(part), part))
        await writer.drain()
        await asyncio.sleep(0)
    writer.write(b"0\r\n\r\n")


def _write(writer: Writer, body: bytes, status: int = 200) -> None:
    writer.write(b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body))


@asynccontextmanager
async def faulty_wire(sandbox: str) -> AsyncIterator[Wire]:
    """The wire, in front of the sandbox at this address."""
    wire = Wire()
    async with ClientSession() as session:

        async def connected(reader: asyncio.StreamReader, writer: Writer) -> None:
            try:
                while (head := await _head(reader)) is not None:
                    path, length, kind = head
                    body = await reader.readexactly(length)

                    async def call(path: str = path, body: bytes = body, kind: str = kind) -> bytes:
                        headers = {"Content-Type": kind}
                        async with session.post(sandbox + path, data=body, headers=headers) as said:
                            return await said.read() if said.ok else await _refused(said)

                    fault = wire.due(path.rpartition("/")[2])
                    if fault is not None:
                        await fault(call, writer)
                        return
                    _write(writer, *_status(await call()))
                    await writer.drain()
            except (ConnectionError, asyncio.IncompleteReadError):
                return
            finally:
                writer.close()

        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        wire.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield wire
        finally:
            server.close()


async def _refused(said: Any) -> bytes:
    return bytes(await said.read())


def _status(body: bytes) -> tuple[bytes, int]:
    told = json.loads(body)
    return body, 200 if told["ok"] else told["error_code"]


async def _head(reader: asyncio.StreamReader) -> tuple[str, int, str] | None:
    """The path, the length and the kind of the next request; None at the end."""
    first = (await reader.readline()).decode()
    if not first:
        return None
    length, kind = 0, ""
    while line := (await reader.readline()).decode().strip():
        name, _, value = line.partition(":")
        if name.lower() == "content-length":
            length = int(value)
        elif name.lower() == "content-type":
            kind = value.strip()
    return first.split()[1], length, kind
