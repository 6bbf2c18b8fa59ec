"""ё: which words are found without it, and which are left alone."""

import pytest

from bot.russian.yo import without_yo

WRONG = """
Еще раз; ее кошелек; прошел срок; перевел деньги; подтвержденный номер; ответ продлен
начнется просрочка; отдает ликвидатор; платежный агент; ваш расчет; прием жалоб; четвертого мая
все равно; все-таки; Все, что стоит до него; о чем вы; реквизиты счета; найдется; возьмет
"""
RIGHT = """
вышел срок; выйдет завтра; решение и совершение; неприемлемый; стереть все данные; падает сеть
не больше чем на 10 дней; чем раньше; счета открыты; узнаете – скажите; легко подделать; черновик
вычет; все ваши письма; ещё её кошелёк; закон «О национальной платежной системе»; принесите
возвращение; попадают; видел, подведите
"""


def _lines(text: str) -> list[str]:
    return [line.strip() for part in text.strip().splitlines() for line in part.split(";")]


@pytest.mark.parametrize("text", _lines(WRONG))
def test_a_word_without_yo_is_found(text: str) -> None:
    assert list(without_yo(text)) != []


@pytest.mark.parametrize("text", _lines(RIGHT))
def test_a_word_with_another_letter_is_left_alone(text: str) -> None:
    assert list(without_yo(text)) == []
