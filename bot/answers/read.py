"""A typed answer → a checked value, by the kind of answer that was asked for."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import phonenumbers

from bot.answers.clean import clean, one_line
from bot.answers.dates import read_birth_date, read_day, read_future_day, read_moment
from bot.answers.days import Days
from bot.answers.found import EMAIL, phones_in, valid_email
from bot.answers.operations import LONGEST, read_operations
from bot.answers.sums import Sums
from bot.answers.unreadable import SLUGS, Unreadable
from bot.escalation.values import MASK, Value
from bot.russian.full_names import set_right

__all__ = ["KINDS", "LIMITS", "SLUGS", "Context", "Unreadable", "find_phones", "read"]

LIMITS = {
    "text": 300,
    "story": 3500,
    "name": 120,
    "name_of": 120,
    "phone": 100,
    "email": 254,
    "address": 300,
    "wallet": 40,
    "number": 60,
    "account": 500,
    "id_document": 300,
    "operations": LONGEST,
}
"""The most characters in an answer of each kind; any other kind may have a hundred."""

_NOTHING = frozenset(
    {"", "нет", "нету", "не знаю", "незнаю", "не помню", "хз", "no", "none", "н/д", "n/a"}
)
"""What is typed where there is nothing to say: a letter would print it as the answer."""

_PHONE = re.compile(r"[\d ()+.-]+")
_NAME = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]*)*")
_ACCOUNT = re.compile(r"(?<!\d)(?:\d[ -]?){19}\d(?!\d)|\b[A-Z]{2}\d{2}[ A-Z0-9]{11,30}\b")
_CARD = re.compile(r"(?:карта\W*)?[•*xXхХ. -]*(\d{4})", re.IGNORECASE)
_WALLET = re.compile(r"[A-Za-z]?\d{5,20}")


@dataclass(frozen=True, slots=True)
class Context:
    """What reading an answer depends on: `today` is the person's own day; `region` (ISO 3166) says
    whose phones and money are meant when the text does not."""

    today: date
    region: str
    days: Days
    sums: Sums


def read(kind: str, text: str, context: Context) -> Value:
    """The value that the text means as an answer of this kind (one of `KINDS`).

    Raises Unreadable with a slug of `SLUGS`; KeyError for an unknown kind.
    """
    reader = KINDS[kind]
    # A story keeps its lines; bank details and operations are distinguished by theirs.
    answer = clean(text) if kind in {"story", "account", "operations"} else one_line(text)
    if not answer:
        raise Unreadable("empty")
    if answer.casefold().strip(" .,!?…-–—") in _NOTHING:
        raise Unreadable("nothing_said")
    limit = LIMITS.get(kind, 100)
    if len(answer) > limit:
        raise Unreadable("too_long", limit=limit, length=len(answer))
    return reader(answer, context)


def _as_it_is(answer: str, _: Context) -> str:
    return answer


def _name(answer: str, _: Context) -> str:
    if any(char.isdigit() for char in answer):
        raise Unreadable("name_has_digits")
    words = answer.split()
    if not all(_NAME.fullmatch(word) for word in words):
        raise Unreadable("not_a_name")
    if len(words) < 2:
        raise Unreadable("name_needs_two_words")
    return set_right(answer)


def _name_of(answer: str, context: Context) -> str:
    """A name in the form that follows "от", which may be typed along with it."""
    return _name(re.sub(r"^от\s+", "", answer, flags=re.IGNORECASE), context)


def _phone(answer: str, context: Context) -> str:
    numbers = _whole_phone(answer, context.region) or find_phones(answer, region=context.region)
    if not numbers:
        raise Unreadable("not_a_phone")
    if len(set(numbers)) > 1:
        raise Unreadable("several_phones")
    return numbers[0]


def _whole_phone(answer: str, region: str) -> list[str]:
    """The answer if it is a phone number and nothing else, even without a country prefix."""
    if not _PHONE.fullmatch(answer):
        return []
    try:
        number = phonenumbers.parse(answer, region)
    except phonenumbers.NumberParseException:  # not a number
        return []
    return [_written(number)] if phonenumbers.is_valid_number(number) else []


def find_phones(text: str, *, region: str = "RU") -> list[str]:
    """The valid phone numbers in the text, written internationally: "+7 916 123-45-67"."""
    return [_written(match.number) for match in phones_in(text, region)]


def _written(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _email(answer: str, _: Context) -> str:
    addresses = EMAIL.findall(answer)
    address = valid_email(addresses[0].rstrip(".")) if len(addresses) == 1 else None
    if address is None:
        raise Unreadable("not_an_email")
    return address


def _address(answer: str, _: Context) -> str:
    if len(answer) < 10 or not any(char.isalpha() for char in answer):
        raise Unreadable("address_too_short")
    return answer


def _wallet(answer: str, context: Context) -> str:
    """A wallet's number: a phone number for most providers, or digits with at most one letter; of a
    bank the number of an account, or the last four digits of a card."""
    if card := _CARD.fullmatch(answer):
        return f"{MASK} {card[1]}"
    numbers = find_phones(answer, region=context.region)
    if len(set(numbers)) == 1:
        return numbers[0]
    number = re.sub(r"[ ()+-]", "", answer)
    if not _WALLET.fullmatch(number):
        raise Unreadable("not_a_wallet")
    return number.upper()


def _number(answer: str, _: Context) -> str:
    if not any(char.isdigit() for char in answer):
        raise Unreadable("number_without_digits")
    return re.sub(r"^(?:№|N\b|#)\s*", "", answer)


def _inn(answer: str, _: Context) -> str:
    """A person's taxpayer number has twelve digits (Приказ ФНС от 29.06.2012 № ММВ-7-6/435@)."""
    digits = re.sub(r"\D", "", answer)
    if len(digits) != 12:
        raise Unreadable("not_an_inn")
    return digits


def _account(answer: str, _: Context) -> str:
    if not _ACCOUNT.search(answer):
        raise Unreadable("account_unclear")
    return answer


def _id_document(answer: str, _: Context) -> str:
    if not any(char.isdigit() for char in answer):
        raise Unreadable("document_without_digits")
    return answer


KINDS: dict[str, Callable[[str, Context], Value]] = {
    "text": _as_it_is,
    "story": _as_it_is,
    "name": _name,
    "name_of": _name_of,
    "phone": _phone,
    "email": _email,
    "address": _address,
    "wallet": _wallet,
    "moment": lambda answer, by: read_moment(answer, by.days, today=by.today),
    "day": lambda answer, by: read_day(answer, by.days, today=by.today),
    "future_day": lambda answer, context: read_future_day(
        answer, context.days, today=context.today
    ),
    "birth_date": lambda answer, context: read_birth_date(
        answer, context.days, today=context.today
    ),
    "sum": lambda answer, by: by.sums.read(answer, region=by.region),
    "number": _number,
    "inn": _inn,
    "account": _account,
    "id_document": _id_document,
    "operations": lambda answer, by: read_operations(
        answer, by.days, by.sums, today=by.today, region=by.region
    ),
}
"""Every kind of answer and what reads it."""
