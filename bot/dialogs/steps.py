"""Walking the ladder: ticks, the map, going back, skipping, closing."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, Update

from bot.casework import Casework
from bot.content.content import Content
from bot.dialogs.callbacks import CaseButton, Pressed, case_button
from bot.dialogs.card import show_card, show_case
from bot.dialogs.card_rows import ways_through
from bot.dialogs.screen import Rows, Screen, pairs
from bot.dialogs.states import forget
from bot.escalation.case import Case, is_done
from bot.escalation.path import Step
from bot.escalation.questions import toggled
from bot.escalation.routing import is_open, opens_on


async def open_card(
    query: CallbackQuery,
    button: CaseButton,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """Back to the case, as it is now."""
    case = await casework.load(query.from_user.id, button.case)
    await show_card(query, state, case, content, casework)


async def tick(
    query: CallbackQuery,
    button: CaseButton,
    event_update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """A check was ticked or unticked. The button says which: a double tap is one."""
    number, _, on = button.arg.partition(".")
    check = content.path.steps[button.step].checks[int(number)]
    act = button.act(query, event_update.update_id)
    case = await casework.adjust(act, "checks", lambda old: toggled(old, check, on=on == "1"))
    await show_card(query, state, case, content, casework)


async def finish_checks(
    query: CallbackQuery,
    button: CaseButton,
    event_update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """The first checks helped, or did not."""
    act = button.act(query, event_update.update_id, fresh=True)
    case = await casework.finish_checks(act, helped=button.do == "helped")
    await show_card(query, state, case, content, casework)


async def skip_step(
    query: CallbackQuery,
    button: CaseButton,
    event_update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """Pass an optional step."""
    case = await casework.skip_step(button.act(query, event_update.update_id, fresh=True))
    await show_card(query, state, case, content, casework)


async def open_map(
    query: CallbackQuery, button: CaseButton, content: Content, casework: Casework
) -> None:
    """All steps: done, now, later."""
    case = await casework.load(query.from_user.id, button.case)
    route = content.path.route(case.place, case.problem)
    marks = {step: _mark(case, step, content, casework) for step in (*route.steps, *route.also)}
    words = content.words
    rows = pairs(
        case_button(f"{mark} {words.label('steps', step)}", case, "view", step=step)
        for step, mark in marks.items()
    )
    over_time = ("history",) if case.closed else ("history", "calendar")
    rows.append([case_button(words.label("buttons", do), case, do) for do in over_time])
    rows.append([case_button(words.label("buttons", "card"), case, "card")])
    text = words.screen("map", case=case, route=route, marks=marks)
    await show_case(query, case, Screen(text, rows), casework)


def _mark(case: Case, step: str, content: Content, casework: Casework) -> str:
    if step == case.step:
        return "▶️"
    if is_done(case, step):
        return "✅"
    shut = not is_open(case, content.path.steps[step], content.timing, casework.today())
    return "🔒" if shut else "▫️"


async def view_step(
    query: CallbackQuery,
    button: CaseButton,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """Look at a step of the map; the present one is the card itself."""
    case = await casework.load(query.from_user.id, button.case)
    await show_step(query, state, case, button.step, content, casework)


async def show_step(
    event: Message | CallbackQuery,
    state: FSMContext,
    case: Case,
    step_id: str,
    content: Content,
    casework: Casework,
) -> None:
    """A step as the map shows it; where the case stands, its card."""
    await forget(state)
    if step_id == case.step:
        await show_card(event, state, case, content, casework)
        return
    step, today = content.path.steps[step_id], casework.today()
    locked = not is_open(case, step, content.timing, today)
    text = content.words.screen(
        "step",
        case=case,
        step=step,
        locked=locked,
        opens_on=opens_on(case, step, content.timing, today),
        clock=content.timing.clock(case, step_id),
        today=today,
        unix_end=casework.unix_end,
    )
    rows = _step_rows(case, step, locked, content)
    await show_case(event, case, Screen(text, rows), casework)


def _step_rows(case: Case, step: Step, locked: bool, content: Content) -> Rows:
    """Ways to the step, if the case is open, and back to where one was."""
    label = content.words.label
    through = ways_through(case, step, content) if locked else []
    here = [case_button(label("buttons", "go_here"), case, "go", step=step.id)]
    back = [case_button(label("buttons", name), case, name) for name in ("map", "card")]
    return [back] if case.closed else [*through, here, back]


async def go_to_step(
    query: CallbackQuery,
    button: CaseButton,
    event_update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """Stand on the step that was looked at."""
    act = button.act(query, event_update.update_id, fresh=True)
    case = await casework.go_to(act, button.step, button.arg)
    await show_card(query, state, case, content, casework)


async def ask_why_close(
    query: CallbackQuery, button: CaseButton, content: Content, casework: Casework
) -> None:
    """Closing wants a reason: it is what the person will read in the list of cases."""
    case = await casework.load(query.from_user.id, button.case)
    words = content.words
    rows = [
        [case_button(words.label("reasons", reason), case, "end", reason)]
        for reason in content.path.reasons
    ]
    rows.append([case_button(words.label("buttons", "card"), case, "card")])
    await show_case(query, case, Screen(words.screen("close", case=case), rows), casework)


async def close_case(
    query: CallbackQuery,
    button: CaseButton,
    event_update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """The case is closed, for the reason pressed."""
    case = await casework.close(button.act(query, event_update.update_id, fresh=True), button.arg)
    await show_card(query, state, case, content, casework)


async def reopen_case(
    query: CallbackQuery,
    button: CaseButton,
    event_update: Update,
    state: FSMContext,
    content: Content,
    casework: Casework,
) -> None:
    """A closed case goes on where it stood."""
    case = await casework.reopen(button.act(query, event_update.update_id, fresh=True))
    await show_card(query, state, case, content, casework)


def router() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(open_card, Pressed("card"))
    router.callback_query.register(tick, Pressed("tick"))
    router.callback_query.register(finish_checks, Pressed("helped", "not_helped", "checked"))
    router.callback_query.register(skip_step, Pressed("skip_step"))
    router.callback_query.register(open_map, Pressed("map"))
    router.callback_query.register(view_step, Pressed("view"))
    router.callback_query.register(go_to_step, Pressed("go"))
    router.callback_query.register(ask_why_close, Pressed("close"))
    router.callback_query.register(close_case, Pressed("end"))
    router.callback_query.register(reopen_case, Pressed("reopen"))
    return router
