"""The bytes of a file that a person has sent."""

import aiohttp
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError

SECONDS = 60


class LostFileError(Exception):
    """Telegram does not give the file: the way to it is broken, or it has it no more."""


async def fetch(bot: Bot, file_id: str, limit: int) -> bytes:
    """The file, of at most `limit` bytes. Raises LostFileError."""
    try:
        found = await bot.get_file(file_id)
        url = bot.session.api.file_url(bot.token, found.file_path or "")
        data = bytearray()
        async for chunk in bot.session.stream_content(url, timeout=SECONDS, raise_for_status=True):
            data += chunk
            if len(data) > limit:
                raise LostFileError
    except (TelegramAPIError, aiohttp.ClientError, TimeoutError, LookupError):
        raise LostFileError from None
    return bytes(data)
