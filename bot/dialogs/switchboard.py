"""One router for all dialogs: it knows which of them an update is for, and asks that one first."""

from collections.abc import Iterator
from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.dialogs.callbacks import verb
from bot.dialogs.filters import Answers, Opened, Pressed
from bot.dialogs.turn import Turn


class Switchboard(Router):
    """Asks its dialogs in their order, as any router does, with three shortcuts.

    A press goes straight to the dialog whose filters name what the button does, a text to the one
    that has asked a question, and a dialog without handlers for a kind of update is not asked.
    Asking twenty dialogs one after another cost more than most presses themselves.

    A dialog is its handlers and nothing else, so they are asked directly. Raises ValueError for
    one with a middleware, a filter or a router of its own: it would be passed over.
    """

    def __init__(self, *dialogs: Router) -> None:
        super().__init__(name=__name__)
        for dialog in dialogs:
            if not _is_plain(dialog):
                raise ValueError(f"{dialog} is more than its handlers")
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
        self._asks = {
            asked.callback.state: dialog
            for dialog in dialogs
            for handler in dialog.message.handlers
            for asked in handler.filters or ()
            if isinstance(asked.callback, Answers)
        }

    @property
    def parent_router(self) -> Router | None:
        return self._parent_router

    @parent_router.setter
    def parent_router(self, router: Router) -> None:
        """The dialogs hold nothing of a dispatcher: in one process (a test's) another one may take
        them after the first, which aiogram's routers refuse."""
        self._parent_router = router
        router.sub_routers.append(self)

    async def propagate_event(self, update_type: str, event: TelegramObject, **kwargs: Any) -> Any:
        for dialog in self._asked(update_type, event, kwargs.get("turn")):
            response = await dialog.observers[update_type].trigger(event, **kwargs)
            if response is not UNHANDLED:
                return response
        return UNHANDLED

    def _asked(
        self, update_type: str, event: TelegramObject, turn: Turn | None
    ) -> Iterator[Router]:
        home = self._first(event, turn) if turn else None
        if home is not None:
            yield home
        yield from (dialog for dialog in self._having[update_type] if dialog is not home)

    def _first(self, event: TelegramObject, turn: Turn) -> Router | None:
        """The dialog that the update is most likely for. A command is no answer; nor is anything
        in a group, where there is no turn."""
        if isinstance(event, CallbackQuery):
            pressed = verb(event)
            return self._home.get(pressed) if pressed else None
        if isinstance(event, Message) and turn.state and not (event.text or "/").startswith("/"):
            return self._asks.get(turn.state)
        return None


def _is_plain(dialog: Router) -> bool:
    return not dialog.sub_routers and not any(
        observer.middleware or observer.outer_middleware or observer._handler.filters  # noqa: SLF001  (those of the whole observer)
        for observer in dialog.observers.values()
    )
