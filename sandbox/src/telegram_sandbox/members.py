"""Who is in a chat."""

from typing import Any

from telegram_sandbox.parameters import Parameters
from telegram_sandbox.refused import bad_request
from telegram_sandbox.world import World


def get_chat_member(world: World, parameters: Parameters) -> Any:
    """getChatMember: a private chat has two members, a group all people and the bot."""
    chat = world.chat_of(parameters)
    number = parameters.integer("user_id")
    if not number:
        raise bad_request("invalid user_id specified")
    inside = world.users if chat.kind != "private" else {chat.id: world.users[chat.id]}
    user = world.bot if number == world.bot.id else inside.get(number)
    if user is None:
        raise bad_request("member not found")
    return {"user": user.as_json(), "status": "member"}
