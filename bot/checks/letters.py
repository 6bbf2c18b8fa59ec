"""Every letter rendered for every problem and every place, with all answers, with none, and with
each answer it asks for left out in turn."""

from collections.abc import Iterable, Iterator
from dataclasses import astuple, replace
from datetime import date, timedelta
from functools import cache

from jinja2 import TemplateError

from bot.checks import samples
from bot.checks.finding import Finding
from bot.content.content import Content
from bot.documents.letter import Letter, compose
from bot.documents.text import as_text, utf16_length
from bot.escalation.carry_over import UNKNOWN_AS, is_compared
from bot.escalation.case import EventKind
from bot.escalation.claim import DEMANDS, Calculation, calculation
from bot.escalation.drafts import Draft, relevant
from bot.escalation.firms import Firm, requisites
from bot.escalation.letters import Earlier, LetterFacts

LONGEST = 21_000
"""UTF-16 units: no letter may be longer, whatever its channel."""


def check_letters(content: Content, today: date) -> Iterator[Finding]:
    """Letters that do not render, have a hole, or are longer than their draft or channel allows."""
    for draft in content.letters.drafts.values():
        yield from check_draft(draft, content, today)


def check_draft(draft: Draft, content: Content, today: date) -> Iterator[Finding]:
    """The same of one draft, and the questions that it asks for nothing."""
    file = f"templates/drafts/{draft.id}.txt.j2"
    for key, facts in _facts(draft, content, today):
        try:
            text = as_text(compose(content.words.environment, draft.id, facts))
        except (TemplateError, LookupError) as error:
            yield Finding(file, key, str(error))
            continue
        for fault in _faults(draft, text):
            yield Finding(file, key, fault)
    try:
        yield from _unwritten(draft, content, today)
    except (TemplateError, LookupError) as error:
        yield Finding(file, "(file)", str(error))


def _unwritten(draft: Draft, content: Content, today: date) -> Iterator[Finding]:
    """The questions whose answers the letter never uses: nobody should be asked them."""

    @cache
    def written(
        place: str, problem: str, earlier: tuple[Earlier, ...], changed: str = "", choice: str = ""
    ) -> Letter:
        answers = {name: answer for name, answer in full.items() if name != changed}
        if choice:
            answers[changed] = (choice,)
        facts = LetterFacts(
            draft=draft.id,
            problems=(problem,),
            place=place,
            today=today,
            country=content.path.places[place].country,
            supervisor=content.names.supervisors.get(place),
            firm=firms[place],
            answers=answers,
            addressee=(posts[draft.id].value,)
            if draft.id in posts and is_compared(answers)
            else (),
            earlier=earlier,
        )
        return compose(content.words.environment, draft.id, facts)

    decided = _decided(content, today)
    full, relevance = samples.answers(content, today, brief=True), content.letters.relevance
    firms, posts = content.names.firms, content.names.posts
    cases = [(place, problem) for place in firms for problem in content.path.places[place].problems]
    settings = [(*case, earlier) for case in cases for earlier in ((), decided)]
    for question in draft.questions:
        one = content.questions[question].one
        others = content.questions[question].choices if one else ("",)
        says = next(
            (
                setting
                for setting in settings
                for other in others
                if relevant([question], relevance, [setting[1]], setting[0], full)
                and written(*setting) != written(*setting, question, other)
            ),
            None,
        )
        if says is None:
            yield Finding("drafts.toml", f"{draft.id}.questions", f"no letter says {question}")
        else:  # a letter that says one answer mostly says the next, too: it is tried first
            settings.remove(says)
            settings.insert(0, says)


def _decided(content: Content, today: date) -> tuple[Earlier, ...]:
    """The police, the ombudsman and the liquidator have refused: what later letters are about."""
    return tuple(
        Earlier(
            step=draft,
            draft=draft,
            title=content.names.drafts[draft].title,
            addressee=content.names.addressees[draft],
            sent_on=today - timedelta(days=40),
            number="77-05/26",
            reply="refused",
            replied_on=today - timedelta(days=5),
            signed=draft == "ombudsman",
        )
        for draft in ("police", "ombudsman", "liquidator")
    )


def _facts(draft: Draft, content: Content, today: date) -> Iterator[tuple[str, LetterFacts]]:
    """Each problem at one place, each place and each kind of firm with one problem: what the
    templates branch on."""
    places, firms = content.path.places.values(), content.names.firms
    problems = dict.fromkeys(problem for place in places for problem in place.problems)
    pairs = [(UNKNOWN_AS, problem) for problem in problems]
    pairs += [(place, "other") for place in firms]
    claims = {step.draft for step in content.path.steps.values() if step.is_claim}
    calculation = _calculation(content, today) if draft.id in claims else None
    sent = Earlier(
        step="support",
        draft="support",
        title=content.names.drafts["support"].title,
        addressee=content.names.addressees["support"],
        sent_on=today - timedelta(days=30),
        number="77-05/26",
        reply="refused",
        replied_on=today - timedelta(days=5),
    )
    known = [(firm.place, "other", firm) for firm in _kinds_of_firms(content, today)]
    longest = samples.answers(content, today)
    brief = samples.answers(content, today, brief=True)
    for place, problem, firm in [*((place, problem, None) for place, problem in pairs), *known]:
        named = [firm.id] if firm else []
        full = longest if place == UNKNOWN_AS else brief
        asked = relevant(draft.questions, content.letters.relevance, [problem], place, full)
        for given, earlier in ((full, (sent,)), ({}, ())):
            yield (
                ", ".join((place, problem, *named, "all answers" if given else "no answers")),
                LetterFacts(
                    draft=draft.id,
                    problems=(problem,),
                    place=place,
                    today=today,
                    firm=firm.name if firm else firms[place],
                    requisites=requisites(firm, today) if firm else None,
                    country=content.path.places[place].country,
                    supervisor=content.names.supervisors.get(place),
                    answers={q: v for q, v in given.items() if q in asked},
                    earlier=earlier,
                    calculation=calculation if given else None,
                ),
            )


def _kinds_of_firms(content: Content, today: date) -> Iterable[Firm]:
    """Of the firms of a place of which the same is known, the one with the most to write."""
    firms: dict[tuple[object, ...], Firm] = {}
    for firm in sorted(content.facts.firms.values(), key=lambda firm: _length(firm, today)):
        known = requisites(firm, today)
        firms[firm.place, *(bool(value) for value in astuple(known) if known)] = firm
    return firms.values()


def _length(firm: Firm, today: date) -> int:
    return len(firm.name) + len(str(requisites(firm, today)))


def _calculation(content: Content, today: date) -> Calculation | None:
    """A claim with interest: the money was demanded in writing most of a year ago, in vain."""
    problem = content.path.places[UNKNOWN_AS].problems[0]
    route = content.path.route(UNKNOWN_AS, problem)
    answers = samples.answers(content, today)
    case = replace(samples.opened(route, content, today), step=DEMANDS[0], answers=answers)
    demanded = samples.with_event(case, EventKind.SENT, today - timedelta(days=300))
    return calculation(demanded, content.timing, content.court, today)


def _faults(draft: Draft, text: str) -> Iterator[str]:
    length = utf16_length(text)
    if not text:
        yield "is empty"
    if draft.limit is not None and len(text) > draft.limit:
        yield f"is {len(text)} characters long, data/drafts.toml allows {draft.limit}"
    if length > LONGEST:
        yield f"is {length} UTF-16 units long, past {LONGEST}"
    if "None" in text:
        yield "says None where a fact is missing"
