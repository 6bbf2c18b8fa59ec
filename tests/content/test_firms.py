"""The wallets and banks by name: what the loader refuses, and which number may be dialled."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.content.aging import to_recheck
from bot.content.content import ROOT, Content
from bot.content.firms import load_firms
from bot.escalation.facts import Confidence, Fact
from bot.escalation.firms import Firm
from bot.records import BadData

NEVER = (
    *("8007775957", "8006001111", "8007775921"),  # said to be Ozon's
    *("8002008172", "8002009000", "4951378293"),  # Alfa's
    *("4959743586", "4951978686"),  # ЮMoney's
    *("8002343580",),  # МТС's
    *("8001000100", "8001007870", "8002006099"),  # Россельхозбанк's: three sources, three numbers
)
"""Numbers of look-alike pages, without the first digit: they disagree with the banks' papers."""

TODAY = date(2026, 11, 26)


def digits(text: str) -> str:
    return re.sub(r"(?<=\d)[\s()\-\u00a0–]+(?=\d)", "", text)


@pytest.mark.exhaustive
@pytest.mark.parametrize("number", NEVER)
def test_a_number_of_a_lookalike_page_stands_nowhere(number: str) -> None:
    files = [*(ROOT / "data").rglob("*.toml"), *(ROOT / "templates").rglob("*.*")]
    texts = [file for file in files if file.suffix in {".toml", ".j2"}]
    assert len(texts) > 100
    assert [f.name for f in texts if number in digits(f.read_text(encoding="utf-8"))] == []


def test_the_search_for_numbers_sees_through_how_they_are_written() -> None:
    assert "8007775957" in digits("тел. 8 (800) 777-59-57")


def test_a_phone_is_dialled_only_if_it_is_sure(content: Content) -> None:
    firms = content.facts.firms.values()
    for firm in firms:
        sure = firm.block_phone is not None and firm.block_phone.confidence is Confidence.SURE
        assert (firm.phone is not None) == sure, firm.id
    assert sum(firm.phone is not None for firm in firms) >= 8
    assert sum(firm.block_phone is not None and firm.phone is None for firm in firms) >= 3


def test_the_firms_people_name_most_are_there_in_order(content: Content) -> None:
    firms = content.facts.firms
    assert list(firms)[:4] == ["yoomoney", "ozon_bank", "sber", "tbank"]
    assert {"webmoney", "payeer"} == {id_ for id_, firm in firms.items() if firm.licensed is False}
    assert all(firm.place == "unlicensed" for firm in firms.values() if firm.licensed is False)
    assert len(firms) >= 15


def test_whose_name_is_only_likely_is_called_as_people_do(content: Content) -> None:
    likely = Fact(
        id="x.legal_name",
        value="ООО «Икс»",
        source="x.ru",
        checked_on=TODAY,
        confidence=Confidence.LIKELY,
        standing=content.facts.firms["payeer"].legal_name.standing,  # type: ignore[union-attr]
        review_by=date(2027, 5, 26),
    )
    known = {"id": "x", "button": "Икс", "place": "other_wallet", "country": "RU"}
    assert Firm(**known, legal_name=likely).name == "Икс"  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "data" / "providers.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ('"7750005725"', '"7750005726"', "firms.yoomoney.inn", "check digit"),
        ('"7750005725"', '"775000572"', "firms.yoomoney.inn", "check digit"),
        ('"1127711000031"', '"1127711000032"', "firms.yoomoney.ogrn", "check digit"),
        ('button = "ЮMoney"', 'colour = "x"', "firms.yoomoney.colour", "unknown key"),
        ('button = "ЮMoney"\n', "", "firms.yoomoney.button", "required"),
        ('button = "ЮMoney"', f'button = "{"Ю" * 16}"', "firms.yoomoney.button", "two stand"),
        ("[firms.yoomoney]", "[firms.none]", "firms.none.id", "not in the list"),
        ("[firms.yoomoney]", "[firms.yoomoney_wallet]", "firms.yoomoney_wallet.id", "at most"),
        (
            'inn = { value = "7750005725", source',
            'inn = { value = "7750005725", surce',
            "firms.yoomoney.inn.surce",
            "unknown key",
        ),
        (
            'site = { value = "yoomoney.ru", source = "yoomoney.ru/keyterms"',
            'site = { value = "yoomoney.ru", source = "general knowledge"',
            "firms.yoomoney.site.confidence",
            "without a source",
        ),
        ('claims_email = { value = "support@yoomoney.ru"', 'claims_email = { value = " "',
         "firms.yoomoney.claims_email.value", "blank"),
        ("2026-01-01", "2027-01-01", "firms.yoomoney.block_phone.source_date", "younger"),
        (
            'inn = { value = "7750005725"',
            'inn = "7750005725" # { value = "7750005725"',
            "firms.yoomoney.inn",
            "must be a table",
        ),
    ],
)  # fmt: skip
def test_bad_data_is_refused_with_its_place(
    folder: Path, old: str, new: str, key: str, reason: str
) -> None:
    file = folder / "providers.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadData) as raised:
        load_firms(folder)
    assert (raised.value.file, raised.value.key) == ("providers.toml", key)
    assert reason in raised.value.reason.lower()


def test_what_is_not_sure_of_a_firm_is_listed_to_be_looked_up_again(content: Content) -> None:
    now = {fact.id for fact in to_recheck(content.facts, TODAY)}
    assert "wb_bank.block_phone" in now
    assert "yoomoney.inn" not in now
    assert "yoomoney.block_phone" not in now
    assert "yoomoney.block_phone" in {
        fact.id for fact in to_recheck(content.facts, date(2027, 3, 1))
    }
