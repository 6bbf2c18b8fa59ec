"""A person's full name: its capitals set right, and the form that follows "от"."""

import re
from dataclasses import dataclass
from functools import cache

from pytrovich.detector import PetrovichGenderDetector
from pytrovich.enums import Case, Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker

_PATRONYMIC_ENDS = (
    "вич",
    "ильич",
    "кузьмич",
    "лукич",
    "фомич",
    "никитич",
    "вна",
    "ична",
    "оглы",
    "кызы",
    "угли",
    "кизи",
    "улы",
)
_PARTICLES = frozenset(
    {"оглы", "оглу", "угли", "улы", "уулу", "кызы", "кизи", "заде", "фон", "цу", "де", "дер", "ибн"}
)
"""What stands inside a name in lower case."""

_LONGEST = 200
"""No name is longer; what is longer is left as it was typed."""

_LETTERS = re.compile(r"[^\W\d_]+")
_INSIDE = re.compile(r"\w\w['’ʼ`]$")  # "Дем'" goes on in small letters, "О'" does not
_LATIN = re.compile(r"[A-Za-z]")


def set_right(full_name: str) -> str:
    """The name with the capitals of a passport: "ИВАНОВА-ОРЛОВА АННА", "иванова-орлова анна" →
    "Иванова-Орлова Анна", "МАМЕДОВ АЛИ ГАСАН ОГЛЫ" → "Мамедов Али Гасан оглы".

    A word in capitals is set right whatever the others are; small letters only where the whole name
    was typed in them, since a small word among others is meant. A word with Latin letters is left
    alone, and so is what is no name for its length.
    """
    if len(full_name) > _LONGEST:
        return full_name
    hasty = full_name == full_name.lower()
    return " ".join(
        _capitalised(word) if hasty or (len(word) > 1 and word.isupper()) else word
        for word in full_name.split()
    )


def _capitalised(word: str) -> str:
    """The word with each part of it in its own case: "О'Коннор", "Дем'яненко", "Али-заде"."""
    if _LATIN.search(word):
        return word

    def part(found: re.Match[str]) -> str:
        small = found[0].lower()
        inside = _INSIDE.search(word, 0, found.start())
        return small if small in _PARTICLES or inside else small.capitalize()

    return _LETTERS.sub(part, word)


@dataclass(frozen=True, slots=True)
class Genitive:
    """A name in the genitive; `sure` if a patronymic showed its parts and gender."""

    text: str
    sure: bool


def genitive(full_name: str) -> Genitive:
    """The name in the genitive, its capitals set right: "ИВАНОВ Иван Иванович" → "Иванова Ивана
    Ивановича".

    Without a patronymic neither the gender nor which word is the surname is certain: then `sure`
    is False, and the letter keeps the nominative unless the person confirms the genitive.
    """
    full_name = set_right(full_name)
    parts = full_name.split(maxsplit=3)
    order = _order(parts)
    if order is None or len(full_name) > _LONGEST or _LATIN.search(full_name):
        return Genitive(full_name, sure=False)
    patronymic = parts[order.index(NamePart.MIDDLENAME)].lower()
    gender = _detector().detect(middlename=patronymic)  # type: ignore[no-untyped-call]
    if gender not in (Gender.MALE, Gender.FEMALE):
        return Genitive(full_name, sure=False)
    declined = (
        _maker().make(part, gender, Case.GENITIVE, word)
        for part, word in zip(order, parts, strict=True)
    )
    return Genitive(" ".join(declined), sure=True)


def _order(parts: list[str]) -> list[NamePart] | None:
    """Which part of a name each of three words is; None if the words do not show it."""
    if len(parts) != 3:
        return None
    surname, first, middle = NamePart.LASTNAME, NamePart.FIRSTNAME, NamePart.MIDDLENAME
    # Surname first, as in a passport; if not, a surname like a patronymic decides nothing.
    if parts[2].lower().endswith(_PATRONYMIC_ENDS):
        return [surname, first, middle]
    if parts[1].lower().endswith(_PATRONYMIC_ENDS):
        return [first, middle, surname]
    return None


@cache
def _maker() -> PetrovichDeclinationMaker:
    return PetrovichDeclinationMaker()


@cache
def _detector() -> PetrovichGenderDetector:
    return PetrovichGenderDetector()
