"""Several processes of the real bot behind one address, as a test sees them.

Telegram is the sandbox: its pusher keeps a queue for each person and sends what was not taken
again. Between it and the replicas stands a balancer of the test's own.
"""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import aiohttp
import psutil
from aiohttp import web

from tests.warm_bot import FOLDER, LOG, WarmBot

HOOK = "/hook"
LOOKS_EVERY_SECONDS = 0.1
LOOK_SECONDS = 1.0
ANSWER_SECONDS = 2.0
"""After so long the balancer gives up on a replica and asks the next one."""

START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Replica:
    """One of them: started, killed and started again on the same port."""

    def __init__(self, warm: WarmBot, folder: Path, environment: Mapping[str, str]) -> None:
        self.port = free_port()
        self.folder = folder
        self.is_ready = False
        self._warm = warm
        self._environment = {
            **environment,
            "BOT_LISTEN": str(self.port),
            "BOT_LOG_LEVEL": "WARNING",
            FOLDER: str(folder),
        }
        self.process: psutil.Process | None = None
        folder.mkdir()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def errors(self) -> str:
        """What it has logged."""
        log = self.folder / LOG
        return log.read_text() if log.exists() else ""

    def start(self) -> None:
        """Start it; the balancer finds out when it is ready."""
        self.process = psutil.Process(self._warm.fork(self._environment))

    def kill(self) -> None:
        """SIGKILL, and it is gone when this ends."""
        self._signal(signal.SIGKILL)
        assert self.process is not None
        self.process.wait(10)
        self.process = None

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def terminate(self) -> None:
        """SIGTERM, and it is gone when this ends."""
        self._signal(signal.SIGTERM)
        assert self.process is not None
        self.process.wait(20)
        self.process = None

    def _signal(self, number: int) -> None:
        assert self.process is not None
        assert self.process.pid != os.getpid()
        self.process.send_signal(number)


class Balancer:
    """Hands each update to a replica that is ready, to another one when that fails."""

    def __init__(self, replicas: Sequence[Replica]) -> None:
        self._replicas = replicas
        self._turn = count()
        self._session: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def listening(self, port: int) -> AsyncIterator[None]:
        """At this port while the block runs."""
        application = web.Application()
        application.router.add_post(HOOK, self._pass_on)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.5)
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as self._session:
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", port).start()
            looking = [asyncio.create_task(self._look_at(one)) for one in self._replicas]
            try:
                yield
            finally:
                for task in looking:
                    task.cancel()
                await asyncio.gather(*looking, return_exceptions=True)
                await runner.cleanup()

    async def leader(self) -> Replica | None:
        """The one that says it leads."""
        for replica in self._replicas:
            if replica.is_ready and "bot_leader 1.0" in await self._get(replica, "/metrics"):
                return replica
        return None

    async def ready(self, replica: Replica) -> None:
        """Wait until it is."""
        async with asyncio.timeout(START_SECONDS):
            while not replica.is_ready:  # noqa: ASYNC110  (nobody could set an event)
                await asyncio.sleep(0.01)

    def _chosen(self) -> Iterator[Replica]:
        turn = next(self._turn)
        ready = [one for one in self._replicas if one.is_ready]
        yield from (ready[(turn + at) % len(ready)] for at in range(len(ready)))

    async def _pass_on(self, request: web.Request) -> web.Response:
        assert self._session is not None
        body = await request.read()
        for replica in self._chosen():
            try:
                async with self._session.post(
                    replica.url + HOOK, data=body, headers=request.headers
                ) as answer:
                    return web.Response(status=answer.status)
            except (aiohttp.ClientError, TimeoutError):
                replica.is_ready = False
        return web.Response(status=503)

    async def _look_at(self, replica: Replica) -> None:
        while True:
            replica.is_ready = await self._get(replica, "/ready") == "ready\n"
            await asyncio.sleep(LOOKS_EVERY_SECONDS)

    async def _get(self, replica: Replica, page: str) -> str:
        assert self._session is not None
        try:
            timeout = aiohttp.ClientTimeout(total=LOOK_SECONDS)
            async with self._session.get(replica.url + page, timeout=timeout) as answer:
                return await answer.text()
        except (aiohttp.ClientError, TimeoutError):
            return ""
