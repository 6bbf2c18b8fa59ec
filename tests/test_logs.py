"""No road leads a person's words into the log: each is driven here with «Ивановна» on it, through
the real set-up and at the most talkative level."""

import asyncio
import gc
import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import AsyncGenerator, Iterator
from datetime import datetime
from inspect import signature
from typing import Any, cast

import aiosqlite
import pytest
from aiogram import Bot, Dispatcher
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import ClientDecodeError
from aiogram.methods import GetMe, SendMessage, TelegramMethod
from aiogram.types import ErrorEvent, Message, Update, User
from aiogram.utils.backoff import BackoffConfig
from pydantic import BaseModel
from pytrovich.detector import PetrovichGenderDetector

from bot.app import Application
from bot.escalation.act import Act
from bot.logs import set_up_logging
from bot.reminders import Reminding
from bot.storage.cases import Cases
from tests.people import asked
from tests.telegram import Person

NAME = "Ивановна"

RAW = {
    "update_id": 77,
    "message": {
        "message_id": 7,
        "date": 1790000000,
        "chat": {"id": 5, "type": "private"},
        "from": {"id": 5, "is_bot": False, "first_name": NAME},
        "text": f"моё отчество {NAME}",
    },
}


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Where the log goes, set up as the bot sets it up; all as before afterwards."""
    root = logging.getLogger()
    for place, name in (
        (sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook"),
        (warnings, "showwarning"), (logging, "raiseExceptions"), (root, "level"),
    ):  # fmt: skip
        monkeypatch.setattr(place, name, getattr(place, name))
    monkeypatch.setattr(root, "handlers", [])
    out = io.StringIO()
    set_up_logging(logging.DEBUG, out)
    yield out
    logging.disable(logging.NOTSET)


def told(stream: io.StringIO, *words: str) -> str:
    """What the log says: these words, and nobody's name."""
    text = stream.getvalue()
    assert NAME not in text
    assert "\\u0418" not in text, "nor in another spelling"
    for word in words:
        assert word in text
    return text


def fail() -> None:
    raise ValueError(f"no such person: {NAME}")


class Broken:
    """Whatever it is asked to do fails, with the person's words in the failure."""

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **kwargs: fail()


class Wire(BaseSession):
    """A Bot API that answers a poll with something that stops it."""

    def __init__(self, fault: Exception) -> None:
        super().__init__()
        self.fault = fault
        self.polled = asyncio.Event()

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[Any],
        timeout: int | None = None,  # noqa: ASYNC109 (aiogram's name)
    ) -> Any:
        if isinstance(method, GetMe):
            return User(id=1, is_bot=True, first_name=NAME, username="the_bot")
        if isinstance(method, SendMessage):
            raise RuntimeError(f"cannot send {method.text}")
        self.polled.set()
        raise self.fault

    async def close(self) -> None: ...

    def stream_content(self, *args: Any, **kwargs: Any) -> AsyncGenerator[bytes, None]:
        raise NotImplementedError


def bot_on(wire: Wire) -> Bot:
    return Bot("1:abc", session=wire)


def invalid() -> Exception:
    """pydantic's complaint about an update, which quotes it."""
    with pytest.raises(ValueError, match=NAME) as caught:
        Update.model_validate({"update_id": 1, "message": {"text": NAME, "date": NAME}})
    return caught.value


# aiogram


async def test_an_update_that_fails_while_nothing_can_be_sent(stream: io.StringIO) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def handler(message: Message) -> None:
        raise ValueError(f"cannot take {message}")

    @dispatcher.errors()
    async def apologise(event: ErrorEvent, bot: Bot) -> None:
        await bot.send_message(5, f"{NAME}, простите: {event.update}")

    bot = bot_on(Wire(invalid()))
    with pytest.raises(RuntimeError):
        await dispatcher.feed_webhook_update(bot, Update.model_validate(RAW))
    told(
        stream,
        "ERROR aiogram.event: Cause exception while process update id=77 by bot id=1",
        "  RuntimeError",
        "  while handling ValueError",
        "test_logs.py:",
        " apologise",
        " handler",
    )


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        (invalid(), "pydantic_core._pydantic_core.ValidationError"),
        (ClientDecodeError(NAME, invalid(), RAW), "aiogram.exceptions.ClientDecodeError"),
    ],
)
async def test_a_poll_that_cannot_be_read(stream: io.StringIO, fault: Exception, name: str) -> None:
    dispatcher = Dispatcher()
    wire = Wire(fault)
    quick = BackoffConfig(min_delay=0.01, max_delay=0.02, factor=1.1, jitter=0.0)
    polling = asyncio.create_task(
        dispatcher.start_polling(bot_on(wire), handle_signals=False, backoff_config=quick)
    )
    await wire.polled.wait()
    await asyncio.sleep(0.05)
    await dispatcher.stop_polling()
    await polling
    told(
        stream,
        f"ERROR aiogram.dispatcher: Failed to fetch updates - …: {name}",
        "WARNING aiogram.dispatcher: Sleep for 0.01",
        "INFO aiogram.dispatcher: Run polling for bot @… id=1 - …",
    )


async def test_a_file_that_cannot_be_decoded_is_not_shown(stream: io.StringIO) -> None:
    error = ClientDecodeError("Failed to decode object", invalid(), RAW)
    assert NAME in str(error)
    try:
        raise error
    except ClientDecodeError as raised:
        logging.getLogger("bot.polling").exception("the poll: %s", raised)
    told(stream, "ERROR bot.polling: the poll: aiogram.exceptions.ClientDecodeError", "test_logs")


async def test_the_memory_of_a_scene(stream: io.StringIO) -> None:
    logging.getLogger("aiogram.scene").debug("Push state=%s data=%s to history", NAME, {"a": NAME})
    told(stream, "DEBUG aiogram.scene: Push state=… data=… to history")


def test_json_says_the_same_an_object_a_line(stream: io.StringIO) -> None:
    set_up_logging(logging.DEBUG, stream, as_json=True)  # the fixture takes it back
    try:
        fail()
    except ValueError:
        logging.getLogger("bot.test").exception("case %s", 7)
    logging.getLogger("aiogram").warning("hello %s", NAME)
    first, second = (json.loads(line) for line in told(stream).splitlines())
    assert (first["level"], first["logger"], first["message"]) == ("ERROR", "bot.test", "case 7")
    assert first["raised"].splitlines()[0] == "ValueError"
    assert datetime.fromisoformat(first["at"]).tzinfo is not None
    assert second["message"] == "hello …"


# Our own loops


async def test_reminders_that_stumble(stream: io.StringIO) -> None:
    parts: dict[str, Any] = dict.fromkeys(signature(Reminding).parameters, Broken())
    reminding = Reminding(**parts)
    async with reminding.running(asyncio.Event()):
        await asyncio.sleep(0.05)
    told(
        stream,
        "ERROR bot.reminders: the reminders stumbled\n  ValueError\n",
        "test_logs.py",
        "fail",
    )


def test_our_own_lines_say_what_they_name_but_no_exceptions_words(stream: io.StringIO) -> None:
    ours = logging.getLogger("bot.dialogs")
    ours.info("case %s of %s: %s", 5, "support", ValueError(NAME))
    ours.info("case %(case)s: %(error)r", {"case": 5, "error": ValueError(NAME)})
    text = told(stream, "INFO bot.dialogs: case 5 of support: ValueError")
    assert text.endswith("case 5: ValueError\n")


async def test_our_own_fault_says_its_place_and_not_the_answer(
    anna: Person, app: Application, stream: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error quotes what was typed, as an error of a library may."""

    async def broken(_cases: Cases, act: Act, *_work: object, **_more: object) -> None:
        raise RuntimeError(f"cannot store {act}: {NAME}")

    await asked(anna, "full_name")
    monkeypatch.setattr(Cases, "change", broken)
    await anna.says(f"Иванова Анна {NAME}")
    assert anna.screen == app.content.words.screen("errors/unexpected")
    told(stream, "ERROR bot.dialogs.errors: update ", " failed\n  RuntimeError\n", " keep_answer")


# asyncio


async def test_a_task_nobody_asked_about(stream: io.StringIO) -> None:
    async def work(name: str) -> None:
        raise ValueError(name)

    task = asyncio.create_task(work(NAME))
    await asyncio.sleep(0)
    del task
    gc.collect()
    told(stream, "ERROR asyncio: Task exception was never retrieved\n  ValueError\n", " work")


async def test_a_callback_that_fails(stream: io.StringIO) -> None:
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    done.set_result(NAME)
    loop.call_soon(done.set_result, NAME)
    await asyncio.sleep(0)
    told(stream, "ERROR asyncio: …\n  asyncio.exceptions.InvalidStateError", "events.py")


async def test_a_slow_callback_in_debug_mode(stream: io.StringIO) -> None:
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = 0.0
    loop.call_soon(len, NAME)
    await asyncio.sleep(0.01)
    loop.set_debug(False)
    told(stream, "WARNING asyncio: Executing … took 0.")


# Other libraries


async def test_what_is_asked_of_the_database(stream: io.StringIO) -> None:
    async with aiosqlite.connect(":memory:") as connection:
        await connection.execute_fetchall("SELECT ?", (NAME,))
        with pytest.raises(aiosqlite.OperationalError):
            await connection.execute_fetchall(f"SELECT {NAME}")
    told(stream, "DEBUG aiosqlite: executing …", "returning exception sqlite3.OperationalError")


def test_a_name_that_is_inflected(stream: io.StringIO) -> None:
    library = logging.getLogger("pytrovich")
    level = library.level
    library.setLevel(logging.DEBUG)
    detector = cast(Any, PetrovichGenderDetector())
    detector.detect(firstname="Анна", middlename=NAME, lastname="Иванова")
    library.setLevel(level)
    assert "Иванова" not in told(stream, "DEBUG pytrovich")


def test_a_line_that_was_put_together_beforehand(stream: io.StringIO) -> None:
    other = logging.getLogger("aiohttp.server")
    other.error(f"cannot serve {NAME}")
    other.error(f"cannot serve {NAME}: %s", NAME)
    other.error("cannot serve %s, %r: %d, %s, %s", NAME, NAME, 7, None, ValueError)
    other.error("cannot serve %(who)s", {"who": NAME})
    # Another test's database may still be closing in its thread, and say so.
    lines = [line for line in told(stream).splitlines() if " aiohttp.server" in line]
    assert [line.partition(": ")[2] for line in lines] == [
        "…", "…", "cannot serve …, …: 7, None, ValueError", "cannot serve …",
    ]  # fmt: skip


def test_a_line_with_too_few_arguments_says_its_template(
    stream: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("bot.x").error("%s and %s", NAME)
    logging.getLogger("x").error("%d pieces", NAME)
    told(stream, "ERROR bot.x: %s and %s\n", "ERROR x: %d pieces\n")
    assert not capsys.readouterr().err


def test_a_stream_that_fails_prints_no_arguments(
    stream: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    stream.close()
    logging.getLogger("bot.x").error("case of %s", NAME)
    assert not capsys.readouterr().err


# What Python writes by itself


def test_a_warning_that_shows_a_value(stream: io.StringIO) -> None:
    class Model(BaseModel):
        number: int

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        Model.model_construct(number=cast(int, NAME)).model_dump()
        warnings.warn(f"not used: {NAME}", UserWarning, stacklevel=1)
        warnings.warn("not used any more", DeprecationWarning, stacklevel=1)
    text = told(stream, "WARNING bot.logs: UserWarning at ", "main.py:", "test_logs.py:")
    assert text.endswith(": not used any more\n")


def test_an_exception_that_ends_the_process(stream: io.StringIO) -> None:
    try:
        fail()
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    told(stream, "CRITICAL bot.logs: nobody caught this", "  ValueError\n", " fail")


def test_an_exception_that_ends_a_thread(stream: io.StringIO) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    told(stream, "ERROR bot.logs: a thread ends\n  ValueError\n", " fail")


def test_an_exception_that_python_ignores(stream: io.StringIO) -> None:
    class Dying:
        def __del__(self) -> None:
            fail()

    Dying()
    gc.collect()
    told(stream, "ERROR bot.logs: an exception was ignored\n  ValueError\n", " __del__", " fail")


# Exceptions of all shapes


def test_a_chain_is_told_to_its_end_and_a_group_to_its_members(stream: io.StringIO) -> None:
    def chained() -> None:
        try:
            try:
                fail()
            except ValueError as error:
                error.add_note(NAME)
                raise KeyError(NAME) from error
        except KeyError as error:
            raise ExceptionGroup(NAME, [OSError(NAME), TypeError(NAME), error]) from None

    try:
        chained()
    except ExceptionGroup:
        logging.getLogger("bot.x").exception("stumbled")
    lines = told(stream).splitlines()
    assert [line.strip() for line in lines if ".py" not in line][1:] == [
        "ExceptionGroup", "one of them: OSError", "one of them: TypeError",
        "one of them: KeyError", "caused by ValueError",
    ]  # fmt: skip


def test_an_endless_recursion_is_told_shortly(stream: io.StringIO) -> None:
    def again(name: str) -> None:
        again(name)

    try:
        again(NAME)
    except RecursionError:
        logging.getLogger("bot.x").exception("stumbled")
    assert len(told(stream, "RecursionError").splitlines()) < 40


def test_other_handlers_still_read_the_record(stream: io.StringIO) -> None:
    other = io.StringIO()
    logging.getLogger().addHandler(logging.StreamHandler(other))
    logging.getLogger("x").error("%s", "text")
    assert other.getvalue() == "text\n"
