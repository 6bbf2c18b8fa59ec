"""What a text is that answers no question: the one place that decides it, for every state."""

import re
from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.answers.story import Found
from bot.content.reader import Reader
from bot.escalation.contacts import Contact
from bot.escalation.values import Moment, Value
from bot.shield.check import check
from bot.shield.pasted import find_pasted
from bot.shield.verdicts import ShieldRules, Verdict, VerdictKind, Why

LOST = ("unauthorised", "deceived")
"""How money leaves: without the person, or by them, deceived. The words of the two differ."""

FEE = "fee"
"""The problem of a fee too high."""

SURE = 0.55
"""A problem at least so likely is what the text tells."""

LIKELY = 0.4
"""A problem at least so likely is worth the question whether it is that."""

GUESS = 0.15
"""The same, in a text that tells a story for sure: "Это другое" is one tap away."""

SPECIAL = {"terminal": "not_delivered", "contact_transfer": "not_delivered"}
"""A problem whose words name where it happened, and what it is to the model without them."""

LATE = timedelta(days=7)
"""Nothing is stopped any more after so long: the story comes first, with 🚨 on it."""

SHORT = 14
"""A look-up has at most so many words; in a longer text it is a part of something else."""

STORY = 8
"""A story has more words than this; a question over one that any text answers has no more."""

LURED = "lured"
"""The intent of whoever told somebody a code."""

DOUBT = "doubt"
"""What opens the shield without anything pasted."""

WENT = "went"
"""What opens for money that "went": a cry where it is shouted or nothing else is said."""

PAPER = "paper"
"""What opens for a paper asked for by its kind: it is looked up, however long its name."""

NAMES = ("name", "name_of")
"""The kinds of answers that a cry of two words could be taken for."""

TELLS = 3
"""The least words by which the model of problems is asked."""

FEW = 4
"""A cry of so many words tells nothing else."""

_MARKS = frozenset({WENT, PAPER})  # these say how other words are meant, and open no screen
_CRIES = frozenset({"cry", "alarm"})
_LOSSES = frozenset({"loss", "now", "missing"})
_OVER_ANY = _LOSSES | {"alarm", "page.delete"}
_LOOKED_UP = ("faq.", "contacts.", "step.", "hint.", "support", "page.help", "page.contacts")
_WORD = re.compile(r"[^\W_]+")
_ASKS = re.compile(
    r"^\W*(?:а|и|но|ну)?\W*(?:как|где|что|чего|куда|кому|сколько|скока|какой|какая|какие|какую|зачем|почему|когда|"
    r"откуда|можно|нужно|нужен|надо)\b",
    re.IGNORECASE,
)
_SHOUT = re.compile(r"!\s?!|([аеёиоуыэюя])\1{2}", re.IGNORECASE)
_SECRET = re.compile(r"[•\d\s]*•[•\d\s]*")


class Kind(StrEnum):
    """What a text is, in the order in which it is asked."""

    SECRET = "secret"  # nothing but what was masked
    DESPAIR = "despair"
    LOSS = "loss"
    SHIELD = "shield"
    LOOKUP = "lookup"
    STORY = "story"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was heard. `opens` is the screen that a look-up asks for, or the problem of a loss or a
    story; `lured` says that a code was lured out of the person; `found` is what the text tells,
    `verdict` what the shield says of it."""

    kind: Kind
    opens: str = ""
    lured: bool = False
    found: Found
    verdict: Verdict


class Ear:
    """Hears texts by the word lists, the model of problems and the scam shield."""

    def __init__(self, reader: Reader, contacts: Collection[Contact], rules: ShieldRules) -> None:
        self._reader, self._contacts, self._rules = reader, tuple(contacts), rules

    def hear(self, text: str, *, today: date) -> Heard:
        """What the text is; `today` is the person's own day. Nothing is kept of it."""
        found = self._reader.find(text, today=today)
        verdict = check(text, self._contacts, self._rules, asked=False)
        said = self._reader.intents.find(text)
        opens = [self._reader.intents.by_id[one.id].opens for one in said]
        hearing = _Hearing(text, opens, found, verdict, _words(text), today)
        theirs = self._reader.intents.is_addressed(text)
        kind, what = hearing.decide(theirs=theirs)
        if what == DOUBT:  # what is wondered about is somebody else's
            verdict = check(text, self._contacts, self._rules)
        lured = any(one.id == LURED for one in said)
        return Heard(kind=kind, opens=what, lured=lured, found=found, verdict=verdict)

    def interrupts(self, text: str, kind: str, *, fits: bool) -> bool:
        """Whether the text is plainly no answer to an open question of this kind of answer;
        `fits` says whether it can be read as one.

        An answer may hold any word ("украли", "суд"): where any text fits, only a cry or a question
        put as such is none.
        """
        opens, words = self._opens(text), _words(text)
        said = set(opens)
        if "despair" in said:
            return True
        if "cry" in said and (words <= SHORT or not fits):
            return True
        looks_up = bool(opens) and opens[0].startswith(_LOOKED_UP) and words <= SHORT
        if kind == "story":
            return looks_up and words <= STORY and text.rstrip().endswith("?")
        if looks_up and _asks(text):
            return True
        if kind in NAMES and fits:
            return not said.isdisjoint(_LOSSES) and not text.istitle()
        return not fits and (looks_up or not said.isdisjoint(_OVER_ANY))

    def _opens(self, text: str) -> list[str]:
        intents = self._reader.intents
        return [intents.by_id[one.id].opens for one in intents.find(text)]


def _words(text: str) -> int:
    return len(_WORD.findall(text))


def _asks(text: str) -> bool:
    return bool(_ASKS.match(text)) or text.rstrip().endswith("?")


def _end_of(month: Value) -> date:
    """The last day of the month that begins on this day: money may have gone as late as that."""
    on = month.on if isinstance(month, Moment) else date.max
    return on.replace(day=monthrange(on.year, on.month)[1])


@dataclass(frozen=True, slots=True)
class _Hearing:
    """One text and all that is known of it."""

    text: str
    opens: list[str]
    found: Found
    verdict: Verdict
    words: int
    today: date

    def decide(self, *, theirs: bool) -> tuple[Kind, str]:
        """The kind, and what it opens; `theirs` says that somebody else wrote the text."""
        if _SECRET.fullmatch(self.text):
            return Kind.SECRET, ""
        if "despair" in self.opens:
            return Kind.DESPAIR, ""
        demands = self.verdict.kind is VerdictKind.RED_FLAG
        told = not {"loss", "now"}.isdisjoint(self.opens) or self._is_missing() or self._is_cried()
        if told and not (demands and theirs):
            return self._loss()
        if demands or self.verdict.kind is VerdictKind.LOOKALIKE:
            return Kind.SHIELD, ""
        return self._asked() or self._loss_by_story() or self._rest()

    def _is_missing(self) -> bool:
        """Whether money is gone, and the whole of the text gives no other reason for it."""
        if "missing" not in self.opens:
            return False
        problem = self._problem(SURE)
        # "Сняли 5000" is a fee to the model, but none is spoken of.
        unsaid = problem == FEE and f"problem.{FEE}" not in self.opens
        return problem in (None, *LOST) or unsaid

    def _is_cried(self) -> bool:
        """Whether money "went", and that is shouted or all that is said."""
        if WENT not in self.opens or self._told("problem.") or self.words > SHORT:
            return False
        return bool(_SHOUT.search(self.text)) or self.text.isupper() or self._is_bare()

    def _is_bare(self) -> bool:
        """Whether nothing but that money went is said, in few words."""
        return self.words <= FEW and set(self.opens) <= {WENT}

    def _loss(self) -> tuple[Kind, str]:
        """A loss is stopped at once; one of long ago is a story."""
        days = [one.value.on for one in self.found.of("happened") if isinstance(one.value, Moment)]
        days += [_end_of(one.value) for one in self.found.of("month")]
        problem = self._problem(LIKELY)
        if days and max(days) < self.today - LATE and problem and "now" not in self.opens:
            return Kind.STORY, problem
        return Kind.LOSS, problem if problem in LOST else ""

    def _loss_by_story(self) -> tuple[Kind, str] | None:
        """A loss that no phrase tells, but the whole of the text."""
        sure = self._problem(SURE) in LOST and self.words > FEW
        return self._loss() if sure and not self._told("problem.") else None

    def _asked(self) -> tuple[Kind, str] | None:
        """What is looked up, or wondered about; a cry that tells nothing else."""
        calm = self._problem(SURE)
        told = self._told("problem.") or (calm is not None and calm not in LOST)
        alone = self.words <= FEW or not set(self.opens) - _CRIES
        if not _CRIES.isdisjoint(self.opens) and alone and not told:
            return Kind.LOSS, ""
        asks = _asks(self.text) or PAPER in self.opens
        story = self.found.of("sum") or (self.words > STORY and not asks)
        tells = story and calm is not None and calm not in LOST
        if self.words > SHORT or tells:
            return None
        said = [one for one in self.opens if one not in _CRIES | _LOSSES | _MARKS]
        if not said or said[0].startswith("problem."):
            return None
        return (Kind.SHIELD, DOUBT) if said[0] == DOUBT else (Kind.LOOKUP, said[0])

    def _rest(self) -> tuple[Kind, str]:
        """A story, something pasted, or nothing that can be told."""
        by_words, by_model = self._told("problem."), self._problem(SURE) or ""
        modelled = self.words > STORY and SPECIAL.get(by_words) != by_model
        likely = (by_model, by_words) if modelled else (by_words, by_model)
        problem = next(filter(None, likely), None) or self._problem(
            GUESS if self._tells() else LIKELY
        )
        pasted = sum(len(piece.text) for piece in find_pasted(self.text))
        alone = len(self.text) - pasted < 40
        if self.verdict.why is not Why.NOTHING_FOUND and (alone or not problem):
            return Kind.SHIELD, ""
        if DOUBT in self.opens:
            return Kind.SHIELD, DOUBT
        if problem:
            return Kind.STORY, problem
        return (Kind.LOSS if "cry" in self.opens else Kind.UNCLEAR), ""

    def _tells(self) -> bool:
        """Whether the text is a story, whatever it is about: it names a sum, a day or a wallet."""
        named = ("sum", "happened", "firm", "provider")
        return self.words > STORY and any(self.found.of(field) for field in named)

    def _told(self, prefix: str) -> str:
        """What the first intent of this kind opens, "" for none."""
        return next((one.removeprefix(prefix) for one in self.opens if one.startswith(prefix)), "")

    def _problem(self, share: float) -> str | None:
        """The likeliest problem if it is so likely, and is one; a word or two tell none."""
        if self.words < TELLS:
            return None
        first = next(iter(self.found.of("problem")), None)
        named = first and first.share >= share and first.value != "other"
        return str(first.value) if first and named else None
