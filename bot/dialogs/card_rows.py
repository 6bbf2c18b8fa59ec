"""The buttons under the living card, by where the case stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.dialogs.callbacks import case_button, tick_button
from bot.dialogs.desk import Desk
from bot.dialogs.screen import Button, Row, Rows, column, pairs
from bot.escalation.amount import amount_of
from bot.escalation.case import Case, Stage, is_done, kept_letters, number_of, settled_reply
from bot.escalation.conditions import BY_POLICE, asks_border
from bot.escalation.firms import FIRM, LISTED, licence_unsure
from bot.escalation.path import UNKNOWN_PLACE, Step
from bot.escalation.questions import chosen
from bot.escalation.reporting import How, is_urgent
from bot.escalation.routing import is_ahead, is_open, meanwhile, ways
from bot.escalation.timing import StepClock

DECIDERS = ("ombudsman", "court")

MOST_ON_CARD = 4
"""So many buttons stand on a card beside *Карта* and *Ещё*; one more where all are needed."""


@dataclass(frozen=True, slots=True)
class Standpoint:
    """A case at its step, whether the step is still locked, what runs there, the step that may be
    taken at once while this one waits, and whether there is none left to take."""

    case: Case
    step: Step
    stage: Stage
    locked: bool
    clock: StepClock
    at_once: str | None
    at_end: bool
    desk: Desk

    def do(self, *does: str, style: str | None = None) -> Row:
        """Buttons named as what they do."""
        return [self.desk.do(self.case, do, style=style) for do in does]

    @property
    def has_contacts(self) -> bool:
        case = self.case
        return bool(self.desk.content.contacts_for(case.place, case.problem, self.step))


def card_rows(at: Standpoint) -> Rows:
    """The buttons under the card: what is most needed first, the rest behind *Ещё*."""
    if at.stage is Stage.CLOSED:
        return _closed(at)
    return [*_shown(at)[0], at.do("map", "more")]


def further_rows(at: Standpoint) -> Rows:
    """What stands behind *Ещё*: all that found no room on the card, and the answers of the FAQ to
    what is asked at this step."""
    entries = [] if at.locked else _entries(at)
    return [*column(entries), *pairs(_shown(at)[1]), at.do("card")]


def _entries(at: Standpoint) -> Row:
    """The questions of the FAQ that are asked at this step."""
    return [
        case_button(entry.title, at.case, "entry", entry.id)
        for entry in at.desk.content.entries_for(at.case, at.step)
    ]


def _shown(at: Standpoint) -> tuple[Rows, Row]:
    """The rows that always stand on the card with as many of the others as there is room for, and
    what is left of these."""
    if is_urgent(at.case):  # its card has buttons of its own
        unplaced = at.do("place") if at.case.place == UNKNOWN_PLACE else []
        way = at.do("map") if at.case.problem != How.SENT else []
        return [], [*way, *unplaced, *_more(at), *at.do("close")]
    match at.stage:
        case Stage.WAITING:
            first, others = _waiting(at)
        case Stage.QUESTIONS:
            first, others = _questions(at)
        case _ if at.locked:
            first, others = _locked(at)
        case _ if at.step.checks:
            first, others = _checks(at)
        case _:
            first, others = _todo(at)
    rows = [row for row in [*first, at.do("close") if at.at_end else []] if row]
    taken = sum(map(len, rows))
    room = max(MOST_ON_CARD - taken, int(taken <= MOST_ON_CARD))
    close = [] if at.at_end else at.do("close")
    return [*rows, *column(others[:room])], [*others[room:], *_more(at), *close]


def _place(at: Standpoint) -> Row:
    """Whose wallet it was, and whether it has a licence, where that is not known yet."""
    if at.case.place == UNKNOWN_PLACE:
        return at.do("place")
    named = FIRM in at.case.answers or at.case.answers.get("provider_name")
    if licence_unsure(at.case, at.desk.content.facts.firms):
        return at.do("check_licence")
    ask = at.case.place == LISTED and not named
    return [at.desk.do(at.case, "pick_firm", "firms")] if ask else []


def _lister(at: Standpoint) -> Row:
    """Who entered the person into the base of fraud cases decides where the way out begins."""
    if at.case.problem != "fraud_base":
        return []
    known = bool(at.case.answers.get(BY_POLICE))
    name, said = ("not_by_police", "0") if known else ("by_police", "1")
    return [at.desk.do(at.case, name, "lister", said)]


def _stop(at: Standpoint) -> Row:
    """For a small sum, stopping is offered as the sensible choice it is."""
    amount = amount_of(at.case)
    if amount is None or amount.minor > at.desk.content.path.small_sum * 100:
        return []
    return [at.desk.do(at.case, "stop_here", "end", "small_sum")]


def _checks(at: Standpoint) -> tuple[Rows, Row]:
    ticked = chosen(at.case.answers.get("checks"))
    ticks = [
        tick_button(at.desk.label(name, "checks"), at.case, "tick", str(number), on=name in ticked)
        for number, name in enumerate(at.step.checks_for(at.case.problem))
    ]
    done = at.do("helped", "not_helped") if at.step.may_solve else at.do("checked", style="primary")
    letter = at.do("letter") if at.step.draft else []
    others = [*_beside(at), *letter, *_script(at), *_stop(at)]
    return [*column(ticks), done, _place(at)], others


def _todo(at: Standpoint) -> tuple[Rows, Row]:
    skip = at.do("skip_step") if at.step.optional else []
    triage = at.do("triage") if at.step.waits else []
    return (
        [at.do("letter", style="primary"), at.do("sent"), skip],
        [
            *_lister(at),
            *_beside(at),
            *_open_now(at),
            *_place(at),
            *_stop(at),
            *triage,
            *_script(at),
            *_fix_reply(at),
        ],
    )


def _open_now(at: Standpoint) -> Row:
    """Whoever decides for this case, as soon as they may be gone to, on the way or beside it: what
    stands before them may be passed."""
    path, timing = at.desk.content.path, at.desk.content.timing
    decider = next((one for one in DECIDERS if is_ahead(at.case, one, timing)), None)
    if decider in (None, at.step.id) or is_done(at.case, decider):
        return []
    steps = path.route(at.case.place, at.case.problem).steps
    behind = decider in steps and steps.index(decider) < _position(at.step.id, steps)
    if behind or not is_open(at.case, path.steps[decider], timing, at.desk.today):
        return []
    return [_to_step("open_now", at.case, decider, at.desk)]


def _position(step: str, steps: Sequence[str]) -> int:
    return steps.index(step) if step in steps else 0


def _fix_reply(at: Standpoint) -> Row:
    """The reply that is recorded where the case still stands may be wrong."""
    recorded = settled_reply(at.case, at.step.id)
    return [at.desk.do(at.case, "fix_reply", "late")] if recorded else []


def _beside(at: Standpoint) -> Row:
    """The steps that belong to this one, and the problem that it may turn out to be."""
    case, path = at.case, at.desk.content.path
    route = path.route(case.place, case.problem)
    there = [step for step in at.step.beside if step in (*route.steps, *route.also)]
    elsewhere = path.places[case.place].elsewhere if at.step.beside else {}
    steps = [_to_step("beside", case, step, at.desk) for step in there]
    problems = [
        at.desk.page(f"start_{problem}", "place", f"{place}.{problem}")
        for problem, place in elsewhere.items()
    ]
    return [*steps, *problems]


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


def _locked(at: Standpoint) -> tuple[Rows, Row]:
    skip = at.do("skip_step") if at.step.optional else []
    letter = at.do("letter")
    others = [*_place(at), *_entries(at), *letter, *_stop(at)]
    return [*ways_through(at.case, at.step, at.desk), skip], others


def _waiting(at: Standpoint) -> tuple[Rows, Row]:
    at_once = at.at_once and _to_step("at_once", at.case, at.at_once, at.desk, "go", "primary")
    numbered = number_of(at.case, at.case.step) is not None
    clock = at.clock
    return (
        [
            [at_once] if at_once else [],
            at.do("late", style=None if at_once else "primary"),
            at.do("silent"),
            at.do("number") if not numbered else [],
        ],
        [
            *(at.do("border") if asks_border(at.case, at.desk.content.path) else []),
            *_lister(at),
            *(at.do("why") if clock.law or clock.promise else []),
            *_place(at),
            *at.do("letter"),
            *([start_button(at.case, at.step.id, at.desk)] if clock.law else []),
            *_script(at),
            *_stop(at),
        ],
    )


def start_button(case: Case, step: str, desk: Desk) -> Button:
    """Asks for the day from which the law counts at this step: of receipt, or of registration."""
    name = "received" if desk.content.timing.counts_from_receipt(case, step) else "registered"
    return desk.do(case, name, "registered", step=step)


def _questions(at: Standpoint) -> tuple[Rows, Row]:
    return [at.do("answered", style="primary"), at.do("papers"), at.do("late")], _place(at)


def _closed(at: Standpoint) -> Rows:
    return [
        at.do("reopen", "map"),
        at.do("history", *_sent(at)),
        at.do("export"),
        [at.desk.page("cases")],
        [at.desk.page("home")],
    ]


def _more(at: Standpoint) -> Row:
    contacts = at.do("contacts") if at.has_contacts else []
    counts_down = at.stage is Stage.TODO and at.clock.window
    figures = at.do("figures") if at.step.is_claim else []
    why = at.do("why") if counts_down else []
    return [*figures, *contacts, *why, *at.do("exhibits", "export", *_sent(at))]


def _script(at: Standpoint) -> Row:
    """What to say on the phone."""
    return at.do("script") if at.step.script else []


def _sent(at: Standpoint) -> Sequence[str]:
    """The letters that went out, once there are any."""
    return ["sent_letters"] if kept_letters(at.case) else []
