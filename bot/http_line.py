"""HTTP/1.1 to one server over kept-alive connections, one request at a time on each.

Only what the Bot API needs: a request whose bytes are ready and few, an answer that is read whole.
llhttp (httptools) reads the answer.

A request is never repeated here: whether it may be is for the caller to decide, and
`LineError.arrived` says what they need to know. It is False as long as not one byte was written (no
connection came free, no address, refused, no TLS) and True from then on. A kept-alive connection
that ends before the answer looks the same whether the server took the request or was closing just
then, so that counts as "may have arrived" too; IDLE_SECONDS keeps it rare.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable
from typing import cast

from aiohappyeyeballs import start_connection
from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

MOST_CONNECTIONS = 100
"""At the same time; whoever finds none free waits."""

MOST_BYTES = 64 * 1024 * 1024
"""Of one answer, head included. A batch of a hundred updates is smaller than this."""

CONNECT_SECONDS = 10.0
NEXT_ADDRESS_SECONDS = 0.25
"""When an address has not answered for this long, the next one is tried beside it: where IPv6 leads
nowhere, the whole time-out would pass before IPv4's turn."""

IDLE_SECONDS = 30.0
"""A connection idle for longer is not used again: the server may be closing it just now."""

Answer = tuple[int, bytes]
"""The status and the body."""


class LineError(Exception):
    """No whole answer came. `arrived`: whether the server may have taken the request."""

    def __init__(self, why: str, *, arrived: bool) -> None:
        super().__init__(why)
        self.arrived = arrived


class _Connection(asyncio.Protocol):
    """One connection; `usable` while it can take another request. httptools calls the `on_…`."""

    def __init__(self, lost: Callable[["_Connection"], None]) -> None:
        self._lost = lost
        self._parser = HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[Answer | LineError] | None = None
        self._body: list[bytes] = []
        self._received = 0
        self._head_read = self._length_told = False
        self.usable = True
        self.free_since = 0.0
        self.gone = asyncio.Event()

    async def ask(self, request: bytes, seconds: float) -> Answer:
        """Write the request and wait for its answer. Raises LineError."""
        assert self._transport is not None
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[Answer | LineError] = loop.create_future()
        self._waiter = waiter
        self._received = 0
        timer = loop.call_later(seconds, self._fail, "no whole answer in time")
        self._transport.write(request)
        try:
            answer = await waiter
        except asyncio.CancelledError:
            self.close()  # the answer may still come, and would be taken for the next one's
            raise
        finally:
            timer.cancel()
        if isinstance(answer, LineError):
            raise answer
        return answer

    def close(self) -> None:
        """Drop the connection at once."""
        self.usable = False
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if self._waiter is None:  # nobody has asked: this would be taken for the next answer
            self.close()
            return
        self._received += len(data)
        if self._received > MOST_BYTES:
            self._fail(f"an answer of more than {MOST_BYTES} bytes")
            return
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as error:
            self._fail(f"what came is no HTTP: {type(error).__name__}")

    def eof_received(self) -> None:
        """An answer that does not state its length ends with the connection."""
        self.usable = False
        if self._head_read and not self._length_told:
            self._give()

    def connection_lost(self, exc: Exception | None) -> None:
        self.usable = False
        why = f": {type(exc).__name__}" if exc is not None else ""
        self._fail(f"the connection ended before the answer did{why}")
        self.gone.set()
        self._lost(self)

    def on_message_begin(self) -> None:
        if self._waiter is None:  # two answers to one request
            self.usable = False
        self._head_read = self._length_told = False
        self._body = []

    def on_header(self, name: bytes, _value: bytes) -> None:
        if name.lower() in (b"content-length", b"transfer-encoding"):
            self._length_told = True

    def on_headers_complete(self) -> None:
        self._head_read = True

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        if self._parser.get_status_code() < 200:  # "100 Continue": the answer is still to come
            return
        self.usable = self.usable and self._parser.should_keep_alive()
        self._give()

    def _give(self) -> None:
        assert self._transport is not None
        if self._transport.get_write_buffer_size():  # answered before all was written
            self.usable = False
        self._settle((self._parser.get_status_code(), b"".join(self._body)))
        self._body = []

    def _fail(self, why: str) -> None:
        self.close()
        self._settle(LineError(why, arrived=True))

    def _settle(self, answer: Answer | LineError) -> None:
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_result(answer)


class HttpLine:
    """The connections to one server, over TLS when there is a `context`."""

    def __init__(self, host: str, port: int, context: ssl.SSLContext | None = None) -> None:
        self._host, self._port, self._context = host, port, context
        self._free: list[_Connection] = []
        self._open: set[_Connection] = set()
        self._slots = asyncio.Semaphore(MOST_CONNECTIONS)

    async def ask(self, request: bytes, seconds: float) -> Answer:
        """The status and the body of the answer to `request`, within `seconds` from now.

        Raises LineError. A cancelled call drops its connection.
        """
        now = asyncio.get_running_loop().time
        ends = now() + seconds
        await self._take_slot(seconds)
        try:
            connection = self._waiting() or await self._connect(ends - now())
            answer = await connection.ask(request, ends - now())
            if connection.usable:
                connection.free_since = now()
                self._free.append(connection)
            else:
                connection.close()
            return answer
        finally:
            self._slots.release()

    async def close(self) -> None:
        """Drop every connection; whoever still waits for an answer gets a LineError."""
        ended = list(self._open)
        for connection in ended:
            connection.close()
        for connection in ended:
            await connection.gone.wait()

    async def _take_slot(self, seconds: float) -> None:
        if not self._slots.locked():
            await self._slots.acquire()
            return
        try:
            async with asyncio.timeout(seconds):
                await self._slots.acquire()
        except TimeoutError:
            raise LineError("no connection free in time", arrived=False) from None

    def _waiting(self) -> _Connection | None:
        """The free connection that was used last: so the others can expire unused."""
        oldest = asyncio.get_running_loop().time() - IDLE_SECONDS
        while self._free:
            connection = self._free.pop()
            if connection.usable and connection.free_since >= oldest:
                return connection
            connection.close()
        return None

    async def _connect(self, seconds: float) -> _Connection:
        seconds = min(seconds, CONNECT_SECONDS)
        try:
            async with asyncio.timeout(seconds):
                connection = await self._dial()
        except TimeoutError:
            raise LineError("no connection in time", arrived=False) from None
        except (OSError, RuntimeError) as error:  # uvloop raises RuntimeError for some
            why = f"{type(error).__name__}: {error}"
            raise LineError(why, arrived=False) from error
        if not connection.usable:
            connection.close()
            raise LineError("the server closed the connection at once", arrived=False)
        self._open.add(connection)
        return connection

    async def _dial(self) -> _Connection:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
        sock = await start_connection(found, happy_eyeballs_delay=NEXT_ADDRESS_SECONDS)
        name = self._host if self._context else None
        try:
            _, connection = await loop.create_connection(
                lambda: _Connection(self._lost), sock=sock, ssl=self._context, server_hostname=name
            )
        except BaseException:
            sock.close()
            raise
        return connection

    def _lost(self, connection: _Connection) -> None:
        self._open.discard(connection)
        if connection in self._free:
            self._free.remove(connection)
