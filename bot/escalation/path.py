"""The path as data: problems, places, steps and the routes made of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

UNKNOWN_PLACE = "unknown"
"""The place of a case of which nobody knows yet whose wallet it was."""

TERMINAL = "terminal"
"""The problem, and in Russia the place, of money that a terminal has taken."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One rung of the ladder, as `data/path.toml` describes it.

    `checks` are the ids of ticks the step offers (with `may_solve`, they may end the matter), and
    `checks_when` those for a problem with others;
    `script` says that there are lines for a call; `draft` is the letter it hands out; `asks` are
    the questions that are asked when the checks of a step without a letter are done.

    `contacts` are ids, "@provider" and "@regulators" standing for those of the case's place;
    `qiwi_contacts` are shown where the wallet was Qiwi's.

    `promise`, `law`, `then` (a second term, counted from the end of `law`), `extension` and
    `window` are ids of terms; `laws` gives another law by place ("" for none known);
    `disputes` names, by problem, another term of the law: the later of the two counts;
    `disputes_when` as `law_when` says which term it is instead.
    `law_when` and `window_when` name, by condition (`conditions.CONDITIONS`), the term that runs
    instead of `law` or `window` where it holds: the first that does.

    `decided_window` is the term of the window that runs instead of `window` once the step `after`
    gave a decision, and `decided_after` the term from the decision's day to the window's first.

    `opens_when` names a rule of `routing.RULES` about the step `after`, `ways_through` the reasons
    a person may give to pass it early; `meanwhile` are steps to take while it is locked: the
    first that the case's route has.
    `ways_without` are those of them that are offered where the case's route goes past `after`, and
    only there.
    `applies_when` and `skipped_when` name a condition without which, or with which, the step is
    not for the case: its route goes past it.
    `after_term` is the term, counted from the sending at `after`, whose end opens the step where
    that is not the end of the term for a reply; `after_term_when` as `law_when`.

    `at_once` says that it needs no reply from the step before: it is offered while that one waits,
    `at_once_unless` for problems of which that reply decides what it says;
    `beside` are steps that its card offers as well, where the case's map has them.

    `won` is the step for a decision in the person's favour that is not paid; `form` says that the
    letter may go by the financial ombudsman's standard electronic form, which is then asked;
    `signed` that terms run from the day on which a decision was signed, not from when it was got.
    """

    id: str
    optional: bool = False
    script: bool = False
    checks: tuple[str, ...] = ()
    checks_when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    may_solve: bool = False
    at_once: bool = False
    at_once_unless: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    draft: str | None = None
    asks: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    qiwi_contacts: tuple[str, ...] = ()
    promise: str | None = None
    law: str | None = None
    laws: Mapping[str, str] = field(default_factory=dict)
    disputes: Mapping[str, str] = field(default_factory=dict)
    disputes_when: Mapping[str, str] = field(default_factory=dict)
    law_when: Mapping[str, str] = field(default_factory=dict)
    then: str | None = None
    extension: str | None = None
    window: str | None = None
    window_when: Mapping[str, str] = field(default_factory=dict)
    decided_window: str | None = None
    decided_after: str | None = None
    opens_when: str | None = None
    after: str | None = None
    won: str | None = None
    signed: bool = False
    form: bool = False
    after_term: str | None = None
    after_term_when: Mapping[str, str] = field(default_factory=dict)
    ways_through: tuple[str, ...] = ()
    ways_without: tuple[str, ...] = ()
    applies_when: str | None = None
    skipped_when: str | None = None
    meanwhile: tuple[str, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether something is sent here and a reply awaited."""
        return self.draft is not None and not self.checks

    def checks_for(self, problem: str) -> tuple[str, ...]:
        """The ticks that it offers whom this has happened to."""
        return self.checks_when.get(problem, self.checks)

    @property
    def all_checks(self) -> tuple[str, ...]:
        """Every tick that it offers anybody."""
        return (*self.checks, *(one for more in self.checks_when.values() for one in more))

    @property
    def letter(self) -> str:
        """The id of the letter it hands out. Raises LookupError for a step without one."""
        if self.draft is None:
            raise LookupError(f"{self.id} has no letter")
        return self.draft

    @property
    def is_claim(self) -> bool:
        """Whether its letter is a statement of claim, with a calculation."""
        return self.draft == "court"

    @property
    def terms(self) -> tuple[str, ...]:
        """The ids of all terms that it names."""
        single = (self.promise, self.law, self.then, self.extension, self.window)
        more = (self.decided_window, self.decided_after, self.after_term)
        by_name = (
            self.laws,
            self.disputes,
            self.disputes_when,
            self.law_when,
            self.window_when,
            self.after_term_when,
        )
        return tuple(
            filter(None, (*single, *more, *(term for terms in by_name for term in terms.values())))
        )

    @property
    def conditions(self) -> tuple[str, ...]:
        """The conditions that it names."""
        named = filter(None, (self.applies_when, self.skipped_when))
        whens = (self.disputes_when, self.law_when, self.window_when, self.after_term_when)
        return (*(name for when in whens for name in when), *named)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Whose wallet it was: the country whose calendar and law count, and what happens there.

    `since` starts the windows of a place whose own day is known (the licence was revoked).
    `elsewhere` names, by problem, the place whose path it goes where it cannot be walked here.
    """

    id: str
    country: str
    problems: tuple[str, ...]
    qiwi: bool = False
    since: date | None = None
    elsewhere: Mapping[str, str] = field(default_factory=dict)


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
    """Everything a case can walk. `small_sum` is in roubles: below it, stopping is offered."""

    places: Mapping[str, Place]
    steps: Mapping[str, Step]
    routes: tuple[Route, ...]
    reasons: tuple[str, ...]
    small_sum: int
    _found: dict[tuple[str, str], Route] = field(default_factory=dict, repr=False, compare=False)

    def is_qiwi(self, place: str, problem: str) -> bool:
        """Whether the company is Qiwi there, as far as is known: a terminal is its owner's, who is
        named on it."""
        return self.places[place].qiwi and problem != TERMINAL

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
