"""The world of one Telegram: its users, chats, files and updates, and who listens to changes.

What the bot's methods and people's actions share; it knows neither.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import PurePath

from telegram_sandbox.chats import CallbackQuery, Chat, Json, Message, StoredFile, User
from telegram_sandbox.clock import Clock
from telegram_sandbox.limits import WEBHOOK_CONNECTIONS
from telegram_sandbox.parameters import Parameters
from telegram_sandbox.refused import Refused, bad_request
from telegram_sandbox.updates import Updates

QUERIES_KEPT = 10_000
FOLDERS = {
    "document": "documents",
    "photo": "photos",
    "sticker": "stickers",
    "thumbnail": "thumbnails",
    "video": "videos",
    "video_note": "video_notes",
    "voice": "voice",
}
"""The kinds of files, and the folder that getFile gives for each."""

Listener = Callable[[Json], None]


@dataclass
class Webhook:
    """Where updates are pushed to; no URL means that the bot polls."""

    url: str = ""
    secret: str = ""
    connections: int = WEBHOOK_CONNECTIONS
    error: str = ""
    error_at: datetime | None = None


class World:
    """One bot, and the people and groups that it can talk to.

    `clock` dates messages and ages callback queries. `listeners` are called with every change, as
    JSON (the chat page and remote tests listen).
    """

    def __init__(self, clock: Clock, bot: User) -> None:
        self.clock = clock
        self.bot = bot
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self.queries: dict[str, CallbackQuery] = {}
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.descriptions: dict[str, str] = {}
        self.updates = Updates(clock)
        self.webhook = Webhook()
        self.listeners: list[Listener] = []
        self._numbers = itertools.count(1)

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

    def keep_file(
        self,
        kind: str,
        name: str,
        mime_type: str,
        content: bytes,
        thumbnail: Json | None = None,
    ) -> StoredFile:
        """Keep a file's bytes and give it its identifiers; `kind` is one of `FOLDERS`."""
        number = self.next_number()
        suffix = PurePath(name).suffix
        # The same file sent again is another file_id, and the same file_unique_id.
        digest = sha256(kind.encode() + content).hexdigest()
        file = StoredFile(
            id=f"BQACAgIAAxkB{number:08x}",
            unique_id=f"AgAD{digest[:12]}",
            kind=kind,
            name=name,
            mime_type=mime_type,
            content=content,
            path=f"{FOLDERS[kind]}/file_{number}{suffix}",
            thumbnail=thumbnail or {},
        )
        self.files[file.id] = file
        return file

    def next_number(self) -> int:
        """A number that nothing else of this world has: of an album, of a query."""
        return next(self._numbers)

    def file_at(self, path: str) -> StoredFile | None:
        """The file that getFile gave this path for."""
        return next((file for file in self.files.values() if file.path == path), None)

    def set_webhook(self, webhook: Webhook) -> None:
        """Push updates to this webhook from now on; one without a URL lets the bot poll."""
        self.webhook = webhook
        self.updates.news.set()

    def pressed(self, person: User, message: Message, data: str) -> CallbackQuery:
        """A person has pressed a button: the bot gets a callback query to answer."""
        query = CallbackQuery(
            f"{person.id}{self.next_number():010d}", person, message, data, self.clock()
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
        people = [user.as_json() for user in self.users.values()]
        chats = [chat.as_shown() for chat in self.chats.values()]
        self.tell({"kind": "people", "people": people, "chats": chats})

    def tell_of_bot(self) -> None:
        """Tell the listeners of the bot's menus and description."""
        self.tell({"kind": "bot", **self.bot_as_shown()})

    def bot_as_shown(self) -> Json:
        """What an empty chat shows of the bot: its description, and its menu in each language."""
        languages = {user.language_code for user in self.users.values()}
        return {
            "menus": {language: self.menu(language) for language in sorted(languages)},
            "description": self.descriptions.get("description", ""),
        }

    def tell_of(self, kind: str, message: Message) -> None:
        """Tell the listeners of a new or changed message."""
        if self.listeners:
            self.tell({"kind": kind, "chat_id": message.chat.id, "message": shown(message)})


def shown(message: Message) -> Json:
    """A message as the chat page and remote tests see it.

    The Bot API's form, the edit mark, the reactions as emoji, and a keyboard of any kind.
    """
    told = message.as_json()
    told["edited"] = message.marked_edited
    told["reactions"] = list(message.reactions.values())
    if message.markup is not None:
        told["reply_markup"] = message.markup
    return told
