"""Words that letters share: how they name a firm, count days and tell whose sentence it is."""

import re
from dataclasses import replace

import pytest

from bot.documents.text import as_text
from tests.documents.known import ANSWERS, DRAFTS, letter, sent

BODIES = ("cbr", "ombudsman", "rospotrebnadzor", "rkn", "police", "prosecutor", "foreign")
OWN = "Первая строка рассказа."


def text_of(draft: str, *args: str, **more: object) -> str:
    return as_text(letter(draft, *args, **more)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ООО НКО «ЮМани»", "Взыскать с ООО НКО «ЮМани» в мою"),
        ("КИВИ Банк (АО)", "Взыскать с КИВИ Банк (АО) в мою"),
        ("Мой кошелёк", "Взыскать с организации Мой кошелёк в мою"),
        ("", "Взыскать с организации в мою"),
    ],
)
def test_a_firm_is_named_where_its_name_needs_no_case(name: str, said: str) -> None:
    assert said in text_of("ombudsman", answers={**ANSWERS, "provider_name": name}, firm=None)


def test_the_firm_itself_is_addressed_as_you() -> None:
    assert "на основании договора с вами." in text_of("pretenziya")
    assert all("вашей организац" not in text_of(draft) for draft in DRAFTS)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "Ответа пока нет."),
        (3, "Ответа пока нет."),
        (4, "Со дня отправки прошло 4 дня, ответа нет."),
        (11, "Со дня отправки прошло 11 дней, ответа нет."),
        (21, "Со дня отправки прошёл 21 день, ответа нет."),
    ],
)
def test_nobody_is_reproached_with_three_days_and_the_verb_agrees(days: int, said: str) -> None:
    waiting = replace(sent("pretenziya", None), due_on=None, days_late=0, days_passed=days)
    assert said in text_of("cbr", earlier=(waiting,))


@pytest.mark.parametrize(
    ("draft", "said"),
    [("pretenziya", "направлена претензия от"), ("support", "направлено обращение в службу")],
)
def test_the_verb_agrees_with_the_paper_that_was_sent(draft: str, said: str) -> None:
    assert said in text_of("ombudsman", earlier=(sent(draft),))


@pytest.mark.parametrize("draft", BODIES)
def test_a_body_reads_own_words_under_a_heading(draft: str) -> None:
    told = {**ANSWERS, "police_words": ANSWERS["own_words"]}
    assert f"\nДополнение заявителя: {OWN}" in text_of(draft, answers=told)
    assert f"\nОбстоятельства: {OWN}" in text_of(draft, "other", answers=told)


@pytest.mark.parametrize("draft", ["support", "appeal", "pretenziya", "shop", "terminal"])
def test_whoever_owes_something_reads_own_words_as_facts(draft: str) -> None:
    assert re.search(rf"\n{OWN}", text_of(draft))
