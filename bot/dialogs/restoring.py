"""A case that was carried away comes back: its file, its phrase, and nothing that could not have
been typed here."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from aiogram import Router
from aiogram.filters import BaseFilter
from aiogram.types import Message

from bot.answers.clean import one_line
from bot.answers.dates import EARLIEST
from bot.answers.unreadable import Unreadable
from bot.archive.carried import (
    Carried,
    NotACaseError,
    events_of,
    exhibits_of,
    unpacked,
)
from bot.archive.vault import MAX_BYTES, NoVaultError, WrongPhraseError, is_vault, unlocked
from bot.dialogs.card import show_card
from bot.dialogs.fetching import LostFileError, fetch
from bot.dialogs.filters import Answers
from bot.dialogs.screen import Screen
from bot.dialogs.states import Asking
from bot.dialogs.turn import Turn
from bot.documents.kept import unpacked as letter_of
from bot.escalation.amount import ALSO
from bot.escalation.case import KEPT, Case, EventKind, Reply
from bot.escalation.drafts import GENITIVE
from bot.escalation.exhibits import MAX_CAPTION
from bot.escalation.firms import FIRM, NOT_LISTED
from bot.escalation.operations import MOST
from bot.escalation.questions import Question
from bot.escalation.values import Moment, Money, Operations, Value
from bot.storage.sealing import answers_from_json

router = Router(name=__name__)

TRIES = 3
PAUSE = timedelta(minutes=15)
"""So many wrong phrases, and then so long none: each costs a core a fifth of a second."""

ENDING = ".qnav"

MOST_MINOR = 10**14
"""Hundredths of a currency: more money than anybody has lost."""

KINDS = {
    Money: ("sum",),
    Moment: ("moment", "day", "future_day", "birth_date"),
    Operations: ("operations",),
}
"""The kinds of questions that are answered by such a value."""


@dataclass
class Attempts:
    """Wrong phrases by person; forgotten with the process, which is no help to anybody: the file
    can be tried at home."""

    wrong: dict[int, list[datetime]] = field(default_factory=dict)

    def may(self, person: int, now: datetime) -> bool:
        """Whether another phrase is looked at."""
        self.wrong = {
            who: [at for at in times if at > now - PAUSE]
            for who, times in self.wrong.items()
            if times and times[-1] > now - PAUSE
        }
        return len(self.wrong.get(person, ())) < TRIES

    def failed(self, person: int, now: datetime) -> int:
        """One more; gives how many are left."""
        times = self.wrong.setdefault(person, [])
        times.append(now)
        return max(TRIES - len(times), 0)


class CarriesCase(BaseFilter):
    """A file that is called as a carried case."""

    async def __call__(self, message: Message) -> bool:
        file = message.document
        return bool(file and (file.file_name or "").lower().endswith(ENDING))


@router.message(CarriesCase())
async def ask_phrase(message: Message, turn: Turn) -> None:
    """The file came: which phrase opens it?"""
    file = message.document
    assert file is not None
    try:
        data = (
            b""
            if (file.file_size or 0) > MAX_BYTES
            else await fetch(turn.bot, file.file_id, MAX_BYTES)
        )
    except LostFileError:
        data = b""
    if not is_vault(data):
        await turn.say("restore_refused", [[turn.page("home")]], why="file", left=0)
        return
    screen = Screen(turn.text("restore"), [[turn.page("cancel", "home")]])
    await turn.ask(Asking.phrase, screen, file=file.file_id)


@router.message(Answers(Asking.phrase))
async def restore(message: Message, turn: Turn, attempts: Attempts) -> None:
    """The phrase was typed: the case is as it was, and stands where it stood."""
    if not attempts.may(turn.person_id, turn.now):
        await _refuse(turn, "pause")
        return
    try:
        data = await fetch(turn.bot, turn.asked["file"], MAX_BYTES)
        plain = await asyncio.to_thread(unlocked, data, message.text or "")
    except WrongPhraseError:
        await _refuse(turn, "phrase", attempts.failed(turn.person_id, turn.now))
        return
    except (LostFileError, NoVaultError):
        await _refuse(turn, "file")
        return
    try:
        me = await turn.bot.me()
        carried = unpacked(plain)
        case = restored(carried, me.id, turn)
        letters = letters_of(carried, case)
    except NotACaseError:
        await _refuse(turn, "content")
        return
    case = await turn.casework.restore(turn.person_id, turn.update_id, case, letters, turn.now)
    turn.forget()
    missing = [one for one in case.exhibits if not one.original.file_id]
    if missing:
        await turn.say("restored", [[turn.do(case, "card")]], case, missing=len(missing))
    else:
        await show_card(turn, case)


async def _refuse(turn: Turn, why: str, left: int = 0) -> None:
    shown = await turn.show(
        Screen(turn.text("restore_refused", why=why, left=left), [[turn.page("home")]])
    )
    turn.said_again(shown)


def restored(carried: Carried, bot: int, turn: Turn) -> Case:
    """The case, if this bot could have stored it. Raises NotACaseError."""
    path, now = turn.content.path, turn.now
    known = carried.place in path.places and carried.problem in path.places[carried.place].problems
    steps = {carried.step, *(event.step for event in carried.events)}
    opened = datetime.fromtimestamp(min(max(carried.opened, 0), 2**40), UTC)
    if not known or not steps <= path.steps.keys() or opened > now:
        raise NotACaseError
    events = events_of(carried, turn.today, EARLIEST, now)
    for event in events:
        _check_note(event, turn)
    case = Case(
        id=0,
        person_id=turn.person_id,
        place=carried.place,
        problem=carried.problem,
        step=carried.step,
        revision=1,
        opened_at=opened,
        closed=carried.closed,
        answers=answers_of(carried, turn),
        events=events,
        exhibits=tuple(
            _named(one, turn) for one in exhibits_of(carried, bot, turn.today, EARLIEST)
        ),
    )
    ends = [event.kind for event in events if event.kind in (EventKind.CLOSED, EventKind.REOPENED)]
    if case.closed != (ends[-1:] == [EventKind.CLOSED]):
        raise NotACaseError
    return turn.content.mended(case)


def answers_of(carried: Carried, turn: Turn) -> dict[str, Value]:
    """Its answers, each as if it were typed here. Raises NotACaseError."""
    try:
        told = answers_from_json(carried.answers)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NotACaseError from None
    return {name: _answer(name, value, turn) for name, value in told.items()}


def _answer(name: str, value: Value, turn: Turn) -> Value:
    question = turn.content.questions.get(name)
    match value:
        case str():
            return _text(name, value, question, turn)
        case tuple():
            if not all(isinstance(one, str) and len(one) < 100 for one in value):
                raise NotACaseError
            return _choices(name, value, question, turn)
        case Money():
            _check_money(value)
        case Moment():
            _check_moment(value, turn)
        case Operations():
            _check_operations(value, turn)
    if question is None or question.kind not in KINDS[type(value)]:
        raise NotACaseError
    return value


def _text(name: str, value: str, question: Question | None, turn: Turn) -> str:
    """A text as it would be read if it were typed; a card number or a code in it is masked."""
    safe = turn.reader.mask(value).text
    if name == FIRM:
        if value not in (NOT_LISTED, *turn.content.facts.firms):
            raise NotACaseError
        return value
    if not value:
        return value  # passed
    kind = question.kind if question else {GENITIVE: "name_of"}.get(name, "")
    if question is not None and question.choices:
        raise NotACaseError
    if not kind and name not in ("story", "contact_trace"):
        raise NotACaseError
    try:
        read = turn.reader.read(kind or "story", safe, today=turn.today)
    except Unreadable:
        raise NotACaseError from None
    if not isinstance(read, str):
        raise NotACaseError
    return read


def _choices(
    name: str, value: tuple[str, ...], question: Question | None, turn: Turn
) -> tuple[str, ...]:
    path = turn.content.path
    if question is not None:
        offered = set(question.choices)
    elif name == ALSO:
        offered = {problem for place in path.places.values() for problem in place.problems}
    elif name == "checks":
        offered = {check for step in path.steps.values() for check in step.all_checks}
    else:
        raise NotACaseError
    if not set(value) <= offered:
        raise NotACaseError
    return value


def _check_money(money: Money) -> None:
    currency = money.currency
    if not (0 < money.minor < MOST_MINOR and currency.isalpha() and len(currency) == 3):
        raise NotACaseError


def _check_moment(moment: Moment, turn: Turn) -> None:
    if not 1900 < moment.on.year <= turn.today.year + 5:
        raise NotACaseError


def _check_operations(operations: Operations, turn: Turn) -> None:
    if len(operations.rows) > MOST:
        raise NotACaseError
    if operations.returned is not None:
        _check_money(operations.returned)
    for row in operations.rows:
        _check_row(row, turn)


def _check_row(row: Any, turn: Turn) -> None:
    if row.money is not None:
        _check_money(row.money)
    if row.when is not None:
        _check_moment(row.when, turn)
    if len(row.number or "") > 100 or len(row.receiver or "") > 300:
        raise NotACaseError


def _check_note(event: Any, turn: Turn) -> None:
    """What is noted of an event is what a button or a typed number could have left."""
    note, content = event.note, turn.content
    known = {
        "reason": {*content.path.reasons, *turn.words.labels("ways")},
        "kind": {"", *content.reply_kinds},
        "reply": {reply.value for reply in Reply},
        "place": set(content.path.places),
    }
    for key, value in note.items():
        if key in known and value not in known[key]:
            raise NotACaseError
        if turn.reader.mask(value).kinds:
            raise NotACaseError


def _named(one: Any, turn: Turn) -> Any:
    caption = turn.reader.mask(one_line(one.caption)).text[:MAX_CAPTION]
    return replace(one, caption=caption)


def letters_of(carried: Carried, case: Case) -> Mapping[int, Mapping[str, Any]]:
    """The letters as they went out, by the number of their sending. Raises NotACaseError."""
    found = {}
    for at, letter in carried.letters.items():
        if not at.isdecimal() or int(at) >= len(case.events):
            raise NotACaseError
        event = case.events[int(at)]
        if event.kind is not EventKind.SENT or KEPT not in event.note:
            raise NotACaseError
        try:
            letter_of(letter)
        except msgspec.ValidationError:
            raise NotACaseError from None
        found[int(at)] = letter
    return found
