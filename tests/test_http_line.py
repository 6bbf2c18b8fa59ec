"""The HTTP line against servers that behave, misbehave and vanish, under both event loops."""

import asyncio
import socket
from typing import Any

import pytest

from bot import http_line
from bot.http_line import Answer, HttpLine, LineError
from tests.raw_server import OK, Part, Peer, Play, answering, on_both_loops, playing

REQUEST = b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
PATIENT = 20.0
"""Seconds that no test waits for unless something hangs."""


play = on_both_loops()


async def asked(part: Part, times: int = 1) -> tuple[list[Answer | str], int]:
    """What `times` requests one after the other give ("arrived: …" or "never: …" for a LineError),
    and how many connections they took."""
    given: list[Answer | str] = []
    async with playing(part) as server:
        line = HttpLine("127.0.0.1", server.port)
        for _ in range(times):
            try:
                given.append(await line.ask(REQUEST, PATIENT))
            except LineError as error:
                given.append(f"{'arrived' if error.arrived else 'never'}: {error}")
            for _ in range(5):  # what the server does after its answer is seen, however late
                await asyncio.sleep(0.002)
        await line.close()
    return given, len(server.peers)


CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: t\r\n\r\n"
)
UNTIL_THE_END = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\n\r\nhello"


def test_a_connection_serves_one_request_after_another(play: Play) -> None:
    assert play(asked(answering(OK), times=5)) == ([(200, b"ok")] * 5, 1)


def test_an_answer_in_chunks_is_put_together(play: Play) -> None:
    assert play(asked(answering(CHUNKED), times=2)) == ([(200, b"hello world")] * 2, 1)


@pytest.mark.exhaustive
@pytest.mark.parametrize("answer", [OK, CHUNKED], ids=["by length", "in chunks"])
def test_an_answer_may_break_anywhere(play: Play, answer: bytes) -> None:
    cuts = iter(range(1, len(answer)))

    async def part(peer: Peer) -> None:
        for cut in cuts:
            await peer.hears()
            await peer.says(answer[:cut], answer[cut:])

    given, connections = play(asked(part, times=len(answer) - 1))
    assert len(set(given)) == connections == 1
    assert given[0] in [(200, b"ok"), (200, b"hello world")]


def test_an_answer_may_dribble(play: Play) -> None:
    async def part(peer: Peer) -> None:
        while True:
            await peer.hears()
            await peer.says(*(bytes([byte]) for byte in CHUNKED))

    assert play(asked(part, times=2)) == ([(200, b"hello world")] * 2, 1)


def test_continue_is_no_answer_yet(play: Play) -> None:
    part = answering(b"HTTP/1.1 100 Continue\r\n\r\n" + OK)
    assert play(asked(part, times=2)) == ([(200, b"ok")] * 2, 1)


def test_an_answer_without_a_length_ends_with_the_connection(play: Play) -> None:
    async def part(peer: Peer) -> None:
        await peer.hears()
        await peer.says(UNTIL_THE_END)

    assert play(asked(part, times=2)) == ([(404, b"hello")] * 2, 2)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
    ],
    ids=["1.0", "close"],
)
def test_a_server_that_wants_no_second_request_gets_none(play: Play, answer: bytes) -> None:
    # the server would answer a second one, and does not close by itself
    assert play(asked(answering(answer), times=2)) == ([(200, b"ok")] * 2, 2)


def test_a_connection_closed_while_idle_is_not_used_again(play: Play) -> None:
    async def part(peer: Peer) -> None:
        await peer.hears()
        await peer.says(OK)

    assert play(asked(part, times=3)) == ([(200, b"ok")] * 3, 3)


def test_a_connection_reset_while_idle_is_not_used_again(play: Play) -> None:
    async def part(peer: Peer) -> None:
        await peer.hears()
        await peer.says(OK)
        peer.resets()

    assert play(asked(part, times=3)) == ([(200, b"ok")] * 3, 3)


def test_a_connection_idle_for_long_is_not_used_again(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_line, "IDLE_SECONDS", 0.0)
    assert play(asked(answering(OK), times=3)) == ([(200, b"ok")] * 3, 3)


@pytest.mark.parametrize(
    "stray",
    [b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstray", b"stray", b"\r\n"],
    ids=["an answer", "noise", "an empty line"],
)
@pytest.mark.parametrize("at_once", [True, False])
def test_what_nobody_asked_for_is_nobodys_answer(play: Play, stray: bytes, at_once: bool) -> None:
    async def part(peer: Peer) -> None:
        while True:
            await peer.hears()
            await (peer.says(OK + stray) if at_once else peer.says(OK, stray))

    given, connections = play(asked(part, times=3))
    assert given == [(200, b"ok")] * 3
    assert connections == 3 or (stray == b"\r\n" and at_once)


@pytest.mark.parametrize("heard", [OK[:-1], OK[:20], CHUNKED[:-3], b""])
@pytest.mark.parametrize("reset", [True, False])
def test_an_answer_cut_off_is_an_error_and_the_request_may_have_arrived(
    play: Play, heard: bytes, reset: bool
) -> None:
    async def part(peer: Peer) -> None:
        await peer.hears()
        if peer.number > 1:
            return await peer.says(OK)
        await peer.says(heard)
        if reset:
            peer.resets()
        return None

    (first, second), connections = play(asked(part, times=2))
    assert first.startswith("arrived: the connection ended before the answer did")
    assert (second, connections) == ((200, b"ok"), 2)


def test_a_request_is_never_said_twice(play: Play) -> None:
    """Not even on a kept-alive connection that ends without a byte: it may have been taken."""
    heard = []

    async def part(peer: Peer) -> None:
        heard.append(await peer.hears())
        await peer.says(OK)
        heard.append(await peer.hears())

    (first, second), connections = play(asked(part, times=2))
    assert first == (200, b"ok")
    assert second.startswith("arrived: ")
    assert (len(heard), connections) == (2, 1)


@pytest.mark.parametrize(
    "noise",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nsecret\r\n",
    ],
)
def test_what_is_no_http_is_an_error(play: Play, noise: bytes) -> None:
    (given, *_), _ = play(asked(answering(noise)))
    assert given.startswith("arrived: what came is no HTTP")
    assert "secret" not in given


@pytest.mark.parametrize(
    "endless",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n" + b"a" * 5000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 1000,
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 5000,
        b"HTTP/1.1 100 Continue\r\n\r\n" * 200,
    ],
    ids=["body", "chunks", "head", "continue"],
)
def test_an_answer_may_not_be_endless(
    play: Play, endless: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_line, "MOST_BYTES", 4000)
    (given, *_), _ = play(asked(answering(endless)))
    assert given == "arrived: an answer of more than 4000 bytes"


def test_many_answers_may_be_longer_than_one_may(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_line, "MOST_BYTES", 2 * len(OK))
    assert play(asked(answering(OK), times=5)) == ([(200, b"ok")] * 5, 1)


def test_an_answer_that_takes_too_long_is_not_waited_for_however_it_dribbles(play: Play) -> None:
    async def part(peer: Peer) -> None:
        await peer.hears()
        while peer.number == 1:
            await peer.says(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n")
            while True:
                await peer.says(b"X: y\r\n")
        await peer.says(OK)

    async def talk() -> None:
        async with playing(part) as server:
            line = HttpLine("127.0.0.1", server.port)
            with pytest.raises(LineError, match="no whole answer in time") as late:
                await line.ask(REQUEST, 0.1)
            assert late.value.arrived
            assert await line.ask(REQUEST, PATIENT) == (200, b"ok")
            await line.close()

    play(talk())


def test_a_cancelled_call_takes_its_connection_with_it(play: Play) -> None:
    """The late answer would be taken for the next one's."""

    async def talk() -> None:
        heard, gone = asyncio.Event(), asyncio.Event()

        async def part(peer: Peer) -> None:
            await peer.hears()
            if peer.number == 1:
                heard.set()
                await peer.reader.read()
                gone.set()
            await peer.says(OK)

        async with playing(part) as server:
            line = HttpLine("127.0.0.1", server.port)
            call = asyncio.create_task(line.ask(REQUEST, PATIENT))
            await heard.wait()
            call.cancel()
            async with asyncio.timeout(PATIENT):
                await gone.wait()
            assert call.cancelled()
            assert await line.ask(REQUEST, PATIENT) == (200, b"ok")
            await line.close()
        assert len(server.peers) == 2

    play(talk())


def test_a_connection_that_is_just_ending_is_not_used(play: Play) -> None:
    async def talk() -> None:
        async with playing(answering(OK)) as server:
            line = HttpLine("127.0.0.1", server.port)
            await line.ask(REQUEST, PATIENT)
            line._free[0].close()  # noqa: SLF001  (a moment that no server can be made to hit)
            assert await line.ask(REQUEST, PATIENT) == (200, b"ok")
            await line.close()
        assert len(server.peers) == 2

    play(talk())


def test_an_answer_before_the_whole_request_is_the_connections_last(play: Play) -> None:
    async def part(peer: Peer) -> None:
        await peer.reader.readuntil(b"\r\n\r\n")
        await peer.says(OK)
        await asyncio.sleep(PATIENT)  # and reads no further

    async def talk() -> None:
        async with playing(part) as server:
            line = HttpLine("127.0.0.1", server.port)
            size = 32 * 1024 * 1024
            long = b"POST /x HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % size + bytes(size)
            assert await line.ask(long, PATIENT) == (200, b"ok")
            assert await line.ask(REQUEST, PATIENT) == (200, b"ok")
            await line.close()
        assert len(server.peers) == 2

    play(talk())


def test_connections_are_bounded_and_whoever_waits_gets_a_turn(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_line, "MOST_CONNECTIONS", 2)

    async def talk() -> None:
        async with playing(answering(OK)) as server:
            line = HttpLine("127.0.0.1", server.port)
            calls = [line.ask(REQUEST, PATIENT) for _ in range(20)]
            assert await asyncio.gather(*calls) == [(200, b"ok")] * 20
            await line.close()
        assert len(server.peers) == 2

    play(talk())


def test_who_waits_in_vain_for_a_free_connection_has_not_arrived(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_line, "MOST_CONNECTIONS", 1)

    async def talk() -> None:
        heard = asyncio.Event()

        async def part(peer: Peer) -> None:
            await peer.hears()
            heard.set()
            await peer.hears()

        async with playing(part) as server:
            line = HttpLine("127.0.0.1", server.port)
            first = asyncio.create_task(line.ask(REQUEST, PATIENT))
            await heard.wait()
            with pytest.raises(LineError, match="no connection free") as full:
                await line.ask(REQUEST, 0.05)
            assert not full.value.arrived
            await line.close()
            with pytest.raises(LineError, match="the connection ended") as ended:
                await first
            assert ended.value.arrived

    play(talk())


def test_a_refused_connection_has_not_arrived(play: Play) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # nobody listens
        with pytest.raises(LineError, match="ConnectionRefusedError") as refused:
            play(HttpLine("127.0.0.1", free.getsockname()[1]).ask(REQUEST, PATIENT))
    assert not refused.value.arrived


def test_a_connection_closed_before_a_word_was_said_has_not_arrived(play: Play) -> None:
    class Slow(HttpLine):
        async def _dial(self) -> Any:
            connection = await super()._dial()
            await connection.gone.wait()
            return connection

    async def part(_peer: Peer) -> None:
        """Hangs up."""

    async def talk() -> None:
        async with playing(part) as server:
            line = Slow("127.0.0.1", server.port)
            with pytest.raises(LineError, match="at once") as closed:
                await line.ask(REQUEST, PATIENT)
            assert not closed.value.arrived
            await line.close()

    play(talk())


def test_a_name_without_an_address_has_not_arrived(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_line, "CONNECT_SECONDS", 1.0)  # where no resolver answers
    with pytest.raises(LineError) as unknown:
        play(HttpLine("nowhere.invalid", 80).ask(REQUEST, PATIENT))
    assert not unknown.value.arrived


def test_when_one_address_is_deaf_the_next_is_tried(play: Play) -> None:
    """ "localhost" is ::1 and 127.0.0.1 on most machines; the server listens on the second only."""

    async def talk() -> None:
        async with playing(answering(OK)) as server:
            line = HttpLine("localhost", server.port)
            assert await line.ask(REQUEST, PATIENT) == (200, b"ok")
            await line.close()

    play(talk())
