"""A person's case: a row, a list of events, and what follows from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from bot.escalation.values import Value

MAX_OPEN_CASES = 20
"""How many open cases one person may keep: enough for a person's real need, a wall for a script."""


class EventKind(StrEnum):
    """What can happen to a case. The list of events only grows."""

    OPENED = "opened"
    CHECKED = "checked"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    REPLIED = "replied"
    REGISTERED = "registered"
    EXTENDED = "extended"
    SKIPPED = "skipped"
    MOVED = "moved"
    CLOSED = "closed"
    PLACED = "placed"
    REOPENED = "reopened"
    PAPERS_DUE = "papers_due"
    CORRECTED = "corrected"
    """What a reply is read as that a later one corrects; never stored."""


class Reply(StrEnum):
    """How the other side replied, in the words of the buttons."""

    SOLVED = "solved"
    REFUSED = "refused"
    SILENT = "silent"
    QUESTIONS = "questions"
    PARTIAL = "partial"
    WAIT = "wait"
    WON = "won"


INTERIM = frozenset({Reply.WAIT, Reply.QUESTIONS})
"""Replies that do not settle the matter yet."""

UNSETTLED = INTERIM | {Reply.SILENT}
"""What leaves the matter open: no reply, or one that does not settle it."""


class Stage(StrEnum):
    """Where the case stands on its current step."""

    TODO = "todo"
    WAITING = "waiting"
    QUESTIONS = "questions"
    CLOSED = "closed"


NO_NOTE: Mapping[str, str] = MappingProxyType({})


DATED = "dated"
"""What the note of a reply holds whose day the person gave: the day of an older one is that of the
press by which it was recorded."""


KEPT = "letter"
"""What the note of a sending holds whose letter was kept as it went out: what it is called."""


REASON = "reason"
"""What the note of a move holds that opened a locked step: why."""


CORRECTS = "corrects"
"""What the note of a reply holds that takes the place of the one before it at its step."""


class Event(NamedTuple):
    """One thing that happened: on which day, at which step, recorded at which Unix second.

    A tuple: a case of two hundred events is made at every press, and a frozen dataclass takes four
    times as long to make.
    """

    kind: EventKind
    step: str
    happened_on: date
    recorded: int
    note: Mapping[str, str] = NO_NOTE

    @property
    def recorded_at(self) -> datetime:
        """The instant at which it was recorded, aware, in UTC."""
        return datetime.fromtimestamp(self.recorded, UTC)


class Picture(NamedTuple):
    """The picture of a case's path: the message that holds it, and the digest of what it shows."""

    message_id: int
    digest: str


class ExhibitKind(StrEnum):
    """What a person can show."""

    RECEIPT = "receipt"
    SCREENSHOT = "screenshot"
    STATEMENT = "statement"
    CORRESPONDENCE = "correspondence"
    REPLY = "reply"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Original:
    """The file as Telegram keeps it: how it is asked for, and what it was on the day it came. Size
    in bytes; width and height in pixels, 0 for a document; its digest tells whether it is the same
    when it is fetched again."""

    file_id: str
    unique_id: str
    sha256: str
    size: int
    mime: str
    width: int = 0
    height: int = 0
    sheets: int = 1
    is_photo: bool = False
    """Telegram has two ways to send a picture, and gives it back only as it came."""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A file that letters enclose.

    `number` is that of the message that brought it; `kind` is None until it was said what it is;
    `caption` is what the person calls it; `received` is a Unix second; `event` is the reply whose
    paper it is; `copied` says that a copy of it is kept.
    """

    number: int
    original: Original
    on: date
    received: int
    kind: ExhibitKind | None = None
    caption: str = ""
    album: str = ""
    event: int | None = None
    copied: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A case as it is stored, with the answers of the person and of the case merged."""

    id: int
    person_id: int
    place: str
    problem: str
    step: str
    revision: int
    opened_at: datetime
    closed: bool
    answers: Mapping[str, Value] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    card_message_id: int | None = None
    map: Picture | None = None
    exhibits: tuple[Exhibit, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What a rule decides: the events to add, the step to stand on, the answers to keep.

    An answer of None is forgotten; exhibits of None stay as they are. A change with events is a
    move: it makes older buttons stale.
    """

    events: tuple[Event, ...] = ()
    step: str | None = None
    place: str | None = None
    problem: str | None = None
    closed: bool | None = None
    answers: Mapping[str, Value | None] = field(default_factory=dict)
    exhibits: tuple[Exhibit, ...] | None = None


def applied(case: Case, change: Change) -> Case:
    """The case after the change: as it is stored, and for looking ahead."""
    answers = {**case.answers, **change.answers}
    return replace(
        case,
        events=corrected((*case.events, *change.events)),
        revision=case.revision + bool(change.events),
        step=change.step or case.step,
        place=change.place or case.place,
        problem=change.problem or case.problem,
        closed=case.closed if change.closed is None else change.closed,
        answers={question: value for question, value in answers.items() if value is not None},
        exhibits=case.exhibits if change.exhibits is None else change.exhibits,
    )


def corrected(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """The events as they count: a reply that a later one corrects tells nothing any more. Each
    keeps its position."""
    fixes = [at for at, event in enumerate(events) if CORRECTS in event.note]
    if not fixes:
        return events
    kept = list(events)
    for at in fixes:
        step = events[at].step
        for before in reversed(range(at)):
            if kept[before].kind is EventKind.REPLIED and kept[before].step == step:
                kept[before] = kept[before]._replace(kind=EventKind.CORRECTED)
                break
    return tuple(kept)


def last(case: Case, kind: EventKind, step: str | None = None) -> Event | None:
    """The latest event of this kind, at this step if one is given."""
    for event in reversed(case.events):
        if event.kind is kind and step in (None, event.step):
            return event
    return None


def stage(case: Case) -> Stage:
    """Where the case stands on its current step, worked out from the events at that step."""
    if case.closed:
        return Stage.CLOSED
    for event in reversed(case.events):
        if event.step != case.step or event.kind in _TELLS_NOTHING:
            continue
        if event.kind is not EventKind.REPLIED:
            return Stage.WAITING if event.kind in _AWAITS else Stage.TODO
        reply = event.note.get("reply")
        if reply != Reply.WAIT:
            return Stage.QUESTIONS if reply == Reply.QUESTIONS else Stage.TODO
    return Stage.TODO


_AWAITS = (EventKind.SENT, EventKind.ACKNOWLEDGED, EventKind.REGISTERED, EventKind.EXTENDED)
_TELLS_NOTHING = tuple(
    set(EventKind) - {*_AWAITS, EventKind.REPLIED, EventKind.CHECKED, EventKind.SKIPPED}
)


def awaits_reply(case: Case, step: str) -> bool:
    """Whether a reply can still come at this step: something was sent there and nothing final has
    come back, however long they have been silent and wherever the case stands by now."""
    return (
        not case.closed
        and bool(last(case, EventKind.SENT, step))
        and (settled_reply(case, step) is None)
    )


def settled_reply(case: Case, step: str) -> Event | None:
    """The reply that has settled the matter at this step, unless something was sent there since."""
    for event in reversed(case.events):
        if event.step == step and event.kind in (EventKind.SENT, EventKind.REPLIED):
            is_reply = event.kind is EventKind.REPLIED
            return event if is_reply and event.note.get("reply") not in UNSETTLED else None
    return None


def is_done(case: Case, step: str) -> bool:
    """Whether the step is finished (checked, sent or replied to) and the case has moved on."""
    done = {EventKind.CHECKED, EventKind.SENT, EventKind.REPLIED}
    return step != case.step and any(e.step == step and e.kind in done for e in case.events)


def kept_letters(case: Case) -> dict[int, Event]:
    """The sendings whose letters were kept, by the number of the event, in the order of the days
    on which they went out."""
    kept = [(at, event) for at, event in enumerate(case.events) if KEPT in event.note]
    return dict(sorted(kept, key=lambda pair: pair[1].happened_on))


def opened_by(case: Case, step: str) -> str | None:
    """The reason that the person gave for standing on this step while it was locked, if any: the
    latest one."""
    moved = (event for event in reversed(case.events) if event.kind is EventKind.MOVED)
    return next((e.note[REASON] for e in moved if e.step == step and REASON in e.note), None)


def number_of(case: Case, step: str) -> str | None:
    """The registration number the person gave for what was sent at this step, if any."""
    event = last(case, EventKind.ACKNOWLEDGED, step)
    return event.note.get("number") if event else None
