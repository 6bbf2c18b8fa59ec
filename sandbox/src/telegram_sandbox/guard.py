"""Only this machine's own programs and pages may talk to the sandbox."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def is_local(authority: str) -> bool:
    """Whether "host:port" names this machine by a loopback name."""
    try:
        return urlsplit(f"//{authority}").hostname in LOCAL_NAMES
    except ValueError:
        return False


@web.middleware
async def local_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a foreign Host (DNS rebinding) and a foreign Origin (another site's page)."""
    origin = request.headers.get("Origin")
    if not is_local(request.headers.get("Host", "")):
        raise web.HTTPForbidden(text="The sandbox answers to loopback names only.")
    if origin is not None and urlsplit(origin).netloc != request.headers["Host"]:
        raise web.HTTPForbidden(text="The sandbox answers to its own page only.")
    return await handler(request)
