"""How a rule says no."""

from collections.abc import Mapping
from datetime import date

from bot.escalation.values import Money

FACTS: Mapping[str, Mapping[str, type]] = {
    "no_such_case": {},
    "case_closed": {},
    "too_many_cases": {"limit": int},
    "step_locked": {},
    "step_not_optional": {},
    "nothing_sent": {},
    "not_a_reason": {},
    "sent_in_future": {},
    "registered_in_future": {},
    "registered_before_sent": {"sent_on": date},
    "replied_in_future": {},
    "replied_before_sent": {"sent_on": date},
    "nothing_asked": {},
    "papers_in_past": {},
    "papers_too_far": {"until": date},
    "extended_too_early": {"last_day": date},
    "extended_too_far": {"until": date},
    "extended_once": {},
    "no_letter_here": {},
    "too_many_operations": {"limit": int},
    "other_currency": {"kept": Money, "other": Money},
    "exhibit_in_future": {},
    "too_many_exhibits": {"limit": int},
    "exhibits_too_big": {"limit": int},
    "copies_too_big": {"limit": int},
}
"""Every slug a rule raises, with the facts that its words are given."""

SLUGS = frozenset(FACTS)


class EscalationError(Exception):
    """A rule was broken. `slug` names the words for it: templates/screens/errors/<slug>.html.j2.

    Raised inside the pure rules and by casework; one handler turns it into a screen. Raises
    ValueError for a slug that is not in `FACTS`, or with other facts than stand there.
    """

    def __init__(self, slug: str, **facts: object) -> None:
        if slug not in FACTS:
            raise ValueError(f"unknown slug: {slug}")
        if facts.keys() != FACTS[slug].keys():
            raise ValueError(f"{slug} is given {sorted(facts)}, not {sorted(FACTS[slug])}")
        super().__init__(slug)
        self.slug = slug
        self.facts = facts
