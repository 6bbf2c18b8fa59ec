"""Methods that put words into a chat, and what every new message of the bot is made with."""

from typing import Any

from telegram_sandbox.chats import Chat, Message
from telegram_sandbox.entities import Entity, cleaned, parsed, trimmed, utf16_length
from telegram_sandbox.keyboards import reply_markup
from telegram_sandbox.limits import CAPTION_UNITS, TEXT_UNITS
from telegram_sandbox.parameters import Parameters
from telegram_sandbox.refused import bad_request
from telegram_sandbox.world import World

ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}


def message_text(parameters: Parameters) -> tuple[str, list[Entity]]:
    """The text of a message within Telegram's limits, with its entities."""
    raw = cleaned(parameters.text("text"))
    if not raw:
        raise bad_request("message text is empty")
    text, entities = _marked(parameters, raw, "entities")
    if not text:
        raise bad_request("text must be non-empty")
    if utf16_length(text) > TEXT_UNITS:
        raise bad_request("message is too long")
    return text, entities


def message_caption(parameters: Parameters) -> tuple[str, list[Entity]]:
    """The caption of a file, which may be empty, with its entities."""
    text, entities = _marked(parameters, cleaned(parameters.text("caption")), "caption_entities")
    if utf16_length(text) > CAPTION_UNITS:
        raise bad_request("message caption is too long")
    return text, entities


def _marked(parameters: Parameters, raw: str, name: str) -> tuple[str, list[Entity]]:
    mode = parameters.text("parse_mode")
    given = parameters.array(name, "message entities")
    if given is None or mode:
        return trimmed(*parsed(raw, mode))
    end = utf16_length(raw)
    for entity in given:
        _check_entity(entity, end)
    return trimmed(raw, given)


def _check_entity(entity: Any, end: int) -> None:
    if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    offset, length = entity.get("offset"), entity.get("length")
    if not isinstance(offset, int) or offset < 0:
        raise bad_request(f"receive an entity with incorrect offset {offset}")
    if not isinstance(length, int) or length < 0:
        raise bad_request(f"receive an entity with incorrect length {length}")
    if offset > end:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if offset + length > end:
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text "
            f"at UTF-16 offset {offset + length}"
        )


def send_message(world: World, parameters: Parameters) -> Any:
    """sendMessage."""
    text, entities = message_text(parameters)
    parameters.object("link_preview_options", "link preview options")
    markup = reply_markup(parameters)
    chat = world.chat_of(parameters)
    message = new_message(world, chat, parameters, text=text, entities=entities, markup=markup)
    return message.as_json()


def send_chat_action(world: World, parameters: Parameters) -> Any:
    """sendChatAction."""
    if parameters.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = world.chat_of(parameters)
    world.tell({"kind": "action", "chat_id": chat.id, "action": parameters.text("action")})
    return True


def new_message(world: World, chat: Chat, parameters: Parameters, **parts: Any) -> Message:
    """A message of the bot in this chat, with what the call says of replies and silence.

    `parts` are fields of `Message`. Raises `Refused` when the message to reply to is not there.
    """
    message = Message(
        id=0,
        chat=chat,
        sender=world.bot,
        sent_at=world.clock(),
        reply_to=_replied(chat, parameters),
        silent=parameters.flag("disable_notification"),
        **parts,
    )
    return world.post(message)


def _replied(chat: Chat, parameters: Parameters) -> int | None:
    asked = parameters.object("reply_parameters", "reply parameters")
    if asked is None:
        number = parameters.integer("reply_to_message_id")
        optional = parameters.flag("allow_sending_without_reply")
    else:
        number = asked.get("message_id")
        optional = asked.get("allow_sending_without_reply") is True
    if number is None:
        return None
    if number in chat.messages:
        return number
    if optional:
        return None
    raise bad_request("message to be replied not found")
