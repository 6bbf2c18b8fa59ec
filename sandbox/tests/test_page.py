"""The chat page in headless Chromium, with the tiny bot behind it."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import echo
import pytest
import pytest_asyncio
from bot_client import BotClient
from images import jpeg, png
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect
from telegram_sandbox.chromium import ARGUMENTS, CHROMIUM
from telegram_sandbox.clock import MovableClock
from telegram_sandbox.serve import Served, serve
from telegram_sandbox.telegram import Telegram

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(
        viewport={"width": 1180, "height": 860}, locale="ru-RU", reduced_motion="reduce"
    )
    await context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.set_default_timeout(10_000)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(context: BrowserContext, served: Served, polling: BotClient) -> AsyncIterator[Page]:
    page = await context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    await page.goto(served.page_url)
    yield page
    assert wrong == []


async def say(page: Page, text: str) -> None:
    await page.get_by_label("Сообщение от имени").fill(text)
    await page.keyboard.press("Enter")


async def begin(page: Page) -> None:
    """Press /start and wait until the chat is there: before that a bot may not write to it."""
    await page.get_by_role("button", name="Начать", exact=True).click()
    await expect(page.locator(".row.mine").first).to_be_visible()


async def test_a_conversation_from_start_to_file(page: Page, tmp_path: Path) -> None:
    await expect(page.locator(".hello")).to_contain_text("Помогаю вернуть деньги")
    await begin(page)
    await expect(page.locator(".row.theirs .text")).to_contain_text("Дело № A-17")
    await expect(page.locator(".key.primary")).to_have_text("Считать")
    await expect(page.locator(".key.success")).to_have_text("Отправил")
    await expect(page.locator(".key.danger")).to_have_text("Удалить")
    await expect(page.get_by_role("link", name="Сайт")).to_have_attribute(
        "href", "https://example.org/"
    )

    line = await page.get_by_label("Сообщение от имени").bounding_box()
    assert line is not None
    assert line["height"] > 30

    async with page.expect_download() as download:
        await page.get_by_role("button", name="Файл").click()
        await page.get_by_role("link", name="Скачать Заявление.txt").click()
    saved = tmp_path / "saved"
    await (await download.value).save_as(saved)
    assert saved.read_bytes() == echo.LETTER
    assert (await download.value).suggested_filename == "Заявление.txt"


async def test_copy_buttons_and_code_go_to_the_clipboard(page: Page) -> None:
    await begin(page)
    await page.get_by_role("button", name="Скопировать адрес").click()
    await expect(page.locator("#toast")).to_have_text("Скопировано")
    assert await page.evaluate("navigator.clipboard.readText()") == "a@example.org"
    await page.locator("pre").click()
    await page.wait_for_function(
        "navigator.clipboard.readText().then((text) => text === 'Копируемый текст\\nв две строки')"
    )


async def test_spoilers_open_and_quotes_unfold(page: Page) -> None:
    await begin(page)
    spoiler = page.locator(".spoiler")
    await expect(spoiler.locator(".inside")).to_have_css("opacity", "0")
    await spoiler.click()
    await expect(spoiler.locator(".inside")).to_have_css("opacity", "1")
    quote = page.locator(".expandable_blockquote")
    folded = await quote.bounding_box()
    await quote.focus()
    await page.keyboard.press("Enter")
    await expect(quote).to_have_attribute("aria-expanded", "true")
    unfolded = await quote.bounding_box()
    assert folded is not None
    assert unfolded is not None
    assert unfolded["height"] > folded["height"]


async def test_edits_in_place_are_marked_and_deleted_messages_vanish(page: Page) -> None:
    await begin(page)
    await page.get_by_role("button", name="Считать").click()
    await expect(page.locator(".row.theirs .text")).to_have_text("Счёт: 1")
    await expect(page.locator(".row.theirs .edited")).to_have_text("изменено")
    await expect(page.locator(".row.theirs")).to_have_count(1)
    await say(page, "/start")
    await page.get_by_role("button", name="Удалить").click()
    await expect(page.locator("#toast")).to_have_text("Удалено")
    await expect(page.locator(".row.theirs")).to_have_count(1)


async def test_an_alert_waits_for_the_person(page: Page) -> None:
    await begin(page)
    await page.get_by_role("button", name="Отправил").click()
    alert = page.get_by_role("dialog")
    await expect(alert).to_contain_text("Записано")
    await alert.get_by_role("button", name="Понятно").click()
    await expect(alert).to_be_hidden()


async def test_the_clock_moves_ahead_and_live_times_follow(page: Page, clock: MovableClock) -> None:
    await begin(page)
    live = page.locator("time.date_time[data-format=r]")
    await expect(live).to_contain_text("через 3 дня")
    before = clock()
    await page.get_by_role("button", name="+1 день").click()
    await expect(live).to_contain_text("через 2 дня")
    assert (clock() - before).days == 1
    await page.get_by_role("button", name="+15 рабочих дней").click()
    await expect(live).to_contain_text("назад")
    assert (clock() - before).days >= 1 + 19


async def test_keyboard_enter_shift_enter_slash_and_escape(page: Page) -> None:
    await begin(page)
    box = page.get_by_label("Сообщение от имени")
    await box.click()
    await page.keyboard.type("раз")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("два")
    await page.keyboard.press("Enter")
    await expect(page.locator(".row.theirs").last.locator(".text")).to_have_text("раз\nдва")
    await page.keyboard.type("/")
    menu = page.get_by_role("listbox", name="Команды")
    await expect(menu.get_by_role("option")).to_have_count(2)
    await page.keyboard.type("he")
    await expect(menu.get_by_role("option")).to_have_text(["/helpЧто умеет бот"])
    await page.keyboard.press("Escape")
    await expect(menu).to_be_hidden()
    await box.fill("")
    await page.keyboard.press("ArrowUp")
    await expect(page.locator("#context")).to_contain_text("Исправить сообщение")
    await box.fill("три")
    await page.keyboard.press("Enter")
    await expect(page.locator(".row.theirs").last.locator(".text")).to_have_text(
        "Вы исправили сообщение"
    )


async def test_what_is_no_text_can_be_sent(page: Page) -> None:
    await begin(page)
    for label, kind in (("Стикер", "sticker"), ("Фото", "photo"), ("Голосовое", "voice")):
        await page.get_by_role("button", name="Отправить не текст").click()
        await page.get_by_role("menuitem", name=label).click()
        await expect(page.locator(".row.theirs").last).to_contain_text(f"Получено: {kind}")


async def test_several_people_and_a_reload_that_keeps_everything(page: Page) -> None:
    await begin(page)
    await say(page, "я Анна")
    await page.get_by_label("Имя нового человека").fill("Борис")
    await page.get_by_role("button", name="Добавить").click()
    await expect(page.locator(".hello")).to_be_visible()
    await begin(page)
    await say(page, "я Борис")
    await expect(page.locator(".row.mine .text")).to_have_text(["/start", "я Борис"])
    await page.reload()
    await expect(page.locator(".row.mine .text")).to_have_text(["/start", "я Борис"])
    await page.get_by_role("button", name=re.compile("^Анна")).click()
    await expect(page.locator(".row.mine .text")).to_have_text(["/start", "я Анна"])


async def test_blocking_and_the_group(page: Page, telegram: Telegram) -> None:
    await begin(page)
    await page.get_by_role("button", name="Заблокировать бота").click()
    await expect(page.get_by_role("button", name="Разблокировать", exact=True)).to_be_visible()
    assert next(iter(telegram.chats.values())).blocked
    await page.get_by_role("button", name="Разблокировать", exact=True).click()
    await expect(page.locator("#composer")).to_be_visible()
    await page.get_by_role("button", name="Открыть группу").click()
    await expect(page.locator("#bot-name")).to_have_text("Группа")
    await say(page, "/start")
    await expect(page.locator(".row.theirs")).to_contain_text("Пишите мне в личные сообщения")


async def test_the_page_finds_its_way_back_when_the_sandbox_restarts(
    context: BrowserContext, clock: MovableClock
) -> None:
    page = await context.new_page()
    async with serve(Telegram(clock, first_name="Первый"), clock, port=0) as first:
        await page.goto(first.page_url)
        await expect(page.locator("#bot-name")).to_have_text("Первый")
    await expect(page.locator("#lost")).to_be_visible()
    async with serve(Telegram(clock, first_name="Второй"), clock, port=first.port):
        await expect(page.locator("#bot-name")).to_have_text("Второй")
        await expect(page.locator("#lost")).to_be_hidden()
        await expect(page.locator(".person")).to_have_count(1)
        await page.close()


async def test_on_a_phone_the_panel_slides_in(page: Page) -> None:
    await page.set_viewport_size({"width": 390, "height": 780})
    await expect(page.get_by_role("heading", name="Часы бота")).to_be_hidden()
    await page.get_by_role("button", name="Люди и часы").click()
    await expect(page.get_by_role("heading", name="Часы бота")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("heading", name="Часы бота")).to_be_hidden()
    overflow = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert overflow is False


async def test_a_forced_reply_opens_an_answer_to_the_bots_message(
    page: Page, telegram: Telegram
) -> None:
    await begin(page)
    await page.locator(".bot_command", has_text="/help").click()
    await expect(page.locator("#context")).to_contain_text("Какой номер?")
    box = page.get_by_label("Сообщение от имени")
    await expect(box).to_have_attribute("placeholder", "Номер обращения")
    await say(page, "А-17")
    await expect(page.locator("#context")).to_be_hidden()
    await expect(page.locator(".row.mine").last.locator(".quoted")).to_contain_text("Какой номер?")


async def test_what_people_type_is_shown_and_never_run(page: Page) -> None:
    await begin(page)
    nasty = "<img src=x onerror=document.title='run'> {{ 7*7 }} & <b>"
    await say(page, nasty)
    await expect(page.locator(".row.mine .text").last).to_have_text(nasty)
    await expect(page.locator(".row.theirs .text").last).to_have_text(nasty)
    assert await page.title() != "run"


async def test_what_was_not_sent_stays_in_the_line(context: BrowserContext) -> None:
    clock = MovableClock()
    page = await context.new_page()
    async with serve(Telegram(clock), clock, port=0) as served:
        await page.goto(served.page_url)
        await begin(page)
    await say(page, "важное")
    await expect(page.get_by_label("Сообщение от имени")).to_have_value("важное")
    await expect(page.locator("#toast")).to_contain_text("Не отправилось")
    await page.close()


async def test_photos_an_album_and_a_sticker_are_seen(page: Page, client: BotClient) -> None:
    await begin(page)
    photo = {"one": ("1.png", png(400, 300)), "two": ("2.png", png(400, 300))}
    media = [{"type": "photo", "media": f"attach://{name}"} for name in photo]
    await client.call("sendMediaGroup", photo, chat_id=1001, media=media)
    album = page.locator(".album")
    await expect(album.locator("img.photo")).to_have_count(2)
    left, right = [await album.locator(".row").nth(at).bounding_box() for at in (0, 1)]
    assert left is not None
    assert right is not None
    assert left["y"] == right["y"]
    assert left["x"] < right["x"]
    await client.call("sendPhoto", {"photo": photo["one"]}, chat_id=1001, caption="Отдельно")
    await expect(page.locator("#log > .row.theirs").last).to_contain_text("Отдельно")
    await client.call("sendSticker", {"sticker": ("а.webp", png(512, 512))}, chat_id=1001)
    await expect(page.get_by_alt_text("Стикер")).to_be_visible()
    broken = "[...document.images].filter((image) => !image.naturalWidth).length"
    await page.wait_for_load_state("networkidle")
    assert await page.evaluate(broken) == 0


async def test_a_photo_is_as_wide_as_its_bubble_and_changes_in_its_place(
    page: Page, client: BotClient
) -> None:
    """On a phone, what is drawn 390 pixels wide is read without opening it."""
    await page.set_viewport_size({"width": 390, "height": 780})
    await begin(page)
    keyboard = {"inline_keyboard": [[{"text": "Дальше", "callback_data": "on"}]]}
    told = await client.call(
        "sendPhoto",
        {"photo": ("1.png", png(390, 300))},
        chat_id=1001,
        caption="До",
        reply_markup=keyboard,
    )
    picture = page.locator("img.photo")
    await expect(picture).to_be_visible()
    box = await picture.bounding_box()
    assert box is not None
    assert box["width"] >= 300
    before = await picture.get_attribute("src")
    await client.call(
        "editMessageMedia",
        {"new": ("2.png", png(390, 500))},
        chat_id=1001,
        message_id=told["message_id"],
        media={"type": "photo", "media": "attach://new", "caption": "После"},
        reply_markup=keyboard,
    )
    await expect(page.locator("#log")).to_contain_text("После")
    await expect(picture).to_have_count(1)
    assert await picture.get_attribute("src") != before


async def test_a_document_shows_its_thumbnail(page: Page, client: BotClient) -> None:
    await begin(page)
    files = {"document": ("а.pdf", b"%PDF"), "thumbnail": ("t.jpg", jpeg(226, 320))}
    await client.call("sendDocument", files, chat_id=1001)
    picture = page.locator(".file img.file-picture")
    await expect(picture).to_have_count(1)
    answer = await page.request.get(await picture.evaluate("(image) => image.src"))
    assert answer.headers["content-type"] == "image/jpeg"
    assert await answer.body() == jpeg(226, 320)
    await client.call("sendDocument", {"document": ("а.txt", b"text")}, chat_id=1001)
    await expect(page.locator(".file-icon")).to_have_text("txt")


async def test_voice_video_and_a_forward_are_seen(page: Page, client: BotClient) -> None:
    await begin(page)
    await expect(page.locator(".row.theirs")).to_have_count(1)
    await client.call("sendVoice", {"voice": ("а.ogg", b"OggS")}, chat_id=1001, duration=67)
    await expect(page.locator(".voice")).to_contain_text("1:07")
    await client.call("sendVideo", {"video": ("а.mp4", b"mp4")}, chat_id=1001, duration=61)
    await expect(page.get_by_label("Видео, 1:01")).to_be_visible()
    await client.call("forwardMessage", chat_id=1001, from_chat_id=1001, message_id=1)
    await expect(page.locator(".forwarded")).to_have_text("Переслано от: Анна")


async def test_a_reaction_and_a_pinned_message_come_and_go(page: Page, client: BotClient) -> None:
    await begin(page)
    await expect(page.locator(".row.theirs")).to_have_count(1)
    heart = [{"type": "emoji", "emoji": "❤"}]
    await client.call("setMessageReaction", chat_id=1001, message_id=1, reaction=heart)
    await expect(page.locator(".row.mine .reactions")).to_have_text("❤")
    await client.call("setMessageReaction", chat_id=1001, message_id=1)
    await expect(page.locator(".reactions")).to_have_count(0)
    pinned = page.locator("#pinned")
    await expect(pinned).to_be_hidden()
    await client.call("pinChatMessage", chat_id=1001, message_id=1)
    await expect(pinned).to_contain_text("/start")
    await expect(page.locator(".service")).to_contain_text("закреплено «/start»")
    await client.call("unpinChatMessage", chat_id=1001)
    await expect(pinned).to_be_hidden()


async def test_a_reply_keyboard_says_its_label_and_goes(page: Page) -> None:
    await begin(page)
    await say(page, "/size")
    keyboard = page.get_by_role("group", name="Готовые ответы")
    await keyboard.get_by_role("button", name="Большой").click()
    await expect(page.locator(".row.mine .text").last).to_have_text("Большой")
    await expect(keyboard).to_be_hidden()


async def test_a_person_has_a_username_and_a_menu_of_the_own_language(
    page: Page, client: BotClient, telegram: Telegram
) -> None:
    menu = [{"command": "begin", "description": "Begin"}]
    await client.call("setMyCommands", commands=menu, language_code="en")
    await page.get_by_label("Имя нового человека").fill("Boris")
    await page.get_by_label("Имя пользователя, латиницей").fill("@boris")
    await page.get_by_label("Код языка").fill("en")
    await page.get_by_role("button", name="Добавить").click()
    await expect(page.locator(".person", has_text="Boris")).to_contain_text("@boris")
    user = telegram.users[1002]
    assert (user.username, user.language_code) == ("boris", "en")
    await begin(page)
    await page.get_by_role("button", name="Команды").click()
    await expect(page.get_by_role("option")).to_have_text(["/beginBegin"])


async def test_unread_answers_are_counted_beside_the_name(page: Page, client: BotClient) -> None:
    await begin(page)
    await expect(page.locator(".row.theirs")).to_have_count(1)
    await page.get_by_label("Имя нового человека").fill("Борис")
    await page.get_by_role("button", name="Добавить").click()
    await expect(page.locator(".hello")).to_be_visible()
    await client.call("sendMessage", chat_id=1001, text="Напоминание")
    anna = page.locator(".person", has_text="Анна")
    await expect(anna.locator(".badge")).to_have_text("1")
    await anna.click()
    await expect(page.locator(".row.theirs .text").last).to_have_text("Напоминание")
    await expect(anna.locator(".badge")).to_have_count(0)
    box = await page.get_by_label("Сообщение от имени").bounding_box()
    assert box is not None
    assert box["height"] > 30
