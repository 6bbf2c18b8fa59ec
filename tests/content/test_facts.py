"""The fact base: what it refuses, whom it lets be first, and what grows old."""

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.content.aging import has_old_source, on_old_sources, to_recheck
from bot.content.facts import FactBase, load_facts, namespaces
from bot.content.trust import broken_rules
from bot.escalation.contacts import Contact, ContactKind
from bot.escalation.facts import NO_SOURCE, Confidence, Fact, Standing, is_stale, may_be_primary
from bot.records import BadData

ROOT = Path(__file__).resolve().parents[2]
CHECKED = date(2026, 11, 23)
ARTICLE_CONTACTS = {
    "qiwi_chat": "A2.1",
    "qiwi_email": "A2.2",
    "qiwi_phone": "A2.3",
    "qiwi_vk": "A3",
    "qiwi_facebook": "A3",
    "qiwi_instagram": "A3",
    "rkn_site": "A4",
}
SOUND = Contact(
    id="x",
    value="example.ru",
    source="example.ru",
    source_date=date(2026, 3, 1),
    checked_on=CHECKED,
    confidence=Confidence.SURE,
    standing=Standing.CONFIRMED,
    review_by=CHECKED + timedelta(days=180),
    name="x",
    kind=ContactKind.WEB,
    organisation="x",
    country="RU",
    url="https://example.ru/",
)


@pytest.fixture(scope="module")
def base() -> FactBase:
    return load_facts(ROOT / "data")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of data/ that a test may break."""
    for file in ("facts", "contacts", "providers", "faq"):
        shutil.copy(ROOT / "data" / f"{file}.toml", tmp_path)
    return tmp_path


def test_every_contact_of_the_article_is_kept(base: FactBase) -> None:
    rows = {name: base.contact(name).article_row for name in ARTICLE_CONTACTS}

    assert rows == ARTICLE_CONTACTS


def test_the_articles_dead_channels_are_never_first(base: FactBase) -> None:
    dead = [base.contact(name) for name in ARTICLE_CONTACTS if name != "rkn_site"]

    assert not any(may_be_primary(contact) for contact in dead)
    assert may_be_primary(base.contact("asv_site"))


def test_the_articles_phone_cannot_be_copied(base: FactBase) -> None:
    phone = base.contact("qiwi_phone")

    assert phone.kind is ContactKind.PHONE
    assert phone.copy is None
    assert phone.url is None


def test_networks_of_meta_are_named_without_a_way_in(base: FactBase) -> None:
    for name in ("qiwi_facebook", "qiwi_instagram"):
        contact = base.contact(name)
        assert contact.url is None
        assert contact.copy is None
        assert "экстремистской" in (contact.reason or "")


@pytest.mark.parametrize("standing", sorted(set(Standing) - {Standing.CONFIRMED}))
def test_only_the_confirmed_may_be_first(standing: Standing) -> None:
    assert may_be_primary(SOUND)
    assert not may_be_primary(replace(SOUND, standing=standing))
    assert not may_be_primary(replace(SOUND, confidence=Confidence.UNVERIFIED))


def test_a_check_is_old_on_the_day_after_its_review() -> None:
    assert not is_stale(SOUND, SOUND.review_by)
    assert is_stale(SOUND, SOUND.review_by + timedelta(days=1))


def test_nothing_is_stale_on_the_day_of_the_check_and_everything_in_the_end(
    base: FactBase,
) -> None:
    assert not any(is_stale(fact, CHECKED) for fact in base)

    late = to_recheck(base, date.max)
    assert len(late) == len(list(base))
    assert [fact.review_by for fact in late] == sorted(fact.review_by for fact in late)


def test_the_recheck_list_holds_what_is_open_and_what_is_stale(base: FactBase) -> None:
    listed = {fact.id for fact in to_recheck(base, CHECKED)}

    assert {"liquidation_state", "asv_phone", "qiwi_phone", "limitation_end"} <= listed
    assert "licence_revoked" not in listed
    assert "qiwi_facebook" not in listed
    assert "qiwi_facebook" in {fact.id for fact in to_recheck(base, date.max)}


def test_a_sure_fact_is_looked_up_again_once_its_source_is_over_a_year_old() -> None:
    assert SOUND.source_date is not None
    year = SOUND.source_date + timedelta(days=365)
    assert not has_old_source(SOUND, year)
    assert has_old_source(SOUND, year + timedelta(days=1))
    assert to_recheck([SOUND], year) == []
    assert to_recheck([SOUND], year + timedelta(days=1)) == [SOUND]


@pytest.mark.parametrize(
    "change",
    [
        {"event": True},
        {"source_date": None},
        {"confidence": Confidence.LIKELY},
        {"standing": Standing.CLOSED},
    ],
)
def test_what_happened_once_is_not_overtaken_by_a_newer_source(change: dict[str, object]) -> None:
    assert not has_old_source(replace(SOUND, **change), date.max)  # type: ignore[arg-type]


def test_the_law_of_2024_is_on_the_list_and_the_licence_is_not(base: FactBase) -> None:
    old = {fact.id for fact in on_old_sources(base, CHECKED)}

    assert {"reply_work_days", "claim_late"} <= old
    assert "licence_revoked" not in old


def test_each_fact_stands_on_the_shelf_of_its_confidence(base: FactBase) -> None:
    shelves = namespaces(base.facts.values())

    for shelf, confidence in zip(("known", "likely", "unverified"), Confidence, strict=True):
        held: dict[str, Fact] = vars(shelves[shelf])
        assert held
        assert all(fact.confidence is confidence for fact in held.values())
    assert sum(len(vars(shelf)) for shelf in shelves.values()) == len(base.facts)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"url": "ftp://example.ru"}, "url"),
        ({"url": "mailto:a@example.ru"}, "url"),
        ({"url": "https://localhost/"}, "url"),
        ({"url": "https://a@example.ru/"}, "url"),
        ({"url": "https://exa mple.ru/"}, "url"),
        ({"copy": "x" * 257}, "copy"),
        ({"name": " "}, "name"),
        ({"source_date": CHECKED + timedelta(days=1)}, "source_date"),
        ({"review_by": CHECKED}, "review_by"),
        ({"source": NO_SOURCE, "standing": Standing.UNCONFIRMED, "reason": "x"}, "confidence"),
        ({"source": NO_SOURCE, "confidence": Confidence.LIKELY}, "standing"),
        ({"confidence": Confidence.UNVERIFIED}, "standing"),
        ({"standing": Standing.ARTICLE_ONLY}, "reason"),
        ({"standing": Standing.CLOSED, "reason": "x", "url": None}, "closed_on"),
        ({"standing": Standing.CONTRADICTED, "reason": "x"}, "url"),
    ],
)
def test_a_record_that_claims_too_much_is_refused(change: dict[str, object], field: str) -> None:
    assert list(broken_rules(SOUND)) == []

    assert field in {name for name, _ in broken_rules(replace(SOUND, **change))}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        ("contacts", 'kind = "chat"', 'kind = "pigeon"', "qiwi_chat.kind"),
        ("contacts", 'kind = "chat"', 'kind = "chat"\ncolour = "red"', "qiwi_chat.colour"),
        ("contacts", 'name = "Горячая линия Qiwi из статьи"\n', "", "qiwi_phone.name"),
        ("contacts", "source_date = 2024-02-21", 'source_date = "вчера"', "qiwi_vk.source_date"),
        ("contacts", 'url = "https://asv.org.ru"', 'url = "tel:+7"', "asv_site.url"),
        ("contacts", "[contacts.qiwi_chat]", "[contacts.Qiwi-Chat]", "Qiwi-Chat"),
        ("providers", '"kz_national_bank", "kz_otinish"]', '"nobody"]', "qiwi_kz.regulators"),
        (
            "facts",
            "[facts.licence_revoked]\n",
            "[facts.licence_revoked]\nid = 'x'\n",
            "licence_revoked.id",
        ),
        ("facts", "checked_on = 2026-11-23", "", "licence_revoked.checked_on"),
        ("faq", 'title = "Куда жаловаться?"', f'title = "{"а" * 41}"', "where.title"),
        ("faq", "[faq.", "[questions.", "faq"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(
    folder: Path, file: str, old: str, new: str, key: str
) -> None:
    path = folder / f"{file}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(BadData) as raised:
        load_facts(folder)
    assert raised.value.file == path.name
    assert raised.value.key == key


def test_an_unknown_contact_is_an_error(base: FactBase) -> None:
    with pytest.raises(LookupError, match="no contact nobody"):
        base.contact("nobody")


def test_every_place_of_the_first_question_is_there(base: FactBase) -> None:
    abroad = {provider.country for provider in base.providers.values()} - {"RU"}

    assert abroad == {"KZ", "AM", "BY", "KG", "MD", "TJ", "UZ"}
    assert {"qiwi_ru", "other_wallet", "terminal", "shop"} <= base.providers.keys()
    for provider in base.providers.values():
        assert provider.regulators, provider.id


def test_a_record_under_a_group_of_another_file_is_refused(folder: Path) -> None:
    file = folder / "facts.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("[facts.licence_revoked]", "[firms.licence_revoked]"), "utf-8")
    with pytest.raises(BadData, match=r"facts\.toml: \w+\.firms: unknown key"):
        load_facts(folder)
