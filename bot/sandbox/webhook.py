"""Pushes updates to the bot's webhook, for as long as it has set one."""

import asyncio
import logging

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.sandbox.feed import Feed
from bot.sandbox.telegram import Telegram

log = logging.getLogger(__name__)

IDLE_SECONDS = 5
RETRY_SECONDS = 1
ANSWER_SECONDS = 10
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


async def push_updates(telegram: Telegram, feed: Feed) -> None:
    """Post each update to the webhook until it answers 2xx; endless, so run it as a task.

    What the webhook writes into its answer is not read: a method named there is not called.
    """
    async with ClientSession(timeout=ClientTimeout(total=ANSWER_SECONDS)) as session:
        while True:
            if not telegram.webhook.url or not telegram.updates.ready(1):
                await feed.wait(feed.last, IDLE_SECONDS)
            elif not await _pushed(telegram, session):
                await asyncio.sleep(RETRY_SECONDS)


async def _pushed(telegram: Telegram, session: ClientSession) -> bool:
    webhook = telegram.webhook
    update = telegram.updates.ready(1)[0]
    headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
    try:
        async with session.post(webhook.url, json=update, headers=headers) as answer:
            webhook.error = "" if answer.ok else f"Wrong response from the webhook: {answer.status}"
    except (ClientError, TimeoutError) as error:
        webhook.error = f"Connection failed: {type(error).__name__}"
    if webhook.error:
        log.warning("webhook: %s", webhook.error)
        return False
    telegram.updates.confirm(update["update_id"] + 1)
    return True
