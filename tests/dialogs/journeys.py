"""Getting somewhere by what is on the screen (tests/traveller.py), without naming a label."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

from bot.app import Application
from bot.escalation.case import Case
from tests.telegram import Person
from tests.traveller import Move, Traveller


def plain(html: str) -> str:
    """What a person reads of a screen's HTML, as far as its spaces go."""
    return unescape(re.sub(r"<[^>]+>", "", html))


async def make(person: Person, move: Move) -> None:
    """Make one move."""
    if move.data:
        await person.presses_data(move.message_id, move.data)
    else:
        await person.says(move.text)


async def travel(
    person: Person, until: Callable[[Move], bool], traveller: Traveller | None = None
) -> Move:
    """Go on along the ladder; gives the first move that fits, before it is made."""
    traveller = traveller or Traveller()
    for _ in range(300):
        move = traveller.next_move(person.messages)
        assert move is not None, f"the way ended at {person.screen!r}"
        if until(move):
            return move
        await make(person, move)
    raise AssertionError("the way does not lead there")


async def asked(person: Person, question: str) -> Move:
    """Go on until this question stands on the screen; gives the move that would answer it."""
    return await travel(person, lambda move: move.question == question)


async def at_letter(person: Person) -> Move:
    """Go on until the letter stands on the screen; gives the move that says it was sent."""
    return await travel(person, lambda move: ":sent:" in move.data)


def verbs(person: Person) -> dict[str, str]:
    """What the case's buttons of the newest screen do, each with its callback data."""
    screens = [message for message in person.messages if message.buttons]
    data = [button.get("callback_data", "") for button in screens[-1].buttons]
    return {one.split(":")[4]: one for one in reversed(data) if one.startswith("c:")}


async def does(person: Person, verb: str) -> None:
    """Press the newest screen's button that does this."""
    screens = [message for message in person.messages if message.buttons]
    await person.presses_data(screens[-1].id, verbs(person)[verb])


async def only_case(app: Application, person: Person) -> Case:
    """The person's one case."""
    (case,) = await app.casework.list(person.id)
    return case


async def state_of(app: Application, person: Person) -> tuple[str | None, dict[str, Any]]:
    """What the person's next message means to the bot."""
    expected = (await app.turns.begin(person.id)).expected
    return (expected.state, dict(expected.data)) if expected else (None, {})
