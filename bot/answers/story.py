"""Tell it once: the facts of a case found in one message, each to be confirmed by the person.

Nothing is guessed: when a field has several candidates, all come back, in the order of the text
(the problem and the provider: the likeliest first), and none is picked.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from bot.answers.clean import clean
from bot.answers.dates import EARLIEST, DayFound, find_clocks, find_days
from bot.answers.phrases import recognise
from bot.answers.sums import LARGEST, find_sums
from bot.answers.wording import plain, words
from bot.escalation.values import Moment, Value

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

_CUES: dict[str, list[str]] = words("stories")["cues"]
_NEAR = 25
"""How many characters may lie between a day and its time."""

_OPERATION = re.compile(
    r"(?:(?:операци|транзакци|transaction|txn)\w*(?:\s+(?:№|номер|код|ид|id|n\b|под номером))?"
    r"|(?:плат[её]ж|перевод|чек|квитанци|квитанц)\w*\s*(?:№|номер|ид\b|id\b|n\b|под номером)"
    r"|\b(?:id|ид|айди)(?:\s+(?:операции|платежа|перевода|транзакции))?)"
    r"[\s:#№=–-]*(?P<number>(?=(?:[A-Za-z-]*\d){5})[A-Za-z0-9][A-Za-z0-9-]{4,30})(?![\w@])",
    re.IGNORECASE,
)
_RECIPIENT = re.compile(
    r"(?i:получател\w*|на имя|в пользу|в адрес)(?i:\s*(?:указан\w*|был\w*|это))?\s*[:=–—-]?\s*"
    r"(?P<who>(?:(?:ООО|АО|ПАО|ИП|НКО)\s+)?(?:[«\"][^»\"\n]{2,60}[»\"]"
    r"|[А-ЯЁ][а-яё]+(?:[ -][А-ЯЁ](?:[а-яё]+|\.)){0,3}))"
)
_FIRM = re.compile(r"\b(?:ООО|ПАО|ИП)\s+(?:[«\"][^»\"\n]{2,60}[»\"]|[А-ЯЁ][а-яё]+(?:\s[А-ЯЁ]\.?)*)")
_ARROW = re.compile(r"(?:[-=]>|→)\s*$")
_EMAIL = re.compile(r"[^\s<>()\[\],;:\"'«»]+@[^\s<>()\[\],;:\"'«»]+")
_OTHER_WALLET = re.compile(r"(?i:кош\w+)\D{0,15}(?<!\d)(?P<number>41001\d{6,13}|[A-Z]\d{12})(?!\d)")


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


@dataclass(frozen=True, slots=True)
class _Spot:
    field: str
    value: Value
    start: int
    end: int


def find(text: str, *, today: date, region: str = "RU") -> Found:
    """The candidates for every field of `FIELDS` in the story; `today` is the person's own day."""
    text = clean(text)
    numbers = [*_emails(text), *_operations(text), *_wallets(text)]
    numbers += _phones(_blank(text, numbers), region)
    rest = _blank(text, numbers)
    days = [day for day in find_days(rest, today=today) if not _is_sum(rest, day)]
    moments = list(_moments(rest, days, today))
    rest = _blank(rest, [*moments, *_all_days(days)])
    spots = [*numbers, *moments, *_sums(rest, region), *_recipients(text)]
    spots.sort(key=lambda spot: spot.start)
    spots += [*_provider(text), *_problem(text)]
    return Found(tuple(_unique(spots, text)))


def _unique(spots: Iterable[_Spot], text: str) -> Iterator[Finding]:
    seen: set[tuple[str, Value]] = set()
    for spot in sorted(spots, key=lambda spot: FIELDS.index(spot.field)):
        if (spot.field, spot.value) not in seen:
            seen.add((spot.field, spot.value))
            yield Finding(spot.field, spot.value, text[spot.start : spot.end])


def _blank(text: str, spots: Iterable[_Spot]) -> str:
    """The text with what is already understood struck out, so that nothing is read twice."""
    for spot in spots:
        text = text[: spot.start] + "|" * (spot.end - spot.start) + text[spot.end :]
    return text


def _words_before(text: str, place: int, count: int) -> list[str]:
    """The last words before the place in its sentence, as the lists spell them."""
    sentence = re.split(r"[.!?\n;](?:\s|$)", text[max(0, place - 80) : place])[-1]
    return [plain(word) for word in re.findall(r"[^\W\d_]+", sentence)][-count:]


def _has(said: Iterable[str], cue: str) -> bool:
    return any(word.startswith(tuple(_CUES[cue])) for word in said)


# ---------------------------------------------------------------- numbers


def _emails(text: str) -> Iterator[_Spot]:
    for match in _EMAIL.finditer(text):
        address = match[0].rstrip(".!?")
        try:
            address = validate_email(address, check_deliverability=False).normalized
        except EmailNotValidError:  # a slip of the hand is asked for again, like any missing field
            continue
        if not address.endswith(tuple(_CUES["service_mail"])):
            yield _Spot("email", address, *match.span())


def _operations(text: str) -> Iterator[_Spot]:
    for match in _OPERATION.finditer(text):
        yield _Spot("operation", match["number"], match.start("number"), match.end("number"))


def _wallets(text: str) -> Iterator[_Spot]:
    for match in _OTHER_WALLET.finditer(text):
        yield _Spot("wallet", match["number"], match.start("number"), match.end("number"))


def _phones(text: str, region: str) -> Iterator[_Spot]:
    """Phone numbers, told apart by the words before: the receiver's, the wallet's, one's own."""
    for match in phonenumbers.PhoneNumberMatcher(text, region):
        written = phonenumbers.format_number(
            match.number, phonenumbers.PhoneNumberFormat.INTERNATIONAL
        )
        before = _words_before(text, match.start, 3)
        own, wallet = _has(before, "own_phone"), _has(before, "wallet")
        to_it = set(before) & set(_CUES["receiver"]) or _ARROW.search(text[: match.start])
        field = "wallet" if wallet else "phone"
        if to_it and not own:
            field = "recipient"
        yield _Spot(field, written, match.start, match.end)


# ---------------------------------------------------------------- days and sums


def _is_sum(text: str, day: DayFound) -> bool:
    """Whether the digits of a day are a sum after all: "12.10 руб"."""
    return any(
        one.firm and one.start <= day.start < one.end and one.end > day.end
        for one in find_sums(text)
    )


def _all_days(days: Iterable[DayFound]) -> Iterator[_Spot]:
    return (_Spot("happened", "", day.start, day.end) for day in days)


def _moments(text: str, days: list[DayFound], today: date) -> Iterator[_Spot]:
    clocks = [one for one in find_clocks(_blank(text, _all_days(days))) if one.at is not None]
    for day in days:
        if day.on is None or not EARLIEST <= day.on <= today:
            continue
        if _has(_words_before(text, day.start, 2), "not_happened"):
            continue
        after = [one for one in clocks if 0 <= one.start - day.end <= _NEAR]
        before = [one for one in clocks if 0 <= day.start - one.end <= _NEAR]
        clock = next(iter(after or reversed(before)), None)
        start = min(day.start, clock.start if clock else day.start)
        end = max(day.end, clock.end if clock else day.end)
        yield _Spot("happened", Moment(day.on, clock.at if clock else None), start, end)


def _sums(text: str, region: str) -> Iterator[_Spot]:
    found = [one for one in find_sums(text, region=region) if 0 < one.money.minor <= LARGEST * 100]
    firm = [one for one in found if one.firm or _follows(text, one.end, "sum_after")]
    # A bare number is a sum only when it is spaced like one ("12 990", "650,00") or after a word
    # like "перевела", and only when no sum is plainer.
    bare = (
        one
        for one in found
        if text[one.start].isdigit()
        and one.money.minor >= 10_00
        and (_is_written_as_money(text[one.start : one.end]) or _is_announced(text, one.start))
        and not _follows(text, one.end, "not_sum")
    )
    for one in firm or bare:
        yield _Spot("sum", one.money, one.start, one.end)


def _is_written_as_money(number: str) -> bool:
    return re.fullmatch(r"\d{1,3}(?: \d{3})+(?:[.,]\d\d)?|\d+,\d\d", number) is not None


def _is_announced(text: str, start: int) -> bool:
    return _has(_words_before(text, start, 5), "sum")


def _follows(text: str, end: int, cue: str) -> bool:
    """Whether the number that ends here is followed by one of the words."""
    following = re.match(r"\s*(?:-\w+\s+)?([^\W\d_]+|%)", text[end:])
    return following is not None and _has([plain(following[1])], cue)


# ---------------------------------------------------------------- who and what


def _recipients(text: str) -> Iterator[_Spot]:
    for match in _RECIPIENT.finditer(text):
        yield _Spot("recipient", match["who"], match.start("who"), match.end("who"))
    for match in _FIRM.finditer(text):
        yield _Spot("recipient", match[0], *match.span())


def _provider(text: str) -> Iterator[_Spot]:
    lists = words("stories")
    country = next((one.id.lower() for one in recognise(text, lists["countries"])), "ru")
    for one in recognise(text, lists["providers"]):
        id_ = f"qiwi_{country}" if one.id == "qiwi" else one.id
        yield _Spot("provider", id_, one.start, one.end)


def _problem(text: str) -> Iterator[_Spot]:
    for one in recognise(text, words("stories")["problems"]):
        yield _Spot("problem", one.id, one.start, one.end)
