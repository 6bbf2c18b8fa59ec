"""The Bot API over HTTP, and the control API beside it."""

import asyncio
import sys
from collections.abc import AsyncIterator

import echo
import pytest
import pytest_asyncio
from aiohttp import ClientError, ClientSession, WSServerHandshakeError
from bot_client import BotClient
from telegram_sandbox.clock import MovableClock
from telegram_sandbox.faults import Fault
from telegram_sandbox.refused import Refused
from telegram_sandbox.remote import RemotePerson
from telegram_sandbox.serve import Served, serve
from telegram_sandbox.telegram import Telegram

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def boris(served: Served, polling: BotClient) -> AsyncIterator[RemotePerson]:
    session = ClientSession()
    person = RemotePerson(session, served.api_url, first_name="Борис")
    await person.joins()
    yield person
    await session.close()


async def test_a_polling_bot_answers_over_http(boris: RemotePerson) -> None:
    await boris.says("/start")
    assert boris.screen.startswith("Дело № A-17")
    assert boris.copies == ["a@example.org"]
    await boris.presses("Считать")
    assert boris.screen == "Счёт: 1"


async def test_alerts_and_files_over_http(boris: RemotePerson) -> None:
    await boris.says("/start")
    await boris.presses("Отправил")
    assert boris.alert == "Записано"
    await boris.presses("Файл")
    await boris.until(lambda person: person.screen == "Ваше заявление")
    assert await boris.files() == {"Заявление.txt": echo.LETTER}


async def test_waiting_in_vain_says_what_is_on_the_screen(
    boris: RemotePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    await boris.says("раз")
    monkeypatch.setattr("telegram_sandbox.remote.WAIT_SECONDS", 0.2)
    with pytest.raises(AssertionError, match="waited in vain; on the screen: 'раз'"):
        await boris.presses("Нет такой")


async def test_a_file_comes_back_byte_for_byte(telegram: Telegram, client: BotClient) -> None:
    telegram.person(7).start()
    content = bytes(range(256)) * 300
    sent = await client.call("sendDocument", {"document": ("данные.bin", content)}, chat_id=7)
    document = sent["document"]
    assert (document["file_name"], document["file_size"]) == ("данные.bin", len(content))
    assert await client.download(document["file_id"]) == content
    again = await client.call(
        "sendDocument", chat_id=7, document=document["file_id"], caption="ещё раз"
    )
    assert again["document"] == document


async def test_refusals_arrive_with_their_codes(telegram: Telegram, client: BotClient) -> None:
    anna = telegram.person(7)
    anna.start()
    with pytest.raises(Refused, match="400 Bad Request: can't parse entities"):
        await client.call("sendMessage", chat_id=7, text="<b>раз", parse_mode="HTML")
    telegram.faults.add(Fault(code=429, retry_after=7))
    with pytest.raises(Refused, match="429") as refused:
        await client.call("sendMessage", chat_id=7, text="раз")
    assert refused.value.retry_after == 7
    telegram.faults.add(Fault(code=500, method="getMe"))
    with pytest.raises(Refused, match="500"):
        await client.call("getMe")
    assert (await client.call("getMe"))["username"] == telegram.bot.username
    anna.block()
    with pytest.raises(Refused, match="403 Forbidden: bot was blocked by the user"):
        await client.call("sendMessage", chat_id=7, text="раз")


async def test_dropped_connections_before_and_after_the_effect(
    telegram: Telegram, client: BotClient
) -> None:
    anna = telegram.person(7)
    anna.start()
    telegram.faults.add(Fault(method="sendMessage"))
    telegram.faults.add(Fault(method="sendMessage", after=True))
    for text in ("не дошло", "дошло"):
        with pytest.raises(ClientError):
            await client.call("sendMessage", chat_id=7, text=text)
    bots = [m.text for m in anna.chat.messages.values() if m.sender == telegram.bot]
    assert bots == ["дошло"]


async def test_wrong_tokens_and_methods(served: Served, telegram: Telegram) -> None:
    async with ClientSession() as session:
        stranger = BotClient(session, served.api_url, "42:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
        with pytest.raises(Refused, match="401 Unauthorized"):
            await stranger.call("getMe")
        base = f"{served.api_url}/bot{telegram.token}"
        async with session.get(f"{base}/makeCoffee") as answer:
            assert (answer.status, await answer.json()) == (
                404,
                {"ok": False, "error_code": 404, "description": "Not Found: method not found"},
            )
        async with session.get(f"{served.api_url}/botnonsense/getMe") as answer:
            assert answer.status == 404
        async with session.post(f"{base}/getMe", data=b"{", headers=JSON) as answer:
            assert answer.status == 400
        async with session.get(f"{served.api_url}/file/bot{telegram.token}/none") as answer:
            assert answer.status == 404


async def test_a_method_that_the_sandbox_does_not_know_is_not_telegrams_404(
    client: BotClient,
) -> None:
    with pytest.raises(Refused) as refused:
        await client.call("sendpoll", chat_id=7)
    assert refused.value.code == 501
    assert refused.value.description == "Not Implemented: the sandbox does not know sendPoll"


JSON = {"Content-Type": "application/json"}


async def test_json_urlencoded_and_query_parameters_are_the_same(
    served: Served, telegram: Telegram
) -> None:
    telegram.person(7).start()
    url = f"{served.api_url}/bot{telegram.token}/sendMessage"
    told = {"chat_id": 7, "text": "раз"}
    async with ClientSession() as session:
        for how in ({"json": told}, {"data": told}, {"params": told}):
            async with session.post(url, **how) as answer:  # type: ignore[arg-type]
                body = await answer.json()
                assert (answer.status, body["result"]["text"]) == (200, "раз")


async def waiting_poll(telegram: Telegram) -> None:
    """Until a getUpdates has reached the server."""
    async with asyncio.timeout(5):
        while not telegram.updates.is_polled:  # noqa: ASYNC110  (the model has no event for it)
            await asyncio.sleep(0.001)


async def test_two_pollers_conflict(telegram: Telegram, client: BotClient) -> None:
    first = asyncio.create_task(client.call("getUpdates", timeout=20))
    await waiting_poll(telegram)
    second = asyncio.create_task(client.call("getUpdates", timeout=20))
    with pytest.raises(Refused, match="409 Conflict: terminated by other getUpdates request"):
        await first
    telegram.person(7).start()
    assert len(await second) == 1


async def test_foreign_hosts_and_origins_are_turned_away(served: Served) -> None:
    async def status(**headers: str) -> int:
        async with session.get(served.page_url, headers=headers) as answer:
            return answer.status

    async with ClientSession() as session:
        assert await status() == 200
        assert await status(Origin=served.api_url) == 200
        assert await status(Host="evil.example") == 403
        assert await status(Host="127.0.0.1.evil.example") == 403
        assert await status(Origin="http://evil.example") == 403
        assert await status(Origin="http://localhost:1") == 403
        assert await status(Origin="null") == 403
        with pytest.raises(WSServerHandshakeError, match="403"):
            await session.ws_connect(f"{served.api_url}/sandbox/live", origin="http://evil.example")


async def test_only_loopback_is_served(telegram: Telegram, clock: MovableClock) -> None:
    with pytest.raises(ValueError, match="this machine only"):
        async with serve(telegram, clock, host="0.0.0.0", port=0):
            pass


async def test_the_clock_moves_and_the_bot_is_told(telegram: Telegram) -> None:
    told: list[str] = []

    async def on_advance() -> None:
        told.append(clock().isoformat())

    clock = MovableClock()
    before = clock()
    async with (
        serve(telegram, clock, port=0, on_advance=on_advance) as served,
        ClientSession() as session,
        session.post(f"{served.api_url}/sandbox/clock", json={"days": 3, "hours": 1}) as answer,
    ):
        assert answer.status == 200
    assert len(told) == 1
    assert 3 * 86_400 + 3600 <= (clock() - before).total_seconds() < 3 * 86_400 + 3700


@pytest.mark.process
@pytest.mark.parametrize("given", [("--token", "42:TOKEN", "--name", "Пробный"), ()])
async def test_the_command_says_where_it_serves_and_with_which_token(given: tuple[str]) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "telegram_sandbox", "--port", "0", *given),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        api, token, page = [
            (await asyncio.wait_for(process.stdout.readline(), 60)).decode().split()
            for _ in range(3)
        ]
        assert (api[0], page[:2]) == ("Bot", ["chat", "page:"])
        assert not given or token[-1] == "42:TOKEN"
        async with ClientSession() as session:
            anna = RemotePerson(session, api[-1])
            await anna.joins()
            me = await BotClient(session, api[-1], token[-1]).call("getMe")
            assert me["first_name"] == ("Пробный" if given else "Sandbox")
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), 30)


@pytest.mark.process
@pytest.mark.parametrize("port", ["99999", "-1", "x"])
async def test_a_port_that_is_none_is_refused_in_words(port: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "telegram_sandbox", f"--port={port}"),
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 2
    assert b"a port is a number from 0 to 65535" in said
    assert b"Traceback" not in said
