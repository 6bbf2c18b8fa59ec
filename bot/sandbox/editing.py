"""Methods that change or delete what is in a chat."""

from typing import TYPE_CHECKING, Any

from bot.sandbox.chats import Message
from bot.sandbox.entities import Entity
from bot.sandbox.keyboards import Markup, inline_only
from bot.sandbox.limits import DELETE_AT_ONCE, DELETE_WITHIN
from bot.sandbox.parameters import Parameters
from bot.sandbox.refused import bad_request
from bot.sandbox.sending import message_caption, message_text

if TYPE_CHECKING:
    from bot.sandbox.telegram import Telegram

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def edit_message_text(telegram: "Telegram", parameters: Parameters) -> Any:
    """editMessageText. Without `reply_markup` the keyboard goes, as in Telegram."""
    text, entities = message_text(parameters)
    parameters.object("link_preview_options", "link preview options")
    markup = inline_only(parameters)
    message = _own(telegram, parameters)
    if not message.text:
        raise bad_request("there is no text in the message to edit")
    return _changed(telegram, message, text, message.caption, entities, markup)


def edit_message_caption(telegram: "Telegram", parameters: Parameters) -> Any:
    """editMessageCaption."""
    caption, entities = message_caption(parameters)
    markup = inline_only(parameters)
    message = _own(telegram, parameters)
    if message.text:
        raise bad_request("there is no caption in the message to edit")
    return _changed(telegram, message, "", caption, entities, markup)


def edit_message_reply_markup(telegram: "Telegram", parameters: Parameters) -> Any:
    """editMessageReplyMarkup."""
    markup = inline_only(parameters)
    message = _own(telegram, parameters)
    return _changed(telegram, message, message.text, message.caption, message.entities, markup)


def _own(telegram: "Telegram", parameters: Parameters) -> Message:
    number = parameters.integer("message_id")
    if number is None:
        raise bad_request("message identifier is not specified")
    message = telegram.chat_of(parameters).messages.get(number)
    if message is None:
        raise bad_request("message to edit not found")
    if message.sender != telegram.bot:
        raise bad_request("message can't be edited")
    if message.markup is not None and "inline_keyboard" not in message.markup:
        raise bad_request("message can't be edited")
    return message


def _changed(
    telegram: "Telegram",
    message: Message,
    text: str,
    caption: str,
    entities: list[Entity],
    markup: Markup | None,
) -> Any:
    words = (message.text, message.caption, message.entities)
    if words == (text, caption, entities) and message.markup == markup:
        raise bad_request(NOT_MODIFIED)
    message.marked_edited |= words != (text, caption, entities)
    message.text, message.caption, message.entities = text, caption, entities
    message.markup = markup
    message.edited_at = telegram.clock()
    telegram.tell_of("edited", message)
    return message.as_json()


def delete_message(telegram: "Telegram", parameters: Parameters) -> Any:
    """deleteMessage: the bot's own messages and, in private, a person's; within 48 hours."""
    number = parameters.integer("message_id")
    if number is None:
        raise bad_request("message identifier is not specified")
    message = telegram.chat_of(parameters).messages.get(number)
    if message is None:
        raise bad_request("message to delete not found")
    why = _undeletable(telegram, message)
    if why:
        raise bad_request(why)
    _delete(telegram, message)
    return True


def delete_messages(telegram: "Telegram", parameters: Parameters) -> Any:
    """deleteMessages: what cannot be found or deleted is passed over, as in Telegram."""
    numbers = parameters.array("message_ids", "message identifiers")
    if numbers is None:
        raise bad_request("message identifiers are not specified")
    if len(numbers) > DELETE_AT_ONCE:
        raise bad_request("too many messages to delete")
    chat = telegram.chat_of(parameters)
    for number in numbers:
        message = chat.messages.get(number)
        if message is not None and not _undeletable(telegram, message):
            _delete(telegram, message)
    return True


def _undeletable(telegram: "Telegram", message: Message) -> str:
    if telegram.clock() - message.sent_at >= DELETE_WITHIN:
        return "message can't be deleted for everyone"
    if message.sender != telegram.bot and message.chat.kind != "private":
        return "message can't be deleted"
    return ""


def _delete(telegram: "Telegram", message: Message) -> None:
    del message.chat.messages[message.id]
    telegram.tell({"kind": "deleted", "chat_id": message.chat.id, "message_id": message.id})
