"""How a rule says no."""


class EscalationError(Exception):
    """A rule was broken. `slug` names the words for it: templates/screens/errors/<slug>.html.j2.

    Raised inside the pure rules and by casework; one handler turns it into a screen.
    """

    def __init__(self, slug: str, **facts: object) -> None:
        super().__init__(slug)
        self.slug = slug
        self.facts = facts


SLUGS = frozenset(
    {
        "no_such_case",
        "case_closed",
        "too_many_cases",
        "step_locked",
        "step_not_optional",
        "nothing_sent",
        "not_a_reason",
        "sent_in_future",
        "registered_in_future",
        "registered_before_sent",
        "extended_too_early",
        "extended_too_far",
        "extended_once",
        "no_letter_here",
    }
)
"""Every slug a rule raises; a test holds this list against the templates."""
