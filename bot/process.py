"""The process: it starts, says what it finds, serves, and stops when it is told to."""

import asyncio
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from bot.app import assemble
from bot.clock import Clock, now
from bot.logs import set_up_logging
from bot.readiness import say_what_is_kept, warn_of_age
from bot.serving import serve_by_polls, serve_by_webhook
from bot.settings import Settings

AT_ONCE = 2
"""How many letters are made at once: each thread keeps the memory that the largest of its letters
took, and more threads than cores make none of them sooner."""


def run_forever(settings: Settings) -> None:
    """The process: `run` with logging, on the faster loop where the platform has it."""
    set_up_logging(settings.log_level_number, as_json=settings.log_format == "json")
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(run(settings))


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's event loop; None, asyncio's own, where there is no uvloop (Windows)."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


async def run(settings: Settings, *, clock: Clock = now, look: asyncio.Event | None = None) -> None:
    """Serve people until SIGTERM or SIGINT; what is running then is finished first.

    Setting `look` makes the reminders look at once: whoever moves the clock sets it.
    """
    stop = asyncio.Event()
    _stop_on_signals(stop)  # first of all: the first process of a container has no other answer
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(AT_ONCE, "letters"))
    async with assemble(settings, clock=clock) as app:
        await say_what_is_kept(app)
        warn_of_age(app)
        serve = serve_by_webhook if settings.webhook_url else serve_by_polls
        await serve(app, settings, stop, look or asyncio.Event())


def _stop_on_signals(stop: asyncio.Event) -> None:
    """Stop cleanly on SIGTERM and SIGINT, where the platform lets an event loop handle them."""
    loop = asyncio.get_running_loop()
    with suppress(NotImplementedError):
        for signal_ in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(signal_, stop.set)
