"""The first minute, several cases side by side, and the words for every refusal."""

import ast
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import bot
from bot.answers.unreadable import SLUGS as UNREADABLE
from bot.app import Application
from bot.content.content import Content
from bot.escalation.act import Act
from bot.escalation.case import MAX_OPEN_CASES
from bot.escalation.drafts import GENITIVE
from bot.escalation.errors import SLUGS as REFUSALS
from bot.escalation.values import Money
from tests.dialogs.journeys import newest_case
from tests.people import Traveller, asked, make, travel
from tests.telegram import Person

TEMPLATES = Path(__file__).parents[2] / "templates" / "screens"

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


async def test_urgent_help_is_one_tap_away_and_asks_for_nothing(
    anna: Person, app: Application
) -> None:
    await anna.says("/start")
    typed = len(anna.own_messages)
    urgent = next(b for b in anna.messages[-1].buttons if b.get("style") == "danger")
    await anna.presses(urgent["text"])
    assert [f"{number}." in anna.screen for number in (1, 2, 3)] == [True] * 3
    assert len(anna.own_messages) == typed
    (case,) = await app.casework.list(anna.id)
    assert (case.place, case.problem, case.step) == ("unknown", "unauthorised", "report")
    await anna.says("/start")
    await anna.presses(urgent["text"])
    assert len(await app.casework.list(anna.id)) == 1, "a second press opens no second case"


async def test_a_case_is_opened_without_typing_a_word(anna: Person, app: Application) -> None:
    await travel(anna, lambda move: move.data.startswith("c:"))
    assert len(anna.own_messages) == 1  # /start
    assert len(await app.casework.list(anna.id)) == 1


async def test_an_open_case_comes_first_on_the_first_screen(anna: Person) -> None:
    await travel(anna, lambda move: move.data.startswith("c:"))
    await anna.says("/start")
    assert anna.messages[-1].buttons[0]["callback_data"].startswith("c:")


async def test_several_cases_are_told_apart_by_what_is_known(
    anna: Person, app: Application, content: Content
) -> None:
    for problem, sum_ in (("not_delivered", "12 400"), ("fee", "310")):
        traveller = Traveller(problem=problem, answers={"happened": "03.05.2026", "sum": sum_})
        await anna.says("/new")
        for _ in range(40):
            move = traveller.next_move(anna.messages)
            assert move is not None
            await make(anna, move)
            if move.question == "sum":
                break
    await anna.says("/cases")
    listed = [b["text"] for b in anna.messages[-1].buttons if b["callback_data"].startswith("c:")]
    assert len(listed) == 2
    for title, problem in zip(listed, ("fee", "not_delivered"), strict=True):
        assert content.words.label("problem_titles", problem) in title
    assert "12\u00a0400" in listed[1]
    assert "310" in listed[0]


async def test_too_many_open_cases_are_refused_with_a_way_on(
    anna: Person, app: Application, content: Content
) -> None:
    kinds = [(p.id, problem) for p in content.path.places.values() for problem in p.problems]
    for number, (place, problem) in enumerate(kinds[:MAX_OPEN_CASES]):
        await app.casework.open_case(anna.id, 10_000 + number, place, problem, NOW, NOW.date())
    await anna.says("/new")
    move = await travel(
        anna,
        lambda move: move.data.startswith("p:open:"),
        Traveller(place="shop", problem="other"),
    )
    await make(anna, move)
    assert str(MAX_OPEN_CASES) in anna.screen
    assert anna.messages[-1].buttons
    assert len(await app.casework.list(anna.id)) == MAX_OPEN_CASES


async def test_a_list_of_a_hundred_and_fifty_cases_is_still_a_message(
    anna: Person, app: Application
) -> None:
    await anna.says("/start")
    for number in range(150):
        update = 10_000 + 2 * number
        case = await app.casework.open_case(anna.id, update, "shop", "other", NOW, NOW.date())
        await app.casework.close(Act(anna.id, case.id, update + 1, NOW, NOW.date()), "mistake")
    await anna.says("/cases")
    assert 10 < len(anna.messages[-1].buttons) <= 100


FACTS = {
    "limit": 20,
    "length": 4096,
    "step": "court",
    "kept": Money(500_00),
    "other": Money(500_00, "KZT"),
    "line": 2,
    "lines": 3,
    "why": "several",
    **dict.fromkeys(("until", "last_day", "sent_on", "latest"), date(2026, 2, 1)),
}


@pytest.mark.parametrize("slug", sorted(REFUSALS | {"unexpected"}))
def test_every_refusal_has_its_words(content: Content, slug: str) -> None:
    assert len(content.words.screen(f"errors/{slug}", **FACTS)) > 20


@pytest.mark.parametrize("slug", sorted(UNREADABLE))
def test_every_unreadable_answer_has_its_explanation(content: Content, slug: str) -> None:
    assert len(content.words.screen(f"unreadable/{slug}", **FACTS)) > 20


@pytest.mark.parametrize(("folder", "slugs"), [("unreadable", UNREADABLE), ("errors", REFUSALS)])
def test_no_explanation_is_left_over(folder: str, slugs: frozenset[str]) -> None:
    there = {file.name.removesuffix(".html.j2") for file in (TEMPLATES / folder).iterdir()}
    assert there - {"unexpected"} == slugs


def test_every_refusal_that_is_raised_is_known() -> None:
    raised: set[str] = set()
    for file in Path(bot.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "EscalationError"
                and isinstance(node.args[0], ast.Constant)
            ):
                raised.add(str(node.args[0].value))
    assert raised <= REFUSALS


async def test_the_way_back_to_a_declined_name_offers_it_again(
    anna: Person, app: Application
) -> None:
    await asked(anna, "full_name")
    await anna.says("Соколова Анна Викторовна")
    assert "Соколовой Анны Викторовны" in anna.screen
    await anna.says("/start")
    await anna.presses("‹ К вопросу")
    assert "Соколовой Анны Викторовны" in anna.screen
    await anna.presses("✅ Верно")
    assert (await newest_case(app, anna)).answers[GENITIVE] == "Соколовой Анны Викторовны"


async def test_a_link_from_outside_opens_its_door(anna: Person, app: Application) -> None:
    await anna.starts("urgent")
    assert anna.screen.startswith("Сначала остановите деньги")
    assert len(await app.casework.list(anna.id)) == 1
    await anna.starts("blocked")
    await anna.presses("Другой кошелёк или банк")
    await anna.presses("ЮMoney")
    case = (await app.casework.list(anna.id))[0]
    assert (case.problem, case.answers["firm"]) == ("blocked", "yoomoney")
    await anna.starts("group")
    assert "Ссылка ведёт к делу" not in anna.screen
    await anna.starts("c999-support")
    assert "Ссылка ведёт к делу" in anna.screen
