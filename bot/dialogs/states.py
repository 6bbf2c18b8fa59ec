"""What the person's next message means."""

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup


class Asking(StatesGroup):
    """The bot has asked something that is answered by typing."""

    answer = State()  # a question of a letter
    day = State()  # a day: of sending, of registration, until which a term was prolonged
    number = State()  # the registration number


async def expect(context: FSMContext, state: State, **data: object) -> None:
    """The next message answers this, once the question has been shown (see `shown`)."""
    await context.set_data({**data, "shown": False})
    await context.set_state(state)


async def shown(context: FSMContext) -> None:
    """The question is on the person's screen.

    Until this is stored, a message is not taken as the answer: after a crash between storing the
    question and showing it, the person would be answering the previous one.
    """
    await context.update_data(shown=True)
