"""The sandbox as one server: the Bot API, the control API and the chat page on one port."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from telegram_sandbox import bot_api, page
from telegram_sandbox.clock import MovableClock
from telegram_sandbox.control import Advance, Control
from telegram_sandbox.feed import Feed
from telegram_sandbox.guard import LOCAL_NAMES, local_only
from telegram_sandbox.limits import UPLOAD_BYTES
from telegram_sandbox.pusher import push_updates
from telegram_sandbox.telegram import Telegram

BODY_BYTES = UPLOAD_BYTES + 1024 * 1024


@dataclass(frozen=True)
class Served:
    """Where the sandbox listens."""

    host: str
    port: int

    @property
    def api_url(self) -> str:
        """The base for `TelegramAPIServer.from_base`."""
        return f"http://{self.host}:{self.port}"

    @property
    def page_url(self) -> str:
        """The chat page."""
        return f"http://{self.host}:{self.port}/"


@asynccontextmanager
async def serve(
    telegram: Telegram,
    clock: MovableClock,
    *,
    host: str = "127.0.0.1",
    port: int = 8081,
    on_advance: Advance | None = None,
) -> AsyncIterator[Served]:
    """Serve while the context lasts. Port 0 takes a free one.

    `on_advance` is awaited each time the page or a test has moved the clock, so that the bot can
    look at once what has fallen due. Raises `ValueError` for a host that is not loopback, `OSError`
    when the port is taken.
    """
    if host not in LOCAL_NAMES:
        raise ValueError(f"the sandbox is for this machine only, not for {host}")
    feed = Feed(telegram)
    app = web.Application(middlewares=[local_only], client_max_size=BODY_BYTES)
    app.add_routes(Control(telegram, clock, feed, on_advance).routes())
    app.add_routes(page.routes(feed))
    app.add_routes(bot_api.routes(telegram))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    pusher = asyncio.create_task(push_updates(telegram))
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        yield Served(host, runner.addresses[0][1])
    finally:
        pusher.cancel()
        feed.close()
        telegram.updates.release()
        await asyncio.gather(pusher, return_exceptions=True)
        await runner.cleanup()
        telegram.listeners.remove(feed.add)
