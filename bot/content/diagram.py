"""The pictures of docs/routes.md, drawn from data/path.toml in Mermaid."""

import re
from collections.abc import Mapping
from itertools import pairwise

from bot.content.render import Words
from bot.escalation.path import Path, Route
from bot.records import BadData

_PLACE = re.compile(r"<!-- diagram:(\w+) -->\n.*?<!-- /diagram -->", re.DOTALL)


def diagrams(path: Path, words: Words) -> Mapping[str, str]:
    """The Mermaid source of each route's picture, by the route's id.

    A thick arrow is the way on after a refusal or silence, a dotted one leads to a step off the
    route; 🔒 marks a step that opens only after something has happened.
    """
    return {route.id: _diagram(route, path, words) for route in path.routes}


def _diagram(route: Route, path: Path, words: Words) -> str:
    def node(step: str) -> str:
        notes = (" 🔒" if path.steps[step].opens_when else "") + (
            " (optional)" if path.steps[step].optional else ""
        )
        return f'{step}["{words.label("steps", step)}{notes}"]'

    places = "<br>".join(words.label("places", place) for place in route.places)
    problems = ", ".join(words.label("problems", problem) for problem in route.problems)
    about = f"<br><i>{problems}</i>" if problems else ""
    first, last = route.steps[0], route.steps[-1]
    return "\n".join(
        [
            "flowchart TD",
            f'    begin(["{places}{about}"]) ==> {node(first)}',
            *(f"    {one} ==> {node(two)}" for one, two in pairwise(route.steps)),
            f'    {last} ==> stop(["the end of the ladder"])',
            *(f"    begin -.-> {node(step)}" for step in route.also),
        ]
    )


def with_diagrams(text: str, path: Path, words: Words) -> str:
    """The text with a redrawn picture at each `<!-- diagram:<route> -->` … `<!-- /diagram -->`.

    Raises BadData for a route that does not exist.
    """
    drawn = diagrams(path, words)

    def redraw(found: re.Match[str]) -> str:
        route = found[1]
        if route not in drawn:
            raise BadData("docs/routes.md", f"diagram:{route}", "no such route")
        return f"<!-- diagram:{route} -->\n```mermaid\n{drawn[route]}\n```\n<!-- /diagram -->"

    return _PLACE.sub(redraw, text)
