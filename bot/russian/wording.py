"""The word lists of data/ that typed answers are read by, and how those lists spell a word."""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from re import Pattern
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class DayWords:
    """How days are named: `steps` are days from today, `noticed` begin words of seeing or telling,
    `months` the beginnings of each month's name from January on, `ordinals` the days of a month in
    words from the first on; `afternoon` and `morning` follow an hour."""

    steps: Mapping[str, int]
    noticed: tuple[str, ...]
    months: tuple[tuple[str, ...], ...]
    ordinals: tuple[str, ...]
    afternoon: tuple[str, ...]
    morning: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Multipliers:
    """Ways to say "thousand" and the like: `glued` right after digits, `words` whole, `stems` as
    beginnings; `roubles` are those of them that also name the currency, `things` the beginnings
    that are money only beside a currency, `alone` the words that need no number before them."""

    glued: Mapping[str, int]
    words: Mapping[str, int]
    stems: Mapping[str, int]
    roubles: tuple[str, ...]
    things: tuple[str, ...]
    alone: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Currency:
    """A currency: its `sign`; the `stems` and `words` that name it and its hundredth (`minor`); its
    `gender` and its `forms` for one, two and five, `minor_forms` those of its hundredth.
    `home_stems` and `home_words` name another currency anywhere but in the country of this one."""

    sign: str
    stems: tuple[str, ...]
    words: tuple[str, ...]
    minor: tuple[str, ...]
    gender: Literal["male", "female", "neuter"]
    forms: tuple[str, str, str]
    minor_forms: tuple[str, str, str]
    home_stems: tuple[str, ...] = ()
    home_words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Wording:
    """Words for days and money (data/wording.toml): `open_numbers` count only before a multiplier
    or a currency; `regions` says whose money is meant if no
    currency is named, by country (ISO 3166); `currencies` are keyed by ISO 4217."""

    days: DayWords
    numbers: Mapping[str, Decimal]
    open_numbers: Mapping[str, Decimal]
    multipliers: Multipliers
    regions: Mapping[str, str]
    currencies: Mapping[str, Currency]


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """The issuer whose cards begin with `first` to `last` and have one of these lengths."""

    name: str
    first: str
    last: str
    lengths: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CodeWords:
    """Beginnings of words (or of pairs of words) that announce a secret, by its kind; those that
    may come `between` the word and the secret (`between_words`: whole words), and the
    `identifiers` that clear the number."""

    cvv: tuple[str, ...]
    pin: tuple[str, ...]
    code: tuple[str, ...]
    between: tuple[str, ...]
    between_words: tuple[str, ...]
    identifiers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SecretWords:
    """What a card number looks like, and the words near a code (data/secrets.toml): `groupings`
    are the lengths of a printed card's groups, `account_currencies` digits 6 to 8 of an account,
    which is not a card."""

    issuers: tuple[Issuer, ...]
    not_cards: tuple[str, ...]
    groupings: tuple[tuple[int, ...], ...]
    account_currencies: tuple[str, ...]
    card_words: tuple[str, ...]
    codes: CodeWords


@dataclass(frozen=True, kw_only=True)
class Admission:
    """Phrases that are turned against whoever writes them in a letter about one of `problems`."""

    problems: frozenset[str]
    phrases: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LetterWords:
    """Words that spoil a letter (data/lint.toml): `profanity` are patterns of whole words by root,
    `insults_after_you` count only next to one of `you`, `capitals` are rightly in capitals;
    `greetings`, `talk` and `relative_days` are phrases that belong in a talk; `admissions` go by
    id."""

    profanity: Mapping[str, Pattern[str]]
    not_profane: frozenset[str]
    insults: tuple[str, ...]
    insults_after_you: tuple[str, ...]
    you: tuple[str, ...]
    threats: tuple[str, ...]
    greetings: tuple[str, ...]
    talk: tuple[str, ...]
    relative_days: tuple[str, ...]
    capitals: frozenset[str]
    admissions: Mapping[str, Admission]


@dataclass(frozen=True, kw_only=True)
class Cues:
    """Word beginnings, by what they say about the number or day next to them: after `due` a day is
    one that was promised, unless a word of `paid` stands nearer, and right after a whole word of
    `due_by`; beside `decided` it is a decision's; `receiver` are whole
    words, `service_mail` the ends of the services' own addresses. Around a provider's name: whoever
    is said to have `sent` money `into` it or `out_of` it (whole words), that it is one's `own`
    (whole words), that somebody `called` in its name, that something was `bought` there."""

    sum: tuple[str, ...]
    sum_after: tuple[str, ...]
    times: tuple[str, ...]
    not_sum: tuple[str, ...]
    not_happened: tuple[str, ...]
    due: tuple[str, ...]
    due_by: tuple[str, ...]
    decided: tuple[str, ...]
    paid: tuple[str, ...]
    lives: tuple[str, ...]
    receiver: tuple[str, ...]
    own_phone: tuple[str, ...]
    wallet: tuple[str, ...]
    service_mail: tuple[str, ...]
    sent: tuple[str, ...]
    into: tuple[str, ...]
    out_of: tuple[str, ...]
    own: tuple[str, ...]
    called: tuple[str, ...]
    bought: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ToldChoices:
    """What a story says of a question with choices, by the choice; only where it tells of one of
    `problems`. With `one`, a story that says several says none."""

    problems: frozenset[str]
    choices: Mapping[str, tuple[str, ...]]
    one: bool = False


@dataclass(frozen=True, kw_only=True)
class ToldDecision:
    """The phrases that tell of a decision in hand, and the `reason` by which it opens its step."""

    reason: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class StoryWords:
    """Names that tell a story's provider and country (ISO 3166), by id, and the cues around its
    names and numbers (data/stories.toml). `unnamed` are words that tell a place without naming
    anybody, `only_at` and `mostly_at` the places that problems tell, `marketplaces` the firms whose
    name is a shop's too; `told` are what is said of questions with choices, by question, and
    `decisions` those in hand, by the step that they open."""

    marketplaces: tuple[str, ...]
    providers: Mapping[str, tuple[str, ...]]
    unnamed: Mapping[str, tuple[str, ...]]
    only_at: Mapping[str, str]
    mostly_at: Mapping[str, str]
    countries: Mapping[str, tuple[str, ...]]
    told: Mapping[str, ToldChoices]
    decisions: Mapping[str, ToldDecision]
    cues: Cues


@dataclass(frozen=True, kw_only=True)
class Intent:
    """What a text may mean: the phrases (of `bot.russian.spoken`) that say so, `unless` one of the
    others is there too; `opens` names the screen that comes first."""

    id: str
    opens: str
    phrases: tuple[str, ...]
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class IntentWords:
    """What is meant by a text that answers no question (data/intents.toml): `spelt` are beginnings
    of words that are no slip of another, `own` and `theirs` the words of who speaks of themselves
    and of who speaks to another."""

    spelt: tuple[str, ...]
    own: tuple[str, ...]
    theirs: tuple[str, ...]
    intents: Mapping[str, Intent]


@dataclass(frozen=True, kw_only=True)
class ProblemWeights:
    """What each piece of a text says for each problem (bot/answers/problems.json): row after row
    for the `pieces`, a column for each of the `problems` and a last one for how rare the piece is.
    `unit` makes a sum of weights over the length of the rarities a score, to which `biases` are
    added."""

    problems: tuple[str, ...]
    biases: tuple[float, ...]
    unit: float
    pieces: tuple[str, ...]
    rows: "array[int]"

    @property
    def columns(self) -> int:
        """How many numbers a row has."""
        return len(self.problems) + 1


@dataclass(frozen=True, kw_only=True)
class WordLists:
    """All the word lists."""

    wording: Wording
    secrets: SecretWords
    letters: LetterWords
    stories: StoryWords
    intents: IntentWords
    problems: ProblemWeights


def plain(word: str) -> str:
    """A word as the lists spell it: lower case, without dots, with е for ё."""
    return word.lower().replace("ё", "е").replace(".", "")


def small(text: str) -> str:
    """The text in lower case with е for ё, character for character, so that positions hold."""
    lowered = text.lower().replace("ё", "е")
    if len(lowered) == len(text):
        return lowered
    return "".join(char.lower()[0] for char in text).replace("ё", "е")
