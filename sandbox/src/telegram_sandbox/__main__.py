"""`telegram-sandbox`: a strict Telegram on this machine for a bot in any language."""

import argparse
import asyncio
import sys
import webbrowser

from telegram_sandbox.clock import MovableClock
from telegram_sandbox.serve import serve
from telegram_sandbox.telegram import Telegram

LAST_PORT = 65_535


async def _serve(given: argparse.Namespace) -> None:
    clock = MovableClock()
    telegram = Telegram(clock, given.token or "", given.username, given.name)
    async with serve(telegram, clock, port=given.port) as served:
        sys.stdout.write(
            f"Bot API:   {served.api_url}\n"
            f"token:     {telegram.token}\n"
            f"chat page: {served.page_url}  (Ctrl+C stops it, and everything is forgotten)\n"
        )
        sys.stdout.flush()
        if given.browser:
            await asyncio.to_thread(webbrowser.open, served.page_url)
        await asyncio.Event().wait()


def _token(text: str) -> str:
    if (number := text.partition(":")[0]).isascii() and number.isdigit():
        return text
    raise argparse.ArgumentTypeError("a token begins with the bot's number: 42:ANYTHING")


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text[:9]) <= LAST_PORT:
        return int(text)
    raise argparse.ArgumentTypeError(f"a port is a number from 0 to {LAST_PORT}")


def main(arguments: list[str] | None = None) -> int:
    """Serve until Ctrl+C; the exit code is 0, or 1 with the reason on standard error."""
    parser = argparse.ArgumentParser(prog="telegram-sandbox", description=__doc__)
    parser.add_argument("--port", type=_port, default=8081, help="0 takes a free one")
    parser.add_argument("--token", type=_token, help="made up when left out")
    parser.add_argument("--username", default="sandbox_bot", help="the bot's, without @")
    parser.add_argument("--name", default="Sandbox", help="the bot's first name")
    parser.add_argument("--browser", action="store_true", help="open the chat page, too")
    try:
        asyncio.run(_serve(parser.parse_args(arguments)))
    except KeyboardInterrupt:
        return 0
    except OSError as error:
        sys.stderr.write(f"{error}: --port takes another one\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
