"""Methods about the bot itself, its files and its callback queries."""

import json
import re
from typing import Any

from telegram_sandbox.limits import (
    ANSWER_CHARACTERS,
    COMMAND_CHARACTERS,
    COMMAND_DESCRIPTION_CHARACTERS,
    COMMANDS,
    DESCRIPTION_CHARACTERS,
    DOWNLOAD_BYTES,
    QUERY_ANSWERABLE,
    SHORT_DESCRIPTION_CHARACTERS,
)
from telegram_sandbox.parameters import Parameters
from telegram_sandbox.refused import bad_request
from telegram_sandbox.world import World

QUERY_INVALID = "query is too old and response timeout expired or query ID is invalid"


def get_me(world: World, parameters: Parameters) -> Any:
    """getMe."""
    return {
        **world.bot.as_json(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def get_chat(world: World, parameters: Parameters) -> Any:
    """getChat, without the many fields that a chat here does not have."""
    chat = world.chat_of(parameters)
    pinned = chat.messages[chat.pinned[-1]].as_json() if chat.pinned else None
    return {
        **chat.as_json(),
        **({"pinned_message": pinned} if pinned else {}),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }


def answer_callback_query(world: World, parameters: Parameters) -> Any:
    """answerCallbackQuery: once, in time, and only what was asked."""
    query = world.queries.get(parameters.text("callback_query_id"))
    text = parameters.text("text")
    if len(text) > ANSWER_CHARACTERS:
        raise bad_request("MESSAGE_TOO_LONG")
    if query is None or query.answered or world.clock() - query.pressed_at > QUERY_ANSWERABLE:
        raise bad_request(QUERY_INVALID)
    query.answered = True
    query.text, query.alert = text, parameters.flag("show_alert")
    query.url = parameters.text("url")
    world.tell(
        {
            "kind": "answer",
            "chat_id": query.message.chat.id,
            "person_id": query.person.id,
            "query_id": query.id,
            "text": query.text,
            "alert": query.alert,
            "url": query.url,
        }
    )
    return True


def _scope(parameters: Parameters) -> tuple[str, str]:
    scope = parameters.object("scope", "bot command scope") or {"type": "default"}
    return json.dumps(scope, sort_keys=True), parameters.text("language_code")


def set_my_commands(world: World, parameters: Parameters) -> Any:
    """setMyCommands."""
    commands = parameters.array("commands", "bot commands")
    if commands is None:
        raise bad_request("can't parse commands JSON object")
    if len(commands) > COMMANDS:
        raise bad_request("too many commands specified")
    world.commands[_scope(parameters)] = [_command(command) for command in commands]
    world.tell_of_bot()
    return True


def _command(command: Any) -> dict[str, str]:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    for name in ("command", "description"):
        if not isinstance(command.get(name), str):
            raise bad_request(f'can\'t parse BotCommand: Field "{name}" must be of type String')
    name = command["command"].removeprefix("/")
    if not re.fullmatch(rf"[a-z0-9_]{{1,{COMMAND_CHARACTERS}}}", name):
        raise bad_request("BOT_COMMAND_INVALID")
    description = command["description"].strip()
    if not 1 <= len(description) <= COMMAND_DESCRIPTION_CHARACTERS:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def get_my_commands(world: World, parameters: Parameters) -> Any:
    """getMyCommands."""
    return world.commands.get(_scope(parameters), [])


def delete_my_commands(world: World, parameters: Parameters) -> Any:
    """deleteMyCommands."""
    world.commands.pop(_scope(parameters), None)
    world.tell_of_bot()
    return True


def set_my_description(world: World, parameters: Parameters) -> Any:
    """setMyDescription: what an empty chat shows."""
    return _described(world, parameters, "description", DESCRIPTION_CHARACTERS)


def set_my_short_description(world: World, parameters: Parameters) -> Any:
    """setMyShortDescription: what the bot's profile shows."""
    return _described(world, parameters, "short_description", SHORT_DESCRIPTION_CHARACTERS)


def _described(world: World, parameters: Parameters, name: str, most: int) -> bool:
    text = parameters.text(name)
    if len(text) > most:
        raise bad_request("BOT_DESCRIPTION_INVALID" if most > 200 else "ABOUT_TOO_LONG")
    world.descriptions[name] = text
    world.tell_of_bot()
    return True


def get_my_description(world: World, parameters: Parameters) -> Any:
    """getMyDescription."""
    return {"description": world.descriptions.get("description", "")}


def get_my_short_description(world: World, parameters: Parameters) -> Any:
    """getMyShortDescription."""
    return {"short_description": world.descriptions.get("short_description", "")}


def get_file(world: World, parameters: Parameters) -> Any:
    """getFile: the path under which the bytes can be fetched."""
    file = world.files.get(parameters.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.content) > DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return file.as_json(with_path=True)
