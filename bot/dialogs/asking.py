"""A question of a letter on the screen, and how its answer was understood."""

from collections.abc import Sequence
from functools import partial

from bot.dialogs.callbacks import case_button
from bot.dialogs.days import day_buttons, latest_days
from bot.dialogs.desk import Desk
from bot.dialogs.operations import has_operations, show_operations
from bot.dialogs.screen import Rows, Screen, page_of, pages_row, pairs
from bot.dialogs.states import Asking
from bot.dialogs.turn import Turn
from bot.documents.lint import own_flaws
from bot.documents.written import Remark
from bot.escalation.amount import problems_of
from bot.escalation.case import Case
from bot.escalation.drafts import GENITIVE
from bot.escalation.operations import OPERATIONS
from bot.escalation.own_words import STORY, WORDS, is_undecided, turned_against, words_in
from bot.escalation.questions import Question, chosen, previous_question
from bot.escalation.values import Value
from bot.russian.full_names import genitive

UNNUMBERED = ("report_no",)
"""What is passed by saying that there is none."""

TOLD = "told"
"""Where the conversation goes back to after the answer: the list of what a story told. Otherwise
it goes on to the next question, or the letter."""


async def ask(turn: Turn, case: Case, step: str, name: str, *, back: str = "") -> None:
    """Ask one question of the step; `back` is "" or TOLD."""
    if name == OPERATIONS and has_operations(case):
        await show_operations(turn, case, step)
        return
    if name in WORDS and is_undecided(case, name):
        await ask_own_words(turn, case, step, name)
        return
    await ask_plainly(turn, case, step, name, back=back)


async def ask_plainly(
    turn: Turn,
    case: Case,
    step: str,
    name: str,
    *,
    back: str = "",
    unlisted: str = "",
    page: int = 0,
) -> None:
    """The same without a look at what is known of the answer already; `unlisted` is what was typed
    and stands on no button; of a long list of ticks one `page` is shown."""
    wanted, question = turn.content.asked_for(case, step), turn.content.questions[name]
    text = turn.text(
        "question",
        question=question,
        case=case,
        ahead=_ahead(case, wanted, name),
        given=case.answers.get(name),
        enclosed=_enclosed(turn, case, step) if question.choices else (),
        unlisted=unlisted,
    )
    to_told = [[turn.do(case, "to_told", "told", step=step)]]
    asks_day = question.recent and name not in case.answers
    likely = latest_days(turn) if asks_day else {}  # any other moment is typed
    now = turn.casework.local(turn.now)
    just_now = turn.label("just_now").format(time=f"{now:%H:%M}")
    rows = [
        [case_button(just_now, case, "just_now", question.id, step=step)] if question.now else [],
        day_buttons(case, "recent", likely, turn, of=question.id, step=step),
        *_choice_rows(case, step, question, turn, page),
        *(to_told if back == TOLD else _ways_on(case, step, question, wanted, turn)),
        [turn.do(case, "cancel", "card")],
    ]
    screen = Screen(text, rows)
    await turn.ask(Asking.answer, screen, case, step=step, question=name, back=back)


def _ahead(case: Case, wanted: Sequence[str], name: str) -> int:
    """How many questions stand before the letter with this one, 0 where it is none of its own: what
    an earlier letter was told is not counted again."""
    return len({name, *(one for one in wanted if one not in case.answers)}) if name in wanted else 0


async def ask_own_words(turn: Turn, case: Case, step: str, name: str) -> None:
    """What was told, before a paper says it: to keep, to write anew at once, to leave out."""
    story, about = str(case.answers[STORY]), turned_against(name, problems_of(case))
    flaws, better = own_flaws(turn.reader.lint, story, about), turn.reader.mended(story, about)
    do = partial(turn.do, case, step=step)
    rows = [
        [do("keep_mended", "keep_words", "1")] if flaws and better not in {"", story} else [],
        [do("keep_words", "", "0"), do("leave_out", "clear", name)],
        [do("rewrite")],
        [turn.do(case, "cancel", "card")],
    ]
    text = turn.text(
        "own_words",
        story=story,
        question=turn.content.questions[name],
        remarks=[Remark(flaw, name) for flaw in flaws],
    )
    screen = Screen(text, rows)
    await turn.ask(Asking.answer, screen, case, step=step, question=name, back="")


async def ask_genitive(turn: Turn, case: Case, step: str) -> None:
    """The name as the letter will say it, to confirm; what is typed instead corrects it."""
    wanted = turn.content.asked_for(case, step)
    before = previous_question(wanted, GENITIVE) or "full_name"
    text = turn.text(
        "genitive",
        of_whom=genitive(str(case.answers["full_name"])).text,
        ahead=_ahead(case, wanted, GENITIVE),
    )
    do = partial(turn.do, case, step=step)
    rows = [
        [do("right", "of_whom", style="primary"), do("fix", "ask", GENITIVE)],
        [do("back", "ask", before)],
        [turn.do(case, "cancel", "card")],
    ]
    screen = Screen(text, rows)
    await turn.ask(Asking.answer, screen, case, step=step, question=GENITIVE, back="")


async def echo(
    turn: Turn, case: Case, step: str, question: Question, value: Value, *, back: str = ""
) -> None:
    """What was understood, to be confirmed where a misreading would hurt."""
    do = partial(turn.do, case, step=step)
    on, again = ("told", "amend") if back == TOLD else ("letter", "ask")
    rows = [
        [do("right", on, style="primary"), do("fix", again, question.id)],
        [turn.do(case, "cancel", "card")],
    ]
    await turn.say("echo", rows, case, question=question, value=value)


TICKS = 5
"""So many ticks stand on a page, beside the ways on."""


def offered(turn: Turn, case: Case, step: str, question: Question) -> list[str]:
    """The choices that fit the case, but what the letter encloses by itself, and what nobody has
    yet; none of a question that is typed."""
    if not question.choices:
        return []
    left_out = _enclosed(turn, case, step) | turn.casework.not_there_yet(step)
    fits = turn.content.choices_for(case, question)
    return [one for one in question.choices if one in fits and one not in left_out]


def _enclosed(turn: Turn, case: Case, step: str) -> frozenset[str]:
    has_letter = turn.content.path.steps[step].draft is not None
    return turn.casework.enclosed_already(case, step, turn.today) if has_letter else frozenset()


def _choice_rows(case: Case, step: str, question: Question, turn: Turn, page: int) -> Rows:
    """What is offered, as ticks where several may hold, some on a page."""
    given = chosen(case.answers.get(question.id))
    choices, buttons = offered(turn, case, step, question), []
    for choice in page_of(choices, page, TICKS):
        number, on = question.choices.index(choice), choice in given
        label = turn.label(choice, question.id)
        mark = "✅ " if on else "" if question.one else "▫️ "
        arg = f"{question.id}.{number}.{int(question.one or not on)}"
        buttons.append(case_button(f"{mark}{label}", case, "choose", arg, step=step))
    further = pages_row(
        len(choices),
        page,
        lambda name, at: turn.do(case, name, "ticks", f"{question.id}.{at}", step=step),
        TICKS,
    )
    return [*pairs(buttons), further]


def _ways_on(case: Case, step: str, question: Question, wanted: Sequence[str], desk: Desk) -> Rows:
    """Past the question: back, on, or past all of them."""
    do = partial(desk.do, case, step=step)
    before = previous_question(wanted, question.id)
    ticked = question.choices and not question.one
    skip = do(f"skip_{question.id}" if question.id in UNNUMBERED else "skip", "skip", question.id)
    forward = do("next", "done", question.id) if ticked else skip
    if question.id == OPERATIONS:
        forward = do("only_one", "skip", question.id)
    lettered_step = desk.content.path.steps[step].draft is not None
    # A story is offered at the first question, and nothing is shown before it.
    untold = STORY not in case.answers and question.id not in WORDS and not before
    asks_ticks = ticked and len(question.choices) > TICKS
    tells = untold and lettered_step and words_in(desk.content.draft_of(step).questions)
    return [
        [do("one_more", "op_add")] if question.id == OPERATIONS else [],
        [do("clear", "", question.id)] if case.answers.get(question.id) and not ticked else [],
        [do("story")] if tells else [],
        [do("letter_now", "now")] if lettered_step and not asks_ticks else [],
        [*([do("back", "ask", before)] if before else []), forward],
    ]
