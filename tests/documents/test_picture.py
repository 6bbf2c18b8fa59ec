"""The picture of the map: a phone's size, few bytes, and nothing in it is markup."""

import io
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from bot.checks import samples
from bot.content.content import Content
from bot.dialogs.desk import Desk
from bot.dialogs.map_view import MapView
from bot.documents.picture import map_picture
from bot.escalation.case import Stage

NOON = datetime(2026, 11, 27, 9, tzinfo=UTC)

MOST_BYTES = 100_000
"""A phone with a poor connection shows it at once."""

WIDTH = 715
"""390 points at 132 a inch."""


@pytest.fixture
def desk(content: Content) -> Desk:
    casework: Any = SimpleNamespace(
        now=lambda: NOON, day_of=lambda now: now.date(), unix_end=lambda day: 0
    )
    return Desk(content, casework)


def drawings(content: Content, desk: Desk) -> Iterator[dict[str, Any]]:
    """Of each route, one case in the middle of it."""
    answers = samples.answers(content, desk.today)
    for route in content.path.routes:
        middle = route.steps[len(route.steps) // 2]
        case = replace(samples.opened(route, content, desk.today), step=middle, answers=answers)
        yield MapView(samples.at_stage(case, Stage.TODO, desk.today), desk).drawing


def test_each_route_is_drawn_small_and_as_wide_as_a_phone(content: Content, desk: Desk) -> None:
    for drawing in drawings(content, desk):
        png = map_picture(drawing)
        assert len(png) <= MOST_BYTES
        picture = Image.open(io.BytesIO(png))
        assert (picture.format, picture.width) == ("PNG", WIDTH)
        assert picture.height <= 2 * WIDTH


def test_what_the_case_says_is_no_markup(content: Content, desk: Desk) -> None:
    drawing = next(drawings(content, desk))
    drawing["rungs"][0]["name"] = "#panic() *a* $x$ \\ <b>"
    assert map_picture(drawing)


def test_the_same_case_gives_the_same_picture(content: Content, desk: Desk) -> None:
    first, again = (map_picture(next(drawings(content, desk))) for _ in range(2))
    assert first == again


@pytest.mark.exhaustive
def test_a_picture_takes_no_time_that_a_person_sees(content: Content, desk: Desk) -> None:
    """60 ms is the goal on an idle core (docs/measured.md); what shares it may take thrice that."""
    all_of_them = list(drawings(content, desk))
    map_picture(all_of_them[0])
    taken = []
    for drawing in all_of_them:
        began = time.perf_counter()
        map_picture(drawing)
        taken.append(time.perf_counter() - began)
    assert statistics.median(taken) < 0.18
