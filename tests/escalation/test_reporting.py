"""When a debit was reported, and which part of ст. 9 of 161-ФЗ follows."""

from collections.abc import Mapping
from datetime import date, time

import pytest

from bot.escalation.reporting import Ground, Grounds, grounds
from bot.escalation.values import Moment, Money, Operation, Operations, Value

NIGHT = Moment(date(2026, 10, 12), time(2, 14))
DEBIT: Mapping[str, Value] = {"happened": NIGHT, "sum": Money(100_000), "operation": "1"}
NOTICED: Mapping[str, Value] = {"notice": ("came",), "notice_at": NIGHT}


def of(told: Moment | None, *answers: Mapping[str, Value]) -> Grounds:
    return grounds({key: value for part in answers for key, value in part.items()}, told)


def on(day: int, hour: int | None = None, minute: int = 0) -> Moment:
    return Moment(date(2026, 10, day), None if hour is None else time(hour, minute))


@pytest.mark.parametrize(
    ("told", "ground"),
    [(on(12), Ground.IN_TIME), (on(13, 23, 59), Ground.IN_TIME), (on(14), Ground.LATE)],
)
def test_by_the_day_after_the_notice_is_in_time(told: Moment, ground: Ground) -> None:
    assert of(told, DEBIT, NOTICED).before is ground


def test_where_no_notice_came_the_operator_refunds_whenever_it_was_told() -> None:
    assert of(on(30), DEBIT, {"notice": ("none",)}).before is Ground.UNTOLD
    assert of(None, DEBIT, {"notice": ("none",)}).before is Ground.UNTOLD


@pytest.mark.parametrize("known", [{}, {"notice": ""}, {"notice": ("came",)}])
def test_what_is_not_known_is_not_said(known: Mapping[str, Value]) -> None:
    assert of(on(13), DEBIT, known).before is Ground.EITHER


def test_a_notice_without_a_known_report_is_neither_in_time_nor_late() -> None:
    assert of(None, DEBIT, NOTICED).before is Ground.EITHER


def rows(*when: Moment | None) -> Mapping[str, Value]:
    return {**DEBIT, "operations": Operations(tuple(Operation(one, Money(5_000)) for one in when))}


def test_what_was_debited_after_the_report_is_counted_apart() -> None:
    found = of(on(12, 2, 20), rows(on(12, 2, 19), on(12, 2, 31), on(13), None), NOTICED)

    assert found.after == (3, 4)
    assert found.after_sum == Money(10_000)


def test_on_the_day_of_the_report_only_known_hours_tell_what_came_after() -> None:
    assert of(on(12), rows(on(12, 23, 0)), NOTICED).after == ()
    assert of(on(12, 2, 20), rows(on(12)), NOTICED).after == ()


def test_a_report_older_than_every_operation_was_of_something_else() -> None:
    found = of(on(1), rows(on(13)), NOTICED)

    assert found.after == ()
    assert found.before is Ground.EITHER


def test_what_came_after_a_late_report_is_owed_and_of_the_rest_nothing_is_sure() -> None:
    late = of(on(14), rows(on(15)), NOTICED)
    assert late.is_owed
    assert late.only_after
    nothing = of(on(14), DEBIT, NOTICED)
    assert not nothing.is_owed
    assert not nothing.only_after


def test_a_wallet_that_is_not_identified_has_no_part_fifteen() -> None:
    assert of(on(12), DEBIT, NOTICED, {"identified": ("none",)}).simple
    assert not of(on(12), DEBIT, NOTICED, {"identified": ("simplified",)}).simple
    assert not of(on(12), DEBIT, NOTICED, {"identified": ("none",)}).is_owed
    assert of(on(12), DEBIT, NOTICED, {"identified": ("simplified",)}).is_owed


def test_each_debit_after_the_report_is_counted_with_its_own_sum_and_currency() -> None:
    tenge = {**DEBIT, "sum": Money(7, "KZT")}
    more = Operations(tuple(Operation(on(13), Money(sum_, "KZT")) for sum_ in (5, 30)))
    found = of(on(12, 2, 20), tenge, {"operations": more}, NOTICED)
    assert (found.after, found.after_sum) == ((2, 3), Money(35, "KZT"))


def test_a_debit_of_the_very_minute_of_the_report_was_not_after_it() -> None:
    assert of(on(12, 2, 20), rows(on(12, 2, 20)), NOTICED).after == ()


EACH_DAY: Mapping[str, Value] = {"notice": ("each",)}


def test_a_notice_of_each_day_is_late_only_for_the_older_operations() -> None:
    found = of(on(15, 10), rows(on(14), on(16)), EACH_DAY)

    assert (found.before, found.late, found.after) == (Ground.IN_TIME, (1,), (3,))
    assert found.is_partial
    assert found.part == Money(10_000)  # the second one, told in time, and the third, made after


def test_where_every_operation_was_told_in_time_all_are_owed() -> None:
    found = of(on(13), rows(on(13)), EACH_DAY)

    assert (found.before, found.late) == (Ground.IN_TIME, ())
    assert not found.is_partial


def test_where_none_was_told_in_time_nothing_is_sure() -> None:
    found = of(on(20), rows(on(14)), EACH_DAY)

    assert (found.before, found.late) == (Ground.LATE, ())
    assert not found.is_owed


@pytest.mark.parametrize("unknown", [EACH_DAY, {"notice": ("some",)}])
def test_a_day_that_is_not_known_is_neither_in_time_nor_late(
    unknown: Mapping[str, Value],
) -> None:
    assert of(on(13), rows(None), unknown).before is Ground.EITHER


def test_one_notice_is_not_of_the_operations_of_several_days() -> None:
    assert of(on(15), rows(on(14)), NOTICED).before is Ground.EITHER
    assert of(on(13), rows(on(14)), NOTICED).before is Ground.IN_TIME  # that one was made after
