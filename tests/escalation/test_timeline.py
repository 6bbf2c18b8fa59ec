"""The case over time, worked out from its events."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.escalation import moves
from bot.escalation.case import Case, Event, EventKind, Reply
from bot.escalation.deadlines import Cause
from bot.escalation.errors import EscalationError
from bot.escalation.timeline import CaseDate, DateKind, case_dates, timeline
from bot.escalation.timing import Timing, first_sent, is_extended
from bot.escalation.values import Moment
from tests.conftest import read_once

START = date(2026, 4, 20)
AT = datetime(2026, 4, 20, 9, tzinfo=UTC)
STEP = "support"


@pytest.fixture(scope="module")
def timing() -> Timing:
    return read_once().timing


def event(kind: EventKind, days: int = 0, step: str = STEP, **note: str) -> Event:
    """An event so many days after the start."""
    after = timedelta(days=days)
    return Event(kind, step, START + after, int((AT + after).timestamp()), note)


def case(*events: Event, step: str = STEP, closed: bool = False) -> Case:
    opened = event(EventKind.OPENED, step="first_checks")
    return Case(
        7,
        1001,
        "other_wallet",
        "not_delivered",
        step,
        len(events),
        AT,
        closed=closed,
        events=(opened, *events),
    )


def on(days: int) -> date:
    return START + timedelta(days=days)


SENT = event(EventKind.SENT)


def test_a_case_that_waits_ends_with_how_long(timing: Timing) -> None:
    entries = timeline(case(SENT), timing, on(25))
    assert [entry.event and entry.event.kind for entry in entries] == [
        EventKind.OPENED,
        EventKind.SENT,
        None,
    ]
    # Late by how much is said only from a known day of registration.
    assert (entries[-1].waited_days, entries[-1].late_days) == (25, None)
    known = timeline(case(SENT, event(EventKind.REGISTERED)), timing, on(25))
    assert (known[-1].waited_days, known[-1].late_days) == (25, 2)


def test_what_happens_again_at_its_step_is_said_to_be_again(timing: Timing) -> None:
    told = case(
        SENT,
        event(EventKind.SENT, 1, "police"),
        event(EventKind.REPLIED, 2, reply="wait"),
        event(EventKind.SENT, 3),
        event(EventKind.REPLIED, 4, reply="refused"),
    )
    entries = timeline(told, timing, on(4))
    assert [(entry.step, entry.again) for entry in entries] == [
        ("first_checks", False),
        (STEP, False),
        ("police", False),
        (STEP, False),
        (STEP, True),
        (STEP, True),
        ("police", False),  # it waits still
    ]


def test_a_closed_case_tells_how_long_a_reply_took_as_an_open_one_does(timing: Timing) -> None:
    events = (SENT, event(EventKind.REGISTERED), event(EventKind.REPLIED, 25, reply="solved"))
    closing = event(EventKind.CLOSED, 25, reason="solved")
    told = timeline(case(*events, closing, closed=True), timing, on(30))
    (reply,) = [e for e in told if e.event and e.event.kind is EventKind.REPLIED]
    assert (reply.waited_days, reply.late_days) == (25, 2)
    assert timeline(case(*events, closing), timing, on(30)) == told


def test_on_the_day_of_sending_nobody_has_waited_yet(timing: Timing) -> None:
    assert timeline(case(SENT), timing, on(0))[-1].waited_days == 0


def test_the_companys_own_promise_is_a_date_too(timing: Timing) -> None:
    waiting = replace(
        case(SENT), place="qiwi_am", problem="refund", answers={"provider_name": "QIWI"}
    )
    promise = timing.clock(waiting, STEP).promise
    law = timing.clock(waiting, STEP).law
    assert promise is not None
    assert law is not None
    assert case_dates(waiting, timing, on(1))[:2] == (
        CaseDate(DateKind.PROMISE, STEP, promise),
        CaseDate(DateKind.LAW, STEP, law),
    )


def test_a_reply_counts_the_delay_as_the_term_stood_then(timing: Timing) -> None:
    replied = event(EventKind.REPLIED, 25, reply="silent")
    later = event(EventKind.EXTENDED, 26, until="2026-12-31")
    known = event(EventKind.REGISTERED)
    for events in [(SENT, known, replied), (SENT, known, replied, later)]:
        told = timeline(case(*events), timing, on(30))
        (entry,) = [e for e in told if e.event and e.event.kind is EventKind.REPLIED]
        assert (entry.waited_days, entry.late_days) == (25, 2)


def test_where_no_law_gives_a_term_nobody_is_late(timing: Timing) -> None:
    social = SENT._replace(step="social")
    entry = timeline(case(social, step="social"), timing, on(99))[-1]
    assert (entry.waited_days, entry.late_days) == (99, None)


def test_what_happened_before_the_case_was_opened_comes_first(timing: Timing) -> None:
    entries = timeline(case(event(EventKind.SENT, -9)), timing, on(0))
    assert [entry.on for entry in entries] == [on(-9), on(0), on(0)]


kinds = st.sampled_from([kind for kind in EventKind if kind is not EventKind.OPENED])
replies = st.sampled_from([reply.value for reply in Reply])


@given(st.lists(st.tuples(kinds, replies, st.integers(0, 400)), max_size=12), st.integers(400, 500))
def test_every_event_is_told_once_and_in_order(
    told: list[tuple[EventKind, str, int]], today: int
) -> None:
    timing = read_once().timing
    some = case(*(event(kind, days, reply=reply) for kind, reply, days in told))
    entries = timeline(some, timing, on(today))
    assert all(one.on <= other.on for one, other in pairwise(entries))
    assert sorted(id(e.event) for e in entries if e.event) == sorted(map(id, some.events))
    assert all((entry.waited_days or 0) >= 0 for entry in entries)


def keys(dates: tuple[CaseDate, ...]) -> list[str]:
    return [date.key for date in dates]


def test_dates_are_those_of_every_step_that_waits(timing: Timing) -> None:
    police = event(EventKind.SENT, 1)._replace(step="police")
    waiting = case(SENT, police, step="police")
    assert keys(case_dates(waiting, timing, on(2))) == ["support-law", "police-law"]
    answered = event(EventKind.REPLIED, 3, reply="refused")
    assert keys(case_dates(case(SENT, police, answered), timing, on(3))) == ["police-law"]
    assert case_dates(replace(waiting, closed=True), timing, on(2)) == ()


def test_a_term_that_is_over_keeps_its_date(timing: Timing) -> None:
    assert keys(case_dates(case(SENT), timing, on(60))) == ["support-law"]


def test_a_window_is_told_until_it_shuts_or_is_used(timing: Timing) -> None:
    happened = replace(case(), answers={"happened": Moment(START)})
    windows = case_dates(happened, timing, on(1))
    assert keys(windows) == ["ombudsman_window-window", "limitation-window"]
    assert {date.kind for date in windows} == {DateKind.WINDOW}
    assert [date.step for date in windows] == ["ombudsman", "court"]
    asked = replace(happened, events=(*happened.events, SENT._replace(step="ombudsman")))
    assert keys(case_dates(asked, timing, on(1)))[-1:] == ["limitation-window"]
    assert "ombudsman_window-window" not in keys(case_dates(asked, timing, on(1)))
    assert case_dates(happened, timing, on(4 * 366)) == ()


def test_one_window_of_two_steps_is_told_until_both_are_behind(timing: Timing) -> None:
    wallet = replace(case(step="liquidation"), place="qiwi_ru", problem="licence_revoked")
    assert keys(case_dates(wallet, timing, on(0))) == ["limitation-window"]
    checked = event(EventKind.CHECKED, step="liquidation", outcome="not_helped")
    wallet = replace(wallet, events=(*wallet.events, checked))
    assert keys(case_dates(wallet, timing, on(0))) == ["limitation-window"]
    sent = SENT._replace(step="liquidator")
    wallet = replace(wallet, events=(*wallet.events, sent))
    assert keys(case_dates(wallet, timing, on(0))) == ["liquidator-law"]


def test_what_the_route_of_a_problem_does_not_hold_has_no_window(timing: Timing) -> None:
    wallet = replace(case(step="liquidation"), place="qiwi_ru", problem="licence_revoked")
    assert case_dates(wallet, timing, on(0))
    # Whoever disowns a wallet claims nothing of what lies in it.
    assert case_dates(replace(wallet, problem="opened_without_me"), timing, on(0)) == ()


def test_objections_are_counted_from_the_liquidators_answer(timing: Timing) -> None:
    sent = SENT._replace(step="liquidator")
    wallet = replace(case(sent, step="objection"), place="qiwi_ru", problem="licence_revoked")
    wallet = replace(wallet, answers={"happened": Moment(date(2024, 1, 1))})
    assert timing.clock(wallet, "objection").window is None
    for reply, opens in [
        ("silent", False),
        ("questions", False),
        ("wait", False),
        ("refused", True),
    ]:
        answer = event(EventKind.REPLIED, 10, step="liquidator", reply=reply)
        window = timing.clock(replace(wallet, events=(*wallet.events, answer)), "objection").window
        assert (window is not None) is opens
        assert window is None or window.start_on == on(10)


def test_a_letter_sent_again_gets_a_date_and_the_first_silence_stays(timing: Timing) -> None:
    again = event(EventKind.SENT, 30)
    twice = case(SENT, event(EventKind.REPLIED, 29, reply="silent"), again)
    law = timing.clock(twice, STEP).law
    assert law is not None
    assert law.start_on == on(30)
    assert [shift.cause for shift in law.moved_by] == [Cause.REPEATED]
    assert law.last_day > on(31)
    assert timing.is_overdue(twice, STEP, on(31))
    papers = case(SENT, event(EventKind.REPLIED, 20, reply="questions"), again)
    asked = timing.clock(papers, STEP).law
    assert asked is not None
    assert asked.moved_by == ()
    # Papers that were asked for start no new term: it ends when it did.
    assert asked == timing.clock(case(SENT), STEP).law


def test_a_refusal_ends_a_term_and_the_next_letter_starts_one(timing: Timing) -> None:
    refused = event(EventKind.REPLIED, 10, reply="refused")
    extended = event(EventKind.EXTENDED, 5)
    assert is_extended(case(SENT, extended), STEP)
    again = event(EventKind.SENT, 12)
    anew = case(SENT, extended, refused, again)
    assert first_sent(anew, STEP) is again
    assert not is_extended(anew, STEP)


@pytest.mark.parametrize(
    ("days", "slug"),
    [(-1, "registered_before_sent"), (0, None), (5, None), (6, "registered_in_future")],
)
def test_a_registration_lies_between_the_sending_and_today(
    timing: Timing, days: int, slug: str | None
) -> None:
    if slug is None:
        change = moves.register(case(SENT), timing, AT, on(5), on(days))
        assert [event.happened_on for event in change.events] == [on(days)]
    else:
        with pytest.raises(EscalationError) as refused:
            moves.register(case(SENT), timing, AT, on(5), on(days))
        assert refused.value.slug == slug


@pytest.mark.parametrize(
    ("until", "slug"),
    [
        (date(2026, 5, 13), "extended_too_early"),
        (date(2026, 5, 14), None),
        (date(2027, 4, 26), None),
        (date(2027, 4, 27), "extended_too_far"),
    ],
)
def test_an_extension_ends_after_the_last_day_and_within_a_year(
    timing: Timing, until: date, slug: str | None
) -> None:
    if slug is None:
        (told,) = moves.extend(case(SENT), timing, AT, on(5), until, on(5)).events
        assert told.note == {"until": until.isoformat()}
    else:
        with pytest.raises(EscalationError) as refused:
            moves.extend(case(SENT), timing, AT, on(5), until, on(5))
        assert refused.value.slug == slug


def test_the_law_extends_once(timing: Timing) -> None:
    once = moves.extend(case(SENT), timing, AT, on(5), None, on(5)).events
    with pytest.raises(EscalationError) as refused:
        moves.extend(case(SENT, *once), timing, AT, on(6), None, on(6))
    assert refused.value.slug == "extended_once"
