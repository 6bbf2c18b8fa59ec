"""What a person does in their Telegram: writes, presses, sends a sticker, blocks the bot."""

import mimetypes
import re
import struct
import zlib
from collections.abc import Mapping
from typing import Any

from telegram_sandbox.chats import CallbackQuery, Chat, Message, User
from telegram_sandbox.entities import cleaned, found, trimmed, utf16_length
from telegram_sandbox.limits import ALBUM_MESSAGES, START_PAYLOAD, TEXT_UNITS
from telegram_sandbox.media import JPEG, content_of
from telegram_sandbox.world import World


class Person:
    """One person with one private chat with the bot. Verbs act at once; the bot learns by update.

    `chat` in a verb is the private chat unless told otherwise (`telegram.group`).
    """

    def __init__(self, world: World, user: User, chat: Chat) -> None:
        self.world = world
        self.user = user
        self.chat = chat

    @property
    def id(self) -> int:
        """The person's id, also that of the private chat."""
        return self.user.id

    def say(self, text: str, chat: Chat | None = None, reply_to: int | None = None) -> Message:
        """Send a text; a longer one than Telegram allows goes in parts, as its apps do it.

        Gives the last message. Raises `ValueError` for a blank text: no app sends one.
        """
        words, _ = trimmed(cleaned(text), [])
        if not words:
            raise ValueError("Telegram's apps send no empty message")
        sent = None
        for part in _parts(words):
            sent = self._send(chat, text=part, entities=found(part), reply_to=reply_to)
        assert sent is not None
        return sent

    def start(self, payload: str = "") -> Message:
        """Press *Start*, or follow a link t.me/<bot>?start=<payload>."""
        if payload and not re.fullmatch(START_PAYLOAD, payload):
            raise ValueError(f"Telegram carries no such payload: {payload!r}")
        return self.say(f"/start {payload}".strip())

    def press(
        self, message_id: int, data: str, chat: Chat | None = None, stale: bool = False
    ) -> CallbackQuery:
        """Press the button with this callback data.

        `stale` presses a button that the message has no more, as an app does that has not yet seen
        the edit. Raises `LookupError` when there is no such message or button.
        """
        here = chat or self.chat
        message = here.messages.get(message_id)
        if message is None:
            raise LookupError(f"no message {message_id} in chat {here.id}")
        offered = [button.get("callback_data") for button in message.buttons]
        if data not in offered and not stale:
            raise LookupError(f"no button {data!r} under message {message_id}: {offered}")
        return self.world.pressed(self.user, message, data)

    def edit(self, message_id: int, text: str, chat: Chat | None = None) -> Message:
        """Change the text of an own message."""
        message = (chat or self.chat).messages[message_id]
        if message.sender != self.user or not message.text:
            raise ValueError("only an own text can be edited")
        message.text, _ = trimmed(cleaned(text), [])
        message.entities = found(message.text)
        message.edited_at, message.marked_edited = self.world.clock(), True
        self.world.tell_of("edited", message)
        self.world.updates.add("edited_message", message.as_json())
        return message

    def send_sticker(self, emoji: str = "🙂", chat: Chat | None = None) -> Message:
        """Send a sticker (a grey square with this emoji)."""
        file = self.world.keep_file("sticker", "sticker.webp", "image/webp", _grey_square(512))
        return self._send(chat, content=content_of(file, emoji=emoji))

    def send_voice(self, seconds: int = 3, chat: Chat | None = None) -> Message:
        """Send a voice message (its bytes are silence)."""
        file = self.world.keep_file("voice", "voice.ogg", "audio/ogg", bytes(400 * seconds))
        return self._send(chat, content=content_of(file, duration=seconds))

    def send_video_note(self, seconds: int = 3, chat: Chat | None = None) -> Message:
        """Send a round video message (its bytes are black)."""
        file = self.world.keep_file("video_note", "note.mp4", "video/mp4", bytes(400 * seconds))
        return self._send(chat, content=content_of(file, duration=seconds, length=240))

    def send_location(self, chat: Chat | None = None) -> Message:
        """Send a place on the map."""
        return self._send(chat, content={"location": {"latitude": 55.75, "longitude": 37.62}})

    def send_photo(
        self, caption: str = "", chat: Chat | None = None, content: bytes = b""
    ) -> Message:
        """Send a photo (a grey square, unless its bytes are given), with or without a caption."""
        part = self._photo(content or _grey_square(320))
        return self._send(chat, caption=caption, entities=found(caption), content=part)

    def send_document(
        self, name: str, content: bytes, chat: Chat | None = None, caption: str = ""
    ) -> Message:
        """Send a file, with or without a caption."""
        part = self._document(name, content)
        return self._send(chat, caption=caption, entities=found(caption), content=part)

    def send_album(
        self,
        files: Mapping[str, bytes],
        caption: str = "",
        chat: Chat | None = None,
        *,
        as_files: bool = False,
    ) -> list[Message]:
        """Send several photos, or files by name, as one album; the caption is the first one's.

        Raises `ValueError` for more or fewer than Telegram's apps put into one.
        """
        if not 1 < len(files) <= ALBUM_MESSAGES:
            raise ValueError(f"an album holds 2 to {ALBUM_MESSAGES} messages")
        album = {"media_group_id": str(self.world.next_number())}
        sent = []
        for at, (name, content) in enumerate(files.items()):
            part = self._document(name, content) if as_files else self._photo(content)
            words = "" if at else caption
            told = {"caption": words, "entities": found(words), "content": {**part, **album}}
            sent.append(self._send(chat, **told))
        return sent

    def _photo(self, content: bytes) -> dict[str, Any]:
        kind = "image/jpeg" if content.startswith(JPEG) else "image/png"
        return content_of(self.world.keep_file("photo", "photo", kind, content))

    def _document(self, name: str, content: bytes) -> dict[str, Any]:
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return content_of(self.world.keep_file("document", name, kind, content))

    def send_contact(self, phone: str, chat: Chat | None = None) -> Message:
        """Share the own contact."""
        contact = {
            "phone_number": phone,
            "first_name": self.user.first_name,
            "user_id": self.user.id,
        }
        return self._send(chat, content={"contact": contact})

    def forward(self, text: str, from_name: str, chat: Chat | None = None) -> Message:
        """Forward a text of somebody who hides their account."""
        origin = {
            "type": "hidden_user",
            "sender_user_name": from_name,
            "date": int(self.world.clock().timestamp()),
        }
        return self._send(chat, text=text, entities=found(text), content={"forward_origin": origin})

    def block(self) -> None:
        """Block the bot: from now on its calls to this chat get 403."""
        self._membership("member", "kicked")

    def unblock(self) -> None:
        """Let the bot write again."""
        self._membership("kicked", "member")

    def _membership(self, before: str, now: str) -> None:
        self.chat.blocked = now == "kicked"
        bot = self.world.bot.as_json()
        change: dict[str, Any] = {
            "chat": self.chat.as_json(),
            "from": self.user.as_json(),
            "date": int(self.world.clock().timestamp()),
            "old_chat_member": _member(bot, before),
            "new_chat_member": _member(bot, now),
        }
        self.world.tell_of_people()
        self.world.updates.add("my_chat_member", change)

    def _send(self, chat: Chat | None, **parts: Any) -> Message:
        here = chat or self.chat
        if here.blocked:
            raise ValueError(f"{self.user.first_name} has blocked the bot: unblock it first")
        here.started = True
        message = Message(id=0, chat=here, sender=self.user, sent_at=self.world.clock(), **parts)
        self.world.post(message)
        if here.kind == "private" or self._meant_for_bot(message):
            self.world.updates.add("message", message.as_json())
        return message

    def _meant_for_bot(self, message: Message) -> bool:
        """In a group a bot in privacy mode gets commands and replies to its own messages only."""
        replied = message.chat.messages.get(message.reply_to or 0)
        if replied is not None and replied.sender == self.world.bot:
            return True
        mine = f"@{self.world.bot.username}".lower()
        for entity in message.entities:
            if entity["type"] == "bot_command":
                command = message.text[entity["offset"] : entity["offset"] + entity["length"]]
                if "@" not in command or command.lower().endswith(mine):
                    return True
        return False


def _member(bot: dict[str, Any], status: str) -> dict[str, Any]:
    member: dict[str, Any] = {"user": bot, "status": status}
    if status == "kicked":
        member["until_date"] = 0
    return member


def _parts(text: str) -> list[str]:
    parts = []
    part, units = "", 0
    for character in text:
        width = utf16_length(character)
        if units + width > TEXT_UNITS:
            parts.append(part)
            part, units = "", 0
        part += character
        units += width
    return [*parts, part]


def _grey_square(side: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        checksum = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = (b"\0" + b"\x99" * side) * side
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", header),
            chunk(b"IDAT", zlib.compress(rows)),
            chunk(b"IEND", b""),
        )
    )
