"""What a reply would change, as it is told before the reply is recorded."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.escalation.case import Event, EventKind, Reply
from bot.escalation.outlook import EXTENDED, Outlook, outlook
from tests.escalation.test_timing import TIMING, case, event

AT = datetime(2026, 5, 20, 12, tzinfo=UTC)
TODAY = AT.date()


def seen(place: str, step: str, reply: str, *since: Event, sent: bool = True) -> Outlook:
    """The outlook at this step, where a letter went out and these events followed."""
    events = (event(EventKind.SENT, step), *since) if sent else since
    return outlook(replace(case(place, "fee", *events), step=step), TIMING, AT, TODAY, reply)


@pytest.mark.parametrize("reply", [*Reply, EXTENDED])
def test_nothing_follows_where_no_letter_is_awaited(reply: str) -> None:
    assert seen("other_wallet", "pretenziya", reply, sent=False) == Outlook()


def test_an_extension_of_the_laws_own_length_moves_the_last_day() -> None:
    told = seen("other_wallet", "pretenziya", EXTENDED)
    assert told.law is not None
    assert (told.law.last_day, told.changed) == (date(2026, 6, 17), True)  # 10 working days more
    assert (told.next_step, told.window) == (None, None)


def test_a_term_that_the_law_extends_once_or_never_stays_as_it_is() -> None:
    extended = event(EventKind.EXTENDED, "pretenziya", TODAY)
    for step, since, last_day in (
        ("pretenziya", (extended,), date(2026, 6, 17)),
        ("police", (), date(2026, 6, 11)),
    ):
        told = seen("other_wallet", step, EXTENDED, *since)
        assert told.law is not None
        assert (told.law.last_day, told.changed) == (last_day, False)


def test_where_no_term_is_known_none_is_extended() -> None:
    assert seen("qiwi_kz", "support", EXTENDED) == Outlook()


@pytest.mark.parametrize("reply", [Reply.WAIT, Reply.QUESTIONS])
def test_a_reply_that_settles_nothing_leaves_the_term_running(reply: str) -> None:
    told = seen("other_wallet", "pretenziya", reply)
    assert told.law is not None
    assert told == Outlook(law=told.law)
    assert told.law.last_day == date(2026, 6, 2)


def test_after_papers_were_asked_for_a_refusal_can_still_come() -> None:
    asked = event(EventKind.REPLIED, "pretenziya", TODAY, reply="questions")
    assert seen("other_wallet", "pretenziya", Reply.REFUSED, asked).next_step == "rospotrebnadzor"


def test_a_refusal_leads_to_the_next_step_and_to_the_time_there_is_for_it() -> None:
    told = seen("qiwi_ru", "liquidator", Reply.REFUSED)
    assert (told.law, told.changed, told.next_step) == (None, False, "objection")
    assert told.window is not None
    assert told.window.last_day == date(2026, 6, 3)  # 15 days from the reply's
    assert seen("other_wallet", "pretenziya", Reply.SILENT) == Outlook(next_step="rospotrebnadzor")


def test_the_end_of_the_matter_and_of_the_route_have_nothing_after_them() -> None:
    assert seen("other_wallet", "pretenziya", Reply.SOLVED) == Outlook()
    assert seen("qiwi_ru", "objection", Reply.REFUSED) == Outlook()


def test_an_extension_that_another_term_outlasts_changes_nothing() -> None:
    abroad = case(
        "other_wallet",
        "unauthorised",
        event(EventKind.SENT, "pretenziya"),
        cross_border=("abroad",),
    )
    one = replace(abroad, step="pretenziya")
    told = outlook(one, TIMING, AT, TODAY, EXTENDED)
    assert told == Outlook(law=TIMING.clock(one, "pretenziya").law)  # 60 days, not 15 and 10 more
