"""Methods that bring a message of one chat into another: with its origin, or as the bot's own."""

from typing import Any

from telegram_sandbox.chats import Json, Message
from telegram_sandbox.keyboards import reply_markup
from telegram_sandbox.parameters import Parameters
from telegram_sandbox.refused import bad_request
from telegram_sandbox.sending import message_caption, new_message
from telegram_sandbox.world import World

NOT_COPIED = {"forward_origin", "media_group_id"}


def copy_message(world: World, parameters: Parameters) -> Any:
    """copyMessage: no link to the original, a caption of the call's own if it gives one.

    Gives the MessageId.
    """
    markup = reply_markup(parameters)
    original = _original(world, parameters, "copy")
    caption, entities = original.caption, original.entities
    if "caption" in parameters.values and not original.text:
        caption, entities = message_caption(parameters)
    content = {name: told for name, told in original.content.items() if name not in NOT_COPIED}
    copied = new_message(
        world,
        world.chat_of(parameters),
        parameters,
        text=original.text,
        caption=caption,
        entities=entities,
        content=content,
        markup=markup,
    )
    return {"message_id": copied.id}


def forward_message(world: World, parameters: Parameters) -> Any:
    """forwardMessage: what has been forwarded once keeps its first origin."""
    original = _original(world, parameters, "forward")
    content = {name: told for name, told in original.content.items() if name not in NOT_COPIED}
    content["forward_origin"] = original.content.get("forward_origin") or _origin(original)
    forwarded = new_message(
        world,
        world.chat_of(parameters),
        parameters,
        text=original.text,
        caption=original.caption,
        entities=original.entities,
        content=content,
    )
    return forwarded.as_json()


def _original(world: World, parameters: Parameters, what: str) -> Message:
    number = parameters.integer("message_id")
    if number is None:
        raise bad_request("message identifier is not specified")
    source = Parameters({"chat_id": parameters.values.get("from_chat_id")}, {})
    message = world.chat_of(source).messages.get(number)
    if message is None:
        raise bad_request(f"message to {what} not found")
    if "pinned_message" in message.content:
        raise bad_request(f"the message can't be {'copied' if what == 'copy' else 'forwarded'}")
    return message


def _origin(message: Message) -> Json:
    return {
        "type": "user",
        "sender_user": message.sender.as_json(),
        "date": int(message.sent_at.timestamp()),
    }
