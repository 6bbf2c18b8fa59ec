"""What Telegram shows of the bot before anybody has written: its description and its commands."""

from collections.abc import Mapping

from aiogram import Bot
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeUnion,
)

from bot.content.render import Words

IN_GROUPS = ("start", "help")
"""The commands that do something in a group: they say where the bot works."""

LANGUAGES = ("", "ru")
"""For whom it is set: everybody, and whoever would be shown an older text of their own language."""


async def set_profile(bot: Bot, words: Words) -> None:
    """Set what differs from what Telegram shows: nothing is set twice, for it limits how often."""
    commands = words.labels("commands")
    in_groups = {name: commands[name] for name in IN_GROUPS}
    for language in LANGUAGES:
        await _describe(bot, words, language)
        await _command(bot, commands, BotCommandScopeAllPrivateChats(), language)
        await _command(bot, in_groups, BotCommandScopeAllGroupChats(), language)


async def _describe(bot: Bot, words: Words, language: str) -> None:
    long, short = words.label("bot", "description"), words.label("bot", "short_description")
    if (await bot.get_my_description(language)).description != long:
        await bot.set_my_description(long, language)
    if (await bot.get_my_short_description(language)).short_description != short:
        await bot.set_my_short_description(short, language)


async def _command(
    bot: Bot, wanted: Mapping[str, str], scope: BotCommandScopeUnion, language: str
) -> None:
    shown = await bot.get_my_commands(scope, language)
    if [(one.command, one.description) for one in shown] != [*wanted.items()]:
        commands = [BotCommand(command=name, description=said) for name, said in wanted.items()]
        await bot.set_my_commands(commands, scope, language)
