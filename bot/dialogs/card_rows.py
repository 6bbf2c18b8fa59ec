"""The buttons under the living card, by where the case stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.dialogs.callbacks import case_button, tick_button
from bot.dialogs.desk import Desk
from bot.dialogs.screen import Button, Row, Rows, column, pairs
from bot.escalation.amount import amount_of
from bot.escalation.case import Case, Stage, kept_letters, number_of, settled_reply
from bot.escalation.firms import FIRM, LISTED
from bot.escalation.path import UNKNOWN_PLACE, Step
from bot.escalation.questions import chosen
from bot.escalation.routing import meanwhile, ways
from bot.escalation.timing import StepClock


@dataclass(frozen=True, slots=True)
class Standpoint:
    """A case at its step, whether the step is still locked, what runs there, and the step that may
    be taken at once while this one waits."""

    case: Case
    step: Step
    stage: Stage
    locked: bool
    clock: StepClock
    at_once: str | None
    desk: Desk

    def do(self, *does: str, style: str | None = None) -> Row:
        """Buttons named as what they do."""
        return [self.desk.do(self.case, do, style=style) for do in does]

    @property
    def has_contacts(self) -> bool:
        case = self.case
        return bool(self.desk.content.contacts_for(case.place, case.problem, self.step))


def card_rows(at: Standpoint) -> Rows:
    """The rows for this standpoint, the most needed first."""
    match at.stage:
        case Stage.CLOSED:
            return _closed(at)
        case Stage.WAITING:
            rows = _waiting(at)
        case Stage.QUESTIONS:
            rows = _questions(at)
        case _:
            todo = _locked if at.locked else _checks if at.step.checks else _todo
            rows = [*todo(at), *_entries(at)]
    home = at.desk.page("home_short", "home")
    return [*rows, _place(at), _stop(at), [*at.do("map", "close"), home]]


def _place(at: Standpoint) -> Row:
    """Whose wallet it was, where that is not known yet."""
    if at.case.place == UNKNOWN_PLACE:
        return at.do("place")
    named = FIRM in at.case.answers or at.case.answers.get("provider_name")
    ask = at.case.place == LISTED and not named
    return [at.desk.do(at.case, "pick_firm", "firms")] if ask else []


def _stop(at: Standpoint) -> Row:
    """For a small sum, stopping is offered as the sensible choice it is."""
    amount = amount_of(at.case)
    if amount is None or amount.minor > at.desk.content.path.small_sum * 100:
        return []
    return [at.desk.do(at.case, "stop_here", "end", "small_sum")]


def _checks(at: Standpoint) -> Rows:
    ticked = chosen(at.case.answers.get("checks"))
    ticks = [
        tick_button(at.desk.label(name, "checks"), at.case, "tick", str(number), on=name in ticked)
        for number, name in enumerate(at.step.checks_for(at.case.problem))
    ]
    done = at.do("helped", "not_helped") if at.step.may_solve else at.do("checked", style="primary")
    letter = at.do("letter") if at.step.draft else []
    return [*column(ticks), done, letter, *_beside(at), *pairs(_more(at))]


def _todo(at: Standpoint) -> Rows:
    return [
        at.do("letter", style="primary"),
        at.do("sent"),
        *_beside(at),
        _fix_reply(at),
        *pairs(_more(at)),
        at.do("skip_step") if at.step.optional else [],
    ]


def _fix_reply(at: Standpoint) -> Row:
    """The reply that is recorded where the case still stands may be wrong."""
    recorded = settled_reply(at.case, at.step.id)
    return [at.desk.do(at.case, "fix_reply", "late")] if recorded else []


def _beside(at: Standpoint) -> Rows:
    """The steps that belong to this one, and the problem that it may turn out to be."""
    case, path = at.case, at.desk.content.path
    route = path.route(case.place, case.problem)
    there = [step for step in at.step.beside if step in (*route.steps, *route.also)]
    elsewhere = path.places[case.place].elsewhere if there else {}
    steps = [_to_step("beside", case, step, at.desk) for step in there]
    problems = [
        at.desk.page(f"start_{problem}", "place", f"{place}.{problem}")
        for problem, place in elsewhere.items()
    ]
    return column([*steps, *problems])


def ways_through(case: Case, step: Step, desk: Desk) -> Rows:
    """Past a locked step: what to do meanwhile, and the reasons that open it at once."""
    other = meanwhile(case, step, desk.content.timing)
    instead = [_to_step("meanwhile", case, other, desk)] if other else []
    reasons = ways(case, step, desk.content.timing)
    return [instead, *column(desk.choices(case, "go", "ways", reasons, step=step.id))]


def _to_step(
    word: str, case: Case, step: str, desk: Desk, do: str = "view", style: str | None = None
) -> Button:
    """A button, named by the word and the step, that shows the step, or does something else."""
    name = f"{desk.label(word)} {desk.label(step, 'steps')}"
    return case_button(name, case, do, step=step, style=style)


def _locked(at: Standpoint) -> Rows:
    skip = at.do("skip_step") if at.step.optional else []
    more = pairs([*at.do("letter"), *_more(at)])
    return [*ways_through(at.case, at.step, at.desk), *more, skip]


def _entries(at: Standpoint) -> Rows:
    """The questions of the FAQ that are asked at this step."""
    entries = at.desk.content.entries_for(at.case, at.step)
    return column(case_button(entry.title, at.case, "entry", entry.id) for entry in entries)


def _waiting(at: Standpoint) -> Rows:
    numbered = number_of(at.case, at.case.step) is not None
    clock = at.clock
    why = at.do("why") if clock.law or clock.promise else []
    when = at.do("registered") if clock.law else []
    return [
        [_to_step("at_once", at.case, at.at_once, at.desk, "go", "primary")] if at.at_once else [],
        at.do("solved", "refused"),
        at.do("won") if at.step.won else [],
        at.do("silent", "questions"),
        [*at.do("triage"), *(at.do("extended") if clock.law else [])],
        why,
        [*(at.do("number") if not numbered else []), *when],
        *pairs([*at.do("letter"), *_more(at)]),
    ]


def _questions(at: Standpoint) -> Rows:
    return [
        at.do("answered", style="primary"),
        at.do("papers"),
        at.do("solved", "refused"),
        *pairs(_more(at)),
    ]


def _closed(at: Standpoint) -> Rows:
    return [
        at.do("reopen", "map"),
        at.do("history", *_sent(at)),
        [at.desk.page("cases")],
        [at.desk.page("home")],
    ]


def _more(at: Standpoint) -> Row:
    contacts = at.do("contacts") if at.has_contacts else []
    counts_down = at.stage is Stage.TODO and at.clock.window
    script = at.do("script") if at.step.script else []
    figures = at.do("figures") if at.step.is_claim else []
    why = at.do("why") if counts_down else []
    return [*figures, *contacts, *script, *why, *at.do(*_sent(at))]


def _sent(at: Standpoint) -> Sequence[str]:
    """The letters that went out, once there are any."""
    return ["sent_letters"] if kept_letters(at.case) else []
