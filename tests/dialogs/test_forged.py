"""Nonsense carried by old or forged buttons: it is answered, and leaves nothing behind."""

import logging
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from aiogram.methods import Response
from aiogram.types import Message as TheirMessage
from telegram_sandbox.chats import Message

from bot import dialogs
from bot.answers.dates import EARLIEST
from bot.app import Application
from bot.content.content import Content
from bot.dialogs import exporting
from bot.dialogs.callbacks import CaseButton, Page, Verb
from bot.dialogs.card import card_screen
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Opened, Pressed
from bot.documents.files import File
from bot.escalation.amount import ALSO
from bot.escalation.case import Case, Event, EventKind
from bot.escalation.drafts import DETAILS, GENITIVE
from bot.escalation.firms import FIRM, NOT_LISTED, UNCHECKED
from bot.escalation.moves import LONGEST_EXTENSION
from bot.escalation.reporting import UNSAID
from bot.exhibits.workshop import Workshop, WorkshopError
from bot.settings import Settings
from tests.conftest import MakePerson
from tests.dialogs.journeys import does, plain
from tests.exhibits import files
from tests.people import travel
from tests.telegram import Person

DATA_BYTES = 64
ENDLESS = "я" * 40
"""Cut to what a button can hold."""

NONSENSE = (
    *("", "x", "-1", "999", "99999999999", "²", "+1", "None", "%00", "<b>", "card", ENDLESS),
    *("0.-1", "1.1", "0.2", "99.1", "..", "a.b.c.d", "sum.0.1", "caps.0.99"),
    *("0001-01-01", "9999-12-31", "notaday"),
    *("other_wallet.x", "other_wallet.licence_revoked", "x.other", "terminal", "court"),
    *("full_name", "solved", "sent_on", "pdf"),
    *("yoomoney", "none", "webmoney.yes", "vk_pay.no", "vk_pay.maybe", "terminal.here"),
    *("qiwi_ru..yoomoney", "other_wallet..webmoney", "terminal.other.none", "place..none", "told."),
)
"""What no button of the bot says, or one for another place."""

STEPS = ("", "-", "nowhere", "liquidation", "report", "court", "judgment", ENDLESS)
NUMBERS = ("0", "-1", "²", "x", "", "9223372036854775807", "9" * 25)


def verbs() -> list[Verb]:
    """Everything that a button of the bot may do."""
    return sorted(
        verb
        for dialog in dialogs.router.sub_routers
        for handler in dialog.callback_query.handlers
        for asked in handler.filters or ()
        if isinstance(asked.callback, Pressed | Opened)
        for verb in asked.callback.verbs
    )


def forged(do: str, case: Case, theirs: Case) -> Iterator[str]:
    """Presses of this button that nobody was offered."""
    number, revision, step = str(case.id), str(case.revision), case.step
    for arg in NONSENSE:
        yield _data("c", number, revision, step, do, arg)
    for other in STEPS:
        for arg in ("", "0.1"):
            yield _data("c", number, revision, other, do, arg)
    for wrong in (str(theirs.id), *NUMBERS):
        yield _data("c", wrong, revision, step, do, "2026-05-03")
    for wrong in NUMBERS[:5]:
        yield _data("c", number, wrong, step, do, "")
    yield _data("c", number, revision, step, do)
    yield _data("c", number, revision, step, do, "", "")


def _data(*parts: str) -> str:
    return ":".join(parts).encode()[:DATA_BYTES].decode(errors="ignore")


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """A database that the test can look into, and set back."""
    return settings.model_copy(update={"database": tmp_path / "bot.sqlite3"})


TABLES = ("people", "cases", "events", "reminders", "expected", "copies")
Rows = Mapping[str, list[Any]]


@dataclass
class Shelf:
    """What is stored of people, to be compared and set back."""

    sqlite: sqlite3.Connection

    def rows(self) -> Rows:
        """All of it."""
        return {table: self.sqlite.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}

    def put_back(self, rows: Rows) -> None:
        """As it was then."""
        self.sqlite.execute("BEGIN IMMEDIATE")
        for table in reversed(TABLES):
            self.sqlite.execute(f"DELETE FROM {table}")
        for table in TABLES:
            for row in rows[table]:
                marks = ", ".join("?" * len(row))
                self.sqlite.execute(f"INSERT INTO {table} VALUES ({marks})", row)
        self.sqlite.execute("COMMIT")


@pytest.fixture
def shelf(app: Application, settings: Settings) -> Iterator[Shelf]:
    with closing(sqlite3.connect(settings.file, isolation_level=None)) as sqlite:
        sqlite.execute("PRAGMA synchronous = OFF")
        yield Shelf(sqlite)


# The states of a case


async def fresh(anna: Person) -> None:
    """At its first checks."""
    await travel(anna, lambda move: ":not_helped:" in move.data)


async def waiting(anna: Person) -> None:
    """A letter was sent, and a reply is awaited."""
    await travel(anna, lambda move: ":late:" in move.data)


async def closed(anna: Person) -> None:
    """Closed with a letter sent."""
    await waiting(anna)
    await does(anna, "close")
    await does(anna, "end")


async def with_exhibits(anna: Person) -> None:
    """With one exhibit, and a file of which nothing was said yet."""
    await fresh(anna)
    for number in (1, 2):
        content = files.picture(number, (60, 40))
        await anna.sends("document", name="скан.jpg", content=content)
        if number == 1:
            await anna.presses("Чек")
            await anna.presses("Сегодня")


# What may be wrong

KEPT = (Response[bool], Response[TheirMessage | bool], Response[TheirMessage])
"""Held on to: aiogram asks for them at every call, and they are made anew when nobody does."""


@dataclass
class Watch:
    """Looks at everything after each press."""

    app: Application
    content: Content
    people: tuple[Person, Person]
    shelf: Shelf
    caplog: pytest.LogCaptureFixture

    async def faults(self, data: str, before: Rows) -> list[str]:
        """What is wrong after Anna's press."""
        anna, boris = self.people
        newest = anna.messages[-1]
        tap = anna.actor.press(_card(anna), data, stale=True)
        self.caplog.clear()
        await anna.settle()
        found = [record.getMessage() for record in self.caplog.records if _is_error(record)]
        if not tap.answered:
            found.append("not answered")
        await self.app.turns.begin(anna.id)  # what is stored soon is stored before this
        apology = plain(self.content.words.screen("errors/unexpected"))
        if anna.screen == apology and anna.messages[-1] is not newest:
            found.append("an apology")
        after = self.shelf.rows()
        if after != before:
            found += await self._drawn(anna)
            if _of(boris, before) != _of(boris, after):
                found.append("another person's case has changed")
            self.shelf.put_back(before)
        return [f"{data}: {fault}" for fault in found]

    async def _drawn(self, person: Person) -> list[str]:
        try:
            cases = await self.app.casework.list(person.id)
            for case in cases:
                card_screen(case, Desk(self.content, self.app.casework))
        except Exception as error:  # noqa: BLE001  (it is what the test looks for)
            return [f"the card: {error!r}"]
        return [fault for case in cases for fault in self._nonsense(case)]

    def _nonsense(self, case: Case) -> Iterable[str]:
        """What a case says that no person can have meant."""
        path, today = self.content.path, self.app.casework.today()
        more = {ALSO, DETAILS, GENITIVE, FIRM, UNSAID, "checks", "provider_reply"}
        questions = {*self.content.questions, *more}
        if case.answers.get(FIRM, NOT_LISTED) not in (
            NOT_LISTED,
            UNCHECKED,
            *self.content.facts.firms,
        ):
            yield f"stored the firm {case.answers[FIRM]}"
        if case.place not in path.places or case.problem not in path.places[case.place].problems:
            yield f"stored {case.problem} at {case.place}"
        for at in (case.step, *[event.step for event in case.events]):
            if at not in path.steps:
                yield f"stored step {at}"
        if unknown := case.answers.keys() - questions:
            yield f"stored answers to {unknown}"
        for name, choices in self._choices(case):
            given = case.answers.get(name)
            if isinstance(given, tuple) and not set(given) <= set(choices):
                yield f"stored {given} for {name}"
        yield from self._nonsense_of(case.events, today)
        for exhibit in case.exhibits:
            if not EARLIEST <= exhibit.on <= today:
                yield f"stored an exhibit of {exhibit.on}"

    def _nonsense_of(self, events: Iterable[Event], today: date) -> Iterable[str]:
        reasons = self.content.path.reasons
        for event in events:
            until = event.note.get("until", "")
            if not EARLIEST <= event.happened_on <= today:
                yield f"stored {event.kind} on {event.happened_on}"
            if until > (today + LONGEST_EXTENSION).isoformat():
                yield f"stored an extension until {until}"
            if event.kind is EventKind.CLOSED and event.note["reason"] not in reasons:
                yield f"stored the reason {event.note}"
            if event.note.get("kind", "") not in ("", *self.content.reply_kinds):
                yield f"stored the reply {event.note}"

    def _choices(self, case: Case) -> Iterable[tuple[str, Iterable[str]]]:
        path = self.content.path
        yield "checks", [check for step in path.steps.values() for check in step.all_checks]
        yield ALSO, path.places[case.place].problems
        yield from ((q.id, q.choices) for q in self.content.questions.values() if q.choices)


def _is_error(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.ERROR


def _card(person: Person) -> int:
    """A message with buttons: forged ones come under any."""
    return [message.id for message in person.messages if message.buttons][-1]


def _of(person: Person, rows: Rows) -> list[Any]:
    own = [row for row in rows["people"] if row[0] == person.id]
    cases = [row for row in rows["cases"] if row[1] == person.id]
    numbers = {row[0] for row in cases}
    return [*own, *cases, *(row for row in rows["events"] if row[0] in numbers)]


async def _no_worker(*_: object) -> None:
    """What goes into the files is for other tests: making them took two thirds of the time."""
    raise WorkshopError("none here")


# The tests


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("state", "share"), [(fresh, 5), (waiting, 1), (closed, 7), (with_exhibits, 8)]
)
async def test_whatever_a_forged_button_says_it_is_answered_and_leaves_no_nonsense(
    person: MakePerson,
    app: Application,
    content: Content,
    shelf: Shelf,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    state: Callable[[Person], Any],
    share: int,
) -> None:
    """All of them where most buttons do something, of the others one in so many: it takes long."""
    anna, boris = person(), person(id=1002, first_name="Борис")
    await fresh(boris)
    await state(anna)
    monkeypatch.setattr(Workshop, "do", _no_worker)
    monkeypatch.setattr(exporting, "letter_file", lambda *_: File("", b""))
    (case,), (theirs,) = [await app.casework.list(one.id) for one in (anna, boris)]
    presses = [
        data
        for prefix, do in verbs()
        if prefix == CaseButton.__prefix__
        for data in list(dict.fromkeys(forged(do, case, theirs)))[::share]
    ]
    if state is fresh:  # a page is the same for every case
        presses += [
            _data(prefix, do, arg)
            for prefix, do in verbs()
            if prefix == Page.__prefix__
            for arg in NONSENSE
        ]
    watch, before = Watch(app, content, (anna, boris), shelf, caplog), shelf.rows()
    faults = [fault for data in presses for fault in await watch.faults(data, before)]
    assert not faults, "\n".join(faults)
    assert len(presses) > 600
    await anna.says("/start")
    home = plain(content.words.screen("home", cases=[], lost=False, closed=False))
    assert anna.screen.startswith(home[:10])
    await anna.says("/cases")
    assert f":{case.id}:" in str(anna.messages[-1].buttons)


@pytest.mark.parametrize("data", ["p:open:other_wallet.x", "p:zone:999", "c:{}:1:{}:tick:-1"])
async def test_what_once_broke_the_bot_is_called_an_old_button(
    anna: Person, app: Application, content: Content, data: str
) -> None:
    await fresh(anna)
    (case,) = await app.casework.list(anna.id)
    await anna.presses_data(_card(anna), data.format(case.id, case.step))
    assert anna.alert == plain(content.words.screen("alerts/unknown_button"))
    assert await app.casework.list(anna.id) == [case]


UNHEARD_OF = [
    ("place", "mars"),
    ("problem", "licence_revoked"),
    ("problem", "abduction"),
    ("step", "ministry"),
]


@pytest.mark.exhaustive
@pytest.mark.parametrize(("column", "value"), UNHEARD_OF)
@pytest.mark.parametrize("state", [fresh, waiting, closed])
async def test_a_case_stored_by_another_version_comes_up_all_the_same(
    anna: Person,
    app: Application,
    content: Content,
    shelf: Shelf,
    caplog: pytest.LogCaptureFixture,
    state: Callable[[Person], Any],
    column: str,
    value: str,
) -> None:
    await state(anna)
    (case,) = await app.casework.list(anna.id)
    shelf.sqlite.execute(f"UPDATE cases SET {column} = ?, replan = 1", (value,))
    if column == "step":
        shelf.sqlite.execute("UPDATE events SET step = ?", (value,))
    await anna.says("/start")
    await anna.says("/cases")
    await anna.presses_data(_card(anna), next(_opening(anna.messages[-1], case)))
    assert any(f":{do}:" in str(anna.messages[-1].buttons) for do in ("map", "reopen"))
    for do in ("map", "history", "calendar", "letter", "why", "close"):
        await anna.presses_data(_card(anna), f"c:{case.id}:{case.revision}:-:{do}:")
        assert plain(content.words.screen("errors/unexpected")) != anna.screen, do
    await app.reminding.look()
    assert not [record.getMessage() for record in caplog.records if _is_error(record)]


def _opening(message: Message, case: Case) -> Iterator[str]:
    """The buttons under the list of cases that open this one."""
    data = (button.get("callback_data", "") for button in message.buttons)
    return (one for one in data if one.startswith(f"c:{case.id}:"))
