"""The facts of a case found in one message, each to be confirmed by the person.

Nothing is guessed: if a field has several candidates, all are given, in the order of the text
(the problem and the provider: likeliest first), and none is picked.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.answers.clean import clean
from bot.answers.days import Days
from bot.answers.mentions import Mention, without
from bot.answers.problems import Problems
from bot.answers.story_amounts import Amounts
from bot.answers.story_identifiers import emails, operations, phones, recipients, wallets
from bot.answers.story_providers import SURE, Providers, country_of
from bot.answers.story_told import Told
from bot.answers.sums import Sums
from bot.escalation.values import Money, Value
from bot.russian.wording import StoryWords

FIELDS = (
    "happened",
    "due_day",
    "month",
    "bought",
    "block_kind",
    "decision",
    "decided",
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

ORDERED = "not_supplied"
"""The problem of whoever paid for goods or a service and has none."""

HOME = "RU"
"""The country of a story that tells none (ISO 3166)."""


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

    def said(self, field: str) -> list[str]:
        """The same as ids, of a field that is a provider, a firm or a problem."""
        return [str(one.value) for one in self.of(field)]


class Stories:
    """Finds the facts in a story by the names and cues of data/stories.toml, and its problem by
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
        self._told = Told(words, days)
        self._figures = Amounts(days, sums, words.cues)
        self._problems = problems.find
        self._providers = Providers(words, firms, sums.regions).find

    def find(
        self,
        text: str,
        *,
        today: date,
        region: str | None = None,
        problems: Collection[str] | None = None,
    ) -> Found:
        """The candidates for every field of `FIELDS`; `today` is the person's own day, `problems`
        are those that are possible (None: all), `region` (ISO 3166) says whose phones and money are
        meant (None: those of the country that the story tells, else Russia's)."""
        text, cues = clean(text), self._words.cues
        numbers = [*emails(text, cues), *operations(text), *wallets(text)]
        numbers += phones(without(text, numbers), region or HOME, cues)
        # What has been read is blanked out, so that no digits are read twice.
        rest = without(text, numbers)
        times = self._figures.times(rest, today=today)
        sums = [*self._figures.sums(times.rest, region=region or HOME)]
        told = [
            Mention("problem", one.id, one.start, one.end, one.share)
            for one in self._problems(text, problems)
        ]
        told = _ordered(told, times.mentions)
        money = {one.value.currency for one in sums if isinstance(one.value, Money)}
        providers = list(self._providers(text, told, money))
        there = next((country_of(str(one.value)) for one in providers), HOME)
        if region is None and there != HOME:
            sums = [*self._figures.sums(times.rest, region=there)]
        decision = list(self._told.decision(text, today))
        figures = [*_but_for(times.mentions, decision), *sums]
        mentions = [*numbers, *figures, *recipients(text), *decision]
        mentions += self._told.choices(text, [str(one.value) for one in told])
        mentions.sort(key=lambda mention: mention.start)
        mentions += [*providers, *told]
        return Found(tuple(_unique(mentions, text)))


def _ordered(told: list[Mention], times: Iterable[Mention]) -> list[Mention]:
    """What happened, the likeliest first. A day that was promised is of something ordered: where
    that may be what the story tells, it is the first guess, and tells the place."""
    promised = any(one.field == "due_day" for one in times)
    ordered = [one for one in told if promised and one.value == ORDERED]
    first = [replace(one, share=max(one.share, SURE)) for one in ordered]
    return [*first, *(one for one in told if one not in ordered)]


def _but_for(figures: Iterable[Mention], decision: Iterable[Mention]) -> Iterator[Mention]:
    """The figures without the days on which something was decided."""
    decided = {one.start for one in decision if one.field == "decided"}
    return (one for one in figures if one.start not in decided)


def _unique(mentions: Iterable[Mention], text: str) -> Iterator[Finding]:
    seen: set[tuple[str, Value]] = set()
    for mention in sorted(mentions, key=lambda mention: FIELDS.index(mention.field)):
        if (mention.field, mention.value) not in seen:
            seen.add((mention.field, mention.value))
            quote = text[mention.start : mention.end]
            yield Finding(mention.field, mention.value, quote, mention.share)
