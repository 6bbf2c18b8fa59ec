"""What falls due when: a table of cases, and what holds for every case."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.escalation.case import Case, Event, EventKind, Reply
from bot.escalation.reminders import (
    ASKED_FOR,
    EVENING,
    MORNING,
    MOST,
    Due,
    Key,
    ReminderContext,
    ReminderKind,
    in_daytime,
    plan,
)
from bot.escalation.timing import Timing
from tests.conftest import read_once

MOSCOW = ZoneInfo("Europe/Moscow")
OPENED = date(2026, 4, 1)
DAY = timedelta(days=1)


@cache
def timing() -> Timing:
    return read_once().timing


def at(on: date, hour: int = 12, zone: tzinfo = MOSCOW) -> datetime:
    return datetime.combine(on, time(hour), zone)


def event(kind: EventKind, step: str, on: date, told_on: date | None = None, **note: str) -> Event:
    return Event(kind, step, on, int(at(told_on or on).timestamp()), note)


ABROAD = ("qiwi_am", "qiwi_kz")
"""Where the wallet is Qiwi's only if it was named."""


def case(place: str, problem: str, step: str, *events: Event) -> Case:
    opened = event(EventKind.OPENED, step, OPENED)
    return Case(
        id=1,
        person_id=7,
        place=place,
        problem=problem,
        step=step,
        revision=1,
        opened_at=at(OPENED),
        closed=False,
        answers={"provider_name": "QIWI"} if place in ABROAD else {},
        events=(opened, *events),
    )


def context(of: Case, **known: object) -> ReminderContext:
    return replace(ReminderContext(zone=MOSCOW, changed_at=of.events[-1].recorded_at), **known)  # type: ignore[arg-type]


def days(dues: tuple[Due, ...]) -> list[tuple[str, str]]:
    """What is planned, without the question after half a year."""
    return [
        (due.key.kind.value, due.at.date().isoformat())
        for due in dues
        if due.key.kind is not ReminderKind.QUIET
    ]


def planned(of: Case, **known: object) -> list[tuple[str, str]]:
    return days(plan(of, timing(), context(of, **known), of.events[-1].recorded_at))


SENT = date(2026, 4, 20)


@pytest.mark.parametrize(
    ("place", "problem", "step", "due"),
    [
        ("other_wallet", "refund", "support", [("last_day", 23), ("overdue", 24)]),
        ("qiwi_am", "refund", "support", [("promise", 3), ("last_day", 16), ("overdue", 17)]),
        ("qiwi_kz", "refund", "support", [("promise", 3)]),
        ("terminal", "terminal", "terminal", [("last_day", 10), ("overdue", 11)]),
        ("other_wallet", "refund", "social", [("no_term", 14)]),
    ],
)
def test_a_step_that_waits_has_its_days(
    place: str, problem: str, step: str, due: list[tuple[str, int]]
) -> None:
    waiting = case(place, problem, step, event(EventKind.SENT, step, SENT))
    assert planned(waiting) == [(kind, str(SENT + after * DAY)) for kind, after in due]


def test_the_days_are_those_of_the_clock() -> None:
    waiting = case("other_wallet", "refund", "support", event(EventKind.SENT, "support", SENT))
    law = timing().clock(waiting, "support").law
    assert law is not None
    assert law.last_day == date(2026, 5, 13)
    assert planned(waiting) == [("last_day", "2026-05-13"), ("overdue", "2026-05-14")]


def test_another_step_that_waits_is_not_forgotten() -> None:
    waiting = case(
        "other_wallet",
        "refund",
        "support",
        event(EventKind.SENT, "support", SENT),
        event(EventKind.MOVED, "police", SENT),
        event(EventKind.SENT, "police", SENT),
    )
    waiting = replace(waiting, step="police")
    assert [due[1] for due in planned(waiting)] == [
        "2026-05-13",
        "2026-05-14",
        "2026-05-20",  # the police are not late before thirty days
        "2026-05-21",
    ]


@pytest.mark.parametrize("reply", ["refused", "silent", "questions", "partial"])
def test_what_was_answered_is_over(reply: str) -> None:
    answered = case(
        "other_wallet",
        "refund",
        "support",
        event(EventKind.SENT, "support", SENT),
        event(EventKind.REPLIED, "support", SENT + DAY, reply=Reply(reply)),
    )
    assert planned(answered) == []


def test_a_deadline_that_moves_is_told_of_again() -> None:
    before = case("other_wallet", "refund", "support", event(EventKind.SENT, "support", SENT))
    last_day = plan(before, timing(), context(before), at(SENT))[0]
    told = date(2026, 5, 13)
    after = replace(before, events=(*before.events, event(EventKind.EXTENDED, "support", told)))
    again = plan(after, timing(), context(after, sent={last_day.key}), at(told))
    assert days(again) == [("last_day", "2026-05-27"), ("overdue", "2026-05-28")]
    assert last_day.key not in {due.key for due in again}


def test_a_step_brings_three_and_the_last_of_them_matter_most() -> None:
    before = case("qiwi_am", "refund", "support", event(EventKind.SENT, "support", SENT))
    promise, last_day, overdue = plan(before, timing(), context(before), at(SENT))[:3]
    told = last_day.on
    after = replace(before, events=(*before.events, event(EventKind.EXTENDED, "support", told)))
    known = context(after, sent={promise.key, last_day.key})
    assert [kind for kind, _ in days(plan(after, timing(), known, at(told)))] == ["overdue"]
    known = replace(known, sent={promise.key, last_day.key, overdue.key})
    assert days(plan(after, timing(), known, at(told))) == []
    again = replace(after, events=(*after.events, event(EventKind.SENT, "support", told)))
    kinds = [kind for kind, _ in days(plan(again, timing(), known, at(told)))]
    assert kinds == ["last_day", "overdue"]  # a new sending counts anew


def test_nothing_is_said_of_a_day_that_was_over_when_the_person_told_it() -> None:
    late = event(EventKind.SENT, "support", SENT, told_on=date(2026, 6, 30))
    assert planned(case("other_wallet", "refund", "support", late)) == []


def test_a_number_told_on_the_last_day_is_answer_enough() -> None:
    told = date(2026, 5, 13)  # at noon; the reminder of ten o'clock was held up
    waiting = case(
        "other_wallet",
        "refund",
        "support",
        event(EventKind.SENT, "support", SENT),
        event(EventKind.ACKNOWLEDGED, "support", told, number="A-17"),
    )
    assert planned(waiting) == [("overdue", "2026-05-14")]


def test_of_several_late_ones_the_latest_speaks() -> None:
    waiting = case("qiwi_am", "refund", "support", event(EventKind.SENT, "support", SENT))
    late = plan(waiting, timing(), context(waiting), at(SENT + 60 * DAY))
    assert days(late) == [("overdue", "2026-05-07")]


def test_a_long_window_is_told_of_three_times_before_it_closes() -> None:
    mine = case("qiwi_ru", "licence_revoked", "liquidation")
    assert planned(mine) == [
        ("closes_month", "2027-01-22"),
        ("closes_week", "2027-02-14"),
        ("closes_soon", "2027-02-20"),
    ]


def test_a_window_ahead_on_the_route_counts_too() -> None:
    unknown = case("other_wallet", "refund", "first_checks")
    assert planned(unknown) == []  # nobody knows yet when it happened
    ahead = case("qiwi_ru", "licence_revoked", "proofs")
    assert [kind for kind, _ in planned(ahead)] == ["closes_month", "closes_week", "closes_soon"]


def test_a_short_window_is_told_of_on_a_day_when_the_post_is_open() -> None:
    decided = event(EventKind.REPLIED, "liquidator", date(2026, 4, 3), reply="refused")
    objecting = replace(case("qiwi_ru", "licence_revoked", "liquidator", decided), step="objection")
    window = timing().clock(objecting, "objection").window
    assert window is not None
    expected = min(window.last_day - DAY, window.last_working_day)
    assert ("closes_soon", expected.isoformat()) in planned(objecting)


def test_a_letter_begun_is_asked_after_three_days_later() -> None:
    begun = case("other_wallet", "refund", "support")
    assert planned(begun, answered_at=at(OPENED + DAY)) == [("unfinished", "2026-04-05")]
    ticked = case("other_wallet", "refund", "first_checks")
    assert planned(ticked, answered_at=at(OPENED + DAY)) == []


def test_half_a_year_of_silence_brings_one_question() -> None:
    quiet = case("other_wallet", "refund", "support", event(EventKind.SENT, "support", SENT))
    dues = plan(quiet, timing(), context(quiet), at(date(2026, 12, 1)))
    assert [due.key.kind for due in dues] == [ReminderKind.QUIET]
    asked = context(quiet, sent={dues[0].key})
    left = plan(quiet, timing(), asked, at(date(2027, 12, 1)))
    assert ReminderKind.QUIET not in {due.key.kind for due in left}


def test_what_is_put_off_comes_once_on_its_day() -> None:
    waiting = case("other_wallet", "refund", "support", event(EventKind.SENT, "support", SENT))
    last_day = plan(waiting, timing(), context(waiting), at(SENT))[0]
    until = date(2026, 5, 16)
    known = context(waiting, sent={last_day.key}, put_off_until=until)
    dues = plan(waiting, timing(), known, at(date(2026, 5, 14)))
    assert {due.at.date() for due in dues if due.key.kind is not ReminderKind.QUIET} == {until}
    then = plan(waiting, timing(), known, at(until))
    assert days(then) == [("overdue", "2026-05-16")]
    told = context(waiting, sent={last_day.key, then[0].key}, put_off_until=until)
    # Nothing was left to say by itself, so what comes is what was asked for.
    told = replace(told, put_off_until=date(2026, 5, 23))
    assert days(plan(waiting, timing(), told, at(date(2026, 5, 23)))) == [("again", "2026-05-23")]


def test_closed_or_unwanted_nothing_comes() -> None:
    waiting = case("qiwi_am", "refund", "support", event(EventKind.SENT, "support", SENT))
    assert plan(waiting, timing(), context(waiting, wanted=False), at(SENT)) == ()
    assert plan(replace(waiting, closed=True), timing(), context(waiting), at(SENT)) == ()


def test_papers_that_were_asked_for_are_told_of_on_the_eve_at_whatever_step_they_are_wanted() -> (
    None
):
    until = date(2026, 5, 22)
    asked = (
        event(EventKind.SENT, "support", SENT),
        event(EventKind.REPLIED, "support", SENT + DAY, reply="questions"),
        event(EventKind.PAPERS_DUE, "support", SENT + 2 * DAY, until=until.isoformat()),
    )
    wanted = case("other_wallet", "refund", "support", *asked)
    for step in ("support", "police"):
        there = replace(wanted, step=step)
        dues = plan(there, timing(), context(there), there.events[-1].recorded_at)
        papers = [due for due in dues if due.key.kind is ReminderKind.PAPERS]
        assert papers == [
            Due(Key("support", ReminderKind.PAPERS, 3), at(until - DAY, 10), until),
        ]
    sent = event(EventKind.SENT, "support", SENT + 5 * DAY)
    assert "papers" not in dict(planned(replace(wanted, events=(*wanted.events, sent))))
    assert planned(case("other_wallet", "refund", "support", *asked[:2])) == []


def test_a_window_is_told_of_with_its_last_day_until_its_letter_is_sent() -> None:
    mine = case("qiwi_ru", "licence_revoked", "liquidation")
    window = timing().clock(mine, "liquidation").window
    assert window is not None
    dues = plan(mine, timing(), context(mine), mine.events[-1].recorded_at)
    closing = [due for due in dues if due.key.kind is not ReminderKind.QUIET]
    assert [(due.key.event, due.on) for due in closing] == [(0, window.last_day)] * 3
    elsewhere = event(EventKind.SENT, "police", SENT)
    both = replace(mine, events=(*mine.events, elsewhere))
    assert {"closes_month", "closes_week"} <= {kind for kind, _ in planned(both)}
    claimed = case(
        "qiwi_ru", "licence_revoked", "liquidator", event(EventKind.SENT, "liquidator", SENT)
    )
    assert not {"closes_month", "closes_week"} & {kind for kind, _ in planned(claimed)}


def test_a_window_is_told_of_to_whoever_has_only_looked_at_its_letter() -> None:
    looked = event(EventKind.MOVED, "liquidator", SENT)
    mine = case("qiwi_ru", "licence_revoked", "liquidation", looked)
    assert {"closes_month", "closes_week", "closes_soon"} == {kind for kind, _ in planned(mine)}


def test_a_window_is_told_of_once_a_month_before_it_closes() -> None:
    mine = case("qiwi_ru", "licence_revoked", "liquidation")
    month, week, eve = plan(mine, timing(), context(mine), mine.events[-1].recorded_at)[-3:]
    left = plan(mine, timing(), context(mine, sent={month.key}), month.at)
    assert month.key.kind is ReminderKind.CLOSES_MONTH
    assert [due for due in left if due.key.kind is not ReminderKind.QUIET] == [week, eve]


def test_a_window_that_the_problem_does_not_have_is_not_told_of() -> None:
    assert planned(case("qiwi_ru", "opened_without_me", "rkn")) == []


def test_silence_without_a_term_is_told_of_once_for_each_sending() -> None:
    waiting = case("other_wallet", "refund", "social", event(EventKind.SENT, "social", SENT))
    told = plan(waiting, timing(), context(waiting), at(SENT))[0]
    assert told.key.kind is ReminderKind.NO_TERM
    assert planned(waiting, sent={told.key}) == []
    again = event(EventKind.SENT, "social", told.on)
    twice = replace(waiting, events=(*waiting.events, again))
    assert planned(twice, sent={told.key}) == [("no_term", str(told.on + 14 * DAY))]


def test_a_window_behind_the_step_where_the_case_stands_is_not_told_of() -> None:
    decided = event(EventKind.REPLIED, "liquidator", date(2026, 4, 3), reply="refused")
    past = replace(case("qiwi_ru", "licence_revoked", "liquidator", decided), step="objection")
    assert {kind for kind, _ in planned(past)} == {"closes_soon"}


def test_what_was_put_off_is_said_to_be_of_that_day() -> None:
    until = date(2026, 5, 16)
    waiting = case("other_wallet", "refund", "support", event(EventKind.SENT, "support", SENT))
    dues = plan(waiting, timing(), context(waiting, put_off_until=until), at(SENT))
    (again,) = (due for due in dues if due.key.kind is ReminderKind.AGAIN)
    assert again == Due(Key("support", ReminderKind.AGAIN, until.toordinal()), at(until, 10), until)


def test_days_are_counted_where_the_person_lives() -> None:
    kamchatka = timezone(timedelta(hours=12))
    evening = datetime(2026, 4, 1, 20, tzinfo=UTC)  # there it is the second of April already
    begun = case("other_wallet", "refund", "support")
    known = context(begun, zone=kamchatka, changed_at=evening, answered_at=evening)
    dues = {due.key.kind: due for due in plan(begun, timing(), known, evening)}
    for kind, on in (
        (ReminderKind.UNFINISHED, date(2026, 4, 5)),
        (ReminderKind.QUIET, date(2026, 4, 2) + timedelta(days=182)),
    ):
        assert (dues[kind].on, dues[kind].at) == (on, at(on, 10, kamchatka))
    assert dues[ReminderKind.UNFINISHED].key.event == 0  # the opening was the last thing to happen


def test_a_reminder_of_this_very_minute_is_due() -> None:
    waiting = case("qiwi_am", "refund", "support", event(EventKind.SENT, "support", SENT))
    promise, last_day, *_ = plan(waiting, timing(), context(waiting), at(SENT))
    due = plan(waiting, timing(), context(waiting), last_day.at)
    assert due[0] == last_day
    assert promise not in due
    told = context(waiting, changed_at=last_day.at)  # and what was done in it has been seen
    assert last_day not in plan(waiting, timing(), told, last_day.at)


def test_the_day_is_from_nine_to_nine() -> None:
    noon = date(2026, 5, 13)
    for local, expected in (
        (time(8, 59, 59), datetime.combine(noon, MORNING, MOSCOW)),
        (MORNING, datetime.combine(noon, MORNING, MOSCOW)),
        (time(20, 59, 59), datetime.combine(noon, time(20, 59, 59), MOSCOW)),
        (EVENING, datetime.combine(noon + DAY, MORNING, MOSCOW)),
    ):
        assert in_daytime(datetime.combine(noon, local, MOSCOW), MOSCOW) == expected


@given(st.integers(0, 4 * 366 * 86_400), st.integers(2, 12))
def test_the_night_waits_for_the_morning(seconds: int, hours: int) -> None:
    instant = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    zone = timezone(timedelta(hours=hours))
    moved = in_daytime(instant, zone).astimezone(zone)
    assert MORNING <= moved.time() < EVENING
    assert instant <= moved <= instant + timedelta(hours=12)
    if MORNING <= instant.astimezone(zone).time() < EVENING:
        assert moved == instant
    else:
        assert moved.time() == MORNING


acts = st.lists(
    st.tuples(
        st.sampled_from(["sent", "registered", "extended", "silent", "answer", "put_off"]),
        st.integers(1, 40),
    ),
    max_size=8,
)


@pytest.mark.exhaustive
@settings(max_examples=50)
@given(
    st.sampled_from(
        [("qiwi_am", "support"), ("other_wallet", "support"), ("terminal", "terminal")]
    ),
    acts,
    st.integers(2, 12),
)
def test_whatever_a_person_does_reminders_keep_their_measure(
    where: tuple[str, str], steps: list[tuple[str, int]], hours: int
) -> None:
    """A year is lived through day by day; what is due is sent, as the loop does it."""
    place, step = where
    zone = timezone(timedelta(hours=hours))
    problem = "terminal" if place == "terminal" else "refund"
    of, today = case(place, problem, step), OPENED
    known = replace(context(of), zone=zone)
    sent: list[tuple[Key, int]] = []

    def live(until: date, known: ReminderContext) -> ReminderContext:
        day = today
        while day < until:
            day += DAY
            for due in plan(of, timing(), known, at(day, 10, zone)):
                if due.at > at(day, 10, zone):
                    continue
                assert due.at > of.events[-1].recorded_at
                assert MORNING <= due.at.astimezone(zone).time() < EVENING
                sendings = sum(e.kind is EventKind.SENT for e in of.events)
                sent.append((due.key, sendings))
                known = replace(known, sent={*known.sent, due.key})
        return known

    for act, gap in steps:
        known = live(today + gap * DAY, known)
        today += gap * DAY
        match act:
            case "answer":
                known = replace(known, answered_at=at(today), changed_at=at(today))
                continue
            case "put_off":
                known = replace(known, put_off_until=today + 3 * DAY, changed_at=at(today))
                continue
            case "silent":
                new = event(EventKind.REPLIED, step, today, reply="silent")
            case _:
                new = event(EventKind(act), step, today)
        of = replace(of, events=(*of.events, new))
        known = replace(known, changed_at=at(today), answered_at=None, put_off_until=None)
    live(today + 365 * DAY, known)

    keys = [key for key, _ in sent]
    assert len(keys) == len(set(keys)), "one came twice"
    counted = Counter((key.step, sendings) for key, sendings in sent if key.kind not in ASKED_FOR)
    assert all(count <= MOST for count in counted.values()), counted
