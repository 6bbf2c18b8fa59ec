"""Takes README's picture: `uv run python tests/pictures.py` writes docs/chat.png.


Everything that a bot can send, on a desktop; with a folder as argument also on a phone.
"""

import asyncio
import sys
from pathlib import Path

from aiohttp import ClientSession
from bot_client import BotClient
from images import png
from playwright.async_api import Page, async_playwright
from telegram_sandbox.chromium import ARGUMENTS, CHROMIUM
from telegram_sandbox.clock import MovableClock
from telegram_sandbox.serve import serve
from telegram_sandbox.telegram import Telegram

DOCS = Path(__file__).parents[1] / "docs"
DESKTOP = {"width": 1000, "height": 820}
PHONE = {"width": 390, "height": 844}
LETTER = "Прошу вернуть 12 400 ₽.\n".encode()


async def fill(telegram: Telegram, client: BotClient) -> None:
    """A chat in which everything has happened that the page can show."""
    anna = telegram.person(1001, "Анна", username="anna")
    telegram.person(1002, "Boris", username="boris", language_code="en").say("Hello")
    said = anna.say("/start")
    greeting = await client.call(
        "sendMessage",
        chat_id=1001,
        text="Здравствуйте! Это <b>бот</b>, и он отвечает за <i>минуту</i>.",
        parse_mode="HTML",
    )
    await client.call("pinChatMessage", chat_id=1001, message_id=greeting["message_id"])
    heart = [{"type": "emoji", "emoji": "❤"}]
    await client.call("setMessageReaction", chat_id=1001, message_id=said.id, reaction=heart)
    colours = ((74, 124, 89), (200, 120, 70), (90, 110, 190))
    pictures = {f"p{at}": (f"{at}.png", png(400, 300, one)) for at, one in enumerate(colours)}
    media = [{"type": "photo", "media": f"attach://{name}"} for name in pictures]
    media[0]["caption"] = "Альбом"
    await client.call("sendMediaGroup", pictures, chat_id=1001, media=media)
    await client.call("sendVoice", {"voice": ("а.ogg", b"OggS")}, chat_id=1001, duration=7)
    await client.call("sendVideo", {"video": ("а.mp4", b"mp4")}, chat_id=1001, duration=61)
    await client.call("sendSticker", {"sticker": ("а.webp", png(512, 512))}, chat_id=1001)
    await client.call("sendDocument", {"document": ("Письмо.txt", LETTER)}, chat_id=1001)
    photo = await client.call(
        "sendPhoto", {"photo": ("а.png", png(640, 420))}, chat_id=1001, caption="Снимок"
    )
    where = {"chat_id": 1001, "from_chat_id": 1001, "message_id": photo["message_id"]}
    await client.call("copyMessage", **where, caption="Копия снимка")
    await client.call("forwardMessage", **where | {"message_id": said.id})
    keyboard = {"keyboard": [["Да", "Нет"], ["Не знаю"]], "resize_keyboard": True}
    await client.call("sendMessage", chat_id=1001, text="Всё верно?", reply_markup=keyboard)
    buttons = [[{"text": "Дальше", "callback_data": "next", "style": "primary"}]]
    markup = {"inline_keyboard": buttons}
    await client.call("sendMessage", chat_id=1001, text="Или так:", reply_markup=markup)


async def take(page: Page, size: dict[str, int], file: Path, scroll: int | None = None) -> None:
    """One picture of the page at this size, from the end of the chat or this far from its top."""
    await page.set_viewport_size({"width": size["width"], "height": size["height"]})
    await page.wait_for_timeout(600)
    if scroll is not None:
        await page.evaluate("(top) => document.querySelector('#log').scrollTo(0, top)", scroll)
        await page.wait_for_timeout(300)
    await page.screenshot(path=file)


async def main(folder: Path | None) -> None:
    """Take the picture for README, and in `folder` those of a phone."""
    clock = MovableClock()
    telegram = Telegram(clock, first_name="Пробный бот")
    async with (
        serve(telegram, clock, port=0) as served,
        ClientSession() as session,
        async_playwright() as playwright,
    ):
        await fill(telegram, BotClient(session, served.api_url, telegram.token))
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(locale="ru-RU", reduced_motion="reduce")
        await page.goto(served.page_url)
        DOCS.mkdir(exist_ok=True)
        await take(page, DESKTOP, DOCS / "chat.png", scroll=0)
        if folder is not None:
            for at, scroll in enumerate((0, 560, 1120, None)):
                await take(page, PHONE, folder / f"phone-{at}.png", scroll)
            await page.get_by_role("button", name="Люди и часы").click()
            await take(page, PHONE, folder / "phone-panel.png")
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]) if sys.argv[1:] else None))
