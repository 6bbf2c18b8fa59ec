"""The control API under /sandbox/: people's actions, faults, counts, the clock.

The chat page uses it, and tests that run the bot in another process. Everything is JSON.
"""

from base64 import b64decode
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from aiohttp import web

from telegram_sandbox.calendar import months_ahead, working_days_ahead
from telegram_sandbox.chats import Chat, Json, Message
from telegram_sandbox.clock import MovableClock
from telegram_sandbox.faults import Fault
from telegram_sandbox.feed import Feed
from telegram_sandbox.people import Person
from telegram_sandbox.telegram import Telegram
from telegram_sandbox.world import shown

Advance = Callable[[], Awaitable[None]]
Verb = Callable[[Person, Json, Chat | None], Any]

WAIT_SECONDS = 25

VERBS: Mapping[str, Verb] = {
    "say": lambda who, told, chat: who.say(told["text"], chat, told.get("reply_to")),
    "start": lambda who, told, chat: who.start(told.get("payload", "")),
    "press": lambda who, told, chat: who.press(
        told["message_id"], told["data"], chat, told.get("stale", False)
    ),
    "edit": lambda who, told, chat: who.edit(told["message_id"], told["text"], chat),
    "sticker": lambda who, told, chat: who.send_sticker(told.get("emoji", "🙂"), chat),
    "voice": lambda who, told, chat: who.send_voice(told.get("seconds", 3), chat),
    "photo": lambda who, told, chat: who.send_photo(
        told.get("caption", ""), chat, b64decode(told.get("base64", ""))
    ),
    "album": lambda who, told, chat: who.send_album(
        {name: b64decode(coded) for name, coded in told["files"].items()},
        told.get("caption", ""),
        chat,
        as_files=told.get("as_files", False),
    )[-1],
    "contact": lambda who, told, chat: who.send_contact(told["phone"], chat),
    "forward": lambda who, told, chat: who.forward(told["text"], told["from_name"], chat),
    "document": lambda who, told, chat: who.send_document(
        told["name"],
        b64decode(told["base64"]) if "base64" in told else told["text"].encode(),
        chat,
        told.get("caption", ""),
    ),
    "block": lambda who, told, chat: who.block(),
    "unblock": lambda who, told, chat: who.unblock(),
}


def state(telegram: Telegram, feed: Feed) -> Json:
    """Everything the chat page shows: the bot, its menu, people, chats and their messages."""
    return {
        "number": feed.last,
        "now": telegram.clock().isoformat(),
        "bot": telegram.bot.as_json(),
        **telegram.bot_as_shown(),
        "people": [user.as_json() for user in telegram.users.values()],
        "chats": [chat_state(chat) for chat in telegram.chats.values()],
    }


def chat_state(chat: Chat) -> Json:
    """One chat with its messages, oldest first."""
    return {
        **chat.as_shown(),
        "messages": [shown(message) for message in chat.messages.values()],
    }


class Control:
    """The handlers, over one Telegram and its clock. `on_advance` runs after each move of it."""

    def __init__(
        self, telegram: Telegram, clock: MovableClock, feed: Feed, on_advance: Advance | None
    ) -> None:
        self.telegram = telegram
        self.clock = clock
        self.feed = feed
        self.on_advance = on_advance

    def routes(self) -> list[web.RouteDef]:
        """The control API."""
        return [
            web.get("/sandbox/state", self.state),
            web.get("/sandbox/chats/{id}", self.chat),
            web.get("/sandbox/events", self.events),
            web.get("/sandbox/calls", self.calls),
            web.get("/sandbox/files/{id}", self.file),
            web.post("/sandbox/people", self.add_person),
            web.post("/sandbox/groups", self.add_group),
            web.post("/sandbox/people/{id}/{verb}", self.act),
            web.post("/sandbox/faults", self.add_fault),
            web.delete("/sandbox/faults", self.clear_faults),
            web.post("/sandbox/clock", self.move_clock),
        ]

    async def state(self, request: web.Request) -> web.Response:
        """GET /sandbox/state."""
        return web.json_response(state(self.telegram, self.feed))

    async def chat(self, request: web.Request) -> web.Response:
        """GET /sandbox/chats/{id}: the chat, its messages, and the number of the last event."""
        chat = self._chat(request.match_info["id"])
        return web.json_response({"number": self.feed.last, **chat_state(chat)})

    async def events(self, request: web.Request) -> web.Response:
        """GET /sandbox/events?after=N&seconds=S: events after N; waits for one up to S seconds."""
        after = int(request.query.get("after", "0"))
        seconds = min(float(request.query.get("seconds", "0")), WAIT_SECONDS)
        return web.json_response(await self.feed.wait(after, seconds))

    async def calls(self, request: web.Request) -> web.Response:
        """GET /sandbox/calls: how often each method was called, what was refused, what waits."""
        calls = self.telegram.calls
        return web.json_response(
            {
                "counts": Counter(call.method for call in calls),
                "refused": [
                    {"method": call.method, "error": str(call.error)}
                    for call in calls
                    if call.error is not None
                ],
                "updates": {
                    "last": self.telegram.updates.last_id,
                    "confirmed": self.telegram.updates.last_confirmed,
                    "waiting": len(self.telegram.updates),
                },
            }
        )

    async def file(self, request: web.Request) -> web.Response:
        """GET /sandbox/files/{file_id}: the bytes, as a download."""
        file = self.telegram.files.get(request.match_info["id"])
        if file is None:
            raise web.HTTPNotFound
        way = "inline" if file.mime_type.startswith("image/") else "attachment"
        return web.Response(
            body=file.content,
            content_type=file.mime_type,
            headers={
                "X-Content-Type-Options": "nosniff",
                "Content-Disposition": f"{way}; filename*=UTF-8''{quote(file.name)}",
            },
        )

    async def add_person(self, request: web.Request) -> web.Response:
        """POST /sandbox/people {"first_name", …}: a person as a User's fields say, new or known."""
        told = await request.json()
        number = told.get("id") or max(self.telegram.people, default=1000) + 1
        person = self.telegram.person(
            int(number),
            told["first_name"],
            told.get("username", ""),
            told.get("language_code", "ru"),
        )
        return web.json_response(person.user.as_json())

    async def add_group(self, request: web.Request) -> web.Response:
        """POST /sandbox/groups {"title"}: the group in which the bot and everybody is."""
        told = await request.json()
        return web.json_response(self.telegram.group(title=told["title"]).as_json())

    async def act(self, request: web.Request) -> web.Response:
        """POST /sandbox/people/{id}/{verb}: what `Person` does; arguments by name.

        Answers with the message or callback query that came of it; 409 says why it cannot be done.
        """
        person = self.telegram.people.get(int(request.match_info["id"]))
        verb = VERBS.get(request.match_info["verb"])
        if person is None or verb is None:
            raise web.HTTPNotFound
        told = await request.json() if request.can_read_body else {}
        chat = self._chat(told["chat_id"]) if told.get("chat_id") else None
        before = self.feed.last
        try:
            done = verb(person, told, chat)
        except (ValueError, LookupError) as error:
            return web.json_response({"error": str(error)}, status=409)
        result = shown(done) if isinstance(done, Message) else done and {"query_id": done.id}
        return web.json_response({"number": before, "result": result})

    async def add_fault(self, request: web.Request) -> web.Response:
        """POST /sandbox/faults: the fields of `Fault`."""
        fault = Fault(**await request.json())
        self.telegram.faults.add(fault)
        return web.json_response(asdict(fault))

    async def clear_faults(self, request: web.Request) -> web.Response:
        """DELETE /sandbox/faults."""
        self.telegram.faults.clear()
        return web.json_response({})

    async def move_clock(self, request: web.Request) -> web.Response:
        """POST /sandbox/clock {"hours" | "days" | "working_days" | "months": number}."""
        told = await request.json()
        now = self.clock()
        by = (
            timedelta(hours=told.get("hours", 0), days=told.get("days", 0))
            + working_days_ahead(now, told.get("working_days", 0))
            + months_ahead(now, told.get("months", 0))
        )
        moved = self.clock.advance(by).isoformat()
        self.telegram.tell({"kind": "clock", "now": moved})
        if self.on_advance is not None:
            await self.on_advance()
        return web.json_response({"now": moved})

    def _chat(self, number: str | int) -> Chat:
        chat = self.telegram.chats.get(int(number))
        if chat is None:
            raise web.HTTPNotFound
        return chat
