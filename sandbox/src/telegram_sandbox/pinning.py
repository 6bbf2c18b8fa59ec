"""Methods that pin messages above a private chat; in a group the bot has no right to."""

from typing import Any

from telegram_sandbox.chats import Chat, Message
from telegram_sandbox.parameters import Parameters
from telegram_sandbox.refused import bad_request
from telegram_sandbox.world import World


def pin_chat_message(world: World, parameters: Parameters) -> Any:
    """pinChatMessage: the chat is told of it by a message, which the bot gets as an update."""
    chat = _chat(world, parameters)
    message = _message(chat, parameters.integer("message_id"), "message to pin not found")
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    chat.pinned.append(message.id)
    note = Message(
        id=0,
        chat=chat,
        sender=world.bot,
        sent_at=world.clock(),
        content={"pinned_message": message.as_json(with_reply=False)},
        silent=parameters.flag("disable_notification"),
    )
    world.post(note)
    world.updates.add("message", note.as_json())
    world.tell_of_people()
    return True


def unpin_chat_message(world: World, parameters: Parameters) -> Any:
    """unpinChatMessage: the one named, or the one pinned last."""
    chat = _chat(world, parameters)
    number = parameters.integer("message_id")
    if number is None and not chat.pinned:
        raise bad_request("message to unpin not found")
    message = _message(chat, number or chat.pinned[-1], "message to unpin not found")
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    world.tell_of_people()
    return True


def unpin_all_chat_messages(world: World, parameters: Parameters) -> Any:
    """unpinAllChatMessages."""
    _chat(world, parameters).pinned.clear()
    world.tell_of_people()
    return True


def _chat(world: World, parameters: Parameters) -> Chat:
    chat = world.chat_of(parameters)
    if chat.kind != "private":
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat


def _message(chat: Chat, number: int | None, otherwise: str) -> Message:
    if number is None:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(number)
    if message is None:
        raise bad_request(otherwise)
    return message
