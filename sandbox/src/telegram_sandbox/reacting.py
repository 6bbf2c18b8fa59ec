"""Reactions: the emoji that the bot puts on a message."""

from functools import cache
from pathlib import Path
from typing import Any

from telegram_sandbox.parameters import Parameters
from telegram_sandbox.refused import bad_request
from telegram_sandbox.world import World


@cache
def _possible() -> frozenset[str]:
    lines = Path(__file__).with_name("reactions.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def set_message_reaction(world: World, parameters: Parameters) -> Any:
    """setMessageReaction: one emoji at most, as bots may; none takes the bot's reaction away."""
    number = parameters.integer("message_id")
    if number is None:
        raise bad_request("message identifier is not specified")
    wanted = [_emoji(one) for one in parameters.array("reaction", "ReactionType") or []]
    message = world.chat_of(parameters).messages.get(number)
    if message is None:
        raise bad_request("message to react not found")
    if len(wanted) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if wanted:
        message.reactions[world.bot.id] = wanted[0]
    else:
        message.reactions.pop(world.bot.id, None)
    world.tell_of("edited", message)
    return True


def _emoji(reaction: Any) -> str:
    if not isinstance(reaction, dict):
        raise bad_request("can't parse ReactionType: expected an Object")
    emoji = reaction.get("emoji")
    if reaction.get("type") != "emoji" or not isinstance(emoji, str):
        raise bad_request("REACTION_INVALID")
    plain = emoji.replace("\ufe0f", "")
    if plain not in _possible():
        raise bad_request("REACTION_INVALID")
    return plain
