"""*Рассказать своими словами*: one message instead of ten questions; each finding is confirmed."""

from collections.abc import Sequence
from functools import partial

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.answers.story import Finding, Found
from bot.dialogs.asking import TOLD, ask
from bot.dialogs.callbacks import (
    CaseButton,
    case_button,
    chosen_from,
    is_on,
    number_below,
    parts_of,
    tick_button,
)
from bot.dialogs.card import show_card
from bot.dialogs.desk import Desk
from bot.dialogs.filters import Answers, Pressed, with_letter
from bot.dialogs.screen import Button, Screen, pairs
from bot.dialogs.states import Asking
from bot.dialogs.turn import Turn
from bot.escalation.amount import ALSO
from bot.escalation.case import Case
from bot.escalation.firms import may_be_firm, may_be_placed
from bot.escalation.own_words import STORY
from bot.escalation.path import UNKNOWN_PLACE
from bot.escalation.questions import Scope, chosen, toggled
from bot.escalation.values import Value

router = Router(name=__name__)

FOUND_AS_ANSWERS = (
    *("happened", "due_day", "bought", "block_kind", "sum", "operation", "recipient"),
    *("phone", "email", "wallet"),
)
"""The fields of a story that are answers to questions under the same id."""

FURTHER = 0.2
"""How likely a problem beside the case's own must be: below it most stories would name one."""

DECLINED = "declined"
"""The answer that holds the problems which were offered for the story and not taken."""

BUTTON = 30
"""How much of a value a button shows."""


def findings(case: Case, step: str, desk: Desk) -> list[Finding]:
    """What the case's story says that this letter can use, in the order of the fields.

    Worked out from the story each time: a finding is stored only once it was confirmed. A provider
    or a firm is a finding while it is not known whose wallet it was, a problem if it is not the
    case's own and was not turned down.
    """
    path, known = desk.content.path, desk.content.facts.firms
    place, story = path.places[case.place], str(case.answers.get(STORY, ""))
    region = None if place.id == UNKNOWN_PLACE else place.country
    found = desk.reader.find(story, today=desk.today, region=region, problems=place.problems)
    wanted, further = desk.content.questions_for(case, step), _further(case, found)
    firms = {firm for firm in found.said("firm") if may_be_firm(case, known[firm], path)}
    # The place of a firm that was found is not offered beside it.
    decided = {known[firm].place for firm in firms}
    places = {at for at in found.said("provider") if may_be_placed(case, at, path)} - decided
    return [
        one
        for one in found.findings
        if (one.field in FOUND_AS_ANSWERS and (one.field in wanted or _is_shared(one.field, desk)))
        or (one.field == "provider" and one.value in places)
        or (one.field == "firm" and one.value in firms)
        or (one.field == "problem" and one.value in further)
    ]


def _further(case: Case, found: Found) -> set[Value]:
    """The problems of a story that may be there beside the case's own, but for those that were
    offered and not taken."""
    likely = {one.value for one in found.of("problem") if one.share >= FURTHER}
    return likely - {case.problem, "other", *chosen(case.answers.get(DECLINED))}


def _is_shared(question: str, desk: Desk) -> bool:
    """Whether the answer is the person's in every case: a later letter asks what this one does
    not."""
    return desk.content.questions[question].scope is Scope.PERSON


@router.callback_query(Pressed("story", at=with_letter))
async def ask_story(query: CallbackQuery, turn: Turn, case: Case, step: str) -> None:
    """Tell it in one message."""
    rows = [
        [turn.do(case, "by_questions", "letter", step=step)],
        [turn.do(case, "cancel", "card")],
    ]
    await turn.ask(Asking.story, Screen(turn.text("story"), rows), case, step=step)


@router.message(Answers(Asking.story))
async def keep_story(message: Message, turn: Turn) -> None:
    """The story is kept as it is; what was found in it is shown to confirm."""
    story = turn.reader.read("story", message.text or "", today=turn.today)
    case = await turn.casework.keep(turn.act(), {STORY: story})
    await show_found(turn, case, turn.asked["step"])


@router.callback_query(Pressed("told", at=with_letter))
async def back_to_found(query: CallbackQuery, turn: Turn, case: Case, step: str) -> None:
    """The list of what was told, again."""
    await show_found(turn, case, step)


@router.callback_query(Pressed("found", at=with_letter))
async def confirm(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """One finding was confirmed, or taken back. Another reading of the same field gives way."""
    number, tick = parts_of(button.arg, 2)
    case, at, on = turn.case, number_below(number), is_on(tick)
    # A known place makes the list shorter: the second of two taps may find nothing there.
    for one in findings(case, step, turn)[at : at + 1]:
        case = await _keep(turn, one, on=on)
        if one.field in ("provider", "firm") and step not in _steps(case, turn):
            step = case.step
    if turn.content.path.steps[step].draft:
        await show_found(turn, case, step)
    else:
        await show_card(turn, case)


async def _keep(turn: Turn, one: Finding, *, on: bool) -> Case:
    value = one.value
    match one.field:
        case "provider":
            return await turn.casework.place(turn.act(), str(value))
        case "firm":
            place = turn.content.facts.firms[str(value)].place
            return await turn.casework.pick_firm(turn.act(), str(value), place)
        case "problem":
            return await turn.casework.adjust(
                turn.act(), ALSO, lambda old: toggled(old, str(value), on=on)
            )
        case field:
            return await turn.casework.keep(turn.act(), {field: value if on else None})


def _steps(case: Case, desk: Desk) -> Sequence[str]:
    route = desk.content.path.route(case.place, case.problem)
    return (*route.steps, *route.also)


@router.callback_query(Pressed("found_all", at=with_letter))
async def confirm_all(query: CallbackQuery, turn: Turn, case: Case, step: str) -> None:
    """Everything that has one reading was confirmed; what has several is left to choose."""
    case = await turn.casework.keep(turn.act(), _clear(case, findings(case, step, turn)))
    await show_found(turn, case, step)


def _clear(case: Case, found: Sequence[Finding]) -> dict[str, Value]:
    """The answers that have one reading. An answer given by hand stays: no story overrules it."""
    fields = [one.field for one in found]
    return {
        one.field: one.value
        for one in found
        if one.field in FOUND_AS_ANSWERS
        and fields.count(one.field) == 1
        and not case.answers.get(one.field)
    }


@router.callback_query(Pressed("amend", at=with_letter))
async def amend(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """A wrong reading: the question itself is asked, and the list comes back after it."""
    field = chosen_from(button.arg, FOUND_AS_ANSWERS)
    await ask(turn, turn.case, step, field, back=TOLD)


async def show_found(turn: Turn, case: Case, step: str) -> None:
    """What was read in the story: a tick for each reading, a pencil for each field."""
    turn.forget()
    found, answers = findings(case, step, turn), case.answers
    fields = [f for f in dict.fromkeys(one.field for one in found) if f in FOUND_AS_ANSWERS]
    clear, read_as = _clear(case, found), {(one.field, one.value) for one in found}
    given = {f: answers[f] for f in fields if answers.get(f)}
    do = partial(turn.do, case, step=step)
    rows = [
        *([_tick(case, step, number, one, turn)] for number, one in enumerate(found)),
        [do("all_right", "found_all")] if clear else [],
        *pairs(
            case_button(f"✏️ {turn.label(f, 'questions')}", case, "amend", f, step=step)
            for f in fields
        ),
        [do("next", "letter" if step == case.step else "card", style="primary")],
        [do("story_again", "story")],
    ]
    await turn.say(
        "found",
        rows,
        case,
        fields=fields,
        further=bool(found),
        typed={f: value for f, value in given.items() if (f, value) not in read_as},
        unsettled=[f for f in fields if f not in clear and f not in given],
    )


def said(one: Finding, desk: Desk) -> str:
    """What was found, as a person reads it; choices by their labels."""
    if isinstance(one.value, tuple):
        return ", ".join(desk.label(choice, one.field) for choice in one.value)
    return desk.reader.show(one.value)


def _tick(case: Case, step: str, number: int, one: Finding, desk: Desk) -> Button:
    match one.field:
        case "provider":
            on, value = False, desk.label(str(one.value), "places")
            name = desk.label("provider", "found")
        case "firm":
            on, value = False, desk.content.facts.firms[str(one.value)].button
            name = desk.label("firm", "found")
        case "problem":
            on, value = one.value in chosen(case.answers.get(ALSO)), str(one.value)
            name, value = desk.label("problem", "found"), desk.label(value, "problems")
        case field:
            on, value = case.answers.get(field) == one.value, said(one, desk)
            name = desk.label(field, "questions")
    short = value if len(value) <= BUTTON else value[: BUTTON - 1] + "…"
    return tick_button(f"{name}: {short}", case, "found", str(number), on=on, step=step)
