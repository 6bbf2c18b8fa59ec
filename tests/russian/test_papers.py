"""Whether the words under a photo name a paper."""

import pytest

from bot.russian.papers import paper_named


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("чек терминала", "Чек терминала"),
        ("Отказ  ЮMoney.", "Отказ ЮMoney"),
        ("счёт за доставку", "Счёт за доставку"),
        ("вот что у меня есть", ""),
        ("смотрите, списали всё", ""),
        ("чек?", ""),
        ("ответ пришёл мне вчера вечером на почту", ""),
        ("", ""),
        ("а" * 4096, ""),
    ],
)
def test_what_names_a_paper_is_its_name_and_talk_is_none(said: str, name: str) -> None:
    assert paper_named(said) == name
