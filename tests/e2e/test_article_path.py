"""The article's whole path on the chat page, against the real process: from /start to the claim."""

import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import docx
import pypdf
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright
from telegram_sandbox.chromium import ARGUMENTS, CHROMIUM

from tests.documents.docx_text import paragraphs_of
from tests.e2e.driver import PageChat, sandbox
from tests.people import fill, picks

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.browser,
    pytest.mark.process,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine"),
]

LADDER = [
    ("Поддержка", "support"),
    ("Повторное обращение", "appeal"),
    ("Соцсети", "social"),
    ("Претензия", "pretenziya"),
]
"""The steps between the first checks and the court: the article's, and the claim without which the
court stays locked. Its complaint to Роскомнадзор lies beside."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def address() -> AsyncIterator[str]:
    async with sandbox() as found:
        yield found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def page(browser: Browser, address: str) -> AsyncIterator[Page]:
    """One page for all tests here: each goes on where the one before it stopped."""
    context = await browser.new_context(
        viewport={"width": 1180, "height": 860}, locale="ru-RU", reduced_motion="reduce"
    )
    context.set_default_timeout(20_000)
    page = await context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    await page.goto(address)
    yield page
    assert wrong == []
    await context.close()


@pytest.fixture(scope="module")
def chat(page: Page) -> PageChat:
    return PageChat(page)


async def send(chat: PageChat, number: str) -> None:
    await chat.presses("📮 Отправлено")
    await chat.presses("Сегодня")
    if "регистрационный номер" in chat.screen:
        await chat.says(number)
        await chat.presses("В день отправки")


async def shown_date(page: Page) -> date:
    """The day on the bot's clock, as the panel shows it."""
    text = await page.locator("#clock-date").inner_text()
    months = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
    day, month, year = re.findall(r"(\d+) (\w+) (\d+)", text)[0]
    return date(int(year), months.split().index(month) + 1, int(day))


async def test_the_whole_path_from_start_to_the_claim(chat: PageChat, tmp_path: Path) -> None:
    await chat.starts()
    assert "Пропали деньги? Разберёмся" in chat.screen
    await chat.presses("Разобрать проблему")
    await chat.presses("Не знаю")
    await chat.presses("Платёж не дошёл")
    for check in ("Статус операции", "Перезапуск"):
        await chat.presses(f"▫️ {check}")
    await chat.presses("Не помогло")
    for rung, (title, step) in enumerate(LADDER):
        assert title in chat.screen, (title, chat.screen)
        await chat.presses("✍️ Текст обращения")
        await fill(chat)
        if step == "support":
            await _reads_its_files(chat, tmp_path)
        await send(chat, f"А-{rung}")
        if step == "social":
            await chat.presses("Молчат")
        else:
            await chat.presses("Отказали")
            await chat.presses("Сегодня")
    assert "Суд" in chat.screen
    await chat.presses("✍️ Текст обращения")
    await fill(chat)
    assert "Исковое заявление" in chat.screen
    claim = await chat.downloads(".docx", tmp_path)
    written = "\n".join(one.text for one in paragraphs_of(claim.read_bytes()))
    assert "Досудебный порядок" in written
    assert "№ А-0" in written.replace("\u00a0", " ").replace("\u2011", "-")
    assert "№ А-3" in written.replace("\u00a0", " ").replace("\u2011", "-")
    assert claim.name.startswith("Исковое заявление")
    printed = await chat.downloads(".pdf", tmp_path)
    pages = pypdf.PdfReader(printed).pages
    assert "прошу суд" in pages[0].extract_text() + pages[-1].extract_text()


async def _reads_its_files(chat: PageChat, folder: Path) -> None:
    paper = await chat.downloads(".docx", folder)
    text = "\n".join(one.text for one in docx.Document(str(paper)).paragraphs)
    assert "Соколовой Анны Викторовны" in text
    printed = await chat.downloads(".pdf", folder)
    assert "2605031530" in pypdf.PdfReader(printed).pages[0].extract_text()
    plain = await chat.downloads(".txt", folder)
    assert "12 400 руб." in plain.read_text(encoding="utf-8").replace("\u00a0", " ")
    assert re.fullmatch(r"Обращение .* \d\d\.\d\d\.\d{4}\.docx", paper.name)


async def test_a_reload_keeps_the_history_and_the_buttons(chat: PageChat) -> None:
    await chat.look()
    before, labels = await chat.page.locator(".row").count(), chat.labels
    await chat.page.reload()
    await chat.page.wait_for_selector(".row.theirs .key")
    await chat.look()
    assert await chat.page.locator(".row").count() == before
    assert chat.labels == labels
    await chat.presses("‹ К делу")
    assert "Суд" in chat.screen


async def test_two_people_side_by_side_never_see_each_others_case(chat: PageChat) -> None:
    page = chat.page
    await page.get_by_label("Имя нового человека").fill("Борис")
    await page.get_by_role("button", name="Добавить").click()
    await chat.starts()
    assert "Ваше дело открыто" not in chat.screen
    await chat.presses("Мои дела")
    assert not [label for label in chat.labels if label.startswith("▶️")]
    await chat.presses("Разобрать проблему")
    await picks(chat, "Терминал взял деньги")
    await chat.presses("Терминал взял деньги")
    assert "Деньги в терминале" in chat.screen
    for word in ("Соколов", "12 400", "Мелодия", "платёж не дошёл"):
        assert word not in await page.locator("#log").inner_text()
    await page.get_by_role("button", name=re.compile("^Анна")).click()
    await chat.look()
    assert "деньги в терминале" not in await page.locator("#log").inner_text()
    assert "Суд" in chat.screen


async def test_the_clock_moves_dates_ahead(chat: PageChat) -> None:
    page = chat.page
    await page.get_by_label("Имя нового человека").fill("Вера")
    await page.get_by_role("button", name="Добавить").click()
    await chat.starts()
    await chat.presses("Разобрать проблему")
    await picks(chat, "Другой кошелёк или банк")
    await chat.presses("Платёж не дошёл")
    await chat.presses("Не помогло")
    await send(chat, "В-1")
    last = re.search(r"ответ – до (\d\d)\.(\d\d)\.(\d{4})", chat.screen)
    assert last, chat.screen
    last_day = date(int(last[3]), int(last[2]), int(last[1]))
    today = await shown_date(page)
    assert 14 < (last_day - today).days < 40
    while (await shown_date(page)) <= last_day:
        await page.get_by_role("button", name="+15 рабочих дней").click()
        await page.wait_for_timeout(150)
    await chat.says("/cases")
    await chat.presses("▶️")
    assert "Срок прошёл, просрочка" in chat.screen
