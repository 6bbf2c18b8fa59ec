"""Updates a second of one, two and three replicas on PostgreSQL, and of one process with SQLite, by
webhook: `uv run python -m tests.benchmarks.replicas`. See docs/measured.md.

The people, Telegram, the balancer and the database take their share of the same cores.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from tests.benchmarks.rounds import say
from tests.e2e.test_replicas import Town, town
from tests.postgres import cluster
from tests.warm_bot import WarmBot

SQLITE = "SQLite, 1 process"


async def walked(here: Town, people: int, seconds: float) -> float:
    """Updates a second while so many people walk."""
    walks = [asyncio.create_task(here.walk_until_over()) for _ in range(people)]
    await asyncio.sleep(1.0)  # until all of them are under way
    first, began = here.telegram.updates.last_id, time.perf_counter()
    await asyncio.sleep(seconds)
    rate = (here.telegram.updates.last_id - first) / (time.perf_counter() - began)
    for walk in walks:
        walk.cancel()
    await asyncio.gather(*walks, return_exceptions=True)
    return rate


async def main(people: int, rounds: int, seconds: float, sizes: Sequence[int]) -> None:
    """All of them run at once and take turns; prints the median of each."""
    warm = WarmBot()
    with cluster() as server, tempfile.TemporaryDirectory(prefix="bench-") as folder:
        async with AsyncExitStack() as stack:
            towns = {}
            for size in (0, *sizes):
                name = f"PostgreSQL, {size}" if size else SQLITE
                home = Path(folder) / f"of{size}"
                home.mkdir()
                home.chmod(0o755)
                where = server.address(f"of{size}") if size else str(home / "bot.sqlite3")
                count = size or 1
                towns[name] = await stack.enter_async_context(town(warm, home, where, count, count))
            rates: dict[str, list[float]] = {name: [] for name in towns}
            for _ in range(rounds):
                for name, here in towns.items():
                    rates[name].append(await walked(here, people, seconds))
        for name, found in rates.items():
            low, high = min(found), max(found)
            say(f"{name}: {statistics.median(found):.0f} updates/s ({low:.0f} to {high:.0f})")
    warm.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.replicas")
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0)
    given = parser.parse_args()
    asyncio.run(main(given.people, given.rounds, given.seconds, (1, 2, 3)))
