"""Which handler an update is for: the filters that decide it.

They are async on purpose: aiogram runs a sync filter in another thread.
"""

from collections.abc import Callable
from typing import Any

from aiogram.enums import ChatType
from aiogram.filters import BaseFilter
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, Message

from bot.content.content import Content
from bot.dialogs.callbacks import NO_STEP, CaseButton, Page, verb
from bot.dialogs.hearing import interrupts, is_asked, looked_up
from bot.dialogs.turn import Turn
from bot.escalation.path import Step


def with_letter(step: Step) -> bool:
    """Whether the step has a letter to ask for."""
    return step.draft is not None


def with_questions(step: Step) -> bool:
    """Whether the step asks questions, for a letter or by itself."""
    return bool(step.draft or step.asks)


class Pressed(BaseFilter):
    """A case's button that does one of these things, of a step that is as `at` says. Gives the
    handler `button`, `case` and the id of the `step`.

    A button of a step that the path no longer has is not ours, nor is one without a step unless it
    opens the card: it is answered as an old one. Raises EscalationError no_such_case where the
    case is not there, or another person's.
    """

    def __init__(self, *does: str, at: Callable[[Step], bool] = lambda step: True) -> None:
        self.verbs = frozenset((CaseButton.__prefix__, do) for do in does)
        self._at = at

    async def __call__(
        self, query: CallbackQuery, turn: Turn, content: Content
    ) -> bool | dict[str, Any]:
        # Split first: unpacking is pydantic's work, and most of the filters asked say no.
        if verb(query) not in self.verbs:
            return False
        try:
            button = CaseButton.unpack(query.data or "")
        except (TypeError, ValueError):
            return False
        step = content.path.steps.get(button.step)
        fits = self._at(step) if step else (button.step, button.do) == (NO_STEP, "card")
        return {"button": button, "case": turn.case, "step": button.step} if fits else False


class Opened(BaseFilter):
    """A page's button with one of these names. Gives the handler `page`."""

    def __init__(self, *names: str) -> None:
        self.verbs = frozenset((Page.__prefix__, name) for name in names)

    async def __call__(self, query: CallbackQuery) -> bool | dict[str, Page]:
        if verb(query) not in self.verbs:
            return False
        return {"page": Page.unpack(query.data or "")}


class Answers(BaseFilter):
    """A text that answers the question asked in this state. Gives the handler `case`, the one it
    was asked about.

    A command is no answer, nor is a message older than the question: the rest of a long text
    that Telegram sent in parts, or an answer repeated while the bot was down. One that was refused
    and then edited is. Nor is what plainly answers nothing: panic, a question of its own.
    """

    def __init__(self, state: State) -> None:
        self.state = state.state

    async def __call__(self, message: Message, turn: Turn) -> bool | dict[str, Any]:
        if turn.state != self.state or not message.text or message.text.startswith("/"):
            return False
        asked = turn.asked
        if is_stale(message, turn) or ("case" in asked and not turn.has_case):
            return False
        if interrupts(turn, message.text):
            return False
        return {"case": turn.case} if "case" in asked else True


class Means(BaseFilter):
    """A text that looks one of these pages up in words of its own, as its command does."""

    def __init__(self, *pages: str) -> None:
        self._opens = frozenset(f"page.{page}" for page in pages)

    async def __call__(self, message: Message, turn: Turn | None) -> bool:
        text = message.text or "/"
        if turn is None or text.startswith("/") or is_stale(message, turn):
            return False
        return looked_up(turn, text) in self._opens


class Words(BaseFilter):
    """Any text but a command, and none that is older than the question on the screen. What is
    written under a picture is a text too."""

    async def __call__(self, message: Message, turn: Turn) -> bool:
        text = message.text or message.caption or "/"
        return not text.startswith("/") and not (is_asked(turn) and is_stale(message, turn))


class Text(BaseFilter):
    """Any text."""

    async def __call__(self, message: Message) -> bool:
        return bool(message.text)


def is_stale(message: Message, turn: Turn) -> bool:
    """Whether the message is older than the question on the screen."""
    return message.message_id <= turn.asked.get("shown", -1) and not turn.mends_refused


class InGroup(BaseFilter):
    """Something that happens in a group or a channel, not in private talk."""

    async def __call__(self, event: Message | CallbackQuery) -> bool:
        return not is_private(event)


def is_private(event: Message | CallbackQuery) -> bool:
    """Whether it happens between one person and the bot. A press on a message that Telegram no
    longer names may have been anywhere: it does not count as private."""
    message = event.message if isinstance(event, CallbackQuery) else event
    return message is not None and message.chat.type == ChatType.PRIVATE
