"""What the bot says unprompted or instead of a screen: every kind of reminder, rendered from a case
whose plan contains it, and every refusal, alert and note to the owner, with exactly the facts that
the code gives them."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from jinja2 import TemplateError

from bot import owner
from bot.answers import unreadable
from bot.casework import Casework
from bot.checks import samples
from bot.checks.finding import Finding, alert_faults, row_faults, text_faults
from bot.checks.path import refused
from bot.content.content import Content
from bot.dialogs.desk import Desk
from bot.dialogs.reminding import SCREENS, reminder_screen
from bot.dialogs.screen import Rows
from bot.escalation import errors
from bot.escalation.case import Case, EventKind
from bot.escalation.reminders import Due, ReminderContext, ReminderKind, plan
from bot.escalation.values import Money
from bot.records import BadData

KEEP_DAYS = 365

ALERTS = (
    "unsaid",
    "not_unsaid",
    *("no_answer", "no_dates", "unknown_button"),
    *("exhibit_left", "exhibit_kept", "exhibit_gone"),
)
"""The alerts that need no facts."""


def check_reminders(content: Content, casework: Casework) -> Iterator[Finding]:
    """Reminders that fail: Telegram's limits, Jinja or a missing word; and each kind that no
    sample case gets: its words would be tried on a person first."""
    seen: set[tuple[ReminderKind, str, str, bool, bool]] = set()
    for case in _cases(content, casework.today()):
        for context in _context(case):
            dues = plan(case, content.timing, context, context.changed_at)
            for due in dues:
                here = due.key.step == case.step
                alike = (due.key.kind, case.place, due.key.step, here, bool(case.answers))
                if alike in seen:
                    continue
                seen.add(alike)
                yield from _faults(case, context, due, dues, content, casework)
    for kind in set(ReminderKind) - {kind for kind, *_ in seen}:
        yield Finding(_file(kind), kind.value, "no sample case is reminded of this")


def _cases(content: Content, today: date) -> Iterator[Case]:
    """A case at each step in each stage, and one refused at every step of each route: only then do
    the short windows run."""
    yield from (case for case, _ in samples.cases_at_stages(content, today))
    for route in content.path.routes:
        case, before = samples.opened(route, content, today), ""
        while case.step != before:
            before = case.step
            if content.path.steps[before].waits:
                yield samples.with_event(case, EventKind.SENT, today)
            case = refused(case, content, today)
            yield case


def _context(case: Case) -> Iterator[ReminderContext]:
    """The person has paused; has begun a letter; wants no reminders for a week."""
    acted_at = case.events[-1].recorded_at
    in_a_week = (acted_at + timedelta(days=7)).date()
    yield ReminderContext(zone=samples.ZONE, changed_at=acted_at)
    yield ReminderContext(zone=samples.ZONE, changed_at=acted_at, answered_at=acted_at)
    yield ReminderContext(zone=samples.ZONE, changed_at=acted_at, put_off_until=in_a_week)


def _faults(
    case: Case,
    context: ReminderContext,
    due: Due,
    dues: tuple[Due, ...],
    content: Content,
    casework: Casework,
) -> Iterator[Finding]:
    file, key = _file(due.key.kind), f"{case.place}, {case.problem}, {due.key.step}"
    then = max(due.at.astimezone(UTC), datetime.combine(due.on, time(12), UTC))
    desk = Desk(content, casework, then)
    try:
        screen = reminder_screen(case, context, due, dues, desk, KEEP_DAYS)
    except (TemplateError, LookupError, BadData) as error:
        yield Finding(file, key, str(error))
        return
    for fault in (*text_faults(screen.text), *row_faults(screen.rows), *_crowding(screen.rows)):
        yield Finding(file, key, fault)


MOST_BUTTONS = 5


def _crowding(rows: Rows) -> Iterator[str]:
    """Why the next action would not be found at a glance."""
    buttons = [button for row in rows for button in row]
    if len(buttons) > MOST_BUTTONS:
        yield f"has {len(buttons)} buttons, at most {MOST_BUTTONS} are read in a hurry"
    if (coloured := sum("style" in button for button in buttons)) > 1:
        yield f"has {coloured} coloured buttons"


def _file(kind: ReminderKind) -> str:
    return f"templates/screens/reminders/{SCREENS.get(kind, kind.value)}.html.j2"


def check_notices(content: Content, today: date) -> Iterator[Finding]:
    """Refusals, alerts and notes that fail: Telegram's limits, Jinja or a missing word."""
    told: Mapping[str, Mapping[str, Mapping[str, type]]] = {
        "errors": {**errors.FACTS, "unexpected": {}},
        "unreadable": unreadable.FACTS,
        "owner": owner.FACTS,
        "alerts": {alert: {} for alert in ALERTS},
    }
    for folder, notices in told.items():
        for name, facts in notices.items():
            yield from _notice(f"{folder}/{name}", facts, content, today)


def _notice(
    name: str, facts: Mapping[str, type], content: Content, today: date
) -> Iterator[Finding]:
    file = f"templates/screens/{name}.html.j2"
    given = {fact: _sample(kind, today) for fact, kind in facts.items()}
    try:
        text = content.words.screen(name, **given)
    except (TemplateError, LookupError, BadData) as error:
        yield Finding(file, "(file)", f"given {sorted(facts) or 'nothing'}: {error}")
        return
    for fault in alert_faults(text) if name.startswith("alerts/") else text_faults(text):
        yield Finding(file, "(file)", fault)


def _sample(kind: type, today: date) -> Any:
    """A sample value of this type."""
    known = {int: 21, str: "overdue", date: today, list: [7, 8, 9], Money: Money(250_000)}
    return known[kind]
