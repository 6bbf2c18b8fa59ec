"""People for the tests: the bot's real dispatcher on one side, a strict Telegram on the other.

telegram = Telegram(clock)
bot = Bot(telegram.token, session=TelegramSession(telegram), default=...)
anna = Person(telegram, dispatcher, bot)
await anna.says("/start")
await anna.presses("Разобрать проблему")
assert "Что случилось" in anna.screen
"""

import asyncio
import io
import json
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Any, cast

from aiogram import Bot, Dispatcher
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import InputFile, Update
from telegram_sandbox.chats import CallbackQuery, Chat, Json, Message
from telegram_sandbox.parameters import Upload
from telegram_sandbox.people import Person as Actor
from telegram_sandbox.refused import Dropped, Refused
from telegram_sandbox.telegram import Telegram


class TelegramSession(BaseSession):
    """Plays a bot's calls into a `Telegram` in this process.

    It serialises as aiogram's own `AiohttpSession` does, and answers through the same JSON, so
    that whatever is refused over HTTP is refused here.
    """

    def __init__(self, telegram: Telegram, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.telegram = telegram

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109  (aiogram's signature)
    ) -> TelegramType:
        values, files = await self._form(bot, method)
        try:
            self.telegram.check_token(bot.token)
            result = await self.telegram.call(method.__api_method__, values, files)
            status, envelope = 200, {"ok": True, "result": result}
        except Refused as refused:
            status, envelope = refused.code, refused.envelope()
        except Dropped as dropped:
            raise TelegramNetworkError(
                method=method, message="ServerDisconnectedError"
            ) from dropped
        response = self.check_response(bot, method, status, json.dumps(envelope))
        return cast(TelegramType, response.result)

    async def _form(
        self, bot: Bot, method: TelegramMethod[TelegramType]
    ) -> tuple[dict[str, str], dict[str, Upload]]:
        attached: dict[str, InputFile] = {}
        values = {}
        for key, value in method.model_dump(warnings=False).items():
            prepared = self.prepare_value(value, bot=bot, files=attached)
            if prepared:
                values[key] = str.__str__(prepared)  # an enum goes over the wire as its value
        uploads = {}
        for key, file in attached.items():
            content = io.BytesIO()
            async for chunk in file.read(bot):
                content.write(chunk)
            uploads[key] = (file.filename or key, content.getvalue())
        return values, uploads

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        path = url.partition(f"/file/bot{self.telegram.token}/")[2]
        file = self.telegram.file_at(path)
        if file is None:
            raise LookupError(f"no file at {url}")
        yield file.content

    async def close(self) -> None:
        """Nothing is open."""


DOORS = ("📮 Пришёл ответ", *["Следующие ›"] * 4, "‹ Назад", "Ещё", "Ещё")
"""The buttons behind which others stand: what came back, further pages, *Ещё*."""


class NoSuchButtonError(AssertionError):
    """The label is not on the screen."""


def button_for(label: str, messages: Sequence[Message]) -> tuple[Message, Json]:
    """The newest message with a button of this label, and the button.

    An exact label on any message comes before one that only contains the text.
    Raises `NoSuchButtonError` with the labels that are there.
    """
    fits: tuple[Callable[[str], bool], ...] = (
        lambda text: text == label,
        lambda text: label.lower() in text.lower(),
    )
    for fit in fits:
        for message in reversed(messages):
            for button in message.buttons:
                if fit(button["text"]):
                    return message, button
    labels = [button["text"] for message in messages for button in message.buttons]
    raise NoSuchButtonError(f"no button {label!r} on the screen, which offers {labels}")


class Person:
    """A person in front of the bot, in the same process. A verb ends when the bot has handled it.

    What the bot raises while handling comes out of the verb. `chat` is where the verbs happen and
    what the properties look at: the private chat, or `telegram.group()`.
    """

    def __init__(
        self,
        telegram: Telegram,
        dispatcher: Dispatcher,
        bot: Bot,
        id: int = 1001,  # noqa: A002
        first_name: str = "Анна",
        chat: Chat | None = None,
    ) -> None:
        self.telegram = telegram
        self.dispatcher = dispatcher
        self.bot = bot
        self.actor: Actor = telegram.person(id, first_name)
        self.chat = chat or self.actor.chat
        self._last_query: CallbackQuery | None = None

    @property
    def id(self) -> int:
        """The person's Telegram id."""
        return self.actor.id

    # What the person does

    async def says(self, text: str, reply_to: int | None = None) -> None:
        """Send a text."""
        self.actor.say(text, self.chat, reply_to)
        await self.settle()

    async def starts(self, payload: str = "") -> None:
        """Press Start, or follow a link with a payload."""
        self.actor.start(payload)
        await self.settle()

    async def presses(self, label: str, times: int = 1) -> None:
        """Press the button with this label; `times` > 1 is that many taps before any answer.

        Raises `NoSuchButtonError` when the label is not on the screen, `AssertionError` when the
        bot leaves a tap unanswered. A copy or link button does its thing without the bot.
        """
        message, button = await self._found(label)
        if "callback_data" not in button:
            return
        taps = [
            self.actor.press(message.id, button["callback_data"], self.chat) for _ in range(times)
        ]
        await self.settle(at_once=times > 1)
        self._last_query = taps[-1]
        unanswered = [tap.data for tap in taps if not tap.answered]
        assert not unanswered, f"the bot did not answer the press of {label!r}"

    async def _found(self, label: str) -> tuple[Message, Json]:
        """The button; looked for behind the card's own doors where it is not on the screen, as
        people do."""
        for door in DOORS:
            try:
                return button_for(label, self.messages)
            except NoSuchButtonError:
                if door not in self.labels:
                    continue
                await self.presses(door)
        return button_for(label, self.messages)

    async def presses_data(self, message_id: int, data: str) -> None:
        """Press a button of any age: one that the message may have no more."""
        self._last_query = self.actor.press(message_id, data, self.chat, stale=True)
        await self.settle()

    async def edits(self, message_id: int, text: str) -> None:
        """Change an own message."""
        self.actor.edit(message_id, text, self.chat)
        await self.settle()

    async def sends(self, what: str, **told: Any) -> None:
        """Send something that is no text: "sticker", "voice", "photo", "document", "contact"."""
        getattr(self.actor, f"send_{what}")(chat=self.chat, **told)
        await self.settle()

    async def forwards(self, text: str, from_name: str = "Сергей") -> None:
        """Forward somebody's text."""
        self.actor.forward(text, from_name, self.chat)
        await self.settle()

    async def blocks(self) -> None:
        """Block the bot."""
        self.actor.block()
        await self.settle()

    async def unblocks(self) -> None:
        """Let the bot write again."""
        self.actor.unblock()
        await self.settle()

    async def settle(self, at_once: bool = False) -> None:
        """Give the bot every update that waits, one after another or all at once."""
        while raw := self.telegram.updates.ready():
            self.telegram.updates.confirm(raw[-1]["update_id"] + 1)
            handled = [self._handled(update) for update in raw]
            if at_once:
                await asyncio.gather(*handled)
            else:
                for one in handled:
                    await one

    async def _handled(self, raw: Json) -> None:
        update = Update.model_validate(raw, context={"bot": self.bot})
        answer = await self.dispatcher.feed_update(self.bot, update)
        if isinstance(answer, TelegramMethod):
            await self.bot(answer)

    # What the person sees

    @property
    def messages(self) -> list[Message]:
        """The bot's messages that are in the chat, oldest first."""
        bot = self.telegram.bot
        return [message for message in self.chat.messages.values() if message.sender == bot]

    @property
    def own_messages(self) -> list[Message]:
        """The person's own messages that are still in the chat, oldest first."""
        user = self.actor.user
        return [message for message in self.chat.messages.values() if message.sender == user]

    @property
    def screen(self) -> str:
        """The plain text of the bot's newest message, "" when there is none."""
        return self.messages[-1].words if self.messages else ""

    @property
    def labels(self) -> list[str]:
        """The labels of the newest message that has buttons."""
        for message in reversed(self.messages):
            if message.buttons:
                return [button["text"] for button in message.buttons]
        return []

    @property
    def copies(self) -> list[str]:
        """What the copy buttons of the newest message with buttons put on the clipboard."""
        for message in reversed(self.messages):
            if message.buttons:
                return [
                    button["copy_text"]["text"]
                    for button in message.buttons
                    if "copy_text" in button
                ]
        return []

    @property
    def files(self) -> dict[str, bytes]:
        """The files the bot has sent, by name, oldest first; the newest of a name counts."""
        found = {}
        for message in self.messages:
            document = message.content.get("document")
            if document is not None:
                stored = self.telegram.files[document["file_id"]]
                found[stored.name] = stored.content
        return found

    @property
    def alert(self) -> str:
        """What the answer to the last press said, as a toast or an alert; "" when nothing."""
        return self._last_query.text if self._last_query is not None else ""
