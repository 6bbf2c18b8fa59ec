"""The letters, the channels, the questions and the templates agree."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from bot.checks.samples import opened
from bot.content.content import Content
from bot.documents.text import as_text
from bot.escalation.carry_over import is_compared
from bot.escalation.drafts import Channel, Draft, relevant
from bot.records import records
from tests import people
from tests.documents.known import (
    ANSWERS,
    CONTENT,
    DRAFTS,
    PLACES,
    PROBLEMS,
    RELEVANCE,
    ROOT,
    letter,
    table,
)

TEMPLATES = ROOT / "templates"
SCREENS = TEMPLATES / "screens" / "how_to_send"
CHANNELS = table("channels")["channels"]
STANDING_KEYS = {key: table("channels")[key] for key in ("checked_on", "review_by")}
ADDRESSEES = {
    "provider", "state", "ombudsman", "police", "liquidator", "court", "carrier", "shop",
    "terminal", "public", "foreign", "debtor", "receiver",
}  # fmt: skip


def test_drafts_and_channels_are_records_with_known_keys() -> None:
    drafts = records(Draft, "drafts.toml", DRAFTS)
    tables = {name: {**STANDING_KEYS, **table} for name, table in CHANNELS.items()}
    channels = records(Channel, "channels.toml", tables)
    assert {draft.addressee for draft in drafts.values()} == ADDRESSEES
    assert {channel for draft in drafts.values() for channel in draft.channels} == set(channels)
    for channel in channels.values():
        assert set(channel.formats) <= {"text", "docx", "pdf"}
        assert channel.formats


def test_every_draft_has_its_template_and_the_title_that_data_gives_it() -> None:
    files = {file.name.removesuffix(".txt.j2") for file in (TEMPLATES / "drafts").iterdir()}
    assert files == set(DRAFTS)
    for draft, known in DRAFTS.items():
        assert letter(draft).title[0] == known["title"]
        assert letter(draft).public == known.get("public", False)


def test_ids_fit_a_button() -> None:
    for name in (*DRAFTS, *CHANNELS):
        assert re.fullmatch(r"[a-z][a-z_]*", name)
        assert len(name) <= 20


@pytest.mark.exhaustive
@pytest.mark.parametrize("draft", DRAFTS)
def test_a_letter_asks_only_for_what_changes_it(draft: str) -> None:
    for place, problem in _asked_for(draft):
        said = as_text(letter(draft, problem, place, answers=WISHING, addressee=("Адрес",)))
        for question in relevant(DRAFTS[draft]["questions"], RELEVANCE, (problem,), place):
            if question in OF_REPLIES:
                continue  # asked once there is a reply: bot/checks/letters.py tries them
            others = {key: value for key, value in WISHING.items() if key != question}
            to = ("Адрес",) if is_compared(others) else ()
            without = as_text(letter(draft, problem, place, answers=others, addressee=to))
            assert without != said, (problem, place, question)


def _asked_for(draft: str) -> Iterator[tuple[str, str]]:
    """The places and problems whose map has a step with this letter."""
    path = CONTENT.path
    for place in ("qiwi_ru", "other_wallet", "unlicensed", "terminal", "shop", "qiwi_kz"):
        for problem in path.places[place].problems:
            route = path.route(place, problem)
            if draft in {path.steps[step].draft for step in (*route.steps, *route.also)}:
                yield place, problem


OF_REPLIES = {"decision_no", "refusal_day", "refusal_no"}

WISHING = {**ANSWERS, "wanted": ("return_sum", "logs", "explain"), "operations": people.FURTHER} | {
    "identified": ("none",)
}


def test_templates_name_only_questions_that_exist() -> None:
    asked = {question for draft in DRAFTS.values() for question in draft["questions"]}
    assert asked == {*ANSWERS, "operations"}
    assert {name.partition(".")[0] for name in RELEVANCE} <= asked
    methods = {"has", "raw", "chosen", "written", "of_whom", "blank", "is_blank", "missing"}
    methods |= {"rows", "several", "whole", "returned"}
    for file in [*TEMPLATES.glob("drafts/*.j2"), *TEMPLATES.glob("macros/letters*.j2")]:
        text = file.read_text(encoding="utf-8")
        named = set(re.findall(r"\ba\.([a-z_]+)", text)) - methods
        named |= set(re.findall(r'a\.(?:has|raw|chosen|missing)\("([a-z_]+)"\)', text))
        assert named <= asked | {"checks"}, file.name


def test_relevance_names_only_problems_and_places_that_exist() -> None:
    for question, record in RELEVANCE.items():
        assert record.problems | record.never <= set(PROBLEMS), question
        assert record.places <= set(PLACES), question


def test_the_terminal_and_the_shop_are_asked_about_where_they_matter() -> None:
    def asked(problem: str, place: str) -> set[str]:
        return set(relevant(DRAFTS["pretenziya"]["questions"], RELEVANCE, (problem,), place))

    assert {"terminal_number", "terminal_owner"} <= asked("terminal", "qiwi_ru")
    assert not {"terminal_number", "shop_name"} & asked("fee", "other_wallet")
    assert "shop_name" in asked("fee", "shop")
    assert "provider_name" not in asked("fee", "qiwi_ru")
    assert "sum" not in asked("identification", "qiwi_ru")


def test_postal_addresses_are_contacts() -> None:
    contacts = table("contacts")["contacts"]
    for draft in DRAFTS.values():
        if "post" in draft:
            assert contacts[draft["post"]]["kind"] == "post"


def how_to_send(content: Content, draft: str, channel: str, problem: str = "unauthorised") -> str:
    """What is said of the channel on the way of this letter."""
    case = opened(content.path.route("other_wallet", problem), content, date(2026, 5, 4))
    given = content.letters.drafts[draft]
    return content.words.screen(f"how_to_send/{channel}", draft=given, case=case)


@pytest.mark.exhaustive
@pytest.mark.parametrize("draft", DRAFTS)
def test_how_to_send_is_a_short_numbered_screen(content: Content, draft: str) -> None:
    for channel in DRAFTS[draft]["channels"]:
        screen = how_to_send(content, draft, channel)
        steps = [int(number) for number in re.findall(r"^(\d+)\. ", screen, flags=re.MULTILINE)]
        assert steps == list(range(1, len(steps) + 1))
        assert len(steps) >= 4
        assert len(screen) <= 900
        assert set(re.findall(r"<[^>]*>", screen)) == {"<b>", "</b>"}


def test_no_receipt_of_a_crime_is_asked_for_where_none_is_reported(content: Content) -> None:
    assert "КУСП" in how_to_send(content, "police", "in_person")
    assert "КУСП" not in how_to_send(content, "police", "in_person", "fraud_base")


def test_every_screen_belongs_to_a_door() -> None:
    assert {file.name.removesuffix(".html.j2") for file in SCREENS.iterdir()} == set(CHANNELS)


def test_state_bodies_are_never_written_to_by_email() -> None:
    for draft in DRAFTS.values():
        if draft["addressee"] in {"state", "police", "ombudsman", "court", "liquidator"}:
            assert "email" not in draft["channels"]
    assert "30.03.2025" in CHANNELS["email"]["value"]


def test_what_changed_is_told_where_it_matters_and_only_there(content: Content) -> None:
    said = {
        (draft, channel): how_to_send(content, draft, channel)
        for draft, known in DRAFTS.items()
        for channel in known["channels"]
        if channel in ("web_form", "gosuslugi")
    }
    for (draft, channel), screen in said.items():
        state = DRAFTS[draft]["addressee"] in {"state", "ombudsman"}
        assert ("30.03.2025" in screen) == state, (draft, channel)
        assert ("23.05.2025" in screen) == (draft == "police"), (draft, channel)
