"""Reminders as a person meets them: the loop, its words, and what a tap on them does."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from telegram_sandbox.clock import MovableClock
from telegram_sandbox.faults import Fault
from telegram_sandbox.telegram import Telegram

from bot.app import Application
from bot.content.content import Content
from bot.dialogs.desk import Desk
from bot.dialogs.reminding import reminder_screen
from bot.escalation.case import Case, Event, EventKind
from bot.escalation.reminders import Due, Key, ReminderContext, ReminderKind, plan
from bot.reminders import A_SECOND, SEND_SECONDS
from bot.settings import Settings
from bot.storage.faults import DatabaseAwayError
from bot.storage.reminders import Reminders
from tests.conftest import MakePerson
from tests.dialogs.journeys import replied
from tests.people import picks
from tests.telegram import Person

MOSCOW = ZoneInfo("Europe/Moscow")
DAY = timedelta(days=1)
ADMIN = 1900


@pytest.fixture
def clock() -> MovableClock:
    """It stands still on a Monday with few holidays ahead, whatever day the tests run on."""
    return MovableClock(lambda: datetime(2026, 4, 19, 9, tzinfo=UTC))


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"admins": str(ADMIN)})


@dataclass
class Days:
    """Moves the clock as a person would say it, and lets the bot look."""

    clock: MovableClock
    app: Application

    async def to(self, days: int, hour: int = 12) -> None:
        """On to that hour in Moscow, so many days ahead."""
        now = self.clock()
        day = now.astimezone(MOSCOW).date() + timedelta(days=days)
        self.clock.advance(datetime.combine(day, time(hour), MOSCOW) - now)
        await self.app.reminding.look()

    async def past(self, seconds: int) -> None:
        self.clock.advance(timedelta(seconds=seconds))
        await self.app.reminding.look()


@pytest.fixture
async def days(app: Application, clock: MovableClock) -> Days:
    moved = Days(clock, app)
    await moved.to(1)
    return moved


def reminders(person: Person) -> list[str]:
    """The reminders in the chat, as they read now."""
    return [message.words for message in person.messages if message.words.startswith("🔔")]


async def complains(person: Person) -> None:
    """To a terminal's owner: ten days by law, no promise."""
    await person.says("/new")
    await picks(person, "Терминал взял деньги")
    await person.presses("Терминал взял деньги")
    await person.presses("Не помогло")
    await person.presses("Отправлено")
    await person.presses("Сегодня")
    await person.presses("Номера нет")


async def test_the_last_day_and_the_day_after_come_by_themselves(anna: Person, days: Days) -> None:
    await complains(anna)
    await days.to(9)
    assert reminders(anna) == []
    await days.to(1)
    assert len(reminders(anna)) == 1
    assert "Сегодня последний день" in anna.screen
    assert anna.screen.startswith("🔔 Владелец терминала: последний день ответа")
    assert "напомню ещё 1 раз" in anna.screen
    await days.to(0, 13)
    assert len(reminders(anna)) == 1
    await days.to(1)
    assert "прошёл" in anna.screen
    assert "последнее напоминание" in anna.screen
    await days.to(30)
    assert len(reminders(anna)) == 2


async def test_a_reminder_carries_the_answers(anna: Person, days: Days) -> None:
    await complains(anna)
    await days.to(10)
    assert anna.labels == [
        "📮 Пришёл ответ",
        "Молчат",
        "Продлили срок",
        "⏰ Отложить",
        "Открыть дело",
    ]


@pytest.mark.parametrize(
    ("label", "then"),
    [
        ("Отказали", "Роспотребнадзор"),
        ("Молчат", "Роспотребнадзор"),
        ("✅ Решено", "Дело закрыто"),
        ("Продлили срок", "продлили срок"),
        ("Пришёл ответ", "ответ"),
    ],
)
async def test_one_tap_records_it_in_the_same_message(
    anna: Person, days: Days, label: str, then: str
) -> None:
    await complains(anna)
    await days.to(10)
    number, count = anna.messages[-1].id, len(anna.messages)
    await replied(anna, label)
    assert then in anna.screen
    assert (anna.messages[-1].id, len(anna.messages)) == (number, count)
    assert reminders(anna) == []


async def test_what_was_told_is_not_asked(anna: Person, days: Days) -> None:
    await complains(anna)
    await days.to(9)
    await replied(anna, "Отказали")
    await days.to(1)
    await days.to(1)
    assert reminders(anna) == []


async def test_what_was_told_a_second_ago_is_not_asked(
    anna: Person, days: Days, clock: MovableClock
) -> None:
    await complains(anna)
    await days.to(9)
    now = clock()
    tomorrow = datetime.combine(now.astimezone(MOSCOW).date() + DAY, time(10), MOSCOW)
    clock.advance(tomorrow - now)  # it is due this very moment
    await replied(anna, "Отказали")
    await days.past(1)
    await days.past(120)
    assert reminders(anna) == []


async def test_putting_off_and_coming_back(anna: Person, days: Days) -> None:
    await complains(anna)
    await days.to(10)
    await anna.presses("Отложить")
    await anna.presses("3 дня")
    assert "не беспокою" in anna.screen
    await days.to(2)
    assert reminders(anna) == []
    await days.to(1)
    assert len(reminders(anna)) == 1
    assert "прошёл" in anna.screen
    await anna.presses("Отложить")
    await anna.presses("Неделя")
    await days.to(7)
    assert "вы просили напомнить" in anna.screen
    await days.to(7)
    assert len(reminders(anna)) == 1


async def test_no_more_about_this_case_in_one_tap(anna: Person, days: Days) -> None:
    await complains(anna)
    await days.to(10)
    await anna.presses("Отложить")
    await anna.presses("Не напоминать по этому делу")
    assert "Больше не напоминаю" in anna.screen
    await days.to(1)
    await days.to(200)
    assert reminders(anna) == []


async def test_a_case_can_be_spoken_of_again(anna: Person, days: Days) -> None:
    await complains(anna)
    await days.to(10)
    await anna.presses("Отложить")
    await anna.presses("Не напоминать по этому делу")
    await anna.presses("Напоминать снова")
    await days.to(1)
    assert len(reminders(anna)) == 1


async def test_nothing_by_night_in_the_persons_own_zone(anna: Person, days: Days) -> None:
    await complains(anna)
    await anna.says("/settings")
    await anna.presses("Следующие")
    await anna.presses("UTC+12")
    assert "UTC+12" in anna.screen
    await days.to(9, 20)  # 05:00 of the last day there
    assert reminders(anna) == []
    await days.to(1, 1)  # 10:00
    assert len(reminders(anna)) == 1


async def test_a_late_one_waits_for_the_morning(anna: Person, days: Days) -> None:
    await complains(anna)
    await days.to(10, 22)  # the bot was down all day
    assert reminders(anna) == []
    await days.to(1, 8)
    assert reminders(anna) == []
    await days.to(0, 9)
    assert len(reminders(anna)) == 1
    assert anna.screen.startswith("🔔 Владелец терминала: ответа не было?")


@pytest.mark.parametrize(("hour", "came"), [(20, 1), (21, 0)])
async def test_the_evening_ends_at_nine_sharp(
    anna: Person, days: Days, hour: int, came: int
) -> None:
    await complains(anna)
    await days.to(10, hour)
    assert len(reminders(anna)) == came


async def test_what_is_too_late_for_is_dropped_without_a_word(
    anna: Person, days: Days, caplog: pytest.LogCaptureFixture
) -> None:
    await complains(anna)
    await days.to(1)  # planned: the last day and the day after
    await days.to(14)
    assert len(reminders(anna)) == 1
    assert "повод идти выше" in anna.screen
    assert caplog.records == []


async def test_reminders_can_be_turned_off_and_on(anna: Person, days: Days) -> None:
    await complains(anna)
    await anna.says("/settings")
    await anna.presses("Выключить напоминания")
    assert "выключены" in anna.screen
    await days.to(10)
    assert reminders(anna) == []
    await anna.presses("Включить напоминания")
    await days.to(0, 15)
    assert len(reminders(anna)) == 1


async def test_an_unfinished_letter_is_asked_after_once(anna: Person, days: Days) -> None:
    await anna.says("/new")
    await picks(anna, "Терминал взял деньги")
    await anna.presses("Терминал взял деньги")
    await anna.presses("Не помогло")
    await anna.presses("Текст обращения")
    await anna.presses("Пропустить")
    await days.to(3)
    assert len(reminders(anna)) == 1
    assert "Письмо начато" in anna.screen
    await anna.presses("Текст обращения")
    assert reminders(anna) == []
    await days.to(30)
    assert reminders(anna) == []


async def test_half_a_year_of_silence_one_question_then_rest_then_nothing_is_left(
    anna: Person, person: MakePerson, days: Days, app: Application
) -> None:
    await complains(anna)
    await days.to(30)
    await days.to(152)
    assert "Полгода по этому делу тихо" in anna.screen
    assert anna.labels == ["Иду дальше", "Решилось", "Ещё жду", "Больше не нужно", "📅 В календарь"]
    told = len(anna.messages)
    await days.to(364)
    assert len(await app.casework.list(anna.id)) == 1
    await days.to(2)
    assert len(await app.casework.list(anna.id)) == 1  # the clock may be wrong: nobody has written
    await person(id=1002, first_name="Борис").says("/start")
    await days.to(1)
    assert await app.casework.list(anna.id) == []
    assert len(anna.messages) == told


async def test_who_still_waits_is_asked_again_half_a_year_later(
    anna: Person, days: Days, app: Application
) -> None:
    await complains(anna)
    await days.to(182)
    await anna.presses("Ещё жду")
    await days.to(183)
    assert "Полгода по этому делу тихо" in anna.screen
    await anna.presses("Решилось")
    assert "Дело закрыто" in anna.screen


async def test_who_blocked_the_bot_is_left_alone_until_they_write(
    anna: Person, days: Days, telegram: Telegram
) -> None:
    await complains(anna)
    await anna.blocks()
    await days.to(10)
    calls = [call for call in telegram.calls if call.method.lower() == "sendmessage"]
    await days.to(1)
    assert calls == [call for call in telegram.calls if call.method.lower() == "sendmessage"]
    await anna.unblocks()
    await days.to(1)
    assert reminders(anna) == []
    await anna.says("/cases")
    await days.past(1)
    assert len(reminders(anna)) == 1


@pytest.mark.parametrize("code", [429, 500, 502, None])
async def test_what_telegram_refuses_for_now_comes_a_little_later(
    anna: Person, days: Days, telegram: Telegram, code: int | None
) -> None:
    await complains(anna)
    telegram.faults.add(Fault(times=1, method="sendMessage", code=code))
    await days.to(10)
    assert reminders(anna) == []
    await days.past(3)
    assert len(reminders(anna)) == 1


async def test_what_is_refused_for_good_is_given_up_and_the_owner_is_told(
    anna: Person,
    person: MakePerson,
    days: Days,
    telegram: Telegram,
    caplog: pytest.LogCaptureFixture,
) -> None:
    owner = person(id=ADMIN, first_name="Олег")
    await owner.says("/start")
    await complains(anna)
    telegram.faults.add(Fault(times=1000, method="sendMessage", code=400, chat_id=anna.id))
    await days.to(10)
    for _ in range(14):
        await days.past(2100)
    assert any("given up" in record.message for record in caplog.records)
    (told,) = [message.words for message in owner.messages if "напоминание" in message.words]
    assert "делу № 1" in told
    telegram.faults.clear()
    assert reminders(anna) == []


async def test_a_window_that_closes_is_told_a_month_a_week_and_a_day_before(
    anna: Person, days: Days, app: Application, clock: MovableClock
) -> None:
    """The three years of a claim to the liquidator end on 21.02.2027: told on the real road."""
    await anna.says("/start")
    work = app.casework
    await days.to((date(2026, 12, 20) - work.today()).days)
    now, today = work.now(), work.today()
    await work.open_case(anna.id, 10_000, "qiwi_ru", "licence_revoked", now, today)
    days_of_note = (date(2027, 1, 21), date(2027, 1, 22), date(2027, 2, 14), date(2027, 2, 20))
    for day in days_of_note:
        await days.to((day - app.casework.today()).days)
        await days.past(5)
    told = [words for words in reminders(anna) if "21.02.2027" in words]
    assert [words.splitlines()[0].partition(": ")[2] for words in told] == [
        "остался месяц", "осталась неделя", "завтра",
    ]  # fmt: skip


async def test_erased_is_erased(anna: Person, days: Days) -> None:
    await complains(anna)
    await anna.says("/delete")
    await anna.presses("Да, стереть всё")
    await days.to(10)
    assert reminders(anna) == []


async def test_privacy_says_how_long_a_case_is_kept(anna: Person) -> None:
    await anna.says("/privacy")
    assert "365 дней" in anna.screen


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", ReminderKind)
@pytest.mark.parametrize("first", [True, False])
async def test_every_reminder_reads_well(
    content: Content, app: Application, kind: ReminderKind, first: bool
) -> None:
    """Rendered for every step that can have one: no hole, the matter first, then the case, one
    coloured button among five; a lock screen shows nothing private."""
    now = app.casework.now()
    today, seconds = app.casework.today(), int(now.timestamp())
    for step in content.path.steps.values():
        if not step.waits:
            continue
        case = Case(
            id=1,
            person_id=7,
            place="qiwi_am",
            problem="refund",
            step=step.id,
            revision=1,
            opened_at=now,
            closed=False,
            events=(
                Event(EventKind.SENT, step.id, today - 20 * DAY, seconds),
                Event(
                    EventKind.ACKNOWLEDGED, step.id, today, int(now.timestamp()), {"number": "A-17"}
                ),
            ),
        )
        due = Due(Key(step.id, kind, 0), now, today - DAY)
        sent = frozenset() if first else frozenset({Key(step.id, ReminderKind.PROMISE, 0)})
        known = ReminderContext(zone=MOSCOW, changed_at=now, sent=sent)
        more = replace(due, at=now + DAY, key=replace(due.key, kind=ReminderKind.OVERDUE))
        screen = reminder_screen(case, known, due, (due, more), Desk(content, app.casework), 365)
        lines = screen.text.splitlines()
        assert lines[0].startswith("🔔 <b>"), screen.text
        assert not re.search(r"\d|QIWI", lines[0]), lines[0]
        report = kind.value.startswith("report")
        if not report:  # nothing was sent before a report
            assert re.match(r"\S.* · \d\d\.\d\d\.\d{4}, номер <code>A-17</code>$", lines[1])
            assert lines[2] == ""
        buttons = [button for row in screen.rows for button in row]
        assert len(buttons) <= 5, [button["text"] for button in buttons]
        assert sum("style" in button for button in buttons) == 1
        # A nudge to report says only what to do now: how often it comes is no one's worry then.
        told = first and not report and kind not in {ReminderKind.AGAIN, ReminderKind.QUIET}
        assert ("напомню ещё" in screen.text) == told
        assert not re.search(r"\n{3}|None|  ", screen.text), screen.text


async def test_a_case_that_cannot_be_planned_does_not_silence_the_others(
    person: MakePerson,
    days: Days,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    anna, boris = person(), person(id=1002, first_name="Борис")
    await complains(anna)
    await complains(boris)

    def plan_all_but_annas(case: Case, *rest: Any) -> tuple[Due, ...]:
        if case.person_id == anna.id:
            raise LookupError("made to fail")
        return plan(case, *rest)

    monkeypatch.setattr("bot.reminders.plan", plan_all_but_annas)
    await days.to(10)
    assert reminders(anna) == []
    assert len(reminders(boris)) == 1
    assert [record.message for record in caplog.records] == ["case 1 cannot be planned"]


def marking(monkeypatch: pytest.MonkeyPatch, before: Callable[[], Awaitable[None]]) -> None:
    """Before the note that a reminder was sent, this happens."""
    mark_sent = Reminders.mark_sent

    async def later(*given: Any, **named: Any) -> None:
        await before()
        await mark_sent(*given, **named)

    monkeypatch.setattr(Reminders, "mark_sent", later)


@pytest.mark.parametrize("times", [3, 1000])
async def test_a_database_that_goes_away_after_a_sending_loses_nothing(
    anna: Person,
    days: Days,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    times: int,
) -> None:
    """If it is back while the reminder is ours it comes once, else once more."""
    refusals = iter(range(times))

    async def be_away() -> None:
        if next(refusals, None) is not None:
            raise DatabaseAwayError

    monkeypatch.setattr("bot.reminders.MARKS_EVERY_SECONDS", 0)
    marking(monkeypatch, be_away)
    await complains(anna)
    if times == 1000:
        monkeypatch.setattr("bot.reminders.LEASE", timedelta(seconds=SEND_SECONDS))
    await days.to(10)
    assert len(reminders(anna)) == 1
    list(refusals)
    await days.past(30)
    assert len(reminders(anna)) == (1 if times == 3 else 2)
    assert [record.levelname for record in caplog.records if record.name == "bot.reminders"] == (
        [] if times == 3 else ["WARNING"]
    )


async def test_one_is_marked_before_the_next_goes_out(
    person: MakePerson, days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So a kill doubles one. Where Telegram is slow they are not waited for."""
    people = [person(id=1002 + number, first_name="Борис") for number in range(3)]
    for one in people:
        await complains(one)
    out: list[int] = []

    async def see() -> None:
        await asyncio.sleep(2 / A_SECOND)
        out.append(sum(len(reminders(one)) for one in people))

    marking(monkeypatch, see)
    monkeypatch.setattr("bot.reminders.ALONE_SECONDS", 60)
    await days.to(10)
    assert out == [1, 2, 3]
    out.clear()
    monkeypatch.setattr("bot.reminders.ALONE_SECONDS", 0)
    await days.to(1)
    assert out[0] > 1 + len(people)


async def test_a_wake_makes_the_loop_look_at_once_and_it_ends_with_its_block(
    anna: Person, app: Application, clock: MovableClock
) -> None:
    await complains(anna)
    wake = asyncio.Event()
    async with app.reminding.running(wake):
        await asyncio.sleep(0)
        clock.advance(11 * DAY)
        wake.set()
        for _ in range(50):
            if reminders(anna):
                break
            await asyncio.sleep(0.01)
    assert len(reminders(anna)) == 1


async def is_robbed(person: Person) -> None:
    """A case from the first tap: how it happened is told, nobody else knows yet."""
    await person.says("мошенники сняли 9900 с юмани только что")
    await person.presses("Выманили код")
    assert "Код выманили" in person.screen


class TestNudgesToReport:
    async def test_the_evening_and_the_morning_until_it_is_reported(
        self, person: MakePerson, days: Days
    ) -> None:
        anna = person()
        await is_robbed(anna)
        assert not reminders(anna)
        await days.to(0, 20)
        (evening,) = reminders(anna)
        assert "Сообщите – остановите новые списания" in evening
        await days.to(0, 23)
        await days.to(1, 12)
        assert len(reminders(anna)) == 2
        assert "крайний день" in reminders(anna)[-1]
        await days.to(1, 21)
        await days.to(1, 12)
        assert len(reminders(anna)) == 2

    async def test_none_comes_to_whoever_has_reported(
        self, person: MakePerson, days: Days, app: Application
    ) -> None:
        anna = person()
        await is_robbed(anna)
        await days.to(0, 20)
        await anna.presses("Сообщено")
        for answer in ("Только что", "По телефону", "Номера не дали"):
            await anna.presses(answer)
        await days.to(1, 12)
        await days.to(1, 21)
        assert not [one for one in reminders(anna) if "Сообщите" in one]
