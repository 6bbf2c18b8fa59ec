"""aiogram's dispatcher, with a turn for every update."""

from datetime import UTC, datetime
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.dispatcher.middlewares.user_context import UserContextMiddleware
from aiogram.fsm.storage.base import StorageKey
from aiogram.fsm.storage.memory import SimpleEventIsolation
from aiogram.types import CallbackQuery, Message, Update

from bot.casework import Casework
from bot.content.content import Content
from bot.dialogs.filters import is_private
from bot.dialogs.middlewares import AnswerPress, BeginTurn, MaskSecrets
from bot.dialogs.turn import Turn
from bot.storage.turns import Turns


class TurnDispatcher(Dispatcher):
    """Gives every update of a person its `turn`, one after another for each person.

    aiogram's FSM is off: its states are read together with the case, and stored together with what
    else the turn leaves behind (bot/storage/turns.py).
    """

    def __init__(self, content: Content, casework: Casework, turns: Turns, **given: Any) -> None:
        super().__init__(disable_fsm=True, content=content, casework=casework, **given)
        self._content = content
        self._casework = casework
        self._turns = turns
        self._one_at_a_time = SimpleEventIsolation()
        self.newest_update: datetime | None = None
        """Telegram's time of the newest update that has one."""
        for middleware in list(self.update.outer_middleware):
            if isinstance(middleware, UserContextMiddleware):  # the turn knows whose it is
                self.update.outer_middleware.unregister(middleware)
        self.update.outer_middleware(BeginTurn())
        self.message.outer_middleware(MaskSecrets())
        self.edited_message.outer_middleware(MaskSecrets())
        # Outside the filters, too: one of them may refuse the press.
        self.callback_query.outer_middleware(AnswerPress())

    async def feed_update(self, bot: Bot, update: Update, **given: Any) -> Any:
        event = update.message or update.callback_query or update.edited_message
        self._note_time(event)
        if event is None or event.from_user is None or not is_private(event):
            return await super().feed_update(bot, update, turn=None, **given)
        who = StorageKey(bot.id, event.from_user.id, event.from_user.id)
        async with self._one_at_a_time.lock(who):
            turn = Turn(self._content, self._casework, self._turns, event, update.update_id)
            try:
                return await super().feed_update(bot, update, turn=turn, **given)
            finally:
                turn.end()

    def _note_time(self, event: Message | CallbackQuery | None) -> None:
        message = event.message if isinstance(event, CallbackQuery) else event
        if isinstance(message, Message):
            at = message.date
            if message.edit_date:
                at = max(at, datetime.fromtimestamp(message.edit_date, UTC))
            self.newest_update = max(at, self.newest_update or at)
