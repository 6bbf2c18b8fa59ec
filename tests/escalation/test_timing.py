"""Which term runs at a step: whose word, from which day, moved by what; and whose window closes."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from bot.content.calendar import load_calendars
from bot.content.court import load_court
from bot.content.load import load_path
from bot.content.terms import load_terms
from bot.escalation.case import Case, Event, EventKind
from bot.escalation.deadlines import Cause, Deadline
from bot.escalation.terms import Start
from bot.escalation.timing import StepClock, Timing, first_sent, is_extended
from bot.escalation.values import Moment, Money, Value

DATA = Path(__file__).parents[2] / "data"
TERMS = load_terms(DATA)
PATH = load_path(DATA, TERMS)
TIMING = Timing(PATH, TERMS, load_calendars(DATA).of, load_court(DATA).limits)
SENT_ON = date(2026, 5, 12)


def case(place: str, problem: str, *events: Event, **answers: Value) -> Case:
    return Case(
        id=1,
        person_id=1001,
        place=place,
        problem=problem,
        step="support",
        revision=1,
        opened_at=datetime(2026, 5, 3, 12, tzinfo=UTC),
        closed=False,
        answers=answers,
        events=events,
    )


def event(kind: EventKind, step: str, on: date = SENT_ON, **note: str) -> Event:
    return Event(kind, step, on, int(datetime.combine(on, time(12), UTC).timestamp()), note)


def clock(place: str, step: str, *events: Event, **answers: Value) -> StepClock:
    problems = PATH.places[place].problems
    problem = "not_delivered" if "not_delivered" in problems else problems[0]
    return TIMING.clock(case(place, problem, *events, **answers), step)


def test_nothing_runs_before_something_was_sent() -> None:
    assert clock("other_wallet", "support") == StepClock()


@pytest.mark.parametrize(
    ("place", "step", "term", "last_day"),
    [
        ("other_wallet", "support", "reply_law", date(2026, 6, 2)),
        ("other_wallet", "pretenziya", "reply_law", date(2026, 6, 2)),
        ("terminal", "terminal", "consumer_demand", date(2026, 5, 22)),
        ("terminal", "support", "consumer_demand", date(2026, 5, 22)),
        ("terminal", "appeal", "consumer_demand", date(2026, 5, 22)),
        ("shop", "shop", "consumer_demand", date(2026, 5, 22)),
        ("qiwi_am", "support", "mediator_am_reply", None),
        ("qiwi_ru", "liquidator", "liquidator_review", date(2026, 6, 24)),
        ("other_wallet", "police", "police_whole", date(2026, 6, 11)),
        ("other_wallet", "rkn", "state_reply", date(2026, 6, 11)),
    ],
)
def test_the_laws_term_is_that_of_the_place(
    place: str, step: str, term: str, last_day: date | None
) -> None:
    law = clock(place, step, event(EventKind.SENT, step)).law

    assert law is not None
    assert law.term.id == term
    assert last_day in (None, law.last_day)


@pytest.mark.parametrize("place", ["qiwi_ru", "qiwi_kz", "qiwi_by", "qiwi_uz"])
def test_no_law_is_named_where_none_is_known_but_the_promise_is(place: str) -> None:
    told = clock(place, "support", event(EventKind.SENT, "support"), provider_name="QIWI")

    assert told.law is None
    assert told.promise is not None
    assert told.promise.last_day == date(2026, 5, 15)


def test_the_articles_promise_binds_nobody_but_qiwi() -> None:
    sent = event(EventKind.SENT, "support")
    assert clock("other_wallet", "support", sent).promise is None
    assert clock("qiwi_am", "support", sent).promise is None  # any wallet of the country
    assert clock("qiwi_am", "support", sent, provider_name="Idram").promise is None
    assert clock("qiwi_kz", "support", sent, firm="kaspi").promise is None
    assert clock("qiwi_kz", "support", sent, firm="qiwi_kz_firm").promise is not None
    assert clock("unknown", "support", sent).promise is not None  # as the article has it


def test_the_bank_of_russia_forwards_first_and_then_the_organisation_answers() -> None:
    sent = event(EventKind.SENT, "cbr")
    law = clock("other_wallet", "cbr", sent).law

    assert law is not None
    assert law.last_day == date(2026, 6, 11)  # 7 working days, and 15 more
    assert [shift.cause for shift in law.moved_by] == [Cause.FORWARDED]


def test_registration_and_extension_move_the_last_day() -> None:
    sent = event(EventKind.SENT, "pretenziya")
    registered = event(EventKind.REGISTERED, "pretenziya", date(2026, 5, 14))
    by_law = event(EventKind.EXTENDED, "pretenziya", date(2026, 5, 20))
    until = event(EventKind.EXTENDED, "pretenziya", date(2026, 5, 20), until="2026-06-20")
    sooner = event(EventKind.EXTENDED, "pretenziya", date(2026, 5, 20), until="2026-05-20")

    def last_day(*events: Event) -> date:
        law = clock("other_wallet", "pretenziya", sent, *events).law
        assert law is not None
        return law.last_day

    assert last_day(registered) == date(2026, 6, 4)
    assert last_day(by_law) == date(2026, 6, 17)
    assert last_day(until) == date(2026, 6, 20)
    assert last_day(sooner) == date(2026, 6, 2)


def law_of(*events: Event) -> Deadline:
    """The law's term after a claim that went out on SENT_ON, and these events."""
    law = clock("other_wallet", "pretenziya", event(EventKind.SENT, "pretenziya"), *events).law
    assert law is not None
    return law


AGAIN = event(EventKind.SENT, "pretenziya", date(2026, 5, 20))
ELSEWHERE = event(EventKind.SENT, "police", date(2026, 5, 15))
ASKS = event(EventKind.REPLIED, "pretenziya", date(2026, 5, 18), reply="questions")


@pytest.mark.parametrize(
    ("events", "causes"),
    [
        ((AGAIN,), [Cause.REPEATED]),
        ((ELSEWHERE, AGAIN), [Cause.REPEATED]),
        ((ASKS, AGAIN), []),
        (
            (ASKS, AGAIN, event(EventKind.SENT, "pretenziya", date(2026, 5, 26))),
            [Cause.REPEATED],
        ),
        ((event(EventKind.SENT, "pretenziya", date(2026, 5, 12)),), []),
        ((event(EventKind.EXTENDED, "pretenziya", SENT_ON, until="2026-06-02"),), []),
        ((event(EventKind.EXTENDED, "pretenziya", SENT_ON, until="2026-06-03"),), [Cause.EXTENDED]),
    ],
)
def test_what_moved_the_term_is_told(events: tuple[Event, ...], causes: list[Cause]) -> None:
    law = law_of(*events)
    assert [shift.cause for shift in law.moved_by] == causes
    assert law.started_by is Start.SENT
    assert not law.moved_by or law.moved_by[-1].now == law.last_day


def test_a_letter_sent_again_that_changes_no_date_moves_nothing() -> None:
    friday = event(EventKind.SENT, "pretenziya", date(2026, 5, 15))
    sunday = event(EventKind.SENT, "pretenziya", date(2026, 5, 17))
    law = clock("other_wallet", "pretenziya", friday, sunday).law
    assert law is not None
    assert (law.start_on, law.moved_by) == (friday.happened_on, ())


def test_the_first_silence_begins_after_the_last_day_of_the_first_letter() -> None:
    sent = event(EventKind.SENT, "pretenziya")  # until 2 June
    again = event(EventKind.SENT, "pretenziya", date(2026, 5, 20))
    of = case("other_wallet", "fee", sent, again)
    assert not TIMING.is_overdue(of, "pretenziya", date(2026, 6, 2))
    assert TIMING.is_overdue(of, "pretenziya", date(2026, 6, 3))


def test_the_term_of_one_step_is_not_extended_by_another() -> None:
    sent = event(EventKind.SENT, "pretenziya")
    elsewhere = event(EventKind.EXTENDED, "police")
    here = event(EventKind.EXTENDED, "pretenziya")
    assert not is_extended(case("other_wallet", "fee", sent, elsewhere), "pretenziya")
    assert not is_extended(case("other_wallet", "fee", here), "pretenziya")
    assert not is_extended(case("other_wallet", "fee", sent, AGAIN), "pretenziya")
    assert is_extended(case("other_wallet", "fee", sent, here), "pretenziya")


def test_what_was_sent_elsewhere_after_a_refusal_keeps_the_refused_letter() -> None:
    first = event(EventKind.SENT, "support", date(2026, 3, 2))
    refused = event(EventKind.REPLIED, "support", date(2026, 3, 20), reply="refused")
    number = event(EventKind.ACKNOWLEDGED, "support", date(2026, 3, 21), number="5")
    for after in (ELSEWHERE, number):
        assert first_sent(case("other_wallet", "fee", first, refused, after), "support") is first


def test_after_a_refusal_a_new_letter_starts_a_new_term() -> None:
    first = event(EventKind.SENT, "support", date(2026, 3, 2))
    refused = event(EventKind.REPLIED, "support", date(2026, 3, 20), reply="refused")
    again = event(EventKind.SENT, "support")

    assert first_sent(case("other_wallet", "fee", first, refused), "support") is first
    assert first_sent(case("other_wallet", "fee", first, refused, again), "support") is again


def test_the_window_of_the_russian_wallet_runs_from_the_day_its_licence_was_revoked() -> None:
    for step in ("liquidation", "liquidator"):
        window = clock("qiwi_ru", step).window
        assert window is not None
        assert (window.start_on, window.last_day) == (date(2024, 2, 21), date(2027, 2, 21))


def test_other_windows_run_from_the_day_it_happened_if_that_is_known() -> None:
    happened = Moment(date(2026, 5, 3))

    assert clock("other_wallet", "ombudsman").window is None
    told = clock("other_wallet", "ombudsman", happened=happened).window
    assert told is not None
    assert told.last_day == date(2029, 5, 3)
    stolen = case("other_wallet", "unauthorised", happened=happened)
    report = TIMING.clock(stolen, "report").window
    assert report is not None
    assert report.last_day == date(2026, 5, 4)


def test_the_objection_runs_from_the_liquidators_answer() -> None:
    assert clock("qiwi_ru", "objection").window is None
    refused = event(EventKind.REPLIED, "liquidator", date(2026, 6, 1), reply="refused")
    silent = event(EventKind.REPLIED, "liquidator", date(2026, 6, 1), reply="silent")

    assert clock("qiwi_ru", "objection", silent).window is None
    window = clock("qiwi_ru", "objection", refused).window
    assert window is not None
    assert window.last_day == date(2026, 6, 16)


def test_the_ombudsmans_decision_leaves_a_month_for_the_court() -> None:
    happened = Moment(date(2026, 5, 3))
    refused = event(EventKind.REPLIED, "ombudsman", date(2026, 8, 3), reply="refused")
    silent = event(EventKind.REPLIED, "ombudsman", date(2026, 8, 3), reply="silent")

    window = clock("other_wallet", "court", refused, happened=happened).window
    assert window is not None
    assert (window.term.id, window.last_day) == ("ombudsman_court_window", date(2026, 9, 2))
    window = clock("other_wallet", "court", silent, happened=happened).window
    assert window is not None
    assert (window.term.id, window.last_day) == ("limitation", date(2029, 5, 3))


@pytest.mark.parametrize("problem", ["unauthorised"])
def test_a_dispute_about_an_operation_takes_the_later_of_two_terms(problem: str) -> None:
    sent = event(EventKind.SENT, "pretenziya")

    def law(*events: Event) -> Deadline:
        found = TIMING.clock(case("other_wallet", problem, sent, *events), "pretenziya").law
        assert found is not None
        return found

    assert (law().term.id, law().last_day) == ("dispute_161", date(2026, 6, 11))
    # 15 working days and 10 more end after the 30 days of the dispute.
    extended = law(event(EventKind.EXTENDED, "pretenziya", date(2026, 5, 20)))
    assert (extended.term.id, extended.last_day) == ("reply_law", date(2026, 6, 17))


def test_no_russian_term_for_a_dispute_runs_abroad() -> None:
    sent = event(EventKind.SENT, "support")
    assert TIMING.clock(case("qiwi_by", "unauthorised", sent), "support").law is None


@pytest.mark.parametrize(
    ("roubles", "step", "term"),
    [
        (100_000, "court", "court_magistrate"),
        (100_001, "court", "court_district"),
        (None, "court", "court_district"),
    ],
)
def test_the_court_has_the_time_of_the_court_that_the_sum_leads_to(
    roubles: int | None, step: str, term: str
) -> None:
    answers: dict[str, Value] = {} if roubles is None else {"sum": Money(roubles * 100)}
    law = clock("other_wallet", step, event(EventKind.SENT, step), **answers).law
    assert law is not None
    assert law.term.id == term


@pytest.mark.parametrize(
    ("roubles", "term", "last_day"),
    [
        (100_000, "appeal_short", date(2026, 7, 10)),
        (100_001, "appeal_month", date(2026, 7, 20)),
        (None, "appeal_short", date(2026, 7, 10)),  # the careful reading
    ],
)
def test_an_appeal_has_the_time_that_the_sum_gives_it(
    roubles: int | None, term: str, last_day: date
) -> None:
    answers: dict[str, Value] = {} if roubles is None else {"sum": Money(roubles * 100)}
    decided = event(EventKind.REPLIED, "court", date(2026, 6, 20), reply="refused", dated="1")
    window = clock(
        "other_wallet", "judgment", event(EventKind.SENT, "court"), decided, **answers
    ).window
    assert window is not None
    assert (window.term.id, window.last_day) == (term, last_day)


@pytest.mark.parametrize(
    ("reply", "term"), [("refused", "prosecutor_police"), ("wait", "state_reply")]
)
def test_the_prosecutor_decides_on_a_refusal_of_the_police_at_once(reply: str, term: str) -> None:
    law = clock(
        "other_wallet",
        "prosecutor",
        event(EventKind.SENT, "police"),
        event(EventKind.REPLIED, "police", reply=reply),
        event(EventKind.SENT, "prosecutor"),
    ).law
    assert law is not None
    assert law.term.id == term


def test_papers_are_wanted_until_the_day_that_was_named() -> None:
    sent = event(EventKind.SENT, "support")
    asked = event(EventKind.REPLIED, "support", reply="questions")
    until = event(EventKind.PAPERS_DUE, "support", until="2026-05-20")
    assert clock("other_wallet", "support", sent, asked).papers is None
    assert clock("other_wallet", "support", sent, asked, until).papers == date(2026, 5, 20)
    papers = event(EventKind.SENT, "support", date(2026, 5, 19))
    assert clock("other_wallet", "support", sent, asked, until, papers).papers is None


def test_the_court_is_open_from_the_day_on_which_the_ombudsmans_decision_is_in_force() -> None:
    sent = event(EventKind.SENT, "ombudsman", date(2026, 11, 2))
    signed = event(EventKind.REPLIED, "ombudsman", date(2026, 12, 1), reply="refused", dated="1")
    window = clock("other_wallet", "court", sent, signed).window
    assert window is not None
    assert (window.start_on, window.last_day) == (date(2026, 12, 15), date(2027, 1, 14))
    # Recorded before the day was asked: counted from the press, which is earlier and careful.
    pressed = signed._replace(note={"reply": "refused"})
    careful = clock("other_wallet", "court", sent, pressed).window
    assert careful is not None
    assert careful.last_day == date(2026, 12, 31)


def test_the_mediator_of_armenia_is_open_for_six_months_from_the_letter_to_the_firm() -> None:
    assert clock("qiwi_am", "foreign").window is None
    window = clock("qiwi_am", "foreign", event(EventKind.SENT, "support")).window
    assert window is not None
    assert (window.start_on, window.last_day) == (SENT_ON, date(2026, 11, 12))
    assert clock("qiwi_kz", "foreign", event(EventKind.SENT, "support")).window is None


def test_a_letter_is_overdue_from_the_day_after_its_last_day() -> None:
    of = case("other_wallet", "fee", event(EventKind.SENT, "pretenziya"))
    assert not TIMING.is_overdue(of, "pretenziya", date(2026, 6, 2))
    assert TIMING.is_overdue(of, "pretenziya", date(2026, 6, 3))
    assert not TIMING.is_overdue(of, "police", date(2027, 6, 3))


def test_a_window_says_from_what_it_was_counted() -> None:
    signed = event(EventKind.REPLIED, "ombudsman", date(2026, 12, 1), reply="refused", dated="1")
    pressed = signed._replace(note={"reply": "refused"})
    for decision, started_by in ((signed, Start.DUE), (pressed, Start.DECIDED)):
        window = clock("other_wallet", "court", decision).window
        assert window is not None
        assert window.started_by is started_by


def test_what_happens_at_another_step_leaves_the_papers_wanted() -> None:
    asked = (
        event(EventKind.SENT, "support"),
        event(EventKind.REPLIED, "support", reply="questions"),
        event(EventKind.PAPERS_DUE, "support", until="2026-05-20"),
    )
    for kind in (EventKind.SENT, EventKind.REPLIED):
        elsewhere = event(kind, "police", reply="refused")
        assert clock("other_wallet", "support", *asked, elsewhere).papers == date(2026, 5, 20)
    without_day = event(EventKind.PAPERS_DUE, "support")
    assert clock("other_wallet", "support", *asked[:2], without_day).papers is None


@pytest.mark.parametrize(
    ("step", "after", "reply", "last_day"),
    [
        ("certificate", "ombudsman", "won", date(2026, 8, 12)),
        ("certificate", "ombudsman", "refused", None),
        ("certificate", "ombudsman", "partial", None),
    ],
)
def test_the_days_of_winners_are_for_winners(
    step: str, after: str, reply: str, last_day: date | None
) -> None:
    decided = event(EventKind.REPLIED, after, reply=reply, dated="1")
    window = clock("other_wallet", step, event(EventKind.SENT, after), decided).window
    assert (window and window.last_day) == last_day


def test_a_limitation_is_counted_from_the_month_until_its_day_is_known() -> None:
    month, day = Moment(date(2026, 5, 1)), Moment(date(2026, 5, 17))
    for answers, first in (({"month": month}, month), ({"month": month, "happened": day}, day)):
        window = clock("other_wallet", "ombudsman", **answers).window
        assert window is not None
        assert window.start_on == first.on
