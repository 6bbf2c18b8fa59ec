"""aiogram's dispatcher, with a turn for every update."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from weakref import WeakValueDictionary

from aiogram import Bot, Dispatcher
from aiogram.dispatcher.event.bases import UNHANDLED, CancelHandler, SkipHandler
from aiogram.exceptions import (
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import CallbackQuery, ErrorEvent, Message, TelegramObject, Update

from bot.answers.unreadable import Unreadable
from bot.casework import Casework
from bot.content.content import Content
from bot.dialogs.filters import is_private
from bot.dialogs.map_message import follow
from bot.dialogs.middlewares import AnswerPress, MaskSecrets
from bot.dialogs.turn import Turn
from bot.escalation.act import StaleButtonError
from bot.escalation.errors import EscalationError
from bot.storage.faults import DatabaseAwayError
from bot.storage.turns import Turns
from bot.tally import Tally

REFUSED = (EscalationError, StaleButtonError, Unreadable)
"""What is raised to be said to the person."""

UNSENT = (
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)


def _outcome(error: Exception) -> str:
    """What an update is counted as that ended with this error."""
    return (
        "refused"
        if isinstance(error, REFUSED)
        else "unsent"
        if isinstance(error, UNSENT)
        else "failed"
    )


async def _stored(ended: asyncio.Future[Any]) -> None:
    """Wait until it is. Raises DatabaseAwayError when it is not, whatever the reason."""
    try:
        await ended
    except DatabaseAwayError:
        raise
    except Exception as error:
        raise DatabaseAwayError(type(error).__name__) from error


class TurnDispatcher(Dispatcher):
    """Gives every update of a person its `turn`, one after another for each person.

    aiogram's FSM is off: its states are read together with the case, and stored together with
    whatever else the turn leaves behind (bot/storage/turns.py).
    """

    def __init__(self, content: Content, casework: Casework, turns: Turns, **given: Any) -> None:
        super().__init__(disable_fsm=True, content=content, casework=casework, **given)
        self._content = content
        self._casework = casework
        self._turns = turns
        # A lock lives as long as somebody holds or waits for it: aiogram's SimpleEventIsolation
        # keeps one for everybody who has ever written.
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self.tally = Tally()
        self.newest_update: datetime | None = None
        """Telegram's time of the newest update that has one."""
        self.until_stored = False
        """Whether an update is over only when all that it leaves behind is stored."""
        self.message.outer_middleware(MaskSecrets())
        self.edited_message.outer_middleware(MaskSecrets())
        # Outside the filters, too: one of them may refuse the press.
        self.callback_query.outer_middleware(AnswerPress())

    @property
    def busy(self) -> int:
        """How many people's updates are being handled."""
        return len(self._locks)

    async def feed_update(self, bot: Bot, update: Update, **given: Any) -> Any:
        """Hand the update to its handler, in its person's turn.

        aiogram's own goes through an observer of updates and its middlewares, which nothing here
        needs: leaving them out saves a tenth of what an update costs.
        """
        kind, event = self._event_of(update)
        if event is None:
            return UNHANDLED
        given = {**self.workflow_data, **given, "bot": bot, "event_update": update, "turn": None}
        if not isinstance(event, Message | CallbackQuery):
            return await self._handle(kind, event, given)
        self._note_time(event)
        if event.from_user is None or not is_private(event):
            return await self._handle(kind, event, given)
        async with self._locks.setdefault(event.from_user.id, asyncio.Lock()):
            turn = Turn(self._content, self._casework, self._turns, bot, event, update.update_id)
            given["turn"] = turn
            try:
                answer = await self._handle(kind, event, given)
                await follow(turn)
            finally:
                ended = turn.end()
            if self.until_stored and ended is not None:
                await _stored(ended)
            return answer

    async def _handle(self, kind: str, event: TelegramObject, given: dict[str, Any]) -> Any:
        """What the handler gives, or the error handler for what was raised on the way."""
        turn: Turn | None = given["turn"]
        try:
            if turn is not None:
                await turn.begin()
                if turn.mends_refused:
                    kind = "message"  # as if the person had written it anew
            answer = await self.propagate_event(kind, event, **given)
            self.tally.updates[kind, "handled"] += 1
            return answer
        except (SkipHandler, CancelHandler):
            raise
        except DatabaseAwayError:  # no apology: the update comes again
            self.tally.updates[kind, "away"] += 1
            raise
        except Exception as error:
            self.tally.updates[kind, _outcome(error)] += 1
            failed = ErrorEvent(update=given["event_update"], exception=error)
            if await self.propagate_event("error", failed, **given) is UNHANDLED:
                raise
            return None

    @cached_property
    def _kinds(self) -> Iterable[str]:
        """The kinds of updates that there are handlers for."""
        return self.resolve_used_update_types()

    def _event_of(self, update: Update) -> tuple[str, TelegramObject | None]:
        """What has happened, and of which kind it is; None where no handler takes it."""
        for kind in self._kinds:
            if (event := getattr(update, kind)) is not None:
                return kind, event
        return "", None

    def _note_time(self, event: Message | CallbackQuery) -> None:
        message = event.message if isinstance(event, CallbackQuery) else event
        if isinstance(message, Message):
            at = message.date
            if message.edit_date:
                at = max(at, datetime.fromtimestamp(message.edit_date, UTC))
            self.newest_update = max(at, self.newest_update or at)
