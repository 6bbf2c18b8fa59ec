"""A value as a person reads it, on a screen or in a letter: only its form, not a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pytils import dt, numeral  # type: ignore[import-untyped]
from pytrovich.detector import PetrovichGenderDetector
from pytrovich.enums import Case, Gender, NamePart
from pytrovich.maker import PetrovichDeclinationMaker

from bot.escalation.values import Moment, Money, Operation, Operations, Value
from bot.russian.wording import Currency

_NBSP = "\u00a0"
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
_GENDERS = {"male": numeral.MALE, "female": numeral.FEMALE, "neuter": numeral.NEUTER}


class Shown:
    """Writes values out; sums with the signs and forms of data/wording.toml."""

    def __init__(self, currencies: Mapping[str, Currency]) -> None:
        self._currencies = currencies

    def show(self, value: Value) -> str:
        """ "12 400,50 ₽", "3 мая 2026 г., 15:30", a text as it is, choices separated by commas,
        operations by semicolons.

        Parts that must stay on one line are joined by no-break spaces.
        """
        if isinstance(value, Money):
            return self._show_money(value)
        if isinstance(value, Moment):
            return show_moment(value)
        if isinstance(value, Operations):
            return "; ".join(map(self._show_operation, value.rows))
        return value if isinstance(value, str) else ", ".join(value)

    def _show_operation(self, row: Operation) -> str:
        number = f"№{_NBSP}{row.number}" if row.number else ""
        parts = [*(self.show(part) for part in (row.when, row.money) if part), number, row.receiver]
        return ", ".join(filter(None, parts))

    def in_words(self, money: Money) -> str:
        """The sum in words, minor units in digits: "двенадцать тысяч четыреста рублей 50 копеек".

        Raises KeyError for a currency that data/wording.toml does not have.
        """
        currency = self._currencies[money.currency]
        whole, small = divmod(money.minor, 100)
        text: str = numeral.sum_string(whole, _GENDERS[currency.gender], currency.forms).strip()
        if not small:
            return text
        return f"{text} {small:02} {numeral.choose_plural(small, currency.minor_forms)}"

    def _show_money(self, money: Money) -> str:
        whole, small = divmod(money.minor, 100)
        digits = f"{whole:,}".replace(",", _NBSP)
        kopecks = f",{small:02}" if small else ""
        currency = self._currencies.get(money.currency)
        return f"{digits}{kopecks}{_NBSP}{currency.sign if currency else money.currency}"


def show_moment(moment: Moment) -> str:
    """The day, and the time if it is known: "3 мая 2026 г., 15:30"."""
    day: str = dt.ru_strftime("%d %B %Y г.", moment.on, inflected=True).replace(" ", _NBSP)
    return day if moment.at is None else f"{day}, {moment.at:%H:%M}"


@dataclass(frozen=True, slots=True)
class Genitive:
    """A name in the genitive; `sure` if a patronymic showed its parts and gender."""

    text: str
    sure: bool


def genitive(full_name: str) -> Genitive:
    """The name in the genitive: "Иванов Иван Иванович" → "Иванова Ивана Ивановича".

    Without a patronymic neither the gender nor which word is the surname is certain: then `sure`
    is False, and the letter keeps the nominative unless the person confirms the genitive.
    """
    parts = full_name.split()
    order = _order(parts)
    if order is None:
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
