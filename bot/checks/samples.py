"""Realistic cases and answers, to try screens and letters with."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.answers.read import LIMITS
from bot.content.content import Content
from bot.escalation.case import Case, Event, EventKind, Exhibit, ExhibitKind, Original, Stage
from bot.escalation.exhibits import MAX_CAPTION
from bot.escalation.operations import MOST
from bot.escalation.path import Route
from bot.escalation.questions import Question
from bot.escalation.values import Moment, Money, Operation, Operations, Value

ZONE = ZoneInfo("Europe/Moscow")
"""The time zone of the sample people, and of the day of a check."""

BIGGEST_ID = 2**63 - 1
"""The largest id SQLite gives: all its 19 digits are in every button."""


BRIEF = 40
"""How many characters a brief answer has at most: two lines of a letter show how it is set."""


def answer(question: Question, today: date, *, brief: bool = False) -> Value:
    """A typical answer to the question; one without a limit of its own is as long as allowed,
    unless it is to be `brief`."""
    if question.choices:
        return question.choices[:1] if question.one else question.choices
    match question.kind:
        case "moment" | "day":
            return Moment(today - timedelta(days=20), time(15, 30))
        case "birth_date":
            return Moment(date(1980, 2, 29))
        case "sum":
            return Money(12_400_50)
        case "operations":
            when, money = Moment(today - timedelta(days=20), time(15, 31)), Money(12_400_50)
            rows = (
                Operation(when, money, f"{at}".zfill(40), "ы" * 80)
                for at in range(1, 3 if brief else MOST)
            )
            return Operations(tuple(rows), Money(10_000_50))
        case "phone":
            return "+79123456789"
        case "email":
            return "a.ivanova@mail.ru"
        case "name":
            return "Иванова Анна Петровна"
        case "wallet" | "number":
            return "79123456789"
        case kind:
            length = LIMITS.get(kind, 100)
            text = "Ответ <b>с & знаками</b> {{ }} 🙂. "
            return text.ljust(min(length, BRIEF) if brief else length, "ы")


def answers(content: Content, today: date, *, brief: bool = False) -> Mapping[str, Value]:
    """Every question answered, and every tick of every step set."""
    given = {
        question.id: answer(question, today, brief=brief) for question in content.questions.values()
    }
    checks = tuple(check for step in content.path.steps.values() for check in step.all_checks)
    return {**given, "checks": checks}


def exhibit(today: date) -> Exhibit:
    """A picture that was sent today, called as long as possible and too small to be read."""
    original = Original("file", "unique", "0" * 64, 12_000_000, "image/jpeg", 1280, 960)
    received = int(_noon(today).timestamp())
    return Exhibit(7, original, today, received, ExhibitKind.SCREENSHOT, "ы" * MAX_CAPTION)


def opened(route: Route, content: Content, today: date) -> Case:
    """A new case on the first step of the route, with nothing answered yet."""
    place, problem = next(
        (place, problem)
        for place in route.places
        for problem in content.path.places[place].problems
        if content.path.route(place, problem) is route
    )
    case = Case(
        id=BIGGEST_ID,
        person_id=BIGGEST_ID,
        place=place,
        problem=problem,
        step=route.steps[0],
        revision=9999,
        opened_at=_noon(today),
        closed=False,
    )
    return with_event(case, EventKind.OPENED, today)


def at_stage(case: Case, stage: Stage, today: date) -> Case:
    """The case on its current step, brought to this stage."""
    match stage:
        case Stage.TODO:
            return case
        case Stage.WAITING:
            sent = with_event(case, EventKind.SENT, today - timedelta(days=3))
            return with_event(sent, EventKind.ACKNOWLEDGED, today, number="№ 77-05/26 <b>")
        case Stage.QUESTIONS:
            waiting = at_stage(case, Stage.WAITING, today)
            asked = with_event(waiting, EventKind.REPLIED, today, reply="questions", dated="1")
            until = (today + timedelta(days=10)).isoformat()
            return with_event(asked, EventKind.PAPERS_DUE, today, until=until)
        case Stage.CLOSED:
            closed = with_event(case, EventKind.CLOSED, today, reason="solved")
            return replace(closed, closed=True)


def with_event(case: Case, kind: EventKind, on: date, **note: str) -> Case:
    """The case with one more event at its step."""
    return replace(
        case, events=(*case.events, Event(kind, case.step, on, int(_noon(on).timestamp()), note))
    )


def cases_at_stages(content: Content, today: date) -> Iterator[tuple[Case, Stage]]:
    """A case at each step of each route in each stage, with no answer and with all of them."""
    full = answers(content, today, brief=True)
    for route in content.path.routes:
        case = opened(route, content, today)
        for step in (*route.steps, *route.also):
            waits = content.path.steps[step].waits
            for stage in Stage if waits else (Stage.TODO, Stage.CLOSED):
                for given in ({}, full):
                    yield at_stage(replace(case, step=step, answers=given), stage, today), stage


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
