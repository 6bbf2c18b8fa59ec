"""The bar: a screen fits a phone, and its buttons are read at a glance."""

import pytest
import pytest_asyncio
from telegram_sandbox.chromium import CHROMIUM

from tests.e2e.screens import LETTERS, Measured, measured, walked

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine"),
]

FITTING = 0.95
"""Of all screens but letters, so many stand in the window whole."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def screens() -> list[Measured]:
    """What fifteen people meet, but the letters: these are read to their end."""
    return [one for one in await measured(await walked()) if one.met.name not in LETTERS]


async def test_nearly_all_screens_fit_the_window(screens: list[Measured]) -> None:
    tall = sorted({(one.height, one.met.name) for one in screens if not one.fits}, reverse=True)
    assert sum(one.fits for one in screens) >= FITTING * len(screens), tall


async def test_none_is_much_longer_nor_has_too_many_buttons(screens: list[Measured]) -> None:
    assert {(one.met.name, fault) for one in screens for fault in one.faults} == set()


async def test_one_button_is_the_next_action(screens: list[Measured]) -> None:
    # The first screen alone has two: the emergency and the open case.
    assert {one.met.name for one in screens if one.met.coloured > 1} <= {"home"}
