"""A model of Telegram in one process: people, chats, one bot, and the Bot API's methods.

It refuses what Telegram refuses, in Telegram's words. It knows nothing of HTTP (bot_api.py does).
"""

import itertools
import secrets
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from bot.clock import Clock
from bot.sandbox import editing, profile, sending
from bot.sandbox.chats import CallbackQuery, Chat, Json, Message, StoredFile, User
from bot.sandbox.faults import Faults
from bot.sandbox.limits import POLL_UPDATES
from bot.sandbox.parameters import Parameters, Upload
from bot.sandbox.people import Person
from bot.sandbox.refused import Dropped, Refused, bad_request
from bot.sandbox.updates import Updates

CALLS_KEPT = 10_000
QUERIES_KEPT = 10_000
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)

Listener = Callable[[Json], None]
Method = Callable[["Telegram", Parameters], Any]

METHODS: Mapping[str, Method] = {
    "getme": profile.get_me,
    "getchat": profile.get_chat,
    "sendmessage": sending.send_message,
    "senddocument": sending.send_document,
    "sendchataction": sending.send_chat_action,
    "editmessagetext": editing.edit_message_text,
    "editmessagecaption": editing.edit_message_caption,
    "editmessagereplymarkup": editing.edit_message_reply_markup,
    "deletemessage": editing.delete_message,
    "deletemessages": editing.delete_messages,
    "answercallbackquery": profile.answer_callback_query,
    "setmycommands": profile.set_my_commands,
    "getmycommands": profile.get_my_commands,
    "deletemycommands": profile.delete_my_commands,
    "setmydescription": profile.set_my_description,
    "getmydescription": profile.get_my_description,
    "setmyshortdescription": profile.set_my_short_description,
    "getmyshortdescription": profile.get_my_short_description,
    "getfile": profile.get_file,
    "setwebhook": profile.set_webhook,
    "deletewebhook": profile.delete_webhook,
    "getwebhookinfo": profile.get_webhook_info,
}


@dataclass
class Call:
    """One call of the Bot API: what was asked, when, and what went wrong (None when nothing)."""

    method: str
    params: Mapping[str, Any]
    at: datetime
    error: Exception | None = None


@dataclass
class Webhook:
    """Where updates are pushed to; no URL means that the bot polls."""

    url: str = ""
    secret: str = ""
    error: str = ""


class Telegram:
    """Telegram with one bot in it.

    `clock` dates messages and ages callback queries; `token` is the bot's, its number is the bot's
    id. `listeners` are called with every change, as JSON (the chat page and remote tests listen).
    """

    def __init__(
        self,
        clock: Clock,
        token: str = "",
        username: str = "sandbox_bot",
        first_name: str = "Sandbox",
    ) -> None:
        self.clock = clock
        self.token = token or f"42:{secrets.token_urlsafe(26)}"
        self.bot = User(int(self.token.partition(":")[0]), first_name, username, is_bot=True)
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.queries: dict[str, CallbackQuery] = {}
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.descriptions: dict[str, str] = {}
        self.updates = Updates(clock)
        self.webhook = Webhook()
        self.faults = Faults()
        self.calls: deque[Call] = deque(maxlen=CALLS_KEPT)
        self.listeners: list[Listener] = []
        self._numbers = itertools.count(1)

    # The bot's side

    def check_token(self, token: str) -> None:
        """Raises `Refused` 401 for a token that is not the bot's, 404 for one that is none."""
        if token == self.token:
            return
        if not token.partition(":")[0].isdigit():
            raise Refused(404, "Not Found")
        raise Refused(401, "Unauthorized")

    async def call(
        self, method: str, params: Mapping[str, Any], files: Mapping[str, Upload] | None = None
    ) -> Any:
        """Answer a method of the Bot API with the `result` it would give.

        `params` are strings (or JSON values), `files` uploads by field name. Raises `Refused` with
        Telegram's code and words, and `Dropped` when a fault asked for a broken connection.
        """
        call = Call(method, params, self.clock())
        self.calls.append(call)
        try:
            return await self._faulty(method, params, Parameters(params, files or {}))
        except (Refused, Dropped) as error:
            call.error = error
            raise

    async def _faulty(self, method: str, params: Mapping[str, Any], read: Parameters) -> Any:
        fault = self.faults.due(method, params.get("chat_id"))
        if fault is not None and not fault.after:
            raise fault.error()
        result = await self._answer(method.lower(), read)
        if fault is not None:
            raise fault.error()
        return result

    async def _answer(self, method: str, parameters: Parameters) -> Any:
        if method == "getupdates":
            return await self._get_updates(parameters)
        handler = METHODS.get(method)
        if handler is None:
            raise Refused(404, "Not Found: method not found")
        return handler(self, parameters)

    async def _get_updates(self, parameters: Parameters) -> Any:
        if self.webhook.url:
            raise Refused(409, WEBHOOK_ACTIVE)
        allowed = parameters.array("allowed_updates", "allowed updates")
        if allowed is not None:
            self.updates.allow(allowed)
        limit = parameters.integer("limit") or POLL_UPDATES
        return await self.updates.poll(
            parameters.integer("offset") or 0,
            limit if 1 <= limit <= POLL_UPDATES else POLL_UPDATES,
            parameters.integer("timeout") or 0,
        )

    def set_webhook(self, url: str, secret: str) -> None:
        """Push updates to `url` from now on; "" lets the bot poll."""
        self.webhook = Webhook(url, secret)
        self.tell({"kind": "webhook"})

    # What methods ask the model for

    def chat_of(self, parameters: Parameters) -> Chat:
        """The chat a call is for. Raises `Refused`: none given, unknown, or the bot is blocked."""
        number = parameters.text("chat_id")
        if not number:
            raise bad_request("chat_id is empty")
        chat = self.chats.get(int(number)) if number.lstrip("-").isdigit() else None
        if chat is None or not chat.started:
            raise bad_request("chat not found")
        if chat.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        return chat

    def post(self, message: Message) -> Message:
        """Put a message into its chat and give it its number."""
        message.id = message.chat.next_id()
        message.chat.messages[message.id] = message
        self.tell_of("message", message)
        return message

    def keep_file(self, folder: str, name: str, mime_type: str, content: bytes) -> StoredFile:
        """Keep a file's bytes and give it its identifiers."""
        number = next(self._numbers)
        suffix = PurePath(name).suffix
        file = StoredFile(
            id=f"BQACAgIAAxkB{number:08x}",
            unique_id=f"AgAD{number:08x}",
            name=name,
            mime_type=mime_type,
            content=content,
            path=f"{folder}/file_{number}{suffix}",
        )
        self.files[file.id] = file
        return file

    def file_at(self, path: str) -> StoredFile | None:
        """The file that getFile gave this path for."""
        return next((file for file in self.files.values() if file.path == path), None)

    # People's side

    def person(self, id: int, first_name: str = "Анна") -> Person:  # noqa: A002
        """The person with this id, who is made with the first name when they are new."""
        known = self.people.get(id)
        if known is not None:
            return known
        chat = self.chats.setdefault(id, Chat(id, "private", first_name))
        person = self.people[id] = Person(self, User(id, first_name), chat)
        self.tell_of_people()
        return person

    def group(self, id: int = -100, title: str = "Группа") -> Chat:  # noqa: A002
        """The group with this id, of which the bot and every person is a member."""
        chat = self.chats.get(id)
        if chat is None:
            chat = self.chats[id] = Chat(id, "group", title, started=True)
            self.tell_of_people()
        return chat

    def pressed(self, person: User, message: Message, data: str) -> CallbackQuery:
        """A person has pressed a button: the bot gets a callback query to answer."""
        query = CallbackQuery(
            f"{person.id}{next(self._numbers):010d}", person, message, data, self.clock()
        )
        self.queries[query.id] = query
        if len(self.queries) > QUERIES_KEPT:
            del self.queries[next(iter(self.queries))]
        self.updates.add("callback_query", query.as_json())
        self.tell({"kind": "pressed", "chat_id": message.chat.id, "query_id": query.id})
        return query

    def menu(self, language: str = "ru") -> list[dict[str, str]]:
        """The commands a private chat offers: the narrower scope and the own language first."""
        for scope in ('{"type": "all_private_chats"}', '{"type": "default"}'):
            for code in (language, ""):
                if self.commands.get((scope, code)):
                    return self.commands[scope, code]
        return []

    # Who listens

    def tell(self, event: Json) -> None:
        """Tell the listeners of a change."""
        for listener in tuple(self.listeners):
            listener(event)

    def tell_of_people(self) -> None:
        """Tell the listeners who is there, in which chats, and who has blocked the bot."""
        people = [person.user.as_json() for person in self.people.values()]
        chats = [chat.as_shown() for chat in self.chats.values()]
        self.tell({"kind": "people", "people": people, "chats": chats})

    def tell_of_bot(self) -> None:
        """Tell the listeners of the bot's menu and description."""
        description = self.descriptions.get("description", "")
        self.tell({"kind": "bot", "menu": self.menu(), "description": description})

    def tell_of(self, kind: str, message: Message) -> None:
        """Tell the listeners of a new or changed message."""
        if self.listeners:
            self.tell({"kind": kind, "chat_id": message.chat.id, "message": shown(message)})


def shown(message: Message) -> Json:
    """A message as the chat page and remote tests see it: the Bot API's form and the edit mark."""
    told = message.as_json()
    told["edited"] = message.marked_edited
    if message.markup is not None:
        told["reply_markup"] = message.markup
    return told
