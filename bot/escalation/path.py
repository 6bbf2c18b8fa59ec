"""The path as data: problems, places, steps and the routes made of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Step:
    """One rung of the ladder, as `data/path.toml` describes it.

    `checks` are the ids of ticks the step offers, `script` says that there are lines for a call;
    `draft` is the letter it hands out; `promise`,
    `law` and `window` are ids of terms; `opens_when` names a rule of `routing.RULES` and
    `ways_through` the reasons a person may give to pass it early.
    """

    id: str
    free: bool = True
    optional: bool = False
    script: bool = False
    checks: tuple[str, ...] = ()
    draft: str | None = None
    contacts: tuple[str, ...] = ()
    promise: str | None = None
    law: str | None = None
    extension: str | None = None
    window: str | None = None
    opens_when: str | None = None
    ways_through: tuple[str, ...] = ()
    parallel: bool = False

    @property
    def waits(self) -> bool:
        """Whether something is sent here and an answer awaited."""
        return self.draft is not None


@dataclass(frozen=True, kw_only=True)
class Route:
    """The order of steps for some places and problems; empty `problems` means any of them.

    `also` are steps shown on the map beside the route: reachable, but not its next step.
    """

    id: str
    places: tuple[str, ...]
    steps: tuple[str, ...]
    problems: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Path:
    """Everything a case can walk."""

    problems: tuple[str, ...]
    places: tuple[str, ...]
    steps: Mapping[str, Step]
    routes: tuple[Route, ...]
    reasons: tuple[str, ...] = ()
    _found: dict[tuple[str, str], Route] = field(default_factory=dict, repr=False, compare=False)

    def route(self, place: str, problem: str) -> Route:
        """The first route that takes this place and problem.

        Raises LookupError when there is none; the content check shows that there always is one.
        """
        key = (place, problem)
        if key not in self._found:
            for route in self.routes:
                if place in route.places and (not route.problems or problem in route.problems):
                    self._found[key] = route
                    break
            else:
                raise LookupError(f"no route for {place} with {problem}")
        return self._found[key]
