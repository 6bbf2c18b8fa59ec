"""What a pile of updates does to the bot: its memory, and how long others wait meanwhile.

uv run python -m tests.benchmarks.backlog [--waiting 10000] [--flood 2000]

One person sends 2,000 texts at once while somebody else presses a button every 50 ms, whether or
not the press before was answered. Then, with another bot, 10,000 people have written before it
starts.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.benchmarks.crowd import buttons, pressed, said
from tests.benchmarks.line import Line
from tests.benchmarks.processes import ours, running
from tests.benchmarks.rounds import CORES, say, spent
from tests.benchmarks.wire import listen

FLOODED, LATE = "1:flooded", "2:late"
FLOODER, OTHER, FIRST = 1, 2, 1000
"""Ids of people."""
PAGES = "faq", "home"
"""What the other person presses in turn."""
EVERY = 0.05
CALM_PRESSES = 200
MOST_PRESSES = 6000
GOAL_MS = 200
QUIET_SECONDS = 10.0
"""After so long without a call of the bot no more is to come."""
MOST_SECONDS = 300.0
SETTLE_SECONDS = 3.0


class Listener:
    """Counts what the bot sends to whom, and how long each press waits for its answer."""

    def __init__(self) -> None:
        self.line = Line(self)
        self.first_poll = asyncio.Event()
        self.reached: set[int] = set()
        self.to_flooder = 0
        self._heard_at = 0.0
        self._message = 0
        self._buttons: list[str] = []
        self._pressed_at: dict[int, float] = {}
        self._waits: list[float] = []

    def polled(self) -> None:
        self.first_poll.set()

    def shown(self, chat: int, message: int, form: bytes) -> None:
        self._heard_at = time.perf_counter()
        self.reached.add(chat)
        self.to_flooder += chat == FLOODER
        if chat == OTHER:
            self._message, self._buttons = message, buttons(form)

    def answered(self, query: int) -> None:
        self._heard_at = time.perf_counter()
        since = self._pressed_at.pop(query, None)
        if since is not None:
            self._waits.append(self._heard_at - since)

    def say(self, person: int, text: str) -> None:
        """One person writes."""
        number = self.line.new_update()
        self.line.deliver(number, said(number, self.line.new_message(), person, text))

    async def enter(self) -> list[str]:
        """Let the other person write and look round: the buttons of the two pages."""
        self.say(OTHER, "/start")
        found = []
        for page in PAGES:
            await self.until(lambda: bool(self._buttons))
            found.append(next(data for data in self._buttons if page in data.split(":")))
            self._buttons = []
            self._press(found[-1])
        await self.until(lambda: not self._pressed_at)
        return found

    async def press(
        self, pages: Sequence[str], times: int, over: Callable[[], bool]
    ) -> list[float]:
        """Let the other person press so often, or until it is over. Gives the seconds from each
        press to its answer, in order of length; one that was never answered counts as long as it
        has waited."""
        self._waits.clear()
        began = time.perf_counter()
        for turn in range(times):
            await asyncio.sleep(max(began + turn * EVERY - time.perf_counter(), 0))
            if over():
                break
            self._press(pages[turn % len(pages)])
        await self.until(lambda: not self._pressed_at)
        ended = time.perf_counter()
        never = [ended - since for since in self._pressed_at.values()]
        self._pressed_at.clear()
        return sorted([*self._waits, *never])

    def _press(self, data: str) -> None:
        number = self.line.new_update()
        self._pressed_at[number] = time.perf_counter()
        self.line.deliver(number, pressed(number, OTHER, self._message, data))

    async def until(self, done: Callable[[], bool]) -> bool:
        """Wait until it is so, but not once the bot is quiet; says whether it is so."""
        self._heard_at = began = time.perf_counter()
        while not done():
            if self.is_quiet() or time.perf_counter() - began > MOST_SECONDS:
                return False
            await asyncio.sleep(0.01)
        return True

    def is_quiet(self) -> bool:
        """Whether the bot has not called for long."""
        return time.perf_counter() - self._heard_at > QUIET_SECONDS


async def flood(listener: Listener, url: str, folder: Path, texts: int) -> None:
    """One person floods, another one presses."""
    async with running(ours(url, FLOODED)(folder), listener.first_poll) as bot:
        pages = await listener.enter()
        at_rest = bot.resident_mebibytes()
        calm = await listener.press(pages, CALM_PRESSES, lambda: False)
        began, before = time.perf_counter(), spent(bot)
        for number in range(texts):
            listener.say(FLOODER, f"Деньги списались, а магазин их не получил: {number}")

        def over() -> bool:
            return listener.to_flooder >= texts or listener.is_quiet()

        waits = await listener.press(pages, MOST_PRESSES, over)
        await listener.until(lambda: listener.to_flooder >= texts)
        took = time.perf_counter() - began
        own, server, all_ = (after - then for after, then in zip(spent(bot), before, strict=True))
        say(f"one person's flood of {texts} texts, {listener.to_flooder} messages in answer,")
        say(f"  {took:.1f} s; somebody else's press every {EVERY * 1000:.0f} ms:")
        say(f"  without the flood {_told(calm)}")
        say(f"  in the flood      {_told(waits)}; the goal is p99 <= {GOAL_MS} ms")
        others = (all_ - own - server) / took
        say(f"  of {CORES} cores the bot had {own / took:.2f}, other processes {others:.2f}")
        say(f"  memory at rest {at_rest:.0f} MiB, peak {bot.peak_mebibytes():.0f} MiB")


def _told(waits: Sequence[float]) -> str:
    p50, p99, longest = (waits[at] * 1000 for at in (len(waits) // 2, len(waits) * 99 // 100, -1))
    return f"{len(waits)} presses, p50 {p50:.1f} ms, p99 {p99:.1f} ms, longest {longest:.1f} ms"


async def late(listener: Listener, url: str, folder: Path, people: int) -> None:
    """So many people have written when the bot starts."""
    for person in range(FIRST, FIRST + people):
        listener.say(person, "/start")
    async with running(ours(url, LATE)(folder), listener.first_poll) as bot:
        at_rest, began = bot.resident_mebibytes(), time.perf_counter()
        await listener.until(lambda: len(listener.reached) >= people)
        took = time.perf_counter() - began
        await asyncio.sleep(SETTLE_SECONDS)
        peak, after = bot.peak_mebibytes(), bot.resident_mebibytes()
        say(
            f"{people} people waiting at the start, {len(listener.reached)} answered, {took:.1f} s:"
        )
        say(f"  memory at the first poll {at_rest:.0f} MiB, peak {peak:.0f}, after {after:.0f}")


async def main(waiting: int, texts: int) -> None:
    """Measure both and print it."""
    flooded, waited = Listener(), Listener()
    server, url = await listen({FLOODED.encode(): flooded.line, LATE.encode(): waited.line})
    async with server:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            await flood(flooded, url, Path(folder), texts)
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            await late(waited, url, Path(folder), waiting)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.backlog",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--waiting", type=int, default=10_000, help="people, at the start")
    parser.add_argument("--flood", type=int, default=2_000, help="texts of one person")
    given = parser.parse_args()
    try:
        asyncio.run(main(given.waiting, given.flood))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
