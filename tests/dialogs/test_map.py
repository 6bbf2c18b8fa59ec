"""The map as a person meets it: a picture that stays true, and words where there is none."""

import asyncio
import time
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from telegram_sandbox.chats import Message
from telegram_sandbox.clock import MovableClock
from telegram_sandbox.faults import Fault
from telegram_sandbox.telegram import Telegram

from bot import app as composition
from bot.app import Application, assemble
from bot.checks import samples
from bot.dialogs import map_message, map_view
from bot.dialogs.desk import Desk
from bot.dialogs.map_view import MapView
from bot.documents.picture import map_picture
from bot.settings import Settings, load_settings
from tests.conftest import read_once
from tests.dialogs.journeys import at_support, newest_case, opens, reported, send, write
from tests.telegram import Person, TelegramSession

FIRST_DAY = datetime(2026, 11, 27, 9, tzinfo=UTC)

UNPAINTED = Fault(method="sendPhoto", code=400, description="Bad Request: IMAGE_PROCESS_FAILED")


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(lambda: FIRST_DAY)


def pictures(person: Person) -> list[Message]:
    """The maps that are in the chat."""
    return [message for message in person.messages if "photo" in message.content]


def image(person: Person) -> bytes:
    """The bytes of the only one."""
    (message,) = pictures(person)
    return person.telegram.files[message.content["photo"][-1]["file_id"]].content


def the_map(person: Person) -> Message:
    (message,) = pictures(person)
    return message


def card(person: Person) -> Message:
    """The newest screen of words."""
    return [message for message in person.messages if message.text and message.buttons][-1]


async def presses_on_card(person: Person, label: str) -> None:
    """Press a button of the card, which stands above the map."""
    screen = card(person)
    (button,) = [one for one in screen.buttons if one["text"] == label]
    await person.presses_data(screen.id, button["callback_data"])


async def test_the_map_is_a_picture_below_the_card_and_says_the_same_in_words(
    anna: Person,
) -> None:
    await at_support(anna)
    await anna.presses("🗺 Карта")
    assert the_map(anna).id > card(anna).id
    assert anna.screen.startswith("Карта пути\n")
    assert "✅ Первые проверки – 27 ноября" in anna.screen
    assert "▶️ Вы здесь: Поддержка – можно сделать сейчас" in anna.screen
    assert "🔒 Финуполномоченный – после шага «Претензия»" in anna.screen
    assert anna.labels[0] == "‹ К делу"
    assert len(anna.labels) <= 10


async def test_the_picture_is_edited_in_place_as_the_case_moves(anna: Person) -> None:
    await at_support(anna)
    await anna.presses("🗺 Карта")
    before, shown = the_map(anna).id, image(anna)
    await presses_on_card(anna, "📮 Отправлено")
    assert image(anna) == shown, "a question alone moves nothing"
    await presses_on_card(anna, "Сегодня")
    assert the_map(anna).id == before
    assert image(anna) != shown
    assert "Вы здесь: Поддержка – ответ до 18 декабря, пятницы" in the_map(anna).words


async def test_a_map_that_says_the_same_is_not_drawn_again(
    anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    await anna.says("/new")
    await opens(anna, "Другой кошелёк или банк", "Платёж не дошёл")
    await anna.presses("🗺 Карта")
    monkeypatch.setattr(map_message, "map_picture", pytest.fail)
    tick = next(one["text"] for one in card(anna).buttons if one["text"].startswith("▫️"))
    await presses_on_card(anna, tick)
    assert tick.replace("▫️", "✅") in [button["text"] for button in card(anna).buttons]
    assert pictures(anna)


async def test_the_next_day_the_picture_says_so(anna: Person, clock: MovableClock) -> None:
    await at_support(anna)
    await send(anna)
    await anna.presses("🗺 Карта")
    shown = image(anna)
    clock.advance(timedelta(days=30))
    await presses_on_card(anna, "Почему эта дата?")
    assert image(anna) != shown
    assert "срок ответа вышел 18 декабря" in the_map(anna).words


async def test_a_screen_below_the_map_takes_it_away(app: Application, anna: Person) -> None:
    await at_support(anna)
    await anna.presses("🗺 Карта")
    await anna.presses("‹ К делу")
    assert not pictures(anna)
    assert (await newest_case(app, anna)).map is None
    assert len([message for message in anna.messages if message.buttons]) == 1

    await anna.presses("🗺 Карта")
    await anna.presses("🔒 Финуполномоченный")
    assert not pictures(anna)
    assert anna.screen.startswith("Финуполномоченный")


async def test_there_is_one_map_a_case(anna: Person) -> None:
    await at_support(anna)
    await anna.presses("🗺 Карта")
    first = the_map(anna).id
    await presses_on_card(anna, "🗺 Карта")
    assert the_map(anna).id > first


async def test_beside_the_way_are_the_other_steps_under_the_same_picture(anna: Person) -> None:
    await at_support(anna)
    await anna.presses("🗺 Карта")
    here, shown = the_map(anna).id, image(anna)
    await anna.presses("Рядом")
    seen = set(anna.labels)
    assert anna.screen.startswith("Рядом с путём")
    assert "▫️ Соцсети" in seen
    assert len(anna.labels) <= 10
    await anna.presses("Ещё ›")
    assert "🔒 Взыскать: банк или приставы" in anna.labels
    await anna.presses("‹ Карта")
    assert (the_map(anna).id, image(anna)) == (here, shown)
    assert anna.screen.startswith("Карта пути")


async def test_a_map_that_was_deleted_is_no_harm(app: Application, anna: Person) -> None:
    await at_support(anna)
    await anna.presses("🗺 Карта")
    message = the_map(anna)
    del message.chat.messages[message.id]
    await anna.presses("📮 Отправлено")
    await anna.presses("Сегодня")
    assert "номер" in anna.screen
    assert (await newest_case(app, anna)).map is None


async def test_an_old_map_that_cannot_be_taken_away_does_not_hide_the_new_one(
    anna: Person,
) -> None:
    await at_support(anna)
    await anna.presses("🗺 Карта")
    anna.telegram.faults.add(Fault(method="deleteMessage", code=400, description="no"))
    await presses_on_card(anna, "🗺 Карта")
    assert anna.screen.startswith("Карта пути")


async def test_a_lost_edit_is_made_up_for_at_the_next_screen(anna: Person) -> None:
    await at_support(anna)
    await anna.presses("🗺 Карта")
    anna.telegram.faults.add(Fault(method="editMessageMedia", code=429, retry_after=60))
    await presses_on_card(anna, "📮 Отправлено")
    await presses_on_card(anna, "Сегодня")
    assert "можно сделать сейчас" in the_map(anna).words
    await presses_on_card(anna, "Номера нет")
    assert "ответ до 18 декабря" in the_map(anna).words


@pytest.mark.parametrize(
    ("method", "why"),
    [
        ("editMessageMedia", "message can't be edited"),
        ("editMessageMedia", "IMAGE_PROCESS_FAILED"),
        ("deleteMessage", "message can't be deleted for everyone"),
    ],
)
async def test_a_map_that_cannot_be_changed_stops_nobody(
    anna: Person, method: str, why: str
) -> None:
    await at_support(anna)
    await anna.presses("🗺 Карта")
    anna.telegram.faults.add(Fault(method=method, code=400, times=9, description=why))
    await presses_on_card(anna, "📮 Отправлено")
    await presses_on_card(anna, "Сегодня")
    await anna.says("А-17")
    await anna.presses("В день отправки")
    assert "По закону ответ" in anna.screen


async def test_what_cannot_be_drawn_is_said_in_words_on_the_card(
    anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> bytes:
        raise RuntimeError("no such font")

    await at_support(anna)
    monkeypatch.setattr(map_message, "map_picture", broken)
    await anna.presses("🗺 Карта")
    assert not pictures(anna)
    assert "▶️ Вы здесь: Поддержка" in anna.screen
    await anna.presses("Рядом")
    await anna.presses("▫️ Соцсети")
    assert anna.screen.startswith("Соцсети")


async def test_a_drawing_that_takes_too_long_is_said_in_words(
    anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    await at_support(anna)
    monkeypatch.setattr(map_message, "DRAWING_SECONDS", 0.05)
    monkeypatch.setattr(map_message, "map_picture", _slowly)
    await anna.presses("🗺 Карта")
    assert "▶️ Вы здесь: Поддержка" in anna.screen
    assert not pictures(anna)


async def test_a_picture_that_telegram_refuses_is_said_in_words(anna: Person) -> None:
    await at_support(anna)
    anna.telegram.faults.add(UNPAINTED)
    await anna.presses("🗺 Карта")
    assert not pictures(anna)
    assert "▶️ Вы здесь: Поддержка" in anna.screen


async def test_a_picture_that_is_drawn_no_more_does_not_stay_as_it_was(
    anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> bytes:
        raise RuntimeError("no such font")

    await at_support(anna)
    await anna.presses("🗺 Карта")
    monkeypatch.setattr(map_message, "map_picture", broken)
    await presses_on_card(anna, "📮 Отправлено")
    await presses_on_card(anna, "Сегодня")
    assert not pictures(anna)
    assert "номер" in anna.screen


async def test_the_picture_names_nothing_that_the_person_told(
    app: Application, anna: Person
) -> None:
    await at_support(anna)
    await write(anna, sum="12 400,50", full_name="Петрова Анна Ильинична")
    await anna.presses("‹ К делу")
    await send(anna, "НОМЕР-77")
    case = await newest_case(app, anna)
    said = str(MapView(case, Desk(app.content, app.casework)).drawing)
    for word in ("12 400", "12400", "Петров", "НОМЕР-77"):
        assert word not in said
    assert "Поддержка" in said


async def test_what_may_be_lost_stands_first_on_the_card_and_on_the_map(
    anna: Person, clock: MovableClock
) -> None:
    await anna.says("/new")
    await opens(anna, "Другой кошелёк или банк", "Списали без меня")
    await reported(anna)
    await write(anna, happened="вчера")
    await anna.presses("‹ К делу")
    lines = [line for line in anna.screen.splitlines() if line]
    assert lines[1] == (
        "⏰ Что может сгореть. Исковая давность, три года; обратиться к уполномоченному: "
        "до 26 ноября 2029 года, осторожный расчёт"
    )
    assert "Шаг" in lines[2]
    await anna.presses("🗺 Карта")
    assert [line for line in anna.screen.splitlines() if line][2] == lines[1]


async def test_after_a_restart_the_same_picture_goes_on(
    telegram: Telegram, clock: MovableClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(composition, "load_content", read_once)
    settings = load_settings(
        token=telegram.token,
        data_key=Fernet.generate_key().decode(),
        database=str(tmp_path / "bot.sqlite3"),
        time_zone="Europe/Moscow",
    )
    async with _started(settings, clock, telegram) as app:
        anna = Person(telegram, app.dispatcher, app.bot)
        await at_support(anna)
        await anna.presses("🗺 Карта")
        here = the_map(anna).id
    async with _started(settings, clock, telegram) as app:
        anna = Person(telegram, app.dispatcher, app.bot)
        await presses_on_card(anna, "📮 Отправлено")
        await presses_on_card(anna, "Сегодня")
        assert the_map(anna).id == here
        assert "ответ до 18 декабря" in the_map(anna).words


def _started(
    settings: Settings, clock: MovableClock, telegram: Telegram
) -> AbstractAsyncContextManager[Application]:
    return assemble(settings, clock=clock, session=lambda _: TelegramSession(telegram))


async def test_others_are_answered_while_a_picture_is_drawn(
    anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is drawn off the loop: `time.sleep` there would show as the longest pause of the loop."""
    await at_support(anna)
    monkeypatch.setattr(map_message, "map_picture", _slowly)
    started = time.monotonic()
    boris = Person(anna.telegram, anna.dispatcher, anna.bot, 1002, "Борис")
    opening = asyncio.create_task(anna.presses("🗺 Карта"))
    await asyncio.sleep(0)
    await boris.says("/help")
    answered = time.monotonic() - started
    await opening
    assert answered < 0.4
    assert pictures(anna)


def _slowly(drawing: dict[str, object]) -> bytes:
    time.sleep(0.5)
    return map_picture(drawing)


@pytest.mark.exhaustive
def test_no_page_of_any_map_has_more_than_ten_buttons_or_a_label_that_is_cut(
    app: Application,
) -> None:
    """Of two in a row each has half a phone's width."""
    desk = Desk(app.content, app.casework)
    for case, _ in samples.cases_at_stages(app.content, desk.today):
        view = MapView(case, desk)
        pages = [view.screen.rows, view.beside(0).rows, view.beside(1).rows]
        opened = set()
        for rows in pages:
            buttons = [button for row in rows for button in row]
            assert len(buttons) <= 10
            opened |= {b["callback_data"].split(":")[3] for b in buttons if ":view:" in str(b)}
            steps = [[b["text"] for b in row if ":view:" in str(b)] for row in rows]
            assert all(len(label) <= 16 for row in steps if len(row) == 2 for label in row)
        route = app.content.path.route(case.place, case.problem)
        assert opened == {*route.steps, *route.also} - {case.step}


def test_a_digest_tells_nobody_what_the_picture_says(
    app: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It lies beside the sealed answers, and there are few days to try."""
    desk = Desk(app.content, app.casework)
    case, _ = next(samples.cases_at_stages(app.content, desk.today))
    here = MapView(case, desk).digest
    assert MapView(case, desk).digest == here
    monkeypatch.setattr(map_view, "_KEY", b"another process")
    assert MapView(case, desk).digest != here


async def test_a_window_s_last_working_day_is_named_but_not_that_of_a_report(
    anna: Person,
) -> None:
    """A debit is told of by phone, on a Saturday too."""
    await anna.says("/new")
    await opens(anna, "QIWI Кошелёк или Contact, Россия", "Деньги остались в кошельке")
    assert "до 21 февраля 2027 года (последний рабочий день – 20 февраля)" in (anna.screen)
    await anna.says("/new")
    await opens(anna, "Другой кошелёк или банк", "Списали без меня")
    await anna.presses("Ещё")
    await anna.presses("🗺 Карта")
    await anna.presses("▫️ Поддержка")
    await anna.presses("Перейти к этому шагу")
    await write(anna, happened="сегодня")
    await anna.presses("‹ К делу")
    assert "– Сообщить об операции: до завтра, 28 ноября, субботы\n" in anna.screen
