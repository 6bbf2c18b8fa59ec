"""When a step is open, why it is locked, and from which day it opens by itself."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.content.calendar import load_calendars
from bot.content.court import load_court
from bot.content.drafts import load_drafts
from bot.content.load import load_path
from bot.content.terms import load_terms
from bot.escalation import moves
from bot.escalation.case import Case, Event, EventKind
from bot.escalation.errors import EscalationError
from bot.escalation.routing import (
    BODIES,
    RULES,
    awaited,
    is_open,
    meanwhile,
    mended,
    opens_on,
    passed_by,
    tells_decision,
    ways,
)
from bot.escalation.timing import NO_TERM_AFTER, Timing
from bot.escalation.values import Moment, Money
from bot.escalation.windows import lasting_window

DATA = Path(__file__).parents[2] / "data"
TERMS = load_terms(DATA)
PATH = load_path(DATA, TERMS)
TIMING = Timing(PATH, TERMS, load_calendars(DATA).of, load_court(DATA).limits)
SENT_ON = date(2026, 5, 12)
DUE_ON = date(2026, 6, 2)  # the fifteenth working day after it


def case(place: str = "other_wallet", problem: str = "not_delivered", *events: Event) -> Case:
    return Case(
        id=1,
        person_id=1001,
        place=place,
        problem=problem,
        step=PATH.route(place, problem).steps[0],
        revision=1,
        opened_at=datetime(2026, 5, 3, 12, tzinfo=UTC),
        closed=False,
        events=events,
    )


def event(kind: EventKind, step: str, on: date = SENT_ON, **note: str) -> Event:
    return Event(kind, step, on, int(datetime.combine(on, time(12), UTC).timestamp()), note)


def open_(one: Case, step: str, today: date = SENT_ON) -> bool:
    return is_open(one, PATH.steps[step], TIMING, today)


def test_a_repetition_needs_something_to_repeat() -> None:
    assert not open_(case(), "appeal")
    assert open_(case("other_wallet", "fee", event(EventKind.SENT, "support")), "appeal")
    assert open_(case("other_wallet", "fee", event(EventKind.SENT, "pretenziya")), "appeal")


def test_a_step_after_another_opens_with_its_answer() -> None:
    sent = event(EventKind.SENT, "pretenziya")
    refused = event(EventKind.REPLIED, "pretenziya", reply="refused")

    assert not open_(case("other_wallet", "fee"), "ombudsman")
    assert not open_(case("other_wallet", "fee", sent), "ombudsman")
    assert open_(case("other_wallet", "fee", sent, refused), "ombudsman")


@pytest.mark.parametrize("reply", ["silent", "questions", "wait"])
def test_what_is_no_answer_opens_nothing_before_the_term_is_over(reply: str) -> None:
    sent = event(EventKind.SENT, "pretenziya")
    told = event(EventKind.REPLIED, "pretenziya", reply=reply)

    assert not open_(case("other_wallet", "fee", sent, told), "ombudsman")


def test_it_opens_by_itself_the_day_after_the_last_day_and_says_so_before() -> None:
    one = case("other_wallet", "fee", event(EventKind.SENT, "pretenziya"))
    step = PATH.steps["ombudsman"]

    last = date(2026, 6, 11)  # 30 calendar days, ст. 16 ч. 2 123-ФЗ; the 15 working ones end before
    assert last > DUE_ON
    assert opens_on(one, step, TIMING, SENT_ON) == last + timedelta(days=1)
    assert not open_(one, "ombudsman", last)
    assert open_(one, "ombudsman", last + timedelta(days=1))
    assert opens_on(one, step, TIMING, last + timedelta(days=1)) is None


def test_a_claim_by_the_standard_form_opens_the_ombudsman_sooner() -> None:
    one = case("other_wallet", "fee", event(EventKind.SENT, "pretenziya", form="standard"))
    step = PATH.steps["ombudsman"]

    assert opens_on(one, step, TIMING, SENT_ON) == DUE_ON + timedelta(days=1)
    assert open_(one, "ombudsman", DUE_ON + timedelta(days=1))


def test_no_day_is_named_while_nothing_was_sent() -> None:
    assert opens_on(case(), PATH.steps["ombudsman"], TIMING, SENT_ON) is None
    assert opens_on(case(), PATH.steps["appeal"], TIMING, SENT_ON) is None
    assert opens_on(case(), PATH.steps["support"], TIMING, SENT_ON) is None


@pytest.mark.parametrize(
    ("place", "problem", "claim"),
    [
        ("shop", "refund", "shop"),
        ("terminal", "fee", "terminal"),
        ("unknown", "fee", "pretenziya"),
        ("unlicensed", "blocked", "pretenziya"),
        ("other_wallet", "wrong_details", "pretenziya"),
        ("other_wallet", "opened_without_me", "pretenziya"),
    ],
)
def test_where_no_ombudsman_comes_first_the_court_waits_for_a_written_demand(
    place: str, problem: str, claim: str
) -> None:
    one = case(place, problem, event(EventKind.SENT, claim))
    refused = event(EventKind.REPLIED, claim, reply="refused")

    assert "ombudsman" not in PATH.route(place, problem).steps
    assert not open_(case(place, problem), "court")
    assert not open_(one, "court")
    assert open_(replace(one, events=(*one.events, refused)), "court")
    assert ways(one, PATH.steps["court"], TIMING) == ("refused_in_writing", "term_passed")


def test_a_reply_of_the_support_is_no_written_demand() -> None:
    replied = event(EventKind.REPLIED, "support", reply="refused")

    assert not open_(case("unknown", "fee", event(EventKind.SENT, "support"), replied), "court")


def test_before_a_bank_the_court_waits_for_the_ombudsman_not_for_the_claim() -> None:
    claimed = (
        event(EventKind.SENT, "pretenziya"),
        event(EventKind.REPLIED, "pretenziya", reply="refused"),
    )
    one = case("other_wallet", "fee", *claimed)

    assert not open_(one, "court")
    assert ways(one, PATH.steps["court"], TIMING) == (
        "over_limit", "ombudsman_refused", "not_money"
    )  # fmt: skip


def test_a_step_beside_the_route_guards_as_one_on_it() -> None:
    claimed = (
        event(EventKind.SENT, "pretenziya"),
        event(EventKind.REPLIED, "pretenziya", reply="refused"),
    )
    one = case("other_wallet", "deceived", *claimed)
    refused = event(EventKind.REPLIED, "ombudsman", reply="refused")

    assert "ombudsman" in PATH.route("other_wallet", "deceived").also
    assert not open_(one, "court")
    assert open_(replace(one, events=(*one.events, refused)), "court")


def test_over_his_limit_the_ombudsman_is_passed_and_the_court_opens_with_the_claims_reply() -> None:
    claimed = (
        event(EventKind.SENT, "pretenziya"),
        event(EventKind.REPLIED, "pretenziya", reply="refused"),
    )
    limit = TIMING.limits.ombudsman_up_to
    at = replace(case("other_wallet", "fee", *claimed), problem="not_delivered")
    within = replace(at, answers={"sum": limit})
    over = replace(at, answers={"sum": Money(limit.minor + 1)})

    assert not open_(within, "court")
    assert open_(over, "court")
    assert passed_by(within, PATH.steps["ombudsman"], TIMING) is None
    assert passed_by(over, PATH.steps["ombudsman"], TIMING) == "over_ombudsman_limit"
    assert opens_on(replace(over, events=claimed[:1]), PATH.steps["court"], TIMING, SENT_ON) == (
        DUE_ON + timedelta(days=1)
    )


def test_a_step_for_some_cases_is_passed_in_all_others() -> None:
    reasoned = PATH.steps["reasoned"]
    limit = TIMING.limits.simplified_up_to
    small = replace(case(), answers={"sum": Money(100_000)})
    large = replace(small, answers={"sum": Money(limit.minor + 1)})

    assert passed_by(small, reasoned, TIMING) is None
    assert passed_by(large, reasoned, TIMING) == "small_claim"


def test_a_step_waits_for_no_reply_of_one_that_is_not_for_the_case() -> None:
    beside = case("qiwi_ru", "licence_revoked")

    assert PATH.steps["commission"].after == "support"
    route = PATH.route("qiwi_ru", "licence_revoked")
    assert "support" not in (*route.steps, *route.also)
    assert open_(beside, "commission")
    assert not open_(case("other_wallet", "blocked"), "commission")


def test_a_locked_step_speaks_of_the_claim_where_no_ombudsman_is_on_the_way() -> None:
    court = PATH.steps["court"]
    for place, problem, claim in (
        ("other_wallet", "fee", "ombudsman"),
        ("other_wallet", "wrong_details", "pretenziya"),
        ("shop", "refund", "shop"),
        ("terminal", "terminal", "terminal"),
    ):
        one = case(place, problem)
        assert awaited(one, court, TIMING) == meanwhile(one, court, TIMING) == claim
    assert awaited(case(), PATH.steps["prosecutor"], TIMING) is None
    # The liquidator, who would come first, is not on the way of whoever bought from a shop.
    assert meanwhile(case("shop", "refund"), PATH.steps["objection"], TIMING) is None


def test_the_prosecutor_looks_after_bodies_and_no_bank_or_shop() -> None:
    drafts = load_drafts(DATA).drafts
    to_bodies = {
        step.id
        for step in PATH.steps.values()
        if step.draft
        and step.id != "prosecutor"
        and drafts[step.draft].addressee in {"state", "police"}
    }
    of_the_bank_of_russia = {"cbr", "commission", "leave_base"}
    assert set(BODIES) == to_bodies - {"police_abroad"} - of_the_bank_of_russia
    for place, problem, step in (("other_wallet", "fee", "pretenziya"), ("shop", "refund", "shop")):
        sent = event(EventKind.SENT, step)
        refused = event(EventKind.REPLIED, step, reply="refused")
        assert not open_(case(place, problem, sent, refused), "prosecutor")
        assert not open_(case(place, problem, sent), "prosecutor", date(2027, 12, 1))


def test_the_prosecutor_is_for_whoever_was_left_without_an_answer() -> None:
    sent = event(EventKind.SENT, "rkn")

    assert not open_(case("other_wallet", "fee", sent), "prosecutor")
    assert open_(
        case("other_wallet", "fee", sent, event(EventKind.REPLIED, "rkn", reply="refused")),
        "prosecutor",
    )
    assert open_(case("other_wallet", "fee", sent), "prosecutor", date(2026, 12, 1))


@pytest.mark.parametrize("step", ["cbr", "commission", "leave_base"])
def test_the_prosecutor_is_not_for_an_answer_of_the_bank_of_russia(step: str) -> None:
    sent = event(EventKind.SENT, step)
    refused = event(EventKind.REPLIED, step, reply="refused")

    assert not open_(case("other_wallet", "fee", sent, refused), "prosecutor")
    assert not open_(case("other_wallet", "fee", sent), "prosecutor", date(2027, 12, 1))


GUARDED = [step for step in PATH.steps.values() if step.opens_when]


@pytest.mark.parametrize("step", GUARDED, ids=lambda step: step.id)
def test_every_guard_has_reasons_that_open_it_and_only_those(step: object) -> None:
    assert step in GUARDED
    guarded = next(one for one in GUARDED if one is step)
    cases = [
        case(place, problem)
        for place in PATH.places
        for problem in PATH.places[place].problems
        if guarded.id in (*PATH.route(place, problem).steps, *PATH.route(place, problem).also)
    ]
    one = next(one for one in cases if not open_(one, guarded.id))
    at = datetime(2026, 5, 12, 12, tzinfo=UTC)
    assert guarded.opens_when in RULES
    assert guarded.meanwhile

    for reason in guarded.ways_through:
        change = moves.go_to(one, TIMING, at, SENT_ON, guarded.id, reason)
        through = replace(one, step=guarded.id, events=(*one.events, *change.events))
        assert open_(through, guarded.id)
    with pytest.raises(EscalationError, match="not_a_reason"):
        moves.go_to(one, TIMING, at, SENT_ON, guarded.id, "because")
    walked = moves.go_to(one, TIMING, at, SENT_ON, guarded.id)
    assert not open_(replace(one, step=guarded.id, events=walked.events), guarded.id)


def test_nothing_is_marked_as_sent_at_a_shut_step() -> None:
    one = replace(case(), step="ombudsman")

    with pytest.raises(EscalationError, match="step_locked"):
        moves.mark_sent(one, TIMING, datetime(2026, 5, 12, 12, tzinfo=UTC), SENT_ON, SENT_ON)


def test_money_is_taken_by_a_paper_that_the_court_or_the_ombudsman_has_given() -> None:
    assert not open_(case(), "enforcement")
    for paper in ("writ", "certificate"):
        asked = event(EventKind.SENT, paper)
        given = event(EventKind.REPLIED, paper, reply="won")
        assert not open_(case("other_wallet", "fee", asked), "enforcement")
        assert open_(case("other_wallet", "fee", asked, given), "enforcement")
    judged = event(EventKind.REPLIED, "court", reply="won")
    assert not open_(case("other_wallet", "fee", judged), "enforcement")


def test_the_commission_is_open_once_the_supports_own_term_is_over() -> None:
    one = case("other_wallet", "blocked", event(EventKind.SENT, "support"))
    assert not open_(one, "commission", DUE_ON)
    assert open_(one, "commission", DUE_ON + timedelta(days=1))


class TestMended:
    """A case that another version of the bot has stored is shown by the path of today."""

    def test_a_case_that_fits_stays_the_same(self) -> None:
        one = case("other_wallet", "fee", event(EventKind.SENT, "support"))
        assert mended(one, PATH) is one

    def test_a_place_that_went_away_is_not_known(self) -> None:
        one = replace(case("other_wallet", "fee"), place="gone")
        assert mended(one, PATH) == replace(one, place="unknown")

    def test_a_problem_that_cannot_happen_there_is_another_one_or_the_first_of_the_place(
        self,
    ) -> None:
        one = replace(case("shop", "refund"), problem="deceived")
        assert mended(one, PATH) == replace(one, problem="other")
        shop = replace(PATH.places["shop"], problems=("refund", "not_supplied"))
        path = replace(PATH, places={**PATH.places, "shop": shop}, _found={})
        assert mended(one, path) == replace(one, problem="refund")

    def test_a_step_that_went_away_is_the_first_of_the_route_and_its_events_with_it(self) -> None:
        kept, gone = event(EventKind.SENT, "support"), event(EventKind.SENT, "gone")
        one = replace(case("unknown", "terminal", kept, gone), place="gone", step="gone")
        assert mended(one, PATH) == replace(
            one, place="unknown", step="receipt", events=(kept, gone._replace(step="receipt"))
        )
        stands = replace(one, place="unknown", step="support")
        assert mended(stands, PATH).step == "support"

    def test_a_reply_that_was_corrected_tells_nothing(self) -> None:
        wrong = event(EventKind.REPLIED, "support", reply="refused")
        right = event(EventKind.REPLIED, "support", reply="wait", corrects="1")
        one = case("other_wallet", "fee", event(EventKind.SENT, "support"), wrong, right)
        kinds = [each.kind for each in mended(one, PATH).events]
        assert kinds == [EventKind.SENT, EventKind.CORRECTED, EventKind.REPLIED]


@pytest.mark.parametrize(
    ("place", "problem", "runs"),
    [
        ("qiwi_ru", "licence_revoked", True),
        ("qiwi_ru", "refund", True),
        ("qiwi_ru", "opened_without_me", False),  # nothing is claimed there
        ("other_wallet", "fee", False),
    ],
)
def test_the_limitation_of_a_revoked_licence_lasts_whatever_step_the_case_stands_on(
    place: str, problem: str, runs: bool
) -> None:
    one = replace(case(place, problem), step="police", answers={"happened": Moment(SENT_ON)})
    window = lasting_window(one, TIMING)
    assert (window is not None) is runs
    assert window is None or window.start_on == PATH.places[place].since


def test_a_route_is_the_first_that_takes_the_place_and_the_problem() -> None:
    path = replace(PATH, _found={})
    for _ in range(2):  # the second time as it was found the first time
        assert path.route("other_wallet", "fee").id == "fee"
        assert path.route("other_wallet", "other").id == "provider"
        assert path.route("shop", "refund").id == "shop"
    with pytest.raises(LookupError, match="no route for nowhere with fee"):
        path.route("nowhere", "fee")


def test_a_terminal_is_its_owners_also_where_the_wallet_is_qiwis() -> None:
    assert PATH.is_qiwi("qiwi_kz", "fee")
    assert not PATH.is_qiwi("qiwi_kz", "terminal")
    assert not PATH.is_qiwi("other_wallet", "fee")
    sent = event(EventKind.SENT, "support")
    fee = replace(case("qiwi_kz", "fee", sent), answers={"provider_name": "QIWI"})
    assert TIMING.clock(fee, "support").promise is not None
    assert TIMING.clock(replace(fee, problem="terminal"), "support").promise is None


def test_a_step_checks_what_has_happened() -> None:
    report = PATH.steps["report"]
    assert report.checks_for("deceived") == report.checks_when["deceived"]
    assert report.checks_for("unauthorised") == report.checks != report.checks_for("deceived")


def test_two_weeks_of_silence_open_the_court_where_no_term_is_set() -> None:
    silent = event(EventKind.REPLIED, "pretenziya", reply="silent")
    sent = event(EventKind.SENT, "pretenziya")
    assert TIMING.clock(case("unlicensed", "fee", sent), "pretenziya").law is None
    two_weeks_on = SENT_ON + NO_TERM_AFTER
    unheard = case("unlicensed", "fee", sent, silent)
    assert not open_(unheard, "court", two_weeks_on - timedelta(days=1))
    assert open_(unheard, "court", two_weeks_on)
    assert opens_on(unheard, PATH.steps["court"], TIMING, SENT_ON) == two_weeks_on
    assert not open_(case("unlicensed", "fee", sent), "court", two_weeks_on - timedelta(days=1))
    # The law sets a bank its term, and nobody's word ends it sooner.
    at_bank = case("other_wallet", "wrong_details", sent, silent)
    assert not open_(at_bank, "court", DUE_ON)
    assert open_(at_bank, "court", DUE_ON + timedelta(days=1))


def test_only_a_body_that_was_written_to_can_be_late() -> None:
    refused = event(EventKind.REPLIED, "police", reply="refused")
    assert open_(case("other_wallet", "fee", refused), "prosecutor")
    assert not open_(case("other_wallet", "fee"), "prosecutor", date(2027, 12, 1))


def test_a_step_that_went_away_takes_the_problem_that_cannot_be_with_it() -> None:
    one = replace(case("shop", "refund"), problem="deceived", step="gone")
    found = mended(one, PATH)
    assert (found.problem, found.step) == ("other", PATH.route("shop", "other").steps[0])


@pytest.mark.parametrize(
    ("step", "reason", "told"),
    [
        ("court", "ombudsman_refused", True),
        ("court", "refused_in_writing", False),  # offered where the ombudsman is not for the case
        ("judgment", "refused_in_writing", True),
        ("certificate", "won_unpaid", True),
        ("commission", "refused_in_writing", False),  # nothing runs from it
        ("ombudsman", "term_passed", False),
    ],
)
def test_which_reason_tells_of_a_decision_with_a_day(step: str, reason: str, told: bool) -> None:
    assert tells_decision(PATH.steps[step], reason, TIMING) is told
