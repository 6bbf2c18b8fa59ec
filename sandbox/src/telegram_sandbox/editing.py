"""Methods that change or delete what is in a chat."""

from typing import Any

from telegram_sandbox.chats import Json, Message
from telegram_sandbox.keyboards import Markup, inline_only
from telegram_sandbox.limits import DELETE_AT_ONCE, DELETE_WITHIN
from telegram_sandbox.media import input_media
from telegram_sandbox.parameters import Parameters
from telegram_sandbox.refused import bad_request
from telegram_sandbox.sending import message_caption, message_text
from telegram_sandbox.world import World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


UNCHANGEABLE = {"sticker", "voice", "pinned_message"}
"""What a message may hold that no other file can replace."""


def edit_message_text(world: World, parameters: Parameters) -> Any:
    """editMessageText. Without `reply_markup` the keyboard goes, as in Telegram."""
    text, entities = message_text(parameters)
    parameters.object("link_preview_options", "link preview options")
    markup = inline_only(parameters)
    message = _own(world, parameters)
    if not message.text:
        raise bad_request("there is no text in the message to edit")
    return _changed(world, message, markup, {"text": text, "entities": entities})


def edit_message_caption(world: World, parameters: Parameters) -> Any:
    """editMessageCaption."""
    caption, entities = message_caption(parameters)
    markup = inline_only(parameters)
    message = _own(world, parameters)
    if message.text:
        raise bad_request("there is no caption in the message to edit")
    return _changed(world, message, markup, {"caption": caption, "entities": entities})


def edit_message_media(world: World, parameters: Parameters) -> Any:
    """editMessageMedia: another file with a caption of its own, in the place of what is there."""
    media = parameters.object("media", "InputMedia")
    markup = inline_only(parameters)
    message = _own(world, parameters)
    if UNCHANGEABLE & message.content.keys():
        raise bad_request("message can't be edited")
    parts = input_media(world, parameters, media)
    if "media_group_id" in message.content:
        parts["content"]["media_group_id"] = message.content["media_group_id"]
    return _changed(world, message, markup, {"text": "", **parts})


def edit_message_reply_markup(world: World, parameters: Parameters) -> Any:
    """editMessageReplyMarkup."""
    markup = inline_only(parameters)
    message = _own(world, parameters)
    return _changed(world, message, markup, {})


def _own(world: World, parameters: Parameters) -> Message:
    number = parameters.integer("message_id")
    if number is None:
        raise bad_request("message identifier is not specified")
    message = world.chat_of(parameters).messages.get(number)
    if message is None:
        raise bad_request("message to edit not found")
    if message.sender != world.bot:
        raise bad_request("message can't be edited")
    if message.markup is not None and "inline_keyboard" not in message.markup:
        raise bad_request("message can't be edited")
    return message


def _changed(world: World, message: Message, markup: Markup | None, parts: Json) -> Any:
    """Put these parts of a `Message` and the markup into the message, if any of it is new."""
    fresh = {name: part for name, part in parts.items() if getattr(message, name) != part}
    if not fresh and message.markup == markup:
        raise bad_request(NOT_MODIFIED)
    for name, part in fresh.items():
        setattr(message, name, part)
    message.marked_edited |= bool(fresh)
    message.markup = markup
    message.edited_at = world.clock()
    world.tell_of("edited", message)
    return message.as_json()


def delete_message(world: World, parameters: Parameters) -> Any:
    """deleteMessage: the bot's own messages and, in private, a person's; within 48 hours."""
    number = parameters.integer("message_id")
    if number is None:
        raise bad_request("message identifier is not specified")
    message = world.chat_of(parameters).messages.get(number)
    if message is None:
        raise bad_request("message to delete not found")
    why = _undeletable(world, message)
    if why:
        raise bad_request(why)
    _delete(world, message)
    return True


def delete_messages(world: World, parameters: Parameters) -> Any:
    """deleteMessages: what cannot be found or deleted is skipped, as in Telegram."""
    numbers = parameters.array("message_ids", "message identifiers")
    if numbers is None:
        raise bad_request("message identifiers are not specified")
    if len(numbers) > DELETE_AT_ONCE:
        raise bad_request("too many messages to delete")
    chat = world.chat_of(parameters)
    for number in numbers:
        message = chat.messages.get(number)
        if message is not None and not _undeletable(world, message):
            _delete(world, message)
    return True


def _undeletable(world: World, message: Message) -> str:
    if world.clock() - message.sent_at >= DELETE_WITHIN:
        return "message can't be deleted for everyone"
    if message.sender != world.bot and message.chat.kind != "private":
        return "message can't be deleted"
    return ""


def _delete(world: World, message: Message) -> None:
    del message.chat.messages[message.id]
    if message.id in message.chat.pinned:
        message.chat.pinned.remove(message.id)
        world.tell_of_people()
    world.tell({"kind": "deleted", "chat_id": message.chat.id, "message_id": message.id})
