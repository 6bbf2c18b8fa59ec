"""Every place, problem and sum walked to its end: which doors a case comes to, and which never."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.checks.path import refused
from bot.escalation.case import Case, Event, EventKind
from bot.escalation.routing import applies, is_open
from bot.escalation.values import Money, Value
from bot.escalation.windows import lasting_window
from tests.conftest import read_once

pytestmark = pytest.mark.exhaustive

CONTENT = read_once()
PATH, TIMING, LIMITS = CONTENT.path, CONTENT.timing, CONTENT.timing.limits
TODAY = date(2026, 11, 26)

SUMS = (
    None,
    Money(200_000),
    LIMITS.simplified_up_to,
    Money(LIMITS.simplified_up_to.minor + 1),
    LIMITS.ombudsman_up_to,
    Money(LIMITS.ombudsman_up_to.minor + 1),
)
"""A sum at each side of each limit, and none."""

STOLEN = {"unauthorised", "deceived"}
NO_MONEY = {"identification", "opened_without_me", "fraud_base"}
NOT_THE_BANKS_DEBT = NO_MONEY | {"wrong_details"}
RUSSIAN = {
    "police", "cbr", "ombudsman", "court", "reasoned", "judgment", "pretenziya", "regulator", "rkn",
    "rospotrebnadzor", "prosecutor", "certificate", "writ", "enforcement", "commission",
    "leave_base", "liquidation", "liquidator", "objection", "not_mine",
}  # fmt: skip
"""Steps to a body or by a law of Russia."""


def opened(place: str, problem: str, money: Money | None) -> Case:
    asked = "fee_sum" if problem == "fee" else "sum"
    answers: dict[str, Value] = {asked: money} if money else {}
    return Case(
        id=1,
        person_id=1001,
        place=place,
        problem=problem,
        step=PATH.route(place, problem).steps[0],
        revision=1,
        opened_at=datetime(2026, 11, 26, 9, tzinfo=UTC),
        closed=False,
        answers=answers,
    )


def walked(case: Case) -> tuple[str, ...]:
    """The steps of a person who is refused everywhere."""
    steps = [case.step]
    while (after := refused(case, CONTENT, TODAY)).step != case.step:
        case = after
        steps.append(case.step)
    return tuple(steps)


def all_cases() -> Iterator[Case]:
    for place in PATH.places.values():
        for problem in place.problems:
            for money in SUMS:
                yield opened(place.id, problem, money)


ALL = list(all_cases())


def name(case: Case) -> str:
    money = next(iter(case.answers.values()), None)
    return f"{case.place}-{case.problem}-{money.minor // 100 if isinstance(money, Money) else None}"


@pytest.mark.parametrize("case", ALL, ids=name)
def test_a_case_comes_to_its_doors_and_to_no_wrong_one(case: Case) -> None:
    steps, route = walked(case), PATH.route(case.place, case.problem)
    is_licensed = case.place == "other_wallet"
    is_abroad = PATH.places[case.place].country != "RU"
    money = next(iter(case.answers.values()), None)
    amount = money if isinstance(money, Money) else Money(0)

    assert set(steps) <= set(route.steps)
    assert all(applies(case, PATH.steps[step], TIMING) for step in steps)
    if "ombudsman" in steps:
        assert is_licensed
        assert case.problem not in NOT_THE_BANKS_DEBT | {"deceived"}
        assert amount <= LIMITS.ombudsman_up_to
    elif is_licensed and case.problem not in NOT_THE_BANKS_DEBT | {"deceived"}:
        assert amount > LIMITS.ombudsman_up_to
    if "reasoned" in steps:
        assert amount <= LIMITS.simplified_up_to
        assert case.problem not in NO_MONEY
        assert steps.index("court") + 1 == steps.index("reasoned")
    if is_abroad:
        assert not RUSSIAN & {*route.steps, *route.also}
        assert steps[-1] == "local_court"
    if case.place == "unlicensed":
        assert not {"cbr", "ombudsman", "certificate"} & {*route.steps, *route.also}


@pytest.mark.parametrize("case", ALL, ids=name)
def test_the_court_is_locked_from_the_beginning(case: Case) -> None:
    assert not is_open(case, PATH.steps["court"], TIMING, TODAY)


@pytest.mark.parametrize("place", [place for place in PATH.places if place != "qiwi_ru"])
def test_stolen_money_is_reported_first_and_nothing_is_restarted(place: str) -> None:
    for problem in STOLEN.intersection(PATH.places[place].problems):
        route = PATH.route(place, problem)
        police = "police_abroad" if PATH.places[place].country != "RU" else "police"

        assert route.steps[0] == "report"
        assert not {"first_checks", "recall"} & {*route.steps, *route.also}
        if (place, problem) != ("other_wallet", "unauthorised"):
            assert route.steps[1] == police
        assert police in (*route.steps, *route.also)


def test_the_deceived_go_to_the_police_at_once_and_to_no_ombudsman_by_themselves() -> None:
    route = PATH.route("other_wallet", "deceived")

    assert route.steps == ("report", "police", "support", "pretenziya", "cbr")
    assert {"ombudsman", "court"} <= set(route.also)


def test_roskomnadzor_is_no_rung_for_money() -> None:
    for place in PATH.places.values():
        for problem in set(place.problems) - {"identification", "opened_without_me"}:
            assert not {"rkn", "regulator"} & set(PATH.route(place.id, problem).steps)


def test_the_police_are_not_offered_for_what_is_no_crime() -> None:
    for place in ("other_wallet", "terminal", "unlicensed"):
        problems = {"not_delivered", "blocked", "fee", "refund"} & set(PATH.places[place].problems)
        # Without a licence, money that is not let out may be a deceit (FACTS: police if deceit).
        unsure = {"refund"} | ({"blocked"} if place == "unlicensed" else set())
        for problem in problems - unsure:
            route = PATH.route(place, problem)
            assert "police" not in (*route.steps, *route.also), (place, problem)


def test_a_mistaken_receiver_has_a_route_without_ombudsman_and_restart() -> None:
    for place in ("other_wallet", "unlicensed", "qiwi_kz"):
        assert PATH.route(place, "wrong_details").steps[0] == "recall"
    route = PATH.route("other_wallet", "wrong_details")
    assert route.steps[:5] == ("recall", "support", "receiver", "pretenziya", "court")
    assert not {"ombudsman", "first_checks"} & {*route.steps, *route.also}


def test_the_commission_is_passed_when_the_block_has_another_law() -> None:
    case = opened("other_wallet", "blocked", Money(200_000))

    assert "commission" in walked(case)
    assert "commission" in walked(replace(case, answers={"block_kind": ("law_115",)}))
    assert "commission" in walked(replace(case, answers={"block_kind": ("not_told",)}))
    assert "commission" not in walked(replace(case, answers={"block_kind": ("own_decision",)}))


def test_whoever_owns_no_wallet_of_the_closed_bank_claims_nothing_and_counts_no_years() -> None:
    route = PATH.route("qiwi_ru", "opened_without_me")

    assert route.steps == ("rkn", "police", "not_mine")
    assert not {"liquidator", "objection"} & {*route.steps, *route.also}
    assert lasting_window(opened("qiwi_ru", "opened_without_me", None), TIMING) is None


@pytest.mark.parametrize("problem", ["licence_revoked", "contact_transfer", "unauthorised"])
@pytest.mark.parametrize("step", ["liquidation", "liquidator", "objection", "support", "police"])
def test_the_limitation_of_the_closed_wallet_runs_at_every_step(problem: str, step: str) -> None:
    sent = Event(EventKind.SENT, step, TODAY, 0)
    case = replace(opened("qiwi_ru", problem, None), step=step, events=(sent,))
    window = lasting_window(case, TIMING)

    assert window is not None
    assert window.last_day == date(2027, 2, 21)


def test_no_other_place_has_such_a_window() -> None:
    for place in PATH.places.values():
        if place.since is None:
            assert lasting_window(opened(place.id, place.problems[0], None), TIMING) is None


def test_six_months_to_the_mediator_run_from_the_application_to_the_firm() -> None:
    case = opened("qiwi_am", "fee", None)
    sent = replace(case, events=(Event(EventKind.SENT, "support", date(2026, 8, 31), 0),))
    window = TIMING.clock(sent, "foreign").window

    assert TIMING.clock(case, "foreign").window is None
    assert window is not None
    assert window.last_day == date(2027, 2, 28)
    elsewhere = replace(sent, place="qiwi_kz")
    assert TIMING.clock(elsewhere, "foreign").window is None


@pytest.mark.parametrize("place", PATH.places)
def test_abroad_no_step_shows_a_body_of_russia(place: str) -> None:
    country = PATH.places[place].country
    qiwi = {name for step in PATH.steps.values() for name in step.qiwi_contacts}
    for problem in PATH.places[place].problems:
        route = PATH.route(place, problem)
        for step in (*route.steps, *route.also):
            for card in CONTENT.contacts_for(place, problem, PATH.steps[step]):
                general = {"terminal_owner", "provider_support", "shop_support"}
                assert card.country == country or card.id in qiwi | general, (step, card.id)


NO_MONEY_ID = ("identification", "opened", "unlicensed_data", "ladder")
"""Routes without money to take, and those on which it is not known yet from whom."""


@pytest.mark.parametrize("step", ["ombudsman", "court", "writ", "certificate"])
def test_a_decision_that_is_not_paid_leads_to_the_paper_that_takes_money(step: str) -> None:
    after = {"ombudsman": "certificate", "court": "writ"}
    assert PATH.steps[step].won == after.get(step, "enforcement")
    for route in PATH.routes:
        if step in route.steps:
            assert after.get(step, "enforcement") in route.also or route.id.startswith(NO_MONEY_ID)


def test_without_a_licence_held_money_has_the_police_and_no_trader_is_taken_for_russian() -> None:
    for problem in PATH.places["unlicensed"].problems:
        route = PATH.route("unlicensed", problem)
        assert "rospotrebnadzor" not in route.steps
        if problem in {"blocked", "refund", "other", "unauthorised", "deceived"}:
            assert "police" in (*route.steps, *route.also), problem
            assert "rospotrebnadzor" in route.also, problem


def test_nothing_of_the_closed_company_stands_beside_the_way_of_its_wallet() -> None:
    for problem in PATH.places["qiwi_ru"].problems:
        route = PATH.route("qiwi_ru", problem)
        assert not {"support", "appeal", "social", "regulator"} & {*route.steps, *route.also}


@pytest.mark.parametrize("place", [p.id for p in PATH.places.values() if "terminal" in p.problems])
def test_a_terminal_is_looked_at_and_nothing_is_restarted_and_no_dead_contact_is_named(
    place: str,
) -> None:
    route = PATH.route(place, "terminal")
    qiwi = {name for step in PATH.steps.values() for name in step.qiwi_contacts}
    assert route.steps[0] == "receipt"
    assert not {"first_checks", "social", "regulator"} & {*route.steps, *route.also} or (
        place == "terminal"
    )
    for step in (*route.steps, *route.also):
        cards = CONTENT.contacts_for(place, "terminal", PATH.steps[step])
        assert not {card.id for card in cards} & (qiwi - {"court_site"}), step
    sent = Event(EventKind.SENT, "support", TODAY, 0)
    case = replace(opened(place, "terminal", None), events=(sent,))
    assert TIMING.clock(case, "support").promise is None
