"""The case over time: its chronology, its dates in a calendar, and the links back."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from telegram_sandbox.clock import MovableClock
from telegram_sandbox.telegram import Telegram

from bot.checks.finding import text_faults
from bot.content.content import Content
from bot.dialogs.history import LINES
from bot.escalation.case import Case, Event, EventKind, Reply
from bot.escalation.timeline import Entry
from tests.dialogs.journeys import looks_at, replied
from tests.people import picks
from tests.telegram import Person

FIRST_DAY = datetime(2026, 4, 20, 9, tzinfo=UTC)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(lambda: FIRST_DAY)


async def opens(anna: Person) -> None:
    """A case whose letter to the support went out on 20 April under number А-17."""
    await anna.says("/new")
    await picks(anna, "Другой кошелёк или банк")
    for label in ("Платёж не дошёл", "Не помогло", "Отправлено"):
        await anna.presses(label)
    await anna.presses("Сегодня")
    await anna.says("<А-17> & К°")
    await anna.presses("Не знаю")


async def history(anna: Person) -> list[str]:
    """The lines of the chronology, without its head."""
    await anna.presses("🗺 Карта")
    await anna.presses("Хронология")
    lines = [line for line in anna.screen.splitlines() if line]
    assert lines[0].startswith("Хронология")
    return lines[2:]


async def calendar(anna: Person) -> dict[str, Any]:
    """The events of the calendar file, by what they are about."""
    await anna.presses("🗺 Карта")
    await anna.presses("В календарь")
    (name,) = anna.files
    assert name == "Сроки дела 1.ics"
    await anna.presses("‹ К делу")
    events = Calendar.from_ical(anna.files[name]).walk("VEVENT")
    return {str(event["UID"]).partition("@")[0]: event for event in events}


async def test_the_chronology_tells_days_numbers_waiting_and_delay(
    anna: Person, clock: MovableClock
) -> None:
    await opens(anna)
    clock.advance(timedelta(days=25))
    assert (await history(anna))[-1] == ("Сегодня ⏳ Поддержка: ответа пока нет. Ждёте 25 дней.")
    await anna.presses("‹ К делу")
    await replied(anna, "Молчат")
    assert await history(anna) == [
        "20.04.2026 📂 Дело открыто. Первый шаг: «Первые проверки».",
        "20.04.2026 ☑️ Первые проверки: не помогло.",
        "20.04.2026 📮 Поддержка: отправлено.",
        "20.04.2026 🔢 Поддержка: номер <А-17> & К°.",
        "15.05.2026 🔇 Поддержка: ответа нет. Ждали 25 дней.",
    ]


async def test_a_closed_case_keeps_its_chronology(anna: Person, clock: MovableClock) -> None:
    await opens(anna)
    clock.advance(timedelta(days=3))
    await replied(anna, "Решено")
    await anna.presses("Хронология")
    assert anna.screen.splitlines()[-2:] == [
        "23.04.2026 📨 Поддержка: вопрос решили. Ждали 3 дня.",
        "23.04.2026 ✔️ Дело закрыто. Деньги вернули, вопрос решён.",
    ]
    assert "📅 В календарь" not in anna.labels


async def test_a_long_chronology_is_read_in_parts(anna: Person) -> None:
    await opens(anna)
    for _ in range(12):
        for step in ("Соцсети", "Поддержка"):
            await looks_at(anna, step)
            await anna.presses("Перейти")
    lines = await history(anna)
    assert "часть 3 из 3" in anna.screen
    assert lines[-1].startswith("Сегодня")
    await anna.presses("Что было раньше")
    await anna.presses("Что было раньше")
    assert "Дело открыто" in anna.screen
    assert "‹ Что было раньше" not in anna.labels
    await anna.presses("Что было потом")
    assert "часть 2 из 3" in anna.screen


NOTES: dict[EventKind, list[dict[str, str]]] = {
    EventKind.CHECKED: [{"outcome": "helped"}, {"outcome": "not_helped"}],
    EventKind.ACKNOWLEDGED: [{"number": "<b>" * 20}],
    EventKind.REPLIED: [{"reply": reply.value} for reply in Reply],
    EventKind.EXTENDED: [{}, {"until": "2026-12-31"}],
    EventKind.PAPERS_DUE: [{"until": "2026-12-31"}],
    EventKind.MOVED: [{"from": "support"}, {"from": "support", "reason": "refused_in_writing"}],
    EventKind.PLACED: [{"place": "qiwi_ru"}],
    EventKind.CLOSED: [{"reason": "solved"}, {"reason": "small_sum"}],
}


@pytest.mark.parametrize("kind", EventKind)
def test_every_event_has_its_words(kind: EventKind, content: Content) -> None:
    for note in NOTES.get(kind, [{}]):
        event = Event(kind, "prosecutor", FIRST_DAY.date(), int(FIRST_DAY.timestamp()), note)
        text = screen(content, [Entry(FIRST_DAY.date(), "prosecutor", event, waited_days=1234)])
        assert re.search(r"20\.04\.2026</b> \S+ [А-Я]", text), text
        assert not list(text_faults(text))


def test_the_longest_part_fits_a_message(content: Content) -> None:
    longest = max(content.path.steps, key=lambda step: len(content.words.label("steps", step)))
    on = FIRST_DAY.date()
    texts = []
    for kind in EventKind:
        for note in NOTES.get(kind, [{}]):
            entry = Entry(
                on,
                longest,
                Event(kind, longest, on, int(FIRST_DAY.timestamp()), note),
                True,
                9999,
                9999,
            )
            texts.append(screen(content, [entry] * LINES))
    assert [fault for text in texts for fault in text_faults(text)] == []


def screen(content: Content, entries: list[Entry]) -> str:
    case = Case(1, 1, "qiwi_ru", "licence_revoked", "support", 0, FIRST_DAY, closed=False)
    steps = content.path.steps
    return content.words.screen(
        "timeline", case=case, entries=entries, steps=steps, page=99, pages=99
    )


async def test_the_calendar_holds_each_date_once_and_nothing_personal(
    anna: Person, telegram: Telegram
) -> None:
    await opens(anna)
    events = await calendar(anna)
    assert list(events) == ["c1-support-law"]
    law = events["c1-support-law"]
    assert law["SUMMARY"] == "Последний день ответа по закону: Поддержка (платёж не дошёл)"
    assert law["DTSTART"].dt == date(2026, 5, 13)
    assert law["URL"] == f"https://t.me/{telegram.bot.username}?start=c1-support"
    assert law["URL"] in law["DESCRIPTION"]
    file = anna.files["Сроки дела 1.ics"].decode()
    assert "А-17" not in file
    assert anna.actor.user.first_name not in file
    sent = next(message for message in anna.messages if "document" in message.content)
    assert "нет имён, номеров и сумм" in sent.words


async def test_a_second_import_updates_the_first(anna: Person, clock: MovableClock) -> None:
    await opens(anna)
    before = (await calendar(anna))["c1-support-law"]
    clock.advance(timedelta(days=20))
    await replied(anna, "Продлили срок")
    await anna.presses("Дня нет – по закону")
    after = (await calendar(anna))["c1-support-law"]
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt
    assert after["DTSTART"].dt == date(2026, 5, 27)


async def test_a_window_is_warned_of_two_weeks_ahead(anna: Person) -> None:
    await anna.says("/new")
    await anna.presses("QIWI Кошелёк или Contact, Россия")
    await anna.presses("Деньги остались в кошельке")
    events = await calendar(anna)
    assert list(events) == ["c1-limitation-window"]
    window = events["c1-limitation-window"]
    assert window["SUMMARY"] == "Последний день: исковая давность, три года (остаток кошелька)"
    ringing = sorted(alarm["TRIGGER"].dt for alarm in window.walk("VALARM"))
    assert ringing == [timedelta(hours=9) - timedelta(days=14), timedelta(hours=9)]


async def test_without_dates_there_is_no_file(anna: Person) -> None:
    await anna.says("/new")
    await picks(anna, "Другой кошелёк или банк")
    for label in ("Платёж не дошёл", "🗺 Карта", "В календарь"):
        await anna.presses(label)
    assert not anna.files
    assert "Пока нет ни одной даты" in anna.alert


async def test_a_link_opens_that_very_step(anna: Person) -> None:
    await opens(anna)
    await anna.starts("c1-support")
    assert "Поддержка" in anna.screen
    await anna.starts("c1-court")
    assert anna.screen.startswith("Суд")
    assert "Перейти к этому шагу" in anna.labels


async def test_a_link_leaves_the_question_that_was_asked(anna: Person) -> None:
    await opens(anna)
    await anna.presses("День регистрации")
    await anna.presses("Другой день")
    await anna.starts("c1-support")
    await anna.says("вчера")
    assert "Верно?" not in anna.screen


@pytest.mark.parametrize(
    "payload",
    ["c1-support", "c1-nowhere", "c2-support", "c01-support", "c99999999999999999999-x", "c1", "x"],
)
async def test_a_link_to_nothing_of_ones_own_says_so_gently(
    anna: Person, telegram: Telegram, payload: str
) -> None:
    await opens(anna)
    boris = Person(telegram, anna.dispatcher, anna.bot, 1002, "Борис")
    reader = boris if payload == "c1-support" else anna
    await reader.starts(payload)
    assert "Ссылка ведёт к делу, которого здесь нет" in reader.screen
    assert "Разобрать проблему" in reader.labels
    assert "А-17" not in reader.screen
