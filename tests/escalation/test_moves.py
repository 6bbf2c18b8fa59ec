"""Which moves a case takes, which it refuses, and that no list of moves brings it off the map."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.calendar import load_calendars
from bot.content.court import load_court
from bot.content.load import load_path
from bot.content.terms import load_terms
from bot.escalation import moves
from bot.escalation.case import (
    DATED,
    Case,
    Change,
    Event,
    EventKind,
    Reply,
    Stage,
    applied,
    awaits_reply,
    corrected,
    is_done,
    kept_letters,
    number_of,
    settled_reply,
    stage,
)
from bot.escalation.errors import EscalationError
from bot.escalation.moves import next_step
from bot.escalation.questions import SKIPPED
from bot.escalation.routing import applies, is_open
from bot.escalation.timing import Timing

DATA = Path(__file__).parents[2] / "data"
TERMS = load_terms(DATA)
PATH = load_path(DATA, TERMS)
TIMING = Timing(PATH, TERMS, load_calendars(DATA).of, load_court(DATA).limits)
AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
ON = date(2026, 5, 4)

KINDS = [(place.id, problem) for place in PATH.places.values() for problem in place.problems]


def opened(place: str = "other_wallet", problem: str = "not_delivered") -> Case:
    step = PATH.route(place, problem).steps[0]
    return Case(
        id=1,
        person_id=1,
        place=place,
        problem=problem,
        step=step,
        revision=1,
        opened_at=AT,
        closed=False,
    )


def checked(case: Case) -> Case:
    return applied(case, moves.finish_checks(case, TIMING, AT, ON, helped=False))


def sent(case: Case, on: date = ON) -> Case:
    return applied(case, moves.mark_sent(case, TIMING, AT, ON, on))


def replied(case: Case, reply: Reply) -> Case:
    return applied(case, moves.record_reply(case, TIMING, AT, ON, reply, ON))


def slug(attempt: Callable[[], object]) -> str:
    with pytest.raises(EscalationError) as refused:
        attempt()
    return refused.value.slug


def test_checks_that_helped_close_the_case() -> None:
    case = applied(opened(), moves.finish_checks(opened(), TIMING, AT, ON, helped=True))
    assert (case.closed, stage(case)) == (True, Stage.CLOSED)


def test_checks_that_did_not_help_lead_to_the_next_step() -> None:
    case = checked(opened())
    assert case.step == PATH.route("other_wallet", "not_delivered").steps[1]
    assert is_done(case, "first_checks")


def test_from_sending_to_the_answer() -> None:
    case = sent(checked(opened()))
    assert stage(case) is Stage.WAITING
    case = applied(case, moves.acknowledge(case, TIMING, AT, ON, "А-17"))
    assert number_of(case, case.step) == "А-17"
    assert stage(case) is Stage.WAITING
    asked = replied(case, Reply.QUESTIONS)
    assert (asked.step, stage(asked)) == (case.step, Stage.QUESTIONS)
    assert stage(sent(asked)) is Stage.WAITING
    solved = replied(case, Reply.SOLVED)
    assert solved.closed


@pytest.mark.parametrize("reply", [Reply.REFUSED, Reply.SILENT])
def test_a_refusal_and_silence_lead_on_and_the_step_is_done(reply: Reply) -> None:
    case = sent(checked(opened()))
    on = replied(case, reply)
    route = PATH.route(case.place, case.problem).steps
    assert on.step == route[route.index(case.step) + 1]
    assert is_done(on, case.step)
    assert not is_done(case, case.step)


def test_what_is_refused() -> None:
    case = checked(opened())
    assert slug(lambda: sent(case, ON + timedelta(days=1))) == "sent_in_future"
    assert slug(lambda: sent(opened())) == "no_letter_here"
    assert slug(lambda: moves.acknowledge(case, TIMING, AT, ON, "1")) == "nothing_sent"
    assert slug(lambda: replied(case, Reply.REFUSED)) == "nothing_sent"
    assert slug(lambda: moves.skip_step(case, TIMING, AT, ON)) == "step_not_optional"
    assert slug(lambda: moves.go_to(case, TIMING, AT, ON, "court", "no reason")) == "not_a_reason"
    assert slug(lambda: moves.close(case, TIMING, AT, ON, "no reason")) == "not_a_reason"


LATER = AT + timedelta(days=2)
TODAY = ON + timedelta(days=2)


def noted(kind: EventKind, step: str, on: date = TODAY, /, **note: str) -> Event:
    return Event(kind, step, on, int(LATER.timestamp()), note)


def test_each_move_records_what_was_told_and_when() -> None:
    new, at_support = opened(), checked(opened())
    waiting, social = sent(at_support), replace(at_support, step="social")
    passed = replace(waiting, answers={"provider_reply": SKIPPED})
    told = replace(waiting, answers={"provider_reply": "Нет."})
    closed = replace(at_support, closed=True)
    by = (TIMING, LATER, TODAY)
    support, after = at_support.step, PATH.route("other_wallet", "not_delivered").steps[2]

    def replies(case: Case, reply: Reply, kind: str = "") -> Change:
        return moves.record_reply(case, *by, reply, TODAY, kind)

    not_helped = noted(EventKind.CHECKED, new.step, outcome="not_helped")
    helped = noted(EventKind.CHECKED, new.step, outcome="helped")
    solved = noted(EventKind.CLOSED, new.step, reason="solved")
    refused = noted(EventKind.REPLIED, support, reply="refused", dated="1")
    for change, expected in (
        (moves.finish_checks(new, *by, helped=False), Change((not_helped,), support)),
        (moves.finish_checks(new, *by, helped=True), Change((helped, solved), closed=True)),
        (moves.mark_sent(at_support, *by, ON), Change((noted(EventKind.SENT, support, ON),))),
        (
            moves.acknowledge(waiting, *by, "А-17"),
            Change((noted(EventKind.ACKNOWLEDGED, support, number="А-17"),)),
        ),
        (replies(waiting, Reply.REFUSED), Change((refused,), after)),
        (replies(told, Reply.REFUSED), Change((refused,), after)),
        (
            replies(passed, Reply.REFUSED, "no_crime"),
            Change(
                (noted(EventKind.REPLIED, support, reply="refused", kind="no_crime", dated="1"),),
                after,
                answers={"provider_reply": None},
            ),
        ),
        (
            replies(passed, Reply.QUESTIONS),
            Change(
                (noted(EventKind.REPLIED, support, reply="questions", dated="1"),),
                answers={"provider_reply": None},
            ),
        ),
        (
            replies(passed, Reply.SILENT),
            Change((noted(EventKind.REPLIED, support, reply="silent"),), after),
        ),
        (
            replies(waiting, Reply.SOLVED),
            Change(
                (
                    noted(EventKind.REPLIED, support, reply="solved", dated="1"),
                    noted(EventKind.CLOSED, support, reason="solved"),
                ),
                closed=True,
            ),
        ),
        (
            moves.skip_step(social, *by),
            Change((noted(EventKind.SKIPPED, "social"),), moves.next_step(social, TIMING)),
        ),
        (
            moves.go_to(at_support, *by, "police"),
            Change((noted(EventKind.MOVED, "police", **{"from": support}),), "police"),
        ),
        (
            moves.close(at_support, *by, "not_now"),
            Change((noted(EventKind.CLOSED, support, reason="not_now"),), closed=True, exhibits=()),
        ),
        (moves.register(waiting, *by, ON), Change((noted(EventKind.REGISTERED, support, ON),))),
        (moves.extend(waiting, *by, None, by[-1]), Change((noted(EventKind.EXTENDED, support),))),
        (
            moves.extend(waiting, *by, date(2026, 7, 1), by[-1]),
            Change((noted(EventKind.EXTENDED, support, until="2026-07-01"),)),
        ),
        (
            moves.place(at_support, *by, "qiwi_kz"),
            Change((noted(EventKind.PLACED, "support", place="qiwi_kz"),), "support", "qiwi_kz"),
        ),
        (
            moves.reopen(closed, *by),
            Change((noted(EventKind.REOPENED, support),), closed=False),
        ),
    ):
        assert change == expected


def test_from_beside_the_route_the_way_goes_to_the_first_step_that_was_not_done() -> None:
    route = PATH.route("other_wallet", "not_delivered").steps
    new = applied(opened(), moves.go_to(opened(), TIMING, AT, ON, "police"))
    assert moves.next_step(new, TIMING) == route[0]
    done = applied(checked(opened()), moves.go_to(checked(opened()), TIMING, AT, ON, "police"))
    assert moves.next_step(done, TIMING) == route[1]
    seen = tuple(noted(EventKind.SENT, step) for step in route)
    assert moves.next_step(replace(new, events=seen), TIMING) is None
    assert moves.next_step(replace(new, step=route[-1]), TIMING) is None


def test_a_shut_step_opens_for_a_reason_that_is_kept() -> None:
    (step, *_) = (one for one in PATH.steps.values() if one.ways_through)
    case, reason = checked(opened()), step.ways_through[0]
    through = moves.go_to(case, TIMING, AT, ON, step.id, reason)
    assert through.step == step.id
    assert through.events[0].note == {"from": case.step, "reason": reason}
    locked = applied(case, moves.go_to(case, TIMING, AT, ON, "judgment"))
    assert slug(lambda: sent(locked)) == "step_locked"


def test_what_cannot_be_registered_or_extended() -> None:
    at_support = checked(opened())
    waiting, by = sent(at_support), (TIMING, AT, ON)
    last_day = date(2026, 5, 26)
    law = TIMING.clock(waiting, waiting.step).law
    assert law is not None
    assert law.last_day == last_day
    assert slug(lambda: moves.register(at_support, *by, ON)) == "nothing_sent"
    assert slug(lambda: moves.extend(at_support, *by, None, by[-1])) == "nothing_sent"
    assert slug(lambda: moves.register(waiting, *by, ON + timedelta(days=1))) == (
        "registered_in_future"
    )
    with pytest.raises(EscalationError) as refused:
        moves.register(waiting, *by, ON - timedelta(days=1))
    assert (refused.value.slug, refused.value.facts) == (
        "registered_before_sent",
        {"sent_on": ON},
    )
    with pytest.raises(EscalationError) as refused:
        moves.extend(waiting, *by, last_day, by[-1])
    assert (refused.value.slug, refused.value.facts) == (
        "extended_too_early",
        {"last_day": last_day},
    )
    longest = ON + moves.LONGEST_EXTENSION
    assert moves.extend(waiting, *by, longest, by[-1]).events
    with pytest.raises(EscalationError) as refused:
        moves.extend(waiting, *by, longest + timedelta(days=1), by[-1])
    assert (refused.value.slug, refused.value.facts) == (
        "extended_too_far",
        {"until": longest + timedelta(days=1)},
    )
    once = applied(waiting, moves.extend(waiting, *by, None, by[-1]))
    assert slug(lambda: moves.extend(once, *by, None, by[-1])) == "extended_once"
    assert moves.extend(once, *by, date(2026, 7, 1), by[-1]).events


def test_a_case_that_finds_its_place_stays_where_it_was_walking() -> None:
    by = (TIMING, AT, ON)
    walking = checked(opened("unknown"))  # the support is only stood on
    waiting = sent(walking)
    for case, to, step in (
        (opened("unknown"), "other_wallet", "first_checks"),
        (walking, "other_wallet", "support"),
        (waiting, "other_wallet", "support"),
        (waiting, "qiwi_ru", "liquidation"),
        (replace(walking, step="social"), "other_wallet", "support"),
    ):
        change = moves.place(case, *by, to)
        assert (change.step, change.place) == (step, to)


def test_a_closed_case_takes_no_move_but_being_opened_again() -> None:
    case = checked(opened())
    closed = applied(case, moves.close(case, TIMING, AT, ON, "not_now"))
    for attempt in (
        lambda: sent(closed),
        lambda: replied(closed, Reply.SOLVED),
        lambda: checked(closed),
        lambda: moves.skip_step(closed, TIMING, AT, ON),
        lambda: moves.go_to(closed, TIMING, AT, ON, "court"),
        lambda: moves.close(closed, TIMING, AT, ON, "mistake"),
        lambda: moves.acknowledge(closed, TIMING, AT, ON, "1"),
    ):
        assert slug(attempt) == "case_closed"
    again = applied(closed, moves.reopen(closed, TIMING, AT, ON))
    assert (again.closed, again.step, stage(again)) == (False, case.step, Stage.TODO)
    assert moves.reopen(again, TIMING, AT, ON) == Change()


def test_a_reopened_case_waits_for_what_it_waited_for() -> None:
    case = sent(checked(opened()))
    closed = applied(case, moves.close(case, TIMING, AT, ON, "not_now"))
    assert stage(applied(closed, moves.reopen(closed, TIMING, AT, ON))) is Stage.WAITING


@pytest.mark.exhaustive
@pytest.mark.parametrize(("place", "problem"), KINDS)
def test_every_case_can_be_walked_to_its_end(place: str, problem: str) -> None:
    case, today = opened(place, problem), ON
    seen: list[str] = []
    while case.step not in seen:
        seen.append(case.step)
        step = PATH.steps[case.step]
        if not step.waits:
            case = applied(case, moves.finish_checks(case, TIMING, AT, today, helped=False))
            continue
        if not is_open(case, step, TIMING, today):
            today += timedelta(days=120)  # the whole term of the step before has passed
        if not is_open(case, step, TIMING, today):
            assert step.ways_through, f"{step.id} is locked and has no way through"
            reason = step.ways_through[0]
            case = applied(case, moves.go_to(case, TIMING, AT, today, step.id, reason))
        case = applied(case, moves.mark_sent(case, TIMING, AT, today, today))
        case = applied(case, moves.record_reply(case, TIMING, AT, today, Reply.REFUSED, today))
    ways = PATH.route(place, problem).steps
    assert seen == [step for step in ways if applies(case, PATH.steps[step], TIMING)]


Move = Callable[[Case, date], Change]

MOVES: dict[str, Move] = {
    "helped": lambda c, on: moves.finish_checks(c, TIMING, AT, on, helped=True),
    "not helped": lambda c, on: moves.finish_checks(c, TIMING, AT, on, helped=False),
    "sent": lambda c, on: moves.mark_sent(c, TIMING, AT, on, on),
    "number": lambda c, on: moves.acknowledge(c, TIMING, AT, on, "1"),
    "skip": lambda c, on: moves.skip_step(c, TIMING, AT, on),
    "close": lambda c, on: moves.close(c, TIMING, AT, on, "not_now"),
    "reopen": lambda c, on: moves.reopen(c, TIMING, AT, on),
    **{
        reply.value: lambda c, on, reply=reply: moves.record_reply(c, TIMING, AT, on, reply, on)  # type: ignore[misc]
        for reply in Reply
    },
    **{
        f"go to {step}": lambda c, on, step=step: moves.go_to(c, TIMING, AT, on, step)  # type: ignore[misc]
        for step in PATH.steps
    },
}


@pytest.mark.exhaustive
@given(
    st.sampled_from(KINDS),
    st.lists(st.tuples(st.sampled_from(sorted(MOVES)), st.integers(0, 40)), max_size=40),
)
def test_no_list_of_moves_breaks_a_case(
    kind: tuple[str, str], drawn: list[tuple[str, int]]
) -> None:
    case, today = opened(*kind), ON
    for name, days in drawn:
        today += timedelta(days=days)
        try:
            change = MOVES[name](case, today)
        except EscalationError:
            continue
        moved = applied(case, change)
        assert moved.step in PATH.steps
        assert moved.closed == (stage(moved) is Stage.CLOSED)
        assert all(event.happened_on <= today for event in change.events)
        closing = [event.kind for event in change.events if event.kind is EventKind.CLOSED]
        assert bool(closing) == (moved.closed and not case.closed)
        TIMING.clock(moved, moved.step)  # every case can be shown
        case = moved


def test_a_refusal_with_other_facts_than_its_words_are_given_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match=r"too_many_cases is given \[\], not \['limit'\]"):
        EscalationError("too_many_cases")
    with pytest.raises(ValueError, match="unknown slug: no_such"):
        EscalationError("no_such")


def test_a_reply_has_the_day_on_which_it_came() -> None:
    waiting = sent(checked(opened()))
    by = (TIMING, LATER, TODAY)
    (event,) = moves.record_reply(waiting, *by, Reply.REFUSED, ON).events
    assert (event.happened_on, event.recorded) == (ON, int(LATER.timestamp()))
    late, early = TODAY + timedelta(days=1), ON - timedelta(days=1)
    assert slug(lambda: moves.record_reply(waiting, *by, Reply.WAIT, late)) == "replied_in_future"
    with pytest.raises(EscalationError) as refused:
        moves.record_reply(waiting, *by, Reply.WAIT, early)
    assert (refused.value.slug, refused.value.facts) == ("replied_before_sent", {"sent_on": ON})
    assert slug(lambda: moves.extend(waiting, *by, None, late)) == "replied_in_future"


def test_a_late_reply_is_recorded_where_it_belongs_and_moves_nothing() -> None:
    silent = replied(sent(checked(opened())), Reply.SILENT)
    by = (TIMING, LATER, TODAY)
    change = moves.record_reply(silent, *by, Reply.REFUSED, TODAY, "no_crime", "support")
    assert change.step is None
    assert [(event.step, event.happened_on) for event in change.events] == [("support", TODAY)]
    late = applied(silent, change)
    assert late.step == silent.step != "support"
    better = applied(late, moves.record_reply(late, *by, Reply.WAIT, TODAY, "", "support"))
    kinds = [event.kind for event in better.events if event.step == "support"]
    assert kinds[-2:] == [EventKind.CORRECTED, EventKind.REPLIED]
    assert len(better.events) == len(late.events) + 1, "nothing stored goes away"
    assert awaits_reply(better, "support"), "they only asked to wait"
    solved = applied(silent, moves.record_reply(silent, *by, Reply.SOLVED, TODAY, "", "support"))
    assert solved.closed


def test_papers_are_wanted_until_a_day_that_has_not_passed() -> None:
    by = (TIMING, LATER, TODAY)
    waiting = sent(checked(opened()))
    asked = replied(waiting, Reply.QUESTIONS)
    assert moves.want_papers(asked, *by, TODAY) == Change(
        (noted(EventKind.PAPERS_DUE, "support", until=TODAY.isoformat()),)
    )
    assert stage(applied(asked, moves.want_papers(asked, *by, TODAY))) is Stage.QUESTIONS
    past, far = TODAY - timedelta(days=1), TODAY + timedelta(days=367)
    assert slug(lambda: moves.want_papers(asked, *by, past)) == "papers_in_past"
    assert slug(lambda: moves.want_papers(asked, *by, far)) == "papers_too_far"
    assert slug(lambda: moves.want_papers(waiting, *by, TODAY)) == "nothing_asked"


def test_a_decision_in_ones_favour_leads_to_what_makes_it_paid() -> None:
    steps = {**PATH.steps, "support": replace(PATH.steps["support"], won="police")}
    timing = replace(TIMING, path=replace(PATH, steps=steps))
    waiting = sent(checked(opened()))
    won = moves.record_reply(waiting, timing, AT, ON, Reply.WON, ON)
    assert won.step == "police"
    assert not won.closed
    # What makes a decision paid is not for whoever was refused.
    refused = moves.record_reply(waiting, timing, AT, ON, Reply.REFUSED, ON)
    assert refused.step == next_step(waiting, timing) != "police"


def test_a_reply_that_is_no_stock_one_has_no_name() -> None:
    (told,) = moves.record_reply(sent(checked(opened())), TIMING, AT, ON, Reply.REFUSED, ON).events
    assert told.note == {"reply": "refused", DATED: "1"}


def test_the_next_step_is_that_of_the_problem() -> None:
    recalled = replace(opened("other_wallet", "wrong_details"), step="pretenziya")
    assert next_step(recalled, TIMING) == "court"  # no ombudsman takes back what was sent amiss
    assert next_step(replace(recalled, problem="fee"), TIMING) == "rospotrebnadzor"


def test_a_change_is_told_apart_by_its_events() -> None:
    case = opened()
    told = moves.go_to(case, TIMING, AT, ON, "police")
    assert applied(case, told).revision == case.revision + 1
    assert applied(case, replace(told, events=())).revision == case.revision
    assert applied(replace(case, closed=True), told).closed


def test_how_a_claim_was_sent_is_kept() -> None:
    claim = applied(opened(), moves.go_to(opened(), TIMING, AT, ON, "pretenziya"))
    (by_form,) = moves.mark_sent(claim, TIMING, AT, ON, ON, form=True).events
    (otherwise,) = moves.mark_sent(claim, TIMING, AT, ON, ON).events
    assert (by_form.note, otherwise.note) == ({"form": "standard"}, {})


def test_what_opened_with_the_end_of_a_term_may_be_sent() -> None:
    claim = applied(opened(), moves.go_to(opened(), TIMING, AT, ON, "pretenziya"))
    waiting = replace(sent(claim), step="ombudsman")
    opens = date(2026, 6, 4)  # 30 days have passed
    early = opens - timedelta(days=1)
    assert slug(lambda: moves.mark_sent(waiting, TIMING, AT, early, early)) == "step_locked"
    assert moves.mark_sent(waiting, TIMING, AT, opens, opens).events


def test_a_letter_that_was_answered_is_not_registered_any_more() -> None:
    refused = replace(replied(sent(checked(opened())), Reply.REFUSED), step="support")
    assert slug(lambda: moves.register(refused, TIMING, AT, ON, ON)) == "nothing_sent"


def test_papers_are_wanted_at_the_step_that_asked_wherever_the_case_stands() -> None:
    by = (TIMING, LATER, TODAY)
    asked = replied(sent(checked(opened())), Reply.QUESTIONS)
    gone = applied(asked, moves.go_to(asked, TIMING, AT, ON, "police"))
    (event,) = moves.want_papers(gone, *by, TODAY, "support").events
    assert event == noted(EventKind.PAPERS_DUE, "support", until=TODAY.isoformat())
    longest = TODAY + moves.LONGEST_EXTENSION
    assert moves.want_papers(asked, *by, longest).events
    with pytest.raises(EscalationError) as refused:
        moves.want_papers(asked, *by, longest + timedelta(days=1))
    assert refused.value.facts == {"until": longest + timedelta(days=1)}


def test_a_case_goes_on_along_the_route_of_its_place_and_its_problem() -> None:
    recall = opened("unknown", "wrong_details")
    assert moves.place(recall, TIMING, AT, ON, "other_wallet").step == "recall"
    walked = tuple(noted(EventKind.SENT, step) for step in PATH.route("qiwi_ru", "refund").steps)
    whole = replace(opened("unknown", "refund"), events=walked)
    assert moves.place(whole, TIMING, AT, ON, "qiwi_ru").step == walked[0].step


def test_a_firm_brings_the_case_to_its_place_where_that_can_have_happened() -> None:
    by = (TIMING, LATER, TODAY)
    case = opened("unknown", "fee")
    there = moves.pick_firm(case, *by, "bank", "other_wallet")
    assert (there.place, there.answers) == ("other_wallet", {"firm": "bank"})
    assert there == replace(moves.place(case, *by, "other_wallet"), answers={"firm": "bank"})
    for stays in (
        moves.pick_firm(case, *by, "shop", "shop"),  # no shop takes a fee
        moves.pick_firm(opened(), *by, "shop", "other_wallet"),
    ):
        assert stays == Change(answers={"firm": "shop"})
    closed = replace(case, closed=True)
    assert slug(lambda: moves.pick_firm(closed, *by, "bank", "other_wallet")) == "case_closed"


def test_what_is_done_and_numbered_is_so_at_its_own_step() -> None:
    waiting = sent(checked(opened()))
    numbered = applied(waiting, moves.acknowledge(waiting, TIMING, AT, ON, "А-17"))
    elsewhere = applied(numbered, moves.go_to(numbered, TIMING, AT, ON, "police"))
    assert is_done(elsewhere, "support")
    assert not is_done(elsewhere, "court")
    assert number_of(elsewhere, "support") == "А-17"
    assert number_of(elsewhere, "police") is None


def test_a_reply_is_awaited_where_something_was_sent_and_nothing_final_came() -> None:
    waiting = sent(checked(opened()))
    assert awaits_reply(waiting, "support")
    assert not awaits_reply(waiting, "police")
    for reply in Reply:
        after = replied(waiting, reply)
        interim = reply in (Reply.SILENT, Reply.WAIT, Reply.QUESTIONS)
        assert awaits_reply(after, "support") is interim, reply
    again = replace(replied(waiting, Reply.REFUSED), step="support")
    assert awaits_reply(sent(again), "support")


def test_a_letter_that_is_kept_and_what_its_term_hangs_on_go_with_the_sending() -> None:
    claim = applied(opened(), moves.go_to(opened(), TIMING, AT, ON, "pretenziya"))
    border = {"cross_border": ("abroad",)}
    change = moves.mark_sent(claim, TIMING, AT, ON, ON, answers=border, letter="Претензия")
    assert change.answers == border
    (kept,) = change.events
    assert kept.note == {"letter": "Претензия"}


def test_kept_letters_go_by_the_day_on_which_they_went_out() -> None:
    late = noted(EventKind.SENT, "support", TODAY, letter="Обращение")
    early = noted(EventKind.SENT, "pretenziya", ON, letter="Претензия")
    bare = noted(EventKind.SENT, "police", ON)
    case = replace(opened(), events=(late, bare, early))
    assert list(kept_letters(case).items()) == [(2, early), (0, late)]


def test_a_correction_takes_the_last_reply_of_its_own_step_and_leaves_the_rest() -> None:
    events = (
        noted(EventKind.REPLIED, "support", reply="refused"),
        noted(EventKind.SENT, "support"),
        noted(EventKind.REPLIED, "support", reply="refused"),
        noted(EventKind.ACKNOWLEDGED, "support", number="1"),
        noted(EventKind.REPLIED, "police", reply="refused"),
        noted(EventKind.REPLIED, "support", reply="wait", corrects="1"),
    )
    read = [event.kind for event in corrected(events)]
    assert read == [
        EventKind.REPLIED,
        EventKind.SENT,
        EventKind.CORRECTED,
        EventKind.ACKNOWLEDGED,
        EventKind.REPLIED,
        EventKind.REPLIED,
    ]


def test_what_settled_the_matter_at_one_step_settles_nothing_at_another() -> None:
    refused = noted(EventKind.REPLIED, "support", reply="refused")
    case = replace(opened(), events=(noted(EventKind.SENT, "support"), refused))
    assert settled_reply(case, "support") is refused
    assert settled_reply(case, "police") is None
    number = noted(EventKind.ACKNOWLEDGED, "support", number="1")
    elsewhere = noted(EventKind.SENT, "police")
    after = replace(case, events=(*case.events, number, elsewhere))
    assert settled_reply(after, "support") is refused
    assert settled_reply(after, "police") is None


def test_nobody_replies_where_nothing_was_sent() -> None:
    by = (TIMING, LATER, TODAY)
    waiting = sent(checked(opened()))
    for step in ("police", "appeal"):
        assert slug(lambda s=step: moves.record_reply(waiting, *by, Reply.WAIT, TODAY, "", s)) == (  # type: ignore[misc]
            "nothing_sent"
        )


def test_a_step_that_needs_no_reply_before_it_is_offered_while_the_one_before_waits() -> None:
    waiting = sent(checked(opened()))
    assert moves.next_at_once(waiting, TIMING, ON) == "pretenziya"
    done = replace(waiting, events=(*waiting.events, noted(EventKind.SENT, "pretenziya")))
    assert moves.next_at_once(done, TIMING, ON) is None
    claimed = sent(applied(waiting, moves.go_to(waiting, TIMING, AT, ON, "pretenziya")))
    assert moves.next_at_once(claimed, TIMING, ON) is None  # the next letter repeats this one
    steps = {**PATH.steps, "pretenziya": replace(PATH.steps["ombudsman"], at_once=True)}
    guarded = replace(TIMING, path=replace(PATH, steps=steps))
    assert moves.next_at_once(waiting, guarded, ON) is None  # at once, and still locked
    at_end = replace(waiting, step=PATH.route("other_wallet", "not_delivered").steps[-1])
    assert moves.next_at_once(at_end, TIMING, ON) is None


def test_a_step_that_was_passed_stands_as_it_stood() -> None:
    social = replace(checked(opened()), step="social")
    passed = applied(social, moves.skip_step(social, TIMING, AT, ON))
    assert stage(replace(passed, step="social")) is Stage.TODO
    assert stage(replace(replied(sent(checked(opened())), Reply.REFUSED), step="support")) is (
        Stage.TODO
    )
    moved = applied(opened("unknown"), Change(place="other_wallet"))
    assert (moved.place, applied(moved, Change()).place) == ("other_wallet", "other_wallet")
