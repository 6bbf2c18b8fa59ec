"""What is known of a firm that was picked by button, and what of it may be said."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.escalation.facts import Confidence, Fact, Standing, is_stale, may_be_primary
from bot.escalation.firms import (
    FIRM,
    NOT_LISTED,
    Firm,
    Requisites,
    answered_by,
    firm_of,
    looked_up,
    requisites,
)
from bot.escalation.letters import Holding

REVIEW_BY = date(2026, 12, 31)


def fact(value: str, **changes: object) -> Fact:
    sure = Fact(
        id="fact",
        value=value,
        source="the register",
        checked_on=date(2026, 11, 26),
        confidence=Confidence.SURE,
        standing=Standing.CONFIRMED,
        review_by=REVIEW_BY,
    )
    return replace(sure, **changes)  # type: ignore[arg-type]


BARE = Firm(id="bank", button="Банк", place="other_wallet", country="RU")
KNOWN = replace(
    BARE,
    legal_name=fact("АО «Банк»"),
    inn=fact("7700000000"),
    ogrn=fact("1027700000000"),
    claims_address=fact("Москва"),
    site=fact("bank.ru"),
    block_phone=fact("8 800"),
)
UNSURE = [Confidence.LIKELY, Confidence.UNVERIFIED]


def test_of_a_firm_of_which_nothing_is_known_its_button_is_its_name() -> None:
    assert (BARE.name, BARE.phone, BARE.web) == ("Банк", None, None)
    assert requisites(BARE, REVIEW_BY) == Requisites()
    assert list(BARE) == []


def test_a_client_has_a_wallet_at_a_wallet_and_at_a_bank_nobody_knows_what() -> None:
    assert Holding.of(replace(BARE, wallet=True)) is Holding.WALLET
    assert Holding.of(BARE) is Holding.BANK


def test_what_is_sure_is_said() -> None:
    assert (KNOWN.name, KNOWN.phone, KNOWN.web) == ("АО «Банк»", "8 800", "bank.ru")
    assert requisites(KNOWN, REVIEW_BY) == Requisites(
        inn="7700000000", ogrn="1027700000000", address="Москва"
    )
    assert len(list(KNOWN)) == 6


@pytest.mark.parametrize("confidence", UNSURE)
def test_what_is_not_sure_is_neither_dialled_nor_opened_nor_written(confidence: Confidence) -> None:
    unsure = fact("?", confidence=confidence)
    one = replace(
        KNOWN,
        legal_name=unsure,
        inn=unsure,
        ogrn=unsure,
        claims_address=unsure,
        site=unsure,
        block_phone=unsure,
    )
    assert (one.name, one.phone, one.web) == ("Банк", None, None)
    assert requisites(one, REVIEW_BY) == Requisites()


def test_requisites_enter_a_letter_up_to_the_day_of_their_review() -> None:
    stale = replace(KNOWN, ogrn=fact("1", review_by=REVIEW_BY - timedelta(days=1)))
    assert requisites(stale, REVIEW_BY).ogrn is None
    assert requisites(stale, REVIEW_BY).inn is not None
    assert is_stale(fact("1"), REVIEW_BY + timedelta(days=1))
    assert not is_stale(fact("1"), REVIEW_BY)


@pytest.mark.parametrize(
    ("country", "licensed", "asks"),
    [("RU", None, True), ("RU", True, False), ("RU", False, False), ("KZ", None, False)],
)
def test_the_register_of_the_bank_of_russia_is_asked_about_russian_firms_we_do_not_know(
    country: str, licensed: bool | None, asks: bool
) -> None:
    assert replace(BARE, country=country, licensed=licensed).asks_licence is asks


def test_a_firm_is_the_one_picked_or_none() -> None:
    firms = {"bank": BARE, "wallet": KNOWN}
    assert firm_of({FIRM: "bank"}, firms) is BARE
    for answers in ({}, {FIRM: NOT_LISTED}, {FIRM: "gone"}):
        assert firm_of(answers, firms) is None


@pytest.mark.parametrize(
    ("confidence", "known"), [(Confidence.SURE, True), (Confidence.LIKELY, False)]
)
def test_the_address_of_a_firm_is_asked_only_where_it_is_not_sure(
    confidence: Confidence, known: bool
) -> None:
    address = KNOWN.claims_address
    assert address is not None
    firm = replace(KNOWN, claims_address=replace(address, confidence=confidence))
    assert looked_up(firm) == ({"defendant_address"} if known else set())
    assert looked_up(replace(KNOWN, claims_address=None)) == set()
    assert looked_up(None) == set()


def test_the_name_of_a_known_firm_is_not_asked() -> None:
    assert answered_by(replace(BARE, wallet=True)) == {"provider_name"}
    assert answered_by(replace(BARE, wallet=False)) == {"provider_name", "identified"}
    assert answered_by(None) == frozenset()


@pytest.mark.parametrize("standing", Standing)
@pytest.mark.parametrize("confidence", Confidence)
def test_only_what_is_confirmed_comes_first(standing: Standing, confidence: Confidence) -> None:
    first = {
        (Standing.CONFIRMED, Confidence.SURE),
        (Standing.CONFIRMED, Confidence.LIKELY),
    }
    one = fact("?", standing=standing, confidence=confidence)
    assert may_be_primary(one) is ((standing, confidence) in first)


def test_a_newspaper_is_a_ground_for_an_event_only() -> None:
    assert fact("?", basis="ст. 1").ground == "ст. 1"
    assert fact("?", basis="ст. 1", event=True).ground == "ст. 1"
    assert fact("?", event=True).ground == "the register"
    assert fact("?").ground is None
