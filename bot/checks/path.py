"""Every route walked to its end, and every first contact checked: it must be fit to come first."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time

from bot.checks import samples
from bot.checks.finding import Finding
from bot.content.content import Content
from bot.escalation import moves
from bot.escalation.case import Case, Change, Reply
from bot.escalation.contacts import Contact
from bot.escalation.errors import EscalationError
from bot.escalation.facts import Confidence, Standing, may_be_primary
from bot.escalation.path import Route, Step
from bot.escalation.routing import is_open

FILE = "path.toml"


def check_path(content: Content, today: date) -> Iterator[Finding]:
    """Dead ends, and contacts that must not come first."""
    for route in content.path.routes:
        yield from _walk(samples.opened(route, content, today), route, content, today)
        for beside in route.also:
            case = replace(samples.opened(route, content, today), step=beside)
            yield from _walk(case, route, content, today)
    for place in content.path.places.values():
        for problem in place.problems:
            route = content.path.route(place.id, problem)
            for step in (*route.steps, *route.also):
                yield from _contacts(content.path.steps[step], place.id, problem, content)
    for provider in content.facts.providers.values():
        for field, ids in (("contacts", provider.contacts), ("regulators", provider.regulators)):
            cards = [content.contacts[name] for name in ids]
            yield from _first("providers.toml", f"{provider.id}.{field}", cards)


def _walk(case: Case, route: Route, content: Content, today: date) -> Iterator[Finding]:
    """Steps at which a person refused everywhere gets stuck before the end of the route."""
    key = f"routes.{route.id}"
    began = case.step
    for _ in range(len(route.steps) + 2):
        before = case.step
        try:
            case = refused(case, content, today)
        except EscalationError as error:
            yield Finding(FILE, f"{key}, {before}", f"a dead end: {error.slug}")
            return
        if case.step == before:
            return
    yield Finding(FILE, key, f"from {began} one never comes to the end")


def refused(case: Case, content: Content, today: date) -> Case:
    """The case after everything possible at its step was done, in vain."""
    path, timing = content.path, content.timing
    step = path.steps[case.step]
    at = datetime.combine(today, time(12), UTC)
    if not is_open(case, step, timing, today):
        through = moves.go_to(case, timing, at, today, step.id, step.ways_through[0])
        case = _changed(case, through)
    if not step.waits:
        return _changed(case, moves.finish_checks(case, timing, at, today, helped=False))
    case = _changed(case, moves.mark_sent(case, timing, at, today, today))
    return _changed(case, moves.record_reply(case, timing, at, today, Reply.REFUSED, today))


def _changed(case: Case, change: Change) -> Case:
    return replace(case, events=(*case.events, *change.events), step=change.step or case.step)


def _contacts(step: Step, place: str, problem: str, content: Content) -> Iterator[Finding]:
    cards = content.contacts_for(place, problem, step)
    key = f"steps.{step.id}.contacts at {place}, {problem}"
    # A stranger is written to where the money went.
    told = step.draft is None or content.letters.drafts[step.draft].addressee != "receiver"
    if not cards and step.waits and told:
        yield Finding(FILE, key, "nobody to send the letter to")
    yield from _first(FILE, key, cards)


def _first(file: str, key: str, cards: list[Contact]) -> Iterator[Finding]:
    """People do what they are shown first: it is never a dead contact, and a doubtful one only if
    there is none better (the screen then says so)."""
    if not cards or _may_lead(cards[0]):
        return
    dead = cards[0].standing in {Standing.CLOSED, Standing.CONTRADICTED}
    if dead or any(map(_may_lead, cards)):
        yield Finding(file, key, f"{cards[0].id} comes first and is {cards[0].standing.value}")


def _may_lead(card: Contact) -> bool:
    """Confirmed, or at least likely and not on the article's word alone."""
    likely = card.standing is Standing.UNCONFIRMED and card.confidence is Confidence.LIKELY
    return may_be_primary(card) or likely
