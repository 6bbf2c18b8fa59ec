"""What is wrong with an answer, as a slug; the sentence for it is a template."""

SLUGS = frozenset(
    {
        "account_unclear",
        "address_too_short",
        "birth_date_too_recent",
        "date_in_future",
        "date_in_past",
        "date_too_long_ago",
        "date_unclear",
        "document_without_digits",
        "empty",
        "impossible_date",
        "impossible_time",
        "name_has_digits",
        "name_needs_two_words",
        "not_a_name",
        "not_a_phone",
        "not_a_wallet",
        "not_an_email",
        "number_without_digits",
        "several_dates",
        "several_phones",
        "several_sums",
        "sum_negative",
        "sum_too_large",
        "sum_unclear",
        "sum_zero",
        "too_long",
    }
)
"""Every slug that an `Unreadable` can carry: each has its explanation among the templates."""


class Unreadable(Exception):  # noqa: N818  (it is an answer to the person, not a fault of ours)
    """An answer that could not be read; `slug` says why, `facts` what its explanation may name."""

    def __init__(self, slug: str, **facts: object) -> None:
        if slug not in SLUGS:
            raise ValueError(f"unknown slug: {slug}")
        super().__init__(slug)
        self.slug = slug
        self.facts = facts
