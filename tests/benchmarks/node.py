"""The grammY bot: whether it can run here, installed on first use, and how it is started."""

import asyncio
import shutil
from asyncio.subprocess import DEVNULL, PIPE, STDOUT
from pathlib import Path

from tests.benchmarks.processes import Command, Contender
from tests.benchmarks.wire import TEXT

FOLDER = Path(__file__).parent / "grammy"
BOT = FOLDER / "bot.mjs"
INSTALL_SECONDS = 600
"""better-sqlite3 is compiled where there is no ready-made build of it."""


async def missing() -> str:
    """Why the grammY bot cannot run, "" when it can. Installs its packages when they are not there.

    Nothing is installed anywhere but in the bot's own folder.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None:
        return "there is no node"
    if not await _run(60, node, str(BOT), "--check"):
        return ""
    if npm is None:
        return "there is no npm"
    said = await _run(INSTALL_SECONDS, npm, "ci", "--no-audit", "--no-fund")
    if said:
        return f"npm ci failed: {said}"
    said = await _run(60, node, str(BOT), "--check")
    return f"it does not start: {said}" if said else ""


async def _run(seconds: float, *command: str) -> str:
    """The last words of a command that failed, "" of one that did not."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=FOLDER, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), seconds)
    except TimeoutError:
        return f"not done in {seconds:g} s"
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    lines = [line for line in said.decode(errors="replace").splitlines() if "rror" in line]
    return (lines or ["no reason given"])[0].strip() if process.returncode else ""


def grammy(url: str, token: str, polling: str) -> Contender:
    """The grammY bot; `polling` is "runner" or "plain", see bot.mjs."""

    def command(folder: Path) -> Command:
        database = str(folder / "grammy.sqlite3")
        return ("node", str(BOT), url, token, database, TEXT, polling), {"NODE_ENV": "production"}

    return command
