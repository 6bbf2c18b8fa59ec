"""What a letter knows of the letters before it, of whom it complains of and where it goes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.escalation.amount import problems_of
from bot.escalation.carry_over import (
    CARRIED,
    Names,
    addressee_of,
    counters,
    earlier_letters,
    enclosed_already,
    letter_facts,
    post_address,
)
from bot.escalation.case import DATED, Case, Event, EventKind
from bot.escalation.claim import calculation
from bot.escalation.facts import Confidence, Standing
from bot.escalation.letters import Earlier, Holding, LetterFacts
from bot.escalation.questions import SKIPPED
from bot.escalation.reporting import REPORTED, told_before
from bot.escalation.timing import Timing
from bot.escalation.values import NO_ANSWERS, Money, Value
from tests.conftest import read_once

START = date(2026, 4, 20)


@pytest.fixture(scope="module")
def timing() -> Timing:
    return read_once().timing


@pytest.fixture(scope="module")
def names() -> Names:
    return read_once().names


def on(days: int) -> date:
    return START + timedelta(days=days)


def event(what: EventKind, days: int = 0, step: str = "support", /, **note: str) -> Event:
    return Event(what, step, on(days), 0, note)


def replied(reply: str, days: int, step: str = "support", kind: str = "", **note: str) -> Event:
    """A reply; `kind` is the stock reply that it was."""
    said = {"reply": reply} | ({"kind": kind} if kind else {}) | note
    return event(EventKind.REPLIED, days, step, **said)


def case(
    *events: Event, place: str = "other_wallet", answers: Mapping[str, Value] = NO_ANSWERS
) -> Case:
    at = datetime(2026, 4, 20, tzinfo=UTC)
    opened = Event(EventKind.OPENED, "first_checks", START, 0)
    told = (opened, *events)
    return Case(1, 7, place, "not_delivered", "pretenziya", 1, at, False, answers, told)


SENT = event(EventKind.SENT)
KNOWN = (
    SENT,
    event(EventKind.ACKNOWLEDGED, 1, number="A-17"),
    event(EventKind.REGISTERED, 1),
)


def first(of: Case, timing: Timing, names: Names, today: int = 40) -> Earlier:
    return earlier_letters(of, timing, "pretenziya", names, on(today))[0]


def test_a_letter_tells_when_the_one_before_went_out_under_which_number_and_how_late_they_are(
    timing: Timing, names: Names
) -> None:
    law = timing.clock(case(*KNOWN), "support").law
    assert law is not None
    assert earlier_letters(case(*KNOWN), timing, "pretenziya", names, on(40)) == (
        Earlier(
            step="support",
            draft="support",
            title=names.drafts["support"].title,
            addressee=None,
            is_named=False,
            sent_on=START,
            number="A-17",
            registered_on=on(1),
            due_on=law.last_day,
            days_late=(on(40) - law.last_day).days,
            days_passed=40,
        ),
    )


def test_nobody_is_called_late_whose_day_of_registration_is_not_known(
    timing: Timing, names: Names
) -> None:
    letter = first(case(SENT), timing, names)
    assert (letter.due_on, letter.days_late, letter.days_passed) == (None, 0, 40)


def test_a_reply_stops_the_count_on_its_own_day(timing: Timing, names: Names) -> None:
    late = case(*KNOWN, replied("refused", 30, **{DATED: "1"}))
    law = timing.clock(late, "support").law
    assert law is not None
    letter = first(late, timing, names)
    assert (letter.reply, letter.replied_on, letter.interim) == ("refused", on(30), False)
    assert (letter.days_passed, letter.days_late) == (None, (on(30) - law.last_day).days)


def test_a_reply_whose_day_nobody_gave_is_late_by_nothing(timing: Timing, names: Names) -> None:
    letter = first(case(*KNOWN, replied("refused", 30)), timing, names)
    assert (letter.reply, letter.replied_on) == ("refused", None)
    assert (letter.due_on, letter.days_late, letter.days_passed) == (None, 0, None)


@pytest.mark.parametrize(("reply", "interim"), [("wait", True), ("questions", True)])
def test_a_reply_that_settles_nothing_does_not_stop_the_count(
    timing: Timing, names: Names, reply: str, interim: bool
) -> None:
    waiting = case(*KNOWN, replied(reply, 5, kind="under_review", **{DATED: "1"}))
    letter = first(waiting, timing, names)
    assert (letter.reply, letter.interim) == ("under_review", interim)
    assert letter.days_passed == 40
    assert letter.days_late == first(case(*KNOWN), timing, names).days_late


def test_silence_is_no_reply_and_goes_on(timing: Timing, names: Names) -> None:
    letter = first(case(*KNOWN, replied("silent", 25)), timing, names)
    assert (letter.reply, letter.replied_on, letter.interim) == ("silent", None, False)
    assert letter.days_passed == 40
    assert letter.days_late == first(case(*KNOWN), timing, names).days_late


@pytest.mark.parametrize(("today", "broken"), [(40, False), (41, True)])
def test_a_promised_day_is_broken_from_the_next_one(
    timing: Timing, names: Names, today: int, broken: bool
) -> None:
    promised = event(EventKind.EXTENDED, 5, until=on(40).isoformat())
    letter = first(case(SENT, promised), timing, names, today)
    assert (letter.promised_on, letter.promise_broken) == (on(40), broken)
    kept = first(case(SENT, promised, replied("refused", 40, **{DATED: "1"})), timing, names, 99)
    assert not kept.promise_broken


def test_an_extension_by_the_law_promises_no_day(timing: Timing, names: Names) -> None:
    assert first(case(SENT, event(EventKind.EXTENDED, 5)), timing, names).promised_on is None


@pytest.mark.parametrize(
    ("step", "reply", "signed"),
    [("ombudsman", "refused", True), ("ombudsman", "wait", False), ("support", "refused", False)],
)
def test_only_a_decision_bears_a_day_of_its_own(
    timing: Timing, names: Names, step: str, reply: str, signed: bool
) -> None:
    told = case(event(EventKind.SENT, 0, step), replied(reply, 9, step, **{DATED: "1"}))
    assert first(told, timing, names).signed is signed


def test_the_letters_come_in_the_order_of_their_sending_without_this_one_and_what_is_to_come(
    timing: Timing, names: Names
) -> None:
    told = case(
        event(EventKind.SENT, 3, "cbr"),
        event(EventKind.SENT, 1),
        event(EventKind.SENT, 2, "pretenziya"),
        event(EventKind.SENT, 9),  # the same letter once more: the first sending counts
        event(EventKind.CHECKED, 0, "first_checks"),
        event(EventKind.SENT, 0, "a_step_that_is_gone"),
    )
    letters = earlier_letters(told, timing, "pretenziya", names, on(3))
    assert [(one.step, one.sent_on) for one in letters] == [("support", on(1)), ("cbr", on(3))]
    assert [one.step for one in earlier_letters(told, timing, "court", names, on(2))] == [
        "support",
        "pretenziya",
    ]


def test_a_number_without_a_sending_is_no_letter(timing: Timing, names: Names) -> None:
    assert earlier_letters(case(*KNOWN[1:]), timing, "pretenziya", names, on(9)) == ()


def test_copies_are_enclosed_once_a_letter_has_gone_out(timing: Timing, names: Names) -> None:
    assert enclosed_already(case(SENT), timing, "pretenziya", names, on(0)) == CARRIED
    assert enclosed_already(case(SENT), timing, "support", names, on(0)) == frozenset()
    assert enclosed_already(case(SENT), timing, "pretenziya", names, on(-1)) == frozenset()


LOOKING = replied("wait", 1, kind="under_review")
REFUSED = replied("refused", 2, kind="refused_no_reason")


@pytest.mark.parametrize(
    ("events", "step", "kinds"),
    [
        ((LOOKING,), "pretenziya", ("under_review",)),
        ((LOOKING,), "support", ()),  # what came at this very step came after its letter
        ((LOOKING, REFUSED), "cbr", ("refused_no_reason",)),
        ((REFUSED, LOOKING, REFUSED), "cbr", ("refused_no_reason",)),
        ((LOOKING, replied("silent", 2)), "cbr", ("under_review",)),
        ((event(EventKind.EXTENDED, 1),), "cbr", ("term_extended",)),
        ((event(EventKind.EXTENDED, 1), REFUSED), "cbr", ("refused_no_reason",)),
        ((REFUSED, event(EventKind.EXTENDED, 3)), "cbr", ("refused_no_reason", "term_extended")),
        ((replied("refused", 2),), "cbr", ()),
        # One step settled leaves what was said at another.
        (
            (LOOKING, replied("refused", 3, "pretenziya", "go_to_recipient")),
            "cbr",
            ("under_review", "go_to_recipient"),
        ),
        # A firm's own words are held against it, another's only before a body or a court.
        ((replied("refused", 2, "terminal", "go_to_recipient"),), "pretenziya", ()),
        ((replied("refused", 2, "terminal", "go_to_recipient"),), "court", ("go_to_recipient",)),
        # Nobody argues with a body about what it said, nor with what was not said after all.
        ((replied("refused", 2, "police", "no_crime"),), "prosecutor", ()),
        ((replied("refused", 2, "police", "no_crime"), REFUSED), "cbr", ("refused_no_reason",)),
        ((REFUSED._replace(kind=EventKind.CORRECTED),), "cbr", ()),
        ((replied("refused", 2, "a_step_that_is_gone", "no_crime"),), "court", ()),
    ],
)
def test_a_letter_rebuts_what_the_other_side_has_said(
    timing: Timing, names: Names, events: tuple[Event, ...], step: str, kinds: tuple[str, ...]
) -> None:
    assert counters(case(*events), timing, step, names) == kinds


@pytest.mark.parametrize(
    ("step", "answers", "told"),
    [
        ("report", {}, True),
        ("report", {REPORTED: SKIPPED}, False),
        ("first_checks", {}, False),
        ("a_step_that_is_gone", {}, False),
    ],
)
def test_whoever_has_passed_the_report_has_reported_unless_they_say_no(
    timing: Timing, names: Names, step: str, answers: Mapping[str, Value], told: bool
) -> None:
    passed = case(event(EventKind.CHECKED, 0, step), answers=answers)
    assert told_before(passed) is told
    assert letter_facts(passed, timing, "support", names, START).told_before is told
    assert not told_before(case(event(EventKind.MOVED, 0, "report")))


def test_a_letter_names_the_firm_that_was_picked_and_what_is_known_of_it(
    timing: Timing, names: Names
) -> None:
    bank = names.listed["ozon_bank"]
    facts = letter_facts(case(answers={"firm": "ozon_bank"}), timing, "support", names, START)
    assert (facts.firm, facts.keeps, facts.supervisor) == (
        bank.name,
        Holding.BANK,
        names.supervisors["other_wallet"],
    )
    assert facts.requisites is not None
    assert facts.requisites.inn is not None
    kaspi = letter_facts(case(answers={"firm": "kaspi"}), timing, "support", names, START)
    assert kaspi.supervisor == names.supervisors["kaspi"]
    own = letter_facts(case(answers={"firm": "none"}), timing, "support", names, START)
    assert (own.firm, own.keeps, own.requisites) == (None, None, None)


def test_the_facts_of_a_letter_are_those_of_its_case(timing: Timing, names: Names) -> None:
    answers: Mapping[str, Value] = {"sum": Money(100_000), "problems": ("fee",)}
    told = case(*KNOWN, LOOKING, place="qiwi_kz", answers=answers)
    assert letter_facts(told, timing, "appeal", names, on(40)) == LetterFacts(
        draft="appeal",
        problems=problems_of(told),
        place="qiwi_kz",
        today=on(40),
        country="KZ",
        supervisor=names.supervisors["qiwi_kz"],
        firm=None,
        answers=answers,
        earlier=earlier_letters(told, timing, "appeal", names, on(40)),
        counter=("under_review",),
    )
    assert earlier_letters(told, timing, "appeal", names, on(40))
    claim = replace(told, place="other_wallet")
    counted = calculation(claim, timing, read_once().court, on(40))
    assert counted
    assert letter_facts(claim, timing, "court", names, on(40), counted).calculation is counted
    # The letter itself, once sent, is none before it.
    once = replace(told, events=(*told.events, event(EventKind.SENT, 2, "appeal")))
    assert len(letter_facts(once, timing, "appeal", names, on(40)).earlier) == 1


def test_where_nobody_knows_whose_wallet_it_was_the_letter_is_one_to_a_working_firm(
    timing: Timing, names: Names
) -> None:
    facts = letter_facts(case(SENT, place="unknown"), timing, "pretenziya", names, on(5))
    assert (facts.place, facts.country, facts.firm) == ("other_wallet", "RU", None)
    assert facts.supervisor == names.supervisors["other_wallet"]
    assert [letter.step for letter in facts.earlier] == ["support"]


def test_an_address_stands_in_a_letter_while_it_is_sure(timing: Timing, names: Names) -> None:
    sure = names.posts["cbr"]
    assert (sure.confidence, sure.standing) == (Confidence.SURE, Standing.CONFIRMED)
    last_day = sure.review_by
    assert last_day is not None

    def address(post: object, place: str = "other_wallet", today: date = last_day) -> object:
        known = replace(names, posts={"cbr": post})  # type: ignore[dict-item]
        return post_address(case(place=place), timing, "cbr", known, today)

    assert address(sure) == (sure.value,)
    assert letter_facts(case(), timing, "cbr", names, START).addressee == (sure.value,)
    assert address(sure, today=last_day + timedelta(days=1)) == ()
    assert address(sure, place="qiwi_kz") == ()
    assert address(replace(sure, confidence=Confidence.LIKELY)) == ()
    assert address(replace(sure, standing=Standing.UNCONFIRMED)) == ()
    assert post_address(case(), timing, "support", names, START) == ()


def test_a_terminal_abroad_is_named_for_its_owner_and_never_for_the_place(names: Names) -> None:
    def at(problem: str, **answers: Value) -> Case:
        return replace(case(place="qiwi_kz", answers=answers), problem=problem)

    owner = "ТОО «Касса»"
    told = at("terminal", terminal_owner=owner)
    assert addressee_of(told, "support", names) == owner
    nameless = at("terminal")
    assert addressee_of(nameless, "support", names) is None
