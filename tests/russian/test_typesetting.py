"""What is one thing to the eye is never broken over two lines."""

import pytest

from bot.russian.typesetting import NO_BREAK, NO_BREAK_HYPHEN, keep_numbers_whole, typeset


@pytest.mark.parametrize(
    "line",
    [
        "193 руб. 17 коп.",
        "12 400 руб.",
        "№ 77-05/26",
        "БИК 044525000",
        "ИНН 7750005725",
        "ОГРН 1127711000031",
        "КУСП № 18831",
        "ст. 9",
        "г. Москва",
        "27 мая",
        "10 000 армянских",
    ],
)
def test_it_stays_together(line: str) -> None:
    assert typeset(line) == line.replace(" ", NO_BREAK)


def test_other_words_part() -> None:
    line = "Прошу вернуть деньги. Копия письма, БИК банка"
    assert typeset(line) == line


@pytest.mark.parametrize("number", ["88-1234567", "77-05/26-А", "КУСП-18831", "161-ФЗ"])
def test_a_number_keeps_its_hyphens(number: str) -> None:
    kept = number.replace("-", NO_BREAK_HYPHEN)
    line = "Заявление {} от 27 мая, по какой-нибудь почте - простой"
    assert keep_numbers_whole(line.format(number)) == line.format(kept)
