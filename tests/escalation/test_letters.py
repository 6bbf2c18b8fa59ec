"""What a letter asks for, and which letter went before it."""

from datetime import date

from bot.escalation.letters import ACTIONS, Earlier, LetterFacts, demanded


def test_each_problem_makes_its_own_demands() -> None:
    assert len({demanded((problem,), ()) for problem in ACTIONS}) == len(ACTIONS)


def test_a_blocked_wallet_is_still_to_be_unblocked_when_its_money_is_asked_for_already() -> None:
    both = demanded(("unauthorised", "blocked"), ())
    assert both == (
        "stop_access",
        "refund",
        "logs",
        "notice_copy",
        "reason",
        "documents",
        "unblock",
    )
    assert demanded(("blocked",), ("unblock",)) == ("reason", "documents", "unblock_or_return")


def test_the_same_money_is_asked_for_once() -> None:
    assert demanded(("refund", "not_supplied"), ()) == (
        "return_unpaid",
        "proof_of_return",
        "supply_proof",
    )
    assert demanded(("not_delivered",), ("return_sum",)) == demanded(("not_delivered",), ())


def test_two_problems_make_one_demand_once() -> None:
    both = demanded(("opened_without_me", "identification"), ())
    assert both == (*ACTIONS["opened_without_me"], "correct_data")


def test_a_wish_is_added_unless_it_is_asked_for_already() -> None:
    assert demanded(("fee",), ("return_sum", "return_sum")) == (*ACTIONS["fee"], "return_sum")
    assert demanded(("not_delivered",), ("deliver", "unblock")) == (
        *ACTIONS["not_delivered"],
        "unblock",
    )
    assert demanded(("other",), ("explain",)) == ("explain",)
    assert demanded(("blocked",), ("explain", "deliver")) == (*ACTIONS["blocked"], "deliver")


def test_a_written_answer_is_asked_for_in_each_letters_own_words() -> None:
    assert demanded(("fee",), ("answer_in_writing", "return_sum")) == (
        *ACTIONS["fee"],
        "return_sum",
    )


def test_the_latest_of_the_letters_is_the_last_one_sent() -> None:
    letters = tuple(
        Earlier(step=step, draft=draft, title="", addressee="", sent_on=date(2026, 5, 1))
        for step, draft in (("support", "support"), ("police", "police"), ("late", "support"))
    )
    facts = LetterFacts(
        draft="cbr",
        problems=("fee",),
        place="other_wallet",
        today=date(2026, 6, 1),
        country="RU",
        earlier=letters,
    )
    assert facts.latest("support", "police") is letters[2]
    assert facts.latest("police") is letters[1]
    assert facts.latest("court") is None
