"""What is wrong with an answer, as a slug; the sentence for it is a template."""

from collections.abc import Mapping
from datetime import date

from bot.escalation.values import Money

FACTS: Mapping[str, Mapping[str, type]] = {
    "account_unclear": {},
    "address_too_short": {},
    "birth_date_too_recent": {"years": int},
    "date_in_future": {"on": date},
    "date_in_past": {"on": date},
    "date_too_long_ago": {"on": date},
    "date_unclear": {},
    "document_without_digits": {},
    "empty": {},
    "impossible_date": {},
    "impossible_time": {},
    "name_has_digits": {},
    "name_needs_two_words": {},
    "not_a_name": {},
    "not_a_phone": {},
    "not_a_wallet": {},
    "not_an_email": {},
    "not_an_inn": {},
    "nothing_said": {},
    "number_without_digits": {},
    "operation_unclear": {"line": int, "lines": int, "why": str},
    "several_dates": {},
    "several_phones": {},
    "several_sums": {},
    "sum_negative": {},
    "sum_too_large": {"limit": Money},
    "sum_unclear": {},
    "sum_zero": {},
    "too_long": {"limit": int, "length": int},
}
"""Every slug that an `Unreadable` can carry, with the facts that its explanation may name."""

SLUGS = frozenset(FACTS)


class Unreadable(Exception):  # noqa: N818  (a reply to the person, not a fault of ours)
    """An answer that could not be read; `slug` says why, `facts` what its explanation may name.

    Raises ValueError for a slug not in `FACTS`, or for facts other than those listed there.
    """

    def __init__(self, slug: str, **facts: object) -> None:
        if slug not in FACTS:
            raise ValueError(f"unknown slug: {slug}")
        if facts.keys() != FACTS[slug].keys():
            raise ValueError(f"{slug} is given {sorted(facts)}, not {sorted(FACTS[slug])}")
        super().__init__(slug)
        self.slug = slug
        self.facts = facts
