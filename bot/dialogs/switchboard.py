"""One router for all dialogs: it knows which of them a press is for, and asks only that one."""

from collections.abc import Iterator
from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import CallbackQuery, TelegramObject

from bot.dialogs.callbacks import Opened, Pressed, verb


class Switchboard(Router):
    """Asks its dialogs in their order, as any router does, with two shortcuts.

    A press goes straight to the dialog whose filters name what the button does, and a dialog
    without handlers for a kind of update is not asked. Asking twenty dialogs one after another
    cost more than what most presses do.
    """

    def __init__(self, *dialogs: Router) -> None:
        super().__init__(name=__name__)
        self.include_routers(*dialogs)
        self._having = {
            kind: [dialog for dialog in dialogs if dialog.observers[kind].handlers]
            for kind in self.observers
        }
        self._home = {
            named: dialog
            for dialog in reversed(dialogs)
            for handler in dialog.callback_query.handlers
            for asked in handler.filters or ()
            if isinstance(asked.callback, Pressed | Opened)
            for named in asked.callback.verbs
        }

    async def propagate_event(self, update_type: str, event: TelegramObject, **kwargs: Any) -> Any:
        for dialog in self._asked(update_type, event):
            response = await dialog.propagate_event(update_type, event, **kwargs)
            if response is not UNHANDLED:
                return response
        return UNHANDLED

    def _asked(self, update_type: str, event: TelegramObject) -> Iterator[Router]:
        pressed = verb(event) if isinstance(event, CallbackQuery) else None
        home = self._home.get(pressed) if pressed else None
        if home is not None:
            yield home
        yield from (dialog for dialog in self._having[update_type] if dialog is not home)
