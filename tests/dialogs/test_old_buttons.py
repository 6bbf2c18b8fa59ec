"""Buttons of any age, pressed fast, twice, or by somebody else."""

import re
from datetime import timedelta

import pytest

from bot.app import Application
from bot.content.content import Content
from tests.conftest import MakePerson
from tests.dialogs.journeys import only_case, plain
from tests.people import Traveller, make, travel
from tests.telegram import Person

MOVES = ("not_helped", "sent_on", "got")


@pytest.mark.exhaustive
@pytest.mark.parametrize("verb", MOVES)
@pytest.mark.parametrize("times", [2, 4])
async def test_taps_before_any_answer_do_a_thing_once(
    anna: Person, app: Application, verb: str, times: int
) -> None:
    move = await travel(anna, lambda move: f":{verb}:" in move.data)
    before = await only_case(app, anna)
    for _ in range(times):
        anna.actor.press(move.message_id, move.data)
    await anna.settle(at_once=True)
    after = await only_case(app, anna)
    assert after.revision == before.revision + 1
    assert len(after.events) == len(before.events) + 1


async def test_two_taps_on_the_problem_open_one_case(anna: Person, app: Application) -> None:
    move = await travel(anna, lambda move: move.data.startswith("p:open:"))
    for _ in range(3):
        anna.actor.press(move.message_id, move.data)
    await anna.settle(at_once=True)
    await only_case(app, anna)


@pytest.mark.exhaustive
async def test_every_button_ever_shown_redraws_and_moves_nothing_that_moved_on(
    anna: Person, app: Application, content: Content
) -> None:
    pressed: dict[str, int] = {}
    traveller = Traveller()
    for _ in range(90):
        move = traveller.next_move(anna.messages)
        if move is None:
            break
        for message in anna.messages:
            for button in message.buttons:
                pressed.setdefault(button.get("callback_data", ""), message.id)
        await make(anna, move)
    case = await only_case(app, anna)
    old = [data for data in pressed if re.match(rf"c:{case.id}:(\d+):", data)]
    moving = [
        data
        for data in old
        if int(data.split(":")[2]) < case.revision
        and data.split(":")[4]
        in {
            "not_helped", "helped", "checked", "sent_on", "reg_on", "refused", "silent", "solved",
            "questions", "got", "sent_form", "silent_now", "skip_step", "go", "end", "placed",
            "ext_on", "ext_law",
        }
    ]  # fmt: skip
    assert len(moving) > 10
    for data in moving:
        await anna.presses_data(_newest(anna), data)
        assert (await only_case(app, anna)).events == case.events, data
        assert any(f"c:{case.id}:{case.revision}:" in b["callback_data"] for b in _buttons(anna))
    for data in [data for data in old if data not in moving]:
        await anna.presses_data(_newest(anna), data)
        assert plain(content.words.screen("errors/unexpected")) != anna.screen, data
        assert (await only_case(app, anna)).revision == case.revision, data


def _newest(person: Person) -> int:
    return [message.id for message in person.messages if message.buttons][-1]


def _buttons(person: Person) -> list[dict[str, str]]:
    buttons = person.chat.messages[_newest(person)].buttons
    return [button for button in buttons if "callback_data" in button]


@pytest.mark.exhaustive
async def test_nobody_sees_or_moves_another_persons_case(
    person: MakePerson, app: Application, content: Content
) -> None:
    anna, boris = person(), person(id=1002, first_name="Борис")
    await boris.says("/start")
    seen: set[str] = set()
    traveller = Traveller()
    for _ in range(70):
        move = traveller.next_move(anna.messages)
        if move is None:
            break
        seen |= {b["callback_data"] for b in _buttons(anna)} if anna.messages else set()
        await make(anna, move)
    case = await only_case(app, anna)
    theirs = [data for data in seen if data.startswith("c:")]
    theirs += [re.sub(r"^(c:\d+):\d+:", rf"\1:{case.revision}:", data) for data in theirs]
    refused = plain(content.words.screen("errors/no_such_case"))
    for data in dict.fromkeys(theirs):
        await boris.presses_data(boris.messages[-1].id, data)
        assert boris.screen == refused, data
        assert (await only_case(app, anna)) == case, data
    await boris.says("чужой ответ")
    assert (await only_case(app, anna)) == case
    assert await app.casework.list(boris.id) == []


@pytest.mark.parametrize(
    "data",
    [
        "x",
        "c:1",
        "c:a:b:c:card:",
        "c:1:1:s:nonsense:",
        "p:nonsense:",
        "::::",
        "c:99:1:s:card:",
        "c:99:1:court:card:",
    ],
)
async def test_a_button_that_is_none_of_ours_gets_an_answer_and_breaks_nothing(
    anna: Person, content: Content, data: str
) -> None:
    await anna.says("/start")
    await anna.presses_data(anna.messages[-1].id, data)
    said = {plain(content.words.screen("alerts/unknown_button"))}
    said.add(plain(content.words.screen("errors/no_such_case")))
    assert anna.alert in said or anna.screen in said


async def test_a_press_that_waited_too_long_still_counts(anna: Person, app: Application) -> None:
    move = await travel(anna, lambda move: ":not_helped:" in move.data)
    before = await only_case(app, anna)
    anna.actor.press(move.message_id, move.data)
    anna.telegram.clock.advance(timedelta(hours=3))  # type: ignore[attr-defined]
    await anna.settle()
    assert (await only_case(app, anna)).revision == before.revision + 1
    assert not any("сломалось" in message.words for message in anna.messages)
