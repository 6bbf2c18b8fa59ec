import pytest

from bot.answers.plain import is_plain

PLAIN = [
    ("sum", "9 900 ₽"), ("sum", "12400"), ("sum", "12 400,50 руб."),
    ("sum", " 15000 "), ("sum", "100 р"),
    ("moment", "03.05.2026 15:30"), ("moment", "3.5.2026, в 15:30"), ("moment", "03.05.2026"),
    ("day", "20.05.2026"), ("birth_date", "09.02.1988"),
    ("phone", "+7 916 555-12-34"), ("phone", "8 (916) 5551234"), ("email", "anna.s@example.ru"),
]  # fmt: skip
ODD = [
    ("sum", "12,4 тыс"), ("sum", "карта 4417"), ("sum", "5000 тенге"),
    ("sum", "1 00"), ("sum", "15к"),
    ("sum", "12.400"), ("sum", "хз"), ("moment", "вчера в 14:30"), ("moment", "03.05"),
    ("moment", "10 декабря"), ("day", "03.05.26"),
    ("phone", "916 555-12-34"), ("phone", "мой номер"),
    ("email", "анна собака"), ("text", "магазин"), ("number", "10 декабря"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), PLAIN)
def test_figures_alone_say_one_thing(kind: str, text: str) -> None:
    assert is_plain(kind, text)


@pytest.mark.parametrize(("kind", "text"), ODD)
def test_what_may_be_misread_is_shown_back(kind: str, text: str) -> None:
    assert not is_plain(kind, text)
