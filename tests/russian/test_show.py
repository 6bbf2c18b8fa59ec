"""How a value looks, and how it is said in words."""

from datetime import date, time

import pytest

from bot.escalation.values import Moment, Money, Value
from bot.russian.show import Genitive, genitive
from tests.answers.reading import in_words, show


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
    ("name", "text"),
    [
        ("Иванов Иван Иванович", "Иванова Ивана Ивановича"),
        ("Иван Иванович Иванов", "Ивана Ивановича Иванова"),
        ("Кузнецова Анна Петровна", "Кузнецовой Анны Петровны"),
        ("Шевченко Ольга Игоревна", "Шевченко Ольги Игоревны"),
        ("Салтыков-Щедрин Михаил Евграфович", "Салтыкова-Щедрина Михаила Евграфовича"),
        ("Петрович Иван Иванович", "Петровича Ивана Ивановича"),
        ("Ким Лев Ильич", "Кима Льва Ильича"),
        ("Бабич Иван Сергеевич", "Бабича Ивана Сергеевича"),
    ],
)
def test_a_name_with_a_patronymic_is_declined(name: str, text: str) -> None:
    assert genitive(name) == Genitive(text, sure=True)


@pytest.mark.parametrize("name", ["Иванов Иван", "Мамедов Али Гасан оглы", "Ли", "Иванов И. И."])
def test_a_name_that_does_not_show_its_parts_is_left_alone(name: str) -> None:
    assert genitive(name) == Genitive(name, sure=False)
