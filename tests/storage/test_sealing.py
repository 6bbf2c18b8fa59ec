from datetime import date

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from bot.escalation.values import Moment, Money, Operation, Operations, Value
from bot.storage.sealing import Seal, WrongKeyError

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))

money = st.builds(Money, st.integers(-(2**63), 2**63 - 1), st.sampled_from(["RUB", "KZT", "USD"]))
moment = st.builds(Moment, st.dates(), st.none() | st.times(timezones=st.none()))
operation = st.builds(Operation, st.none() | moment, st.none() | money, st.text(), st.text())
values: st.SearchStrategy[Value] = st.one_of(
    st.text(),
    money,
    moment,
    st.lists(st.text()).map(tuple),
    st.builds(Operations, st.lists(operation).map(tuple), st.none() | money),
)


@given(st.dictionaries(st.text(), values, min_size=1))
def test_answers_come_back_as_they_went_in(answers: dict[str, Value]) -> None:
    seal = Seal([NEW])
    assert seal.open_answers(seal.close_answers(answers)) == answers


def test_half_a_surrogate_pair_is_sealed_too() -> None:
    seal = Seal([NEW])
    assert seal.open(seal.close({"text": "\ud83d"})) == {"text": "\ud83d"}


def test_no_answers_are_stored_as_nothing() -> None:
    seal = Seal([NEW])
    assert seal.close_answers({}) is None
    assert seal.open_answers(None) == {}


def test_nothing_of_an_answer_shows() -> None:
    sealed = Seal([NEW]).close({"full_name": "Иванова Анна", "x": "x"})
    assert "Иванова" not in sealed
    assert "full_name" not in sealed


def test_a_new_key_in_front_opens_what_the_old_one_sealed() -> None:
    sealed = Seal([OLD]).close({"a": "1"})
    rotated = Seal([NEW, OLD])
    assert rotated.open(sealed) == {"a": "1"}
    assert Seal([NEW]).open(rotated.close({"b": "2"})) == {"b": "2"}


@pytest.mark.parametrize(
    "sealed",
    [Seal([OLD]).close({"a": "1"}), "", "nonsense", "gAAAAA"],
    ids=["of another key", "empty", "nonsense", "cut"],
)
def test_what_no_key_opens_says_which_setting_to_look_at(sealed: str) -> None:
    with pytest.raises(WrongKeyError, match="BOT_DATA_KEY") as raised:
        Seal([NEW]).open(sealed)
    assert NEW not in str(raised.value)


def test_half_a_surrogate_pair_beside_answers_of_every_kind_is_sealed_too() -> None:
    day = Moment(date(2026, 5, 4))
    told: dict[str, Value] = {
        "story": "\ud83d",
        "sum": Money(100),
        "wanted": ("a", "b"),
        "operations": Operations((Operation(day, Money(5)), Operation(None, None))),
    }
    seal = Seal([NEW])
    assert seal.open_answers(seal.close_answers(told)) == told
