"""Through a proxy: every call goes through it, and its password stays between the two."""

import asyncio
import base64
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiogram import Bot
from aiogram.methods import GetMe

from bot import patience
from bot.app import api_session
from bot.patience import NotArrivedError, try_again
from bot.session import JsonSession
from bot.settings import load_settings
from tests.authority import Authority, found
from tests.raw_server import Peer, Play, Server, answering, on_both_loops, playing
from tests.test_session import BY, SENT, TOKEN, a_bot, http
from tests.test_settings import KEY

play = on_both_loops()

ENTRY = "anna:p%40ss%3Aword@"
WRONG = "anna:s3cret%21@"


@dataclass
class Proxy:
    """Lets anna with p@ss:word in, or everybody; remembers where they wanted to go."""

    guarded: bool = True
    asked: list[str] = field(default_factory=list)

    async def http(self, peer: Peer) -> None:
        """CONNECT."""
        head = (await peer.reader.readuntil(b"\r\n\r\n")).decode()
        entry = base64.b64encode(b"anna:p@ss:word").decode()
        if self.guarded and f"Proxy-Authorization: Basic {entry}\r\n" not in head:
            await peer.says(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")
            return
        verb, target, _ = head.split(" ", 2)
        assert verb == "CONNECT"
        self.asked.append(target)
        await peer.says(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await _join(peer, target)

    async def socks5(self, peer: Peer) -> None:
        """RFC 1928 and 1929."""
        _, count = await peer.reader.readexactly(2)
        methods = await peer.reader.readexactly(count)
        wanted = 2 if self.guarded else 0
        if wanted not in methods:
            await peer.says(b"\x05\xff")
            return
        await peer.says(bytes([5, wanted]))
        if self.guarded:
            await peer.reader.readexactly(1)
            entry = [await _counted(peer), await _counted(peer)]
            await peer.says(b"\x01\x00" if entry == [b"anna", b"p@ss:word"] else b"\x01\x01")
            if entry != [b"anna", b"p@ss:word"]:
                return
        _, _, _, kind = await peer.reader.readexactly(4)
        assert kind in (1, 3)
        host = await (_counted(peer) if kind == 3 else peer.reader.readexactly(4))
        name = host.decode() if kind == 3 else socket.inet_ntoa(host)
        port = int.from_bytes(await peer.reader.readexactly(2), "big")
        self.asked.append(f"{name}:{port}")
        await peer.says(b"\x05\x00\x00\x01" + bytes(6))
        await _join(peer, self.asked[-1])


async def _counted(peer: Peer) -> bytes:
    return await peer.reader.readexactly((await peer.reader.readexactly(1))[0])


async def _join(peer: Peer, target: str) -> None:
    """Carry bytes both ways until either side ends."""
    reader, writer = await asyncio.open_connection(*target.rsplit(":", 1))
    ways = [
        asyncio.create_task(_carry(peer.reader, writer)),
        asyncio.create_task(_carry(reader, peer.writer)),
    ]
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        writer.close()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return found(tmp_path_factory.mktemp("authority"))


@pytest.fixture(autouse=True)
def believed(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))


@asynccontextmanager
async def bot_behind(
    proxy: Proxy, kind: str, authority: Authority, entry: str = "", api: str = "http"
) -> AsyncIterator[tuple[Bot, Server]]:
    """A bot whose Bot API is reached through the proxy, and that server."""
    part = proxy.socks5 if kind == "socks5" else proxy.http
    done = answering(http(200, {"ok": True, "result": SENT}))
    async with (
        playing(done, authority.server if api == "https" else None) as server,
        playing(part, authority.server if kind == "https" else None) as door,
    ):
        bot = a_bot(server.port, scheme=api, proxy=f"{kind}://{entry}127.0.0.1:{door.port}")
        yield bot, server
        await bot.session.close()


@pytest.mark.exhaustive
@pytest.mark.parametrize("api", ["http", "https"])
@pytest.mark.parametrize("kind", ["http", "https", "socks5"])
@pytest.mark.parametrize("guarded", [True, False])
def test_calls_with_and_without_files_go_through_the_proxy(
    play: Play, authority: Authority, kind: str, api: str, guarded: bool
) -> None:
    async def talk() -> None:
        proxy = Proxy(guarded)
        async with bot_behind(proxy, kind, authority, ENTRY if guarded else "", api) as (
            bot,
            server,
        ):
            for call in BY.values():
                assert await bot(call)
        assert proxy.asked == [f"127.0.0.1:{server.port}"]  # one connection, kept
        assert len(server.peers) == 1

    play(talk())


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("http", "407 Proxy Authentication Required"),
        ("socks5", "Username and password authentication failure"),
    ],
)
async def test_a_wrong_password_is_said_to_be_wrong_and_is_not_shown(
    authority: Authority,
    kind: str,
    reason: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(patience, "PAUSES", (0.01,))
    caplog.set_level(logging.DEBUG)
    proxy = Proxy()
    async with bot_behind(proxy, kind, authority, WRONG) as (bot, _):
        bot.session.middleware(try_again)
        with pytest.raises(NotArrivedError, match=f"ProxyError: {reason}") as refused:
            await bot(GetMe())
    assert proxy.asked == []
    told = f"{refused.value!r} {refused.value.__cause__} {caplog.text}"
    assert not [secret for secret in (WRONG, "s3cret", TOKEN) if secret in told]


@pytest.mark.parametrize("kind", ["http", "https", "socks5"])
async def test_a_proxy_that_is_not_there_is_named_without_its_password(kind: str) -> None:
    bot = a_bot(9, proxy=f"{kind}://{WRONG}127.0.0.1:1")
    with pytest.raises(NotArrivedError, match=r"proxy 127\.0\.0\.1:1 ") as refused:
        await bot(GetMe())
    await bot.session.close()
    assert "s3cret" not in str(refused.value)


async def test_a_server_behind_the_proxy_that_is_not_believed_is_not_talked_to(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    async with bot_behind(Proxy(), "socks5", authority, ENTRY, api="https") as (bot, _):
        with pytest.raises(NotArrivedError, match="certificate verify failed"):
            await bot(GetMe())


async def test_the_setting_is_the_sessions_proxy() -> None:
    given = {"token": TOKEN, "data_key": KEY, "database": ":memory:"}
    for proxy, kept in (("", None), (f"socks5://{ENTRY}10.0.0.1:1080",) * 2):
        session = api_session(load_settings(**given, proxy=proxy))
        assert isinstance(session, JsonSession)
        assert session.proxy == kept
        await session.close()
