"""What is shown of the facts: cards, FAQ entries and the page on safety."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from telegram_sandbox.entities import parsed, utf16_length

from bot.content.facts import namespaces
from bot.content.render import Words
from bot.content.terms import load_terms
from bot.escalation.contacts import Contact
from bot.escalation.facts import is_stale
from bot.russian.written_days import FILTERS, day, in_month, month_year
from tests.conftest import read_once

ROOT = Path(__file__).resolve().parents[2]
BASE = read_once().facts
TODAY = date(2026, 11, 24)
LATE = date(2030, 1, 1)
OLD = "Проверка устарела"
LONGEST = 3500
ARTICLE_ANSWERS = {
    "accepted": ("A8.1", ("24 часов", "почту", "ещё раз", "15 рабочих дней")),
    "how_long": ("A8.2", ("до 3 рабочих дней", "сложные", "15 рабочих дней")),
    "compensation": ("A8.3", ("обоснованной", "доказательства", "внутренней политике")),
    "not_satisfied": ("A8.4", ("повторное обращение", "недовольны", "новыми фактами")),
    "hurry": ("A10", ("Чем раньше", "в поддержку", "21.02.2024")),
}


@pytest.fixture(scope="module")
def words() -> Words:
    known = (*BASE.facts.values(), *load_terms(ROOT / "data").values())
    names = {**namespaces(known), "contact": BASE.contact}
    return Words(ROOT / "templates", filters=FILTERS, names=names)


def card(words: Words, contact: Contact, today: date = TODAY) -> str:
    return words.screen("contact", card=contact, today=today)


def faq_entry(words: Words, name: str, today: date = TODAY) -> str:
    return words.screen("faq_answer", entry=BASE.faq[name], today=today)


def accepted_by_telegram(text: str) -> None:
    plain, _ = parsed(text, "HTML")
    assert utf16_length(plain) <= LONGEST
    assert not re.search(r"None|\.\.|  \S", plain), plain


@pytest.mark.exhaustive
@pytest.mark.parametrize("today", [TODAY, LATE])
@pytest.mark.parametrize("name", BASE.contacts)
def test_every_card_is_shown_and_says_how_far_to_trust_it(
    words: Words, name: str, today: date
) -> None:
    contact = BASE.contacts[name]
    text = card(words, contact, today)

    accepted_by_telegram(text)
    assert (OLD in text) is is_stale(contact, today)
    assert re.search("Проверено|Не подтвержд|Скорее всего|Закрыто", text)


@pytest.mark.exhaustive
@pytest.mark.parametrize("today", [TODAY, LATE])
@pytest.mark.parametrize("name", BASE.faq)
def test_every_entry_is_shown_with_its_sources(words: Words, name: str, today: date) -> None:
    text = faq_entry(words, name, today)

    accepted_by_telegram(text)
    assert "Откуда мы это знаем" in text
    assert (OLD in text) is (today == LATE)


@pytest.mark.parametrize("name", ["faq", "safety"])
def test_the_pages_are_shown(words: Words, name: str) -> None:
    accepted_by_telegram(words.screen(name, today=TODAY))


@pytest.mark.parametrize("name", ARTICLE_ANSWERS)
def test_the_articles_answers_stand_beside_what_is_known(words: Words, name: str) -> None:
    row, phrases = ARTICLE_ANSWERS[name]
    text = faq_entry(words, name)

    assert BASE.faq[name].article_row == row
    assert text.index("Старые советы о QIWI") < text.index("Что известно сегодня")
    assert [phrase for phrase in phrases if phrase not in text] == []


def test_safety_holds_the_articles_advice(words: Words) -> None:
    text = words.screen("safety", today=TODAY)

    for advice in ("пароли", "на каждом сайте свой", "двум шагам", "обновляйте", "уведомлениями"):
        assert advice in text
    assert "данные карты" in text


def test_the_articles_phone_is_marked(words: Words) -> None:
    phone = BASE.contact("qiwi_phone")
    text = card(words, phone)

    assert phone.value in text
    assert "Не подтверждено: из статьи" in text
    assert "звонок может быть платным" in text


def test_a_closed_channel_is_struck_out_with_its_day(words: Words) -> None:
    text = card(words, BASE.contact("qiwi_facebook"))

    assert "<s>" in text
    assert "Закрыто 21.03.2022" in text
    assert "деятельность запрещена в РФ" in text


def test_the_card_says_that_the_check_is_old_from_the_day_after_its_review(words: Words) -> None:
    contact = BASE.contact("rpn_phone")

    assert "Проверено в марте 2026 г." in card(words, contact, contact.review_by)
    assert OLD not in card(words, contact, contact.review_by)
    assert OLD in card(words, contact, contact.review_by + timedelta(days=1))


def test_what_a_record_says_cannot_break_the_screen(words: Words) -> None:
    hostile = replace(BASE.contact("asv_site"), name="<b>A & B</i>", note='"{{ 7 * 7 }}"')
    text = card(words, hostile)

    accepted_by_telegram(text)
    assert "&lt;b&gt;A &amp; B" in text
    assert "{{ 7 * 7 }}" in text


@pytest.mark.parametrize(
    "claim",
    ["known.limitation_end", "known.paid_out", "likely.licence_revoked", "unverified.asv_no_fee"],
)
def test_a_fact_on_the_wrong_shelf_does_not_render(words: Words, claim: str) -> None:
    template = words.environment.from_string("{{ " + claim + ".value }}")

    with pytest.raises(UndefinedError):
        template.render(today=TODAY)


@pytest.mark.parametrize("month", range(1, 13))
def test_months_are_declined(month: int) -> None:
    name = month_year(date(2026, month, 1)).removesuffix(" 2026 г.")
    stem = name.removesuffix("ь").removesuffix("й")

    assert in_month(date(2026, month, 1)) == f"в {stem}е 2026 г."


def test_days_are_written_in_figures() -> None:
    assert day(date(2024, 2, 21)) == "21.02.2024"
    assert month_year(date(2026, 3, 9)) == "март 2026 г."
    assert in_month(date(2026, 5, 9)) == "в мае 2026 г."


def test_every_entry_has_its_file_and_every_file_its_entry() -> None:
    files = {file.name.removesuffix(".html.j2") for file in (ROOT / "templates/faq").iterdir()}

    assert files == BASE.faq.keys()


def test_the_liquidators_page_is_what_wallet_entries_lead_to(words: Words) -> None:
    for name in ("money_gone", "where", "late_claim", "transfer", "silent"):
        assert str(BASE.contact("asv_site").url) in faq_entry(words, name)
