"""Who supervises the firm of a case: a bank of Kazakhstan has another one than a terminal."""

import pytest

from bot.escalation.carry_over import supervisor_of
from bot.escalation.firms import firm_of
from tests.conftest import read_once

CONTENT = read_once()


@pytest.mark.parametrize(
    ("firm", "place", "name"),
    [
        ("kaspi", "qiwi_kz", "Агентство Республики Казахстан"),
        ("qiwi_kz_firm", "qiwi_kz", "Национальный Банк Республики Казахстан"),
        (None, "qiwi_kz", "Национальный Банк Республики Казахстан"),
        (None, "qiwi_by", "Национальный банк Республики Беларусь"),
    ],
)
def test_the_firms_own_supervisor_comes_before_that_of_its_place(
    firm: str | None, place: str, name: str
) -> None:
    picked = firm_of({"firm": firm} if firm else {}, CONTENT.facts.firms)

    assert (supervisor_of(picked, place, CONTENT.names) or "").startswith(name)
