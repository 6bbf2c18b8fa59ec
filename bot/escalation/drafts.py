"""What is known of a letter before it is written: what it asks, and how it can be sent."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bot.escalation.facts import Fact
from bot.escalation.operations import on_several_days
from bot.escalation.own_words import STORY, WORDS
from bot.escalation.questions import chosen
from bot.escalation.values import NO_ANSWERS, Value

GENITIVE = "full_name_genitive"
"""The question about the name as a letter says it after «от»; it goes with `Draft.genitive`."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A letter the bot can write (data/drafts.toml): what it is called, needs and goes through.

    `addressee` is the kind of addressee; `post` the contact whose postal address may stand under
    the addressee's name; `questions` go in the order of asking; `channels` go best first;
    `public` says that no personal answer may enter it; `limit` is its longest text in characters;
    `genitive` that it names the person as the one it comes from ("от Ивановой Анны");
    `says_whom` that its title says to whom it goes as well as we can, unless there is a name to
    say; `titles` what it is called instead of `title`, by the problem of the case. At `most` so
    many of the questions are asked in a row; of any more those that `later` names first wait
    behind a button.
    """

    id: str
    title: str
    addressee: str
    questions: tuple[str, ...]
    channels: tuple[str, ...]
    post: str | None = None
    public: bool = False
    limit: int | None = None
    genitive: bool = False
    says_whom: bool = False
    titles: Mapping[str, str] = field(default_factory=dict)
    most: int | None = None
    later: tuple[str, ...] = ()

    def called(self, problem: str) -> str:
        """What the paper is called in a case of this problem."""
        return self.titles.get(problem, self.title)


DETAILS = "details"
"""The answer that holds the steps of which a person wants to tell more than is asked in a row."""


def asked(
    draft: Draft,
    step: str,
    questions: Sequence[str],
    answers: Mapping[str, Value],
    known: Collection[str] = (),
) -> tuple[str, ...]:
    """Those of the letter's questions that are asked in a row: without what is `known` already; but
    all, once more is to be told at this step, and whatever was answered. A story that was told is
    decided on before a paper is written."""
    if step in chosen(answers.get(DETAILS)):
        return tuple(questions)
    spare = len(questions) - (draft.most or len(questions))
    later = [name for name in draft.later if name in questions]
    waits = {name for name in later[: max(spare, 0)] if name not in WORDS or STORY not in answers}
    return tuple(one for one in questions if one in answers or one not in {*waits, *known})


@dataclass(frozen=True, kw_only=True)
class Channel(Fact):
    """A way to send a letter (data/channels.toml): `value` is the rule that is known of it.

    `formats` are the files that fit it (`text`, `docx`, `pdf`), best first; `limit` the longest
    text it takes in characters, absent where not known; `subject` says that it has a line for one,
    `signed` that the paper is signed by hand, `files` that papers can be attached, `inventory` that
    the post stamps an inventory of the envelope. `countries` (ISO
    3166; none named: any) are those where the channel exists.
    """

    value: str
    name: str
    formats: tuple[str, ...]
    limit: int | None = None
    subject: bool = False
    signed: bool = False
    files: bool = True
    inventory: bool = False
    countries: tuple[str, ...] = ()


def open_channels(
    draft: Draft, channels: Mapping[str, Channel], country: str, *, liquidated: bool
) -> list[Channel]:
    """The channels that this letter may take in this country, the best first.

    A firm in liquidation (`liquidated`) has neither a chat nor a form any more: what is addressed
    to it goes to its liquidator on paper.
    """
    paper_only = liquidated and draft.addressee == "provider"
    return [
        channel
        for channel in map(channels.__getitem__, draft.channels)
        if (not channel.countries or country in channel.countries)
        and (channel.signed or not paper_only)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relevance:
    """When a question is worth asking: for one of these problems or at one of these places.

    With neither named, always. Not when all problems of a case are among `never`, nor, with `main`
    named, when the problem that letters tell of first is another. `follows` is a question that was
    passed when this one is pointless, or, as "question.choice", the choice that this one goes with.
    Whatever else is named, once one of the answers `given` is there. `days`: only where the
    operations that were reported are of "one" day, or of "several".
    """

    problems: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    main: frozenset[str] = frozenset()
    follows: str = ""
    given: frozenset[str] = frozenset()
    days: str = ""

    def holds(
        self, problems: Sequence[str], place: str, answers: Mapping[str, Value] = NO_ANSWERS
    ) -> bool:
        """Whether the question is worth asking in a case with these problems at this place."""
        if not self.given.isdisjoint(answers):
            return True
        if self.follows and not self._follows(answers):
            return False
        if self.days and (self.days == "several") != on_several_days(answers):
            return False
        if self.never.issuperset(problems):
            return False
        if self.main and main_problem(problems) not in self.main:
            return False
        anywhere = not self.problems and not self.places
        return anywhere or place in self.places or not self.problems.isdisjoint(problems)

    def _follows(self, answers: Mapping[str, Value]) -> bool:
        question, _, choice = self.follows.partition(".")
        given = answers.get(question)
        if choice:
            return choice in chosen(given)
        return given is None or bool(given)


def fitting(
    answers: Mapping[str, Value],
    relevance: Mapping[str, Relevance],
    problems: Sequence[str],
    place: str,
) -> Mapping[str, Value]:
    """The answers without the choices that are not offered in this case: made while it was taken
    for another one, they would ask for what makes no sense in it."""

    def is_offered(name: str) -> bool:
        return name not in relevance or relevance[name].holds(problems, place, answers)

    return {
        question: tuple(choice for choice in given if is_offered(f"{question}.{choice}"))
        if isinstance(given, tuple)
        else given
        for question, given in answers.items()
    }


def main_problem(problems: Sequence[str]) -> str:
    """The problem that a letter tells of first: whose day, sum and operation are asked. Wrong data
    of the owner have no sum, so any other problem goes before them."""
    return next((one for one in problems if one != "identification"), problems[0])


def relevant(
    questions: Sequence[str],
    relevance: Mapping[str, Relevance],
    problems: Sequence[str],
    place: str,
    answers: Mapping[str, Value] = NO_ANSWERS,
) -> tuple[str, ...]:
    """The questions of a letter that are worth asking in this case, in the letter's order.

    A question without a record in `relevance` is always asked.
    """
    return tuple(
        question
        for question in questions
        if question not in relevance or relevance[question].holds(problems, place, answers)
    )
