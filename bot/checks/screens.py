"""Every screen rendered with representative facts, every card and contact with its buttons."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import time, timedelta
from types import SimpleNamespace
from typing import Any

from jinja2 import TemplateError, UndefinedError
from telegram_sandbox.limits import CAPTION_UNITS, TEXT_UNITS

from bot.answers.read import LIMITS
from bot.casework import Casework
from bot.checks import samples
from bot.checks.finding import Finding, row_faults, text_faults
from bot.content.content import Content
from bot.content.ear import LOST
from bot.dialogs.callbacks import case_button, page_button
from bot.dialogs.card import card_screen
from bot.dialogs.days import PURPOSES
from bot.dialogs.desk import Desk
from bot.dialogs.fallback import KINDS
from bot.dialogs.firms import firm_rows
from bot.dialogs.letter import PART
from bot.dialogs.map_view import MapView
from bot.dialogs.pages import contact_rows
from bot.dialogs.screen import Button, Screen
from bot.dialogs.start import home_screen
from bot.documents.files import FORMATS
from bot.documents.lint import SLUGS, Flaw
from bot.documents.written import Remark
from bot.escalation.case import Event, EventKind, ExhibitKind, Stage, last
from bot.escalation.deadlines import deadline
from bot.escalation.firms import FIRM, LISTED, NOT_LISTED
from bot.escalation.operations import operations
from bot.escalation.outlook import Outlook
from bot.escalation.reminders import Key, ReminderKind
from bot.escalation.reporting import How
from bot.escalation.terms import Start
from bot.escalation.timeline import CaseDate, DateKind, timeline
from bot.escalation.timing import StepClock
from bot.escalation.values import Moment, Money
from bot.escalation.windows import Closing
from bot.exhibits.looks import REFUSALS
from bot.records import BadData
from bot.shield.pleas import QUOTED
from bot.shield.verdicts import Verdict, VerdictKind, Why
from bot.stats import MOST_SILENT, MOST_STEPS, PARTS, Outcome, Stats

NOTICES = frozenset({"alerts", "errors", "owner", "unreadable"})
"""The folders whose templates have facts of their own: bot/checks/notices.py renders them."""

_UNDEFINED = re.compile(r"'(\w+)' is undefined")

Variant = tuple[str, Mapping[str, Any]]
"""What is special about a rendering, and the facts that make it so."""


def check_screens(content: Content, casework: Casework) -> Iterator[Finding]:
    """Screens that fail with their sample facts: Telegram's limits, Jinja or a missing word."""
    names = content.words.environment.list_templates(
        filter_func=lambda name: name.startswith("screens/") and name.endswith(".html.j2")
    )
    facts = _facts(content, casework)
    for path in names:
        name = path.removeprefix("screens/").removesuffix(".html.j2")
        folder, _, file = name.rpartition("/")
        if folder not in NOTICES and not file.startswith("_"):
            yield from _render(path, name, facts, _variants(name, content, casework), content)
    yield from _firms(content, Desk(content, casework))
    yield from _buttons(content, Desk(content, casework))


def _render(
    path: str, name: str, facts: Mapping[str, Any], variants: Iterable[Variant], content: Content
) -> Iterator[Finding]:
    for key, special in variants:
        try:
            text = content.words.screen(name, **{**facts, **special})
        except (TemplateError, LookupError, BadData) as error:
            yield _broken(f"templates/{path}", key, error, facts)
            continue
        for fault in text_faults(text):
            yield Finding(f"templates/{path}", key, fault)


def _broken(file: str, key: str, error: Exception, facts: Mapping[str, Any]) -> Finding:
    """The finding for an error. A fact that the samples below lack is a gap in them, hence only a
    warning: the tests that walk the bot render it."""
    missing = _UNDEFINED.fullmatch(str(error))
    if isinstance(error, UndefinedError) and missing and missing[1] not in facts:
        reason = f"not rendered: bot/checks/screens.py has no sample of {missing[1]!r}"
        return Finding(file, "(file)", reason, warning=True)
    return Finding(file, key, str(error))


def _facts(content: Content, casework: Casework) -> dict[str, Any]:
    """The facts that handlers give their screens, by name."""
    today = casework.today()
    route = content.path.routes[0]
    case = samples.at_stage(samples.opened(route, content, today), Stage.CLOSED, today)
    step = content.path.steps[route.steps[-1]]
    term = next(iter(content.timing.terms.values()))
    due = deadline(term, today, content.calendars.of("RU"), Start.SENT)
    replied = Event(EventKind.REPLIED, step.id, today, 0, {"reply": "refused"})
    return {
        "case": case,
        "cases": [case],
        "step": step,
        "stage": Stage.TODO.value,
        "route": route,
        "clock": StepClock(promise=due, law=due),
        "unix_end": casework.unix_end,
        "closed": last(case, EventKind.CLOSED),
        "sent": case.events[0],
        "number": "77-05/26 <b>",
        "locked": True,
        "passed_by": None,
        "told_late": True,
        "closings": (Closing(step.id, today),),
        "before": replied,
        "recorded": replied,
        "awaited": route.steps[0],
        "opens_on": today + timedelta(days=10),
        "at_once": route.steps[-1],
        "at_end": True,
        "position": 1,
        "total": len(route.steps),
        "ahead": 2,
        "question": next(iter(content.questions.values())),
        "questions": list(content.questions.values()),
        "given": None,
        "place": route.places[0],
        "firm": next(iter(content.facts.firms.values())),
        "group": next(iter(content.words.labels("contact_groups").values())),
        "purpose": "sent_on",
        "what": "refused",
        "signed": True,
        "received": True,
        "how": How.DEBITED,
        "told": Moment(today),
        "told_by": today,
        "tomorrow": today + timedelta(days=1),
        "russian": True,
        "from_sending": True,
        "day": today,
        "today": today,
        "letter": "ы" * PART,
        "called": "Претензия",
        "part": 1,
        "parts": 3,
        "blanks": 5,
        "kinds": sorted(content.reader.mask("4276 3800 1234 5679").kinds),
        "deleted": True,
        "kept": True,
        "has_case": True,
        "asked": True,
        "asking": True,
        "limit": 20,
        "confirmed": True,
        "until": today,
        "on": today,
        "due": SimpleNamespace(on=today, key=Key(step.id, ReminderKind.CLOSES_MONTH, 0)),
        "headline": "Поддержка: ответа не было?",
        "more": [today + timedelta(days=3), today + timedelta(days=14)],
        "found": True,
        "length": 10_000,
        "subject": "Претензия",
        "papers": 3,
        "also": (),
        "hidden": 3,
        "lost": True,
        "again": True,
        "first": True,
        "enclosed": (),
        "unlisted": "ы" * PART,
        "keep_days": 365,
        "owner": "",
        "heard": ["ЮMoney", "9 900 ₽"],
        "lines": ["ЮMoney", "ы" * 200],
        "problem": "unauthorised",
        "window": None,
        "of_whom": "Ивановой Анны Петровны",
        "money": Money(250_000),
        "rows": operations(samples.answers(content, today)),
        "whole": Money(250_000),
        "returned": Money(50_000),
        "left": Money(200_000),
        "draft": next(iter(content.letters.drafts.values())),
        "channel": next(iter(content.letters.channels.values())),
        "sends": True,
        "format": "docx",
        "remarks": [_remark(slug, content) for slug in sorted(SLUGS)],
        "remark": _remark("admission", content),
        "story": "ы" * LIMITS["story"],
        "fields": ["sum"],
        "further": True,
        "typed": {"sum": Money(250_000)},
        "unsettled": ["sum"],
        "entries": list(timeline(case, content.timing, today)),
        "steps": content.path.steps,
        "page": 1,
        "pages": 2,
        "dates": [CaseDate(DateKind.LAW, step.id, due)],
        "choices": SimpleNamespace(reminders=True, muted_cases=2),
        "local": casework.now(),
        "hours": 3,
        "stats": _stats(content),
        "figures": None,  # rendered in full by the tests that walk to the court
        "law": content.court,
        "asks_sum": True,
        "decided": True,
        "missing": ["sum"],
        "kind": "under_review",
        "reply": "wait",
        "outlook": Outlook(law=due, changed=True),
        "files": [samples.exhibit(today), samples.exhibit(today)],
        "exhibit": samples.exhibit(today),
        "sharp": False,
        "hung": "Поддержка",
        "at": 40,
        "count": 40,
        "when": Moment(today, time(14, 23)),
        "phrase": "маяк кедр чайник роса порог",
        "done": 3,
        "gone": list(range(1, 41)),
        "of": 10,
        "court": True,
        "large": True,
        "beside": [(at, "ы" * 200) for at in range(1, 40)],
        "other": [Moment(today), Money(990_000)],
    }


def _stats(content: Content) -> Stats:
    """The longest screen of numbers that there can be."""
    steps, contacts = list(content.path.steps)[:MOST_STEPS], list(content.contacts)[:MOST_SILENT]
    parts = dict.fromkeys(PARTS, "<5")
    return Stats(
        people="12345",
        cases="12345",
        open_cases="12345",
        due=12345,
        is_file=True,
        late_minutes=123,
        backup_hours=None,
        stale=21,
        silent=dict.fromkeys(contacts, 4),
        version="0a1b2c3d",
        steps=dict.fromkeys(steps, "<5"),
        step_shares=dict.fromkeys(steps, 1.0),
        outcomes=tuple(Outcome(step, "12345", parts, dict.fromkeys(PARTS, 1.0)) for step in steps),
    )


def _remark(slug: str, content: Content) -> Remark:
    about = max(content.words.labels("admissions").items(), key=lambda one: len(one[1]))[0]
    return Remark(Flaw(slug, "ы" * 200, about=about), "new_facts")


def _by_firm(content: Content) -> Iterator[Variant]:
    """A firm that is in no list, and each that is."""
    firms = content.facts.firms
    return ((name, {"firm": firms.get(name)}) for name in (NOT_LISTED, *firms))


def _variants(name: str, content: Content, casework: Casework) -> Iterator[Variant]:
    today = casework.today()
    if of_records := _of_records(name, content):
        yield from of_records
        return
    match name:
        case "question" | "echo":
            for question in content.questions.values():
                given = samples.answer(question, today)
                yield question.id, {"question": question, "given": given, "value": given}
        case "verdict":
            yield from _verdicts(content)
        case "urgent":
            yield from _by_firm(content)
            yield "pressed", {"heard": None, "asking": False}
        case "whose_phone":
            yield from _by_firm(content)
        case "day" | "day_confirm":
            yield from ((purpose, {"purpose": purpose}) for purpose in PURPOSES)
            yield "registered", {"purpose": "reg_on", "received": False}
        case "card" | "map" | "map_beside":
            return  # rendered with its buttons, below
        case _:
            yield "(something to say)", {}
            yield "(nothing to say)", _NOTHING


def _of_records(name: str, content: Content) -> list[Variant]:
    """A screen about a record, once per record; nothing for any other screen."""
    about: dict[str, Iterable[Variant]] = {
        "contact": ((one.id, {"card": one}) for one in content.contacts.values()),
        "faq_answer": ((one.id, {"entry": one}) for one in content.faq.values()),
        "step": ((one.id, {"step": one}) for one in content.path.steps.values()),
        "triage_kind": (
            (kind.id, {"kind": kind.id, "reply": kind.reply})
            for kind in content.reply_kinds.values()
        ),
        "not_text": ((kind, {"sent": kind}) for kind in (*KINDS, "other")),
        "about_step": (
            (step, {"step": content.path.steps[step]})
            for step in content.reader.intents.opened("step.")
        ),
        "hint": ((one, {"question": one}) for one in content.reader.intents.opened("hint.")),
        "exhibit_day": (
            (kind, {"kind": kind, "typed": typed})
            for kind in ExhibitKind
            for typed in (True, False)
        ),
        "restore_refused": (
            (why, {"why": why, "left": 0}) for why in ("phrase", "pause", "file", "content")
        ),
        "file_refused": ((why, {"why": why}) for why in (*REFUSALS, "too_big", "lost")),
        "file": ((ending, {"format": ending, "title": "Претензия"}) for ending in FORMATS),
    }
    return list(about.get(name, ()))


_NOTHING: Mapping[str, Any] = {
    "stats": None,
    "sharp": True,
    "hung": "",
    "count": 0,
    "court": False,
    "gone": [],
    "large": False,
    "beside": [],
    "other": [],
    "signed": False,
    "received": False,
    "how": None,
    "from_sending": "",
    "cases": [],
    "number": None,
    "closed": None,
    "firm": None,
    "locked": False,
    "awaited": None,
    "before": None,
    "recorded": None,
    "opens_on": None,
    "clock": StepClock(),
    "at_once": None,
    "at_end": False,
    "position": None,
    "ahead": 0,
    "part": 1,
    "parts": 1,
    "blanks": 0,
    "deleted": False,
    "kept": False,
    "has_case": False,
    "asked": False,
    "asking": False,
    "confirmed": False,
    "more": [],
    "found": False,
    "lost": False,
    "again": False,
    "first": False,
    "hidden": 0,
    "sends": False,
    "papers": 0,
    "remarks": [],
    "fields": [],
    "lines": [],
    "further": False,
    "typed": {},
    "unsettled": [],
    "whole": None,
    "returned": None,
}


def _verdicts(content: Content) -> Iterator[Variant]:
    contact = next(iter(content.contacts))
    for kind in VerdictKind:
        for why in Why:
            quote = "ы" * QUOTED
            verdict = Verdict(kind=kind, why=why, quote=quote, contact=contact, looks_like=contact)
            yield f"{kind.value} {why.value}", {"verdict": verdict}


def check_cards(content: Content, casework: Casework) -> Iterator[Finding]:
    """The living card and the map that fail, at each step of each route in each stage."""
    desk = Desk(content, casework)
    for case, stage in samples.cases_at_stages(content, desk.today):
        key = f"{case.place}, {case.problem}, {case.step}, {stage.value}"
        view = MapView(case, desk)
        for name, limit, made in (
            ("card", TEXT_UNITS, lambda: card_screen(case, desk)),  # noqa: B023  (called at once)
            ("map", CAPTION_UNITS, lambda: view.caption),  # noqa: B023
            ("map_beside", CAPTION_UNITS, lambda: view.beside(0)),  # noqa: B023
        ):
            yield from _whole(f"templates/screens/{name}.html.j2", key, limit, made)


def _whole(file: str, key: str, limit: int, made: Callable[[], Screen]) -> Iterator[Finding]:
    """What is wrong with a screen and its buttons."""
    try:
        screen = made()
    except (TemplateError, LookupError, BadData) as error:
        yield Finding(file, key, str(error))
        return
    for fault in (*text_faults(screen.text, limit), *row_faults(screen.rows)):
        yield Finding(file, key, fault)


def _firms(content: Content, desk: Desk) -> Iterator[Finding]:
    """What the screens of a case say of each firm, where a number to dial belongs, and the buttons
    by which it is picked."""
    for problem in LOST:
        case = samples.opened(content.path.route(LISTED, problem), content, desk.today)
        for firm in content.facts.firms:
            known = replace(case, answers={FIRM: firm})
            for fault in text_faults(card_screen(known, desk).text):
                yield Finding("providers.toml", f"firms.{firm}", fault)
    for button in (
        lambda label, firm: case_button(label, case, "firm", firm),
        lambda label, firm: case_button(label, case, "reg", f"{firm}.yes"),
        lambda label, firm: page_button(label, "listed", f"told.licence_revoked.{firm}"),
        lambda label, firm: page_button(label, "firm_kind", f"told.licence_revoked.{firm}"),
    ):
        for page in range(len(content.facts.firms)):
            for fault in row_faults(firm_rows(button, desk, _further, page)):
                yield Finding("providers.toml", "firms", fault)


def _further(name: str, page: int) -> Button:
    return page_button(name, "firms", f"told.licence_revoked.{page}")


def _buttons(content: Content, desk: Desk) -> Iterator[Finding]:
    """The buttons made from data: those of contacts and of the first screen."""
    for card in content.contacts.values():
        for fault in row_faults(contact_rows(card, desk)):
            yield Finding("contacts.toml", card.id, fault)
    for fault in row_faults(home_screen([], desk).rows):
        yield Finding("labels.toml", "buttons", fault)
