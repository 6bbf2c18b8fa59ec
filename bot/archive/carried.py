"""A case as JSON, to be carried to another account or another bot, and read back strictly."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from bot.escalation.case import Case, Event, EventKind, Exhibit, Original
from bot.escalation.exhibits import MAX_CASE_MIB, MAX_EXHIBITS, MAX_FILE_MIB, MIB

FORM = 1

MAX_EVENTS = 1_000
MAX_NOTE = 400
"""Characters of one value of a note: a registration number, a reason, what a letter is called."""


class NotACaseError(Exception):
    """What was carried is no case that this bot could have stored."""


class Carried(msgspec.Struct, forbid_unknown_fields=True):
    """What is carried: answers as JSON holds them, letters by the number of their sending. `bot` is
    the bot's id: another one cannot ask Telegram for the files; `copies` are the digest, size and
    kind of what was exported of each exhibit."""

    form: int
    bot: int
    place: str
    problem: str
    step: str
    closed: bool
    opened: int
    answers: dict[str, Any]
    events: list[Event]
    exhibits: list[Exhibit] = []
    letters: dict[str, dict[str, Any]] = {}
    copies: dict[str, tuple[str, int, str]] = {}


def packed(
    case: Case,
    bot: int,
    answers: Mapping[str, Any],
    letters: Mapping[int, Mapping[str, Any]],
    copies: Mapping[int, tuple[str, int, str]],
) -> bytes:
    """The case as JSON; `answers` are its answers as JSON holds them."""
    carried = Carried(
        form=FORM,
        bot=bot,
        place=case.place,
        problem=case.problem,
        step=case.step,
        closed=case.closed,
        opened=int(case.opened_at.timestamp()),
        answers=dict(answers),
        events=[event._replace(note=dict(event.note)) for event in case.events],
        exhibits=list(case.exhibits),
        letters={str(at): dict(letter) for at, letter in letters.items()},
        copies={str(number): copy for number, copy in copies.items()},
    )
    return msgspec.json.encode(carried)


def unpacked(data: bytes) -> Carried:
    """What was carried, in its form; nothing is said of its sense. Raises NotACaseError."""
    try:
        carried = msgspec.json.decode(data, type=Carried)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise NotACaseError from None
    if carried.form != FORM or not 0 < len(carried.events) <= MAX_EVENTS:
        raise NotACaseError
    return carried


def events_of(carried: Carried, today: date, earliest: date, now: datetime) -> tuple[Event, ...]:
    """Its events, if they can have happened. Raises NotACaseError."""
    events = tuple(carried.events)
    if events[0].kind is not EventKind.OPENED:
        raise NotACaseError
    for event in events:
        recorded = datetime.fromtimestamp(min(max(event.recorded, 0), 2**40), UTC)
        told = all(len(key) <= 40 and len(value) <= MAX_NOTE for key, value in event.note.items())
        if not (earliest <= event.happened_on <= today and recorded <= now and told):
            raise NotACaseError
        if event.kind is EventKind.CORRECTED:
            raise NotACaseError
    return events


def exhibits_of(carried: Carried, bot: int, today: date, earliest: date) -> tuple[Exhibit, ...]:
    """Its exhibits, if they can be some. In another bot their files are to be sent again: those
    that were exported are known by their digests. Raises NotACaseError."""
    found = tuple(carried.exhibits)
    sizes = [one.original.size for one in found]
    numbers = {one.number for one in found}
    if len(found) > MAX_EXHIBITS or len(numbers) < len(found) or sum(sizes) > MAX_CASE_MIB * MIB:
        raise NotACaseError
    for one in found:
        if not (earliest <= one.on <= today and _is_possible(one)):
            raise NotACaseError
    if carried.bot == bot:
        return found
    return tuple(_without_file(one, carried.copies.get(str(one.number))) for one in found)


def _is_possible(one: Exhibit) -> bool:
    file = one.original
    digest = len(file.sha256) == 64 and set(file.sha256) <= set("0123456789abcdef")
    kind = file.mime in ("image/jpeg", "image/png", "image/heic", "application/pdf")
    return (
        digest
        and kind
        and 0 < file.size <= MAX_FILE_MIB * MIB
        and 0 < file.sheets <= 200
        and 0 <= file.width <= 10**5
        and 0 <= file.height <= 10**5
        and 0 < one.number < 2**53
        and 0 <= one.received < 2**40
        and len(file.file_id) <= 300
    )


def _without_file(one: Exhibit, copy: tuple[str, int, str] | None) -> Exhibit:
    was = one.original
    digest, size, mime = copy or (was.sha256, was.size, was.mime)
    original = Original("", "", digest, size, mime, was.width, was.height, was.sheets)
    return replace(one, original=original, copied=False)
