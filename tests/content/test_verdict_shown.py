"""The shield's screen has words for every verdict it can give."""

from datetime import date
from pathlib import Path

import pytest
from telegram_sandbox.entities import parsed

from bot.content.facts import namespaces
from bot.content.render import Words
from bot.russian.written_days import FILTERS
from bot.shield.verdicts import Verdict, VerdictKind, Why
from tests.conftest import read_once

ROOT = Path(__file__).resolve().parents[2]
BASE = read_once().facts
TODAY = date(2026, 11, 24)
KINDS = {
    VerdictKind.RED_FLAG: (
        Why.FEE_FIRST,
        Why.RESTORE,
        Why.CODE,
        Why.REMOTE,
        Why.SAFE_ACCOUNT,
        Why.THREAT,
        Why.GUARANTEE,
        Why.PASS_ON,
        Why.MANY_LINKS,
        Why.LONG_HOST,
    ),
    VerdictKind.UNCONFIRMED: (Why.NOT_CONFIRMED, Why.CLOSED, Why.OLD_NUMBER),
    VerdictKind.UNKNOWN: (
        Why.SAME_DOMAIN,
        Why.BARE_IP,
        Why.UNKNOWN_SITE,
        Why.UNKNOWN_PHONE,
        Why.UNKNOWN_EMAIL,
        Why.UNKNOWN_NAME,
        Why.NOTHING_FOUND,
        Why.DOUBT,
    ),
    VerdictKind.VERIFIED: (Why.OWN_SITE, Why.OWN_PHONE, Why.OWN_EMAIL),
}
KINDS[VerdictKind.LOOKALIKE] = tuple(set(Why) - {why for whys in KINDS.values() for why in whys})
VERDICTS = [(kind, why) for kind, whys in KINDS.items() for why in sorted(whys)]


@pytest.fixture(scope="module")
def words() -> Words:
    names = {**namespaces(BASE.facts.values()), "contact": BASE.contact}
    return Words(ROOT / "templates", filters=FILTERS, names=names)


def shown(words: Words, verdict: Verdict) -> str:
    plain, _ = parsed(words.screen("verdict", verdict=verdict, today=TODAY), "HTML")
    return plain


def verdict_of(kind: VerdictKind, why: Why) -> Verdict:
    contact = {VerdictKind.VERIFIED: "asv_site", VerdictKind.UNCONFIRMED: "qiwi_email"}.get(kind)
    if why is Why.OLD_NUMBER:
        contact = None
    if why is Why.SAME_DOMAIN:
        contact = "cbr_reception"
    looks_like = "asv_site" if kind is VerdictKind.LOOKALIKE else None
    return Verdict(kind=kind, why=why, contact=contact, looks_like=looks_like)


@pytest.mark.parametrize(("kind", "why"), VERDICTS)
def test_every_verdict_has_words_of_its_own(words: Words, kind: VerdictKind, why: Why) -> None:
    text = shown(words, verdict_of(kind, why))
    others = [shown(words, verdict_of(kind, other)) for other in KINDS[kind] if other is not why]

    assert text not in others
    assert "None" not in text
    assert ("✅ Это проверенный контакт" in text) is (kind is VerdictKind.VERIFIED)


@pytest.mark.parametrize("imitated", [None, "qiwi_chat", "cbr_phone"])
def test_a_lookalike_names_the_real_one_when_there_is_one(
    words: Words, imitated: str | None
) -> None:
    verdict = Verdict(kind=VerdictKind.LOOKALIKE, why=Why.SUBDOMAIN, looks_like=imitated)
    text = shown(words, verdict)

    assert ("Похоже на" in text) is (imitated is not None)
    assert ("asv.org.ru" in text) is (imitated == "qiwi_chat")
    assert (BASE.contact("cbr_phone").value in text) is (imitated == "cbr_phone")
