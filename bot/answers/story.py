"""Tell it once: the facts of a case found in one message, each to be confirmed by the person.

Nothing is guessed: when a field has several candidates, all come back, in the order of the text
(the problem and the provider: the likeliest first), and none is picked.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from bot.answers.clean import clean
from bot.answers.phrases import recognise
from bot.answers.spots import Spot, blank
from bot.answers.story_figures import figures
from bot.answers.story_numbers import emails, operations, phones, recipients, wallets
from bot.answers.wording import words
from bot.escalation.values import Value

FIELDS = (
    "happened",
    "sum",
    "operation",
    "recipient",
    "phone",
    "email",
    "wallet",
    "provider",
    "problem",
)
"""Everything that can be found, in the order in which it is shown."""


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


def find(text: str, *, today: date, region: str = "RU") -> Found:
    """The candidates for every field of `FIELDS` in the story; `today` is the person's own day."""
    text = clean(text)
    numbers = [*emails(text), *operations(text), *wallets(text)]
    numbers += phones(blank(text, numbers), region)
    # What is understood is struck out, so that no digits are read twice.
    rest = blank(text, numbers)
    spots = [*numbers, *figures(rest, today=today, region=region), *recipients(text)]
    spots.sort(key=lambda spot: spot.start)
    spots += _told(text)
    return Found(tuple(_unique(spots, text)))


def _unique(spots: Iterable[Spot], text: str) -> Iterator[Finding]:
    seen: set[tuple[str, Value]] = set()
    for spot in sorted(spots, key=lambda spot: FIELDS.index(spot.field)):
        if (spot.field, spot.value) not in seen:
            seen.add((spot.field, spot.value))
            yield Finding(spot.field, spot.value, text[spot.start : spot.end])


def _told(text: str) -> Iterator[Spot]:
    """The provider and the problem, by their phrases; the text is gone through once for all."""
    lists = words("stories")
    kinds = ("countries", "providers", "problems")
    phrases = {f"{kind}.{id_}": said for kind in kinds for id_, said in lists[kind].items()}
    found = recognise(text, phrases)
    country = next((one.id for one in found if one.id.startswith("countries.")), "countries.RU")
    for one in found:
        kind, _, id_ = one.id.partition(".")
        if kind == "providers":
            provider = f"qiwi_{country.partition('.')[2].lower()}" if id_ == "qiwi" else id_
            yield Spot("provider", provider, one.start, one.end)
        elif kind == "problems":
            yield Spot("problem", id_, one.start, one.end)
