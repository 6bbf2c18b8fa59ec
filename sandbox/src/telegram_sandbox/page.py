"""The chat page: static files, and a WebSocket that tells it what happens."""

import asyncio
from pathlib import Path

from aiohttp import WSMsgType, web
from aiohttp.typedefs import Handler

from telegram_sandbox.feed import Feed

STATIC = Path(__file__).with_name("static")
PING_SECONDS = 20

SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


def routes(feed: Feed) -> list[web.RouteDef]:
    """`/` and its files, and `/sandbox/live`."""

    async def live(request: web.Request) -> web.StreamResponse:
        """Sends every event after the number the page names in `?after=`."""
        socket = web.WebSocketResponse(heartbeat=PING_SECONDS)
        await socket.prepare(request)
        teller = asyncio.create_task(_tell(socket, feed, int(request.query.get("after", "0"))))
        try:
            async for message in socket:
                if message.type is WSMsgType.ERROR:
                    break
        finally:
            teller.cancel()
            await asyncio.gather(teller, return_exceptions=True)
        return socket

    return [
        web.get("/sandbox/live", live),
        web.get("/", _static(STATIC / "index.html")),
        *(web.get(f"/{path.name}", _static(path)) for path in STATIC.iterdir()),
    ]


async def _tell(socket: web.WebSocketResponse, feed: Feed, after: int) -> None:
    while not (socket.closed or feed.closed):
        for event in await feed.wait(after, PING_SECONDS):
            after = event["number"]
            await socket.send_json(event)
    await socket.close()


def _static(path: Path) -> Handler:
    async def file(request: web.Request) -> web.StreamResponse:
        return web.FileResponse(path, headers=SECURITY)

    return file
