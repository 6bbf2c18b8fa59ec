"""What a story says beside its facts: choices, a promised day, a month, a decision; whose money."""

from datetime import date

import pytest

from bot.escalation.values import Moment, Money, Value
from tests.answers.reading import find

TODAY = date(2026, 11, 28)


def said(text: str, field: str) -> list[Value]:
    """What was found of the field."""
    return [one.value for one in find(text, today=TODAY).of(field)]


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("минск, инфокиоск киви забрал 50 рублей и завис", 5000, "BYN"),
        ("гомель, терминал забрал 20р 50 коп", 2050, "BYN"),
        ("минск, терминал съел 50 рос. руб", 5000, "RUB"),
        ("живу в минске, с карты сбера сняли 5000 рублей", 500000, "RUB"),
        ("отправила 5000 рублей маме в Минск, не дошли", 500000, "RUB"),
        ("терминал съел 50 рублей", 5000, "RUB"),
        ("ташкент, перевел 500 тысяч сом не туда", 50000000, "UZS"),
        ("бишкек, терминал съел 500 сом", 50000, "KGS"),
        ("в алматы терминал съел 500 рублей", 50000, "RUB"),
    ],
)
def test_a_word_for_money_means_that_of_the_country_told(
    text: str, minor: int, currency: str
) -> None:
    assert said(text, "sum") == [Money(minor, currency)]


@pytest.mark.parametrize(
    ("text", "bought"),
    [
        ("заказал ремонт к 10.10, не сделали", ("service",)),
        ("интернет магазин шины не привез, оплатил 30 октября", ("goods",)),
        ("купила ноутбук с установкой, не привезли, не дали услугу", None),
        ("заплатила в магазине, ничего нет", None),
    ],
)
def test_a_service_is_told_from_goods_and_nothing_is_guessed(
    text: str, bought: tuple[str, ...] | None
) -> None:
    assert said(text, "bought") == ([bought] if bought else [])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("юмани отказали в переводе по 115-фз, счёт заблокировали", ("law_115",)),
        ("альфа заблокировала счёт без объяснения причин", ("not_told",)),
        ("заблокировали кошелёк без объяснения причин, потом сказали 115", ("law_115",)),
        ("заблокировали кошелёк", None),
        ("115 рублей не дошли до получателя", None),
    ],
)
def test_the_law_of_a_block_is_told(text: str, kind: tuple[str, ...] | None) -> None:
    assert said(text, "block_kind") == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("text", "due", "happened"),
    [
        ("заказал ремонт к 10.10, не сделали", date(2026, 10, 10), None),
        ("заплатил 3 октября, ремонт к 10.10 не сделали", date(2026, 10, 10), date(2026, 10, 3)),
        ("списали 10.10 без меня", None, date(2026, 10, 10)),
    ],
)
def test_a_day_by_which_something_was_promised_is_no_day_of_the_payment(
    text: str, due: date | None, happened: date | None
) -> None:
    assert said(text, "due_day") == ([Moment(due)] if due else [])
    assert said(text, "happened") == ([Moment(happened)] if happened else [])


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("перевёл в октябре 2023 с киви 12 тысяч", date(2023, 10, 1)),
        ("перевод отправили в феврале 24го, не выдали", date(2024, 2, 1)),
        ("списали в марте 2024 года 5000", date(2024, 3, 1)),
        ("3 мая 2024 списали 5000", None),
        ("первого декабря 2025 списали 5000", None),
        ("договор от мая 2024, списали 5000", None),
        ("спишут в декабре 2027", None),
    ],
)
def test_a_month_without_a_day_is_kept_and_never_made_a_day(text: str, month: date | None) -> None:
    assert said(text, "month") == ([Moment(month)] if month else [])
    assert month is None or said(text, "happened") == []


@pytest.mark.parametrize(
    ("text", "decision", "on"),
    [
        (
            "омбудсмен отказал 10 ноября, с карты сбера украли 300000 5 сентября",
            "court.ombudsman_refused",
            date(2026, 11, 10),
        ),
        (
            "10 ноября уполномоченный отказал, что дальше",
            "court.ombudsman_refused",
            date(2026, 11, 10),
        ),
        ("финомбудсмен отказал, юмани не вернули 5000", "court.ombudsman_refused", None),
        (
            "банк заблокировал по 115, документы дал, пришёл отказ 20 ноября",
            "commission.refused_in_writing",
            date(2026, 11, 20),
        ),
        ("банк отказал в переводе 10 ноября", None, None),
    ],
)
def test_a_decision_in_hand_is_told_with_its_day(
    text: str, decision: str | None, on: date | None
) -> None:
    assert said(text, "decision") == ([decision] if decision else [])
    assert said(text, "decided") == ([Moment(on)] if on else [])
    assert on is None or Moment(on) not in said(text, "happened")


@pytest.mark.parametrize(
    "text",
    [
        "оплатила шкаф 60 тысяч, обещали привезти до 5 ноября, трубку не берут",
        "окна должны были установить к 15.11, отдали 90 тыс, во дворе пусто",
        "дали 40 тысяч за памятник, обещали сделать до 1 ноября, мастерская закрыта",
    ],
)
def test_a_promised_day_is_of_an_order_that_its_seller_owes(text: str) -> None:
    assert (said(text, "problem")[0], said(text, "provider")) == ("not_supplied", ["shop"])


def test_a_promised_day_tells_no_order_where_nothing_else_does() -> None:
    told = "вложил 50 тысяч в инвестиции, обещали вывести до 1 ноября, не выводят"
    assert said(told, "problem") == ["deceived"]
