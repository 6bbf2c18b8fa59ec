"""The methods of the Bot API: those that the sandbox answers, and the names of all the others."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from telegram_sandbox import (
    copying,
    editing,
    media,
    members,
    pinning,
    profile,
    reacting,
    sending,
    webhook,
)
from telegram_sandbox.parameters import Parameters
from telegram_sandbox.world import World

Method = Callable[[World, Parameters], Any]

NAMES = Path(__file__).with_name("bot_api_methods.txt")

METHODS: Mapping[str, Method] = {
    "getme": profile.get_me,
    "getchat": profile.get_chat,
    "getchatmember": members.get_chat_member,
    "sendmessage": sending.send_message,
    "sendchataction": sending.send_chat_action,
    "senddocument": media.send_document,
    "sendphoto": media.send_photo,
    "sendvideo": media.send_video,
    "sendvoice": media.send_voice,
    "sendsticker": media.send_sticker,
    "sendmediagroup": media.send_media_group,
    "copymessage": copying.copy_message,
    "forwardmessage": copying.forward_message,
    "editmessagetext": editing.edit_message_text,
    "editmessagecaption": editing.edit_message_caption,
    "editmessagemedia": editing.edit_message_media,
    "editmessagereplymarkup": editing.edit_message_reply_markup,
    "deletemessage": editing.delete_message,
    "deletemessages": editing.delete_messages,
    "setmessagereaction": reacting.set_message_reaction,
    "pinchatmessage": pinning.pin_chat_message,
    "unpinchatmessage": pinning.unpin_chat_message,
    "unpinallchatmessages": pinning.unpin_all_chat_messages,
    "answercallbackquery": profile.answer_callback_query,
    "setmycommands": profile.set_my_commands,
    "getmycommands": profile.get_my_commands,
    "deletemycommands": profile.delete_my_commands,
    "setmydescription": profile.set_my_description,
    "getmydescription": profile.get_my_description,
    "setmyshortdescription": profile.set_my_short_description,
    "getmyshortdescription": profile.get_my_short_description,
    "getfile": profile.get_file,
    "setwebhook": webhook.set_webhook,
    "deletewebhook": webhook.delete_webhook,
    "getwebhookinfo": webhook.get_webhook_info,
}
"""What the sandbox answers, by the name in lower case. getUpdates, which waits, is no function."""


@cache
def names() -> Mapping[str, str]:
    """Every method of the Bot API as its documentation spells it, by the name in lower case."""
    lines = NAMES.read_text(encoding="utf-8").splitlines()
    return {line.lower(): line for line in lines if line and not line.startswith("#")}
