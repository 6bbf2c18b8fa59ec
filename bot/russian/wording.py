"""The word lists by which typed answers are read, as data/ has them, and how they spell a word."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from re import Pattern
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class DayWords:
    """How days are said: `steps` are days from today, `months` the beginnings of each month's name
    from January on, `ordinals` the days of a month in words from the first on; `afternoon` and
    `morning` follow an hour."""

    steps: Mapping[str, int]
    months: tuple[tuple[str, ...], ...]
    ordinals: tuple[str, ...]
    afternoon: tuple[str, ...]
    morning: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Multipliers:
    """What "thousand" is said by: `glued` right after digits, `words` whole, `stems` as beginnings;
    `roubles` are those of them that name the currency, too."""

    glued: Mapping[str, int]
    words: Mapping[str, int]
    stems: Mapping[str, int]
    roubles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Currency:
    """A currency: its `sign`; `stems` and `words` that name it, `minor` those of its hundredth;
    `gender` and the `forms` for one, two and five of it, `minor_forms` of its hundredth."""

    sign: str
    stems: tuple[str, ...]
    words: tuple[str, ...]
    minor: tuple[str, ...]
    gender: Literal["male", "female", "neuter"]
    forms: tuple[str, str, str]
    minor_forms: tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class Wording:
    """Words for days and money (data/wording.toml): `regions` says whose money is meant where no
    currency is named, by country (ISO 3166); `currencies` go by ISO 4217."""

    days: DayWords
    numbers: Mapping[str, Decimal]
    multipliers: Multipliers
    regions: Mapping[str, str]
    currencies: Mapping[str, Currency]


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """Whose cards begin with `first` to `last` and have one of so many digits."""

    name: str
    first: str
    last: str
    lengths: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CodeWords:
    """Beginnings of words (or of pairs of words) that announce a secret, by its kind; those that
    may stand `between` it and the word (`between_words`: whole words), and the `identifiers` that
    clear the number."""

    cvv: tuple[str, ...]
    pin: tuple[str, ...]
    code: tuple[str, ...]
    between: tuple[str, ...]
    between_words: tuple[str, ...]
    identifiers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SecretWords:
    """What a card's number looks like, and the words near a code (data/secrets.toml): `groupings`
    are the lengths of a printed card's groups, `account_currencies` the digits 6 to 8 of an account
    that is no card."""

    issuers: tuple[Issuer, ...]
    not_cards: tuple[str, ...]
    groupings: tuple[tuple[int, ...], ...]
    account_currencies: tuple[str, ...]
    card_words: tuple[str, ...]
    codes: CodeWords


@dataclass(frozen=True, kw_only=True)
class RudeWords:
    """Words that spoil a letter (data/lint.toml): `profanity` are patterns of whole words by their
    root, `insults_after_you` count beside one of `you` only, `capitals` are written so."""

    profanity: Mapping[str, Pattern[str]]
    not_profane: frozenset[str]
    insults: tuple[str, ...]
    insults_after_you: tuple[str, ...]
    you: tuple[str, ...]
    threats: tuple[str, ...]
    capitals: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Cues:
    """Beginnings of words, by what they say about the number or the day beside them; `receiver` are
    whole words, `service_mail` the ends of the services' own addresses."""

    sum: tuple[str, ...]
    sum_after: tuple[str, ...]
    not_sum: tuple[str, ...]
    not_happened: tuple[str, ...]
    receiver: tuple[str, ...]
    own_phone: tuple[str, ...]
    wallet: tuple[str, ...]
    service_mail: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class StoryWords:
    """Phrases by which a story's provider, country (ISO 3166) and problem are told, by id, and the
    cues round its numbers (data/stories.toml)."""

    providers: Mapping[str, tuple[str, ...]]
    countries: Mapping[str, tuple[str, ...]]
    problems: Mapping[str, tuple[str, ...]]
    cues: Cues


@dataclass(frozen=True, kw_only=True)
class WordLists:
    """All of them."""

    wording: Wording
    secrets: SecretWords
    rude: RudeWords
    stories: StoryWords


def plain(word: str) -> str:
    """A word as the lists spell it: lower case, without dots, ё as е."""
    return word.lower().replace("ё", "е").replace(".", "")


def small(text: str) -> str:
    """The text in small letters with ё as е, letter for letter: each stays at its place."""
    lowered = text.lower().replace("ё", "е")
    if len(lowered) == len(text):
        return lowered
    return "".join(char.lower()[0] for char in text).replace("ё", "е")
