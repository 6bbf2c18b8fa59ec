"""Places on the way that several tests start from, and what is looked at there."""

import re
from html import unescape
from typing import Any

from bot.app import Application
from bot.escalation.case import Case
from tests.people import fill, picks
from tests.telegram import Person


async def at_support(person: Person, place: str = "Другой кошелёк или банк") -> None:
    """A case that stands on the step of the support, its payment not delivered."""
    await person.says("/new")
    await opens(person, place, "Платёж не дошёл", "Не помогло")


async def opens(person: Person, place: str, *labels: str) -> None:
    """Press the place, then these."""
    await picks(person, place)
    for label in labels:
        await person.presses(label)


async def all_pages(person: Person) -> list[str]:
    """The labels of a list, page after page."""
    labels = list(person.labels)
    while "Следующие ›" in person.labels:
        await person.presses("Следующие ›")
        labels += person.labels
    return labels


async def reported(person: Person) -> None:
    """The checks of the step are done; what is asked of a report is passed."""
    told = "✅ Сообщено – записать номер"
    await person.presses(told if told in person.labels else "Готово, дальше ›")
    passed = ("Пропустить", "Номера не дали")
    while skip := next((label for label in passed if label in person.labels), None):
        await person.presses(skip)


async def write(person: Person, **given: str) -> list[str]:
    """Open the step's letter and answer what it asks."""
    await person.presses("✍️ Текст обращения")
    return await fill(person, **given)


async def sent_today(person: Person) -> None:
    """The letter went out today, about money that stayed in Russia, not by the ombudsman's form;
    its number is asked next."""
    await person.presses("📮 Отправлено")
    await person.presses("Сегодня")
    for said in ("Внутри России", "Иначе: почта, чат, e-mail"):
        if said in person.labels:
            await person.presses(said)


async def send(person: Person, number: str = "А-17") -> None:
    """The letter went out today, with this number, registered on the same day."""
    await sent_today(person)
    await person.says(number)
    await person.presses("В день отправки")


async def replied(person: Person, reply: str) -> None:
    """Press what the reply was; it came today. Silence before the last day is not waited out."""
    await person.presses(reply)
    for step in ("Сегодня", "Иду дальше всё равно"):
        if step in person.labels:
            await person.presses(step)


async def looks_at(person: Person, step: str) -> None:
    """Look at the step of this name over the map; many stand beside the way. Where the case stands
    on it, that is its card."""
    if "🗺 Карта" not in person.labels and "Ещё" in person.labels:
        await person.presses("Ещё")  # the urgent card has its map there
    await person.presses("🗺 Карта")
    if f"Вы здесь: {step}" in person.screen:
        await person.presses("‹ К делу")
        return
    turns = iter(("Рядом", "Ещё ›", "Ещё ›"))
    while not any(label.endswith(f" {step}") for label in person.labels):
        await person.presses(next(turns))
    await person.presses(next(one for one in person.labels if one.endswith(f" {step}")))


async def to_claim(person: Person) -> list[list[str]]:
    """From the support to the claim, refused on each rung; what each letter asked."""
    await at_support(person)
    asked = []
    for _ in range(6):
        if "✍️ Текст обращения" not in person.labels:
            break
        asked.append(await write(person))
        if person.screen.startswith("Суд"):
            break
        await send(person)
        await replied(person, "Отказали")
    return asked


async def newest_case(app: Application, person: Person) -> Case:
    """The person's newest case as it is stored."""
    return (await app.casework.list(person.id))[0]


def text_of(person: Person) -> str:
    """The letter on the screen, without no-break spaces."""
    return person.screen.replace("\u00a0", " ")


def plain(html: str) -> str:
    """What a person reads of a screen's HTML, as far as its spaces go."""
    return unescape(re.sub(r"<[^>]+>", "", html))


def verbs(person: Person) -> dict[str, str]:
    """What the case's buttons of the newest screen do, each with its callback data."""
    screens = [message for message in person.messages if message.buttons]
    data = [button.get("callback_data", "") for button in screens[-1].buttons]
    return {one.split(":")[4]: one for one in reversed(data) if one.startswith("c:")}


async def does(person: Person, verb: str) -> None:
    """Press the newest screen's button that does this, behind *Ещё* if it is not on the card."""
    if verb not in verbs(person) and "more" in verbs(person):
        await does(person, "more")
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
