"""What the bot costs, beside a bare aiogram bot and a grammY bot: see docs/measured.md.

uv run python -m tests.benchmarks                                    everything, some six minutes
uv run python -m tests.benchmarks --people 50 --rounds 3 --seconds 3 --without starts   one minute
uv run python -m tests.benchmarks --beside ../before          another checkout takes its turns too
uv run python -m tests.benchmarks --postgres                  so does our bot on PostgreSQL
"""

import argparse
import asyncio
import statistics
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import ceiling, node
from tests.benchmarks.crowd import Crowd
from tests.benchmarks.million import fill
from tests.benchmarks.processes import Contender, bare, ours, running
from tests.benchmarks.rounds import Bot, compare, say, say_ratios
from tests.benchmarks.wire import listen
from tests.postgres import cluster

OURS, BESIDE, BARE, GRAMMY, FULL = "ours", "beside", "bare", "grammY", "full"
POSTGRES = "postgres"
TOKENS: Mapping[str, str] = {
    name: f"{number}:{name}"
    for number, name in enumerate((OURS, BESIDE, BARE, GRAMMY, FULL, POSTGRES), 1)
}
WARM_PEOPLE, WARM_SECONDS, WARM_MOVES, WARM_TIMES = 50, 2.0, 2000, 8
"""Before the first round, for so many moves if that does not take too long: Node compiles what has
run often."""


@dataclass(frozen=True)
class Given:
    """What the command line asks for."""

    people: Sequence[int]
    rounds: int
    seconds: float
    cases: int
    beside: Path | None
    grammy: str
    without: Sequence[str]
    postgres: bool


async def main(given: Given) -> None:
    """Run everything and print it."""
    crowds = {name: Crowd(any_button=name in {BARE, GRAMMY}) for name in TOKENS}
    say(f"server's ceiling: {await ceiling.measure():.0f} updates/s")
    server, url = await listen({TOKENS[name].encode(): crowds[name].line for name in TOKENS})
    async with server, AsyncExitStack() as stack:
        contenders = await contenders_of(given, url)
        if given.postgres:
            address = stack.enter_context(cluster()).address("bench")
            contenders[POSTGRES] = ours(url, TOKENS[POSTGRES], address=address)
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            await compare_speeds(given, url, contenders, crowds, Path(folder))
        if "starts" not in given.without:
            await compare_starts(given.rounds, contenders, crowds)


async def contenders_of(given: Given, url: str) -> dict[str, Contender]:
    """The bots that take turns, ours first."""
    chosen = {OURS: ours(url, TOKENS[OURS])}
    if given.beside is not None:
        chosen[BESIDE] = ours(url, TOKENS[BESIDE], given.beside.resolve(), "beside.sqlite3")
    if BARE not in given.without:
        chosen[BARE] = bare(url, TOKENS[BARE])
    if GRAMMY.lower() not in given.without:
        reason = await node.missing()
        if reason:
            say(f"grammY is left out: {reason}")
        else:
            chosen[GRAMMY] = node.grammy(url, TOKENS[GRAMMY], given.grammy)
    return chosen


async def compare_speeds(
    given: Given,
    url: str,
    contenders: Mapping[str, Contender],
    crowds: Mapping[str, Crowd],
    folder: Path,
) -> None:
    """All bots run at once and take turns; then ours beside itself with many cases stored."""
    async with AsyncExitStack() as stack:

        async def start(name: str, contender: Contender) -> Bot:
            crowd = crowds[name]
            context = running(contender(folder), crowd.first_poll)
            bot = Bot(name, crowd, await stack.enter_async_context(context))
            await warm(crowd)
            return bot

        bots = [await start(name, contender) for name, contender in contenders.items()]
        for people in given.people:
            await compare(bots, people, given.rounds, given.seconds)
        say_peaks(bots)
        if given.cases:
            fill(folder / "full.sqlite3", given.cases)
            full = await start(FULL, ours(url, TOKENS[FULL], file="full.sqlite3"))
            for people in given.people:
                await compare((full, bots[0]), people, given.rounds, given.seconds)
            say_peaks([full])


async def warm(crowd: Crowd) -> None:
    """Let a bot do what it will do in the rounds."""
    moves = 0
    for _ in range(WARM_TIMES):
        moves += len(await crowd.walk(WARM_PEOPLE, WARM_SECONDS))
        if moves >= WARM_MOVES:
            return


def say_peaks(bots: Sequence[Bot]) -> None:
    """Print the largest resident size of each."""
    peaks = ", ".join(f"{bot.name} {bot.running.peak_mebibytes():.0f} MiB" for bot in bots)
    say(f"\npeak memory: {peaks}")


async def compare_starts(
    rounds: int, contenders: Mapping[str, Contender], crowds: Mapping[str, Crowd]
) -> None:
    """Time from the start of the process to its first poll, with no database yet, in turns."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, contender in contenders.items():
            with tempfile.TemporaryDirectory(prefix="bench-") as folder:
                command = contender(Path(folder))
                async with running(command, crowds[name].first_poll) as bot:
                    taken[name].append(bot.started)
    medians = (f"{name} {statistics.median(column):.2f} s" for name, column in taken.items())
    say(f"\nstart to first poll: {', '.join(medians)}")
    for name in [*contenders][1:]:
        say_ratios(f"{OURS} : {name}", taken[OURS], taken[name])


def read_arguments() -> Given:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--people", default="1,50,500", help="how many at once, one run for each")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0, help="of one bot in one round")
    parser.add_argument("--cases", type=int, default=0, help="compare with so many cases stored")
    parser.add_argument("--beside", type=Path, help="another checkout whose bot takes turns too")
    parser.add_argument("--postgres", action="store_true", help="our bot on PostgreSQL, too")
    parser.add_argument(
        "--grammy", default="runner", choices=("runner", "plain"), help="how it polls"
    )
    parser.add_argument(
        "--without", action="append", default=[], choices=("bare", "grammy", "starts")
    )
    given = vars(parser.parse_args())
    given["people"] = [int(number) for number in given["people"].split(",")]
    return Given(**given)


if __name__ == "__main__":
    try:
        asyncio.run(main(read_arguments()))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
