"""Measures the screens: `uv run python -m tests.e2e.screens` prints each one's height and buttons.

People walk the bot by chance and by sense; every screen that they meet is drawn once by the
sandbox's page in Chromium, on a phone of 390 × 844 whose chat window is 724 pixels high.
"""

import asyncio
import random
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from cryptography.fernet import Fernet
from playwright.async_api import async_playwright
from telegram_sandbox.chromium import ARGUMENTS, CHROMIUM
from telegram_sandbox.clock import MovableClock
from telegram_sandbox.serve import serve
from telegram_sandbox.telegram import Telegram

from bot.app import assemble
from bot.dialogs.desk import Desk
from bot.escalation.firms import NOT_LISTED
from bot.settings import load_settings
from tests.people import Traveller, make
from tests.telegram import Person, TelegramSession

WIDTH, HEIGHT = 390, 844
WINDOW = 724
"""Pixels between the head of the chat and the line where one types."""

LONGEST = 900
MOST_BUTTONS, MOST_LISTED = 7, 10

LISTS = frozenset(
    {
        "contacts",
        "contacts_of",
        "faq",
        "map",
        "map_beside",
        "also",
        "firms",
        "cases",
        "answers",
        "timeline",
    }
    | {"triage", "problem", "told_problem", "place", "told_place", "sent_letters", "calendar"}
    | {"call", "country", "settings", "close", "more", "place_help", "channels"}
)
"""Screens to choose from."""

LETTERS = frozenset({"letter", "sent_letter"})
"""The only screens that are longer than the window: a letter is read to its end."""

SEED, MOVES, SENSIBLE = 7, 160, 0.5
WALKS = (
    ("other_wallet", "unauthorised", "yoomoney"), ("other_wallet", "deceived", "sber"),
    ("other_wallet", "not_delivered", "yoomoney"), ("other_wallet", "blocked", "ozon"),
    ("other_wallet", "fraud_base", "sber"), ("other_wallet", "wrong_details", NOT_LISTED),
    ("other_wallet", "fee", "yoomoney"), ("other_wallet", "opened_without_me", "yoomoney"),
    ("shop", "not_supplied", NOT_LISTED), ("shop", "refund", NOT_LISTED),
    ("terminal", "terminal", NOT_LISTED),
    ("qiwi_ru", "licence_revoked", NOT_LISTED), ("qiwi_kz", "unauthorised", NOT_LISTED),
    ("unknown", "unauthorised", NOT_LISTED), ("unlicensed", "not_delivered", NOT_LISTED),
)  # fmt: skip


@dataclass(frozen=True)
class Met:
    """A screen that somebody met: the template it is made of, and the message as it stood."""

    name: str
    message: Mapping[str, Any]

    @property
    def buttons(self) -> int:
        keyboard = self.message.get("reply_markup", {}).get("inline_keyboard", [])
        return sum(map(len, keyboard))

    @property
    def ticked(self) -> bool:
        """Whether it asks to choose among several: as long as a list may be."""
        keyboard = self.message.get("reply_markup", {}).get("inline_keyboard", [])
        chosen = (button.get("callback_data", "") for row in keyboard for button in row)
        return any(":choose:" in said for said in chosen)

    @property
    def coloured(self) -> int:
        keyboard = self.message.get("reply_markup", {}).get("inline_keyboard", [])
        return sum("style" in button for row in keyboard for button in row)


@dataclass(frozen=True)
class Measured:
    """A screen, and how high it is with its buttons, in pixels."""

    met: Met
    height: int
    wrapped: Sequence[str] = ()

    @property
    def fits(self) -> bool:
        return self.height <= WINDOW

    @property
    def faults(self) -> Iterator[str]:
        """What no screen of this kind may be."""
        is_list = self.met.name in LISTS or self.met.ticked
        if self.met.name not in LETTERS | LISTS and self.height > LONGEST:
            yield f"{self.height} px"
        if self.met.buttons > (MOST_LISTED if is_list else MOST_BUTTONS):
            yield f"{self.met.buttons} buttons"
        for label in self.wrapped:
            yield f"a label in two lines: {label}"


@dataclass
class Meeting:
    """What was met so far, each screen once."""

    names: dict[str, str] = field(default_factory=dict)
    met: dict[tuple[str, tuple[str, ...]], Met] = field(default_factory=dict)

    def note(self, person: Person) -> None:
        for message in person.messages[-3:]:
            if message.buttons:
                labels = tuple(button["text"] for button in message.buttons)
                key = (message.words, labels)
                name = self.names.get(_first_line(message.words), "?")
                self.met.setdefault(key, Met(name, message.as_json()))


async def walked() -> list[Met]:
    """The screens that the walks meet, the same in every run of one day."""
    meeting = Meeting()
    said = Desk.text

    def text(self: Desk, name: str, **facts: Any) -> str:
        words = said(self, name, **facts)
        meeting.names[_first_line(words)] = name
        return words

    Desk.text = text  # type: ignore[method-assign]
    try:
        for number, way in enumerate(WALKS):
            await _walk(meeting, random.Random(SEED + number), *way)
    finally:
        Desk.text = said  # type: ignore[method-assign]
    return list(meeting.met.values())


def _first_line(text: str) -> str:
    """What it says first, whether in HTML or not: it tells the screens apart."""
    lines = unescape(re.sub(r"<[^>]+>", "", text)).splitlines()
    return next((line.strip() for line in lines if line.strip()), "")


async def _walk(
    meeting: Meeting, chance: random.Random, place: str, problem: str, firm: str
) -> None:
    """One person: every other move is sensible, the others press whatever is on the screen."""
    clock = MovableClock()
    telegram = Telegram(clock)
    settings = load_settings(
        token=telegram.token,
        data_key=Fernet.generate_key().decode(),
        database=":memory:",
        time_zone="Europe/Moscow",
    )
    traveller = Traveller(place, problem, firm)
    async with assemble(settings, clock=clock, session=lambda _: TelegramSession(telegram)) as app:
        person = Person(telegram, app.dispatcher, app.bot)
        for _ in range(MOVES):
            move = traveller.next_move(person.messages) if chance.random() < SENSIBLE else None
            if move:
                await make(person, move)
            else:
                await _press_something(person, chance)
            meeting.note(person)


async def _press_something(person: Person, chance: random.Random) -> None:
    screens = [message for message in person.messages if message.buttons]
    if not screens:
        await person.says("/start")
        return
    data = [button.get("callback_data") for button in screens[-1].buttons]
    if pressed := chance.choice(data):
        await person.presses_data(screens[-1].id, pressed)


DRAW = """async (messages) => {
  const { bubble } = await import("/bubbles.js");
  const log = document.querySelector("#log");
  log.replaceChildren();
  const act = { press() {}, command() {}, copy() {}, edit() {} };
  return messages.map((message) => {
    const row = bubble(message, 1001, act);
    log.append(row);
    const keys = [...row.querySelectorAll(".key")];
    const wrapped = keys.filter((key) => key.getBoundingClientRect().height > 44);
    return [Math.ceil(row.getBoundingClientRect().height), wrapped.map((key) => key.innerText)];
  });
}"""
"""Draws them as the page does, one below another: their heights, and the labels in two lines."""


async def measured(screens: Sequence[Met]) -> list[Measured]:
    """The screens with their heights, as they were given."""
    clock = MovableClock()
    async with (
        serve(Telegram(clock), clock, port=0) as served,
        async_playwright() as playwright,
    ):
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="ru-RU")
        await page.goto(served.page_url)
        drawn = await page.evaluate(DRAW, [screen.message for screen in screens])
        await browser.close()
    return [Measured(met, *found) for met, found in zip(screens, drawn, strict=True)]


def report(screens: Sequence[Measured]) -> Iterator[str]:
    """The highest of each kind, and how many fit."""
    kinds: dict[str, list[Measured]] = {}
    for screen in screens:
        kinds.setdefault(screen.met.name, []).append(screen)
    yield f"{'screen':24}{'met':>5}{'fit':>5}{'highest':>9}{'buttons':>9}{'coloured':>9}"
    for name, all_ in sorted(kinds.items(), key=lambda kind: -max(one.height for one in kind[1])):
        fit, highest = sum(one.fits for one in all_), max(one.height for one in all_)
        most = max(one.met.buttons for one in all_)
        coloured = max(one.met.coloured for one in all_)
        yield f"{name:24}{len(all_):5}{fit:5}{highest:9}{most:9}{coloured:9}"
    judged = [one for one in screens if one.met.name not in LETTERS]
    fitting = sum(one.fits for one in judged)
    yield f"{fitting} of {len(judged)} fit {WINDOW} px: {fitting / len(judged):.1%}"
    bad = [(one, fault) for one in judged for fault in one.faults]
    for one, fault in bad[:40]:
        yield f"  {one.met.name}: {fault}: {_first_line(str(one.met.message.get('text', '')))}"


async def main() -> None:
    for line in report(await measured(await walked())):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    asyncio.run(main())
