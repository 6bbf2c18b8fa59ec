"""The facts of a case found in one message, each to be confirmed by the person.

Nothing is guessed: if a field has several candidates, all are given, in the order of the text
(the problem and the provider: likeliest first), and none is picked.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.answers.clean import clean
from bot.answers.days import Days
from bot.answers.mentions import Mention, without
from bot.answers.problems import Problems
from bot.answers.story_amounts import Amounts
from bot.answers.story_identifiers import emails, operations, phones, recipients, wallets
from bot.answers.sums import Sums
from bot.escalation.values import Value
from bot.russian.phrases import Match, recognise
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

CONTACT = "contact_transfer"
"""The problem of a transfer by Contact, the system of the Russian Qiwi's bank."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A candidate for a field, with the words of the story that it was read from; `share` is how
    likely a problem is."""

    field: str
    value: Value
    quote: str
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that was found, field after field."""

    findings: tuple[Finding, ...]

    def of(self, field: str) -> tuple[Finding, ...]:
        """The candidates for one field, none twice."""
        return tuple(one for one in self.findings if one.field == field)


class Stories:
    """Finds the facts in a story by the phrases and cues of data/stories.toml, and its problem by
    the weights of problems.json. `firms` are the places of the firms that can be named, by
    their ids: who names one has named its place."""

    def __init__(
        self,
        words: StoryWords,
        days: Days,
        sums: Sums,
        problems: Problems,
        firms: Mapping[str, str],
    ) -> None:
        self._words = words
        self._firms = firms
        self._figures = Amounts(days, sums, words.cues)
        self._problems = problems.find
        kinds = {"countries": words.countries, "providers": words.providers}
        self._phrases = {
            f"{kind}.{id_}": said for kind, listed in kinds.items() for id_, said in listed.items()
        }

    def find(
        self,
        text: str,
        *,
        today: date,
        region: str = "RU",
        problems: Collection[str] | None = None,
    ) -> Found:
        """The candidates for every field of `FIELDS`; `today` is the person's own day, `problems`
        are those that are possible (None: all)."""
        text, cues = clean(text), self._words.cues
        numbers = [*emails(text, cues), *operations(text), *wallets(text)]
        numbers += phones(without(text, numbers), region, cues)
        # What has been read is blanked out, so that no digits are read twice.
        rest = without(text, numbers)
        figures = self._figures.find(rest, today=today, region=region)
        mentions = [*numbers, *figures, *recipients(text)]
        mentions.sort(key=lambda mention: mention.start)
        told = [
            Mention("problem", one.id, one.start, one.end, one.share)
            for one in self._problems(text, problems)
        ]
        mentions += [*self._providers(text, told), *told]
        return Found(tuple(_unique(mentions, text)))

    def _providers(self, text: str, problems: Sequence[Mention]) -> Iterator[Mention]:
        """The providers and firms, by their phrases; of several countries that of Qiwi, or of the
        terminal, is the nearest to its name."""
        found = recognise(text, self._phrases)
        countries = [one for one in found if one.id.startswith("countries.")]
        if problems and problems[0].value == CONTACT:
            countries = []  # wherever the transfer went, the Russian bank owes it
        for one in found:
            kind, _, id_ = one.id.partition(".")
            if kind == "providers":
                place = self._place(id_, one, countries)
                yield Mention("provider", place, one.start, one.end)
                if id_ in self._firms:
                    yield Mention("firm", id_, one.start, one.end)

    def _place(self, provider: str, said: Match, countries: Sequence[Match]) -> str:
        """The place of a provider. A terminal abroad is a matter of that country's law."""
        if provider == "qiwi" or (provider == "terminal" and countries):
            return f"qiwi_{_nearest(countries, said)}"
        return self._firms.get(provider, provider)


def _nearest(countries: Sequence[Match], qiwi: Match) -> str:
    """The country told nearest to Qiwi, in small letters; Russia if there is none."""
    if not countries:
        return "ru"
    nearest = min(countries, key=lambda one: max(one.start - qiwi.end, qiwi.start - one.end))
    return nearest.id.partition(".")[2].lower()


def _unique(mentions: Iterable[Mention], text: str) -> Iterator[Finding]:
    seen: set[tuple[str, Value]] = set()
    for mention in sorted(mentions, key=lambda mention: FIELDS.index(mention.field)):
        if (mention.field, mention.value) not in seen:
            seen.add((mention.field, mention.value))
            quote = text[mention.start : mention.end]
            yield Finding(mention.field, mention.value, quote, mention.share)
