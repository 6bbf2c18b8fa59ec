"""The path and the questions, read from data/ and checked for what can dangle."""

from collections.abc import Mapping
from pathlib import Path as File

from bot.content.errors import BadData
from bot.content.records import read_toml, record, records
from bot.escalation.path import Path, Route, Step
from bot.escalation.questions import Question
from bot.escalation.routing import RULES

MAX_ID = 16
"""Ids ride in buttons of 64 bytes."""


def load_path(folder: File) -> Path:
    """The path from data/path.toml.

    Raises BadData for an unknown key, an id that does not exist, a step on no route or a place and
    problem without a route.
    """
    table = read_toml(folder / "path.toml")
    table["steps"] = records(Step, "path.toml", table.get("steps", {}))
    table["routes"] = tuple(
        record(Route, "path.toml", f"routes.{number}", route)
        for number, route in enumerate(table.get("routes", []))
    )
    path = record(Path, "path.toml", "(top)", table)
    _check_path(path)
    return path


def _check_path(path: Path) -> None:
    def need(good: bool, key: str, reason: str) -> None:
        if not good:
            raise BadData("path.toml", key, reason)

    for step in path.steps.values():
        key = f"steps.{step.id}"
        need(len(step.id) <= MAX_ID, key, f"an id has at most {MAX_ID} characters")
        need(step.opens_when in (None, *RULES), key, f"no rule called {step.opens_when}")
        need(bool(step.checks or step.draft), key, "has neither checks nor a letter: a dead end")
    walked = {step for route in path.routes for step in (*route.steps, *route.also)}
    for step_id in sorted(walked ^ path.steps.keys()):
        need(False, f"steps.{step_id}", "is named by a route or defined, but not both")
    for route in path.routes:
        need(bool(route.steps), f"routes.{route.id}", "has no steps")
    for place in path.places:
        for problem in path.problems:
            try:
                path.route(place, problem)
            except LookupError as error:
                raise BadData("path.toml", "routes", str(error)) from error


def load_questions(folder: File) -> Mapping[str, Question]:
    """The questions from data/questions.toml, in the order of asking. Raises BadData."""
    questions = records(Question, "questions.toml", read_toml(folder / "questions.toml"))
    for question in questions.values():
        if (question.kind == "choices") != bool(question.choices):
            raise BadData("questions.toml", question.id, 'choices go with kind = "choices"')
    return questions
