"""/stats: how it goes, for whoever runs the bot; for anybody else there is no such command."""

import asyncio
from collections.abc import Collection

from aiogram import Router
from aiogram.filters import BaseFilter, Command
from aiogram.types import BufferedInputFile, Message

from bot.dialogs.filters import is_private
from bot.dialogs.turn import Turn
from bot.documents.picture import stats_picture
from bot.stats import Statistics, drawing

router = Router(name=__name__)


class ByAdmin(BaseFilter):
    """A message of somebody in BOT_ADMINS."""

    async def __call__(self, message: Message, admins: Collection[int]) -> bool:
        return is_private(message) and bool(message.from_user and message.from_user.id in admins)


@router.message(Command("stats"), ByAdmin())
async def show_stats(message: Message, turn: Turn, statistics: Statistics) -> None:
    """The numbers in words, below a picture of them."""
    stats = await statistics.now()
    if stats is not None:
        data = drawing(stats, lambda group, name: turn.label(name, group))
        png = await asyncio.to_thread(stats_picture, data)
        await turn.bot.send_photo(turn.person_id, BufferedInputFile(png, "stats.png"))
    await turn.say("stats", [[turn.page("home")]], stats=stats)
