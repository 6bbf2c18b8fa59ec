"""The letter of a step, written and looked over."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.answers.lint import NEEDED, Draft, Flaw, Form, lint
from bot.casework import Casework
from bot.content.content import Content
from bot.documents.letter import Letter, compose
from bot.documents.text import as_text
from bot.escalation import drafts
from bot.escalation.case import Case
from bot.escalation.path import Step
from bot.escalation.values import Moment, Money

FILLED_BY = {
    "no_date": "happened",
    "no_sum": "sum",
    "no_number": "operation",
    "no_demand": "wanted",
}
"""Which question fills what is missing."""

ASKED_BY = {
    **FILLED_BY,
    "too_long": "story",
    "date_after_previous": "happened",
    "sum_above_account": "sum",
}
"""Which question mends what one tap cannot."""

PROSE = ("story", "provider_reply", "new_facts")
"""The answers that the person writes in sentences."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A flaw of a letter, and the answer in PROSE that is mended; "" where none is."""

    flaw: Flaw
    answer: str = ""


def find_flaws(
    case: Case,
    step: str,
    content: Content,
    casework: Casework,
    door: drafts.Channel | None = None,
) -> tuple[Remark, ...]:
    """What could make a reader behind this door put the letter of this step aside."""
    asked = content.questions_for(case, step)
    prose = {
        name: str(case.answers[name]) for name in PROSE if name in asked and case.answers.get(name)
    }
    whole = _whole(case, step, prose.get("story", ""), content, casework, door)
    other = [
        Remark(flaw, name)
        for name, text in prose.items()
        if name != "story"
        for flaw in lint(
            Draft(own_text=text, letter=text, known=frozenset(NEEDED), form=_anywhere(whole.form))
        )
    ]
    mended = {remark.flaw.slug for remark in other if remark.flaw.mend is not None}
    return (*_of_letter(lint(whole), mended), *other)


def _of_letter(flaws: tuple[Flaw, ...], mended: set[str]) -> Iterator[Remark]:
    """The letter's own flaws; one that was found in another answer, too, is told there only."""
    for flaw in flaws:
        if flaw.mend is not None:
            yield Remark(flaw, "story")
        elif flaw.slug not in mended:
            yield Remark(flaw)


def _anywhere(form: Form) -> Form:
    """The form without its length: that is the whole letter's."""
    return replace(form, limit=None)


def _whole(
    case: Case,
    step: str,
    own_text: str,
    content: Content,
    casework: Casework,
    door: drafts.Channel | None,
) -> Draft:
    letter, draft = write_letter(case, step, content, casework), content.draft_of(step)
    asked = content.questions_for(case, step)
    earlier = casework.letter_facts(case, step).earlier
    happened, money = case.answers.get("happened"), case.answers.get("sum")
    known = {what for what, name in _needs(FILLED_BY).items() if case.answers.get(name)}
    return Draft(
        own_text=own_text,
        letter=as_text(letter),
        known=frozenset(known | ({"demand"} if letter.demands or letter.public else set())),
        form=Form(
            limit=limit_of(draft, door),
            public=draft.public,
            passport="id_document" in asked,
            needs=frozenset(what for what, name in _needs(FILLED_BY).items() if name in asked),
        ),
        happened_on=happened.on if isinstance(happened, Moment) else None,
        previous_sent_on=earlier[0].sent_on if earlier else None,
        sum=money if isinstance(money, Money) else None,
    )


def _needs(filled_by: Mapping[str, str]) -> dict[str, str]:
    """What a letter needs, by the linter's word for it, and the question that asks for it."""
    return {slug.removeprefix("no_"): name for slug, name in filled_by.items()}


def limit_of(draft: drafts.Draft, door: drafts.Channel | None) -> int | None:
    """How many characters the letter may have at this door; None where no limit is known."""
    limits = [limit for limit in (draft.limit, door.limit if door else None) if limit is not None]
    return min(limits, default=None)


def can_be_sent(case: Case, step: Step) -> bool:
    """Whether *Отправлено* belongs under this letter: it waits where the case stands."""
    return step.waits and step.id == case.step and not case.closed


def write_letter(case: Case, step: str, content: Content, casework: Casework) -> Letter:
    """The letter of this step, written from what the case knows now."""
    facts = casework.letter_facts(case, step)
    return compose(content.words.environment, facts.draft, facts)
