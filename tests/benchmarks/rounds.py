"""Bots that take turns: what one turn measures, and what is printed of all of them."""

import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import psutil

from tests.benchmarks.crowd import Crowd
from tests.benchmarks.processes import Running

CORES = psutil.cpu_count() or 1
FULL = 0.9
"""With a larger share of all cores taken, the bots had to wait for one."""


@dataclass(frozen=True)
class Bot:
    """A bot that runs, and its people."""

    name: str
    crowd: Crowd
    running: Running


@dataclass(frozen=True, slots=True)
class Turn:
    """What one bot did in one round. `bot`, `server` and `others` are in cores."""

    per_second: float
    p50: float
    p99: float
    cpu: float
    bot: float
    server: float
    others: float

    @classmethod
    async def take(cls, bot: Bot, people: int, seconds: float) -> "Turn":
        """Let the bot's people walk; the crowd and the server are this process."""
        began, before = time.perf_counter(), spent(bot.running)
        waits = sorted(await bot.crowd.walk(people, seconds))
        took = time.perf_counter() - began
        own, server, all_ = (
            now - then for now, then in zip(spent(bot.running), before, strict=True)
        )
        return cls(
            per_second=len(waits) / took,
            p50=waits[len(waits) // 2] * 1000,
            p99=waits[len(waits) * 99 // 100] * 1000,
            cpu=own / len(waits) * 1_000_000,
            bot=own / took,
            server=server / took,
            others=max(all_ - own - server, 0) / took,
        )


def spent(bot: Running) -> tuple[float, float, float]:
    """Processor seconds so far: the bot's, this process', everybody's."""
    times = psutil.cpu_times()
    busy = times.user + times.nice + times.system + times.irq + times.softirq
    return bot.cpu_seconds(), time.process_time(), busy


async def compare(bots: Sequence[Bot], people: int, rounds: int, seconds: float) -> None:
    """Let bots take turns, each round beginning with another one, and print it."""
    taken: dict[str, list[Turn]] = {bot.name: [] for bot in bots}
    for number in range(rounds):
        first = number % len(bots)
        for bot in (*bots[first:], *bots[:first]):
            taken[bot.name].append(await Turn.take(bot, people, seconds))
    say(f"\n{people} people, {rounds} rounds of {seconds:g} s each; medians")
    say("  bot          updates/s   p50 ms   p99 ms   CPU us/update   cores: bot server others")
    for name, turns in taken.items():
        say(
            "  {:<12} {:>9.0f} {:>8.2f} {:>8.2f} {:>15.0f} {:>12.2f} {:>6.2f} {:>6.2f}".format(
                name, *(statistics.median(getattr(turn, field) for turn in turns) for field in ROW)
            )
        )
    _say_of_cores(taken)
    for one, other in combinations(taken, 2):
        say_ratios(f"updates/s {one} : {other}", *_columns(taken, one, other, "per_second"))
        say_ratios(f"CPU       {one} : {other}", *_columns(taken, one, other, "cpu"))
        say_ratios(f"p99       {one} : {other}", *_columns(taken, one, other, "p99"))


ROW = ("per_second", "p50", "p99", "cpu", "bot", "server", "others")


def _columns(
    taken: Mapping[str, Sequence[Turn]], one: str, other: str, field: str
) -> tuple[list[float], list[float]]:
    first, second = ([getattr(turn, field) for turn in taken[name]] for name in (one, other))
    return first, second


def _say_of_cores(taken: Mapping[str, Sequence[Turn]]) -> None:
    turns = [turn for column in taken.values() for turn in column]
    full = sum(turn.bot + turn.server + turn.others > FULL * CORES for turn in turns)
    if full:
        say(
            f"  in {full} of {len(turns)} turns bot, server and others together took all {CORES}"
            " cores: the speed is too low there, CPU per update counts"
        )


def say_ratios(what: str, first: Sequence[float], second: Sequence[float]) -> None:
    """Print two columns as ratios, pair by pair, and their median."""
    ratios = [one / other for one, other in zip(first, second, strict=True)]
    pairs = " ".join(f"{ratio:.2f}" for ratio in ratios)
    say(f"  {what}, pair by pair {pairs}; median {statistics.median(ratios):.2f}")


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
