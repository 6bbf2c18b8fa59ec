"""The card of a case whose wallet or bank was not told yet: the three actions, what was done."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.dialogs.callbacks import case_button
from bot.dialogs.desk import Desk
from bot.dialogs.screen import Row, Rows, Screen, button
from bot.escalation.case import Case
from bot.escalation.deadlines import DAY
from bot.escalation.firms import FIRM, may_pick
from bot.escalation.reporting import TO_FIRM, How, how_of, told_at
from bot.escalation.timing import StepClock
from bot.escalation.values import Moment

HOWS: Mapping[How, str] = {How.DEBITED: "was_debited", How.CODE: "lured", How.SENT: "was_deceived"}
"""The button of each way in which the money may have left."""

POLICE = ("police", "police_abroad")
"""The steps at which the police is told, at home and in another country."""


def urgent_screen(case: Case, clock: StepClock, desk: Desk) -> Screen:
    """What to do now, by how the money left and whose number is known."""
    facts = urgent_facts(desk, case.place, str(case.answers.get(FIRM, "")), how_of(case))
    facts |= {"tomorrow": told_by(case, desk)}
    text = desk.text("urgent", **facts, heard=None, asking=False, window=clock.window)
    return Screen(text, _rows(case, desk))


def told_by(case: Case, desk: Desk) -> date:
    """By which day to tell them where the day of the notice is not known: the case was opened on
    the day on which the operation was seen, at the latest."""
    return desk.casework.day_of(case.opened_at) + DAY


def urgent_facts(desk: Desk, place: str, firm: str, how: How | None) -> dict[str, Any]:
    """What the words of the urgent screen hang on."""
    return {
        "firm": desk.content.facts.firms.get(firm),
        "place": place,
        "russian": desk.content.path.places[place].country == "RU",
        "how": how.value if how else "",
        # The day of the notice is not known before a case says it: counted from today.
        "tomorrow": desk.today + DAY,
    }


def _rows(case: Case, desk: Desk) -> Rows:
    how, pick = how_of(case), _pick(case, desk)
    words = desk.label(how.value if how else "unsaid", "urgent_words")
    copy = [] if pick else [button(desk.label("copy_words"), copy_text={"text": words})]
    return [
        [desk.do(case, "told_them", "checked", style="success")],
        pick or copy,
        *_turns(case, how, desk),
        [*_police_step(case, how, desk), desk.do(case, "more")],
    ]


def _police_step(case: Case, how: How | None, desk: Desk) -> Row:
    """What the police takes, one tap away; whoever was deceived has the statement itself."""
    if how is How.SENT:
        return [desk.do(case, "map")]
    steps = _police_steps(case, desk)
    return [case_button(desk.label(one, "steps"), case, "view", step=one) for one in steps]


def _pick(case: Case, desk: Desk) -> Row:
    """Whose number to dial, and to whom to write, where that is not known."""
    unknown = may_pick(case) and FIRM not in case.answers
    return [desk.do(case, "pick_firm", "firms")] if unknown else []


def _turns(case: Case, how: How | None, desk: Desk) -> Rows:
    """How else the money may have left, and what goes with the way that was said."""
    match how:
        case How.SENT:
            return [police_row(case, desk), *how_rows(case, desk, [How.DEBITED])]
        case How.CODE:
            return [[desk.do(case, "remote")], *how_rows(case, desk, [How.SENT])]
        case _:
            return how_rows(case, desk, [How.CODE, How.SENT])


def how_rows(case: Case, desk: Desk, hows: Sequence[How]) -> Rows:
    """A button for each of these ways."""
    problems = desk.content.path.places[case.place].problems
    return [
        [case_button(desk.label(HOWS[how]), case, "how", how.value)]
        for how in hows
        if how.problem in problems
    ]


def police_row(case: Case, desk: Desk) -> Row:
    """The statement to the police, where the case's route has it."""
    steps = _police_steps(case, desk)
    return [desk.do(case, "police_letter", "letter", step=one) for one in steps]


def _police_steps(case: Case, desk: Desk) -> list[str]:
    """The step of the police on the case's route, if there is one."""
    route = desk.content.path.route(case.place, case.problem)
    return [one for one in POLICE if one in (*route.steps, *route.also)][:1]


def kept_screen(case: Case, step: str, desk: Desk) -> Screen | None:
    """*Записал*: when it was reported and what comes next; None where nobody said when."""
    told, how = told_at(case), how_of(case)
    if not isinstance(case.answers.get("reported"), Moment) or told is None:
        return None
    firm = desk.content.firm_of(case)
    text = desk.text("report_kept", case=case, firm=firm, told=told, how=how.value if how else "")
    if how is None:
        rows = how_rows(case, desk, list(HOWS))
    else:
        letter = [desk.do(case, "firm_letter", "letter", style="primary")]
        rows = [letter if case.step in TO_FIRM else _pick(case, desk), police_row(case, desk)]
    return Screen(
        text,
        [
            *rows,
            [desk.do(case, "fix_report", "ask", "reported", step=step)],
            [desk.do(case, "tomorrow", "put_off", "1"), desk.do(case, "card")],
        ],
    )
