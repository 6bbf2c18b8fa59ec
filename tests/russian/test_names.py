"""Names are found in their forms and a slip away, and no further."""

import pytest

from bot.russian.names import MOST_NAMES, Names, split

NAMES = Names({"a": ["сбербанк"], "b": ["почта банк"], "c": ["озон"], "d": ["почта"]})


def _ids(text: str) -> list[str]:
    return [one.id for one in NAMES.find(split(text))]


@pytest.mark.parametrize(
    "word", ["Сбербанком", "сбрбанк", "сбеербанк", "сбурбанке", "сберабнк", "сбербанковский"]
)
def test_a_form_and_a_slip_of_the_finger_are_the_name(word: str) -> None:
    assert _ids(word) == ["a"]


@pytest.mark.parametrize(
    "word", ["себанк", "скббанк", "азон", "озо", "зонт", "вбербанк", "сбрбканк", "42"]
)
def test_what_is_further_away_is_another_word(word: str) -> None:
    assert _ids(word) == []


@pytest.mark.parametrize("text", ["почта банк", "Почты-Банка", "почтабанке", "почта\u00a0банк"])
def test_the_longest_name_counts(text: str) -> None:
    assert _ids(text) == ["b"]


def test_a_name_does_not_go_on_in_the_next_sentence() -> None:
    assert _ids("почта. банк") == ["d"]


def test_no_more_names_are_found_than_a_story_has() -> None:
    assert len(_ids("озон " * 1000)) == MOST_NAMES
