"""Cases stored before the problems that were missing: each opens, shows its card and its letter."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.app import Application
from bot.dialogs.card import card_screen
from bot.dialogs.desk import Desk
from bot.dialogs.letter import write
from bot.escalation.case import Case, Event, EventKind
from bot.escalation.moves import next_step
from tests import people

ABROAD = (
    "terminal", "unauthorised", "not_delivered", "wrong_details", "blocked", "identification",
    "refund", "fee", "other",
)  # fmt: skip
PLACES = {
    "qiwi_ru": ("licence_revoked", "not_delivered", "refund", "unauthorised", "identification",
                "blocked", "other"),
    "other_wallet": ("unauthorised", "not_delivered", "wrong_details", "blocked",
                     "identification", "refund", "fee", "other"),
    "terminal": ("terminal", "wrong_details", "fee", "other"),
    "shop": ("refund", "not_delivered", "other"),
    "unknown": ("unauthorised", "not_delivered", "wrong_details", "blocked", "identification",
                "refund", "fee", "terminal", "other"),
    **{f"qiwi_{country}": ABROAD for country in ("kz", "am", "by", "kg", "md", "tj")},
    "qiwi_uz": ("licence_revoked", *ABROAD),
}  # fmt: skip
STEPS = (
    "first_checks", "report", "support", "pretenziya", "appeal", "social", "regulator", "cbr",
    "ombudsman", "rkn", "rospotrebnadzor", "prosecutor", "police", "court", "judgment",
    "liquidation", "proofs", "liquidator", "objection", "terminal", "shop", "foreign",
    "local_court",
)  # fmt: skip
"""The places with their problems, and the steps, of the version before."""

OPENED_AT = datetime(2026, 10, 1, 9, tzinfo=UTC)


def stored(place: str, problem: str, step: str, *kinds: EventKind) -> Case:
    events = tuple(
        Event(kind, step, date(2026, 10, 2), int(OPENED_AT.timestamp()), _NOTES.get(kind, {}))
        for kind in kinds
    )
    return Case(
        id=7,
        person_id=1001,
        place=place,
        problem=problem,
        step=step,
        revision=len(kinds),
        opened_at=OPENED_AT,
        closed=False,
        answers=people.ANSWERS,
        events=events,
    )


_NOTES = {EventKind.REPLIED: {"reply": "refused"}}

HISTORIES = (
    (EventKind.OPENED,),
    (EventKind.OPENED, EventKind.SENT),
    (EventKind.OPENED, EventKind.SENT, EventKind.REPLIED),
)


@pytest.mark.exhaustive
@pytest.mark.parametrize("place", PLACES)
def test_a_case_of_the_version_before_keeps_its_place_problem_and_step(
    app: Application, place: str
) -> None:
    content, desk = app.content, Desk(app.content, app.casework)
    for problem in PLACES[place]:
        for step in STEPS:
            for kinds in HISTORIES:
                case = content.mended(stored(place, problem, step, *kinds))
                assert (case.place, case.problem, case.step) == (place, problem, step)
                screen = card_screen(case, desk)
                assert screen.text
                labels = [button["text"] for row in screen.rows for button in row]
                assert {"🗺 Карта", "Ещё"} & set(labels)
                if content.path.steps[step].draft:
                    assert write(case, step, desk).text


def test_a_step_that_left_the_route_leads_back_to_it(app: Application) -> None:
    content, timing = app.content, app.content.timing
    case = stored("unknown", "not_delivered", "regulator", EventKind.OPENED, EventKind.SENT)
    assert case.step not in content.path.route("unknown", "not_delivered").steps

    after = replace(case, events=(*case.events, *stored(
        "unknown", "not_delivered", "regulator", EventKind.REPLIED).events))  # fmt: skip
    assert next_step(after, timing) == "first_checks"
