"""TLS: whom the bot takes for Telegram."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiogram import Bot

from bot import http_line
from bot.http_line import HttpLine, LineError
from bot.patience import NotArrivedError
from bot.session import JsonSession
from tests.authority import Authority, found
from tests.raw_server import OK, Peer, Play, answering, on_both_loops, playing
from tests.test_http_line import PATIENT, REQUEST
from tests.test_session import BY, SENT, TOKEN, a_bot, http

play = on_both_loops()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return found(tmp_path_factory.mktemp("authority"))


async def lost(line: HttpLine, seconds: float = PATIENT) -> LineError:
    with pytest.raises(LineError) as error:
        await line.ask(REQUEST, seconds)
    await line.close()
    return error.value


def test_a_server_with_a_trusted_certificate_is_talked_to(play: Play, authority: Authority) -> None:
    trust = ssl.create_default_context(cafile=authority.file)

    async def talk() -> None:
        async with playing(answering(OK), authority.server) as server:
            line = HttpLine("127.0.0.1", server.port, trust)
            for _ in range(3):
                assert await line.ask(REQUEST, PATIENT) == (200, b"ok")
            await line.close()
        assert len(server.peers) == 1

    play(talk())


@pytest.mark.parametrize(
    ("host", "trusted", "reason"),
    [
        ("127.0.0.1", False, "unable to get local issuer certificate"),
        ("localhost", True, "Hostname mismatch"),
    ],
)
def test_any_other_is_refused_with_the_reason_before_a_word_is_said(
    play: Play, authority: Authority, host: str, trusted: bool, reason: str
) -> None:
    trust = ssl.create_default_context(cafile=authority.file if trusted else None)
    heard = []

    async def part(peer: Peer) -> None:
        heard.append(await peer.hears())

    async def talk() -> None:
        async with playing(part, authority.server) as server:
            error = await lost(HttpLine(host, server.port, trust))
        assert reason in str(error)
        assert not error.arrived
        assert heard == []

    play(talk())


def test_a_handshake_that_never_ends_has_not_arrived(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_line, "CONNECT_SECONDS", 0.1)

    async def silent(peer: Peer) -> None:
        await peer.reader.read()

    async def talk() -> None:
        async with playing(silent) as server:
            line = HttpLine("127.0.0.1", server.port, ssl.create_default_context())
            error = await lost(line, seconds=3600)
        assert (str(error), error.arrived) == ("no connection in time", False)

    play(talk())


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_a_server_without_tls_has_not_been_reached(play: Play, said: bytes) -> None:
    async def plain(peer: Peer) -> None:
        await peer.reader.read(1)
        await peer.says(said)

    async def talk() -> None:
        async with playing(plain) as server:
            error = await lost(HttpLine("127.0.0.1", server.port, ssl.create_default_context()))
        assert not error.arrived

    play(talk())


@pytest.mark.parametrize("ending", ["with a goodbye", "with a reset"])
def test_a_connection_closed_while_idle_is_not_used_again(
    play: Play, authority: Authority, ending: str
) -> None:
    trust = ssl.create_default_context(cafile=authority.file)

    async def part(peer: Peer) -> None:
        await peer.hears()
        await peer.says(OK)
        if ending == "with a reset":
            peer.resets()

    async def talk() -> None:
        async with playing(part, authority.server) as server:
            line = HttpLine("127.0.0.1", server.port, trust)
            for _ in range(3):
                assert await line.ask(REQUEST, PATIENT) == (200, b"ok")
                for _ in range(10):
                    await asyncio.sleep(0.002)
            await line.close()
        assert len(server.peers) == 3

    play(talk())


def test_an_answer_without_a_length_ends_with_the_connection(
    play: Play, authority: Authority
) -> None:
    trust = ssl.create_default_context(cafile=authority.file)

    async def part(peer: Peer) -> None:
        await peer.hears()
        await peer.says(b"HTTP/1.1 200 OK\r\n\r\nhello")

    async def talk() -> None:
        async with playing(part, authority.server) as server:
            line = HttpLine("127.0.0.1", server.port, trust)
            assert await line.ask(REQUEST, PATIENT) == (200, b"hello")
            await line.close()

    play(talk())


@asynccontextmanager
async def talking_to(authority: Authority) -> AsyncIterator[Bot]:
    """A bot of a server that the authority vouches for."""
    done = answering(http(200, {"ok": True, "result": SENT}))
    async with playing(done, authority.server) as server:
        bot = a_bot(server.port, scheme="https")
        yield bot
        await bot.session.close()


@pytest.mark.parametrize("way", BY)
async def test_a_companys_authority_is_believed_when_its_file_is_named(
    way: str, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    async with talking_to(authority) as bot:
        assert await bot(BY[way])


@pytest.mark.parametrize("way", BY)
async def test_nobody_elses_authority_is(
    way: str, authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    async with talking_to(authority) as bot:
        with pytest.raises(NotArrivedError, match="certificate verify failed") as refused:
            await bot(BY[way])
    assert TOKEN not in f"{refused.value}{caplog.text}"


async def test_the_authorities_that_come_with_the_bot_are_believed() -> None:
    """Where the machine has none: in a slim image."""
    bot = a_bot(1, scheme="https")
    assert isinstance(bot.session, JsonSession)
    names = {str(authority["subject"]) for authority in bot.session.trust.get_ca_certs()}
    assert any("ISRG Root X1" in name for name in names)
