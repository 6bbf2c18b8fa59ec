"""What a letter knows of the letters before it: nothing is asked twice."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.escalation.case import Case, Event, EventKind
from bot.escalation.deadlines import days_late
from bot.escalation.letters import ClaimFigures, Earlier, LetterFacts
from bot.escalation.path import Step
from bot.escalation.questions import chosen
from bot.escalation.timing import Timing

UNKNOWN_AS = "other_wallet"
"""A letter for a place that is not known yet is written as to a working provider."""


@dataclass(frozen=True)
class Names:
    """How letters are called, by draft id, and whom they go to, by draft id."""

    titles: Mapping[str, str]
    addressees: Mapping[str, str]


def letter_facts(
    case: Case,
    timing: Timing,
    step: str,
    names: Names,
    today: date,
    calculation: ClaimFigures | None = None,
) -> LetterFacts:
    """The facts for the letter of this step. Raises LookupError for a step without a letter."""
    draft = timing.path.steps[step].draft
    if draft is None:
        raise LookupError(f"{step} has no letter")
    return LetterFacts(
        draft=draft,
        problems=(case.problem, *chosen(case.answers.get("also"))),
        place=UNKNOWN_AS if case.place == "unknown" else case.place,
        today=today,
        answers=case.answers,
        earlier=earlier_letters(case, timing, step, names, today),
        counter=counters(case, step),
        calculation=calculation,
    )


def earlier_letters(
    case: Case, timing: Timing, before: str, names: Names, today: date
) -> tuple[Earlier, ...]:
    """The letters sent at other steps than `before`, in the order of sending, with what came."""
    found: dict[str, Earlier] = {}
    for event in case.events:
        step = timing.path.steps.get(event.step)
        if step is not None and step.waits and step.id != before:
            _tell(found, event, step, names)
    return tuple(_late(letter, case, timing, today) for letter in found.values())


def _tell(found: dict[str, Earlier], event: Event, step: Step, names: Names) -> None:
    known, draft = found.get(step.id), step.draft or ""
    match event.kind:
        case EventKind.SENT if known is None:
            found[step.id] = Earlier(
                step=step.id,
                draft=draft,
                title=names.titles[draft],
                addressee=names.addressees.get(draft, ""),
                sent_on=event.happened_on,
            )
        case EventKind.ACKNOWLEDGED if known:
            found[step.id] = replace(known, number=event.note["number"])
        case EventKind.REGISTERED if known:
            found[step.id] = replace(known, registered_on=event.happened_on)
        case EventKind.REPLIED if known:
            found[step.id] = replace(known, reply=event.note.get("kind") or event.note["reply"], replied_on=event.happened_on)


def _late(letter: Earlier, case: Case, timing: Timing, today: date) -> Earlier:
    law = timing.clock(case, letter.step).law
    if law is None:
        return letter
    until = today
    if letter.replied_on and letter.reply != "silent":
        until = letter.replied_on
    return replace(letter, due_on=law.last_day, days_late=days_late(law, until))


def counters(case: Case, step: str) -> tuple[str, ...]:
    """The stock answers that the next letter rebuts, in the order in which they came."""
    kinds = (
        event.note["kind"]
        for event in case.events
        if event.kind is EventKind.REPLIED and event.step != step and "kind" in event.note
    )
    return tuple(dict.fromkeys(kinds))
