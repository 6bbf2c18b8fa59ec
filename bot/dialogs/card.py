"""The living card: where a case stands and what can be done now."""

from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from bot.casework import Casework
from bot.content.content import Content
from bot.dialogs.callbacks import case_button, page_button
from bot.dialogs.screen import Rows, Screen, pairs, show
from bot.escalation.case import Case, EventKind, Stage, last, number_of, stage
from bot.escalation.moves import next_step
from bot.escalation.questions import chosen


async def show_card(
    event: Message | CallbackQuery,
    state: FSMContext,
    case: Case,
    content: Content,
    casework: Casework,
) -> None:
    """Show the case where it stands; nothing typed is expected any more."""
    await state.clear()
    await show_case(event, case, card_screen(case, content), casework)


async def show_case(
    event: Message | CallbackQuery, case: Case, screen: Screen, casework: Casework
) -> None:
    """Show any screen of the case on its living card."""
    await casework.move_card(case, await show(event, screen, case.card_message_id))


def card_screen(case: Case, content: Content) -> Screen:
    """The case's present step, or how it ended."""
    standing = stage(case)
    step = content.path.steps[case.step]
    route = content.path.route(case.place, case.problem)
    text = content.words.screen(
        "card",
        case=case,
        step=step,
        stage=standing.value,
        position=route.steps.index(step.id) + 1 if step.id in route.steps else None,
        total=len(route.steps),
        sent=last(case, EventKind.SENT, step.id),
        number=number_of(case, step.id),
        closed=last(case, EventKind.CLOSED),
        at_end=next_step(case, content.path) is None and _answered(case),
    )
    return Screen(text, _rows(case, standing, content))


def _answered(case: Case) -> bool:
    return last(case, EventKind.REPLIED, case.step) is not None


def _rows(case: Case, standing: Stage, content: Content) -> Rows:
    match standing:
        case Stage.CLOSED:
            return _closed_rows(case, content)
        case Stage.WAITING:
            return _waiting_rows(case, content)
        case Stage.QUESTIONS:
            return _questions_rows(case, content)
        case Stage.TODO if content.path.steps[case.step].checks:
            return _checks_rows(case, content)
        case _:
            return _todo_rows(case, content)


def _do(
    case: Case, content: Content, *does: str, style: str | None = None
) -> list[InlineKeyboardButton]:
    words = content.words
    return [case_button(words.label("buttons", do), case, do, style=style) for do in does]


def _foot(case: Case, content: Content) -> Rows:
    home = page_button(content.words.label("buttons", "home"), "home")
    return [_do(case, content, "map", "close"), [home]]


def _checks_rows(case: Case, content: Content) -> Rows:
    ticked = chosen(case.answers.get("checks"))
    rows = []
    for number, check in enumerate(content.path.steps[case.step].checks):
        on = check in ticked
        text = f"{'✅' if on else '▫️'} {content.words.label('checks', check)}"
        rows.append([case_button(text, case, "tick", f"{number}.{int(not on)}")])
    return [*rows, _do(case, content, "helped", "not_helped"), *_foot(case, content)]


def _todo_rows(case: Case, content: Content) -> Rows:
    step = content.path.steps[case.step]
    return [
        _do(case, content, "letter", style="primary"),
        _do(case, content, "sent"),
        *pairs(_more(case, content)),
        _do(case, content, "skip_step") if step.optional else [],
        *_foot(case, content),
    ]


def _waiting_rows(case: Case, content: Content) -> Rows:
    number = [] if number_of(case, case.step) else _do(case, content, "number")
    return [
        _do(case, content, "solved", "refused"),
        _do(case, content, "silent", "questions"),
        [*_do(case, content, "letter"), *number],
        *pairs(_more(case, content)),
        *_foot(case, content),
    ]


def _questions_rows(case: Case, content: Content) -> Rows:
    return [
        _do(case, content, "answered", style="primary"),
        _do(case, content, "solved", "refused"),
        *pairs(_more(case, content)),
        *_foot(case, content),
    ]


def _closed_rows(case: Case, content: Content) -> Rows:
    words = content.words
    return [
        _do(case, content, "reopen", "map"),
        [page_button(words.label("buttons", "cases"), "cases")],
        [page_button(words.label("buttons", "home"), "home")],
    ]


def _more(case: Case, content: Content) -> list[InlineKeyboardButton]:
    step = content.path.steps[case.step]
    script = _do(case, content, "script") if step.script else []
    contacts = _do(case, content, "contacts") if step.contacts else []
    return [*contacts, *script]
