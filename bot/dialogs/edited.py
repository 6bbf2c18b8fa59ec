"""An edited message: it changes the answer that it gave, unless the letter has gone."""

from typing import Any

from aiogram import Router
from aiogram.types import Message

from bot.dialogs.fallback import ways_home
from bot.dialogs.form import kept, read_answer
from bot.dialogs.heard import hear
from bot.dialogs.screen import Rows, Screen
from bot.dialogs.states import Asking
from bot.dialogs.turn import Turn
from bot.escalation.case import EventKind, last
from bot.escalation.values import Operations

router = Router(name=__name__)


@router.edited_message()
async def change_answer(message: Message, turn: Turn) -> None:
    """The new text is read as the old one was. Whatever was asked meanwhile is still asked; a story
    that nothing has come of yet is heard anew.
    """
    typed, text = turn.typed, message.text
    if text and turn.state == Asking.first_story.state:
        await hear(message, turn)
        return
    question = turn.content.questions.get(typed.question) if typed else None
    if typed is None or question is None or not text:
        await _explain(turn)
        return
    case = turn.case
    if last(case, EventKind.SENT, typed.step):
        await _explain(turn, sent=True)
        return
    value = read_answer(turn, case, question, text)
    assert not isinstance(value, Operations)  # they are added one by one, never as an answer
    case = await turn.casework.keep(turn.act(), kept(question.id, value), typed)
    rows = [[turn.do(case, "next", "letter", step=typed.step)], [turn.do(case, "card")]]
    await _explain(turn, rows, question=question, value=value)


async def _explain(turn: Turn, rows: Rows = (), **facts: Any) -> None:
    known = {"question": None, "value": None, "sent": False, **facts}
    text = turn.text("edited", asking=turn.state is not None, **known)
    turn.said_again(await turn.show(Screen(text, rows or ways_home(turn))))
