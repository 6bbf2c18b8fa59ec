"""Whether every record names an act or a body's own page to whoever asks how it is known."""

from collections.abc import Iterator, Mapping

from bot.checks.finding import Finding
from bot.content.content import Content
from bot.content.grounds import unfit
from bot.escalation.facts import Fact
from bot.escalation.terms import TermKind


def cited(content: Content) -> Mapping[str, list[Fact]]:
    """The records that screens and cards cite, by their file.

    Not the company's promises: they are shown as its word, and providers are shown without a
    ground.
    """
    terms = content.timing.terms.values()
    return {
        "facts.toml": list(content.facts.facts.values()),
        "contacts.toml": list(content.contacts.values()),
        "terms.toml": [term for term in terms if term.kind is TermKind.LAW],
        "court.toml": [*content.court.rules.values(), *content.court.rates.rates],
    }


def check_grounds(content: Content) -> Iterator[Finding]:
    """Grounds that a frightened person should not be shown."""
    for file, facts in cited(content).items():
        for fact in facts:
            for reason in unfit(fact, content.grounds):
                yield Finding(file, f"{fact.id}.basis", reason)
