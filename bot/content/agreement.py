"""What one file of data/ or templates/ refers to in another must exist, with nothing left over."""

from collections.abc import Collection, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from bot.answers.problems import WEIGHTS
from bot.answers.story_providers import NOTHING
from bot.content.render import LABELS
from bot.documents.lint import SLUGS
from bot.escalation.case import ExhibitKind
from bot.escalation.drafts import GENITIVE
from bot.escalation.firms import IN_LIST, KINDS, UNLICENSED
from bot.escalation.own_words import STORY
from bot.escalation.path import UNKNOWN_PLACE
from bot.escalation.reporting import How
from bot.records import BadData
from bot.russian.wording import WordLists

if TYPE_CHECKING:
    from bot.content.content import Content

GROUPS = (
    "bot", "buttons", "put_off", "found", "commands", "problems", "problem_titles",
    "problem_calls", "places", "place_titles", "windows", "replies", "calendar", "fine_exceptions",
    "formats", "map", "marks", "stats", "archive",
)  # fmt: skip
"""The groups of labels.toml that are no list of records: what is missing in them the check finds,
a missing group stops the start."""

PAGES = ("cases", "contacts", "delete", "help", "home", "privacy", "settings", "where")
"""The pages that may be looked up in words."""

OPENS = (
    "despair",
    "now",
    "loss",
    "missing",
    "went",
    "cry",
    "alarm",
    "doubt",
    "support",
    "thanks",
    "paper",
)
"""What an intent may mean beside a record or a page."""

UNSAID = "unsaid"
"""The words for the phone where nobody has said how the money left."""

Named = Iterator[tuple[str, str, Collection[str], Collection[str], str]]
"""A file, a key in it, the ids used there, the ids that exist, and what they identify."""


def check_agreement(content: "Content", lists: WordLists) -> None:
    """Raises BadData at the first id that is used but does not exist, and at the first record that
    is missing from the other file or is not wanted there."""
    for file, key, named, known, what in chain(
        _named_by_path(content),
        _named_by_supervisors(content),
        _named_by_letters(content),
        _named_by_lists(content, lists),
        _named_by_faq(content),
        _named_by_intents(content, lists),
    ):
        for missing in sorted(set(named) - set(known)):
            raise BadData(file, key, f"no {what} {missing}")
    for group in GROUPS:
        content.words.labels(group)
    _check_questions(content)
    _check_groups(content)
    _check_firms(content)
    for file, key, there, wanted, what in _same(content, lists):
        for missing in sorted(set(wanted) - set(there)):
            raise BadData(file, f"{key}{missing}", f"missing: {what}")
        for surplus in sorted(set(there) - set(wanted)):
            raise BadData(file, f"{key}{surplus}", f"unknown: {what}")
    _check_templates(content)


def _named_by_path(content: "Content") -> Named:
    file, drafts = "path.toml", content.letters.drafts
    for step in content.path.steps.values():
        contacts = [name for name in (*step.contacts, *step.qiwi_contacts) if name[0] != "@"]
        yield file, f"steps.{step.id}.contacts", contacts, content.contacts, "contact"
        if step.draft:
            yield file, f"steps.{step.id}.draft", [step.draft], drafts, "letter"
        yield file, f"steps.{step.id}.asks", step.asks, content.questions, "question"


def _named_by_supervisors(content: "Content") -> Named:
    for firm in content.facts.firms.values():
        named = [firm.supervisor] if firm.supervisor else []
        key = f"firms.{firm.id}.supervisor"
        yield "providers.toml", key, named, content.contacts, "contact"


def _named_by_letters(content: "Content") -> Named:
    file, problems = "drafts.toml", _problems(content)
    for draft in content.letters.drafts.values():
        asked = {*draft.questions, *([GENITIVE] if draft.genitive else [])}
        yield file, f"{draft.id}.questions", asked, content.questions, "question"
        if draft.post:
            yield file, f"{draft.id}.post", [draft.post], content.contacts, "contact"
    relevance = content.letters.relevance
    yield file, "relevance", relevance, {*content.questions, *_given(content)}, "question"
    for question, when in relevance.items():
        named = when.problems | when.never | when.main
        yield file, f"relevance.{question}", named, problems, "problem"
        yield file, f"relevance.{question}.places", when.places, content.path.places, "place"
        known = {*content.questions, STORY}
        yield file, f"relevance.{question}.given", when.given, known, "answer"
        if when.follows:
            yield file, f"relevance.{question}.follows", [when.follows], _given(content), "answer"


def _given(content: "Content") -> set[str]:
    """What a question can follow: another one, or one of its choices as "question.choice"."""
    questions = content.questions.values()
    choices = {f"{one.id}.{choice}" for one in questions for choice in one.choices}
    return choices | content.questions.keys()


def _named_by_lists(content: "Content", lists: WordLists) -> Named:
    file, places, stories = "stories.toml", content.path.places, lists.stories
    named, firms = set(stories.providers) - {"qiwi"}, content.facts.firms
    yield file, "providers", named, {*places, *firms}, "place or firm"
    yield file, "marketplaces", stories.marketplaces, firms, "firm"
    yield file, "unnamed", set(stories.unnamed) - {NOTHING}, places, "place"
    for key, tells in (("only_at", stories.only_at), ("mostly_at", stories.mostly_at)):
        for problem, place in tells.items():
            yield file, f"{key}.{problem}", [place], places, "place"
            yield file, key, [problem], places[place].problems, f"problem of {place}"
    for firm in firms.values():
        yield "providers.toml", f"firms.{firm.id}.place", [firm.place], places, "place"
    yield file, "told", stories.told, content.questions, "question"
    for question, said in stories.told.items():
        choices = content.questions[question].choices
        yield file, f"told.{question}.problems", said.problems, _problems(content), "problem"
        yield file, f"told.{question}.choices", said.choices, choices, f"choice of {question}"
    yield file, "decisions", stories.decisions, content.path.steps, "step"
    for step, decision in stories.decisions.items():
        ways = content.path.steps[step].ways_through
        yield file, f"decisions.{step}.reason", [decision.reason], ways, f"way through {step}"
    for country in stories.countries:
        yield file, f"countries.{country}", [f"qiwi_{country.lower()}"], places, "place"
    countries = {place.country for place in places.values()}
    for name, admission in lists.letters.admissions.items():
        key = f"admissions.{name}.problems"
        yield "lint.toml", key, admission.problems, _problems(content), "problem"
    told = lists.problems.problems
    yield WEIGHTS.name, "problems", told, _problems(content), "problem"
    yield "wording.toml", "regions", countries, lists.wording.regions, "currency of"


def _named_by_faq(content: "Content") -> Named:
    file, problems = "faq.toml", _problems(content)
    for entry in content.faq.values():
        yield file, f"faq.{entry.id}.steps", entry.steps, content.path.steps, "step"
        yield file, f"faq.{entry.id}.problems", entry.problems, problems, "problem"


def _named_by_intents(content: "Content", lists: WordLists) -> Named:
    known: dict[str, Collection[str]] = {
        "faq": content.faq,
        "step": content.path.steps,
        "contacts": content.contact_groups,
        "hint": content.questions,
        "problem": _problems(content),
        "page": PAGES,
    }
    for intent in lists.intents.intents.values():
        what, dot, name = intent.opens.partition(".")
        key = f"intents.{intent.id}.opens"
        if dot:
            called = "group of contact_groups.toml" if what == "contacts" else what
            yield "intents.toml", key, [name], known.get(what, ()), called
        else:
            yield "intents.toml", key, [what], OPENS, "screen"


def _check_questions(content: "Content") -> None:
    """Each question is asked for some letter, or goes with the name."""
    asked = {one for draft in content.letters.drafts.values() for one in draft.questions}
    for question in content.questions:
        if question not in {*asked, GENITIVE}:
            raise BadData("questions.toml", question, "no letter asks it")


def _check_groups(content: "Content") -> None:
    grouped = sorted(name for group in content.contact_groups.values() for name in group)
    if grouped != sorted(content.contacts):
        odd = set(grouped).symmetric_difference(content.contacts)
        raise BadData("contact_groups.toml", ", ".join(sorted(odd)), "must be in one group each")


def _check_firms(content: "Content") -> None:
    """A firm is not taken for a place, and is in its place's country."""
    places = content.path.places
    for firm in content.facts.firms.values():
        if firm.id in places:
            raise BadData("providers.toml", f"firms.{firm.id}", "is a place's id")
        if firm.country != places[firm.place].country:
            raise BadData("providers.toml", f"firms.{firm.id}.country", "is not its place's")
        if firm.licensed is False and firm.place != UNLICENSED:
            raise BadData("providers.toml", f"firms.{firm.id}.place", f"must be {UNLICENSED}")


def _same(content: "Content", lists: WordLists) -> Named:
    """Lists that must hold the same ids: actual, wanted. Data first, then words."""
    wanted, steps = content.path.places.keys() - {UNKNOWN_PLACE}, content.path.steps.values()
    yield "providers.toml", "providers.", content.facts.providers, wanted, "a place of path.toml"
    labels: dict[str, tuple[Collection[str], str]] = {
        "steps": (content.path.steps, "a step of path.toml"),
        "passed_by": (
            {name for step in steps for name in (step.applies_when, step.skipped_when) if name},
            "a condition of a step of path.toml",
        ),
        "checks": ({one for step in steps for one in step.all_checks}, "a check of path.toml"),
        "ways": ({one for step in steps for one in step.ways_through}, "a way of path.toml"),
        "addressees": (content.letters.drafts, "a letter's addressee, drafts.toml"),
        "contact_groups": (content.contact_groups, "a group of contact_groups.toml"),
        "reply_kinds": (content.reply_kinds, "a stock reply, reply_kinds.toml"),
        "questions": (content.questions, "a question of questions.toml"),
        "papers": (content.questions["attachments"].choices, "a choice of attachments"),
        "exhibit_kinds": (list(ExhibitKind), "a kind of exhibit"),
        "exhibits": ({"exhibit", "unsorted", *ExhibitKind}, "what an exhibit is called"),
        "trace": ({"words"}, "what is kept of a message that names nothing"),
        "hows": ({How.CODE, How.SENT}, "how the money left, where it did not go by itself"),
        "urgent_words": ({UNSAID, *How}, "how the money left, or that nobody said"),
        "firm_kinds": (KINDS, "a kind of firm"),
        "in_list": (IN_LIST, "an answer about the list of the Bank of Russia"),
        "mends": (SLUGS, "a flaw that a letter may have"),
        "admissions": (lists.letters.admissions, "an admission of lint.toml"),
        "reasons": (content.path.reasons, "a reason of path.toml"),
        **{
            question.id: (question.choices, f"a choice of {question.id}, questions.toml")
            for question in content.questions.values()
            if question.choices
        },
    }
    for group, (ids, what) in labels.items():
        yield LABELS, f"{group}.", content.words.labels(group), ids, what


def _check_templates(content: "Content") -> None:
    """Each record has the template named after it."""
    there = set(content.words.environment.list_templates())
    wanted = {
        "drafts/{}.txt.j2": ("drafts.toml", content.letters.drafts),
        "screens/steps/{}.html.j2": ("path.toml", content.path.steps),
        "faq/{}.html.j2": ("faq.toml", content.faq),
        "screens/questions/{}.html.j2": ("questions.toml", content.questions),
        "screens/how_to_send/{}.html.j2": ("channels.toml", content.letters.channels),
        "screens/triage/{}.html.j2": ("reply_kinds.toml", content.reply_kinds),
    }
    for pattern, (file, ids) in wanted.items():
        for id_ in ids:
            if (template := pattern.format(id_)) not in there:
                raise BadData(file, id_, f"no templates/{template}")


def _problems(content: "Content") -> set[str]:
    return {problem for place in content.path.places.values() for problem in place.problems}
