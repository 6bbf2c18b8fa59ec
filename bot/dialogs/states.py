"""What the person's next message means."""

from aiogram.fsm.state import State, StatesGroup


class Asking(StatesGroup):
    """The bot has asked something that is answered by typing."""

    answer = State()  # a question of a letter
    day = State()  # a day: of sending, of registration, until which a term was extended
    first_story = State()  # everything in one message, before there is a case
    story = State()  # the same, for a case
    reply_text = State()  # the text of a reply that came
    rest = State()  # what is left to be returned after a part came back
    number = State()  # the registration number
    contact = State()  # a link, a phone, an e-mail or an @name to be checked
    kept = State()  # nothing: what the shield has warned of may be kept for the police
    exhibit_day = State()  # of which day a file is that was sent
    phrase = State()  # the five words that open a carried case
    exhibit_name = State()  # what an exhibit is called
