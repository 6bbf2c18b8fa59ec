"""A case's claim in figures: what is asked, from which day interest runs, and what it rests on."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.calendar import load_calendars
from bot.content.court import load_court
from bot.content.load import load_path
from bot.content.terms import load_terms
from bot.escalation.amount import claimed
from bot.escalation.case import Case, Event, EventKind
from bot.escalation.claim import Calculation, calculation, due_from
from bot.escalation.court import Court
from bot.escalation.court_rules import DemandKind
from bot.escalation.timing import Timing
from bot.escalation.values import Money, Value

DATA = Path(__file__).parents[2] / "data"
LAW = load_court(DATA)
TERMS = load_terms(DATA)
PATH = load_path(DATA, TERMS)
TIMING = Timing(PATH, TERMS, load_calendars(DATA).of, load_court(DATA).limits)

SENT_ON = date(2026, 5, 12)
DUE_ON = date(2026, 6, 3)  # fifteen working days, 12 June not reached, and the day after
TODAY = date(2026, 11, 24)


def roubles(whole: int) -> Money:
    return Money(whole * 100)


def case(place: str = "other_wallet", problem: str = "not_delivered", **answers: Value) -> Case:
    answers.setdefault("sum", roubles(12_400))
    return Case(
        id=1,
        person_id=1001,
        place=place,
        problem=problem,
        step="court",
        revision=1,
        opened_at=datetime(2026, 5, 3, 12, tzinfo=UTC),
        closed=False,
        answers=answers,
    )


def event(kind: EventKind, step: str, on: date, **note: str) -> Event:
    return Event(kind, step, on, int(datetime.combine(on, time(12), UTC).timestamp()), note)


def demanded(one: Case, step: str = "pretenziya", on: date = SENT_ON) -> Case:
    return replace(one, events=(*one.events, event(EventKind.SENT, step, on)))


def counted(one: Case, today: date = TODAY) -> Calculation:
    found = calculation(one, TIMING, LAW, today)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("told", "said", "counts"),
    [("own_decision", "", True), ("law_115", "", False), ("not_told", "blocked_115", False)],
)
def test_money_that_the_law_holds_bears_no_interest(told: str, said: str, counts: bool) -> None:
    one = demanded(case("other_wallet", "blocked"))
    one = replace(one, answers={**one.answers, "block_kind": (told,)})
    if said:
        reply = event(EventKind.REPLIED, "support", SENT_ON, reply="refused")
        reply = reply._replace(note={**reply.note, "kind": said})
        one = replace(one, events=(*one.events, reply))
    assert (counted(one).interest is not None) is counts


def test_a_small_consumers_claim_whole() -> None:
    found = counted(demanded(case()))

    assert found.principal == roubles(12_400)
    assert found.due_on == DUE_ON
    assert found.interest is not None
    assert found.price.amount.minor == found.principal.minor + found.interest.total.minor
    assert found.court.court is Court.MAGISTRATE
    assert found.duty.amount == Money(0)
    assert found.full_duty.amount == roubles(4_000)
    assert found.ombudsman.required
    assert found.fine is not None
    assert len(found.fine.exceptions) == 3


def test_interest_is_counted_up_to_the_last_known_rate_and_no_further() -> None:
    # 3 June to 2 October 2026: 19 days at 14.5 %, 35 at 14.25 %, 68 at 14 %.
    found = counted(demanded(case()))

    assert found.interest is not None
    lines = [(line.from_on, line.days, line.amount.minor) for line in found.interest.lines]
    assert lines == [
        (DUE_ON, 19, round(1_240_000 * 0.145 * 19 / 365)),
        (date(2026, 6, 22), 35, round(1_240_000 * 0.1425 * 35 / 365)),
        (date(2026, 7, 27), 68, round(1_240_000 * 0.14 * 68 / 365)),
    ]
    assert found.interest.uncounted_from == date(2026, 10, 3)
    assert found.price.amount.minor == 1_240_000 + sum(minor for *_, minor in lines)


def test_interest_that_begins_after_the_last_known_rate_is_asked_for_without_a_sum() -> None:
    found = counted(demanded(case(), on=date(2026, 10, 1)))

    assert found.interest is not None
    assert found.interest.lines == ()
    assert found.interest.uncounted_from == found.due_on
    assert found.price.amount == found.principal
    assert DemandKind.INTEREST not in {demand.kind for demand in found.price.counted}


def test_before_the_answer_is_due_there_is_no_interest_yet() -> None:
    sent = demanded(case())

    assert counted(sent, DUE_ON - timedelta(days=1)).interest is None
    assert counted(sent, DUE_ON).interest is not None
    assert counted(case()).due_on is None


@pytest.mark.parametrize(
    ("place", "problem", "step", "first_day"),
    [
        ("other_wallet", "unauthorised", "pretenziya", date(2026, 6, 12)),
        ("other_wallet", "fee", "pretenziya", date(2026, 6, 3)),
        ("other_wallet", "unauthorised", "support", date(2026, 6, 12)),
        ("terminal", "terminal", "terminal", date(2026, 5, 23)),
        ("shop", "refund", "shop", date(2026, 5, 23)),
    ],
)
def test_interest_runs_from_the_day_after_the_demand_could_be_met(
    place: str, problem: str, step: str, first_day: date
) -> None:
    assert due_from(demanded(case(place, problem), step), TIMING) == first_day


def test_an_extended_term_moves_the_first_day_of_interest() -> None:
    sent = demanded(case())
    extended = replace(
        sent, events=(*sent.events, event(EventKind.EXTENDED, "pretenziya", date(2026, 6, 1)))
    )

    first_day = due_from(extended, TIMING)
    assert first_day is not None
    assert first_day > DUE_ON


def test_the_claim_letter_counts_before_the_first_appeal_to_support() -> None:
    one = demanded(demanded(case(), "support", date(2026, 1, 12)), "pretenziya")

    assert due_from(one, TIMING) == DUE_ON


def test_days_before_the_first_rate_at_hand_are_left_out() -> None:
    found = counted(demanded(case(), on=date(2020, 5, 12)))

    assert found.interest is not None
    assert found.interest.lines[0].from_on == LAW.rates.rates[0].from_on


@pytest.mark.parametrize(
    ("problems", "answers", "asked"),
    [
        (["not_delivered"], {"sum": 500}, {DemandKind.PRINCIPAL: 500}),
        (["fee"], {"sum": 500, "fee_sum": 20}, {DemandKind.FEE: 20}),
        (["fee"], {"sum": 500}, {}),
        (
            ["not_delivered", "fee"],
            {"sum": 500, "fee_sum": 20},
            {DemandKind.PRINCIPAL: 500, DemandKind.FEE: 20},
        ),
        (["not_delivered", "fee"], {"fee_sum": 20}, {}),
        (["not_delivered"], {"sum": 500, "fee_sum": 20}, {DemandKind.PRINCIPAL: 500}),
        (["not_delivered"], {}, {}),
    ],
)
def test_what_is_asked_for(
    problems: list[str], answers: dict[str, int], asked: dict[DemandKind, int]
) -> None:
    told: dict[str, Value] = {name: roubles(whole) for name, whole in answers.items()}
    one = replace(case(problem=problems[0]), answers={**told, "also": tuple(problems[1:])})
    found = {demand.kind: demand.amount for demand in claimed(one)}

    assert found == {kind: roubles(whole) for kind, whole in asked.items()}


@pytest.mark.parametrize("money", ["", Money(1_000, "KZT"), Money(0)])
def test_without_a_sum_in_roubles_nothing_is_counted(money: Value) -> None:
    assert calculation(case(sum=money), TIMING, LAW, TODAY) is None


@pytest.mark.parametrize("place", ["qiwi_ru", "qiwi_kz", "qiwi_uz"])
def test_a_creditors_claim_and_a_foreign_wallet_are_no_courts_of_ours(place: str) -> None:
    assert calculation(case(place), TIMING, LAW, TODAY) is None


def test_money_at_a_stranger_is_no_consumers_claim() -> None:
    found = counted(case(problem="wrong_details", sum=roubles(60_000)))

    assert not found.consumer
    assert found.court.court is Court.DISTRICT  # the magistrate takes up to 50 000 of these
    assert found.duty.amount == roubles(4_000)
    assert found.fine is None
    assert not found.ombudsman.required
    assert "court_of_defendant" in found.rules


@pytest.mark.parametrize(
    ("place", "sum_", "first"),
    [
        ("other_wallet", 500_000, True),
        ("other_wallet", 500_001, False),
        ("terminal", 5_000, False),
        ("shop", 5_000, False),
    ],
)
def test_the_ombudsman_comes_first_for_banks_up_to_the_limit(
    place: str, sum_: int, first: bool
) -> None:
    problem = PATH.places[place].problems[0]

    assert counted(case(place, problem, sum=roubles(sum_))).ombudsman.required is first


def test_interest_carries_nobody_past_the_ombudsman() -> None:
    found = counted(demanded(case(sum=roubles(499_000))))

    assert found.price.amount > roubles(500_000)
    assert found.ombudsman.required


def test_a_consumer_above_a_million_pays_the_difference() -> None:
    found = counted(case(sum=roubles(1_200_000)))

    assert (found.full_duty.amount, found.duty.amount) == (roubles(27_000), roubles(2_000))


def test_every_figure_names_rules_that_are_recorded() -> None:
    found = counted(demanded(case()))

    assert set(found.rules) <= LAW.rules.keys()
    assert {"price", "magistrate", "ombudsman", "consumer_exemption", "fine", "interest"} <= set(
        found.rules
    )


@given(
    st.integers(1, 10**9).map(Money),
    st.dates(date(2023, 12, 1), date(2027, 6, 1)),
    st.dates(date(2023, 12, 1), date(2027, 12, 1)),
)
def test_any_sum_and_days_give_figures_that_agree(sum_: Money, on: date, today: date) -> None:
    found = counted(demanded(case(sum=sum_), on=on), today)
    interest = found.interest.total.minor if found.interest else 0

    assert found.price.amount.minor == sum_.minor + interest
    assert found.duty.amount <= found.full_duty.amount
    lines = found.interest.lines if found.interest else ()
    assert sum(line.amount.minor for line in lines) == interest
    assert all(line.from_on <= line.to_on for line in lines)


def test_a_claim_against_a_stranger_is_no_consumers_and_has_its_own_court_and_no_interest() -> None:
    of_a_firm = counted(demanded(case(sum=roubles(60_000))))
    of_a_stranger = counted(demanded(case(problem="wrong_details", sum=roubles(60_000))))
    assert (of_a_firm.consumer, of_a_stranger.consumer) == (True, False)
    assert (of_a_firm.court.court, of_a_stranger.court.court) == (Court.MAGISTRATE, Court.DISTRICT)
    assert (of_a_firm.due_on, of_a_stranger.due_on) == (DUE_ON, None)
    assert of_a_stranger.interest is None
    assert of_a_stranger.fine is None
    assert of_a_stranger.duty == of_a_stranger.full_duty
