"""Tell it once: how much of a story is understood, and that nothing in it is guessed."""

from datetime import date, time
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.clean import clean
from bot.answers.story import FIELDS
from bot.documents.lint import LetterToCheck
from bot.escalation.values import Moment, Money
from tests.answers.measure import FRESH, HELD_OUT, TUNED, main, readings, stories, table
from tests.answers.reading import LISTS, find, lint, mask

TODAY = date(2026, 11, 24)

# Of what the stories state: at least so many per cent right among what is offered, and first.
FLOORS: dict[Path, dict[str, tuple[int, int]]] = {
    TUNED: {
        "happened": (100, 100),
        "sum": (100, 95),
        "operation": (100, 100),
        "recipient": (100, 100),
        "phone": (100, 100),
        "email": (100, 100),
        "wallet": (85, 85),
        "provider": (98, 94),
        "firm": (100, 95),
        "problem": (95, 85),
    },
    HELD_OUT: {
        "happened": (95, 95),
        "sum": (95, 95),
        "provider": (95, 95),
        "firm": (95, 95),
        "problem": (95, 80),
    },
    FRESH[2]: {
        "happened": (95, 95),
        "sum": (95, 95),
        "provider": (95, 92),
        "firm": (93, 93),
        "problem": (95, 85),
    },
    FRESH[3]: {
        "happened": (100, 100),
        "sum": (95, 95),
        "provider": (94, 90),
        "firm": (90, 90),
        "problem": (95, 85),
    },
}


@pytest.fixture(scope="module", params=FLOORS, ids=lambda file: file.stem)
def file(request: pytest.FixtureRequest) -> Path:
    return cast("Path", request.param)


def test_stories_are_understood_at_least_this_well(file: Path) -> None:
    counts = table(readings(stories(file)))
    for field, (right, first) in FLOORS[file].items():
        row = counts[field]
        assert 100 * (row["found"] + row["offered"]) >= right * row["stated"], (field, row)
        assert 100 * row["first"] >= first * row["stated"], (field, row)


def test_there_are_enough_stories_of_every_kind() -> None:
    told = [story for file in FLOORS for story in stories(file)]
    assert {story.get("problem") for story in told} == set(LISTS.problems.problems)
    assert {"qiwi_ru", "qiwi_kz", "other_wallet", "terminal", "shop"} <= {
        story.get("provider") for story in told
    }


def test_any_set_of_stories_is_measured(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "mine.toml"
    lines = ["[[stories]]", 'text = "с киви украли 7к"', "sum = 700000", 'provider = "shop"']
    file.write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["measure", "-v", str(file)])
    main()
    printed = capsys.readouterr().out
    assert all(f"| {field} |" in printed for field in FIELDS)
    assert "| sum | 1 | 0 | 0 | 0 | 100% | 100% |" in printed
    assert "wrong provider: с киви украли 7к" in printed


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


@given(text=st.text(max_size=200) | st.text(alphabet="0123456789 .,:-руб@+вмая\n", max_size=120))
def test_any_text_is_read_and_every_quote_is_from_it(text: str) -> None:
    for one in find(text, today=TODAY).findings:
        assert one.field in FIELDS
        assert one.quote in clean(text)


@pytest.mark.parametrize(
    ("text", "provider"),
    [
        ("живу в Таджикистане, деньги застряли в киви Казахстан", "qiwi_kz"),
        ("киви, не дошло в Душанбе", "qiwi_tj"),
        ("киви в Казахстане не дает вывести", "qiwi_kz"),
        ("переводил через киви, сестра в Ереване", "qiwi_am"),
        ("перевод контакт в Ереван не выдали, банк закрыли", "qiwi_ru"),
        ("в терминале набрала не тот номер", "terminal"),
    ],
)
def test_whose_wallet_it_was(text: str, provider: str) -> None:
    assert find(text, today=TODAY).of("provider")[0].value == provider


def test_only_what_is_possible_is_offered() -> None:
    text = "взломали и украли 5000 с кошелька"
    first = find(text, today=TODAY).of("problem")[0].value
    possible = {"refund", "fee"}
    offered = {one.value for one in find(text, today=TODAY, problems=possible).of("problem")}
    assert (first, offered - possible) == ("unauthorised", set())
    assert find(text, today=TODAY, problems=()).of("problem") == ()


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


@pytest.mark.parametrize(
    ("text", "happened", "due"),
    [
        ("оплатил диван 3 ноября, обещали 10 ноября", date(2026, 11, 3), date(2026, 11, 10)),
        ("обещали привезти 10 ноября диван, оплаченный 3 ноября", None, date(2026, 11, 10)),
        ("шторы обещали к 5 декабря, оплата 3 ноября", date(2026, 11, 3), None),
        ("срок доставки 1.11, заплатила 20.10", date(2026, 10, 20), date(2026, 11, 1)),
        ("доставку оплатил 1 ноября", date(2026, 11, 1), None),
        ("должны были ответить, деньги сняли 1 ноября", date(2026, 11, 1), None),
    ],
)
def test_a_promised_day_is_not_the_day_of_the_payment(
    text: str, happened: date | None, due: date | None
) -> None:
    found = find(text, today=TODAY)
    said = {field: [one.value for one in found.of(field)] for field in ("happened", "due_day")}
    assert said["due_day"] == ([Moment(due)] if due else [])
    assert happened is None or said["happened"] == [Moment(happened)]
