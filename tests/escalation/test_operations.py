"""Several operations of one case are one sum: the first has questions of its own, the others are
told beside it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time

import pytest

from bot.escalation.amount import claimed
from bot.escalation.case import Case
from bot.escalation.court_rules import DemandKind
from bot.escalation.drafts import Relevance, main_problem
from bot.escalation.errors import EscalationError
from bot.escalation.operations import (
    MOST,
    OPERATIONS,
    added,
    check_currency,
    further,
    operations,
    removed,
    total,
    whole,
    with_rest,
    without_returned,
)
from bot.escalation.questions import SKIPPED
from bot.escalation.values import Moment, Money, Operation, Operations, Value
from tests.escalation.test_claim import case, counted

DAY = Moment(date(2026, 11, 26), time(3, 15))
FIRST: dict[str, Value] = {
    "happened": DAY,
    "sum": Money(490_000),
    "operation": "778811",
    "recipient": "карта •••• 1234",
}
SECOND = Operation(DAY, Money(300_000), "778812", "карта •••• 1234")
THIRD = Operation(DAY, Money(100_050))
THREE = {**FIRST, OPERATIONS: Operations((SECOND, THIRD))}


def theft(answers: Mapping[str, Value]) -> Case:
    """A case about debits without consent, with these answers."""
    return replace(case(problem="unauthorised"), answers=answers)


def test_the_first_operation_is_told_by_its_own_questions() -> None:
    first = Operation(DAY, Money(490_000), "778811", "карта •••• 1234")
    assert operations(FIRST) == (first,)
    assert operations(THREE) == (first, SECOND, THIRD)
    assert operations({"sum": Money(1)}) == (Operation(None, Money(1)),)


def test_a_case_without_the_answer_asks_for_its_one_sum_as_before() -> None:
    for passed in ({}, {OPERATIONS: SKIPPED}):
        assert total({**FIRST, **passed}) == Money(490_000)
    assert total({"sum": SKIPPED}) is None
    assert total({}) is None


def test_the_sum_of_the_case_is_the_sum_of_its_operations() -> None:
    assert whole(THREE) == total(THREE) == Money(890_050)


def test_a_sum_that_is_not_known_makes_the_whole_unknown() -> None:
    assert total({**THREE, "sum": SKIPPED}) is None


def test_a_first_operation_of_which_nothing_is_known_is_none() -> None:
    passed = dict.fromkeys(FIRST, SKIPPED)
    assert operations({**THREE, **passed}) == (SECOND, THIRD)
    assert total({**THREE, **passed}) == Money(400_050)


def test_what_came_back_is_not_asked_for_again() -> None:
    answers = {**THREE, **with_rest(THREE, Money(590_050))}
    assert further(answers).returned == Money(300_000)
    assert (whole(answers), total(answers)) == (Money(890_050), Money(590_050))
    more = {**answers, OPERATIONS: added(answers, (replace(THIRD, number="9"),))}
    assert total(more) == Money(690_100)
    again = {**answers, **with_rest(answers, Money(90_050))}
    assert further(again).returned == Money(800_000)
    assert total({**again, OPERATIONS: without_returned(again)}) == Money(890_050)


def test_a_rest_of_all_or_more_is_nothing_returned() -> None:
    for rest in (Money(890_050), Money(999_900)):
        assert total({**THREE, **with_rest(THREE, rest)}) == Money(890_050)
        assert further(with_rest(THREE, rest)).returned is None
    assert further(with_rest(THREE, Money(890_049))).returned == Money(1)


def test_of_one_operation_the_rest_is_its_sum() -> None:
    assert with_rest(FIRST, Money(90_000)) == {"sum": Money(90_000)}


def test_what_came_back_stays_when_the_last_further_operation_goes() -> None:
    given = {**FIRST, OPERATIONS: Operations((SECOND,), Money(100_000))}
    left = {**given, OPERATIONS: removed(given, 0, 1)}
    assert total(left) == Money(390_000)
    assert total({**left, **with_rest(left, Money(200_000))}) == Money(200_000)
    assert without_returned(left) == SKIPPED


def test_an_operation_told_again_under_its_number_takes_its_place() -> None:
    told = replace(SECOND, money=Money(310_000))
    assert added(THREE, (told,)).rows == (told, THIRD)
    assert added(THREE, (Operation(DAY, Money(1), "778811"),)).rows == (SECOND, THIRD)
    assert len(added(THREE, (THIRD,)).rows) == 3  # without a number it may be another one


def test_an_operation_is_removed_once_however_often_the_button_is_pressed() -> None:
    left = removed(THREE, 0, 2)
    assert left == Operations((THIRD,))
    assert removed({**THREE, OPERATIONS: left}, 0, 2) == left
    assert removed({**THREE, OPERATIONS: left}, 0, 1) == SKIPPED


def test_a_case_holds_no_more_operations_than_a_person_types() -> None:
    rows = tuple(replace(THIRD, number=str(at)) for at in range(MOST))
    assert len(operations({**FIRST, OPERATIONS: added(FIRST, rows[1:])})) == MOST
    with pytest.raises(EscalationError, match="too_many_operations") as refused:
        added(FIRST, rows)
    assert refused.value.facts == {"limit": MOST}


def test_sums_of_two_currencies_are_not_added() -> None:
    tenge = replace(THIRD, money=Money(100, "KZT"))
    for changes in (
        lambda: added(FIRST, (tenge,)),
        lambda: added({}, (THIRD, tenge)),
        lambda: check_currency({**THREE, "sum": Money(1, "KZT")}),
        lambda: with_rest(THREE, Money(1, "KZT")),
    ):
        with pytest.raises(EscalationError, match="other_currency") as refused:
            changes()
        assert {money.currency for money in refused.value.facts.values()} == {"RUB", "KZT"}  # type: ignore[attr-defined]
    check_currency(THREE)


def test_the_court_counts_what_the_case_asks_for() -> None:
    asked = claimed(theft({**THREE, "fee_sum": Money(5_000), "also": ("fee",)}))
    assert [(one.kind, one.amount) for one in asked] == [
        (DemandKind.PRINCIPAL, Money(890_050)),
        (DemandKind.FEE, Money(5_000)),
    ]
    assert counted(theft(THREE)).price.amount == Money(890_050)


def test_small_thefts_may_be_past_the_ombudsman_together() -> None:
    big = Operations(tuple(Operation(DAY, Money(20_000_000)) for _ in range(2)))
    first = {**FIRST, "sum": Money(20_000_000)}
    assert counted(theft(first)).ombudsman.required
    assert not counted(theft({**first, OPERATIONS: big})).ombudsman.required


def test_further_operations_are_asked_where_the_letter_tells_of_operations_first() -> None:
    when = Relevance(main=frozenset({"unauthorised"}))
    assert when.holds(("unauthorised", "blocked"), "other_wallet")
    assert when.holds(("identification", "unauthorised"), "other_wallet")
    assert not when.holds(("blocked", "unauthorised"), "other_wallet")
    assert main_problem(("identification",)) == "identification"
