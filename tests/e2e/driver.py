"""The real sandbox process, and a person at its chat page in headless Chromium."""

import asyncio
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Locator, Page

from tests.telegram import DOORS

ROOT = Path(__file__).parents[2]
START_SECONDS = 60
STOP_SECONDS = 20
SETTLE_SECONDS = 20
STILL = 4
"""So many looks in a row that see the same, 40 ms apart."""

# The newest message with buttons, and a mark that changes whenever something in the chat does.
LOOK = """() => {
  const rows = [...document.querySelectorAll(".row.theirs")];
  const card = rows.filter((row) => row.querySelector(".key")).at(-1);
  return {
    mark: document.querySelector("#log").innerHTML,
    screen: card?.querySelector(".text")?.innerText ?? "",
    labels: [...(card?.querySelectorAll(".key .label") ?? [])].map((one) => one.textContent),
  };
}"""
ANSWERED = """(before) =>
  [...document.querySelectorAll(".row.theirs")].at(-1)?.dataset.id > +before
"""


@asynccontextmanager
async def sandbox() -> AsyncIterator[str]:
    """`python -m bot sandbox` as a process of its own; gives the address of the chat page.

    Raises AssertionError when it does not start, stops with an error, or logs one meanwhile.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "sandbox", "--no-browser", "--port", "0"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    complaints = asyncio.create_task(process.stderr.read())
    try:
        async with asyncio.timeout(START_SECONDS):
            line = (await process.stdout.readline()).decode()
        found = re.search(r"http://\S+", line)
        assert found, f"the sandbox did not say where it is: {line!r}"
        yield found[0]
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
            said = (await complaints).decode()
    assert process.returncode == 0, said
    assert "ERROR" not in said, said


class PageChat:
    """A person at the chat page. A verb ends when the bot has reacted.

    `screen` is the text of the newest message with buttons, `labels` are those buttons.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.screen = ""
        self.labels: list[str] = []

    async def look(self) -> str:
        """Read the page; gives a mark that changes whenever something on it does."""
        seen = await self.page.evaluate(LOOK)
        self.screen, self.labels = seen["screen"], seen["labels"]
        return str(seen["mark"])

    async def starts(self) -> None:
        """Press the chat's own *Начать*."""
        await self.look()
        await self.page.get_by_role("button", name="Начать", exact=True).click()
        await self.page.wait_for_selector(".row.theirs .key")
        await self.look()

    async def says(self, text: str) -> None:
        """Write a message and wait for the bot's words below it."""
        before = await self.page.locator(".row.theirs").last.get_attribute("data-id")
        await self.page.get_by_label("Сообщение от имени").fill(text)
        await self.page.keyboard.press("Enter")
        await self.page.wait_for_function(
            ANSWERED,
            arg=before,
        )
        await self._settled()

    async def presses(self, label: str) -> None:
        """Press the newest button with this label, or with this text in it, behind the card's doors
        if it is not on the screen."""
        before = await self.look()
        for door in DOORS:
            if door in self.labels and not await self._keys(re.escape(label)).count():
                await self.presses(door)
                before = await self.look()
        keys = self._keys(f"^{re.escape(label)}$")
        keys = keys if await keys.count() else self._keys(re.escape(label))
        assert await keys.count(), f"no button {label!r}; there are {self.labels}"
        await keys.last.click()
        await self.page.wait_for_function(
            "(before) => document.querySelector('#log').innerHTML !== before", arg=before
        )
        await self._settled()

    def _keys(self, pattern: str) -> Locator:
        return self.page.locator(".key", has_text=re.compile(pattern))

    async def _settled(self) -> None:
        """Wait until the press is answered and the chat stands still for a moment: a press is
        answered beside its screen, so the screen may come a little later.

        Raises TimeoutError when it never does.
        """
        async with asyncio.timeout(SETTLE_SECONDS):
            mark, still = await self.look(), 0
            while still < STILL or await self.page.locator(".key.busy").count():
                await self.page.wait_for_timeout(40)
                before, mark = mark, await self.look()
                still = still + 1 if mark == before else 0

    async def downloads(self, label: str, folder: Path) -> Path:
        """Press the button of a file and save what the page offers under the file's own name."""
        files = self.page.locator("a.file")
        count = await files.count()
        await self.presses(label)
        await self.page.wait_for_function(
            "(count) => document.querySelectorAll('a.file').length > count", arg=count
        )
        async with self.page.expect_download() as download:
            await files.nth(count).click()  # the first new one: a reckoning may follow it
        got = await download.value
        saved = folder / got.suggested_filename
        await got.save_as(saved)
        return saved
