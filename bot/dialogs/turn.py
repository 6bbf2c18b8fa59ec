"""One update of one person, from what is known when it comes to what is kept when it is over.

A handler names `turn`, or `case` beside it, and is given it. It reads, does and shows; what the
turn leaves behind is stored once, when it is over and its screen is out.
"""

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.fsm.state import State
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from bot.casework import Casework
from bot.content.content import Content
from bot.content.ear import Heard
from bot.dialogs.callbacks import CaseButton, pressed_case
from bot.dialogs.desk import Desk
from bot.dialogs.screen import Rows, Screen, SendScreen, show
from bot.escalation.act import Act, Typed
from bot.escalation.case import Case, Picture
from bot.escalation.errors import EscalationError
from bot.storage.turns import Beginning, Ending, Expected, Turns

Event = Message | CallbackQuery


class Turn(Desk):
    """What a handler works with."""

    def __init__(
        self,
        content: Content,
        casework: Casework,
        turns: Turns,
        bot: Bot,
        event: Event,
        update_id: int,
    ) -> None:
        super().__init__(content, casework)
        assert event.from_user is not None
        self.bot = bot
        self.event = event
        self.update_id = update_id
        self.person_id = event.from_user.id
        self.shown: tuple[Case, int] | None = None
        """The case that was shown last, and the message that holds its screen."""
        self._words, self._is_alert, self._answered = "", False, False
        self._heard: dict[str, Heard] = {}
        self._turns = turns
        self._beginning = Beginning()
        self._ending = Ending()

    async def begin(self) -> None:
        """Read how the update finds its person: once, before any handler is asked."""
        event, pressed, edited = self.event, None, None
        if isinstance(event, CallbackQuery):
            pressed = pressed_case(event)
        elif event.edit_date is not None:
            edited = event.message_id
        self._beginning = await self._turns.begin(self.person_id, pressed, edited)
        self._ending.back = self._beginning.away

    def end(self) -> asyncio.Future[Any] | None:
        """Hand over what the turn leaves behind to be stored; gives what one could wait for."""
        return self._turns.end(self.person_id, self._ending)

    # What is known

    @property
    def state(self) -> str | None:
        """What the person's message means: the name of a state, None when nothing is expected."""
        expected = self._beginning.expected
        return expected.state if expected else None

    @property
    def asked(self) -> Mapping[str, Any]:
        """What was kept with the question; empty when nothing is expected."""
        expected = self._beginning.expected
        return expected.data if expected else {}

    @property
    def typed(self) -> Typed | None:
        """What the edited message had answered; None where it was the answer to nothing, or another
        has answered that since."""
        return self._beginning.typed

    @property
    def new_message(self) -> int | None:
        """The id of a message that has just been written; None for a press or an edit."""
        event = self.event
        if not isinstance(event, Message) or event.edit_date is not None:
            return None
        return event.message_id

    @property
    def mends_refused(self) -> bool:
        """Whether a message that could not be read as the answer to the question was edited."""
        event = self.event
        return isinstance(event, Message) and event.message_id == self.asked.get("refused")

    @property
    def has_case(self) -> bool:
        """Whether the pressed button, or the question asked, belongs to an existing case."""
        return self._beginning.case is not None

    @property
    def case(self) -> Case:
        """That case, as the update found it. Raises EscalationError no_such_case."""
        if self._beginning.case is None:
            raise EscalationError("no_such_case")
        return self._beginning.case.case

    def hear(self, text: str) -> Heard:
        """What the text is, where it answers no question."""
        if text not in self._heard:
            self._heard[text] = self.content.ear.hear(text, today=self.today)
        return self._heard[text]

    # What is done

    def act(self, button: CaseButton | None = None, *, revision: int | None = None) -> Act:
        """This update as an act on its case. With the pressed `button`, or a `revision`, it is
        refused once the case has moved on since."""
        return Act(
            self.person_id,
            self.case.id,
            self.update_id,
            self.now,
            self.today,
            button.revision if button else revision,
            self._beginning.case,
        )

    def act_on(self, case: Case) -> Act:
        """This update as an act on a case that no button named."""
        return Act(self.person_id, case.id, self.update_id, self.now, self.today)

    # What is shown

    async def show(self, screen: Screen, case: Case | None = None) -> int:
        """Show the screen, on the living card of `case` if one is given; gives the message's id."""
        showing = show(self.bot, self.event, screen, case.card_message_id if case else None)
        card = await (self._answered_beside(showing) if self._waits else showing)
        if case is not None:
            self.shown = (case, card)
            if case.card_message_id != card:
                self._ending.card = (case.id, card)
        return card

    async def say(self, name: str, rows: Rows, case: Case | None = None, **facts: Any) -> None:
        """Show the words of that name over the rows, as `show` does; they know the `case`, too."""
        await self.show(Screen(self.text(name, case=case, **facts), rows), case)

    async def send_beside(self, screen: Screen) -> None:
        """Send it as a message of its own: what is on the screen, and what it asks, stays."""
        text, markup = screen.text, screen.markup
        await self.bot(SendScreen(chat_id=self.person_id, text=text, reply_markup=markup))

    async def ask(
        self, state: State, screen: Screen, case: Case | None = None, **data: object
    ) -> None:
        """Show a question whose answer is the person's next message; `data` is kept with it.

        A message older than the question is no answer to it. Where the question could not be
        shown, nothing is expected: whatever the person sees, it is not this.
        """
        assert state.state is not None
        try:
            shown = await self.show(screen, case)
        except TelegramAPIError:
            self.forget()
            raise
        of_case = {"case": case.id} if case is not None else {}
        self._expect(Expected(state.state, {**of_case, **data, "shown": shown}))

    def keep_map(self, case: Case, picture: Picture | None) -> None:
        """The case's path is on this picture from now on, None where on none."""
        self._ending.map = (case.id, picture)

    @property
    def keeps_map(self) -> bool:
        """Whether this turn has put the picture where it is."""
        return self._ending.map is not None

    def forget(self) -> None:
        """No message is expected any more."""
        if self._beginning.expected is not None:
            self._expect(None)

    def remember(self, **data: object) -> None:
        """Keep more with the question on the screen."""
        assert self.state is not None
        self._expect(Expected(self.state, {**self.asked, **data}))

    def said_again(self, message_id: int, *, refused: int | None = None) -> None:
        """The question was repeated, in this message; older messages do not answer it, but for the
        `refused` one once it is edited."""
        if self._ending.expected is None and not self._ending.changes_expected and self.state:
            self.remember(shown=message_id, **({"refused": refused} if refused else {}))

    def _expect(self, expected: Expected | None) -> None:
        self._ending.changes_expected = expected != self._beginning.expected
        self._ending.expected = expected

    @property
    def _waits(self) -> bool:
        """Whether the update is a press that has not been answered yet."""
        return isinstance(self.event, CallbackQuery) and not self._answered

    async def _answered_beside(self, showing: Coroutine[Any, Any, int]) -> int:
        """Answer the press while the screen is on its way, not after it: the person waits for one
        round trip to Telegram instead of two."""
        answering = asyncio.create_task(self.answer_press())
        try:
            card = await showing
        except BaseException:
            await asyncio.wait([answering])
            raise
        await answering
        return card

    async def answer_press(self) -> None:
        """Answer the press, once, with what `toast` or `alert` has said by now. Telegram takes no
        answer to a press that has waited too long."""
        if self._answered or not isinstance(self.event, CallbackQuery):
            return
        self._answered = True
        try:
            await self.bot(
                AnswerCallbackQuery(
                    callback_query_id=self.event.id,
                    text=self._words or None,
                    show_alert=self._is_alert or None,
                )
            )
        except TelegramBadRequest as error:
            if "query is too old" not in error.message:
                raise

    def toast(self, text: str) -> None:
        """Answer the press with a line that fades; to be called before a screen is shown."""
        self._words, self._is_alert = text, False

    def alert(self, text: str) -> None:
        """Answer the press with words that the person has to close."""
        self._words, self._is_alert = text, True
