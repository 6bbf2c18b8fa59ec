"""The case's own way as the map shows it, and what may still be lost."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.checks import samples
from bot.content.content import Content
from bot.escalation.case import Case, EventKind, Stage
from bot.escalation.values import Moment, Money
from bot.escalation.way import MOST_RUNGS, Mark, Rung, Way, way
from bot.escalation.windows import by_day, closings

TODAY = date(2026, 11, 27)


@pytest.fixture
def payment(content: Content) -> Case:
    """A payment that was not delivered, three weeks ago; nothing was done yet."""
    return opened(content, "other_wallet", "not_delivered")


def opened(content: Content, place: str, problem: str) -> Case:
    route = content.path.route(place, problem)
    case = samples.opened(route, content, TODAY)
    happened = {"happened": Moment(TODAY - timedelta(days=21))}
    return replace(case, place=place, problem=problem, answers=happened)


def done(case: Case, step: str, kind: EventKind, days_ago: int, **note: str) -> Case:
    """The case once this has happened at the step, on which it stands now."""
    day = TODAY - timedelta(days=days_ago)
    return samples.with_event(replace(case, step=step), kind, day, **note)


def seen(case: Case, content: Content, today: date = TODAY) -> Way:
    return way(case, content.timing, today)


def rung(found: Way, step: str) -> Rung:
    return next(one for one in (*found.rungs, *found.beside) if one.step == step)


def marks(found: Way) -> dict[str, str]:
    return {one.step: one.mark.value for one in found.rungs}


def test_the_way_tells_done_now_and_later(payment: Case, content: Content) -> None:
    case = done(payment, "first_checks", EventKind.CHECKED, 9, outcome="not_helped")
    case = done(case, "support", EventKind.SENT, 8)
    found = seen(case, content)
    assert marks(found) == {
        "first_checks": "done",
        "support": "here",
        "pretenziya": "open",
        "cbr": "open",
        "ombudsman": "locked",
        "court": "locked",
        "reasoned": "locked",
        "judgment": "locked",
    }
    assert (found.earlier, found.later) == (0, 0)
    assert rung(found, "first_checks").on == date(2026, 11, 18)
    here = rung(found, "support")
    law = content.timing.clock(case, "support").law
    assert law is not None
    assert (here.stage, here.until) == (Stage.WAITING, law.last_day)
    assert rung(found, "pretenziya").at_once
    assert rung(found, "ombudsman").awaited == "pretenziya"


def test_a_done_step_that_is_still_to_be_answered_says_until_when(
    payment: Case, content: Content
) -> None:
    case = replace(done(payment, "support", EventKind.SENT, 8), step="pretenziya")
    law = content.timing.clock(case, "support").law
    assert law is not None
    support = rung(seen(case, content), "support")
    assert (support.mark, support.until) == (Mark.DONE, law.last_day)
    answered = replace(
        done(case, "support", EventKind.REPLIED, 1, reply="refused"), step="pretenziya"
    )
    support = rung(seen(answered, content), "support")
    assert (support.on, support.until) == (TODAY - timedelta(days=8), None)


def test_a_locked_step_says_on_which_day_it_opens(payment: Case, content: Content) -> None:
    case = done(payment, "pretenziya", EventKind.SENT, 2)
    assert rung(seen(case, content), "ombudsman").on == date(2026, 12, 26)
    assert rung(seen(case, content, date(2026, 12, 26)), "ombudsman").mark is Mark.OPEN


def test_papers_are_due_where_they_were_asked_for(payment: Case, content: Content) -> None:
    case = done(payment, "support", EventKind.SENT, 8)
    case = done(case, "support", EventKind.REPLIED, 1, reply="questions", dated="1")
    case = samples.with_event(case, EventKind.PAPERS_DUE, TODAY, until="2026-12-04")
    assert rung(seen(case, content), "support").until == date(2026, 12, 4)
    first = closings(case, content.timing, TODAY)[0]
    assert (first.step, first.last_day, first.window) == ("support", date(2026, 12, 4), None)
    sent = done(case, "support", EventKind.SENT, 0)
    assert all(one.window for one in closings(sent, content.timing, TODAY))


def test_a_step_that_is_not_for_the_case_is_beside_the_way(payment: Case, content: Content) -> None:
    case = replace(payment, answers={**payment.answers, "sum": Money(500_001_00)})
    found = seen(case, content)
    assert "ombudsman" not in marks(found)
    assert rung(found, "ombudsman").why == "over_ombudsman_limit"


def test_what_was_done_beside_the_way_stands_on_it(content: Content) -> None:
    case = done(opened(content, "shop", "not_supplied"), "shop", EventKind.SENT, 8)
    case = done(case, "support", EventKind.SENT, 2)
    assert [one.step for one in seen(case, content).rungs][:3] == [
        "shop",
        "support",
        "rospotrebnadzor",
    ]
    found = seen(replace(case, step="rospotrebnadzor"), content)
    assert list(marks(found).items())[:3] == [
        ("shop", "done"),
        ("support", "done"),
        ("rospotrebnadzor", "here"),
    ]
    assert "support" not in [one.step for one in found.beside]


def test_a_long_way_keeps_where_the_case_stands_and_the_step_before(content: Content) -> None:
    case = opened(content, "other_wallet", "fee")
    start, end = seen(case, content), seen(replace(case, step="judgment"), content)
    assert (len(start.rungs), start.earlier, start.later) == (MOST_RUNGS, 0, 1)
    assert (len(end.rungs), end.earlier, end.later) == (MOST_RUNGS, 1, 0)
    middle = seen(replace(case, step="pretenziya"), content)
    assert (middle.earlier, middle.later) == (1, 0)


@pytest.mark.exhaustive
def test_every_step_of_every_case_stands_on_its_map_once(content: Content) -> None:
    for case, _ in samples.cases_at_stages(content, TODAY):
        found = seen(case, content)
        route = content.path.route(case.place, case.problem)
        steps = [one.step for one in (*found.rungs, *found.beside)]
        assert sorted(steps) == sorted({*route.steps, *route.also, case.step})
        assert [one.step for one in found.rungs if one.mark is Mark.HERE] == [case.step]
        assert len(found.rungs) <= MOST_RUNGS


def test_the_window_of_a_step_that_was_taken_is_lost_no_more(content: Content) -> None:
    case = opened(content, "other_wallet", "unauthorised")
    case = replace(case, answers={"happened": Moment(TODAY)})
    first = closings(case, content.timing, TODAY)[0]
    assert first.window is not None
    assert first.window.term.id == "report_next_day"
    assert rung(seen(case, content), "report").window == first.window
    told = replace(done(case, "report", EventKind.CHECKED, 0), step="support")
    left = [one.window.term.id for one in closings(told, content.timing, TODAY) if one.window]
    assert left == ["limitation", "ombudsman_window"]
    assert len(by_day(closings(told, content.timing, TODAY))) == 1


def test_the_window_of_the_current_step_is_named_past_its_day(content: Content) -> None:
    case = opened(content, "other_wallet", "unauthorised")
    first = closings(case, content.timing, TODAY)[0]
    assert (first.step, first.last_day) == ("report", date(2026, 11, 7))
    assert not rung(seen(case, content), "report").window
    moved = replace(case, step="support")
    assert "report" not in [one.step for one in closings(moved, content.timing, TODAY)]


def test_the_limitation_of_a_closed_wallet_runs_whatever_is_sent(content: Content) -> None:
    case = opened(content, "qiwi_ru", "licence_revoked")
    for step in ("liquidation", "liquidator"):
        case = done(case, step, EventKind.SENT, 1)
    (one,) = closings(case, content.timing, TODAY)
    assert one.last_day == date(2027, 2, 21)
    assert one.is_careful


def test_nothing_is_lost_in_a_closed_case(payment: Case, content: Content) -> None:
    assert closings(payment, content.timing, TODAY)
    assert closings(replace(payment, closed=True), content.timing, TODAY) == ()
