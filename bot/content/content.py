"""Everything of data/ and templates/, checked, in one object."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path as File
from typing import Any

from bot.content.agreement import check_agreement
from bot.content.calendar import Calendars, load_calendars
from bot.content.court import load_court
from bot.content.drafts import Drafts, load_drafts
from bot.content.ear import Ear
from bot.content.facts import FactBase, FaqEntry, load_facts, namespaces
from bot.content.grounds import Grounds, load_grounds
from bot.content.load import ReplyKind, load_path, load_questions, load_reply_kinds
from bot.content.reader import Reader
from bot.content.render import Words
from bot.content.terms import load_terms
from bot.content.titles import case_title
from bot.content.wording import load_word_lists
from bot.escalation.amount import is_against_receiver, problems_of
from bot.escalation.carry_over import NAMED_BY, Names, answered_by_events
from bot.escalation.case import Case
from bot.escalation.contacts import Contact
from bot.escalation.court_rules import CourtRules
from bot.escalation.drafts import GENITIVE, Channel, Draft, asked, open_channels, relevant
from bot.escalation.facts import Fact, Standing, is_stale, may_be_primary
from bot.escalation.firms import (
    Firm,
    answered_by,
    firm_of,
    is_qiwi,
    licence_unsure,
    looked_up,
    names_qiwi,
)
from bot.escalation.path import TERMINAL, Path, Step
from bot.escalation.questions import Question
from bot.escalation.routing import mended
from bot.escalation.timing import Timing
from bot.escalation.values import NO_ANSWERS, Value
from bot.escalation.windows import by_day
from bot.records import read_toml, typed
from bot.russian.full_names import genitive
from bot.russian.written_days import FILTERS
from bot.shield.load import load_shield
from bot.shield.verdicts import ShieldRules

OWNER = "terminal_owner"
"""The contact of whoever is named on a terminal, and the question that asks the name."""

ROOT = File(__file__).resolve().parents[2]
"""Where data/ and templates/ are: next to the package."""


@dataclass(frozen=True, repr=False)  # whole, it would be megabytes in a log or a traceback
class Content:
    """What dialogs work from: the path, the questions, the letters, the facts and the words."""

    path: Path
    questions: Mapping[str, Question]
    letters: Drafts
    facts: FactBase
    grounds: Grounds
    contact_groups: Mapping[str, Sequence[str]]
    calendars: Calendars
    timing: Timing
    court: CourtRules
    reply_kinds: Mapping[str, ReplyKind]
    shield: ShieldRules
    reader: Reader
    ear: Ear
    words: Words

    @property
    def names(self) -> Names:
        """How letters and their addressees are called."""
        return Names(
            drafts=self.letters.drafts,
            addressees=self.words.labels("addressees"),
            posts={
                draft.id: self.contacts[draft.post]
                for draft in self.letters.drafts.values()
                if draft.post
            },
            firms={provider.id: provider.firm for provider in self.facts.providers.values()},
            supervisors={
                provider.id: self.contacts[provider.regulators[0]].organisation
                for provider in self.facts.providers.values()
                if provider.regulators
            }
            | {
                firm.id: self.contacts[firm.supervisor].organisation
                for firm in self.facts.firms.values()
                if firm.supervisor
            },
            listed=self.facts.firms,
            relevance=self.letters.relevance,
        )

    @property
    def contacts(self) -> Mapping[str, Contact]:
        return self.facts.contacts

    @property
    def faq(self) -> Mapping[str, FaqEntry]:
        return self.facts.faq

    def entries_for(self, case: Case, step: Step) -> list[FaqEntry]:
        """The entries of the FAQ offered on the card of this step."""
        first = self.path.route(case.place, case.problem).steps[0] == step.id
        return self.facts.entries_beside(step.id, case.problem, first=first)

    @property
    def dated(self) -> Iterator[Fact]:
        """Every record of data/ that has a source and grows old."""
        return chain(
            self.facts,
            self.timing.terms.values(),
            self.letters.channels.values(),
            self.court.rules.values(),
            self.court.rates.rates,
        )

    def stale(self, today: date) -> list[Fact]:
        """The records of data/ last checked too long ago to rely on."""
        return [fact for fact in self.dated if is_stale(fact, today)]

    def title(self, case: Case) -> str:
        """How the case is called in lists."""
        return case_title(case, self.firm_of(case), self.words, self.reader.show)

    def firm_of(self, case: Case) -> Firm | None:
        """The wallet or bank that the person has picked for this case, if any."""
        return firm_of(case.answers, self.facts.firms)

    def meaning_of(self, reply: str) -> str:
        """What a reply means for the case: a stock one by its kind, any other is what it says."""
        kind = self.reply_kinds.get(reply)
        return kind.reply if kind else reply

    def mended(self, case: Case) -> Case:
        """A case stored by any version of the bot, made to fit this version's path."""
        return mended(case, self.path)

    def draft_of(self, step: str) -> Draft:
        """The draft of the step's letter. Raises LookupError for a step without one."""
        return self.letters.drafts[self.path.steps[step].letter]

    def asked_for(self, case: Case, step: str) -> Sequence[str]:
        """Those of `questions_for` that are asked in a row."""
        wanted = self.questions_for(case, step)
        if not self.path.steps[step].draft:
            return wanted
        plain = [question for question in wanted if question != GENITIVE]
        ours = not is_against_receiver(problems_of(case))  # else the firm is not the defendant
        known = looked_up(self.firm_of(case)) if ours else frozenset[str]()
        kept = asked(self.draft_of(step), step, plain, case.answers, known)
        return [question for question in wanted if question in kept or question == GENITIVE]

    def questions_for(self, case: Case, step: str) -> Sequence[str]:
        """The questions that this step has in this case, for its letter or instead of one, in the
        order of asking.

        What the firm that was picked answers is not among them, nor what the events of the case do.
        The name in the genitive comes after the name, if the letter uses it and it is sure; a
        doubtful one is not offered, and the letter keeps the name as it is.
        """
        draft = self.draft_of(step) if self.path.steps[step].draft else None
        problems = problems_of(case)
        known = answered_by(self.firm_of(case)) | answered_by_events(case)
        wanted = draft.questions if draft else self.path.steps[step].asks
        questions = [question for question in wanted if question not in known]
        fitting = relevant(questions, self.letters.relevance, problems, case.place, case.answers)
        if draft is None or not draft.genitive or not self._has_genitive(case):
            return fitting
        after = fitting.index("full_name") + 1
        return (*fitting[:after], GENITIVE, *fitting[after:])

    def choices_for(self, case: Case, question: Question) -> Sequence[str]:
        """The choices of a question that make sense for the problems of this case."""
        named = {f"{question.id}.{choice}": choice for choice in question.choices}
        known = (problems_of(case), case.place, case.answers)
        return [named[name] for name in relevant([*named], self.letters.relevance, *known)]

    def _has_genitive(self, case: Case) -> bool:
        name = case.answers.get("full_name")
        sure = isinstance(name, str) and genitive(name).sure
        return sure or bool(case.answers.get(GENITIVE))

    def channels_for(self, case: Case, step: str) -> Sequence[Channel]:
        """The channels that the letter of this step may go through in this case, best first."""
        place = self.path.places[case.place]
        return open_channels(
            self.draft_of(step),
            self.letters.channels,
            place.country,
            liquidated=place.since is not None,
        )

    def contacts_for(
        self, place: str, problem: str, step: Step, answers: Mapping[str, Value] = NO_ANSWERS
    ) -> list[Contact]:
        """The contacts of a step for this problem with a wallet of this place, each once: of the
        bodies that the step names, those of the place's own country.

        Those fit to be tried first come first, dead ones last.
        """
        country = self.path.places[place].country
        ids: list[str] = []
        for name in step.contacts:
            match name:
                case "@provider":
                    ids += self._of_provider(place, problem, answers)
                case "@regulators":
                    ids += self._supervisors(place, answers)
                case _ if self.contacts[name].country == country:
                    ids.append(name)
        if is_qiwi(place, problem, answers, self.path):
            ids += step.qiwi_contacts
        return sorted((self.contacts[name] for name in dict.fromkeys(ids)), key=_trust)

    def _supervisors(self, place: str, answers: Mapping[str, Value]) -> Sequence[str]:
        """The supervisor of the firm that was picked, else of the place, and its other doors."""
        provider, firm = self.facts.providers.get(place), firm_of(answers, self.facts.firms)
        first, *others = provider.regulators if provider else (None,)
        return [one for one in ((firm and firm.supervisor) or first, *others) if one]

    def _of_provider(self, place: str, problem: str, answers: Mapping[str, Value]) -> Sequence[str]:
        """Whom to ask for the money. A terminal is its owner's: the lines of the company that the
        place is named after lead only where the person has named that company."""
        provider = self.facts.providers.get(place)
        others, own = (provider.contacts, provider.own) if provider else ((), ())
        owner = [OWNER] if problem == TERMINAL else []
        is_own = names_qiwi(answers, OWNER if owner else NAMED_BY["provider"])
        if is_own:
            return (*own, *owner, *others)
        is_other = firm_of(answers, self.facts.firms) is not None
        return (*owner, *others, *(() if is_other else own))


def _trust(contact: Contact) -> int:
    dead = contact.standing in {Standing.CLOSED, Standing.CONTRADICTED}
    return 0 if may_be_primary(contact) else 2 if dead else 1


def load_content(root: File = ROOT) -> Content:
    """Read data/ and templates/ under `root`.

    Raises BadData with the file, the key and the reason at the first thing that cannot be used.
    """
    data = root / "data"
    facts, terms, lists = load_facts(data), load_terms(data), load_word_lists(data)
    path, calendars = load_path(data, terms), load_calendars(data)
    reader = Reader(lists, {firm.id: firm.place for firm in facts.firms.values()})
    court, shield = load_court(data), load_shield(data, facts.contacts)
    filters: dict[str, Callable[..., Any]] = {**FILTERS, "show": reader.show}
    names = {**namespaces([*facts, *terms.values()]), "contact": facts.contact}
    content = Content(
        path=path,
        questions=load_questions(data),
        letters=load_drafts(data),
        facts=facts,
        grounds=load_grounds(data),
        contact_groups=_groups(data),
        calendars=calendars,
        timing=Timing(path, terms, calendars.of, court.limits),
        court=court,
        reply_kinds=load_reply_kinds(data),
        shield=shield,
        reader=reader,
        ear=Ear(reader, facts.contacts.values(), shield),
        words=Words(root / "templates", filters=filters, names=names),
    )
    content.words.environment.globals.update(
        title=content.title,
        firm_of=content.firm_of,
        licence_unsure=lambda case: licence_unsure(case, content.facts.firms),
        by_day=by_day,
        in_words=reader.in_words,
        in_figures=reader.in_figures,
        questions=content.questions,
    )
    check_agreement(content, lists)
    content.words.compile_all()
    return content


def _groups(folder: File) -> Mapping[str, tuple[str, ...]]:
    """How the contacts are sorted, from data/contact_groups.toml."""
    file = "contact_groups.toml"
    groups: dict[str, tuple[str, ...]] = typed(
        dict[str, tuple[str, ...]], file, "", read_toml(folder / file)
    )
    return groups
