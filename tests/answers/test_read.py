"""What a person types is read as they meant it, or the reason why not is named."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.days import warm_up
from bot.answers.read import KINDS, LIMITS, SLUGS, Unreadable
from bot.content.content import Content
from bot.escalation.values import Moment, Money
from tests import people
from tests.answers.reading import read, show

TODAY = date(2026, 11, 24)  # a Tuesday

MOMENTS = [
    ("сегодня", date(2026, 11, 24), None),
    ("вчера", date(2026, 11, 23), None),
    ("Позавчера", date(2026, 11, 22), None),
    ("03.05", date(2026, 5, 3), None),
    ("3.5.26", date(2026, 5, 3), None),
    ("3.05.", date(2026, 5, 3), None),
    ("03.05.2026г.", date(2026, 5, 3), None),
    ("03/05/2026", date(2026, 5, 3), None),
    ("3-05-2026", date(2026, 5, 3), None),
    ("03 05 2026", date(2026, 5, 3), None),
    ("03,05,2026", date(2026, 5, 3), None),
    ("2026-05-03", date(2026, 5, 3), None),
    ("2026-05-03T15:30", date(2026, 5, 3), time(15, 30)),
    ("3 мая", date(2026, 5, 3), None),
    ("3-го мая", date(2026, 5, 3), None),
    ("третьего мая", date(2026, 5, 3), None),
    ("двадцать третьего мая в 9 вечера", date(2026, 5, 23), time(21)),
    ("12 сент. 25 г.", date(2025, 9, 12), None),
    ("1 мая 26", date(2026, 5, 1), None),
    ("3 мая 2026 в 15:30", date(2026, 5, 3), time(15, 30)),
    ("3 мая 2026 года, в 15.30", date(2026, 5, 3), time(15, 30)),
    ("3 мая 15-30", date(2026, 5, 3), time(15, 30)),
    ("03.05.2026 15:30", date(2026, 5, 3), time(15, 30)),
    ("03.05 12.30", date(2026, 5, 3), time(12, 30)),
    ("03.05.26 в 7 утра", date(2026, 5, 3), time(7)),
    ("3 мая в 3 часа дня", date(2026, 5, 3), time(15)),
    ("3 мая в 12 ночи", date(2026, 5, 3), time(0)),
    ("14.11", date(2026, 11, 14), None),
    ("в 14.11", date(2026, 11, 14), None),
    ("вчера в 14.11", date(2026, 11, 23), time(14, 11)),
    ("15:30 вчера", date(2026, 11, 23), time(15, 30)),
    ("23 ноября, вчера", date(2026, 11, 23), None),
    ("25.11", date(2025, 11, 25), None),
    ("29.02", date(2024, 2, 29), None),
    ("уведомление пришло 20 ноября, увидел сегодня", date(2026, 11, 20), None),
    ("сегодня увидела, а пришло вчера в 14:20", date(2026, 11, 23), time(14, 20)),
    ("увидела только сегодня", date(2026, 11, 24), None),
    ("18 числа", date(2026, 11, 18), None),
    ("18-го числа в 9 утра", date(2026, 11, 18), time(9)),
    ("числа 18", date(2026, 11, 18), None),
    ("восемнадцатого числа", date(2026, 11, 18), None),
    ("20-го", date(2026, 11, 20), None),
    ("25 числа", date(2026, 10, 25), None),
    ("31 числа", date(2026, 10, 31), None),
    ("18 числа прошлого месяца", date(2026, 10, 18), None),
    ("в прошлом месяце 30 числа", date(2026, 10, 30), None),
    ("15 го ноября", date(2026, 11, 15), None),
    ("неделю назад", date(2026, 11, 17), None),
    ("3 дня назад", date(2026, 11, 21), None),
    ("три дня назад", date(2026, 11, 21), None),
    ("2 месяца назад", date(2026, 9, 24), None),
    ("в прошлую пятницу", date(2026, 11, 20), None),
    ("во вторник", date(2026, 11, 17), None),
    ("\u202e03.05\u200b.2026\u00a015:30", date(2026, 5, 3), time(15, 30)),
]

SUMS = [
    ("12 400", 12_400_00, "RUB"),
    ("12\u00a0400", 12_400_00, "RUB"),
    ("12\u2009400 ₽", 12_400_00, "RUB"),
    ("12\u202f400", 12_400_00, "RUB"),
    ("12'400", 12_400_00, "RUB"),
    ("12.400", 12_400_00, "RUB"),
    ("12,400", 12_400_00, "RUB"),
    ("12.40", 12_40, "RUB"),
    ("12,4", 12_40, "RUB"),
    ("0.500", 50, "RUB"),
    ("12 400,50 руб", 12_400_50, "RUB"),
    ("12.400,5", 12_400_50, "RUB"),
    ("12 400 руб. 50 коп.", 12_400_50, "RUB"),
    ("50 копеек", 50, "RUB"),
    ("12400р", 12_400_00, "RUB"),
    ("12400.-", 12_400_00, "RUB"),
    ("12,4 тыс", 12_400_00, "RUB"),
    ("12,345 тыс", 12_345_00, "RUB"),
    ("5к", 5_000_00, "RUB"),
    ("12 т.р.", 12_000_00, "RUB"),
    ("12тр", 12_000_00, "RUB"),
    ("3 тыщи", 3_000_00, "RUB"),
    ("тысяча", 1_000_00, "RUB"),
    ("1 млн 200 тыс", 1_200_000_00, "RUB"),
    ("12 тысяч 400 рублей", 12_400_00, "RUB"),
    ("1.234,56", 1_234_56, "RUB"),
    ("1,234.56", 1_234_56, "RUB"),
    ("1.200.000,00", 1_200_000_00, "RUB"),
    ("полторы тысячи", 1_500_00, "RUB"),
    ("пол миллиона", 500_000_00, "RUB"),
    ("пять с половиной тысяч", 5_500_00, "RUB"),
    ("двенадцать тысяч", 12_000_00, "RUB"),
    ("двадцать одна тысяча триста пять рублей 10 копеек", 21_305_10, "RUB"),
    ("12400 (двенадцать тысяч четыреста) рублей", 12_400_00, "RUB"),
    ("примерно 12 тысяч", 12_000_00, "RUB"),
    ("₽ 500", 500_00, "RUB"),
    ("100 долларов", 100_00, "USD"),
    ("$100", 100_00, "USD"),
    ("100,50$", 100_50, "USD"),
    ("3500 евро", 3_500_00, "EUR"),
    ("5000 тенге", 5_000_00, "KZT"),
    ("5000 тг", 5_000_00, "KZT"),
    ("1 000 000 000", 1_000_000_000_00, "RUB"),
    ("250 бел руб", 250_00, "BYN"),
    ("250 бел. руб.", 250_00, "BYN"),
    ("2 тысячи белорусских рублей", 2_000_00, "BYN"),
    ("500 российских рублей", 500_00, "RUB"),
    ("7к", 7_000_00, "RUB"),
    ("60к тенге", 60_000_00, "KZT"),
    ("2кк", 2_000_000_00, "RUB"),
    ("семь косых", 7_000_00, "RUB"),
    ("1 870 рэ", 1_870_00, "RUB"),
    ("пятнадцати тысяч", 15_000_00, "RUB"),
]

TEXTS = [
    ("name", "иванов иван иванович", "Иванов Иван Иванович"),
    ("name", "САЛТЫКОВ-ЩЕДРИН МИХАИЛ", "Салтыков-Щедрин Михаил"),
    ("name", "Салтыков-Щедрин М. Е.", "Салтыков-Щедрин М. Е."),
    ("name", "О'Нил Шон", "О'Нил Шон"),
    ("phone", "8 916 123 45 67", "+7 916 123-45-67"),
    ("phone", "мой 8-916-123-45-67, звоните", "+7 916 123-45-67"),
    ("phone", "9161234567", "+7 916 123-45-67"),
    ("phone", "+998 90 123 45 67", "+998 90 123 45 67"),
    ("email", "почта Ivan@Mail.RU.", "Ivan@mail.ru"),
    ("email", "иван@почта.рф", "иван@почта.рф"),
    ("wallet", "79161234567", "+7 916 123-45-67"),
    ("wallet", "4100 1160 7515 6746", "4100116075156746"),
    ("wallet", "r123456789012", "R123456789012"),
    ("wallet", "•••• 1234", "•••• 1234"),
    ("wallet", "карта *1234", "•••• 1234"),
    ("wallet", "1234", "•••• 1234"),
    ("wallet", "40817 810 0 0000 0000001", "40817810000000000001"),
    ("number", "№ 123/45-А", "123/45-А"),
    ("address", "г. Москва,\nул. Ленина, д. 1", "г. Москва, ул. Ленина, д. 1"),
    ("account", "40817 810 0 9991 0004312\nБИК", "40817 810 0 9991 0004312\nБИК"),
    ("account", "KZ86 125K ZT50 0410 0100", "KZ86 125K ZT50 0410 0100"),
    ("id_document", "паспорт 4510 123456", "паспорт 4510 123456"),
    ("text", " верните\u200b\nденьги ", "верните деньги"),
    ("text", "<b>{{ x }}</b>", "<b>{{ x }}</b>"),
    ("text", "а\u202eб\u0000в", "абв"),
    ("text", "и\u0306", "й"),
    ("story", "да\r\n\r\n\r\n\r\nнет 👨\u200d👩\u200d👧 🇷🇺", "да\n\nнет 👨\u200d👩\u200d👧 🇷🇺"),
    ("story", "{% raw %} ❤\ufe0f", "{% raw %} ❤\ufe0f"),
]  # fmt: skip

REFUSED = [
    ("inn", "112-233-445 95", "not_an_inn"),
    ("inn", "7750005725", "not_an_inn"),
    ("text", "", "empty"),
    ("text", " \u200b\u202e\n", "empty"),
    ("story", "x" * 10_000, "too_long"),
    ("text", "х" * 301, "too_long"),
    ("operations", "вчера 4900 " + "х" * 300, "too_long"),
    ("operations", "4900", "operation_unclear"),
    ("number", "1" * 61, "too_long"),
    ("name", "Иван", "name_needs_two_words"),
    ("name", "Иванов 1", "name_has_digits"),
    ("name", "😀 😀", "not_a_name"),
    ("name", "<b>Иван</b> Иванов", "not_a_name"),
    ("phone", "123", "not_a_phone"),
    ("phone", "8 916 123 45 67, 8 916 123 45 68", "several_phones"),
    ("email", "ivan@", "not_an_email"),
    ("email", "ivan@mail", "not_an_email"),
    ("email", "a@mail.ru b@mail.ru", "not_an_email"),
    ("address", "дома", "address_too_short"),
    ("address", "1234567890", "address_too_short"),
    ("wallet", "не помню", "nothing_said"),
    ("wallet", "старый", "not_a_wallet"),
    ("number", "не дали", "number_without_digits"),
    ("account", "сбер", "account_unclear"),
    ("id_document", "паспорт", "document_without_digits"),
    ("moment", "25.11.2026", "date_in_future"),
    ("moment", "завтра", "date_in_future"),
    ("moment", "31.02", "impossible_date"),
    ("moment", "32 мая", "impossible_date"),
    ("moment", "1.13", "impossible_date"),
    ("moment", "3 мая в 25:00", "impossible_time"),
    ("moment", "3 или 4 мая", "several_dates"),
    ("moment", "3 или 4 числа", "several_dates"),
    ("moment", "32 числа", "impossible_date"),
    ("moment", "до 20 числа", "date_unclear"),
    ("moment", "каждого 10 числа", "date_unclear"),
    ("moment", "3 мая, 4 мая", "several_dates"),
    ("moment", "05.05.1985", "date_too_long_ago"),
    ("moment", "не помню", "nothing_said"),
    ("moment", "12400", "date_unclear"),
    ("moment", "в мае", "date_unclear"),
    ("day", "завтра", "date_in_future"),
    ("future_day", "вчера", "date_in_past"),
    ("future_day", "24.10.2026", "date_in_past"),
    ("birth_date", "01.01.2020", "birth_date_too_recent"),
    ("birth_date", "25.11.2026", "date_in_future"),
    ("birth_date", "1.1.1850", "date_too_long_ago"),
    ("sum", "много", "sum_unclear"),
    ("sum", "1.2.3", "sum_unclear"),
    ("sum", "5-6 тысяч", "sum_unclear"),
    ("sum", "5000 или 6000", "several_sums"),
    ("sum", "12 4000", "several_sums"),
    ("sum", "-500", "sum_negative"),
    ("sum", "−500 руб", "sum_negative"),
    ("sum", "минус 5 тысяч", "sum_negative"),
    ("sum", "0", "sum_zero"),
    ("sum", "0,00 руб", "sum_zero"),
    ("sum", "1 000 000 001", "sum_too_large"),
    ("sum", "9" * 40, "sum_too_large"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "on", "at"), MOMENTS)
def test_a_moment(text: str, on: date, at: time | None) -> None:
    assert read("moment", text, today=TODAY) == Moment(on, at)


@pytest.mark.parametrize(("text", "on", "at"), MOMENTS)
def test_a_day_is_the_moment_without_its_time(text: str, on: date, at: time | None) -> None:
    assert read("day", text, today=TODAY) == Moment(on)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("завтра", date(2026, 11, 25)),
        ("через неделю", date(2026, 12, 1)),
        ("через 10 дней", date(2026, 12, 4)),
        ("15 декабря", date(2026, 12, 15)),
        ("до 15.01", date(2027, 1, 15)),
        ("15.01.27", date(2027, 1, 15)),
        ("24.11", date(2026, 11, 24)),
        ("до 20 числа", date(2026, 12, 20)),
        ("30 числа", date(2026, 11, 30)),
        ("31-го числа", date(2026, 12, 31)),
    ],
)
def test_a_day_to_come(text: str, on: date) -> None:
    assert read("future_day", text, today=TODAY) == Moment(on)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("05.05.85", date(1985, 5, 5)),
        ("5 мая 1985 г.", date(1985, 5, 5)),
        ("24.11.2012", date(2012, 11, 24)),
        ("05.05.05", date(2005, 5, 5)),
    ],
)
def test_a_birth_date(text: str, on: date) -> None:
    assert read("birth_date", text, today=TODAY) == Moment(on)


@pytest.mark.parametrize(("text", "minor", "currency"), SUMS)
def test_a_sum(text: str, minor: int, currency: str) -> None:
    assert read("sum", text, today=TODAY) == Money(minor, currency)


def test_a_sum_without_a_currency_is_in_the_money_of_the_region() -> None:
    assert read("sum", "5000", today=TODAY, region="KZ") == Money(5_000_00, "KZT")
    assert read("sum", "5000 руб", today=TODAY, region="KZ") == Money(5_000_00, "RUB")


def test_a_phone_without_a_code_belongs_to_the_region() -> None:
    assert read("phone", "29 123 45 67", today=TODAY, region="BY") == "+375 29 123-45-67"


@pytest.mark.parametrize(("kind", "text", "value"), TEXTS)
def test_a_text(kind: str, text: str, value: str) -> None:
    assert read(kind, text, today=TODAY) == value


@pytest.mark.parametrize(("kind", "text", "slug"), REFUSED)
def test_what_cannot_be_read_says_why(kind: str, text: str, slug: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(kind, text, today=TODAY)
    assert refused.value.slug == slug


def test_every_slug_is_the_answer_to_something() -> None:
    assert {slug for _, _, slug in REFUSED} == SLUGS


def test_what_is_too_long_is_told_with_both_figures() -> None:
    with pytest.raises(Unreadable) as refused:
        read("story", "x" * 10_000, today=TODAY)
    assert refused.value.facts == {"limit": 3500, "length": 10_000}


def test_an_unknown_slug_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="unknown slug: no_such"):
        Unreadable("no_such")


def test_other_facts_than_the_explanation_is_given_are_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match=r"date_in_past is given \[\], not \['on'\]"):
        Unreadable("date_in_past")


def test_every_limit_is_of_a_kind_that_exists() -> None:
    assert set(LIMITS) <= set(KINDS)


def test_warming_up_leaves_nothing_behind() -> None:
    warm_up(TODAY)
    assert read("day", "неделю назад", today=TODAY) == Moment(date(2026, 11, 17))


@pytest.mark.exhaustive
@given(kind=st.sampled_from(sorted(KINDS)), text=st.text(max_size=120))
def test_anything_typed_is_read_or_refused_with_a_slug(kind: str, text: str) -> None:
    try:
        read(kind, text, today=TODAY)
    except Unreadable as refused:
        assert refused.slug in SLUGS  # noqa: PT017  (either outcome is right)


@given(on=st.dates(date(2000, 1, 1), date(2026, 11, 24)), today=st.dates(date(2026, 11, 24)))
def test_a_full_date_means_the_same_on_any_day(on: date, today: date) -> None:
    for form in (f"{on:%d.%m.%Y}", f"{on.day}.{on.month}.{on:%y}", f"{on.isoformat()}"):
        assert read("day", form, today=today) == Moment(on)


@given(
    on=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    today=st.dates(date(2000, 1, 1), date(2099, 1, 1)),
)
def test_a_day_without_a_year_is_the_latest_one(on: date, today: date) -> None:
    value = read("day", f"{on.day}.{on.month}", today=today) if today.year > 2008 else None
    if isinstance(value, Moment):
        assert (value.on.day, value.on.month) == (on.day, on.month)
        assert value.on <= today
        assert (today - value.on).days < 366 or (on.day, on.month) == (29, 2)


@given(minor=st.integers(1, 10**11))
def test_a_shown_sum_is_read_back(minor: int) -> None:
    assert read("sum", show(Money(minor)), today=TODAY) == Money(minor)


def test_what_the_tests_type_is_kept_as_they_expect(content: Content) -> None:
    kinds = {name: question.kind for name, question in content.questions.items()}
    kept = {name: read(kinds[name], text, today=TODAY) for name, text in people.TYPED.items()}
    assert kept == {name: people.ANSWERS[name] for name in people.TYPED}
    assert people.ANSWERS.keys() | {"full_name_genitive", "operations"} == kinds.keys()
