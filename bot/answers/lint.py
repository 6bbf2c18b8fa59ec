"""A letter looked at before it goes: what in it would let a reader put it aside.

Each flaw is a slug; why it matters and what to do is a template.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from bot.answers.clean import clean
from bot.answers.phrases import recognise
from bot.answers.private import hide_contacts, hide_passport
from bot.answers.rude import calm_down, first_insult, first_profanity, first_shout, without
from bot.answers.secrets import mask
from bot.answers.show import show
from bot.answers.wording import words
from bot.escalation.values import Moment, Money

NEEDED = ("date", "sum", "number", "demand")
"""What a letter says at the least, unless it is a public post."""

SLUGS = frozenset(
    {
        "no_date",
        "no_sum",
        "no_number",
        "no_demand",
        "caps",
        "insult",
        "profanity",
        "threat",
        "card_number",
        "code",
        "passport",
        "personal_data_in_public",
        "too_long",
        "date_after_previous",
        "sum_above_account",
    }
)
"""Every slug that a `Flaw` can carry: each has its explanation among the templates."""

# What was hidden, with at most three words before it that hold no digit.
_HIDDEN = re.compile(r"(?:[^\W\d]+[^\w\n•]+){0,3}•+(?: \d{4})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a door takes: how many characters (None: any number), whether everyone can read it,
    whether it has a place for a passport's number, and which of `NEEDED` it asks for."""

    limit: int | None = None
    public: bool = False
    passport: bool = False
    needs: frozenset[str] = frozenset(NEEDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A letter before it goes, with what the case knows.

    `own_text`: the person's own words in it; `letter`: the whole; `known`: which of `NEEDED` the
    case has. The days and sums are for contradictions; None where they are not known.
    """

    own_text: str
    letter: str
    known: frozenset[str] = frozenset()
    form: Form = field(default_factory=Form)
    happened_on: date | None = None
    previous_sent_on: date | None = None
    sum: Money | None = None
    account_sum: Money | None = None


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong, the words that show it ("" when something is missing), and the person's own
    text mended, where one tap can do it."""

    slug: str
    quote: str
    mend: str | None = None


def lint(draft: Draft) -> tuple[Flaw, ...]:
    """The flaws of a draft, each slug once: first what is missing, then words, then figures."""
    return (*_missing(draft), *_wording(draft), *_private(draft), *_figures(draft))


def _missing(draft: Draft) -> Iterator[Flaw]:
    needed = {"demand"} if draft.form.public else draft.form.needs
    for what in NEEDED:
        if what in needed and what not in draft.known:
            yield Flaw(f"no_{what}", "")


def _wording(draft: Draft) -> Iterator[Flaw]:
    text = draft.own_text
    shout = first_shout(text)
    if shout:
        yield Flaw("caps", shout, calm_down(text))
    for slug, first in (("profanity", first_profanity), ("insult", first_insult)):
        quote = first(text)
        if quote:
            yield Flaw(slug, quote, without(text, first))
    quote = _first_threat(text)
    if quote:
        yield Flaw("threat", quote, without(text, _sentence_with_threat))


def _first_threat(text: str) -> str | None:
    found = recognise(text, {"threat": words("lint")["threats"]})
    return text[found[0].start : found[0].end] if found else None


def _sentence_with_threat(text: str) -> str | None:
    threat = _first_threat(text)
    if threat is None:
        return None
    sentences = re.findall(r"[^.!?\n]+[.!?]*", text)
    return next((sentence for sentence in sentences if threat in sentence), threat)


def _private(draft: Draft) -> Iterator[Flaw]:
    """What must not be shown: looked for in the whole letter, mended in the person's own words."""
    hidden = mask(draft.letter)
    if "card" in hidden.kinds:
        yield _hiding(draft, "card_number", lambda text: mask(text).text)
    if hidden.kinds - {"card"}:
        yield _hiding(draft, "code", lambda text: mask(text).text)
    if not draft.form.passport and hide_passport(draft.letter) != draft.letter:
        yield _hiding(draft, "passport", hide_passport)
    if draft.form.public and hide_contacts(draft.letter) != draft.letter:
        yield _hiding(draft, "personal_data_in_public", hide_contacts)


def _hiding(draft: Draft, slug: str, hide: Callable[[str], str]) -> Flaw:
    """The flaw, its quote already hidden: it is shown and logged like any other."""
    shown = _HIDDEN.search(hide(draft.letter))
    quote = shown[0] if shown else ""
    mended = hide(draft.own_text)
    return Flaw(slug, quote, None if mended in {draft.own_text, clean(draft.own_text)} else mended)


def _figures(draft: Draft) -> Iterator[Flaw]:
    limit = draft.form.limit
    if limit is not None and len(draft.letter) > limit:
        yield Flaw("too_long", draft.letter[limit : limit + 60])
    if draft.happened_on and draft.previous_sent_on and draft.happened_on > draft.previous_sent_on:
        yield Flaw("date_after_previous", show(Moment(draft.happened_on)))
    asked, had = draft.sum, draft.account_sum
    if asked and had and asked.currency == had.currency and asked.minor > had.minor:
        yield Flaw("sum_above_account", show(asked))
