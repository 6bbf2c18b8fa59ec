"""What waits is kept sealed, in order, and never for ever."""

import pytest

from bot.storage.database import Database
from bot.storage.inbox import MOST_TRIES, Inbox, Waiting
from bot.storage.sealing import Seal
from tests.storage.conftest import rows_of

ANNA, BORIS = 1001, 1002
TEXT = "украли деньги"


def update(number: int, person: int = ANNA) -> Waiting:
    return Waiting(number, person, {"update_id": number, "message": {"text": TEXT}})


@pytest.fixture
def inbox(database: Database, seal: Seal) -> Inbox:
    return Inbox(database, seal)


async def test_gives_back_what_it_was_given_a_person_at_a_time_in_order(inbox: Inbox) -> None:
    await inbox.keep([update(3), update(1), update(2, BORIS), update(5), update(4)])
    assert await inbox.next_of(ANNA, 0, 3) == [update(1), update(3), update(4)]
    assert await inbox.next_of(ANNA, 4, 3) == [update(5)]
    inbox.done(3)
    assert await inbox.next_of(ANNA, 0, 2) == [update(1), update(4)]


async def test_the_same_update_is_kept_once(inbox: Inbox, database: Database) -> None:
    await inbox.keep([update(1)])
    await inbox.keep([update(1), update(2)])
    assert await rows_of(database, "SELECT update_id FROM inbox") == [(1,), (2,)]


async def test_it_is_sealed(inbox: Inbox, database: Database) -> None:
    await inbox.keep([update(1)])
    assert TEXT not in repr(await rows_of(database, "SELECT * FROM inbox"))


async def test_a_start_finds_what_waits_and_gives_up_what_killed_it(inbox: Inbox) -> None:
    await inbox.keep([update(1), update(2, BORIS)])
    for _ in range(MOST_TRIES):
        found = await inbox.recover()
        assert (dict(found.waiting), found.given_up) == ({1: ANNA, 2: BORIS}, [])
        await inbox.begin_try(1)
    found = await inbox.recover()
    assert (dict(found.waiting), found.given_up) == ({2: BORIS}, [1])
