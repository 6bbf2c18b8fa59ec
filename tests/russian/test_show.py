"""How a value looks, and how it is said in words."""

from datetime import date, time

import pytest

from bot.escalation.values import Moment, Money, Value
from tests.answers.reading import in_figures, in_words, show


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Money(12_400_00), "12 400 ₽"),
        (Money(12_400_50), "12 400,50 ₽"),
        (Money(5), "0,05 ₽"),
        (Money(100_00, "USD"), "100 $"),
        (Money(5_000_00, "KZT"), "5 000 ₸"),
        (Money(5_000_00, "JPY"), "5 000 JPY"),
        (Moment(date(2026, 5, 3)), "3 мая 2026 г."),
        ("как есть", "как есть"),
        (("a", "b"), "a, b"),
        ((), ""),
    ],
)
def test_a_value_is_shown(value: Value, shown: str) -> None:
    assert show(value).replace("\u00a0", " ") == shown


def test_a_moment_is_shown_with_its_time() -> None:
    assert show(Moment(date(2026, 5, 3), time(15, 30))) == "3\u00a0мая\u00a02026\u00a0г., 15:30"


def test_a_sum_is_not_torn_apart() -> None:
    assert " " not in show(Money(1_012_400_50))


@pytest.mark.parametrize(
    ("money", "words"),
    [
        (Money(12_400_50), "двенадцать тысяч четыреста рублей 50 копеек"),
        (Money(1_01), "один рубль 01 копейка"),
        (Money(2_22), "два рубля 22 копейки"),
        (Money(50), "ноль рублей 50 копеек"),
        (Money(21_000_000_00), "двадцать один миллион рублей"),
        (Money(5_000_00, "KZT"), "пять тысяч тенге"),
        (Money(101_00, "USD"), "сто один доллар США"),
        (Money(2_00, "UAH"), "две гривны"),
    ],
)
def test_a_in_words(money: Money, words: str) -> None:
    assert in_words(money) == words


@pytest.mark.parametrize(
    ("money", "figures"),
    [
        (Money(300_000_00, "KZT"), "300 000 тенге"),
        (Money(1_50, "USD"), "1 доллар США 50 центов"),
        (Money(2_01, "USD"), "2 доллара США 01 цент"),
        (Money(5_00, "USD"), "5 долларов США"),
        (Money(1_000_00, "EUR"), "1 000 евро"),
        (Money(21_00, "KGS"), "21 киргизский сом"),
        (Money(22_00, "KGS"), "22 киргизских сома"),
        (Money(11_00, "KGS"), "11 киргизских сомов"),
        (Money(104_00, "AMD"), "104 армянских драма"),
        (Money(2_034_00, "UZS"), "2 034 узбекских сума"),
        (Money(101_20, "BYN"), "101 белорусский рубль 20 копеек"),
        (Money(3_00, "MDL"), "3 молдавских лея"),
        (Money(7_05, "TJS"), "7 сомони 05 дирамов"),
        (Money(2_00, "UAH"), "2 гривны"),
        (Money(100_50, "JPY"), "100,50 JPY"),
    ],
)
def test_foreign_money_is_declined_in_figures(money: Money, figures: str) -> None:
    assert in_figures(money).replace("\u00a0", " ") == figures
