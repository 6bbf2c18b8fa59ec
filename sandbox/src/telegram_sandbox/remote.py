"""A person over HTTP: says, presses and looks, in front of a bot that is a process of its own."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any, cast

from aiohttp import ClientSession

from telegram_sandbox.chats import Json

WAIT_SECONDS = 15
TOAST_SECONDS = 0.5
"""After a press that was answered with words: its screen may come a little later, or not at all."""

PROFILE = ("first_name", "username", "language_code")


class RemotePerson:
    """The same person over HTTP, for a bot that runs as a process of its own.

    `url` is the sandbox's (`Served.api_url`). `says` and `presses` end when the bot has reacted in
    the chat (and answered the press); `presses` first waits for the label to appear.
    """

    def __init__(
        self,
        session: ClientSession,
        url: str,
        id: int = 1001,  # noqa: A002
        first_name: str = "Анна",
        *,
        username: str = "",
        language_code: str = "ru",
    ) -> None:
        self._session = session
        self._url = f"{url.rstrip('/')}/sandbox"
        self.id = id
        self.first_name = first_name
        self.username = username
        self.language_code = language_code
        self.messages: list[Json] = []
        self.alert = ""

    async def joins(self) -> None:
        """Be known to Telegram; call it once, first."""
        told = {name: getattr(self, name) for name in ("id", *PROFILE)}
        await self._post("/people", told)

    async def says(self, text: str) -> None:
        """Send a text and wait for the bot's reaction."""
        await self.does("say", text=text)

    async def does(self, verb: str, **told: Any) -> None:
        """Do what control.py's `VERBS` names and wait for the bot's reaction."""
        done = await self._act(verb, **told)
        await self._reaction(done["number"], "")

    async def presses(self, label: str) -> None:
        """Press a button when it is there and wait for the bot's reaction and answer.

        A button of a reply keyboard says its label; a link or copy button does without the bot.
        """
        await self.until(lambda _: self._find(label) is not None)
        found = self._find(label)
        assert found is not None
        message, button = found
        if "inline_keyboard" not in message["reply_markup"]:
            await self.says(button["text"])
        elif "callback_data" in button:
            done = await self._act(
                "press", message_id=message["message_id"], data=button["callback_data"]
            )
            await self._reaction(done["number"], done["result"]["query_id"])

    async def until(self, condition: Callable[["RemotePerson"], bool]) -> None:
        """Wait until the chat is as the condition wants it.

        Raises `AssertionError` with what is on the screen after 15 seconds without it.
        """
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                number = await self.look()
                while not condition(self):
                    await self._events(number, 5.0)
                    number = await self.look()
        except TimeoutError:
            raise AssertionError(
                f"waited in vain; on the screen: {self.screen!r} {self.labels}"
            ) from None

    async def look(self) -> int:
        """Read the chat again; gives the number of the newest event."""
        async with self._session.get(f"{self._url}/chats/{self.id}") as answer:
            chat = await answer.json()
        self.messages = [told for told in chat["messages"] if told["from"]["is_bot"]]
        return int(chat["number"])

    async def _reaction(self, number: int, query_id: str) -> None:
        shown, answered = False, not query_id
        clock, toast_at = asyncio.get_running_loop().time, 0.0
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                while not (shown and answered):
                    for event in await self._events(number, TOAST_SECONDS if toast_at else 5.0):
                        number = event["number"]
                        if event.get("query_id") == query_id and event["kind"] == "answer":
                            answered, self.alert = True, event["text"]
                            toast_at = clock() if self.alert else 0.0
                        shown = shown or self._is_reaction(event)
                    if toast_at and clock() - toast_at >= TOAST_SECONDS:
                        shown = True  # the toast was all there is
        except TimeoutError:
            raise AssertionError(f"the bot did not react (shown: {shown})") from None
        await self.look()

    def _is_reaction(self, event: Json) -> bool:
        if event.get("chat_id") != self.id:
            return False
        if event["kind"] == "deleted":
            return True
        return event["kind"] in {"message", "edited"} and event["message"]["from"]["is_bot"]

    async def _events(self, number: int, seconds: float) -> list[Json]:
        asked = {"after": str(number), "seconds": str(seconds)}
        async with self._session.get(f"{self._url}/events", params=asked) as answer:
            return cast(list[Json], await answer.json())

    async def _act(self, verb: str, **told: Any) -> Json:
        return await self._post(f"/people/{self.id}/{verb}", told)

    async def _post(self, path: str, told: Json) -> Json:
        async with self._session.post(f"{self._url}{path}", json=told) as answer:
            body = cast(Json, await answer.json())
        assert answer.ok, body
        return body

    def _find(self, label: str) -> tuple[Json, Json] | None:
        for exact in (True, False):
            for message, buttons in _offered(self.messages):
                for button in buttons:
                    text = button["text"]
                    if text == label or (not exact and label.lower() in text.lower()):
                        return message, button
        return None

    @property
    def screen(self) -> str:
        """The plain text of the bot's newest message at the last look."""
        newest = self.messages[-1] if self.messages else {}
        return str(newest.get("text") or newest.get("caption") or "")

    @property
    def labels(self) -> list[str]:
        """The labels of the newest message that has buttons."""
        newest = next((buttons for _, buttons in _offered(self.messages)), [])
        return [button["text"] for button in newest]

    @property
    def copies(self) -> list[str]:
        """What the copy buttons of the newest message with buttons copy."""
        newest = next((buttons for _, buttons in _offered(self.messages)), [])
        return [button["copy_text"]["text"] for button in newest if "copy_text" in button]

    async def files(self) -> dict[str, bytes]:
        """The files the bot has sent, by name."""
        found = {}
        for message in self.messages:
            document = message.get("document")
            if document is not None:
                async with self._session.get(f"{self._url}/files/{document['file_id']}") as answer:
                    found[document["file_name"]] = await answer.read()
        return found


def _offered(messages: list[Json]) -> Iterator[tuple[Json, list[Json]]]:
    """The messages that have buttons, and these, the newest first.

    Of the reply keyboards only the last one is still there, if nothing has removed it.
    """
    keyboard_is_known = False
    for message in reversed(messages):
        markup = message.get("reply_markup", {})
        rows = markup.get("inline_keyboard")
        if "keyboard" in markup or "remove_keyboard" in markup:
            rows = None if keyboard_is_known else markup.get("keyboard")
            keyboard_is_known = True
        if rows:
            buttons = [button for row in rows for button in row]
            yield message, [one if isinstance(one, dict) else {"text": one} for one in buttons]
