"""A letter and its case: how much is left to fill in, what its reader would stumble over."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bot.documents.letter import Letter
from bot.documents.lint import NEEDED, Flaw, Form, LetterToCheck, Lint
from bot.documents.text import as_text
from bot.escalation.amount import problems_of
from bot.escalation.case import Case
from bot.escalation.drafts import Channel, Draft
from bot.escalation.letters import LetterFacts
from bot.escalation.own_words import OWN_WORDS, POLICE_WORDS, turned_against, words_in
from bot.escalation.path import Step
from bot.escalation.values import Moment

FILLED_BY = {
    "no_date": "happened",
    "no_sum": "sum",
    "no_number": "operation",
    "no_demand": "wanted",
}
"""Which question fills what is missing."""

ASKED_BY = {
    **FILLED_BY,
    "too_long": OWN_WORDS,
    "relative_day": OWN_WORDS,
    "date_after_previous": "happened",
}
"""Which question mends what one tap cannot."""

PROSE = (OWN_WORDS, POLICE_WORDS, "provider_reply", "new_facts")
"""The answers that the person writes in sentences."""

_NEEDS = {slug.removeprefix("no_"): name for slug, name in FILLED_BY.items()}


@dataclass(frozen=True, slots=True)
class Remark:
    """A flaw of a letter, and the answer in PROSE that is mended; "" where none is."""

    flaw: Flaw
    answer: str = ""


@dataclass(frozen=True)
class Written:
    """A letter as its case knows it now, and all that a screen says about it.

    `lint` finds its flaws; `wanted` are the questions it is written from; `channel` is the one for
    which it is checked, None while none is chosen.
    """

    case: Case
    lint: Lint
    step: Step
    draft: Draft
    wanted: Sequence[str]
    facts: LetterFacts
    letter: Letter
    channel: Channel | None = None

    @cached_property
    def text(self) -> str:
        """The whole in plain text."""
        return as_text(self.letter)

    @property
    def blanks(self) -> int:
        """How many lines there are to fill in by hand."""
        return self.letter.blanks

    @property
    def can_be_sent(self) -> bool:
        """Whether *Отправлено* belongs under this letter: it is the one that the case waits for."""
        return self.step.waits and self.step.id == self.case.step and not self.case.closed

    @property
    def limit(self) -> int | None:
        """How many characters it may have; None where no limit is known."""
        return limit_of(self.draft, self.channel)

    @cached_property
    def flaws(self) -> tuple[Remark, ...]:
        """What could make its reader put the letter aside."""
        prose = {
            name: str(self.case.answers[name])
            for name in PROSE
            if name in self.wanted and self.case.answers.get(name)
        }
        whole = self._whole(prose.pop(self.words, ""))
        form = replace(whole.form, limit=None)  # the length is the whole letter's
        problems = whole.problems
        other = [
            Remark(flaw, name)
            for name, text in prose.items()
            for flaw in self.lint(
                LetterToCheck(
                    own_text=text,
                    letter=text,
                    known=frozenset(NEEDED),
                    form=form,
                    problems=problems,
                )
            )
        ]
        mended = {remark.flaw.slug for remark in other if remark.flaw.mend is not None}
        return (*self._of_letter(self.lint(whole), mended), *other)

    @property
    def words(self) -> str:
        """The question by which the letter takes the person's own words."""
        return words_in(self.draft.questions) or OWN_WORDS

    def _of_letter(self, flaws: tuple[Flaw, ...], mended: set[str]) -> Iterator[Remark]:
        """The letter's own flaws; one that was also found in an answer is named there only."""
        for flaw in flaws:
            if flaw.mend is not None:
                yield Remark(flaw, self.words)
            elif flaw.slug not in mended:
                yield Remark(flaw)

    def _whole(self, own_text: str) -> LetterToCheck:
        answers, letter = self.case.answers, self.letter
        happened = answers.get("happened")
        known = {what for what, name in _NEEDS.items() if answers.get(name)}
        if letter.demands or letter.public:
            known.add("demand")
        return LetterToCheck(
            own_text=own_text,
            letter=self.text,
            known=frozenset(known),
            form=Form(
                limit=self.limit,
                public=self.draft.public,
                passport="id_document" in self.wanted,
                needs=frozenset(what for what, name in _NEEDS.items() if name in self.wanted),
            ),
            problems=frozenset(turned_against(self.words, problems_of(self.case))),
            happened_on=happened.on if isinstance(happened, Moment) else None,
            previous_sent_on=self.facts.earlier[0].sent_on if self.facts.earlier else None,
        )


def limit_of(draft: Draft, channel: Channel | None) -> int | None:
    """How many characters the letter may have at this channel; None where no limit is known."""
    limits = (draft.limit, channel.limit if channel else None)
    return min((limit for limit in limits if limit is not None), default=None)
