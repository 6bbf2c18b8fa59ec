"""The walk of the benchmarks fits the bot that they measure."""

import asyncio
from pathlib import Path

import pytest

from tests.benchmarks.crowd import WALK, Crowd
from tests.benchmarks.processes import ours, running
from tests.benchmarks.wire import listen

TOKEN = "1:walk"


@pytest.mark.process
@pytest.mark.parametrize("people", [1, 3])
async def test_the_real_bot_is_walked_to_the_end_and_again(people: int, tmp_path: Path) -> None:
    crowd = Crowd()
    server, url = await listen({TOKEN.encode(): crowd.line})
    moves = 0
    async with server, running(ours(url, TOKEN)(tmp_path), crowd.first_poll) as bot:
        async with asyncio.timeout(120):
            while moves <= people * (len(WALK) + 1):
                moves += len(await crowd.walk(people, 0.5))
        assert bot.errors_logged() == 0
