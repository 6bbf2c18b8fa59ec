"""The financial ombudsman's standard electronic form of a claim to the organisation."""

from datetime import date, timedelta

from bot.escalation.case import Case
from bot.escalation.path import Path
from bot.escalation.values import Moment

WITHIN = timedelta(days=180)
"""After the breach: a claim by the form is then replied to within 15 working days instead of 30
calendar ones (123-ФЗ ст. 16 ч. 2)."""


def may_be_form(case: Case, path: Path, sent_on: date) -> bool:
    """Whether it changes anything that the letter sent on that day went by the form: the route goes
    on to the ombudsman, and 180 days have not passed since it happened, as far as is known."""
    if not path.steps[case.step].form:
        return False
    route = path.route(case.place, case.problem)
    waits = any(path.steps[step].after == case.step for step in route.steps)
    happened = case.answers.get("happened")
    return waits and not (isinstance(happened, Moment) and sent_on - happened.on > WITHIN)
