"""The questions of a letter: one at a time, each answer kept at once."""

from functools import partial

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.answers.choices import choices_said
from bot.answers.plain import is_plain
from bot.dialogs.asking import TICKS, TOLD, ask, ask_genitive, ask_plainly, echo, offered
from bot.dialogs.callbacks import (
    CaseButton,
    OldButtonError,
    chosen_from,
    is_on,
    number_below,
    parts_of,
)
from bot.dialogs.card import show_card
from bot.dialogs.days import day_said
from bot.dialogs.filters import Answers, Pressed, with_letter, with_questions
from bot.dialogs.letter import show_letter
from bot.dialogs.operations import ask_operation, show_operations
from bot.dialogs.states import Asking
from bot.dialogs.story import show_found
from bot.dialogs.turn import Turn
from bot.dialogs.unsaying import PRIVATE, offer_unsay
from bot.dialogs.urgent_card import kept_screen
from bot.escalation.act import Typed
from bot.escalation.amount import problems_of
from bot.escalation.case import Case
from bot.escalation.drafts import DETAILS, GENITIVE
from bot.escalation.operations import MOST, OPERATIONS
from bot.escalation.own_words import STORY, is_undecided, turned_against, words_in
from bot.escalation.questions import SKIPPED, Question, chosen, next_question, toggled
from bot.escalation.reporting import STEP
from bot.escalation.values import Moment, Operations, Value
from bot.russian.full_names import genitive

router = Router(name=__name__)


@router.callback_query(Pressed("letter", at=with_questions))
async def open_letter(query: CallbackQuery, turn: Turn, case: Case, step: str) -> None:
    """The letter of the step, or the first question it still needs."""
    await go_on(turn, case, step)


@router.callback_query(Pressed("now", at=with_letter))
async def show_unfinished(query: CallbackQuery, turn: Turn, case: Case, step: str) -> None:
    """The letter as it is now, with blanks for what was not asked yet."""
    await show_letter(turn, case, step)


@router.callback_query(Pressed("ask", at=with_questions))
async def ask_again(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """A question was chosen: by *Назад*, *Исправить* or from the list of answers."""
    name = chosen_from(button.arg, turn.content.questions)
    await ask(turn, turn.case, step, name)


@router.callback_query(Pressed("details", at=with_letter))
async def ask_details(query: CallbackQuery, turn: Turn, case: Case, step: str) -> None:
    """What the letter takes beside what was asked in a row: asked now, one by one."""
    tell = partial(toggled, choice=step, on=True)
    await go_on(turn, await turn.casework.adjust(turn.act(), DETAILS, tell), step)


@router.callback_query(Pressed("skip", at=with_questions))
async def skip_question(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """A passed question leaves a blank line in the letter; an answer given before stays."""
    name = chosen_from(button.arg, turn.content.questions)
    case = await turn.casework.adjust(turn.act(), name, lambda given: given or SKIPPED)
    await go_on(turn, case, step)


@router.callback_query(Pressed("clear", at=with_questions))
async def clear(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """An answer is emptied: its line in the letter is blank, a paragraph of one's own goes."""
    name = chosen_from(button.arg, turn.content.questions)
    await go_on(turn, await turn.casework.keep(turn.act(), kept(name, SKIPPED)), step)


@router.callback_query(Pressed("keep_words", at=with_letter))
async def keep_words(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """What was told may stand in the papers: as it is, or without what can be mended."""
    case, words = turn.case, words_in(turn.content.draft_of(step).questions)
    story = str(case.answers.get(STORY, ""))
    if words and is_undecided(case, words):
        about = turned_against(words, problems_of(case))
        better = turn.reader.mended(story, about) if is_on(button.arg) else story
        case = await turn.casework.keep(turn.act(), {words: better})
    await go_on(turn, case, step)


@router.callback_query(Pressed("rewrite", at=with_letter))
async def rewrite(query: CallbackQuery, turn: Turn, case: Case, step: str) -> None:
    """What was told, in other words for the papers."""
    words = words_in(turn.content.draft_of(step).questions)
    if words is None:
        raise OldButtonError
    await ask_plainly(turn, case, step, words)


@router.callback_query(Pressed("choose", at=with_questions))
async def choose(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """A choice was ticked or unticked. The button says which: a double tap counts once. The only
    one that can hold is the answer."""
    name, number, tick = parts_of(button.arg, 3)
    question = turn.content.questions[chosen_from(name, turn.content.questions)]
    choices = question.choices
    choice, on = choices[number_below(number, len(choices))], is_on(tick)
    if question.one:
        await go_on(turn, await turn.casework.keep(turn.act(), {name: (choice,)}), step)
        return
    shown = offered(turn, turn.case, step, question)
    page = shown.index(choice) // TICKS if choice in shown else 0
    case = await turn.casework.adjust(turn.act(), name, lambda old: toggled(old, choice, on=on))
    await ask_plainly(turn, case, step, name, page=page)


@router.callback_query(Pressed("ticks", at=with_questions))
async def turn_page(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """Another page of a long list of ticks."""
    name, page = parts_of(button.arg, 2)
    at = number_below(page)
    await ask_plainly(turn, turn.case, step, chosen_from(name, _ticked(turn)), page=at)


@router.callback_query(Pressed("recent", at=with_questions))
async def keep_recent(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """It was today or yesterday; the hour stays unknown."""
    name, day = parts_of(button.arg, 2)
    recent = [question.id for question in turn.content.questions.values() if question.recent]
    name, on = chosen_from(name, recent), day_said(day)
    if on > turn.today:
        raise OldButtonError
    await go_on(turn, await turn.casework.keep(turn.act(), {name: Moment(on)}), step)


@router.callback_query(Pressed("just_now", at=with_questions))
async def keep_now(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """It was this minute, by the clock where the bot's people live."""
    timed = [question.id for question in turn.content.questions.values() if question.now]
    name = chosen_from(button.arg, timed)
    local = turn.casework.local(turn.now)
    at = Moment(local.date(), local.time().replace(second=0, microsecond=0, tzinfo=None))
    await go_on(turn, await turn.casework.keep(turn.act(), {name: at}), step)


@router.callback_query(Pressed("done", at=with_questions))
async def keep_choices(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """The choices are made; choosing none is an answer too."""
    name = chosen_from(button.arg, _ticked(turn))
    case = await turn.casework.adjust(turn.act(), name, lambda given: given or ())
    await go_on(turn, case, step)


@router.callback_query(Pressed("of_whom", at=with_letter))
async def confirm_genitive(query: CallbackQuery, turn: Turn, case: Case, step: str) -> None:
    """The name in the genitive is right as it was offered."""
    name = genitive(str(case.answers.get("full_name", "")))
    if name.sure:
        case = await turn.casework.keep(turn.act(), {GENITIVE: name.text})
    await go_on(turn, case, step)


@router.callback_query(Pressed("op_add", at=with_letter))
async def one_more(query: CallbackQuery, turn: Turn, case: Case, step: str) -> None:
    """There was another operation: how to type it."""
    await ask_operation(turn, case, step)


@router.callback_query(Pressed("op_del", at=with_letter))
async def remove(query: CallbackQuery, turn: Turn, button: CaseButton, step: str) -> None:
    """An operation was typed wrongly. The button says which of how many: a double tap counts
    once."""
    at, of = parts_of(button.arg, 2)
    case = await turn.casework.remove_operation(
        turn.act(), number_below(at, MOST), number_below(of, MOST)
    )
    await ask(turn, case, step, OPERATIONS)


@router.callback_query(Pressed("op_whole", at=with_letter))
async def forget_returned(query: CallbackQuery, turn: Turn, step: str) -> None:
    """Nothing came back after all."""
    case = await turn.casework.forget_returned(turn.act())
    await ask(turn, case, step, OPERATIONS)


@router.message(Answers(Asking.answer))
async def keep_answer(message: Message, turn: Turn, case: Case) -> None:
    """A typed answer: read, kept, and shown back where a misreading would hurt."""
    question = turn.content.questions[turn.asked["question"]]
    step, back = turn.asked["step"], turn.asked.get("back", "")
    if question.choices:
        await _tick_typed(turn, case, step, question, message.text or "", back=back)
        return
    value = read_answer(turn, case, question, message.text or "")
    if isinstance(value, Operations):
        case = await turn.casework.add_operations(turn.act(), value.rows)
        await show_operations(turn, case, step)
        return
    typed = Typed(message.message_id, step, question.id)
    case = await turn.casework.keep(turn.act(), kept(question.id, value), typed)
    if question.kind in PRIVATE:
        await offer_unsay(turn, message.message_id)
    if question.confirm and not is_plain(question.kind, message.text or ""):
        await echo(turn, case, step, question, value, back=back)
    elif back == TOLD:
        await show_found(turn, case, step)
    else:
        await go_on(turn, case, step)


async def _tick_typed(
    turn: Turn, case: Case, step: str, question: Question, text: str, *, back: str
) -> None:
    """The buttons that were typed instead of pressed; words on none of them are answered."""
    labels = {one: turn.label(one, question.id) for one in offered(turn, case, step, question)}
    said = choices_said(text, labels)
    if not said:
        await ask_plainly(turn, case, step, question.id, back=back, unlisted=text)
    elif question.one:
        case = await turn.casework.keep(turn.act(), {question.id: (said[0],)})
        await echo(turn, case, step, question, labels[said[0]], back=back)
    else:
        case = await turn.casework.adjust(
            turn.act(), question.id, lambda old: tuple(dict.fromkeys((*chosen(old), *said)))
        )
        await ask(turn, case, step, question.id, back=back)


def _ticked(turn: Turn) -> list[str]:
    """The questions that are answered by buttons."""
    return [question.id for question in turn.content.questions.values() if question.choices]


def read_answer(turn: Turn, case: Case, question: Question, text: str) -> Value:
    """The text as an answer of this case. Raises Unreadable."""
    region = turn.content.path.places[case.place].country
    return turn.reader.read(question.kind, text, today=turn.today, region=region)


def kept(question: str, value: Value) -> dict[str, Value | None]:
    """The answer; a new name forgets how the former one was declined."""
    return {question: value} | ({GENITIVE: None} if question == "full_name" else {})


async def _show_done(turn: Turn, case: Case, step: str) -> None:
    """What a step without a letter has asked is answered."""
    kept = kept_screen(case, step, turn) if step == STEP else None
    if kept is None:
        await show_card(turn, case)
    else:
        turn.forget()
        await turn.show(kept, case)


async def go_on(turn: Turn, case: Case, step: str) -> None:
    """The next question of the step; after the last one its letter, or the card where it has
    none."""
    missing = next_question(turn.content.asked_for(case, step), case.answers)
    if missing is None and turn.content.path.steps[step].draft is None:
        await _show_done(turn, case, step)
    elif missing is None:
        await show_letter(turn, case, step)
    elif missing == GENITIVE:
        await ask_genitive(turn, case, step)
    else:
        await ask(turn, case, step, missing)
