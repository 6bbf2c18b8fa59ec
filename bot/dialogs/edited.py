"""An edited message: it changes the answer that it gave, unless the letter has gone."""

from typing import Any

from aiogram import Router
from aiogram.types import Message

from bot.dialogs.form import kept
from bot.dialogs.screen import Rows, Screen
from bot.dialogs.turn import Turn
from bot.escalation.case import EventKind, last
from bot.escalation.values import Operations

router = Router(name=__name__)


@router.edited_message()
async def change_answer(message: Message, turn: Turn) -> None:
    """The new text is read as the old one was. Whatever was asked meanwhile is still asked."""
    typed, text = turn.typed, message.text
    question = turn.content.questions.get(typed.question) if typed else None
    if typed is None or question is None or not text:
        await _explain(turn)
        return
    case = turn.case
    if last(case, EventKind.SENT, typed.step):
        await _explain(turn, sent=True)
        return
    region = turn.content.path.places[case.place].country
    value = turn.reader.read(question.kind, text, today=turn.today, region=region)
    assert not isinstance(value, Operations)  # they are added one by one, never as an answer
    case = await turn.casework.keep(turn.act(), kept(question.id, value), typed)
    rows = [[turn.do(case, "next", "letter", step=typed.step)], [turn.do(case, "card")]]
    await _explain(turn, rows, question=question, value=value)


async def _explain(turn: Turn, rows: Rows = (), **facts: Any) -> None:
    asking = turn.state is not None
    ways = [] if asking else [[turn.page(to)] for to in ("new", "cases", "home")]
    known = {"question": None, "value": None, "sent": False, **facts}
    shown = await turn.show(Screen(turn.text("edited", asking=asking, **known), rows or ways))
    turn.said_again(shown)
