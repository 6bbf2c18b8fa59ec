"""What may hold of a case: each condition that data names, at its limit and on both sides of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.escalation.amount import amount_of, claimed, problems_of
from bot.escalation.case import Case, Event, EventKind
from bot.escalation.claim_form import WITHIN, may_be_form
from bot.escalation.conditions import asks_border
from bot.escalation.court import Demand
from bot.escalation.court_rules import DemandKind
from bot.escalation.questions import SKIPPED
from bot.escalation.timeline import open_windows
from bot.escalation.values import Moment, Money, Operation, Operations, Value
from bot.escalation.windows import lasting_window
from tests.escalation.test_timing import PATH, SENT_ON, TIMING, case, event

SUM = Money(250_000)
FEE = Money(5_000)


def holds(condition: str, one: Case) -> bool:
    return TIMING.holds(condition, one)


def costing(amount: Value, problem: str = "not_delivered", **answers: Value) -> Case:
    return case("other_wallet", problem, sum=amount, **answers)


def roubles(whole: int) -> Money:
    return Money(whole * 100)


@pytest.mark.parametrize(
    ("condition", "problem", "limit"),
    [
        ("small_claim", "not_delivered", roubles(100_000)),
        ("magistrate_claim", "not_delivered", roubles(100_000)),
        ("magistrate_claim", "wrong_details", roubles(50_000)),  # of a stranger, who is no firm
    ],
)
def test_a_claim_of_the_limit_itself_is_within_it(
    condition: str, problem: str, limit: Money
) -> None:
    assert holds(condition, costing(limit, problem))
    assert not holds(condition, costing(Money(limit.minor + 1), problem))


def test_the_ombudsman_is_passed_from_the_first_kopeck_over_his_limit() -> None:
    limit = roubles(500_000)
    assert not holds("over_ombudsman_limit", costing(limit))
    assert holds("over_ombudsman_limit", costing(Money(limit.minor + 1)))


@pytest.mark.parametrize("amount", [SKIPPED, Money(100, "KZT")])
def test_a_sum_that_is_not_known_in_roubles_passes_nobody_and_keeps_the_shorter_term(
    amount: Value,
) -> None:
    one = costing(amount)
    assert holds("small_claim", one)
    assert not holds("magistrate_claim", one)
    assert not holds("over_ombudsman_limit", one)


SENT_CLAIM = event(EventKind.SENT, "pretenziya")
BY_FORM = event(EventKind.SENT, "pretenziya", form="standard")
REFUSED = event(EventKind.REPLIED, "police", reply="refused")
OPENED = event(EventKind.REPLIED, "police", reply="partial")


@pytest.mark.parametrize(
    ("condition", "events", "expected"),
    [
        ("police_refused", (), False),
        ("police_refused", (REFUSED,), True),
        ("police_refused", (OPENED, REFUSED), True),
        ("police_refused", (REFUSED, OPENED), False),
        ("police_refused", (event(EventKind.REPLIED, "cbr", reply="refused"),), False),
        ("standard_form", (), False),
        ("standard_form", (SENT_CLAIM,), False),
        ("standard_form", (BY_FORM,), True),
        ("standard_form", (SENT_CLAIM, BY_FORM), True),
        ("standard_form", (BY_FORM, SENT_CLAIM), False),
        ("standard_form", (event(EventKind.SENT, "support", form="standard"),), False),
    ],
)
def test_the_latest_word_at_the_step_itself_counts(
    condition: str, events: tuple[Event, ...], expected: bool
) -> None:
    assert holds(condition, case("other_wallet", "not_delivered", *events)) is expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (None, False),
        (SKIPPED, False),
        (("law_115",), False),
        (("not_told",), False),
        (("fraud_base",), True),
        (("fraud_base", "law_115"), False),
    ],
)
def test_the_commission_is_passed_only_when_another_ground_of_the_block_was_told(
    told: Value | None, expected: bool
) -> None:
    answers: dict[str, Value] = {} if told is None else {"block_kind": told}
    assert holds("not_by_115", case("other_wallet", "blocked", **answers)) is expected


@pytest.mark.parametrize(
    ("problem", "told", "by_police", "otherwise"),
    [
        ("fraud_base", True, True, False),
        ("fraud_base", False, False, True),
        ("deceived", True, False, False),
    ],
)
def test_who_entered_a_person_into_the_base_decides_the_way_out(
    problem: str, told: bool, by_police: bool, otherwise: bool
) -> None:
    answers: dict[str, Value] = {"by_police": "1"} if told else {}
    one = case("other_wallet", problem, **answers)
    assert holds("listed_by_police", one) is by_police
    assert holds("listed_otherwise", one) is otherwise


def test_the_mediator_has_a_window_in_armenia_only() -> None:
    assert holds("in_armenia", case("qiwi_am", "fee"))
    assert not holds("in_armenia", case("qiwi_kz", "fee"))


@pytest.mark.parametrize(
    ("answers", "last_day"),
    [
        ({"cross_border": ("abroad",)}, date(2026, 7, 13)),  # 60 days end on a Saturday
        ({"cross_border": ("inside",)}, date(2026, 6, 11)),  # 30
        ({}, date(2026, 6, 11)),
    ],
)
def test_a_dispute_about_money_that_went_abroad_may_take_sixty_days(
    answers: dict[str, Value], last_day: date
) -> None:
    one = case("other_wallet", "unauthorised", SENT_CLAIM, **answers)
    law = TIMING.clock(one, "pretenziya").law
    assert law is not None
    assert law.last_day == last_day


class TestStandardForm:
    """Of the financial ombudsman, by which a claim is replied to sooner."""

    def claim(self, place: str = "other_wallet", problem: str = "fee", **answers: Value) -> Case:
        return replace(case(place, problem, **answers), step="pretenziya")

    def test_is_asked_about_where_the_ombudsman_comes_next(self) -> None:
        assert may_be_form(self.claim(), PATH, SENT_ON)
        assert not may_be_form(replace(self.claim(), step="support"), PATH, SENT_ON)
        assert not may_be_form(self.claim("unlicensed"), PATH, SENT_ON)
        assert not may_be_form(self.claim(problem="wrong_details"), PATH, SENT_ON)

    def test_shortens_the_reply_for_half_a_year_after_it_happened(self) -> None:
        one = self.claim(happened=Moment(SENT_ON))
        assert may_be_form(one, PATH, SENT_ON + WITHIN)
        assert not may_be_form(one, PATH, SENT_ON + WITHIN + timedelta(days=1))

    def test_is_asked_about_while_the_day_is_not_known(self) -> None:
        for answers in ({}, {"happened": SKIPPED}):
            assert may_be_form(self.claim(**answers), PATH, SENT_ON)


class TestAmount:
    """What is asked for, as far as it is known."""

    def test_of_a_fee_alone_is_the_fee(self) -> None:
        one = costing(SUM, "fee", fee_sum=FEE)
        assert claimed(one) == (Demand(DemandKind.FEE, FEE),)
        assert amount_of(one) == FEE

    def test_of_a_payment_alone_is_the_payment(self) -> None:
        assert amount_of(costing(SUM, fee_sum=FEE)) == SUM

    def test_of_both_is_their_sum(self) -> None:
        one = costing(SUM, also=("fee",), fee_sum=FEE)
        assert problems_of(one) == ("not_delivered", "fee")
        assert amount_of(one) == Money(255_000)
        assert amount_of(replace(one, problem="fee", answers={**one.answers, "also": ()})) == FEE

    def test_is_not_that_of_the_fee_while_the_payments_is_not_known(self) -> None:
        assert amount_of(costing(SKIPPED, also=("fee",), fee_sum=FEE)) is None

    @pytest.mark.parametrize("nothing", [Money(0), Money(-1), Money(100, "USD"), SKIPPED])
    def test_is_a_sum_of_roubles_or_nothing(self, nothing: Value) -> None:
        assert amount_of(costing(nothing)) is None
        assert amount_of(costing(SUM, also=("fee",), fee_sum=nothing)) == SUM
        assert amount_of(costing(Money(1))) == Money(1)

    def test_counts_every_operation(self) -> None:
        more = Operations((Operation(None, SUM),))
        assert amount_of(costing(SUM, operations=more)) == Money(500_000)


@pytest.mark.parametrize(
    ("place", "problem", "step", "asked"),
    [
        ("other_wallet", "unauthorised", "pretenziya", True),
        ("other_wallet", "deceived", "support", True),
        ("other_wallet", "fee", "pretenziya", False),  # no dispute about an operation
        ("unlicensed", "unauthorised", "pretenziya", False),  # no term of that law
        ("other_wallet", "unauthorised", "police", False),
    ],
)
def test_where_the_money_went_is_asked_before_a_day_that_hangs_on_it(
    place: str, problem: str, step: str, asked: bool
) -> None:
    one = replace(case(place, problem), step=step)
    assert asks_border(one, PATH) is asked
    for answer in (SKIPPED, ("inside",)):
        assert not asks_border(replace(one, answers={"cross_border": answer}), PATH)


@pytest.mark.parametrize(
    ("place", "answers", "binds"),
    [
        ("other_wallet", {}, True),
        ("unknown", {}, True),
        ("qiwi_by", {}, False),
        ("unlicensed", {}, False),
        ("other_wallet", {"notice": ("none",)}, False),
        ("other_wallet", {"notice": ("came",)}, True),
        ("other_wallet", {"reported": Moment(date(2026, 5, 4))}, False),
        ("other_wallet", {"reported": ""}, True),
    ],
)
def test_whom_the_day_after_the_notice_binds(
    place: str, answers: dict[str, Value], binds: bool
) -> None:
    happened = {"happened": Moment(date(2026, 5, 3))}
    one = replace(case(place, "unauthorised"), answers={**happened, **answers})
    assert holds("must_report", one) is binds
    assert (TIMING.clock(one, "report").window is not None) is binds


def test_whoever_gave_the_order_has_no_day_to_report_by() -> None:
    assert not holds("must_report", case("other_wallet", "deceived"))


def test_the_limitation_of_a_debit_before_the_closing_runs_from_the_debit() -> None:
    debit = Moment(date(2024, 1, 10))
    one = replace(case("qiwi_ru", "unauthorised"), answers={"happened": debit})
    window = lasting_window(one, TIMING)
    assert window is not None
    assert window.last_day == date(2027, 1, 10)
    known = lasting_window(replace(one, answers={}), TIMING)
    assert known is not None
    assert known.last_day == date(2027, 2, 21)


def test_no_window_closes_at_a_door_that_is_not_for_the_case() -> None:
    told: dict[str, Value] = {"happened": Moment(date(2026, 11, 20)), "sum": roubles(700_000)}
    one = replace(case("other_wallet", "deceived"), answers=told)
    closing = {step for step, _ in open_windows(one, TIMING, date(2026, 11, 27))}
    assert "ombudsman" not in closing
    less = replace(one, answers={**told, "sum": roubles(200_000)})
    assert "ombudsman" in {step for step, _ in open_windows(less, TIMING, date(2026, 11, 27))}
