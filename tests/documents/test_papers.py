"""What a lawyer asked of single papers: a demand with its figure, a norm with its fact."""

import re
from typing import Any

import pytest

from bot.documents.text import as_text
from bot.escalation.drafts import relevant
from tests.documents.known import ANSWERS, CONTENT, letter


def text_of(draft: str, *args: str, **more: Any) -> str:
    return as_text(letter(draft, *args, **more)).replace("\u00a0", " ")


def without(*questions: str, **told: Any) -> dict[str, Any]:
    """All answers but these, and what is told instead."""
    return {**{name: value for name, value in ANSWERS.items() if name not in questions}, **told}


# ---------------------------------------------------------------- a fee


@pytest.mark.parametrize("draft", ["support", "pretenziya", "appeal", "terminal"])
def test_a_fee_is_demanded_once_and_with_its_figure(draft: str) -> None:
    demands = letter(draft, "fee").demands
    asking = [line for line in demands if "омисси" in line and "ернуть" in line]
    assert len(asking) == 1
    assert "150\u00a0руб." in asking[0]
    assert "неисполненный" not in asking[0]
    both = letter(draft, problems=("not_delivered", "fee")).demands
    assert len([line for line in both if "омисси" in line]) == 1


@pytest.mark.parametrize("draft", ["pretenziya", "rospotrebnadzor", "court"])
@pytest.mark.parametrize("problems", [("fee",), ("not_delivered", "fee")])
def test_the_price_not_told_is_a_norm_only_beside_that_fact(
    draft: str, problems: tuple[str, ...]
) -> None:
    fact, norm = "До операции её размер", "статья 10 Закона РФ"
    untold = text_of(draft, problems=problems)
    assert fact in untold
    assert norm in untold
    for told in ({"fee_told": ("told",)}, {"fee_told": ""}):
        text = text_of(draft, problems=problems, answers=without(**told))
        assert fact not in text
        assert norm not in text
        assert "статья 16" in text


# ---------------------------------------------------------------- a terminal


def asked(draft: str, problem: str, place: str) -> tuple[str, ...]:
    questions = CONTENT.letters.drafts[draft].questions
    return relevant(questions, CONTENT.letters.relevance, (problem,), place)


def test_the_owner_of_a_terminal_is_told_which_one_it_is_and_what_it_took() -> None:
    assert {"fee_sum", "terminal_number", "terminal_address"} <= set(
        asked("terminal", "fee", "terminal")
    )
    for problem in CONTENT.path.places["terminal"].problems:
        text = text_of("terminal", problem, "terminal")
        assert "через терминал № 10443321 по адресу г. Казань, пр. Победы" in text, problem
        assert not re.search(r"с кошелька", text), problem
        nameless = text_of("terminal", problem, "terminal", answers=without("terminal_address"))
        assert "(адрес терминала)" in nameless
        assert "адрес терминала" not in text_of(
            "support", problem, "terminal", answers=without("terminal_address")
        )


def test_the_owner_of_a_terminal_has_ten_days_and_no_norm_that_is_only_thought() -> None:
    for draft in ("terminal", "support", "appeal", "pretenziya"):
        text = text_of(draft, "terminal", "terminal")
        assert "Полагаю" not in text
        assert "статья 31" not in text
    assert "Исполнить эти требования в течение 10 дней" in text_of(
        "terminal", "terminal", "terminal"
    )


def test_what_a_receipt_must_say_is_repealed() -> None:
    for draft in ("terminal", "rospotrebnadzor", "court"):
        text = text_of(draft, "terminal", "terminal")
        assert "статья 4 Федерального закона № 103-ФЗ" in text
        assert "в чеке" not in text


def test_the_check_that_is_asked_for_is_of_what_happened() -> None:
    fee = "нет ли в условиях того, что ущемляет"
    assert fee in text_of("rospotrebnadzor", "fee")
    assert fee not in text_of("rospotrebnadzor", "terminal", "terminal")
    assert fee not in text_of("rospotrebnadzor", "blocked")
    assert "Проверить, соблюдены ли права потребителя" in text_of("rospotrebnadzor", "blocked")


# ---------------------------------------------------------------- a shop, a service

ARTICLES = {
    "cancelled": "статья 22 ",
    "defective": "статья 22 ",
    "unwanted": "пункт 4 статьи 26.1 ",
    "returned": None,
    "promised": None,
}


@pytest.mark.parametrize("why", CONTENT.questions["due_why"].choices)
def test_a_refund_names_the_article_of_its_reason(why: str) -> None:
    for draft in ("shop", "rospotrebnadzor", "court"):
        text = text_of(draft, "refund", "shop", answers={**ANSWERS, "due_why": (why,)})
        named = [article for article in ("статья 22 ", "статьи 26.1 ") if article in text]
        assert len(named) == (ARTICLES[why] is not None), text
        assert (ARTICLES[why] or "") in text


def test_every_demand_to_a_shop_has_ten_days_and_a_last_line() -> None:
    def last_line(problem: str, **told: Any) -> str:
        text = text_of("shop", problem, "shop", answers={**ANSWERS, **told})
        assert "в течение 10 дней со дня получения требования" in text
        return next(line for line in text.splitlines() if line.startswith("Если требование не"))

    for problem in CONTENT.path.places["shop"].problems:
        assert "жалоба в Роспотребнадзор" in last_line(problem)
    # A penalty is threatened only where it is asked for.
    assert "проценты и штраф" in last_line("refund")
    assert "неустойка и штраф" in last_line("not_supplied", bought=("goods",))
    assert "неустойка и штраф" in last_line("not_supplied", bought=("service",))
    assert "проценты и штраф" in last_line("not_supplied", bought=())


def test_whoever_was_not_served_refuses_the_contract_and_leaves_no_way_out() -> None:
    service = {**ANSWERS, "bought": ("service",), "full_name": "Ким Чен"}
    text = text_of("shop", "not_supplied", "shop", answers=service)
    assert "от исполнения договора отказываюсь (пункт 1 статьи 28" in text
    assert "оказана, прислать" not in text
    assert not re.search(r"[Мм]агазин|[Пп]родав|[Пп]окупател", text), text
    claim = text_of("court", "not_supplied", "shop", answers=service)
    assert "(исполнитель: ООО «Уютный дом»)" in claim
    assert "вернуть деньги (пункт 1" in claim
    goods = text_of("shop", "not_supplied", "shop")
    assert "Если товар отправлен, прислать" in goods
    assert "отказываюсь" not in goods
