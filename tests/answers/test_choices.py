"""Buttons that were typed instead of pressed."""

import pytest

from bot.answers.choices import choices_said

LABELS = {
    "receipt": "Чек",
    "statement": "Выписка, история",
    "notices": "СМС и уведомления",
    "first_letter": "Прошлое обращение",
    "other": "Почтой или лично",
}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("чек", ["receipt"]),
        ("ЧЕКИ И ВЫПИСКУ", ["receipt", "statement"]),
        ("есть история операций", ["statement"]),
        ("смски нет, есть уведомление", ["notices"]),
        ("копия прошлого обращения", ["first_letter"]),
        ("обращение", []),
        ("лично", ["other"]),
        ("верните деньги", []),
        ("-", []),
        ("", []),
    ],
)
def test_a_button_is_said_by_a_part_of_it_in_any_form(text: str, said: list[str]) -> None:
    assert choices_said(text, LABELS) == said
