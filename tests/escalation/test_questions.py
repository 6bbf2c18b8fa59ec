from hypothesis import given
from hypothesis import strategies as st

from bot.escalation.questions import (
    SKIPPED,
    chosen,
    next_question,
    previous_question,
    toggled,
    unanswered,
)
from bot.escalation.values import Money

WANTED = ("happened", "sum", "story")


def test_the_next_question_is_the_first_that_was_never_asked() -> None:
    assert next_question(WANTED, {}) == "happened"
    assert next_question(WANTED, {"sum": Money(1)}) == "happened"
    assert next_question(WANTED, {"happened": SKIPPED, "sum": Money(1)}) == "story"
    assert next_question(WANTED, dict.fromkeys(WANTED, SKIPPED)) is None
    assert next_question((), {}) is None


def test_back_goes_through_the_letters_own_order() -> None:
    assert previous_question(WANTED, "story") == "sum"
    assert previous_question(WANTED, "sum") == "happened"
    assert previous_question(WANTED, "happened") is None
    assert previous_question(WANTED, "no longer asked") is None


def test_a_passed_question_is_a_blank_and_an_unasked_one_too() -> None:
    assert unanswered(WANTED, {"happened": SKIPPED, "sum": Money(1)}) == ["happened", "story"]


def test_choices_of_another_kind_of_answer_are_none() -> None:
    assert chosen(None) == chosen("a") == chosen(Money(1)) == ()


@given(st.lists(st.sampled_from("abc"), unique=True).map(tuple), st.sampled_from("abc"))
def test_ticking_twice_is_ticking_once(given: tuple[str, ...], choice: str) -> None:
    on = toggled(given, choice, on=True)
    assert sorted(on) == sorted({*given, choice})
    assert sorted(toggled(on, choice, on=True)) == sorted(on)
    off = toggled(on, choice, on=False)
    assert sorted(off) == sorted({*given} - {choice})
    assert toggled(off, choice, on=False) == off
