"""A letter looked at before it goes: what in it would let a reader put it aside.

Each flaw is a slug; why it matters and what to do is a template.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from bot.answers.clean import clean
from bot.answers.secrets import Secrets
from bot.documents.private import hide_contacts, hide_passport
from bot.documents.rude import Rude, Span, leave_out, without
from bot.escalation.values import Moment
from bot.russian.phrases import Phrases
from bot.russian.show import show_moment
from bot.russian.wording import LetterWords

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
        "greeting",
        "question",
        "talk",
        "relative_day",
        "admission",
    }
)
"""Every slug that a `Flaw` can carry: each has its explanation among the templates."""

# What was hidden, with at most three words before it that hold no digit.
_HIDDEN = re.compile(r"(?:(?<![^\W\d])[^\W\d]++[^\w\n•]++){0,3}•+(?: \d{4})?")
_SENTENCE = re.compile(r"[^\s.!?][^.!?\n]*[.!?]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a channel takes: how many characters (None: any number), whether everyone can read it,
    whether it has a field for a passport's number, and which of `NEEDED` it asks for."""

    limit: int | None = None
    public: bool = False
    passport: bool = False
    needs: frozenset[str] = frozenset(NEEDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterToCheck:
    """A letter before it goes, with what the case knows.

    `own_text`: the person's own words in it; `letter`: the whole; `known`: which of `NEEDED` the
    case has; `problems`: what it is about. The days are for a contradiction; None where they are
    not known.
    """

    own_text: str
    letter: str
    known: frozenset[str] = frozenset()
    form: Form = field(default_factory=Form)
    problems: frozenset[str] = frozenset()
    happened_on: date | None = None
    previous_sent_on: date | None = None


Said = dict[str, list[Span]]
"""Where the phrases of each kind stand in a text."""

Lint = Callable[["LetterToCheck"], "tuple[Flaw, ...]"]


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong, the words that show it ("" when something is missing), and the person's own
    text mended, where one tap can do it; `about` is the id of an admission."""

    slug: str
    quote: str
    mend: str | None = None
    about: str = ""


class Linter:
    """Looks a draft over, by the words of data/lint.toml."""

    def __init__(self, words: LetterWords, secrets: Secrets) -> None:
        self._admitted = words.admissions
        self._phrases = Phrases(
            {
                "threat": words.threats,
                "greeting": words.greetings,
                "talk": words.talk,
                "relative_day": words.relative_days,
                **{name: one.phrases for name, one in words.admissions.items()},
            }
        )
        self._rude = Rude(words)
        self._secrets = secrets

    def lint(self, draft: LetterToCheck) -> tuple[Flaw, ...]:
        """The flaws of a draft, each slug once: first what is missing, then words, then figures."""
        said = self._phrases.spans(draft.own_text)
        return (
            *_missing(draft),
            *self._wording(draft.own_text),
            *self._talk(draft.own_text, said),
            *self._admissions(draft, said),
            *self._private(draft),
            *_figures(draft),
        )

    def mended(self, text: str, problems: Iterable[str]) -> str:
        """A person's own words without all that one tap each could mend, at once: "" where nothing
        is left of them."""
        said, about = self._phrases.spans(text), frozenset(problems)
        kinds = ["threat", "talk", *(name for name in said if self._hurts(name, about))]
        sentences = sorted(span for kind in kinds for span in said.get(kind, ()))
        spans = [
            *said.get("greeting", ()),
            *said.get("relative_day", ()),
            *_questions(text),
            *_sentences_with(sentences, text),
            *self._rude.insults(text),
            *self._rude.profanities(text),
        ]
        return self._rude.calm_down(leave_out(text, _joined(spans)))

    def _hurts(self, admission: str, problems: frozenset[str]) -> bool:
        known = self._admitted.get(admission)
        return known is not None and not problems.isdisjoint(known.problems)

    def _wording(self, text: str) -> Iterator[Flaw]:
        rude = self._rude
        shout = _first(rude.shouts(text), text)
        if shout:
            yield Flaw("caps", shout, rude.calm_down(text))
        for slug, find in (("profanity", rude.profanities), ("insult", rude.insults)):
            quote = _first(find(text), text)
            if quote:
                yield Flaw(slug, quote, without(text, find))

    def _talk(self, text: str, said: Said) -> Iterator[Flaw]:
        """What belongs in a talk: no reader of a paper answers it, and "вчера" is another day."""
        if threats := said.get("threat"):
            yield Flaw("threat", text[slice(*threats[0])], _without_sentences(text, threats))
        if greetings := said.get("greeting"):
            yield Flaw("greeting", text[slice(*greetings[0])], leave_out(text, greetings))
        if questions := _questions(text):
            yield Flaw("question", text[slice(*questions[0])], leave_out(text, questions))
        if talk := said.get("talk"):
            yield Flaw("talk", text[slice(*talk[0])], _without_sentences(text, talk))
        if days := said.get("relative_day"):
            yield Flaw("relative_day", text[slice(*days[0])])

    def _admissions(self, draft: LetterToCheck, said: Said) -> Iterator[Flaw]:
        """The first of the words that would be turned against the writer in this very letter."""
        text = draft.own_text
        for name in self._admitted:
            if name in said and self._hurts(name, draft.problems):
                quote = text[slice(*said[name][0])]
                yield Flaw("admission", quote, _without_sentences(text, said[name]), name)
                return

    def _private(self, draft: LetterToCheck) -> Iterator[Flaw]:
        """What must not be shown: looked for in the whole letter, mended in the person's own
        words."""
        masked, own = self._secrets.mask(draft.letter), draft.own_text
        if masked.kinds:  # a post is the person's own words alone
            own = masked.text if own == draft.letter else self._secrets.mask(own).text
        if "card" in masked.kinds:
            yield _hiding(draft, "card_number", masked.text, own)
        if masked.kinds - {"card"}:
            yield _hiding(draft, "code", masked.text, own)
        if not draft.form.passport:
            yield from _hidden_by(hide_passport, draft, "passport")
        if draft.form.public:
            yield from _hidden_by(hide_contacts, draft, "personal_data_in_public")


def _missing(draft: LetterToCheck) -> Iterator[Flaw]:
    needed = {"demand"} if draft.form.public else draft.form.needs
    for what in NEEDED:
        if what in needed and what not in draft.known:
            yield Flaw(f"no_{what}", "")


def _first(spans: Iterable[Span], text: str) -> str | None:
    return next((text[start:end] for start, end in spans), None)


def _sentences_with(spans: list[Span], text: str) -> Iterator[Span]:
    """The sentences that one of the spans begins in."""
    starts = [start for start, _ in spans]
    for sentence in _SENTENCE.finditer(text):
        begin, end = sentence.span()
        if bisect_left(starts, begin) < bisect_left(starts, end):
            yield begin, end


def _questions(text: str) -> list[Span]:
    return [one.span() for one in _SENTENCE.finditer(text) if "?" in one[0]]


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """The spans in order, those that overlap as one."""
    whole: Span | None = None
    for start, end in sorted(spans):
        if whole is None or start > whole[1]:
            if whole:
                yield whole
            whole = (start, end)
        else:
            whole = (whole[0], max(whole[1], end))
    if whole:
        yield whole


def _without_sentences(text: str, spans: list[Span]) -> str:
    return leave_out(text, _sentences_with(spans, text))


def _hidden_by(hide: Callable[[str], str], draft: LetterToCheck, slug: str) -> Iterator[Flaw]:
    letter = hide(draft.letter)
    if letter != draft.letter:
        own = letter if draft.own_text == draft.letter else hide(draft.own_text)
        yield _hiding(draft, slug, letter, own)


def _hiding(draft: LetterToCheck, slug: str, letter: str, own: str) -> Flaw:
    """The flaw by the hidden letter and own text: its quote is shown and logged like any other."""
    shown = _HIDDEN.search(letter)
    quote = shown[0] if shown else ""
    return Flaw(slug, quote, None if own in {draft.own_text, clean(draft.own_text)} else own)


def _figures(draft: LetterToCheck) -> Iterator[Flaw]:
    limit = draft.form.limit
    if limit is not None and len(draft.letter) > limit:
        yield Flaw("too_long", draft.letter[limit : limit + 60])
    if draft.happened_on and draft.previous_sent_on and draft.happened_on > draft.previous_sent_on:
        yield Flaw("date_after_previous", show_moment(Moment(draft.happened_on)))


def own_flaws(lint: Lint, text: str, problems: Iterable[str]) -> tuple[Flaw, ...]:
    """The flaws of a person's own words by themselves, in a letter about these problems."""
    about = frozenset(problems)
    return lint(LetterToCheck(own_text=text, letter=text, known=frozenset(NEEDED), problems=about))
