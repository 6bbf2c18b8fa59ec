"""The letter of a step, written and looked over."""

from bot.answers.lint import Draft, Flaw, Form, lint
from bot.casework import Casework
from bot.content.content import Content
from bot.documents.letter import Letter, compose
from bot.documents.text import as_text
from bot.escalation.case import Case
from bot.escalation.values import Moment, Money

ASKED_BY = {"no_date": "happened", "no_sum": "sum", "no_number": "operation", "no_demand": "wanted"}
"""Which question fills what is missing."""


def find_flaws(case: Case, step: str, content: Content, casework: Casework) -> tuple[Flaw, ...]:
    """What could make a reader put the letter of this step aside."""
    letter = write_letter(case, step, content, casework)
    draft = content.draft_of(step)
    earlier = casework.letter_facts(case, step).earlier
    happened, money = case.answers.get("happened"), case.answers.get("sum")
    asked = frozenset(
        slug.removeprefix("no_") for slug, name in ASKED_BY.items() if name in draft.questions
    )
    return lint(
        Draft(
            own_text=str(case.answers.get("story", "")),
            letter=as_text(letter),
            known=frozenset(
                slug.removeprefix("no_") for slug, q in ASKED_BY.items() if case.answers.get(q)
            )
            | ({"demand"} if letter.demands else set()),
            form=Form(
                limit=draft.limit,
                public=draft.public,
                passport="id_document" in draft.questions,
                needs=asked,
            ),
            happened_on=happened.on if isinstance(happened, Moment) else None,
            previous_sent_on=earlier[0].sent_on if earlier else None,
            sum=money if isinstance(money, Money) else None,
        )
    )


def write_letter(case: Case, step: str, content: Content, casework: Casework) -> Letter:
    """The letter of this step, written from what the case knows now."""
    facts = casework.letter_facts(case, step)
    return compose(content.words.environment, facts.draft, facts)
