"""What the bot costs, beside a bare aiogram bot: see README, "Speed and memory".

uv run python -m tests.benchmarks [--people 1,50,500] [--rounds 5] [--seconds 4] [--cases 0]
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import ceiling
from tests.benchmarks.crowd import Crowd
from tests.benchmarks.million import fill
from tests.benchmarks.processes import Running, bare, ours, running
from tests.benchmarks.wire import Line, listen

OURS, BARE, FULL = "111:ours", "222:bare", "333:full"


@dataclass(frozen=True, slots=True)
class Measured:
    """One round of one bot."""

    per_second: float
    p50: float
    p99: float
    cpu_per_1000: float
    server_busy: float

    @classmethod
    async def take(cls, bot: Running, people: int, seconds: float) -> "Measured":
        cpu, server, began = bot.cpu_seconds(), time.process_time(), time.perf_counter()
        waits = sorted(await bot.crowd.walk(people, seconds))
        took = time.perf_counter() - began
        return cls(
            per_second=len(waits) / took,
            p50=waits[len(waits) // 2] * 1000,
            p99=waits[len(waits) * 99 // 100] * 1000,
            cpu_per_1000=(bot.cpu_seconds() - cpu) / len(waits) * 1000,
            server_busy=(time.process_time() - server) / took,
        )


async def compare(pair: Sequence[Running], people: int, rounds: int, seconds: float) -> None:
    """Let two bots take turns, the first of a round going second in the next, and print it."""
    taken: dict[str, list[Measured]] = {bot.name: [] for bot in pair}
    for number in range(rounds):
        for bot in pair if number % 2 == 0 else reversed(pair):
            taken[bot.name].append(await Measured.take(bot, people, seconds))
    say(f"\n{people} people, {rounds} rounds of {seconds:g} s each")
    say("  bot             updates/s   p50 ms   p99 ms   CPU s/1000   server busy")
    for name, rows in taken.items():
        middle = [statistics.median(getattr(row, field) for row in rows) for field in ROW]
        say("  {:<14} {:>9.0f} {:>9.2f} {:>8.2f} {:>11.3f} {:>12.0%}".format(name, *middle))
    first, second = taken.values()
    ratios = [one.per_second / other.per_second for one, other in zip(first, second, strict=True)]
    names, pairs = " : ".join(taken), ", ".join(f"{ratio:.2f}" for ratio in ratios)
    say(f"  ratio {names}, pair by pair: {pairs}; median {statistics.median(ratios):.2f}")


ROW = ("per_second", "p50", "p99", "cpu_per_1000", "server_busy")


async def compare_starts(
    start: Callable[[], Awaitable[float]], other: Callable[[], Awaitable[float]], rounds: int
) -> None:
    """Time from the start of the process to its first poll, in turns."""
    pairs = [(await start(), await other()) for _ in range(rounds)]
    middle = [statistics.median(column) for column in zip(*pairs, strict=True)]
    ratios = ", ".join(f"{one / two:.2f}" for one, two in pairs)
    say(f"\nstart to first poll: {middle[0]:.2f} s, bare {middle[1]:.2f} s; ratios {ratios}")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


async def main(people: Sequence[int], rounds: int, seconds: float, cases: int) -> None:
    """Run everything and print it."""
    crowds = {OURS: Crowd(), BARE: Crowd(any_button=True), FULL: Crowd()}
    lines: dict[bytes, Line] = {name.encode(): crowd.line for name, crowd in crowds.items()}
    server, url = await listen(lines)
    async with AsyncExitStack() as stack:
        stack.callback(server.close)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))

        async def start_ours(name: str, token: str, file: str) -> Running:
            command, env = ours(url, token, folder / file)
            return await stack.enter_async_context(running(name, crowds[token], *command, **env))

        command, env = bare(url, BARE)
        say(f"server's ceiling: {await ceiling.measure():.0f} updates/s")
        one = await start_ours("the bot", OURS, "empty.sqlite3")
        two = await stack.enter_async_context(running("bare", crowds[BARE], *command, **env))
        for bot in (one, two):
            await bot.crowd.walk(50, 2)  # warm
        for number in people:
            await compare((one, two), number, rounds, seconds)
        for bot in (one, two):
            say(f"peak memory, {bot.name}: {bot.peak_mebibytes():.0f} MiB")
        if cases:
            fill(folder / "full.sqlite3", cases)
            three = await start_ours(f"{cases} cases", FULL, "full.sqlite3")
            await three.crowd.walk(50, 2)
            for number in people:
                await compare((three, one), number, rounds, seconds)
            say(f"peak memory, {three.name}: {three.peak_mebibytes():.0f} MiB")

    async def time_ours() -> float:
        with tempfile.TemporaryDirectory(prefix="bench-") as fresh:
            command, env = ours(url, OURS, Path(fresh) / "bot.sqlite3")
            async with running("", crowds[OURS], *command, **env) as bot:
                return bot.started

    async def time_bare() -> float:
        command, env = bare(url, BARE)
        async with running("", crowds[BARE], *command, **env) as bot:
            return bot.started

    server, url = await listen(lines)
    await compare_starts(time_ours, time_bare, rounds)
    server.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--people", default="1,50,500", help="how many at once, one run for each")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0, help="of one bot in one round")
    parser.add_argument("--cases", type=int, default=0, help="compare with so many cases stored")
    given = parser.parse_args()
    sizes = [int(number) for number in given.people.split(",")]
    asyncio.run(main(sizes, given.rounds, given.seconds, given.cases))
