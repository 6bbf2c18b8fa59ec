"""What Telegram keeps: users, chats, messages, files, callback queries."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from telegram_sandbox.entities import Entity
from telegram_sandbox.keyboards import Markup

Json = dict[str, Any]


@dataclass(frozen=True)
class User:
    """A person or the bot."""

    id: int
    first_name: str
    username: str = ""
    is_bot: bool = False
    language_code: str = "ru"

    def as_json(self) -> Json:
        """The Bot API's User."""
        told: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            told["username"] = self.username
        if not self.is_bot:
            told["language_code"] = self.language_code
        return told


@dataclass(frozen=True)
class StoredFile:
    """A file with its bytes; `id` and `unique_id` are the Bot API's two identifiers, `thumbnail`
    is the PhotoSize of its small picture, {} for none."""

    id: str
    unique_id: str
    kind: str
    name: str
    mime_type: str
    content: bytes
    path: str
    thumbnail: Json = field(default_factory=dict)

    def as_json(self, with_path: bool = False) -> Json:
        """The Bot API's File; its path only as the answer to getFile."""
        told: Json = {
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.content),
        }
        if with_path:
            told["file_path"] = self.path
        return told


@dataclass
class Message:
    """A message. `content` holds what is neither text nor caption: document, sticker, contact…"""

    id: int
    chat: "Chat"
    sender: User
    sent_at: datetime
    text: str = ""
    caption: str = ""
    entities: list[Entity] = field(default_factory=list)
    content: Json = field(default_factory=dict)
    markup: Markup | None = None
    edited_at: datetime | None = None
    marked_edited: bool = False
    """A new keyboard alone sets `edit_date` but shows no mark."""
    reply_to: int | None = None
    silent: bool = False
    reactions: dict[int, str] = field(default_factory=dict)
    """The emoji that each user has put on the message, by the user's id."""

    @property
    def words(self) -> str:
        """The text or the caption: what the person reads."""
        return self.text or self.caption

    @property
    def buttons(self) -> list[Json]:
        """The inline buttons, row by row, in one list."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    def as_json(self, with_reply: bool = True) -> Json:
        """The Bot API's Message."""
        told: Json = {
            "message_id": self.id,
            "from": self.sender.as_json(),
            "chat": self.chat.as_json(),
            "date": int(self.sent_at.timestamp()),
        }
        if self.edited_at is not None:
            told["edit_date"] = int(self.edited_at.timestamp())
        if self.text:
            told["text"] = self.text
        if self.caption:
            told["caption"] = self.caption
        if self.entities:
            told["entities" if self.text else "caption_entities"] = self.entities
        told |= self.content
        if self.markup is not None and "inline_keyboard" in self.markup:
            told["reply_markup"] = self.markup
        replied = self.chat.messages.get(self.reply_to) if self.reply_to else None
        if with_reply and replied is not None:
            told["reply_to_message"] = replied.as_json(with_reply=False)
        return told


@dataclass
class Chat:
    """A private chat (its id is the person's) or a group (a negative id)."""

    id: int
    kind: str
    title: str
    username: str = ""
    messages: dict[int, Message] = field(default_factory=dict)
    last_id: int = 0
    blocked: bool = False
    started: bool = False
    """The person has written to the bot: before that the bot must not write first."""
    pinned: list[int] = field(default_factory=list)
    """The ids of the pinned messages; the one pinned last stands above the chat."""

    def next_id(self) -> int:
        """The id of the next message in this chat."""
        self.last_id += 1
        return self.last_id

    def as_json(self) -> Json:
        """The Bot API's Chat."""
        name = "first_name" if self.kind == "private" else "title"
        told: Json = {"id": self.id, "type": self.kind, name: self.title}
        if self.username:
            told["username"] = self.username
        return told

    def as_shown(self) -> Json:
        """The Chat with what only the person's side knows; `pinned` is what stands above it."""
        return {
            **self.as_json(),
            "blocked": self.blocked,
            "started": self.started,
            "pinned": self.pinned[-1] if self.pinned else None,
        }


@dataclass
class CallbackQuery:
    """A press of an inline button that waits for its answer."""

    id: str
    person: User
    message: Message
    data: str
    pressed_at: datetime
    answered: bool = False
    text: str = ""
    alert: bool = False
    url: str = ""

    def as_json(self) -> Json:
        """The Bot API's CallbackQuery."""
        return {
            "id": self.id,
            "from": self.person.as_json(),
            "message": self.message.as_json(),
            "chat_instance": str(self.message.chat.id),
            "data": self.data,
        }
