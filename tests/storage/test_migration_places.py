"""A database from before the bot asked whose wallet: every case opens and comes to an end."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from telegram_sandbox.clock import MovableClock

from bot.app import Application
from bot.content.content import Content
from bot.dialogs.callbacks import CaseButton
from bot.escalation.case import Case, EventKind
from bot.escalation.moves import next_step
from bot.escalation.values import Value
from bot.settings import Settings
from bot.storage.cases import Cases
from bot.storage.database import known, open_database
from bot.storage.sealing import Seal
from bot.storage.sqlite import ENGINE
from tests import people
from tests.conftest import MakePerson
from tests.dialogs.journeys import replied, reported
from tests.people import IS_READY
from tests.storage.conftest import rows_of
from tests.telegram import Person

pytestmark = pytest.mark.exhaustive

OPENED_AT = int(datetime(2026, 10, 1, 9, tzinfo=UTC).timestamp())
LADDER = ("first_checks", "support", "appeal", "social", "regulator", "court")
PROBLEMS = (
    "not_delivered",
    "wrong_details",
    "unauthorised",
    "blocked",
    "identification",
    "refund",
    "fee",
    "terminal",
    "other",
)
"""The steps and the problems of the first schema, as its data had them."""

MOVED = {
    "first_checks": "first_checks",
    "support": "terminal",
    "appeal": "terminal",
    "social": "terminal",
    "regulator": "rospotrebnadzor",
    "court": "court",
}
"""Where a case about a terminal stands afterwards."""

MINE: dict[str, Value] = {name: people.ANSWERS[name] for name in ("full_name", "phone")}
ANSWERS: dict[str, Value] = {
    **{name: people.ANSWERS[name] for name in ("happened", "sum", "wanted")},
    "checks": ("status", "restart"),
}

OLD = [
    (1000 + number, problem, step, closed)
    for number, (problem, step, closed) in enumerate(
        (problem, step, closed)
        for problem in PROBLEMS
        for step in LADDER
        for closed in (False, True)
    )
]
"""One case of each kind, each another person's."""

ASKED, ASKED_DAY = [person for person, _, step, closed in OLD if step == "support" and not closed][
    :2
]
"""Who was being asked something when the old version stopped."""


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(lambda: datetime(2026, 11, 24, 9, tzinfo=UTC))


@pytest.fixture
def seal(settings: Settings) -> Seal:
    return Seal(settings.data_keys)


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """The bot's database is a file of the first schema, with data in it."""
    database = tmp_path / "old.sqlite3"
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript((known(ENGINE)[1]).read_text(encoding="utf-8"))
        seal = Seal(settings.data_keys)
        _fill(connection, seal)
        data = {"case": ASKED, "step": "support", "question": "operation", "shown": True}
        _asks(connection, settings, ASKED, "Asking:answer", seal.close(data))
        data = {"case": ASKED_DAY, "step": "support", "shown": True}
        _asks(connection, settings, ASKED_DAY, "Asking:sent_day", seal.close(data))
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
    return settings.model_copy(update={"database": database})


def _fill(connection: sqlite3.Connection, seal: Seal) -> None:
    for person, problem, step, closed in OLD:
        connection.execute(
            "INSERT INTO people VALUES (?, ?, ?)", (person, OPENED_AT, seal.close_answers(MINE))
        )
        connection.execute(
            "INSERT INTO cases (id, person_id, problem, step, revision, opened_at, closed, answers)"
            " VALUES (?, ?, ?, ?, 7, ?, ?, ?)",
            (person, person, problem, step, OPENED_AT, closed, seal.close_answers(ANSWERS)),
        )
        for seq, (kind, at, note) in enumerate(_history(step, closed)):
            sealed = seal.close(note) if note else None
            connection.execute(
                "INSERT INTO events VALUES (?, ?, ?, ?, '2026-10-01', ?, ?)",
                (person, seq, kind, at, OPENED_AT, sealed),
            )


def _asks(
    connection: sqlite3.Connection, settings: Settings, person: int, state: str, data: str
) -> None:
    bot_id = int(settings.token.get_secret_value().partition(":")[0])
    connection.execute(
        "INSERT INTO fsm VALUES (?, ?, ?, '//default', ?, ?)",
        (bot_id, person, person, state, data),
    )


def _history(step: str, closed: bool) -> Iterator[tuple[str, str, dict[str, str]]]:
    """The events of a case that stands on `step`, as the first version wrote them."""
    yield "opened", "first_checks", {}
    for walked in LADDER[: LADDER.index(step)]:
        if walked == "first_checks":
            yield "checked", walked, {"outcome": "not_helped"}
        elif walked == "social":
            yield "skipped", walked, {}
        else:
            yield "sent", walked, {}
            yield "acknowledged", walked, {"number": f"77-{walked}"}
            yield "replied", walked, {"reply": "refused"}
    if closed:
        yield "closed", step, {"reason": "not_now"}


async def cases_of(app: Application, person: int) -> Sequence[Case]:
    return await app.casework.list(person)


async def test_every_case_keeps_what_it_held(app: Application) -> None:
    for person, problem, step, closed in OLD:
        (case,) = await cases_of(app, person)
        assert (case.problem, case.closed, case.revision) == (problem, closed, 7)
        assert case.answers == {**MINE, **ANSWERS}
        assert len(case.events) == len(list(_history(step, closed)))
        assert case.events[0].kind is EventKind.OPENED
        numbers = [e.note["number"] for e in case.events if e.kind is EventKind.ACKNOWLEDGED]
        walked = LADDER[: LADDER.index(step)]
        assert len(numbers) == len(set(walked) - {"first_checks", "social"})


async def test_every_case_stands_on_a_step_of_its_route(app: Application, content: Content) -> None:
    for person, problem, step, _ in OLD:
        (case,) = await cases_of(app, person)
        terminal = problem == "terminal"
        assert case.place == ("terminal" if terminal else "unknown")
        assert case.step == (MOVED[step] if terminal else step)
        route = content.path.route(case.place, case.problem)
        # A route may have changed since: the case stands where it stood, and goes on along it.
        on_map = (*route.steps, *route.also)
        assert case.step in on_map or next_step(case, content.timing) in route.steps
        assert {event.step for event in case.events} <= content.path.steps.keys()


@pytest.mark.parametrize("problem", PROBLEMS)
async def test_every_case_opens_its_card_and_goes_on_to_an_end(
    app: Application, person: MakePerson, content: Content, problem: str
) -> None:
    for number, its_problem, _, closed in OLD:
        if its_problem == problem:
            one = person(id=number, first_name="Анна")
            await one.says("/cases")
            await one.presses("✔️" if closed else "▶️")
            if closed:
                assert "Дело закрыто" in one.screen
                await one.presses("Открыть снова")
            await _goes_on(app, one, content)
            await one.presses("Закрыть")
            await one.presses("Деньги вернули")
            assert "Дело закрыто" in one.screen


async def _goes_on(app: Application, person: Person, content: Content) -> None:
    for _ in range(len(content.path.steps)):
        (case,) = await cases_of(app, person.id)
        step = content.path.steps[case.step]
        if "Это была последняя ступень" in person.screen:
            return
        if "🔒" in person.screen:
            ways = content.words.labels("ways").values()
            await person.presses(next(label for label in person.labels if label in ways))
        if step.waits:
            await person.presses("✍️ Текст")
            if not IS_READY.search(person.screen):
                await person.presses("Показать письмо сейчас")
            # "от Соколовой …" stands at the head, the name itself by the signature.
            assert "Соколов" in person.screen or step.draft == "social"
            await person.presses("📮 Отправлено")
            await person.presses("Сегодня")
            for said in ("Внутри России", "Номера нет"):
                if said in person.labels:
                    await person.presses(said)
            await replied(person, "Отказали")
        else:
            await (person.presses("Не помогло") if step.may_solve else reported(person))
    raise AssertionError(f"no end: {person.screen}")


async def test_an_old_button_redraws_the_case_where_it_stands_now(
    app: Application, person: MakePerson
) -> None:
    number = next(
        p for p, problem, step, closed in OLD if (problem, step) == ("terminal", "support")
    )
    anna = person(id=number, first_name="Анна")
    await anna.says("/start")
    old = CaseButton(case=number, revision=6, step="support", do="silent").pack()
    await anna.presses_data(anna.messages[-1].id, old)

    assert "Владелец терминала" in anna.screen
    (case,) = await cases_of(app, number)
    assert case.revision == 7


async def test_the_schema_is_the_newest_afterwards_and_a_second_start_changes_nothing(
    settings: Settings, seal: Seal
) -> None:
    newest = max(known(ENGINE))
    told = []
    for _ in range(2):
        async with open_database(settings.file) as database:
            assert await rows_of(database, "PRAGMA user_version") == [(newest,)]
            cases = Cases(database, seal, shared=list(MINE))
            told.append([await cases.list(person) for person, *_ in OLD])
    assert told[0] == told[1]


async def test_a_question_that_was_being_asked_is_still_answered(
    app: Application, person: MakePerson
) -> None:
    anna = person(id=ASKED, first_name="Анна")
    await anna.says("/help")
    await anna.says(people.TYPED["operation"])

    (case,) = await cases_of(app, ASKED)
    assert case.answers["operation"] == people.TYPED["operation"]


async def test_a_question_that_is_asked_in_another_way_now_is_dropped(
    app: Application, person: MakePerson
) -> None:
    boris = person(id=ASKED_DAY, first_name="Борис")
    await boris.says("вчера")

    assert "Разобрать проблему" in boris.labels
