"""A server that plays a part, byte by byte."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvloop

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@dataclass
class Peer:
    """One connection, seen from the server. `number` counts them from 1."""

    number: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def hears(self) -> bytes:
        """The body of the next request. Raises IncompleteReadError when the client is gone."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        return await self.reader.readexactly(int(length or 0))

    async def says(self, *parts: bytes) -> None:
        """Send the parts one by one, with a turn of the loop after each."""
        for part in parts:
            self.writer.write(part)
            await self.writer.drain()
            await asyncio.sleep(0.001)

    def resets(self) -> None:
        """End with a RST, not with a FIN."""
        self.writer.transport.abort()


Part = Callable[[Peer], Awaitable[None]]


@dataclass
class Server:
    """Where it listens, who came, and what was heard by `answers`."""

    port: int = 0
    peers: list[Peer] = field(default_factory=list)


@asynccontextmanager
async def playing(part: Part, context: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """Play `part` to each connection, which ends with it; what it raises comes out at the end."""
    server, raised, tasks = Server(), list[Exception](), list[asyncio.Task[None]]()

    async def play(peer: Peer) -> None:
        try:
            await part(peer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # the client has gone, or the test is over
        except Exception as error:  # noqa: BLE001
            if not peer.writer.is_closing():  # uvloop has a RuntimeError for that
                raised.append(error)
        finally:
            peer.writer.close()

    def came(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.peers.append(Peer(len(server.peers) + 1, reader, writer))
        tasks.append(asyncio.create_task(play(server.peers[-1])))

    listener = await asyncio.start_server(came, "127.0.0.1", 0, ssl=context)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for peer in server.peers:
            with suppress(OSError):
                await peer.writer.wait_closed()
    if raised:
        raise raised[0]


def answering(*answers: bytes) -> Part:
    """A part that gives these answers in turn, whatever the connection, and the last ever after."""
    left = list(answers)

    async def part(peer: Peer) -> None:
        while True:
            await peer.hears()
            await peer.says(left.pop(0) if len(left) > 1 else left[0])

    return part


LOOPS = {"stock": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}

Play = Callable[[Coroutine[Any, Any, Any]], Any]


def on_both_loops() -> Any:
    """A fixture that runs a coroutine to its end, on either event loop; whatever the loop complains
    of fails the test."""

    @pytest.fixture(params=LOOPS)
    def play(request: pytest.FixtureRequest) -> Iterator[Play]:
        complaints: list[dict[str, Any]] = []
        with asyncio.Runner(loop_factory=LOOPS[request.param]) as runner:
            runner.get_loop().set_exception_handler(lambda _, what: complaints.append(what))
            yield runner.run
        assert complaints == []

    return play
