"""How a letter can be sent, and what it is worth asking for it."""

from dataclasses import replace
from datetime import date

import pytest

from bot.escalation.drafts import DETAILS, Channel, Draft, Relevance, asked, open_channels, relevant
from bot.escalation.facts import Confidence, Standing
from bot.escalation.own_words import POLICE_WORDS, STORY
from bot.escalation.questions import SKIPPED
from bot.escalation.values import Moment, Money, Operation, Operations, Value

POST = Channel(
    id="post",
    value="by registered post",
    name="почта",
    formats=("pdf",),
    signed=True,
    source="the post",
    checked_on=date(2026, 11, 26),
    confidence=Confidence.SURE,
    standing=Standing.CONFIRMED,
    review_by=date(2027, 11, 26),
)
CHAT = replace(POST, id="chat", signed=False)
PORTAL = replace(POST, id="portal", countries=("RU", "BY"))
CHANNELS = {channel.id: channel for channel in (POST, CHAT, PORTAL)}
CLAIM = Draft(
    id="claim",
    title="Претензия",
    addressee="provider",
    questions=(),
    channels=("chat", "portal", "post"),
)

TWO_DAYS: dict[str, Value] = {
    "happened": Moment(date(2026, 5, 3)),
    "operations": Operations((Operation(Moment(date(2026, 5, 4)), None),)),
}


def channels(draft: Draft = CLAIM, country: str = "RU", *, liquidated: bool = False) -> list[str]:
    found = open_channels(draft, CHANNELS, country, liquidated=liquidated)
    return [channel.id for channel in found]


def test_channels_are_offered_best_first_where_they_exist() -> None:
    assert channels() == channels(country="BY") == ["chat", "portal", "post"]
    assert channels(country="KZ") == ["chat", "post"]


def test_a_firm_in_liquidation_takes_paper_only_and_a_body_takes_what_it_took() -> None:
    assert channels(liquidated=True) == ["portal", "post"]
    body = replace(CLAIM, addressee="state")
    assert channels(body, liquidated=True) == ["chat", "portal", "post"]


@pytest.mark.parametrize(
    ("when", "problems", "place", "asked"),
    [
        (Relevance(), ("fee",), "shop", True),
        (Relevance(problems=frozenset({"fee"})), ("blocked", "fee"), "shop", True),
        (Relevance(problems=frozenset({"fee"})), ("blocked",), "shop", False),
        (Relevance(places=frozenset({"shop"})), ("fee",), "shop", True),
        (Relevance(places=frozenset({"shop"})), ("fee",), "terminal", False),
        (
            Relevance(problems=frozenset({"fee"}), places=frozenset({"shop"})),
            ("blocked",),
            "shop",
            True,
        ),
        (
            Relevance(problems=frozenset({"fee"}), places=frozenset({"shop"})),
            ("blocked",),
            "terminal",
            False,
        ),
        (Relevance(never=frozenset({"fee"})), ("fee",), "shop", False),
        (Relevance(never=frozenset({"fee"})), ("fee", "blocked"), "shop", True),
    ],
)
def test_a_question_is_asked_where_its_problem_or_its_place_is(
    when: Relevance, problems: tuple[str, ...], place: str, asked: bool
) -> None:
    assert when.holds(problems, place) is asked


@pytest.mark.parametrize(
    ("follows", "given", "asked"),
    [
        ("sum", None, True),  # it may be answered yet
        ("sum", Money(1), True),
        ("sum", SKIPPED, False),
        ("notice.came", None, False),
        ("notice.came", SKIPPED, False),
        ("notice.came", ("none",), False),
        ("notice.came", ("came", "none"), True),
    ],
)
def test_a_question_that_follows_another_goes_by_its_answer(
    follows: str, given: Value | None, asked: bool
) -> None:
    when = Relevance(follows=follows)
    answers: dict[str, Value] = {} if given is None else {follows.partition(".")[0]: given}
    assert when.holds(("fee",), "shop", answers) is asked


def test_a_letter_asks_what_is_worth_asking_in_its_own_order() -> None:
    when = {
        "fee_sum": Relevance(problems=frozenset({"fee"})),
        "receipt": Relevance(places=frozenset({"terminal"})),
        "why": Relevance(follows="sum"),
    }
    questions = ("why", "receipt", "sum", "fee_sum")
    assert relevant(questions, when, ("fee",), "shop") == ("why", "sum", "fee_sum")
    assert relevant(questions, when, ("blocked",), "terminal", {"sum": SKIPPED}) == (
        "receipt",
        "sum",
    )


SHORT = replace(CLAIM, most=2, later=("d", POLICE_WORDS, "a"))
FOUR = ("a", "b", POLICE_WORDS, "d")


@pytest.mark.parametrize(
    ("questions", "answers", "row"),
    [
        (FOUR, {}, ("a", "b")),
        (FOUR, {"d": SKIPPED}, ("a", "b", "d")),
        (FOUR, {STORY: "told"}, ("a", "b", POLICE_WORDS)),
        (FOUR, {DETAILS: ("claim",)}, FOUR),
        (FOUR, {DETAILS: ("police",)}, ("a", "b")),
        (("a", "d"), {}, ("a", "d")),
    ],
)
def test_a_letter_asks_few_questions_in_a_row_and_the_least_needed_wait(
    questions: tuple[str, ...], answers: dict[str, Value], row: tuple[str, ...]
) -> None:
    assert asked(SHORT, "claim", questions, answers) == row


def test_what_is_known_already_waits_until_more_is_to_be_told() -> None:
    assert asked(CLAIM, "claim", FOUR, {}, {"b"}) == ("a", POLICE_WORDS, "d")
    assert asked(CLAIM, "claim", FOUR, {"b": "told"}, {"b"}) == FOUR
    assert asked(CLAIM, "claim", FOUR, {DETAILS: ("claim",)}, {"b"}) == FOUR


@pytest.mark.parametrize(
    ("days", "answers", "holds"),
    [
        ("one", {}, True),
        ("several", {}, False),
        ("one", TWO_DAYS, False),
        ("several", TWO_DAYS, True),
        ("several", {**TWO_DAYS, "reported": Moment(date(2026, 5, 3))}, False),
    ],
)
def test_a_choice_may_be_of_operations_on_one_day_or_on_several(
    days: str, answers: dict[str, Value], holds: bool
) -> None:
    assert Relevance(days=days).holds(("unauthorised",), "other_wallet", answers) is holds
