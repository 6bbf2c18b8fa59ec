"""The path, the questions and the stock replies of data/, checked for dangling ids."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as File

from bot.escalation.case import Reply
from bot.escalation.conditions import CONDITIONS
from bot.escalation.outlook import EXTENDED
from bot.escalation.path import Path, Place, Route, Step
from bot.escalation.questions import Question
from bot.escalation.routing import RULES
from bot.escalation.terms import Term
from bot.records import BadData, read_toml, record, records

FILE = "path.toml"

MAX_ID = 16
"""Characters of an id: it has to fit in a button's 64 bytes."""


def load_path(folder: File, terms: Mapping[str, Term]) -> Path:
    """The path from data/path.toml.

    Raises BadData for an unknown key, an id that does not exist, a step on no route, or a place and
    problem without a route.
    """
    table = read_toml(folder / FILE)
    table["places"] = records(Place, FILE, table.get("places", {}))
    table["steps"] = records(Step, FILE, table.get("steps", {}))
    table["routes"] = tuple(
        record(Route, FILE, f"routes.{number}", route)
        for number, route in enumerate(table.get("routes", []))
    )
    path = record(Path, FILE, "", table)
    for step in path.steps.values():
        _check_step(step, path, terms)
    _check_routes(path)
    return path


def _need(good: bool, key: str, reason: str) -> None:
    if not good:
        raise BadData(FILE, key, reason)


def _check_step(step: Step, path: Path, terms: Mapping[str, Term]) -> None:
    key = f"steps.{step.id}"
    _need(len(step.id) <= MAX_ID, key, f"an id has at most {MAX_ID} characters")
    _need(step.opens_when in (None, *RULES), key, f"no rule called {step.opens_when}")
    _need(bool(step.checks or step.draft), key, "has neither checks nor a letter: a dead end")
    for term in step.terms:
        _need(term in terms, key, f"no term {term}")
    for condition in step.conditions:
        _need(condition in CONDITIONS, key, f"no condition {condition}")
    for other in filter(None, (step.after, step.won, *step.meanwhile, *step.beside)):
        _need(other in path.steps, key, f"no step {other}")
    for place in step.laws:
        _need(place in path.places, f"{key}.laws", f"no place {place}")
    if step.opens_when:
        _need(bool(step.ways_through), key, "is guarded without a way through: a dead end")
    surplus = sorted(set(step.ways_without) - set(step.ways_through))
    _need(not surplus, f"{key}.ways_without", f"{surplus} is no way through")


def _check_routes(path: Path) -> None:
    walked = {step for route in path.routes for step in (*route.steps, *route.also)}
    for step_id in sorted(walked ^ path.steps.keys()):
        _need(False, f"steps.{step_id}", "is named by a route or defined, but not both")
    for route in path.routes:
        _need(bool(route.steps), f"routes.{route.id}", "has no steps")
        for name in route.places:
            _need(name in path.places, f"routes.{route.id}", f"no place {name}")
    for place in path.places.values():
        for problem, other in place.elsewhere.items():
            known = other in path.places and problem in path.places[other].problems
            _need(
                known and problem not in place.problems,
                f"places.{place.id}",
                f"{problem} leads nowhere",
            )
        for problem in place.problems:
            try:
                path.route(place.id, problem)
            except LookupError as error:
                raise BadData(FILE, "routes", str(error)) from error


@dataclass(frozen=True, kw_only=True)
class ReplyKind:
    """A stock reply: what it means for the case (a `Reply` or EXTENDED), and the phrases that give
    it away."""

    id: str
    reply: str
    phrases: tuple[str, ...]


def load_reply_kinds(folder: File) -> Mapping[str, ReplyKind]:
    """The stock replies from data/reply_kinds.toml. Raises BadData."""
    file = "reply_kinds.toml"
    kinds = records(ReplyKind, file, read_toml(folder / file))
    for kind in kinds.values():
        if kind.reply not in {*Reply, EXTENDED}:
            raise BadData(file, f"{kind.id}.reply", f"{kind.reply} is no reply")
    return kinds


def load_questions(folder: File) -> Mapping[str, Question]:
    """The questions from data/questions.toml, in the order of asking. Raises BadData."""
    questions = records(Question, "questions.toml", read_toml(folder / "questions.toml"))
    for question in questions.values():
        if (question.kind == "choices") != bool(question.choices):
            raise BadData("questions.toml", question.id, 'choices go with kind = "choices"')
    return questions
