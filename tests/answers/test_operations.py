"""A line of one operation is read whatever its order; what it does not say once is asked again."""

from datetime import date, time

import pytest

from bot.answers.days import Days
from bot.answers.operations import read_operations
from bot.answers.sums import Sums
from bot.answers.unreadable import Unreadable
from bot.escalation.operations import MOST
from bot.escalation.values import Moment, Money, Operation, Operations
from tests.answers.reading import LISTS, mask, read, show

TODAY = date(2026, 11, 26)
LAST = "карта •••• 1234"
DAYS, SUMS = Days(LISTS.wording.days), Sums(LISTS.wording)


def rows(text: str) -> tuple[Operation, ...]:
    value = read("operations", text, today=TODAY)
    assert isinstance(value, Operations)
    return value.rows


def on(day: int, hour: int | None = None, minute: int = 0) -> Moment:
    return Moment(date(2026, 11, day), None if hour is None else time(hour, minute))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (
            "26.11 03:15 4 900 номер 778812 на карту 1234",
            Operation(on(26, 3, 15), Money(490_000), "778812", LAST),
        ),
        (
            "на карту 1234 номер 778812 4 900 26.11 в 03:15",
            Operation(on(26, 3, 15), Money(490_000), "778812", LAST),
        ),
        (
            "номер 778812, 4900 руб на карту •••• 1234, вчера в 3 ночи",
            Operation(on(25, 3), Money(490_000), "778812", LAST),
        ),
        (
            "26 ноября 2026 в 03:15 списано 4 900,50 руб., номер операции 26050315, кому: ИП «Ель»",
            Operation(on(26, 3, 15), Money(490_050), "26050315", "ИП «Ель»"),
        ),
        ("26.11.2026 03:15 -4 900 ₽ OZON", Operation(on(26, 3, 15), Money(490_000), "", "OZON")),
        ("03:15 900 руб 26.11", Operation(on(26, 3, 15), Money(90_000))),
        ("26.11 03.15 900 р кому Иван И.", Operation(on(26, 3, 15), Money(90_000), "", "Иван И.")),
        ("25.11 12.50 руб", Operation(on(25), Money(12_50))),
        ("25.11 операция 4900", Operation(on(25), Money(490_000))),
        ("25.11 4900 операция 778812", Operation(on(25), Money(490_000), "778812")),
        ("25.11 4900 77881233", Operation(on(25), Money(490_000), "77881233")),
        ("26.11 4 900 № 88-12-34", Operation(on(26), Money(490_000), "88-12-34")),
        ("24.11.26 4900р № A1B2", Operation(on(24), Money(490_000), "A1B2")),
        (
            "24.11 5 тыс на номер +7 916 123-45-67",
            Operation(on(24), Money(500_000), "", "+7 916 123-45-67"),
        ),
        (
            "24.11 10 000 тенге на кошелек 410011234567890",
            Operation(on(24), Money(1_000_000, "KZT"), "", "кошелек 410011234567890"),
        ),
        (
            "с карты •••• 1111 на карту •••• 1234 24.11 900",
            Operation(on(24), Money(90_000), "", LAST),
        ),
        (
            "2026-11-25T03:15 4900 на карту мамы",
            Operation(on(25, 3, 15), Money(490_000), "", "карта мамы"),
        ),
    ],
)  # fmt: skip
def test_one_operation_is_read_in_any_order(typed: str, meant: Operation) -> None:
    assert rows(typed) == (meant,)


def test_several_lines_are_several_operations() -> None:
    found = rows("Вот остальные:\n1) 25.11 03:15 4900 номер 1\n2) 3:17 3000\n- 26.11 3 тыс;100 руб")
    assert found == (
        Operation(on(25, 3, 15), Money(490_000), "1"),
        Operation(on(25, 3, 17), Money(300_000)),  # the day of the line above
        Operation(on(26), Money(300_000)),
        Operation(on(26), Money(10_000)),
    )


@pytest.mark.parametrize(
    ("typed", "line", "why"),
    [
        ("вчера сняли 4900 и потом еще 3000", 1, "several"),
        ("25.11 и 26.11 по 4900 руб", 1, "several"),
        ("26.11 4900 778812", 1, "several"),
        ("4900", 1, "day"),
        ("32.11 4900 руб", 1, "day"),
        ("25.11.1980 4900", 1, "day"),
        ("26.11", 1, "sum"),
        ("26.11 0 руб", 1, "sum"),
        ("Точно не помню", 1, "sum"),
        ("25.11 25:70 100 руб", 1, "time"),
        ("27.11.2026 100 руб", 1, "future"),
        ("25.11 100 руб\n25.11 номер 778812", 2, "sum"),
    ],
)
def test_what_a_line_does_not_say_once_is_asked_again(typed: str, line: int, why: str) -> None:
    with pytest.raises(Unreadable) as refused:
        rows(typed)
    assert refused.value.slug == "operation_unclear"
    assert (refused.value.facts["line"], refused.value.facts["why"]) == (line, why)


def test_a_message_is_read_whole_or_refused_before_any_work() -> None:
    most = ("25.11 03:15 4 900 номер 778812 на карту 1234" + " " * 46 + "\n") * 20
    assert len(read_operations(most, DAYS, SUMS, today=TODAY).rows) == MOST
    with pytest.raises(Unreadable, match="too_long"):
        read_operations("25.11 100 руб\n" * 200, DAYS, SUMS, today=TODAY)


def test_more_lines_than_a_case_holds_are_read_no_further() -> None:
    assert len(rows("25.11 100 руб\n" * 40)) == MOST + 1


def test_a_card_number_typed_in_full_is_masked_and_still_the_receiver() -> None:
    masked = mask("26.11 03:15 4 900 на карту 4276 3800 1234 5679").text
    assert rows(masked)[0].receiver == "карта •••• 5679"


def test_an_operation_is_shown_in_one_line() -> None:
    told = read("operations", "26.11 03:15 4 900 номер 778812 на карту 1234", today=TODAY)
    assert show(told).replace("\u00a0", " ") == (
        "26 ноября 2026 г., 03:15, 4 900 ₽, № 778812, карта •••• 1234"
    )
