"""The Bot API over HTTP, talked to by aiogram's own session."""

import asyncio
import sys
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import BufferedInputFile
from aiohttp import ClientSession, WSServerHandshakeError, web

from bot.clock import MovableClock
from bot.sandbox.faults import Fault
from bot.sandbox.serve import Served, serve
from bot.sandbox.telegram import Telegram
from tests.sandbox import echo
from tests.telegram import RemotePerson

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def boris(served: Served, polling: Bot) -> AsyncIterator[RemotePerson]:
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
    monkeypatch.setattr("tests.telegram.WAIT_SECONDS", 0.2)
    await boris.says("раз")
    with pytest.raises(AssertionError, match="waited in vain; on the screen: 'раз'"):
        await boris.presses("Нет такой")


async def test_a_file_comes_back_byte_for_byte(telegram: Telegram, http_bot: Bot) -> None:
    telegram.person(7).start()
    content = bytes(range(256)) * 300
    sent = await http_bot.send_document(7, BufferedInputFile(content, "данные.bin"))
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.file_size) == ("данные.bin", len(content))
    fetched = await http_bot.download(sent.document.file_id)
    assert fetched is not None
    assert fetched.read() == content
    again = await http_bot.send_document(7, sent.document.file_id, caption="ещё раз")
    assert again.document == sent.document


async def test_refusals_arrive_as_aiograms_exceptions(telegram: Telegram, http_bot: Bot) -> None:
    anna = telegram.person(7)
    anna.start()
    with pytest.raises(TelegramBadRequest, match="can't parse entities"):
        await http_bot.send_message(7, "<b>раз")
    with pytest.raises(TelegramBadRequest, match="message text is empty"):
        await http_bot.send_message(7, "")
    telegram.faults.add(Fault(code=429, retry_after=7))
    with pytest.raises(TelegramRetryAfter) as retry:
        await http_bot.send_message(7, "раз")
    assert retry.value.retry_after == 7
    anna.block()
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await http_bot.send_message(7, "раз")


async def test_dropped_connections_before_and_after_the_effect(
    telegram: Telegram, http_bot: Bot
) -> None:
    anna = telegram.person(7)
    anna.start()
    telegram.faults.add(Fault(method="sendMessage"))
    telegram.faults.add(Fault(method="sendMessage", after=True))
    for text in ("не дошло", "дошло"):
        with pytest.raises(TelegramNetworkError):
            await http_bot.send_message(7, text)
    bots = [m.text for m in anna.chat.messages.values() if m.sender == telegram.bot]
    assert bots == ["дошло"]


async def test_a_server_error_on_request(telegram: Telegram, http_bot: Bot) -> None:
    telegram.faults.add(Fault(code=500, method="getMe"))
    with pytest.raises(TelegramServerError):
        await http_bot.get_me()
    assert (await http_bot.get_me()).username == telegram.bot.username


async def test_wrong_tokens_and_methods(served: Served, telegram: Telegram, http_bot: Bot) -> None:
    stranger = Bot("42:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", session=http_bot.session)
    with pytest.raises(TelegramUnauthorizedError, match="Unauthorized"):
        await stranger.get_me()
    async with ClientSession() as session:
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


async def test_two_pollers_conflict(telegram: Telegram, http_bot: Bot) -> None:
    first = asyncio.create_task(http_bot.get_updates(timeout=20))
    await waiting_poll(telegram)
    second = asyncio.create_task(http_bot.get_updates(timeout=20))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
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


async def test_a_webhook_gets_updates_until_it_confirms_them(
    telegram: Telegram, http_bot: Bot, unused_tcp_port: int
) -> None:
    got: asyncio.Queue[tuple[str, int, int]] = asyncio.Queue()
    statuses = iter((500, 200, 200))

    async def hook(request: web.Request) -> web.Response:
        update, status = await request.json(), next(statuses)
        secret = request.headers["X-Telegram-Bot-Api-Secret-Token"]
        await got.put((secret, update["update_id"], status))
        return web.Response(status=status)

    app = web.Application()
    app.router.add_post("/hook", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    await http_bot.set_webhook(f"http://127.0.0.1:{unused_tcp_port}/hook", secret_token="abc")
    with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook"):
        await http_bot.get_updates()
    telegram.person(7).start()
    telegram.person(7).say("два")
    async with asyncio.timeout(10):
        deliveries = [await got.get() for _ in range(3)]
    assert deliveries == [("abc", 1, 500), ("abc", 1, 200), ("abc", 2, 200)]
    await http_bot.delete_webhook()
    assert (await http_bot.get_webhook_info()).url == ""
    await runner.cleanup()


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
async def test_it_runs_in_a_process_of_its_own() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot.sandbox.bot_api", "--port", "0", "--token", "42:TOKEN"),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        url = (await asyncio.wait_for(process.stdout.readline(), 60)).decode().strip()
        async with ClientSession() as session:
            anna = RemotePerson(session, url)
            await anna.joins()
            async with session.get(f"{url}/bot42:TOKEN/getMe") as answer:
                assert (await answer.json())["result"]["id"] == 42
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), 30)
