"""The facts of a case found in one message, each to be confirmed by the person.

Nothing is guessed: if a field has several candidates, all are given, in the order of the text
(the problem and the provider: likeliest first), and none is picked.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.answers.clean import clean
from bot.answers.days import Days
from bot.answers.mentions import Mention, without
from bot.answers.story_amounts import Amounts
from bot.answers.story_identifiers import emails, operations, phones, recipients, wallets
from bot.answers.sums import Sums
from bot.escalation.values import Value
from bot.russian.phrases import recognise
from bot.russian.wording import StoryWords

FIELDS = (
    "happened",
    "sum",
    "operation",
    "recipient",
    "phone",
    "email",
    "wallet",
    "provider",
    "firm",
    "problem",
)
"""Everything that can be found, in the order in which it is shown."""

HOME = "countries.RU"
"""Where a story takes place that names no country."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A candidate for a field, with the words of the story that it was read from."""

    field: str
    value: Value
    quote: str


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that was found, field after field."""

    findings: tuple[Finding, ...]

    def of(self, field: str) -> tuple[Finding, ...]:
        """The candidates for one field, none twice."""
        return tuple(one for one in self.findings if one.field == field)


class Stories:
    """Finds the facts in a story by the phrases and cues of data/stories.toml. `firms` are the
    places of the firms that can be named, by their ids: who names one has named its place."""

    def __init__(self, words: StoryWords, days: Days, sums: Sums, firms: Mapping[str, str]) -> None:
        self._words = words
        self._firms = firms
        self._figures = Amounts(days, sums, words.cues)
        kinds = {
            "countries": words.countries,
            "providers": words.providers,
            "problems": words.problems,
        }
        self._phrases = {
            f"{kind}.{id_}": said for kind, listed in kinds.items() for id_, said in listed.items()
        }

    def find(self, text: str, *, today: date, region: str = "RU") -> Found:
        """The candidates for every field of `FIELDS`; `today` is the person's own day."""
        text, cues = clean(text), self._words.cues
        numbers = [*emails(text, cues), *operations(text), *wallets(text)]
        numbers += phones(without(text, numbers), region, cues)
        # What has been read is blanked out, so that no digits are read twice.
        rest = without(text, numbers)
        figures = self._figures.find(rest, today=today, region=region)
        mentions = [*numbers, *figures, *recipients(text)]
        mentions.sort(key=lambda mention: mention.start)
        mentions += self._told(text)
        return Found(tuple(_unique(mentions, text)))

    def _told(self, text: str) -> Iterator[Mention]:
        """The provider, the firm and the problem, by their phrases, in one pass over the text."""
        found = recognise(text, self._phrases)
        country = next((one.id for one in found if one.id.startswith("countries.")), HOME)
        for one in found:
            kind, _, id_ = one.id.partition(".")
            if kind == "providers":
                yield Mention("provider", self._place(id_, country), one.start, one.end)
                if id_ in self._firms:
                    yield Mention("firm", id_, one.start, one.end)
            elif kind == "problems":
                yield Mention("problem", id_, one.start, one.end)

    def _place(self, provider: str, country: str) -> str:
        """The place of a provider named in a story about this country. A terminal abroad is a
        matter of that country's law."""
        if provider == "qiwi" or (provider == "terminal" and country != HOME):
            return f"qiwi_{country.partition('.')[2].lower()}"
        return self._firms.get(provider, provider)


def _unique(mentions: Iterable[Mention], text: str) -> Iterator[Finding]:
    seen: set[tuple[str, Value]] = set()
    for mention in sorted(mentions, key=lambda mention: FIELDS.index(mention.field)):
        if (mention.field, mention.value) not in seen:
            seen.add((mention.field, mention.value))
            yield Finding(mention.field, mention.value, text[mention.start : mention.end])
