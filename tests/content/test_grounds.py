"""What a person is shown as the ground: acts and bodies' own pages, newspapers for events only."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.checks.grounds import check_grounds, cited
from bot.content.content import Content
from bot.content.grounds import HOST, unfit
from bot.escalation.facts import NO_SOURCE, Confidence, Fact, Standing

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 26)
RULE = Fact(
    id="x",
    value="x",
    source="edin.center",
    basis="ч. 11 ст. 9 закона № 161-ФЗ",
    checked_on=TODAY,
    confidence=Confidence.SURE,
    standing=Standing.CONFIRMED,
    review_by=date(2027, 11, 26),
)
UNRELATED = {
    *("edin.center", "news.mail.ru", "rainem.ru", "eduction.ru", "creditural.ru", "mbbru.ru"),
    *("ufa2.ru", "wylsa.com", "moscow-post.com", "myeconomy.ru", "ivcrb.ru"),
    *("koranchitat.stroy-tek.su", "nkeu.foreignaffairs.co.nz"),
}


def test_no_record_shows_a_ground_that_is_none(content: Content) -> None:
    assert [str(finding) for finding in check_grounds(content)] == []


def test_every_record_that_a_screen_cites_is_looked_at(content: Content) -> None:
    looked_at = {fact.id for facts in cited(content).values() for fact in facts}
    named = {
        name
        for file in (ROOT / "templates").rglob("*.j2")
        for call in re.findall(r"sources\(\[(.+?)\], today\)", file.read_text(encoding="utf-8"))
        for name in re.findall(r'(?:known|likely|unverified)\.(\w+)|contact\("(\w+)"\)', call)
    }
    ids = {fact or contact for fact, contact in named}
    assert len(ids) > 30
    assert ids <= looked_at


@pytest.mark.parametrize(
    "change",
    [
        {"basis": "edin.center"},
        {"basis": "ст. 144 УПК РФ; eduction.ru"},
        {"basis": "ст. 144 УПК РФ, eduction.ru"},
        {"basis": "interfax.ru/business/947724"},
        {"basis": NO_SOURCE},
        {"basis": "из общих знаний"},
        {"basis": "cbr.ru.evil.com"},
        {"basis": "notcbr.ru"},
        {"basis": None},
        {"basis": None, "event": True},
        {"basis": None, "event": True, "source": NO_SOURCE},
        {"basis": None, "event": True, "source": "news.mail.ru/economics/1; rbc.ru"},
    ],
)
def test_what_is_neither_an_act_nor_a_bodys_page_is_refused(
    content: Content, change: dict[str, object]
) -> None:
    assert list(unfit(replace(RULE, **change), content.grounds))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"basis": "закон № 123-ФЗ от 04.06.2018; finombudsman.ru"},
        {"basis": "Банк России, www.cbr.ru/hd_base/KeyRate"},
        {"basis": "приказ Банка России от 21.02.2024 № ОД-266"},
        {"basis": None, "event": True, "source": "interfax.ru/business/947724"},
        {"basis": None, "ask": "на сайте АСВ, asv.org.ru"},
        {"basis": None, "standing": Standing.CONTRADICTED},
    ],
)
def test_an_act_a_bodys_page_and_an_event_in_a_newspaper_may_be_shown(
    content: Content, change: dict[str, object]
) -> None:
    assert list(unfit(replace(RULE, **change), content.grounds)) == []  # type: ignore[arg-type]


def grounds_shown(content: Content) -> str:
    """Every answer of the FAQ, the page on safety and every card, as they are rendered."""
    screen = content.words.screen
    return "\n".join(
        [
            *(screen("faq_answer", entry=entry, today=TODAY) for entry in content.faq.values()),
            *(screen("contact", card=card, today=TODAY) for card in content.contacts.values()),
            screen("safety", today=TODAY),
        ]
    )


def test_no_unrelated_site_stands_on_a_screen(content: Content) -> None:
    shown = grounds_shown(content)
    assert "из общих знаний" not in shown
    assert NO_SOURCE not in shown
    assert set(HOST.findall(shown)).isdisjoint(UNRELATED)
    assert "ст. 30.1 закона № 395-1" in shown


def test_a_ground_says_how_sure_it_is_and_where_to_ask(content: Content) -> None:
    text = content.words.screen("faq_answer", entry=content.faq["paid_help"], today=TODAY)
    assert "официального текста под рукой нет: уточните на сайте АСВ, asv.org.ru" in text
    text = content.words.screen("faq_answer", entry=content.faq["late_claim"], today=TODAY)
    assert "наш подсчёт от отзыва лицензии – скорее всего, уточните у юриста" in text


def test_a_newspaper_stands_with_its_day_and_an_act_without(content: Content) -> None:
    text = content.words.screen("faq_answer", entry=content.faq["small_sum"], today=TODAY)
    assert "interfax.ru/business/947724, 26.02.2024" in text
    assert "– пп. 4 п. 2 и п. 3 ст. 333.36 НК РФ\n" in text
