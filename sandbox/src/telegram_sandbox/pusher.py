"""Pushes updates to the bot's webhook as Telegram does: in a queue for each chat.

The next update of a queue goes only when the one before it was answered 2xx; queues do not wait for
one another. An update that was not taken comes again: at once, then after 2, 4, 8 … seconds of real
time, for as long as it is kept. A method named in the answer is called.
"""

import asyncio
import json
import logging
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, ClientError, ClientResponse, ClientSession, ClientTimeout
from aiohttp.multipart import MultipartReader

from telegram_sandbox.parameters import Upload
from telegram_sandbox.refused import Dropped, Refused
from telegram_sandbox.telegram import Telegram
from telegram_sandbox.updates import Update
from telegram_sandbox.world import Webhook

log = logging.getLogger(__name__)

ANSWER_SECONDS = 60
SHORTEST_PAUSE_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 60
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
NEVER_IN_ANSWERS = ("get", "setwebhook", "deletewebhook", "close", "logout")
"""Prefixes of the methods that Telegram does not accept in a webhook's answer."""

Queue = tuple[str, int]
AnsweredCall = tuple[str, dict[str, Any], dict[str, Upload]]


async def push_updates(telegram: Telegram) -> None:
    """Push for as long as there is a webhook; endless, so run it as a task."""
    timeout = ClientTimeout(total=ANSWER_SECONDS)
    async with ClientSession(timeout=timeout) as session, asyncio.TaskGroup() as group:
        await _Pusher(telegram, session, group).run()


def queue_of(update: Update) -> Queue:
    """The queue that an update waits in: presses by person, everything else by chat."""
    kind, told = next((kind, told) for kind, told in update.items() if kind != "update_id")
    if kind == "callback_query":
        return "presses", told["from"]["id"]
    return "chat", told["chat"]["id"]


class _Pusher:
    def __init__(
        self, telegram: Telegram, session: ClientSession, group: asyncio.TaskGroup
    ) -> None:
        self._telegram = telegram
        self._session = session
        self._group = group
        self._running: set[Queue] = set()

    async def run(self) -> None:
        news = self._telegram.updates.news
        while True:
            news.clear()
            webhook = self._telegram.webhook
            free = asyncio.Semaphore(webhook.connections)
            while self._telegram.webhook is webhook:
                if webhook.url:
                    self._start_queues(webhook, free)
                await news.wait()
                news.clear()

    def _start_queues(self, webhook: Webhook, free: asyncio.Semaphore) -> None:
        for update in self._telegram.updates.ready(None):
            queue = queue_of(update)
            if queue not in self._running:
                self._running.add(queue)
                self._group.create_task(self._drain(queue, webhook, free))

    async def _drain(self, queue: Queue, webhook: Webhook, free: asyncio.Semaphore) -> None:
        """Push what waits in this queue until it is empty or the webhook has changed."""
        pause = 0.0
        try:
            while self._telegram.webhook is webhook and (update := self._first(queue)):
                async with free:
                    taken = await self._push(update, webhook)
                if taken:
                    self._telegram.updates.delivered(update["update_id"])
                    pause = 0.0
                else:
                    await asyncio.sleep(pause)
                    pause = min(max(2 * pause, SHORTEST_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS)
        finally:
            self._running.discard(queue)
            self._telegram.updates.news.set()

    def _first(self, queue: Queue) -> Update | None:
        waiting = self._telegram.updates.ready(None)
        return next((update for update in waiting if queue_of(update) == queue), None)

    async def _push(self, update: Update, webhook: Webhook) -> bool:
        """Whether the webhook has taken the update; what its answer asks for is done then."""
        headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
        try:
            async with self._session.post(webhook.url, json=update, headers=headers) as answer:
                if answer.ok and answer.status < 300:
                    await self._obey(answer)
                    return True
                why = f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except TimeoutError:
            why = "Read timeout expired"
        except ClientError as error:
            why = f"Connection failed: {type(error).__name__}"
        webhook.error, webhook.error_at = why, self._telegram.clock()
        log.warning("webhook: %s", why)
        return False

    async def _obey(self, answer: ClientResponse) -> None:
        """Call the method that the answer names; the webhook is not told how that ended."""
        try:
            call = await answered_call(answer)
            if call is not None:
                await self._telegram.call(*call)
        except (Refused, Dropped, ValueError) as error:
            log.warning("webhook: nothing came of its answer: %r", error)


async def answered_call(answer: ClientResponse) -> AnsweredCall | None:
    """The method that a webhook's answer names, with parameters and uploads; None for no method.

    Raises `ValueError` for an answer that does not match its content type.
    """
    values: dict[str, Any] = {}
    files: dict[str, Upload] = {}
    match answer.content_type:
        case "application/json":
            told = json.loads(await answer.text())
            values = told if isinstance(told, dict) else {}
        case "application/x-www-form-urlencoded":
            values = dict(parse_qsl(await answer.text()))
        case "multipart/form-data":
            values, files = await _parts(MultipartReader.from_response(answer))
    method = str(values.pop("method", ""))
    if not method or method.lower().startswith(NEVER_IN_ANSWERS):
        return None
    return method, values, files


async def _parts(reader: Any) -> tuple[dict[str, Any], dict[str, Upload]]:
    values: dict[str, Any] = {}
    files: dict[str, Upload] = {}
    async for part in reader:
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytes(await part.read(decode=True))
        if part.filename is None:
            values[part.name] = content.decode()
        else:
            files[part.name] = (part.filename, content)
    return values, files
