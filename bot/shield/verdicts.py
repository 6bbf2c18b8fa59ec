"""What the scam shield can say about a pasted link, phone, e-mail or name, and by which lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class VerdictKind(StrEnum):
    """The shield's colours, gravest first: only VERIFIED is green."""

    RED_FLAG = "red_flag"
    LOOKALIKE = "lookalike"
    UNCONFIRMED = "unconfirmed"
    UNKNOWN = "unknown"
    VERIFIED = "verified"


class Why(StrEnum):
    """The reason for a verdict; each has its words in templates/screens/verdict.html.j2."""

    # red_flag
    FEE_FIRST = "fee_first"
    RESTORE = "restore"
    CODE = "code"
    REMOTE = "remote"
    SAFE_ACCOUNT = "safe_account"
    THREAT = "threat"
    GUARANTEE = "guarantee"
    PASS_ON = "pass_on"
    RELATIVE = "relative"
    MANY_LINKS = "many_links"
    LONG_HOST = "long_host"
    # lookalike
    USERINFO = "userinfo"
    SUBDOMAIN = "subdomain"
    PUNYCODE = "punycode"
    HOMOGLYPH = "homoglyph"
    HIDDEN = "hidden"
    MIXED_LETTERS = "mixed_letters"
    OTHER_ZONE = "other_zone"
    EXTRA_WORDS = "extra_words"
    ONE_LETTER = "one_letter"
    SHORTENER = "shortener"
    BRAND_NAME = "brand_name"
    NEAR_NUMBER = "near_number"
    # unconfirmed
    NOT_CONFIRMED = "not_confirmed"
    CLOSED = "closed"
    OLD_NUMBER = "old_number"
    # unknown
    SAME_DOMAIN = "same_domain"
    BARE_IP = "bare_ip"
    UNKNOWN_SITE = "unknown_site"
    UNKNOWN_PHONE = "unknown_phone"
    UNKNOWN_EMAIL = "unknown_email"
    UNKNOWN_NAME = "unknown_name"
    NOTHING_FOUND = "nothing_found"
    DOUBT = "doubt"
    # verified
    OWN_SITE = "own_site"
    OWN_PHONE = "own_phone"
    OWN_EMAIL = "own_email"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What one pasted thing is.

    `contact` is the contact that it is (or lies beside, for SAME_DOMAIN), `looks_like` the contact
    that it imitates, `quote` the words that raise a red flag.
    """

    kind: VerdictKind
    why: Why
    quote: str = ""
    contact: str | None = None
    looks_like: str | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class ShieldRules:
    """The lists of data/shield.toml, read once; what is derived from them is cached with them.

    `brands` maps a word to the contact it stands for; `old_hosts` and `short_numbers` map a host
    and a number of two to four digits to the contact behind it; `lures` are words glued to a brand;
    `strangers` are honest domains that merely resemble one; `red_flags` hold, for each reason,
    groups of word beginnings that raise it when one sentence has them all; `offers` are word
    beginnings that distinguish somebody else's offer or demand from the person's own question;
    `warnings` are such groups that clear a sentence ("никому не сообщайте код").
    """

    brands: Mapping[str, str]
    lures: tuple[str, ...]
    shorteners: frozenset[str]
    platforms: frozenset[str]
    strangers: frozenset[str]
    old_hosts: Mapping[str, str]
    old_phones: tuple[str, ...]
    short_numbers: Mapping[str, str]
    offers: tuple[str, ...]
    warnings: tuple[tuple[str, ...], ...]
    red_flags: Mapping[Why, tuple[tuple[str, ...], ...]]
