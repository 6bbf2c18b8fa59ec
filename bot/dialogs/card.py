"""The living card: where a case stands and what can be done now."""

from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.casework import Casework
from bot.content.content import Content
from bot.dialogs.card_rows import Standpoint, card_rows
from bot.dialogs.screen import Screen, show
from bot.dialogs.states import forget
from bot.escalation.case import Case, EventKind, Stage, last, number_of, stage
from bot.escalation.moves import next_step
from bot.escalation.routing import is_open, opens_on


async def show_card(
    event: Message | CallbackQuery,
    state: FSMContext,
    case: Case,
    content: Content,
    casework: Casework,
) -> None:
    """Show the case where it stands; nothing typed is expected any more."""
    await forget(state)
    await show_case(event, case, card_screen(case, content, casework), casework)


async def show_case(
    event: Message | CallbackQuery, case: Case, screen: Screen, casework: Casework
) -> int:
    """Show any screen of the case on its living card; give the id of its message."""
    card = await show(event, screen, case.card_message_id)
    await casework.move_card(case, card)
    return card


def card_screen(case: Case, content: Content, casework: Casework) -> Screen:
    """The case's present step, or how it ended."""
    today = casework.today()
    standing = stage(case)
    step = content.path.steps[case.step]
    route = content.path.route(case.place, case.problem)
    locked = standing is Stage.TODO and not is_open(case, step, content.timing, today)
    after = next_step(case, content.path)
    text = content.words.screen(
        "card",
        case=case,
        step=step,
        stage=standing.value,
        locked=locked,
        opens_on=opens_on(case, step, content.timing, today),
        position=route.steps.index(step.id) + 1 if step.id in route.steps else None,
        total=len(route.steps),
        sent=last(case, EventKind.SENT, step.id),
        number=number_of(case, step.id),
        closed=last(case, EventKind.CLOSED),
        at_end=after is None and _is_over(case),
        clock=content.timing.clock(case, step.id),
        today=today,
        unix_end=casework.unix_end,
    )
    return Screen(text, card_rows(Standpoint(case, step, standing, locked, content)))


def _is_over(case: Case) -> bool:
    kinds = (EventKind.REPLIED, EventKind.CHECKED)
    return any(last(case, kind, case.step) is not None for kind in kinds)
