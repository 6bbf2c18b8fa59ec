"""Takes the pictures of the docs: `uv run python -m tests.e2e.pictures` writes docs/*.png.

A run of the real sandbox on a phone's width, and two letters' first pages by poppler's pdftoppm.
The day on the pictures is the day of the run.
"""

import asyncio
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Page, async_playwright
from telegram_sandbox.chromium import ARGUMENTS, CHROMIUM

from tests.e2e.driver import ROOT, PageChat, sandbox
from tests.people import fill, picks

DOCS = ROOT / "docs"
WIDTH, HEIGHT, TALL = 420, 920, 1330
WIDE = 820
"""Wide enough for the page to show its clock and its people beside the chat."""

LARGEST = 200_000
"""Bytes: README is read on phones, too."""

REPLY = {"provider_reply": "Перевод зачислен, обратитесь к получателю."}
Take = Callable[[str], Awaitable[None]]


async def _case(chat: PageChat, take: Take) -> None:
    await chat.starts()
    await take("start")
    await chat.presses("Деньги уходят прямо сейчас")
    await take("urgent")
    await chat.says("/start")
    await chat.presses("Разобрать проблему")
    await picks(chat, "Другой кошелёк или банк")
    await chat.presses("Платёж не дошёл")
    await chat.presses("Не помогло")
    await take("case")
    await chat.presses("✍️ Текст обращения")
    await take("question")
    await fill(chat)
    await _sized(chat.page, take, "letter", WIDTH, TALL)
    await chat.presses("Как отправить")
    await chat.presses("Электронная почта")
    await take("channel")
    await chat.presses("📮 Отправлено")
    await chat.presses("Сегодня")
    await chat.says("А-17")
    await chat.presses("В день отправки")
    await take("waiting")
    await _sized(chat.page, take, "sandbox", WIDE, HEIGHT)
    await chat.presses("Почему эта дата?")
    await take("why")
    await chat.presses("‹ К делу")
    await chat.presses("🗺 Карта")
    await _sized(chat.page, take, "map", WIDTH, TALL)
    await chat.presses("‹ К делу")
    await chat.presses("Что значит их ответ?")
    await chat.presses("Вы сами подтвердили")
    await take("triage")
    await chat.presses("‹ К делу")


async def _sized(page: Page, take: Take, name: str, width: int, height: int) -> None:
    """A picture of another size than a phone's, in pixels."""
    await page.set_viewport_size({"width": width, "height": height})
    await take(name)
    await page.set_viewport_size({"width": WIDTH, "height": HEIGHT})


async def _reminder(chat: PageChat, take: Take) -> None:
    """Past the law's last day the bot writes by itself."""
    rows = chat.page.locator(".row.theirs")
    before = await rows.count()
    await chat.page.get_by_role("button", name="Люди и часы").click()
    for _ in range(2):
        await chat.page.get_by_role("button", name="+15 рабочих дней").click()
        await chat.page.wait_for_timeout(300)
    await chat.page.keyboard.press("Escape")
    for _ in range(100):
        if await rows.count() > before:
            await take("reminder")
            return
        await chat.page.wait_for_timeout(200)
    sys.stderr.write("no reminder came within 20 seconds: docs/reminder.png is left as it was\n")


async def _letters(chat: PageChat, folder: Path) -> None:
    """The claim letter and, four refusals later, the statement of claim: their first pages."""
    await chat.says("/cases")
    await chat.presses("▶️")
    await chat.presses("Пришёл ответ")
    await chat.presses("Что значит их ответ?")
    await chat.presses("Обратитесь к получателю")
    await chat.presses("Записать и идти дальше")
    await chat.presses("Сегодня")
    await _letter(chat, folder, "letter-pretenziya")
    for number in ("77-05/26", "А-31", "ЦБ-204", "У-26-118"):
        await chat.presses("📮 Отправлено")
        await chat.presses("Сегодня")
        await chat.says(number)
        await chat.presses("В день отправки")
        await chat.presses("Пришёл ответ")
        await chat.presses("Отказали")
        await chat.presses("✍️ Текст обращения")
        await fill(chat, **REPLY)
    await _letter(chat, folder, "letter-claim")


async def _letter(chat: PageChat, folder: Path, name: str) -> None:
    if "✍️ Текст обращения" in chat.labels:
        await chat.presses("✍️ Текст обращения")
        await fill(chat, **REPLY)
    _first_page(await chat.downloads(".pdf", folder)).replace(DOCS / f"{name}.png")


def _first_page(pdf: Path) -> Path:
    poppler = shutil.which("pdftoppm")
    if poppler is None:
        raise FileNotFoundError("pdftoppm (poppler-utils) is not on this machine")
    picture = pdf.with_suffix("")
    subprocess.run(
        [poppler, "-png", "-r", "72", "-gray", "-singlefile", "-l", "1", str(pdf), str(picture)],
        check=True,
    )
    return picture.with_suffix(".png")


async def _shoot(page: Page, name: str) -> None:
    """The window as it is, the newest message in sight."""
    await page.locator("#toast").wait_for(state="hidden")
    await page.mouse.move(0, 0)
    target = DOCS / f"{name}.png"
    await page.screenshot(path=str(target))


async def take_pictures() -> int:
    """All pictures anew; gives 1 when one is too large."""
    DOCS.mkdir(exist_ok=True)
    async with sandbox() as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT},
            locale="ru-RU",
            color_scheme="light",
            reduced_motion="reduce",
        )
        await page.goto(address)
        chat = PageChat(page)

        async def take(name: str) -> None:
            await _shoot(page, name)

        await _case(chat, take)
        await _reminder(chat, take)
        with tempfile.TemporaryDirectory() as folder:
            await _letters(chat, Path(folder))
        await browser.close()
    large = [one.name for one in DOCS.glob("*.png") if one.stat().st_size > LARGEST]
    if large:
        sys.stderr.write(f"larger than {LARGEST} bytes: {', '.join(large)}\n")
    return int(bool(large))


if __name__ == "__main__":
    sys.exit(asyncio.run(take_pictures()))
