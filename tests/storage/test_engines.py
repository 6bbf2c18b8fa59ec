"""What holds of SQLite and of PostgreSQL alike, and what several processes ask of PostgreSQL."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest
from cryptography.fernet import Fernet

from bot.escalation.act import Act
from bot.escalation.case import Change
from bot.escalation.reminders import Due, Key, ReminderKind
from bot.keeping import move_to
from bot.storage import database
from bot.storage import postgres as module
from bot.storage.cases import Cases
from bot.storage.database import Database, known, open_database
from bot.storage.faults import DatabaseAwayError, DatabaseError
from bot.storage.lead import Lead
from bot.storage.postgres import PostgresDatabase, look, migrate, name_of, spoken
from bot.storage.reminders import Reminders
from bot.storage.reports import report_counts
from bot.storage.sealing import Seal
from bot.storage.sql import Sql
from tests.postgres import Cluster, cluster
from tests.storage.conftest import columns_of, rows_of, tables_of

ANNA, BORIS = 1001, 1002
AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def add(number: int) -> Callable[[Sql], None]:
    return lambda sql: sql.execute("INSERT INTO updates VALUES (?, 1)", (number,)).close()


def count(sql: Sql) -> int:
    return int(sql.execute("SELECT count(*) FROM updates").fetchone()[0])


def add_next(sql: Sql) -> None:
    """Reads and then writes what it has read: two of these at once would write the same."""
    add(count(sql) + 1)(sql)


def refuse(sql: Sql) -> None:
    add(99)(sql)
    raise ValueError("refused")


class TestBoth:
    async def test_a_work_is_stored_whole_or_not_at_all(self, database: Database) -> None:
        with pytest.raises(ValueError, match="refused"):
            await database.run(refuse)
        assert await database.read(count) == 0
        await database.run(add(1))
        assert await database.read(count) == 1

    async def test_a_refused_work_takes_nobody_elses_along(self, database: Database) -> None:
        outcomes = await asyncio.gather(
            database.run(add(1)), database.run(refuse), database.run(add(2)), return_exceptions=True
        )
        assert [type(outcome) for outcome in outcomes] == [type(None), ValueError, type(None)]
        assert sorted(await rows_of(database, "SELECT id FROM updates")) == [(1,), (2,)]

    async def test_a_persons_works_come_one_after_another(self, database: Database) -> None:
        await asyncio.gather(*(database.run(add_next, ANNA) for _ in range(30)))
        assert await rows_of(database, "SELECT max(id) FROM updates") == [(30,)]

    async def test_soon_is_done_before_what_the_person_asks_for_later(
        self, database: Database
    ) -> None:
        for number in range(1, 6):
            database.soon(add_next, ANNA)
            assert await database.glance(count, ANNA) == number
        database.soon(add_next, ANNA)
        database.soon(add_next, ANNA)
        assert await database.read(count) == 7  # nobody's read sees everybody's
        database.soon(add(50))
        assert await database.read(count, BORIS) == 8

    async def test_what_was_asked_for_soon_is_settled(self, database: Database) -> None:
        database.soon(add(1), ANNA)
        database.soon(add(2), BORIS)
        await database.settle()
        assert await database.beside(count) == 2

    async def test_whoever_awaits_what_was_to_be_soon_hears_that_it_failed(
        self, database: Database, caplog: pytest.LogCaptureFixture
    ) -> None:
        with pytest.raises(ValueError, match="refused"):
            await database.soon(refuse, ANNA)
        await asyncio.sleep(0)
        assert [record.getMessage() for record in caplog.records] == ["something was not stored"]

    async def test_who_is_cancelled_leaves_no_transaction_open(self, database: Database) -> None:
        for turns in range(10):
            task = asyncio.create_task(database.run(add_next, ANNA))
            for _ in range(turns):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        async with asyncio.timeout(5):
            await database.run(add_next, ANNA)

    async def test_a_newest_schema_is_known_by_its_number(self, database: Database) -> None:
        assert database.schema == max(known("sqlite")) == max(known("postgres"))
        assert {"people", "cases", "updates"} <= set(await tables_of(database))


async def test_both_engines_have_the_same_tables_columns_and_defaults(empty_postgres: str) -> None:
    async with open_database(":memory:") as one, open_database(empty_postgres) as other:
        assert await columns_of(one) == await columns_of(other)
        assert await _indexes(one) == await _indexes(other)


async def _indexes(database: Database) -> list[str]:
    sql = (
        "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND indexname !~ '_pkey$'"
        if isinstance(database, PostgresDatabase)
        else "SELECT name FROM sqlite_schema WHERE type = 'index' AND name NOT LIKE 'sqlite%'"
    )
    return sorted(name for (name,) in await rows_of(database, sql))


def test_a_later_migration_has_a_twin() -> None:
    first = min(known("postgres"))
    assert [number for number in known("sqlite") if number >= first] == [*known("postgres")]


def test_words_are_translated() -> None:
    said = "SELECT json_group_array(json_array(a, b)) FROM c WHERE d = ? AND e LIKE '%'"
    expected = "SELECT json_agg(json_build_array(a, b)) FROM c WHERE d = %s AND e LIKE '%%'"
    assert spoken(said) == expected


class TestPostgres:
    async def test_opening_again_changes_nothing(self, empty_postgres: str) -> None:
        async with open_database(empty_postgres) as database:
            assert database.is_new
            await database.run(add(1))
        async with open_database(empty_postgres) as database:
            assert not database.is_new
            assert await database.read(count) == 1

    async def test_two_that_start_at_once_migrate_it_once(self, empty_postgres: str) -> None:
        async def start() -> bool:
            async with open_database(empty_postgres) as database:
                return database.is_new

        assert sorted(await asyncio.gather(start(), start(), start())) == [False, False, True]

    async def test_two_processes_keep_a_persons_works_apart(self, empty_postgres: str) -> None:
        async with open_database(empty_postgres) as one, open_database(empty_postgres) as other:
            await asyncio.gather(*(each.run(add_next, ANNA) for each in [one, other] * 15))
            assert await one.read(count) == 30

    async def test_another_persons_work_does_not_wait(self, empty_postgres: str) -> None:
        async with open_database(empty_postgres) as database:
            with psycopg.connect(empty_postgres) as other:
                other.execute("SELECT pg_advisory_xact_lock(%s)", (ANNA,))
                waiting = asyncio.create_task(database.run(add_next, ANNA))
                async with asyncio.timeout(4):
                    await database.run(add_next, BORIS)
                assert not waiting.done()
                other.rollback()
                async with asyncio.timeout(4):
                    await waiting

    async def test_a_read_is_of_one_moment(self, empty_postgres: str) -> None:
        async with open_database(empty_postgres) as database:
            with psycopg.connect(empty_postgres, autocommit=True) as other:

                def twice(sql: Sql) -> tuple[int, int]:
                    before = count(sql)
                    other.execute("INSERT INTO updates VALUES (1, 1)")
                    return before, count(sql)

                assert await database.read(twice) == (0, 0)

    async def test_a_dead_connection_costs_nothing(self, empty_postgres: str) -> None:
        async with open_database(empty_postgres) as database:
            await asyncio.gather(*(database.run(add(number)) for number in range(20)))
            with psycopg.connect(empty_postgres, autocommit=True) as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            await asyncio.gather(*(database.run(add(number)) for number in range(20, 40)))
            assert await database.read(count) == 40

    async def test_a_reminder_is_leased_by_one_of_many(self, empty_postgres: str) -> None:
        async with open_database(empty_postgres) as database:
            cases = Cases(database, Seal([Fernet.generate_key().decode()]))
            reminders = Reminders(database, cases, ZoneInfo("Europe/Moscow"))
            case = await cases.open(ANNA, 1, "shop", "fee", "first", AT, AT.date())
            due = Due(Key("first", ReminderKind.OVERDUE, 0), AT, AT.date())
            await reminders.replan(ANNA, case.id, lambda *_: [due])
            leased = await asyncio.gather(*(reminders.lease(AT) for _ in range(8)))
            assert [one is not None for one in leased].count(True) == 1

    async def test_a_case_that_is_opened_while_its_person_is_purged_stays(
        self, empty_postgres: str
    ) -> None:
        async with open_database(empty_postgres) as database:
            cases = Cases(database, Seal([Fernet.generate_key().decode()]))
            reminders = Reminders(database, cases, ZoneInfo("Europe/Moscow"))
            case = await cases.open(ANNA, 1, "shop", "fee", "first", AT, AT.date())
            act = Act(ANNA, case.id, 2, AT, AT.date(), None)
            await cases.change(act, lambda _: Change(closed=True))
            with psycopg.connect(empty_postgres) as other:  # who opens it has not committed yet
                other.execute("SELECT pg_advisory_xact_lock(%s)", (ANNA,))
                other.execute(
                    "INSERT INTO cases (person_id, problem, step, opened_at)"
                    " VALUES (%s, 'p', 's', 1)",
                    (ANNA,),
                )
                purging = asyncio.create_task(reminders.purge(AT + timedelta(days=400)))
                await asyncio.sleep(0.2)
                assert not purging.done()
                other.commit()
            assert await purging == 1
            assert await rows_of(database, "SELECT person_id, problem FROM cases") == [(ANNA, "p")]

    async def test_a_process_frozen_between_two_statements_holds_nobody(
        self, empty_postgres: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        limits = ["SET idle_in_transaction_session_timeout = '100ms'", *module.LIMITS[1:]]
        monkeypatch.setattr(module, "LIMITS", limits)
        async with open_database(empty_postgres) as one, open_database(empty_postgres) as other:
            frozen = [True]

            def freeze(sql: Sql) -> None:
                add(1)(sql)
                if frozen.pop():
                    frozen.append(False)
                    time.sleep(0.4)

            slow = asyncio.create_task(one.run(freeze, ANNA))
            await asyncio.sleep(0.05)
            async with asyncio.timeout(3):
                await other.run(add(2), ANNA)
            await slow  # cut off, and done once more
            assert await other.read(count) == 2

    @pytest.mark.parametrize(
        ("made", "told"),
        [
            ("CREATE TABLE orders (id INT)", "is another program's database"),
            ("UPDATE schema_version SET version = 99", "newer version of the bot (schema 99"),
        ],
    )
    async def test_what_is_not_ours_is_refused_by_name(
        self, empty_postgres: str, made: str, told: str
    ) -> None:
        with psycopg.connect(empty_postgres, autocommit=True) as connection:
            if "schema_version" in made:
                migrate(connection)
            connection.execute(made.encode())
        with pytest.raises(DatabaseError) as refused:
            async with open_database(empty_postgres):
                pass
        assert told in str(refused.value)
        assert str(refused.value).startswith(f"BOT_DATABASE {name_of(empty_postgres)}: ")

    async def test_a_server_that_is_not_there_is_told_in_a_line_without_the_password(self) -> None:
        address = "postgresql://anna:top%20secret@127.0.0.1:1/bot"
        with pytest.raises(DatabaseError) as refused:
            async with open_database(address):
                pass
        told = str(refused.value)
        assert told.startswith("BOT_DATABASE PostgreSQL 127.0.0.1/bot: ")
        assert "secret" not in told
        assert "\n" not in told
        with pytest.raises(DatabaseError):
            look(address, count)


class TestLead:
    async def test_one_leads_and_the_next_one_when_it_lets_go(self, empty_postgres: str) -> None:
        async with open_database(empty_postgres) as one, open_database(empty_postgres) as other:
            first, second = one.lead(), other.lead()
            async with second.sought():
                async with first.sought(), asyncio.timeout(3):
                    await _either_leads(first, second)
                    await asyncio.sleep(2 * module.ASKS_EVERY_SECONDS)
                    assert [first.leads, second.leads].count(True) == 1
                assert not first.leads
                async with asyncio.timeout(2):
                    await second.gained()
            assert not second.leads

    async def test_it_is_lost_with_the_connection_and_asked_for_again(
        self, empty_postgres: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        async with open_database(empty_postgres) as database:
            lead = database.lead()
            async with lead.sought(), asyncio.timeout(5):
                await lead.gained()
                with psycopg.connect(empty_postgres, autocommit=True) as other:
                    other.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_locks"
                        " WHERE locktype = 'advisory' AND objid = 2 AND classid = 4150"
                    )
                await lead.lost()
                await lead.gained()
        assert "the lead is lost" in caplog.text

    async def test_whoever_is_silent_loses_it(
        self, empty_postgres: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_database(empty_postgres) as one, open_database(empty_postgres) as other:
            frozen, waits = one.lead(), other.lead()
            async with frozen.sought():
                await frozen.gained()
                monkeypatch.setattr(module, "ASKS_EVERY_SECONDS", 60)
                await asyncio.sleep(0.4)  # from its next question on it is silent
                monkeypatch.setattr(module, "ASKS_EVERY_SECONDS", 0.1)
                began = time.monotonic()
                async with waits.sought(), asyncio.timeout(4):
                    await waits.gained()
                assert time.monotonic() - began < module.LEAD_SECONDS + 0.8

    async def test_a_file_is_always_led(self) -> None:
        async with open_database(":memory:") as database:
            lead = database.lead()
            async with lead.sought():
                assert lead.leads


async def _either_leads(*leads: Lead) -> None:
    tasks = [asyncio.create_task(lead.gained()) for lead in leads]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()


async def test_a_database_that_is_away_is_said_to_be_and_comes_back() -> None:
    with cluster() as server:
        async with open_database(server.address("bot")) as database:
            await asyncio.gather(*(database.run(add(number)) for number in range(10)))
            await _away(server, database)
            server.start()
            await asyncio.gather(*(database.run(add(number)) for number in range(10, 30)))
            assert await database.read(count) == 30


async def _away(server: Cluster, database: Database) -> None:
    server.stop()
    for asked in (database.read(count), database.run(add(99)), database.soon(add(99), ANNA)):
        with pytest.raises(DatabaseAwayError):
            await asked


@pytest.mark.parametrize(
    "uses",
    [open_database, report_counts, lambda address: move_to(Path("bot.sqlite3"), address)],
    ids=["open", "facts", "move"],
)
def test_without_its_package_postgresql_is_refused_in_a_line(
    monkeypatch: pytest.MonkeyPatch, uses: Callable[[str], object]
) -> None:
    monkeypatch.setattr(database, "find_spec", lambda name: None)
    with pytest.raises(DatabaseError, match="uv sync --extra postgres"):
        uses("postgresql://nobody@nowhere/none")
