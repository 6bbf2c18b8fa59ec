"""How often a call to Telegram is tried."""

import asyncio
import logging
import math
from functools import cache
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    NextRequestMiddlewareType,
    RequestMiddlewareType,
)
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramEntityTooLarge,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageCaption,
    EditMessageMedia,
    EditMessageText,
    GetFile,
    GetMe,
    GetMyCommands,
    GetMyDescription,
    GetMyShortDescription,
    GetUpdates,
    Response,
    SendMessage,
    SetMyCommands,
    SetMyDescription,
    SetMyShortDescription,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType

from bot.tally import Tally

log = logging.getLogger(__name__)

PAUSES = (0.3, 1.0, 3.0)
"""Seconds before each further try when the wire or the server fails."""

MOST_WAITING_SECONDS = 30.0
"""All pauses of one call, including those that Telegram asks for: nobody waits at a screen longer.
When Telegram asks for more than is left, the call fails at once."""


class SendOnce(SendMessage):
    """A message whose sender repeats it by itself, a reminder: `try_again` leaves it alone."""


class NotArrivedError(TelegramNetworkError):
    """The call surely did not reach Telegram: no connection was made."""


LEFT_ALONE = (GetUpdates, SendOnce)
"""Whoever calls these repeats them by their own rules."""

INTRODUCING = (
    SetMyCommands,
    SetMyDescription,
    SetMyShortDescription,
    GetMyCommands,
    GetMyDescription,
    GetMyShortDescription,
)
"""What Telegram shows of the bot: the first calls of a start."""

REPEATABLE = (
    *INTRODUCING,
    EditMessageText,
    EditMessageCaption,
    EditMessageMedia,
    AnswerCallbackQuery,
    DeleteMessage,
    GetMe,
    GetFile,
)
"""Sent twice, these do the same as sent once."""


async def try_again(
    make_request: NextRequestMiddlewareType[TelegramType],
    bot: Bot,
    method: TelegramMethod[TelegramType],
) -> Response[TelegramType]:
    """A request middleware: sends again what surely did not arrive (flood control, no connection).
    What may have arrived it sends again as often if it is REPEATABLE, and once if it is not: two
    questions are better than none.

    Raises what the last try raised. The log gets only the names of the method and of the error.
    """
    doubles = _doubles(type(method))
    if doubles is None:
        return await make_request(bot, method)
    patience = _Patience(doubles)
    while True:
        try:
            return await make_request(bot, method)
        except TelegramAPIError as error:
            pause = patience.pause_after(error)
            if pause is None:
                raise
            names = type(method).__name__, type(error).__name__
            # Who introduces the bot goes on until Telegram is there, and says so once a minute.
            level = logging.DEBUG if isinstance(method, INTRODUCING) else logging.INFO
            log.log(level, "%s: %s, again in %.1f s", *names, pause)
        await asyncio.sleep(pause)


@cache
def _doubles(method: type[TelegramMethod[Any]]) -> float | None:
    """How many times too often such a call may arrive; None when it is never repeated."""
    if issubclass(method, LEFT_ALONE):
        return None
    return math.inf if issubclass(method, REPEATABLE) else 1


class _Patience:
    """What is left of it for one call, which may arrive `doubles` times too often."""

    def __init__(self, doubles: float) -> None:
        self._doubles = doubles
        self._pauses = iter(PAUSES)
        self._waited = 0.0

    def pause_after(self, error: TelegramAPIError) -> float | None:
        """Seconds until the next try; None when there is none."""
        if isinstance(error, TelegramRetryAfter):
            pause = float(error.retry_after)
        elif _lost(error):
            self._doubles -= not isinstance(error, NotArrivedError)
            pause = next(self._pauses, math.inf) if self._doubles >= 0 else math.inf
        else:
            return None
        self._waited += pause
        return pause if self._waited <= MOST_WAITING_SECONDS else None


def _lost(error: TelegramAPIError) -> bool:
    """Whether no answer came, or only a server error."""
    if isinstance(error, TelegramEntityTooLarge):  # a refusal, though aiogram derives it so
        return False
    return isinstance(error, TelegramNetworkError | TelegramServerError)


def counted_in(tally: Tally) -> RequestMiddlewareType:
    """A middleware that counts each try of a call by its method and outcome."""

    async def count(
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        outcome = "lost"
        try:
            answer = await make_request(bot, method)
            outcome = "ok"
            return answer
        except (TelegramNetworkError, TelegramServerError):
            raise
        except TelegramAPIError:
            outcome = "refused"
            raise
        finally:
            tally.calls[method.__api_method__, outcome] += 1

    return count
