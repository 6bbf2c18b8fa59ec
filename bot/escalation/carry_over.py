"""What a letter knows of the letters before it: nothing is asked twice."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.escalation.case import Case, EventKind
from bot.escalation.letters import Earlier, LetterFacts
from bot.escalation.path import Path


def letter_facts(
    case: Case, path: Path, step: str, titles: Mapping[str, str], today: date
) -> LetterFacts:
    """The facts for the letter of this step. `titles` name the letters by draft id."""
    draft = path.steps[step].draft
    if draft is None:
        raise LookupError(f"{step} has no letter")
    return LetterFacts(
        draft=draft,
        problems=(case.problem,),
        place=case.place or "other_wallet",
        today=today,
        answers=case.answers,
        earlier=earlier_letters(case, path, step, titles),
    )


def earlier_letters(
    case: Case, path: Path, before: str, titles: Mapping[str, str]
) -> tuple[Earlier, ...]:
    """The letters sent at other steps than `before`, in the order of sending, with what came."""
    found: dict[str, Earlier] = {}
    for event in case.events:
        draft = path.steps[event.step].draft if event.step in path.steps else None
        if draft is None or event.step == before:
            continue
        known = found.get(event.step)
        match event.kind:
            case EventKind.SENT:
                found[event.step] = Earlier(
                    step=event.step,
                    draft=draft,
                    title=titles[draft],
                    addressee="",
                    sent_on=known.sent_on if known else event.happened_on,
                )
            case EventKind.ACKNOWLEDGED if known:
                found[event.step] = replace(known, number=event.note["number"])
            case EventKind.REPLIED if known:
                found[event.step] = replace(
                    known, reply=event.note["reply"], replied_on=event.happened_on
                )
    return tuple(found.values())
