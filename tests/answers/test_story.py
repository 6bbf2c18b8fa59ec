"""Tell it once: how much of a story is understood, and that nothing in it is guessed."""

from collections.abc import Sequence
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.clean import clean
from bot.answers.story import FIELDS
from bot.documents.lint import LetterToCheck
from bot.escalation.values import Moment, Money
from tests.answers.measure import Reading, main, readings, stories, table
from tests.answers.reading import LISTS, find, lint, mask

TODAY = date(2026, 11, 24)

# Right among the candidates, of all that is in the stories: at least; wrong: at most.
TUNED = {
    "happened": (66, 0),
    "sum": (82, 0),
    "operation": (15, 0),
    "recipient": (14, 0),
    "phone": (6, 1),
    "email": (6, 0),
    "wallet": (7, 0),
    "provider": (67, 0),
    "problem": (85, 1),
}
FRESH = {
    "happened": (11, 0),
    "sum": (10, 0),
    "operation": (2, 0),
    "recipient": (3, 0),
    "phone": (0, 1),
    "email": (1, 0),
    "wallet": (0, 0),
    "provider": (9, 0),
    "problem": (5, 2),
}


@pytest.fixture(scope="module")
def measured() -> Sequence[Reading]:
    return list(readings())


@pytest.mark.parametrize(("fresh", "floor"), [(False, TUNED), (True, FRESH)])
def test_stories_are_understood_at_least_this_well(
    measured: Sequence[Reading], fresh: bool, floor: dict[str, tuple[int, int]]
) -> None:
    counts = table([one for one in measured if one.fresh == fresh])
    for field, (right, wrong) in floor.items():
        row = counts[field]
        assert row["found"] + row["offered"] >= right, (field, row)
        assert row["wrong"] <= wrong, (field, row)


def test_there_are_enough_stories_of_every_kind() -> None:
    told = stories()
    problems = {story.get("problem") for story in told} - {None}
    assert len(told) >= 60
    assert problems >= set(LISTS.stories.problems)
    assert {"qiwi_ru", "qiwi_kz", "other_wallet", "terminal", "shop"} <= {
        story.get("provider") for story in told
    }


def test_the_table_is_printed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["measure", "-v"])
    main()
    printed = capsys.readouterr().out
    assert all(f"| {field} |" in printed for field in FIELDS)


def test_two_sums_and_two_days_are_both_offered() -> None:
    found = find("1 мая ушло 500 руб, а 2 мая ещё 700 руб", today=TODAY)
    assert [one.value for one in found.of("sum")] == [Money(500_00), Money(700_00)]
    assert [one.value for one in found.of("happened")] == [
        Moment(date(2026, 5, 1)),
        Moment(date(2026, 5, 2)),
    ]


def test_one_thing_said_twice_is_offered_once() -> None:
    found = find("вчера ушло 500 руб. да, 500 рублей, 23 ноября", today=TODAY)
    assert [one.value for one in found.of("sum")] == [Money(500_00)]
    assert [one.value for one in found.of("happened")] == [Moment(date(2026, 11, 23))]


@pytest.mark.parametrize(
    "text",
    [
        "прошло 15 рабочих дней, звонила 5 раз",
        "обращение № 12345 от поддержки",
        "паспорт выдан 03.05.2010",
        "ответят до 15.12.2026",
        "пишите на support@qiwi.com",
        "ничего не понимаю 😢",
        "",
    ],
)
def test_what_is_no_fact_of_the_case_is_not_taken_for_one(text: str) -> None:
    fields = {one.field for one in find(text, today=TODAY).findings}
    assert not fields & {"happened", "sum", "operation", "phone", "email", "wallet"}


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=200) | st.text(alphabet="0123456789 .,:-руб@+вмая\n", max_size=120))
def test_any_text_is_read_and_every_quote_is_from_it(text: str) -> None:
    for one in find(text, today=TODAY).findings:
        assert one.field in FIELDS
        assert one.quote in clean(text)


def test_a_time_belongs_to_the_nearest_day() -> None:
    found = find("15:30 1 мая, 16:00 2 мая ушли деньги", today=TODAY)
    assert [one.value for one in found.of("happened")] == [
        Moment(date(2026, 5, 1), time(15, 30)),
        Moment(date(2026, 5, 2), time(16)),
    ]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", ["1 ", "4111 ", "12.05 ", "вы ", "а", "[", "-", "a@", "код "])
def test_the_most_tiresome_message_is_read_at_once(piece: str) -> None:
    text = piece * (4096 // len(piece))
    assert mask(text).text
    assert find(text, today=TODAY).findings is not None
    assert lint(LetterToCheck(own_text=text, letter=text))
