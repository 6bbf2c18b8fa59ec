"""How sums are said in stories: a wrong figure is never offered where it may be another."""

from datetime import date

import pytest

from bot.answers.unreadable import Unreadable
from bot.escalation.values import Money
from tests.answers.reading import find, read

TODAY = date(2026, 11, 24)


def _roubles(text: str) -> list[int]:
    sums = [one.value for one in find(text, today=TODAY).of("sum")]
    assert all(isinstance(one, Money) and one.currency == "RUB" for one in sums)
    return [one.minor // 100 for one in sums if isinstance(one, Money)]


@pytest.mark.parametrize(
    ("text", "roubles"),
    [
        ("украли полтинник тысяч", 50_000),
        ("сняли сотку тысяч", 100_000),
        ("двадцатку тысяч перевела", 20_000),
        ("пол-ляма увели", 500_000),
        ("полляма увели", 500_000),
        ("пол ляма увели", 500_000),
        ("полмиллиона ушло", 500_000),
        ("пол-миллиона ушло", 500_000),
        ("полтысячи сняли", 500),
        ("полторы тысячи ушло", 1_500),
        ("полтора ляма перевёл", 1_500_000),
        ("косарь сняли", 1_000),
        ("5 косарей сняли", 5_000),
        ("тыщу списали", 1_000),
        ("50 тыщ списали", 50_000),
        ("лям перевёл", 1_000_000),
        ("пятихатку съел", 500),
        ("две пятихатки съел", 1_000),
        ("полторашку сняли", 1_500),
        ("150 косых", 150_000),
        ("сотку рублей", 100),
        ("штуку рублей сняли", 1_000),
        ("5 штук рублей", 5_000),
        ("лимон рублей увели", 1_000_000),
        ("миллион двести тысяч", 1_200_000),
        ("двести тысяч пятьсот рублей", 200_500),
        ("сто двадцать пять рублей", 125),
        ("1 млн 200 тыс 500 руб", 1_200_500),
        ("5 с половиной тысяч", 5_500),
        ("7к перевела", 7_000),
    ],
)
def test_slang_is_read(text: str, roubles: int) -> None:
    assert _roubles(text) == [roubles]


@pytest.mark.parametrize(
    "text",
    [
        "украли полтинник",
        "сняли сотку",
        "ушло полторы",
        "списывают по тыще",
        "сняли по 500 рублей с двух карт",
        "пару тысяч сняли",
        "несколько тысяч ушло",
        "сотни тысяч пропали",
        "больше тысячи сняли",
        "тысяч 20 сняли",
        "перевел за 5 штук",
        "купил лимон",
        "2 ляма 300",
        "лям двести увели",
        "пять двести рублей",
        "300-400 тысяч ушло",
        "от нее ушло 20–30к",
        "млн рублей",
    ],
)
def test_what_may_be_another_figure_is_asked(text: str) -> None:
    assert _roubles(text) == []


@pytest.mark.parametrize(
    ("text", "roubles"),
    [
        ("3 раза по тысяче", [3_000, 1_000]),
        ("трижды по 500 рублей", [1_500, 500]),
        ("двумя платежами по 5000 руб", [10_000, 5_000]),
        ("сняли по 700 рублей 4 раза", [2_800, 700]),
        ("ушло по 700 рублей, всего 4900 руб", [4_900]),
        ("30 человек по 700 рублей", []),
    ],
)
def test_each_of_several_and_what_they_make_are_both_offered(text: str, roubles: list[int]) -> None:
    assert _roubles(text) == roubles


@pytest.mark.parametrize(
    "text", ["полтинник", "сотка", "полторы", "по 500", "пару тысяч", "5 штук"]
)
def test_an_answer_that_may_be_another_figure_is_asked_again(text: str) -> None:
    with pytest.raises(Unreadable):
        read("sum", text, today=TODAY)
