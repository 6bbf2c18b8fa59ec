"""Updates that Telegram sends here by itself: the way of several processes behind a balancer.

Telegram keeps a queue for each person and sends the next update of it once the last was answered
200. So an update is answered when all that it leaves behind is stored: nothing is lost with a
process, and nobody's updates overtake each other. Whatever else is answered comes again, to any
process; what it has done it does once.
"""

import hmac
import json
import logging
from http import HTTPStatus

from aiohttp import web

from bot.feeding import Feeder, slim
from bot.storage.faults import DatabaseAwayError
from bot.tally import Tally

log = logging.getLogger(__name__)

HEADER = "X-Telegram-Bot-Api-Secret-Token"


def secret_of(token: str) -> str:
    """What Telegram has to know: the same in every process of the bot, and nothing of its token."""
    return hmac.new(token.encode(), b"webhook", "sha256").hexdigest()


class Webhook:
    """Takes what Telegram sends."""

    def __init__(self, feeder: Feeder, tally: Tally, token: str) -> None:
        self._feeder = feeder
        self._tally = tally
        self._secret = secret_of(token)

    async def take(self, request: web.Request) -> web.Response:
        """200 for an update that is over, 401 to whoever is not Telegram, 400 for what is no
        update, 500 for one that could not be stored: it comes again."""
        if not hmac.compare_digest(request.headers.get(HEADER, "").encode(), self._secret.encode()):
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        try:
            raw = json.loads(await request.read())
            update_id = int(raw["update_id"])
        except (ValueError, TypeError, KeyError, RecursionError):
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        self._tally.take(update_id)
        try:
            await self._feeder.feed(update_id, slim(raw))
        except DatabaseAwayError as error:
            log.warning("update %s comes again, it was not stored: %s", update_id, error)
            return web.Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)
        return web.Response()
