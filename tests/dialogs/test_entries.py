"""The questions of the FAQ that are offered on a case's card, where they are asked."""

from datetime import UTC, datetime
from itertools import product

import pytest

from bot.app import Application
from bot.content.content import Content
from bot.dialogs.card import card_screen
from bot.dialogs.desk import Desk
from bot.escalation.case import Case
from tests.people import picks
from tests.telegram import Person


def case_at(content: Content, place: str, problem: str, step: str = "") -> Case:
    first = content.path.route(place, problem).steps[0]
    opened_at = datetime(2026, 11, 26, 9, tzinfo=UTC)
    return Case(1, 1001, place, problem, step or first, 1, opened_at, closed=False)


def offered(content: Content, place: str, problem: str, step: str = "") -> list[str]:
    """The entries on the card of this step, the first of the route if none is named."""
    case = case_at(content, place, problem, step)
    return [one.id for one in content.entries_for(case, content.path.steps[case.step])]


@pytest.mark.parametrize(
    ("place", "problem", "step", "entry"),
    [
        ("other_wallet", "blocked", "", "stray_money"),
        ("qiwi_ru", "licence_revoked", "", "heir"),
        ("qiwi_ru", "licence_revoked", "proofs", "heir"),
        ("qiwi_ru", "licence_revoked", "proofs", "lost_number"),
        ("other_wallet", "identification", "", "lost_number"),
        ("shop", "refund", "shop", "card_dispute"),
        ("shop", "refund", "court", "court_order"),
        ("other_wallet", "fee", "reasoned", "court_order"),
    ],
)
def test_an_entry_stands_where_it_is_asked(
    content: Content, place: str, problem: str, step: str, entry: str
) -> None:
    assert entry in offered(content, place, problem, step)


def test_an_entry_of_a_problem_stands_on_its_first_step_only(content: Content) -> None:
    assert "stray_money" not in offered(content, "other_wallet", "blocked", "cbr")
    assert "lost_number" not in offered(content, "other_wallet", "fee")


def test_nobody_who_is_robbed_is_offered_a_question_to_read(content: Content) -> None:
    """A card of the first minutes holds what to do, and nothing beside it."""
    for place in ("other_wallet", "unknown", "qiwi_kz"):
        assert offered(content, place, "unauthorised") == []


def test_every_linked_entry_is_offered_somewhere_and_two_at_most(content: Content) -> None:
    path, found = content.path, set()
    for place in path.places.values():
        for problem, step in product(place.problems, ("", *path.steps)):
            beside = offered(content, place.id, problem, step)
            assert len(beside) <= 2, (place.id, problem, step, beside)
            found.update(beside)
    linked = {entry.id for entry in content.faq.values() if entry.steps or entry.problems}
    assert found == linked
    assert len(linked) >= 5


async def test_the_entry_opens_on_the_card_and_leads_back(anna: Person) -> None:
    await anna.says("/new")
    await picks(anna, "Другой кошелёк или банк")
    await anna.presses("Кошелёк заблокирован")
    card = anna.screen

    await anna.presses("Пришли чужие деньги")
    assert "Не тратьте и не отправляйте их сами" in anna.screen
    assert anna.labels == ["‹ К делу"]

    await anna.presses("‹ К делу")
    assert anna.screen == card


async def test_a_locked_court_offers_the_two_short_ways(content: Content, app: Application) -> None:
    screen = card_screen(case_at(content, "shop", "refund", "court"), Desk(content, app.casework))
    does = [button.get("callback_data", "") for row in screen.rows for button in row]
    assert [one for one in does if one.endswith(":entry:court_order")]
    assert not [one for one in does if ":sent" in one], "the court is open"


async def test_the_shop_leads_to_the_cards_bank(anna: Person) -> None:
    await anna.says("/new")
    await anna.presses("Магазин не вернул деньги")
    await anna.presses("Не вернули деньги")
    await anna.presses("Спор через банк карты")
    assert "Хочу оспорить оплату" in anna.screen
