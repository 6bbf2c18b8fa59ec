"""The due table: what is planned is stored once, leased by one, and gone when it should be."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from bot.escalation.act import Act
from bot.escalation.case import Case, Change
from bot.escalation.reminders import Due, Key, ReminderContext, ReminderKind
from bot.storage.cases import Cases
from bot.storage.database import Database
from bot.storage.reminders import LEASE, Choices, Reminders
from bot.storage.sealing import Seal
from bot.storage.turns import Ending, Expected, Turns
from tests.storage.conftest import rows_of

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 5, 13, 9, tzinfo=UTC)
DUE = Due(Key("support", ReminderKind.LAST_DAY, 1), NOW, NOW.date())
LATER = Due(Key("support", ReminderKind.OVERDUE, 1), NOW + timedelta(days=1), NOW.date())
ANNA = 7


@pytest.fixture
def reminders(database: Database, cases: Cases) -> Reminders:
    return Reminders(database, cases, MOSCOW)


@pytest.fixture
async def case(cases: Cases) -> Case:
    return await cases.open(ANNA, 1, "other_wallet", "refund", "support", NOW, NOW.date())


async def store(reminders: Reminders, case: Case, *dues: Due) -> None:
    await reminders.replan(case.person_id, case.id, lambda _case, _context: dues)


async def rows(database: Database) -> list[tuple[str, int, str]]:
    return await rows_of(database, "SELECT kind, due_at, state FROM reminders ORDER BY due_at")


async def context(reminders: Reminders, case: Case) -> ReminderContext:
    seen: list[ReminderContext] = []

    def look(_case: Case, known: ReminderContext) -> Sequence[Due]:
        seen.append(known)
        return ()

    await reminders.replan(case.person_id, case.id, look)
    return seen[0]


async def test_a_change_is_noticed_and_a_plan_settles_it(
    reminders: Reminders, cases: Cases, case: Case
) -> None:
    assert await reminders.changed(NOW) == [(ANNA, case.id)]
    await store(reminders, case, DUE)
    assert await reminders.changed(NOW) == []
    await answer(cases, case)
    assert await reminders.changed(NOW - timedelta(seconds=1)) == []
    assert await reminders.changed(NOW) == [(ANNA, case.id)]


async def test_what_is_planned_twice_is_stored_once_and_what_is_not_goes(
    reminders: Reminders, database: Database, case: Case
) -> None:
    await store(reminders, case, DUE, LATER)
    await store(reminders, case, LATER)
    assert [kind for kind, _, _ in await rows(database)] == ["overdue"]
    await store(reminders, case, Due(LATER.key, NOW, LATER.on))
    assert await rows(database) == [("overdue", int(NOW.timestamp()), "waiting")]


async def test_a_claim_is_one_owners_until_its_lease_ends(reminders: Reminders, case: Case) -> None:
    await store(reminders, case, DUE, LATER)
    leased = await reminders.lease(NOW)
    assert leased is not None
    assert (leased.key, leased.case.id, leased.attempts) == (DUE.key, case.id, 1)
    assert await reminders.lease(NOW) is None
    assert await reminders.lease(NOW + LEASE - timedelta(seconds=1)) is None
    again = await reminders.lease(NOW + LEASE)
    assert again is not None
    assert (again.key, again.attempts) == (DUE.key, 2)


async def test_what_was_sent_is_never_due_again(
    reminders: Reminders, database: Database, case: Case
) -> None:
    await store(reminders, case, DUE)
    leased = await reminders.lease(NOW)
    assert leased is not None
    await reminders.mark_sent(leased, NOW, rests=False)
    await store(reminders, case, DUE)
    assert await reminders.lease(NOW + timedelta(days=9)) is None
    assert [state for _, _, state in await rows(database)] == ["sent"]
    assert (await context(reminders, case)).sent == {DUE.key}


async def test_a_changed_case_says_nothing_before_it_is_planned_anew(
    reminders: Reminders, cases: Cases, case: Case
) -> None:
    await store(reminders, case, DUE)
    await answer(cases, case)
    assert await reminders.lease(NOW) is None


async def test_a_change_drops_what_was_planned_but_not_what_is_being_sent(
    reminders: Reminders, cases: Cases, case: Case, database: Database
) -> None:
    await store(reminders, case, DUE, LATER)
    leased = await reminders.lease(NOW)
    assert leased is not None
    await answer(cases, case)
    assert [kind for kind, _, _ in await rows(database)] == ["last_day"]
    await reminders.mark_sent(leased, NOW, rests=False)
    await store(reminders, case, DUE, LATER)
    assert [state for _, _, state in await rows(database)] == ["sent", "waiting"]


async def test_a_postponed_one_keeps_its_own_time(
    reminders: Reminders, database: Database, case: Case
) -> None:
    await store(reminders, case, DUE)
    leased = await reminders.lease(NOW)
    assert leased is not None
    later = NOW + timedelta(minutes=5)
    await reminders.postpone(leased, later)
    await store(reminders, case, DUE)
    assert await rows(database) == [("last_day", int(later.timestamp()), "waiting")]
    assert await reminders.lease(NOW) is None
    assert await reminders.lease(later) is not None


async def test_who_is_away_is_left_alone_until_they_write(
    reminders: Reminders, database: Database, cases: Cases, case: Case, seal: Seal
) -> None:
    await store(reminders, case)
    await reminders.leave(ANNA)
    assert not (await context(reminders, case)).wanted
    turns = Turns(database, seal, cases)
    assert (await turns.begin(ANNA)).away
    turns.end(ANNA, Ending(back=True))
    assert not (await turns.begin(ANNA)).away
    assert await reminders.changed(NOW) == [(ANNA, case.id)]
    assert (await context(reminders, case)).wanted


async def test_muted_put_off_and_turned_off(reminders: Reminders, case: Case) -> None:
    await reminders.mute(ANNA, case.id, NOW, on=True)
    assert not (await context(reminders, case)).wanted
    assert (await reminders.choices(ANNA)).muted_cases == 1
    await reminders.turn(ANNA, NOW, on=True)
    assert (await context(reminders, case)).wanted
    await reminders.turn(ANNA, NOW, on=False)
    assert not (await context(reminders, case)).wanted
    await reminders.turn(ANNA, NOW, on=True)
    await reminders.put_off(ANNA, case.id, date(2026, 5, 20), NOW)
    assert (await context(reminders, case)).put_off_until == date(2026, 5, 20)


async def test_another_persons_case_cannot_be_silenced(reminders: Reminders, case: Case) -> None:
    await reminders.mute(8, case.id, NOW, on=True)
    await reminders.put_off(8, case.id, date(2026, 5, 20), NOW)
    known = await context(reminders, case)
    assert (known.wanted, known.put_off_until) == (True, None)


async def test_a_zone_is_the_bots_until_one_is_chosen(reminders: Reminders, case: Case) -> None:
    assert (await reminders.choices(ANNA)).zone == MOSCOW
    await reminders.choose_zone(ANNA, 12 * 60, NOW)
    assert NOW.astimezone((await context(reminders, case)).zone).hour == 21
    await reminders.choose_zone(99, 2 * 60, NOW)  # somebody without a case
    assert (await reminders.choices(99)).zone_minutes == 120


async def closed(cases: Cases, case: Case, update: int, at: datetime) -> None:
    act = Act(ANNA, case.id, update, at, at.date())
    await cases.change(act, lambda _: Change(closed=True))


async def answer(cases: Cases, case: Case) -> None:
    act = Act(ANNA, case.id, 2, NOW, NOW.date())
    await cases.change(act, lambda _: Change(answers={"story": "…"}))


async def test_closed_and_resting_cases_are_purged_and_nothing_postpones_it(
    reminders: Reminders, cases: Cases, database: Database, case: Case
) -> None:
    resting = await cases.open(ANNA, 2, "terminal", "terminal", "terminal", NOW, NOW.date())
    act = Act(ANNA, resting.id, 4, NOW, NOW.date())
    await cases.keep_copy(act, 5, b"what a photo shows")
    assert await rows_of(database, "SELECT exhibit FROM copies") == [(5,)]
    quiet = Due(Key("terminal", ReminderKind.QUIET, 0), NOW, NOW.date())
    await store(reminders, resting, quiet)
    leased = await reminders.lease(NOW)
    assert leased is not None
    await reminders.mark_sent(leased, NOW, rests=True)
    await closed(cases, case, 3, NOW)
    # None of these is the person's act on an open case.
    await reminders.mute(ANNA, case.id, NOW + timedelta(days=9), on=False)
    await reminders.put_off(ANNA, case.id, date(2030, 1, 1), NOW + timedelta(days=9))
    await store(reminders, case)
    assert await reminders.purge(NOW) == 0
    assert await reminders.purge(NOW + timedelta(seconds=1)) == 2
    assert await reminders.purge(NOW + timedelta(seconds=1)) == 0
    for table in ("cases", "events", "reminders", "people", "copies"):
        assert await rows_of(database, f"SELECT * FROM {table}") == [], table


async def test_a_person_with_an_open_case_stays(
    reminders: Reminders, cases: Cases, case: Case
) -> None:
    other = await cases.open(ANNA, 2, "terminal", "terminal", "terminal", NOW, NOW.date())
    await closed(cases, other, 3, NOW)
    assert await reminders.purge(NOW + timedelta(days=400)) == 1
    assert [one.id for one in await cases.list(ANNA)] == [case.id]


async def test_an_act_wakes_a_resting_case(reminders: Reminders, cases: Cases, case: Case) -> None:
    await store(reminders, case, DUE)
    leased = await reminders.lease(NOW)
    assert leased is not None
    await reminders.mark_sent(leased, NOW, rests=True)
    assert not (await context(reminders, case)).wanted
    await reminders.wake(ANNA, case.id, NOW)
    assert (await context(reminders, case)).wanted


async def test_a_case_set_aside_is_tried_again_after_a_start(
    reminders: Reminders, cases: Cases, case: Case
) -> None:
    await store(reminders, case, DUE)
    await answer(cases, case)
    await reminders.set_aside(case.id)
    assert await reminders.changed(NOW) == []
    assert await reminders.lease(NOW) is None
    await reminders.begin()
    assert await reminders.changed(NOW) == [(ANNA, case.id)]


async def test_what_can_never_be_sent_is_not_tried_again(
    reminders: Reminders, database: Database, case: Case
) -> None:
    await store(reminders, case, DUE, LATER)
    leased = await reminders.lease(NOW)
    assert leased is not None
    await reminders.fail(leased)
    await store(reminders, case, DUE, LATER)
    assert [(kind, state) for kind, _, state in await rows(database)] == [
        ("last_day", "failed"),
        ("overdue", "waiting"),
    ]
    assert await reminders.lease(LATER.at - timedelta(seconds=1)) is None
    assert (await context(reminders, case)).sent == set()


async def test_one_that_is_not_planned_any_more_goes_alone_and_may_come_back(
    reminders: Reminders, database: Database, case: Case
) -> None:
    await store(reminders, case, DUE, LATER)
    leased = await reminders.lease(NOW)
    assert leased is not None
    await reminders.drop(leased)
    assert [kind for kind, _, _ in await rows(database)] == ["overdue"]
    await store(reminders, case, DUE, LATER)
    again = await reminders.lease(NOW)
    assert again is not None
    assert (again.key, again.attempts) == (DUE.key, 1)


async def test_who_chose_nothing_gets_reminders_by_the_bots_clock(
    reminders: Reminders, case: Case
) -> None:
    nothing_chosen = Choices(MOSCOW, None, True, 0)
    assert await reminders.choices(ANNA) == nothing_chosen
    assert await reminders.choices(99) == nothing_chosen  # somebody who has never written


async def test_what_was_chosen_is_told_as_it_was_chosen(
    reminders: Reminders, cases: Cases, case: Case
) -> None:
    other = await cases.open(ANNA, 2, "terminal", "terminal", "terminal", NOW, NOW.date())
    for one in (case, other):
        await reminders.mute(ANNA, one.id, NOW, on=True)
    await closed(cases, other, 3, NOW)
    await reminders.choose_zone(ANNA, 5 * 60 + 45, NOW)
    nepal = timezone(timedelta(hours=5, minutes=45))
    assert await reminders.choices(ANNA) == Choices(nepal, 345, True, 1)
    await reminders.turn(99, NOW, on=False)  # before their first case
    assert await reminders.choices(99) == Choices(MOSCOW, None, False, 0)
    assert (await reminders.choices(ANNA)).reminders


async def test_whoever_plans_and_whoever_sends_are_given_the_case_as_it_is(
    reminders: Reminders, cases: Cases, case: Case
) -> None:
    await answer(cases, case)
    kept = await cases.load(ANNA, case.id)
    seen: list[tuple[Case, ReminderContext]] = []

    def planner(one: Case, known: ReminderContext) -> Sequence[Due]:
        seen.append((one, known))
        return (DUE,)

    await reminders.replan(ANNA, case.id, planner)
    assert seen == [(kept, ReminderContext(zone=MOSCOW, changed_at=NOW, answered_at=NOW))]
    leased = await reminders.lease(NOW)
    assert leased is not None
    assert [(leased.case, leased.context)] == seen


async def test_a_purge_forgets_what_was_asked_of_those_who_are_gone_and_of_nobody_else(
    reminders: Reminders, cases: Cases, database: Database, case: Case, seal: Seal
) -> None:
    boris = 8
    await cases.open(boris, 2, "terminal", "terminal", "terminal", NOW, NOW.date())
    turns = Turns(database, seal, cases)
    for person in (ANNA, boris):
        turns.end(person, Ending(changes_expected=True, expected=Expected("Asking:answer", {})))
    await closed(cases, case, 3, NOW)
    assert await reminders.purge(NOW + timedelta(days=1)) == 1
    assert await rows_of(database, "SELECT person_id FROM expected") == [(boris,)]
